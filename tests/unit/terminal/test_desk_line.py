"""What the terminal takes from, and tells on, one person's channel about the paper."""

import json
from typing import Any

import pytest

from edge_client.peering.channel_line import LOW_BYTES
from edge_client.peering.desk_line import ASK_BURST, DeskLine, TerminalDesk
from signaling.client import RoomView
from signaling.protocol import EndReason, Purpose, Role, RoomKind, RoomMode, RoomTold, encode
from signaling.protocol.desk import (
    DESK_TELLS,
    Advice,
    PictureStage,
    PictureState,
    Region,
    Shows,
    SoundState,
    StillGet,
    StillStage,
    StillState,
    Trouble,
    ViewSet,
    ViewState,
)
from signaling.protocol.limits import DESK_BYTES
from tests.support.channels import FakeChannel
from tests.support.samples import EXPERT, ME, room

WHOLE = Region(x=0.0, y=0.0, width=1.0, height=1.0)
WISH = ViewSet(flat=True, turn=90, region=Region(x=0.1, y=0.2, width=0.3, height=0.3))
GET = StillGet(still="still-0001")


def state(*, turn: Any = 0) -> ViewState:
    return ViewState(
        flat=True,
        turn=turn,
        region=None,
        shows=Shows.PAGE,
        display=turn,
        box=WHOLE,
        width=3264,
        height=2448,
        advice=Advice.FINE,
    )


class DeskChannel(FakeChannel):
    """One that understands what the terminal tells."""

    @property
    def told(self) -> list[Any]:
        return [DESK_TELLS.validate_json(frame) for frame in self.sent if isinstance(frame, str)]


class Shown:
    """A paper that notes what is wished for."""

    def __init__(self) -> None:
        self.state: ViewState | None = state()
        self.wishes: list[ViewSet] = []
        self.resets = 0

    def wish(self, wanted: ViewSet) -> None:
        self.wishes.append(wanted)

    def reset(self) -> None:
        self.resets += 1


class Taken:
    """Stills that only note what is asked."""

    def __init__(self) -> None:
        self.asked_for: list[object] = []

        self.attended = False

    def asked(self, message: object, line: DeskLine) -> None:
        self.asked_for.append(message)

    def begin(self) -> None:
        self.attended = True

    def room_over(self) -> None:
        self.attended = False


class Booth:
    """A terminal's desk with one person, whose channel is open."""

    def __init__(self, told: RoomTold | None = None) -> None:
        self.paper, self.stills = Shown(), Taken()
        self.desk = TerminalDesk(self.paper, self.stills)
        self.view = RoomView(told or room(EXPERT), ME)
        line = self.desk.line(self.view, EXPERT)
        assert line is not None
        self.line = line
        self.line.follow(self.view)
        self.channel = DeskChannel()
        self.line.attach(self.channel)


def with_role(role: Role) -> RoomTold:
    told = room(EXPERT)
    members = [m.model_copy(update={"role": role}) if m.id == EXPERT else m for m in told.members]
    return told.model_copy(update={"members": members})


def without(purpose: Purpose) -> RoomTold:
    told = room(EXPERT)
    left = [p for p in Purpose if p is not purpose]
    grants = [grant.model_copy(update={"purposes": left}) for grant in told.grants]
    return told.model_copy(update={"grants": grants})


@pytest.mark.parametrize("role", [Role.EXPERT, Role.CLERK])
def test_staff_who_see_the_document_may_ask(role: Role) -> None:
    booth = Booth(with_role(role))
    booth.channel.emit("message", encode(WISH))
    booth.channel.emit("message", encode(GET))
    assert booth.paper.wishes == [WISH]
    assert booth.stills.asked_for == [GET]


@pytest.mark.parametrize(
    "told",
    [
        with_role(Role.INTERPRETER),
        with_role(Role.SUPERVISOR),
        without(Purpose.DOCUMENT),
        room(EXPERT, wanted=RoomMode.CONSULTATION),
    ],
)
def test_nobody_else_may(told: RoomTold) -> None:
    booth = Booth(told)
    booth.channel.emit("message", encode(WISH))
    booth.channel.emit("message", encode(GET))
    assert not booth.paper.wishes
    assert not booth.stills.asked_for


def test_a_grant_that_goes_takes_the_right_along_and_gives_it_back() -> None:
    booth = Booth()
    booth.line.follow(RoomView(room(EXPERT, wanted=RoomMode.CONSULTATION), ME))
    booth.channel.emit("message", encode(WISH))
    assert not booth.paper.wishes
    booth.line.tell(state(turn=90))
    assert booth.channel.told == [state()], "nothing of the paper is told meanwhile"
    booth.line.follow(RoomView(room(EXPERT), ME))
    booth.channel.emit("message", encode(WISH))
    assert booth.paper.wishes == [WISH]
    assert booth.channel.told == [state(), state(turn=90)]


@pytest.mark.parametrize(
    "frame",
    [
        b"\x00\x01",
        "",
        "{",
        "[]",
        '"view.set"',
        '{"type": "view.state"}',
        json.dumps({**json.loads(encode(WISH)), "turn": 45}),
        json.dumps(
            {**json.loads(encode(WISH)), "region": {"x": 0, "y": 0, "width": 0, "height": 1}}
        ),
        encode(WISH).replace("0.1", "1e999"),
        encode(WISH).replace("0.1", "NaN"),
        encode(WISH)[:-1] + "," + '"a":' + '"' + "x" * DESK_BYTES + '"}',
        " " * DESK_BYTES + encode(WISH),
        encode(WISH) + "ä" * (DESK_BYTES // 2),
        "[" * 10_000,
        "\ud800",
        None,
    ],
)
def test_junk_is_dropped_and_the_next_ask_taken(frame: object) -> None:
    booth = Booth()
    booth.channel.emit("message", frame)
    assert not booth.paper.wishes
    booth.channel.emit("message", encode(WISH))
    assert booth.paper.wishes == [WISH]


def test_a_flood_is_cut_off_and_time_heals_it() -> None:
    now = [100.0]
    asked: list[object] = []
    line = DeskLine(EXPERT, lambda ask, _line: asked.append(ask), clock=lambda: now[0])
    line.follow(RoomView(room(EXPERT), ME))
    channel = DeskChannel()
    line.attach(channel)
    for _ in range(10 * ASK_BURST):
        channel.emit("message", encode(WISH))
    assert len(asked) == ASK_BURST
    now[0] += 1.0
    channel.emit("message", encode(WISH))
    assert len(asked) == ASK_BURST + 1


def test_a_failure_closes_the_channel_and_hurts_nothing_else() -> None:
    booth = Booth()

    def fail(wanted: ViewSet) -> None:
        raise RuntimeError("broken")

    booth.paper.wish = fail  # type: ignore[method-assign]
    booth.channel.emit("message", encode(WISH))
    assert booth.line.closed
    booth.line.attach(DeskChannel())
    assert not booth.line.closed


def test_each_new_channel_is_told_how_everything_is() -> None:
    booth = Booth()
    narrow = PictureState(purpose=Purpose.FACE, stage=PictureStage.STILL)
    booth.line.tell(narrow)
    booth.desk.tell(state(turn=90))
    booth.desk.tell(state(turn=90))
    assert booth.channel.told == [state(), narrow, state(turn=90)], "changes only"
    booth.line.detach()
    booth.desk.tell(state(turn=180))
    again = DeskChannel(ready="connecting")
    booth.line.attach(again)
    assert not again.sent
    again.emit("open")
    assert booth.line.closed is False
    assert sorted(again.told, key=repr) == sorted([state(turn=180), narrow], key=repr)


def test_staff_are_told_what_is_wrong_with_the_microphone_until_the_room_is_over() -> None:
    booth = Booth()
    booth.desk.tell_sound(SoundState(trouble=None))
    assert booth.channel.told == [state()], "nothing is wrong, and nothing was"
    faint = SoundState(trouble=Trouble.TOO_QUIET)
    booth.desk.tell_sound(faint)
    booth.desk.tell_sound(faint)
    assert booth.channel.told == [state(), faint]
    late = booth.desk.line(booth.view, EXPERT)
    assert late is not None
    late.follow(booth.view)
    channel = DeskChannel()
    late.attach(channel)
    assert faint in channel.told
    booth.desk.tell_sound(SoundState(trouble=None))
    assert channel.told[-1] == SoundState(trouble=None)
    booth.desk.tell_sound(faint)
    booth.desk.room_over()
    next_line = booth.desk.line(booth.view, EXPERT)
    assert next_line is not None
    next_channel = DeskChannel()
    next_line.attach(next_channel)
    assert faint not in next_channel.told


def test_a_still_is_told_now_or_never() -> None:
    booth = Booth()
    taking = StillState(still="still-0001", stage=StillStage.TAKING)
    booth.line.tell(taking)
    assert booth.channel.told[-1] == taking
    booth.line.detach()
    booth.line.tell(taking)
    again = DeskChannel()
    booth.line.attach(again)
    assert taking not in again.told


def test_who_does_not_read_gets_only_the_newest_afterwards() -> None:
    booth = Booth()
    booth.channel.bufferedAmount = LOW_BYTES + 1
    for turn in (90, 180, 270):
        booth.desk.tell(state(turn=turn))
    assert booth.channel.told == [state()]
    booth.channel.bufferedAmount = 0
    booth.channel.emit("bufferedamountlow")
    assert booth.channel.told == [state(), state(turn=270)]


def test_the_line_says_when_there_is_room_and_when_it_closes() -> None:
    booth = Booth()
    heard: list[str] = []
    forget = booth.line.on_low(lambda: heard.append("low"))
    booth.line.on_closed(lambda: heard.append("closed"))
    booth.channel.bufferedAmount = 7
    assert booth.line.buffered == 7
    booth.channel.emit("bufferedamountlow")
    forget()
    booth.channel.emit("bufferedamountlow")
    assert booth.line.send_bytes(b"x")
    booth.channel.emit("close")
    assert heard == ["low", "closed"]
    assert booth.line.closed
    assert booth.line.buffered == 0
    assert not booth.line.send_bytes(b"x")
    assert not booth.line.send_text("x")


def test_an_older_channel_is_not_listened_to_any_more() -> None:
    booth = Booth()
    newer = DeskChannel()
    booth.line.attach(newer)
    booth.channel.emit("message", encode(WISH))
    booth.channel.emit("close")
    assert not booth.paper.wishes
    assert not booth.line.closed


def test_after_its_end_a_line_is_known_no_more() -> None:
    booth = Booth()
    assert booth.desk.of(EXPERT) is booth.line
    booth.line.end()
    assert booth.desk.of(EXPERT) is None
    assert not booth.line.allowed


def test_no_line_between_people_or_outside_a_visit() -> None:
    desk = TerminalDesk(Shown(), Taken())
    between_people = RoomView(room(EXPERT, "p_other"), EXPERT)
    assert desk.line(between_people, "p_other") is None
    assert desk.line(between_people, ME) is not None
    inquiry = room(EXPERT).model_copy(update={"kind": RoomKind.INQUIRY})
    assert desk.line(RoomView(inquiry, ME), EXPERT) is None
    assert desk.line(RoomView(room(ended=EndReason.STAFF_LEFT), ME), EXPERT) is None
