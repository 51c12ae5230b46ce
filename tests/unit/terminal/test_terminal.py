"""The terminal's reducer: which screen is shown, who is connected, what the server is told."""

from typing import Any

import pytest

from edge_client.booth.feeds import wanted
from edge_client.booth.messages import (
    BoothDismiss,
    BoothEnd,
    BoothLanguage,
    MediaPath,
    Screen,
    ServerLink,
)
from edge_client.booth.sound_messages import BoothClear, BoothLoudness, BoothOutput
from edge_client.devices.outputs import OutputChoice, OutputId
from edge_client.events import (
    BoothSaid,
    Event,
    LinkSeen,
    OutputsSeen,
    PathsSeen,
    ServerTold,
    Tick,
)
from edge_client.peering.path_watch import Path
from edge_client.screens import SCREENS, Situation
from edge_client.showing import booth_state
from edge_client.terminal import ENDED_S, Terminal, desired_room, reduce
from signaling.protocol import (
    CancelReason,
    ClientMessage,
    EndReason,
    RequestCancel,
    RequestKind,
    RequestState,
    RequestTold,
    RoomEnd,
    RoomMode,
    Synced,
)
from tests.support.samples import CLERK, EXPERT, request, room, terminal_state, welcome


class Booth:
    """A terminal whose clock the test holds."""

    def __init__(self) -> None:
        self.state = Terminal(home_language="fi", language="fi")
        self.now = 0.0
        self.sent: list[ClientMessage] = []
        self.happens(LinkSeen(online=True))
        self.told(welcome(), terminal_state(), Synced())

    def happens(self, event: Event) -> None:
        self.state, messages = reduce(self.state, event, self.now)
        self.sent += messages

    def told(self, *messages: object) -> None:
        for message in messages:
            self.happens(ServerTold(message))  # type: ignore[arg-type]

    def screen(self) -> Screen:
        return booth_state(self.state).screen


def in_conversation() -> Booth:
    booth = Booth()
    booth.told(request(RequestState.PENDING), room(CLERK))
    assert booth.screen() is Screen.CONNECTING
    booth.told(request(RequestState.ASSIGNED), room(CLERK, EXPERT, revision=2))
    assert booth.screen() is Screen.CONVERSATION
    return booth


def hearing(booth: Booth) -> tuple[int, bool, list[str]]:
    shown = booth_state(booth.state).hearing
    return shown.loudness_db, shown.clear, [one.output for one in shown.outputs if one.chosen]


def outputs(away: OutputId | None = None) -> OutputsSeen:
    return OutputsSeen(
        tuple(
            OutputChoice(each, each.value, chosen=each is OutputId.LOUDSPEAKER, away=each is away)
            for each in (OutputId.LOUDSPEAKER, OutputId.HEADPHONES)
        )
    )


def test_the_resident_hears_as_wished_for_one_visit() -> None:
    booth = in_conversation()
    booth.happens(outputs())
    assert hearing(booth) == (0, False, ["loudspeaker"])
    booth.happens(BoothSaid(BoothLoudness(db=12)))
    booth.happens(BoothSaid(BoothClear(on=True)))
    booth.happens(BoothSaid(BoothOutput(output=OutputId.HEADPHONES)))
    assert hearing(booth) == (12, True, ["headphones"])
    booth.told(room(CLERK, revision=3))
    assert hearing(booth) == (12, True, ["headphones"]), "the clerk goes on with the same person"
    booth.told(room(revision=4, ended=EndReason.ENDED_BY_STAFF))
    assert booth.screen() is Screen.ENDED
    assert hearing(booth) == (0, False, ["loudspeaker"])
    booth.happens(BoothSaid(BoothLoudness(db=12)))
    assert hearing(booth)[0] == 0, "nobody is served"


def test_what_is_not_offered_is_not_taken() -> None:
    booth = in_conversation()
    assert booth_state(booth.state).hearing.outputs == [], "nothing to choose from"
    booth.happens(outputs())
    for message in (BoothLoudness(db=40), BoothOutput(output=OutputId.INDUCTION_LOOP)):
        booth.happens(BoothSaid(message))
    assert hearing(booth) == (0, False, ["loudspeaker"])


def test_headphones_that_fail_are_told_and_can_be_chosen_again() -> None:
    booth = in_conversation()
    booth.happens(outputs())
    booth.happens(BoothSaid(BoothOutput(output=OutputId.HEADPHONES)))
    booth.happens(outputs(away=OutputId.HEADPHONES))
    assert hearing(booth)[2] == ["loudspeaker"]
    shown = booth_state(booth.state).hearing.outputs
    assert [one.away for one in shown] == [False, True]
    booth.happens(BoothSaid(BoothOutput(output=OutputId.HEADPHONES)))
    assert hearing(booth)[2] == ["headphones"]


def test_the_table_covers_every_screen_and_situation() -> None:
    assert set(SCREENS) == set(Screen)
    assert all(set(row) == set(Situation) for row in SCREENS.values())


def test_a_whole_visit() -> None:
    booth = in_conversation()
    shown = booth_state(booth.state)
    assert shown.service_name is not None
    assert shown.service_name.fi == "Vero fi"
    assert [c.participant for c in shown.counterparts] == [CLERK, EXPERT]
    booth.told(room(CLERK, revision=3))
    assert booth.screen() is Screen.WITH_CLERK
    booth.told(room(revision=4, ended=EndReason.ENDED_BY_STAFF))
    assert booth.screen() is Screen.ENDED
    assert booth_state(booth.state).reason is EndReason.ENDED_BY_STAFF


def test_while_staff_consult_the_resident_is_told_so_and_comes_back() -> None:
    booth = in_conversation()
    booth.told(room(CLERK, EXPERT, revision=3, wanted=RoomMode.CONSULTATION))
    assert booth.screen() is Screen.ON_HOLD, "as soon as it is wanted: nothing flows already"
    assert wanted(booth_state(booth.state)) == frozenset(), "no picture is shown"
    booth.told(room(CLERK, EXPERT, revision=4, mode=RoomMode.CONSULTATION))
    assert booth.screen() is Screen.ON_HOLD
    booth.told(room(CLERK, EXPERT, revision=5))
    assert booth.screen() is Screen.CONVERSATION


def test_an_expert_who_leaves_a_consultation_leaves_the_clerk_with_the_resident() -> None:
    booth = in_conversation()
    booth.told(room(CLERK, EXPERT, revision=3, mode=RoomMode.CONSULTATION))
    booth.told(room(CLERK, revision=4))
    assert booth.screen() is Screen.WITH_CLERK


def test_an_answer_does_not_flash_the_start_screen_before_the_specialist_is_there() -> None:
    booth = Booth()
    booth.happens(BoothSaid(BoothLanguage(language="sv")))
    booth.told(request(RequestState.PENDING), room(CLERK), request(RequestState.ASSIGNED))
    assert booth.screen() is Screen.CONNECTING
    booth.told(room(CLERK, EXPERT, revision=2))
    assert booth.screen() is Screen.CONVERSATION
    assert booth_state(booth.state).language == "sv"


def test_the_ended_screen_goes_back_by_itself_and_nothing_remains() -> None:
    booth = in_conversation()
    booth.happens(BoothSaid(BoothLanguage(language="sv")))
    booth.told(request(RequestState.COMPLETED), room(revision=3, ended=EndReason.STAFF_LEFT))
    booth.now = ENDED_S - 0.1
    booth.happens(Tick())
    assert booth.screen() is Screen.ENDED
    booth.now = ENDED_S
    booth.happens(Tick())
    shown = booth_state(booth.state)
    assert shown.screen is Screen.START
    assert shown.language == "fi"
    assert shown.service_name is None
    assert shown.reason is None
    assert shown.counterparts == []


def test_a_touch_leaves_the_ended_screen_and_no_other() -> None:
    booth = in_conversation()
    booth.happens(BoothSaid(BoothDismiss()))
    assert booth.screen() is Screen.CONVERSATION
    booth.told(request(RequestState.COMPLETED), room(revision=3, ended=EndReason.STAFF_LEFT))
    booth.happens(BoothSaid(BoothDismiss()))
    assert booth.screen() is Screen.START


def test_a_summons_taken_back_returns_to_the_start() -> None:
    booth = Booth()
    booth.told(request(RequestState.PENDING), room(CLERK))
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.WITHDRAWN),
        room(revision=2, ended=EndReason.ENDED_BY_STAFF),
    )
    assert booth.screen() is Screen.START


def test_a_second_summons_taken_back_returns_to_the_clerk() -> None:
    booth = in_conversation()
    booth.told(room(CLERK, revision=3), request(RequestState.PENDING, request_id="request-2"))
    assert booth.screen() is Screen.CONNECTING
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.WITHDRAWN, request_id="request-2")
    )
    assert booth.screen() is Screen.WITH_CLERK


def test_nobody_found_is_said() -> None:
    booth = Booth()
    booth.told(request(RequestState.PENDING), room(CLERK))
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.UNSERVED),
        room(revision=2, ended=EndReason.UNSERVED),
    )
    shown = booth_state(booth.state)
    assert (shown.screen, shown.reason) == (Screen.ENDED, EndReason.UNSERVED)


def test_the_next_visit_is_not_told_of_the_last_ones_failure() -> None:
    booth = Booth()
    booth.told(request(RequestState.PENDING))
    booth.told(request(RequestState.CANCELED, reason=CancelReason.UNSERVED))
    assert booth.screen() is Screen.ENDED
    booth.happens(BoothSaid(BoothDismiss()))
    booth.told(request(RequestState.PENDING, request_id="request-2"))
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.WITHDRAWN, request_id="request-2")
    )
    assert booth.screen() is Screen.START


def test_the_resident_ends_at_once_and_the_server_is_told() -> None:
    booth = in_conversation()
    booth.happens(BoothSaid(BoothEnd()))
    assert booth.sent == [RoomEnd(room="room-1")]
    shown = booth_state(booth.state)
    assert (shown.screen, shown.reason) == (Screen.ENDED, EndReason.ENDED_BY_RESIDENT)
    assert desired_room(booth.state) is None, "pictures and sound must stop now"


def test_the_resident_ends_while_the_server_is_away() -> None:
    booth = in_conversation()
    booth.happens(LinkSeen(online=False))
    booth.happens(BoothSaid(BoothEnd()))
    assert desired_room(booth.state) is None
    booth.sent.clear()
    booth.happens(LinkSeen(online=True))
    booth.told(welcome(resumed=True), room(CLERK, EXPERT, revision=3))
    assert booth.sent == []
    assert desired_room(booth.state) is None, "the room must not come back"
    booth.told(Synced())
    assert booth.sent == [RoomEnd(room="room-1")]


def test_the_resident_takes_the_request_back() -> None:
    booth = Booth()
    booth.told(request(RequestState.RESERVED))
    booth.happens(BoothSaid(BoothEnd()))
    assert booth.sent == [RequestCancel(request="request-1")]
    assert booth.screen() is Screen.START


def test_a_lost_server_does_not_end_the_conversation() -> None:
    booth = in_conversation()
    booth.happens(LinkSeen(online=False))
    shown = booth_state(booth.state)
    assert (shown.screen, shown.link) == (Screen.CONVERSATION, ServerLink.RECONNECTING)
    assert desired_room(booth.state) is not None
    booth.happens(LinkSeen(online=True))
    booth.told(welcome(resumed=True))
    assert booth.screen() is Screen.CONVERSATION
    booth.told(room(CLERK, EXPERT, revision=3), Synced())
    assert booth.screen() is Screen.CONVERSATION
    assert booth_state(booth.state).link is ServerLink.ONLINE


def test_a_conversation_that_ended_meanwhile_is_over_after_the_resume() -> None:
    booth = in_conversation()
    booth.happens(LinkSeen(online=False))
    booth.happens(LinkSeen(online=True))
    booth.told(welcome(resumed=True), terminal_state(), Synced())
    assert booth.screen() is Screen.ENDED
    assert desired_room(booth.state) is None


def interpreter(state: RequestState, **more: Any) -> RequestTold:
    return request(state, request_id="request-2", kind=RequestKind.INTERPRETER, **more)


def test_an_interpreter_who_is_awaited_changes_nothing_on_screen() -> None:
    booth = Booth()
    booth.told(interpreter(RequestState.PENDING, position=3), room(CLERK))
    assert booth.screen() is Screen.START, "the clerk is beside the resident"
    booth.told(request(RequestState.PENDING, position=1), interpreter(RequestState.RESERVED))
    shown = booth_state(booth.state)
    assert (shown.screen, shown.position) == (Screen.CONNECTING, 1)
    booth.told(request(RequestState.ASSIGNED), room(CLERK, EXPERT, revision=2))
    assert booth.screen() is Screen.CONVERSATION
    booth.told(interpreter(RequestState.CANCELED, reason=CancelReason.UNSERVED))
    assert booth.screen() is Screen.CONVERSATION


def test_that_no_interpreter_comes_is_not_told_as_nobody_being_there() -> None:
    booth = Booth()
    booth.told(interpreter(RequestState.CANCELED, reason=CancelReason.UNSERVED))
    assert booth.screen() is Screen.START
    booth.told(request(RequestState.PENDING), room(CLERK))
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.WITHDRAWN),
        room(revision=2, ended=EndReason.ENDED_BY_STAFF),
    )
    assert booth.screen() is Screen.START


def test_the_resident_takes_back_the_visit_and_with_it_the_interpreter() -> None:
    booth = Booth()
    booth.told(request(RequestState.PENDING), interpreter(RequestState.PENDING), room())
    booth.happens(BoothSaid(BoothEnd()))
    assert booth.sent == [RequestCancel(request="request-1"), RoomEnd(room="room-1")]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (Path.CONNECTING, MediaPath.CONNECTING),
        (Path.CONNECTED, MediaPath.CONNECTED),
        (Path.SILENT, MediaPath.INTERRUPTED),
        (Path.FAILED, MediaPath.INTERRUPTED),
    ],
)
def test_the_screen_knows_how_the_picture_is(path: Path, shown: MediaPath) -> None:
    booth = in_conversation()
    booth.happens(PathsSeen({EXPERT: path}))
    counterparts = {c.participant: c.path for c in booth_state(booth.state).counterparts}
    assert counterparts == {CLERK: MediaPath.NONE, EXPERT: shown}


def test_the_language_is_the_residents() -> None:
    booth = Booth()
    booth.happens(BoothSaid(BoothLanguage(language="en")))
    assert booth_state(booth.state).language == "en"
