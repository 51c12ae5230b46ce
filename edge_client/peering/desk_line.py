"""The terminal's end of the desk's channels: who may ask, what is taken, who is told.

PROTOCOL.md, section 8.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

import structlog
from pydantic import ValidationError

from edge_client.peering.channel_line import LOW_BYTES, ChannelLine, is_about_paper
from edge_client.peering.marks_told import MarksTold
from signaling.client import RoomView
from signaling.protocol import Part, Purpose, Role, encode
from signaling.protocol.desk import (
    DESK_ASKS,
    AnyDeskAsk,
    MarksClear,
    MarksUndo,
    PictureState,
    PointerSet,
    PointerState,
    SoundState,
    StillCancel,
    StillGet,
    StillResume,
    StillState,
    StrokeAdd,
    StrokeState,
    ViewSet,
    ViewState,
)
from signaling.protocol.limits import DESK_BYTES
from signaling.protocol.printing import (
    PrinterState,
    PrintOffer,
    PrintState,
    PrintWithdraw,
)
from signaling.protocol.rate import TokenBucket

log = structlog.get_logger(__name__)

ASKS_PER_S, ASK_BURST = 60.0, 120
"""Of one counterpart, junk counted too; a zoom that follows a finger asks 30 times a second."""

MAY_ASK = frozenset({Role.EXPERT, Role.CLERK})

AskOfStill = StillGet | StillResume | StillCancel
AskOfMarks = PointerSet | StrokeAdd | MarksUndo | MarksClear
AskOfPrinting = PrintOffer | PrintWithdraw


class Stills(Protocol):
    """Takes and sends stills."""

    def asked(self, message: AskOfStill, line: DeskLine) -> None:
        """Somebody who may ask has asked; what is to be sent goes out on `line`.

        `line.allowed` may turn False later, and `line.closed` True.
        """

    def begin(self) -> None:
        """There is somebody who may ask."""

    def room_over(self) -> None:
        """The room is over: nothing of it may remain."""


class Paper(Protocol):
    """Shows the paper."""

    @property
    def state(self) -> ViewState | None:
        """How it is shown now; None when nothing is known yet."""

    def wish(self, wanted: ViewSet) -> None:
        """Show it so from now on."""

    def reset(self) -> None:
        """Show it as at first."""


class Marks(Protocol):
    """Keeps what people mark on the paper."""

    def attend(self, lines: Callable[[], Iterable[DeskLine]]) -> None:
        """Tell these from now on."""

    def asked(self, ask: AskOfMarks, person: str) -> None:
        """Somebody who may mark has done so."""

    def left(self, person: str) -> None:
        """Somebody has left, or may mark no more."""

    def tell(self, line: DeskLine) -> None:
        """Tell somebody new."""

    def room_over(self) -> None:
        """Nothing of it may remain."""


class Printing(Protocol):
    """Has papers printed that are offered to the resident."""

    def attend(self, line: DeskLine) -> None:
        """Somebody has come who may offer."""

    def asked(self, ask: AskOfPrinting, line: DeskLine) -> None:
        """Somebody who may offer has offered, or takes it back."""

    def came(self, data: bytes, line: DeskLine) -> bool:
        """Bytes of what somebody offered; False when none are due from them."""

    def left(self, person: str) -> None:
        """Somebody has left, or may offer no more."""

    def room_over(self) -> None:
        """Nothing of it may remain."""


class DeskLine(ChannelLine):
    """One counterpart at the terminal's end."""

    def __init__(
        self,
        counterpart: str,
        asked: Callable[[AnyDeskAsk, DeskLine], None],
        ended: Callable[[DeskLine], None] = lambda _line: None,
        came: Callable[[bytes, DeskLine], bool] = lambda _data, _line: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(counterpart)
        self._asked = asked
        self._ended = ended
        self._bytes_came = came
        self._clock = clock
        self._bucket = TokenBucket(ASKS_PER_S, ASK_BURST, clock())
        self._staff = False
        self._sees = False
        self._states: dict[object, Part] = {}
        self._due: set[object] = set()
        self._marks = MarksTold()
        self.bytes_at = -math.inf
        """When a still's bytes were given to the channel last, as `clock` tells."""
        self.not_allowed: Callable[[], None] = lambda: None
        """Called when asks are taken no more."""

    @property
    def allowed(self) -> bool:
        """Whether asks are taken now: from an expert or clerk who is shown the document."""
        return self._staff and self._sees

    def follow(self, room: RoomView) -> None:
        """Obey the room's grants from now on."""
        member, before = room.member(self.counterpart), self.allowed
        self._staff = member is not None and member.role in MAY_ASK
        self._sees = Purpose.DOCUMENT in room.may_send(self.counterpart)
        if before and not self.allowed:
            self.not_allowed()
        if not self._sees:
            self._marks.forget()  # whoever sees the paper no more keeps no mark
        self._pass_on()

    def tell(
        self,
        message: ViewState | PictureState | SoundState | StillState | PrinterState | PrintState,
    ) -> None:
        """Tell the counterpart.

        How things are is kept and told once there is a channel, again on each new one, and only
        the newest; a `StillState` goes out now or never.
        """
        if isinstance(message, StillState):
            self.send_text(encode(message))
            return
        key = message.purpose if isinstance(message, PictureState) else type(message)
        if self._states.get(key) != message:
            self._states[key] = message
            self._due.add(key)
            self._pass_on()

    def tell_marks(self, pointers: list[PointerState], strokes: list[StrokeState]) -> None:
        """All marks there are; only what has changed since is sent, the newest, in its time."""
        self._marks.set(pointers, strokes)
        self._pass_on()

    def end(self) -> None:
        """The counterpart has left, or the room is over."""
        self._staff = self._sees = False
        super().end()
        self._ended(self)

    def send_bytes(self, data: bytes) -> bool:
        """See `ChannelLine`."""
        self.bytes_at = self._clock()
        return super().send_bytes(data)

    def opened(self) -> None:
        """A new channel: it is told how everything is."""
        self._due = set(self._states)
        self._marks.forget()
        self._pass_on()

    def low(self) -> None:
        """There is room for what is due."""
        self._pass_on()

    def came(self, frame: object) -> None:
        """Take an ask; what cannot be read, is too much or not allowed is dropped."""
        # What was announced is bounded by that, and comes faster than people ask.
        if isinstance(frame, bytes) and self.allowed and self._bytes_came(frame, self):
            return
        if not self._bucket.take(self._clock()):
            return
        ask = decode_ask(frame)
        if ask is not None and self.allowed:
            self._asked(ask, self)

    def _pass_on(self) -> None:
        """Tell what is due; nothing of the paper to whom it is not shown."""
        for key in list(self._due):
            if self.closed or self.buffered > LOW_BYTES:
                return
            if key is ViewState and not self._sees:
                continue
            self._due.discard(key)
            self.send_text(encode(self._states[key]))
        while self._sees and not self.closed and self.buffered <= LOW_BYTES:
            message = self._marks.next()
            if message is None:
                return
            self.send_text(encode(message))


class TerminalDesk:
    """The lines of everybody who has a link with this terminal, and what they ask for."""

    def __init__(
        self,
        paper: Paper | None = None,
        stills: Stills | None = None,
        marks: Marks | None = None,
        printing: Printing | None = None,
    ) -> None:
        self.paper = paper
        self.stills = stills
        self.marks = marks
        self.printing = printing
        self._lines: dict[str, DeskLine] = {}
        if marks is not None:
            marks.attend(self._lines.values)
        self._sound: SoundState | None = None

    def line(self, room: RoomView, counterpart: str) -> DeskLine | None:
        """A line for somebody with whom there is a link now; None where none is due."""
        if not is_about_paper(room, counterpart):
            return None
        line = DeskLine(counterpart, self._asked, self._forget, self._came)
        self._lines[counterpart] = line
        if self.stills is not None:
            self.stills.begin()
        if self.paper is not None and self.paper.state is not None:
            line.tell(self.paper.state)
        if self._sound is not None:
            line.tell(self._sound)
        line.not_allowed = partial(self._left, counterpart)
        if self.marks is not None:
            self.marks.tell(line)
        if self.printing is not None:
            self.printing.attend(line)
        return line

    def of(self, counterpart: str) -> DeskLine | None:
        """The line of somebody; None when they have none."""
        return self._lines.get(counterpart)

    def tell(self, state: ViewState) -> None:
        """Tell everybody how the paper is shown."""
        for line in self._lines.values():
            line.tell(state)

    def tell_sound(self, state: SoundState) -> None:
        """Tell everybody what is wrong with the microphone's sound; who comes later, too."""
        if state == self._sound or (state.trouble is None and self._sound is None):
            return
        self._sound = state
        for line in self._lines.values():
            line.tell(state)

    def room_over(self) -> None:
        """The room is over, or another one: nothing of it may remain."""
        self._sound = None
        if self.paper is not None:
            self.paper.reset()
        if self.stills is not None:
            self.stills.room_over()
        if self.marks is not None:
            self.marks.room_over()
        if self.printing is not None:
            self.printing.room_over()

    def _forget(self, line: DeskLine) -> None:
        if self._lines.get(line.counterpart) is line:
            del self._lines[line.counterpart]
            self._left(line.counterpart)

    def _left(self, counterpart: str) -> None:
        for each in (self.marks, self.printing):
            if each is not None:
                each.left(counterpart)

    def _came(self, data: bytes, line: DeskLine) -> bool:
        return self.printing is not None and self.printing.came(data, line)

    def _asked(self, ask: AnyDeskAsk, line: DeskLine) -> None:
        match ask:
            case ViewSet():
                if self.paper is not None:
                    self.paper.wish(ask)
            case StillGet() | StillResume() | StillCancel():
                if self.stills is not None:
                    self.stills.asked(ask, line)
            case PointerSet() | StrokeAdd() | MarksUndo() | MarksClear():
                if self.marks is not None:
                    self.marks.asked(ask, line.counterpart)
            case PrintOffer() | PrintWithdraw():
                if self.printing is not None:
                    self.printing.asked(ask, line)


def decode_ask(frame: object) -> AnyDeskAsk | None:
    """What was asked; None for what is not text, too long, or no ask of ours."""
    # Characters first: that costs nothing, and no text has fewer bytes than characters.
    if not isinstance(frame, str) or len(frame) > DESK_BYTES:
        return None
    if len(frame.encode("utf-8", "replace")) > DESK_BYTES:
        return None
    try:
        return DESK_ASKS.validate_json(frame)
    except ValidationError:
        return None
