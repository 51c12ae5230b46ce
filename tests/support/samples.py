"""Server messages for tests of the clients, in few words."""

from __future__ import annotations

from signaling.protocol import (
    CancelReason,
    EndReason,
    Grant,
    Identity,
    Link,
    Member,
    Names,
    Purpose,
    RequestKind,
    RequestState,
    RequestTold,
    ReservationState,
    ReservationTold,
    Role,
    RoomMode,
    RoomState,
    RoomTold,
    Seat,
    Sending,
    Summoner,
    TerminalState,
    Welcome,
)

ME = "t_desk"
EXPERT = "p_expert"
CLERK = "p_clerk"


def names(text: str) -> Names:
    return Names(fi=f"{text} fi", sv=f"{text} sv", en=f"{text} en")


def welcome(participant: str = ME, *, resumed: bool = False) -> Welcome:
    return Welcome(
        protocol=1,
        participant=participant,
        identity=Identity(role=Role.TERMINAL, id="desk", name="Desk"),
        resume="token",
        resumed=resumed,
        expires_in_s=100.0,
        ice_servers=[],
        node="node-1",
    )


def terminal_state(*, online: bool = True) -> TerminalState:
    return TerminalState(
        terminal="desk",
        name=names("Desk"),
        place="porina",
        place_name=names("Porina"),
        online=online,
        in_charge=None,
        room=None,
    )


def member(participant: str, *, sending: Sending | None = None) -> Member:
    role = {ME: Role.TERMINAL, CLERK: Role.CLERK}.get(participant, Role.EXPERT)
    return Member(
        participant=participant,
        role=role,
        id=participant,
        name=participant.title(),
        seat=Seat.AT_DESK if role is Role.CLERK else None,
        connected=True,
        sending=sending or Sending(),
    )


def room(
    *others: str,
    revision: int = 1,
    ended: EndReason | None = None,
    generation: int = 0,
    room_id: str = "room-1",
    sending: Sending | None = None,
    mode: RoomMode = RoomMode.CONVERSATION,
    wanted: RoomMode | None = None,
) -> RoomTold:
    """A room of the terminal and others; a clerk sits at the desk and has no media."""
    media = [other for other in others if other != CLERK]
    everybody = [] if ended else [ME, *others]
    state = RoomState.LIVE if media else RoomState.WAITING
    return RoomTold(
        room=room_id,
        revision=revision,
        state=RoomState.ENDED if ended else state,
        reason=ended,
        mode=mode,
        wanted=wanted,
        terminal="desk",
        terminal_name=names("Desk"),
        place_name=names("Porina"),
        service="vero",
        service_name=names("Vero"),
        language="fi",
        members=[member(one, sending=None if one == ME else sending) for one in everybody],
        links=[
            Link(offerer=other, answerer=ME, generation=generation) for other in media if not ended
        ],
        grants=[
            Grant(sender=a, receiver=b, purposes=list(Purpose))
            for other in media
            for a, b in ((ME, other), (other, ME))
            if not ended and RoomMode.CONSULTATION not in (mode, wanted)
        ],
        elapsed_s=1.0,
    )


def request(
    state: RequestState,
    *,
    reason: CancelReason | None = None,
    request_id: str = "request-1",
    kind: RequestKind = RequestKind.VISIT,
    position: int | None = None,
) -> RequestTold:
    return RequestTold(
        request=request_id,
        kind=kind,
        position=position,
        state=state,
        reason=reason,
        service="vero",
        service_name=names("Vero"),
        language="fi",
        terminal="desk",
        room="room-1",
        waited_s=0.0,
        rung=0,
    )


def reservation(state: ReservationState) -> ReservationTold:
    return ReservationTold(
        reservation="reservation-1",
        state=state,
        request="request-1",
        service="vero",
        service_name=names("Vero"),
        language="fi",
        terminal="desk",
        terminal_name=names("Desk"),
        place_name=names("Porina"),
        summoned_by=Summoner(role=Role.CLERK, name="Clerk"),
        remaining_s=10.0,
    )
