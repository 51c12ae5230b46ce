"""The mirror of what the server told: newest revision wins, untold after a resume is over."""

from signaling.client import World
from signaling.protocol import (
    AnyServerMessage,
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
    Sending,
    Summoner,
    Synced,
    Welcome,
)

NAMES = Names(fi="Palvelu", sv="Tjänst", en="Service")


def welcome(participant: str = "me-1", *, resumed: bool = False) -> Welcome:
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


def room(
    revision: int = 1,
    state: RoomState = RoomState.LIVE,
    members: tuple[str, ...] = ("me-1", "expert-1"),
    room_id: str = "room-1",
) -> RoomTold:
    return RoomTold(
        room=room_id,
        revision=revision,
        state=state,
        reason=EndReason.ENDED_BY_STAFF if state is RoomState.ENDED else None,
        mode=RoomMode.CONVERSATION,
        wanted=None,
        terminal="desk",
        terminal_name=NAMES,
        place_name=NAMES,
        service="vero",
        service_name=NAMES,
        language="fi",
        members=[
            Member(
                participant=participant,
                role=Role.TERMINAL if participant == "me-1" else Role.EXPERT,
                id=participant,
                name=participant,
                seat=None,
                connected=True,
                sending=Sending(),
            )
            for participant in members
        ],
        links=[Link(offerer="expert-1", answerer="me-1", generation=3)],
        grants=[Grant(sender="me-1", receiver="expert-1", purposes=[Purpose.VOICE])],
        elapsed_s=1.0,
    )


def request(
    state: RequestState, *, id_: str = "request-1", kind: RequestKind = RequestKind.VISIT
) -> RequestTold:
    return RequestTold(
        request=id_,
        kind=kind,
        state=state,
        reason=None,
        service="vero",
        service_name=NAMES,
        language="fi",
        terminal="desk",
        room=None,
        waited_s=0.0,
        rung=0,
    )


def reservation(state: ReservationState) -> ReservationTold:
    return ReservationTold(
        reservation="reservation-1",
        state=state,
        request="request-1",
        service="vero",
        service_name=NAMES,
        language="fi",
        terminal="desk",
        terminal_name=NAMES,
        place_name=NAMES,
        summoned_by=Summoner(role=Role.CLERK, name="Clerk"),
        remaining_s=10.0,
    )


def told(*messages: AnyServerMessage) -> World:
    world = World()
    for message in messages:
        world = world.told(message)
    return world


def test_a_room_gives_links_and_grants_of_mine() -> None:
    view = told(welcome(), room()).room
    assert view is not None
    assert [m.participant for m in view.others()] == ["expert-1"]
    assert [link.generation for link in view.my_links()] == [3]
    assert view.may_send("expert-1") == {Purpose.VOICE}
    assert view.may_receive("expert-1") == frozenset()


def test_an_older_revision_is_dropped() -> None:
    world = told(welcome(), room(5), room(4, members=("me-1",)))
    assert world.room is not None
    assert len(world.room.told.members) == 2


def test_an_ended_room_is_remembered_as_the_last_one_and_stays_ended() -> None:
    world = told(welcome(), room(5), room(6, RoomState.ENDED), room(5))
    assert world.room is None
    assert world.last_ended is not None
    assert world.last_ended.reason is EndReason.ENDED_BY_STAFF


def test_a_room_without_me_is_over_for_me() -> None:
    assert told(welcome(), room(), room(2, members=("expert-1",))).room is None


def test_after_a_resume_what_is_told_again_goes_on() -> None:
    world = told(welcome(), room(), Synced(), welcome(resumed=True))
    assert world.room is not None
    assert not world.synced
    world = world.told(room(2)).told(Synced())
    assert world.room is not None
    assert world.room.told.revision == 2
    assert world.synced


def test_after_a_resume_what_is_not_told_again_is_over() -> None:
    world = told(
        welcome(),
        room(),
        request(RequestState.PENDING),
        reservation(ReservationState.PENDING),
        Synced(),
        welcome(resumed=True),
        Synced(),
    )
    assert world.room is None
    assert world.request is None
    assert world.ring is None


def test_another_participant_forgets_everything() -> None:
    assert told(welcome(), room(), Synced(), welcome("me-2")).room is None


def test_requests_and_rings_live_until_they_end() -> None:
    world = told(welcome(), request(RequestState.RESERVED), reservation(ReservationState.PENDING))
    assert world.request is not None
    assert world.ring is not None
    world = world.told(reservation(ReservationState.TIMED_OUT))
    world = world.told(request(RequestState.CANCELED))
    assert world.ring is None
    assert world.last_reservation is not None
    assert world.last_reservation.state is ReservationState.TIMED_OUT
    assert world.request is None
    assert world.last_request is not None


def test_an_interpreter_is_not_taken_for_the_visit() -> None:
    kind = RequestKind.INTERPRETER
    beside = request(RequestState.PENDING, id_="request-2", kind=kind)
    world = told(welcome(), request(RequestState.PENDING), beside)
    assert world.request is not None
    assert world.request.request == "request-1"
    assert world.request_for(kind) == beside
    world = world.told(request(RequestState.CANCELED, id_="request-2", kind=kind))
    assert world.request_for(kind) is None
    assert world.last_request is None
    assert world.over[kind].request == "request-2"
