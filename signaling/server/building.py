"""Records and the directory into what a participant is told. Pure; times by the store's clock."""

from __future__ import annotations

from signaling.domain.estimate import Wait
from signaling.domain.policy import grants, links
from signaling.domain.records import (
    CallbackRecord,
    ParticipantRecord,
    PresenceRecord,
    RequestRecord,
    ReservationRecord,
    RoomRecord,
    TerminalRecord,
)
from signaling.protocol import (
    AwaitedVisit,
    CallbackTold,
    Contact,
    InCharge,
    Member,
    Names,
    PresenceTold,
    RequestState,
    RequestTold,
    ReservationState,
    ReservationTold,
    Role,
    RoomState,
    RoomTold,
    Summoner,
    TerminalState,
    VisitTold,
    VisitUnderWay,
    WaitRange,
)

from .calendar import window_told
from .directory_model import Directory


def presence_told(record: PresenceRecord, now: float) -> PresenceTold:
    """The receiver's own presence."""
    return PresenceTold(
        state=record.state,
        reason=record.reason,
        since_s=max(0.0, now - record.since),
        ends_in_s=None if record.ends_at is None else max(0.0, record.ends_at - now),
    )


def terminal_told(
    directory: Directory,
    record: TerminalRecord,
    clerk: ParticipantRecord | None,
    receiver: str,
    awaited: AwaitedVisit | None = None,
    visit: VisitUnderWay | None = None,
) -> TerminalState:
    """A terminal; `clerk` is the participant in charge of it."""
    in_charge = None
    if clerk is not None and record.seat is not None:
        in_charge = InCharge(
            person=clerk.subject, name=clerk.name, seat=record.seat, you=clerk.id == receiver
        )
    place, place_name = directory.place_of(record.id)
    return TerminalState(
        terminal=record.id,
        name=directory.terminal_names(record.id),
        place=place,
        place_name=place_name,
        online=record.online,
        in_charge=in_charge,
        room=record.room,
        awaited=awaited,
        visit=visit,
    )


def awaited_told(directory: Directory, record: RequestRecord, now: float) -> AwaitedVisit:
    """A live request for a visit, as clerks of its place see it."""
    return AwaitedVisit(
        request=record.id,
        service=record.service,
        service_name=directory.service_names(record.service),
        language=record.language,
        ringing=record.state is RequestState.RESERVED,
        waited_s=max(0.0, now - record.created_at),
    )


def visit_told(directory: Directory, record: RoomRecord, now: float) -> VisitUnderWay:
    """A terminal's room, likewise: nobody in it is named."""
    return VisitUnderWay(
        service=record.service,
        service_name=directory.service_names(record.service) if record.service else None,
        language=record.language,
        elapsed_s=max(0.0, now - record.opened_at),
    )


def wait_told(wait: Wait | None) -> WaitRange | None:
    """A range of waiting, where one can be said."""
    if wait is None or wait.estimate is None:
        return None
    return WaitRange(low_s=wait.estimate.low_s, high_s=wait.estimate.high_s)


def _names(directory: Directory, terminal: str | None) -> tuple[Names | None, Names | None]:
    """A terminal's and its place's name; of an inquiry or callback there are none."""
    if terminal is None:
        return None, None
    return directory.terminal_names(terminal), directory.place_of(terminal)[1]


def request_told(
    directory: Directory, record: RequestRecord, now: float, wait: Wait | None = None
) -> RequestTold:
    """A request's state; `wait` is that of a pending one."""
    until = now if record.served_at is None else record.served_at
    return RequestTold(
        request=record.id,
        kind=record.kind,
        state=record.state,
        reason=record.reason,
        service=record.service,
        service_name=directory.service_names(record.service),
        language=record.language,
        into=record.into,
        terminal=record.terminal,
        room=record.room,
        waited_s=max(0.0, until - record.created_at),
        rung=record.rung,
        position=None if wait is None else wait.ahead + 1,
        wait=wait_told(wait),
        why=record.why,
        declined=record.decline,
    )


def over_told(directory: Directory, record: RequestRecord) -> VisitTold:
    """A visit that is over."""
    return VisitTold(
        request=record.id,
        service=record.service,
        service_name=directory.service_names(record.service),
        language=record.language,
        outcome=record.outcome,
    )


def reservation_told(
    directory: Directory,
    record: ReservationRecord,
    request: RequestRecord,
    asking: ParticipantRecord | None,
    receiver: str,
    now: float,
    left_at: str | None = None,
) -> ReservationTold:
    """A ring. `asking` made the request; when they are gone, it is the terminal that asks.

    `left_at`: the terminal of the request, or the one at which its callback was left.
    """
    terminal_name, place_name = _names(directory, request.terminal or left_at)
    if asking is None or asking.role is Role.TERMINAL:
        summoner = Summoner(role=Role.TERMINAL, name=terminal_name.fi if terminal_name else "")
    else:
        summoner = Summoner(role=asking.role, name=asking.name)
    pending = record.state is ReservationState.PENDING
    return ReservationTold(
        reservation=record.id,
        state=record.state,
        request=request.id,
        kind=request.kind,
        service=request.service,
        service_name=directory.service_names(request.service),
        language=request.language,
        into=request.into,
        terminal=request.terminal,
        terminal_name=terminal_name if request.terminal else None,
        place_name=place_name,
        summoned_by=summoner,
        remaining_s=max(0.0, record.due_at - now) if pending else 0.0,
        accepted_here=record.accepted_by == receiver,
    )


def callback_told(
    directory: Directory, record: CallbackRecord, contact: Contact | None, now: float
) -> CallbackTold:
    """A callback; `contact` only for who has taken it."""
    return CallbackTold(
        callback=record.id,
        state=record.state,
        service=record.service,
        service_name=directory.service_names(record.service),
        language=record.language,
        place_name=_names(directory, record.terminal)[1],
        window=window_told(record.opens_at, record.closes_at, now),
        attempt=record.attempt,
        contact=contact,
    )


def room_told(directory: Directory, record: RoomRecord, receiver: str, now: float) -> RoomTold:
    """A room as the receiver may see it.

    Whoever is no member any more is told that it is over, without a reason when it is
    not over for the others, and nothing of who is in it.
    """
    inside = any(member.participant == receiver for member in record.members)
    members = record.members if inside else ()
    over = record.state is RoomState.ENDED
    terminal_name, place_name = _names(directory, record.terminal)
    return RoomTold(
        room=record.id,
        kind=record.kind,
        revision=record.revision,
        state=record.state if inside or over else RoomState.ENDED,
        reason=record.reason,
        mode=record.mode,
        wanted=record.wanted,
        terminal=record.terminal,
        terminal_name=terminal_name,
        place_name=place_name,
        service=record.service,
        service_name=directory.service_names(record.service) if record.service else None,
        language=record.language,
        may_save_stills=inside and directory.may_save_stills(record.service),
        members=[
            Member(
                participant=member.participant,
                role=member.role,
                id=member.subject,
                name=member.name,
                seat=member.seat,
                connected=member.connected,
                sending=member.sending,
                languages=list(member.languages),
            )
            for member in members
        ],
        links=links(members, record.generations, record.modes),
        grants=grants(members, record.modes, record.kind),
        elapsed_s=max(0.0, now - record.opened_at),
    )
