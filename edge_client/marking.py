"""Marks on the paper between everybody who sees it: the people's desks and the booth's screen."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from edge_client.booth.mark_messages import (
    BoothPointer,
    BoothPointers,
    BoothStroke,
    BoothStrokes,
    MarkPoint,
)
from edge_client.paper.live import PaperSource
from edge_client.paper.marks import DIGITS, Marks
from edge_client.paper.places import Place, Points
from signaling.protocol.desk import (
    MarksClear,
    MarksUndo,
    PointerSet,
    PointerState,
    StrokeAdd,
    StrokeState,
    ViewState,
)

AskOfMarks = PointerSet | StrokeAdd | MarksUndo | MarksClear

_Seen = TypeVar("_Seen")


class Told(Protocol):
    """Who is told of marks."""

    def tell_marks(self, pointers: list[PointerState], strokes: list[StrokeState]) -> None:
        """All there are."""


class Marking:
    """The marks on one terminal's paper. To be used in one event loop."""

    def __init__(
        self,
        booth: Callable[[BoothPointers | BoothStrokes], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`booth` is told what its screen is to show."""
        self._marks = Marks()
        self._lines: Callable[[], Iterable[Told]] = lambda: ()
        self._booth = booth
        self._clock = clock
        self._pointers: list[PointerState] = []
        self._strokes: list[StrokeState] = []
        self._timer: asyncio.TimerHandle | None = None

    def attend(self, lines: Callable[[], Iterable[Told]]) -> None:
        """Tell these from now on."""
        self._lines = lines

    def asked(self, ask: AskOfMarks, person: str) -> None:
        """Somebody who may mark has done so."""
        if isinstance(ask, PointerSet):
            if self._marks.point(person, ask, self._clock()):
                self._tell(drawn=False)
            return
        if self._drawn(ask, person):
            self._tell()

    def _drawn(self, ask: StrokeAdd | MarksUndo | MarksClear, person: str) -> bool:
        match ask:
            case StrokeAdd():
                return self._marks.draw(person, ask)
            case MarksUndo():
                return self._marks.undo(person)
            case MarksClear():
                return self._marks.clear(person)

    def left(self, person: str) -> None:
        """Somebody has left, or may mark no more."""
        if self._marks.leave(person):
            self._tell()

    def room_over(self) -> None:
        """Nothing of it may remain."""
        self._marks = Marks()
        self._tell()

    def saw(self, place: Place) -> None:
        """The paper lies or is shown so from now on."""
        if self._marks.see(place):
            self._tell()

    def tell(self, line: Told) -> None:
        """Tell somebody new."""
        line.tell_marks(self._pointers, self._strokes)

    def _tell(self, *, drawn: bool = True) -> None:
        """Tell everybody; `drawn`: of the strokes, too."""
        self._pointers = self._marks.pointer_states()
        if drawn:
            self._strokes = self._marks.stroke_states()
            self._booth(self._drawn_for_booth())
        for line in self._lines():
            line.tell_marks(self._pointers, self._strokes)
        self._booth(self._pointed_for_booth())
        self._watch_pointers()

    def _pointed_for_booth(self) -> BoothPointers:
        marks = self._marks
        return BoothPointers(
            pointers=[
                BoothPointer(participant=person, number=marks.number(person), at=_points(at)[0])
                for person, one in marks.pointers.items()
                if (at := marks.on_screen(one.mark)) is not None
            ]
        )

    def _drawn_for_booth(self) -> BoothStrokes:
        marks = self._marks
        return BoothStrokes(
            strokes=[
                BoothStroke(
                    participant=one.person, number=marks.number(one.person), points=_points(at)
                )
                for one in marks.strokes
                if (at := marks.on_screen(one.mark)) is not None
            ]
        )

    def _watch_pointers(self) -> None:
        """Be there when the next pointer has to vanish."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        expires_at = self._marks.expires_at
        if expires_at is not None:
            wait = max(0.0, expires_at - self._clock())
            self._timer = asyncio.get_running_loop().call_later(wait, self._expire)

    def _expire(self) -> None:
        self._timer = None
        if self._marks.expire(self._clock()):
            self._tell(drawn=False)
        else:
            self._watch_pointers()


def watch_paper(
    paper: PaperSource | None,
    loop: asyncio.AbstractEventLoop,
    told: Callable[[ViewState], None],
    saw: Callable[[Place], None],
) -> list[Callable[[], None]]:
    """Hand on how the paper is shown, and where it lies; gives what ends that."""
    if paper is None:
        return []
    return [
        paper.observe_state(_in_loop(loop, told)),
        paper.observe_place(_in_loop(loop, saw)),
    ]


def _in_loop(
    loop: asyncio.AbstractEventLoop, told: Callable[[_Seen], None]
) -> Callable[[_Seen], None]:
    """For the paper's own thread: hand on to the event loop what it sees."""

    def hand_on(seen: _Seen) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed already
            loop.call_soon_threadsafe(told, seen)

    return hand_on


def _points(shares: Points) -> list[MarkPoint]:
    return [MarkPoint(x=x, y=y) for x, y in shares.round(DIGITS).tolist()]
