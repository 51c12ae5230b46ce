"""Where the booth page's pictures come from: the newest one of each kind, never a queue."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from edge_client.booth.jpeg import encode_frame, encode_jpeg
from edge_client.booth.messages import BoothState, Picture, Placing, Screen
from edge_client.booth.picture_messages import PictureGiven
from edge_client.devices.frame import Content, Frame, turn
from edge_client.devices.frame import Picture as Pixels
from edge_client.devices.video_source import PictureSource, SourceStoppedError
from edge_client.lip_sync.together import Together
from edge_client.paper.paper_frame import PaperFrame
from edge_client.pictures import PictureBoard
from signaling.protocol import Purpose
from signaling.protocol.desk import ViewState

LONGEST = {
    Picture.COUNTERPART_FACE: 1280,
    Picture.INTERPRETER_FACE: 1280,
    Picture.COUNTERPART_SCREEN: 1920,
    Picture.OWN_DOCUMENT: 960,
    Picture.OWN_FACE: 480,
}
"""Longer side in pixels at most: the resident's own pictures are shown small."""

PERIODS = {
    Picture.COUNTERPART_FACE: 0.0,
    Picture.INTERPRETER_FACE: 0.0,
    Picture.COUNTERPART_SCREEN: 0.0,
    Picture.OWN_DOCUMENT: 0.1,
    Picture.OWN_FACE: 0.1,
}
"""Seconds between two pictures at least; 0: as they come."""


@dataclass(frozen=True)
class Snapshot:
    """A picture to be sent. `seq` differs from picture to picture of a kind; `clock` is the
    monotonic time in seconds when it was captured or decoded; `encode` gives the JPEG; `waits`
    tells how long it is to wait then, in seconds, from how long a page takes to show it.
    """

    seq: int
    clock: float
    encode: Callable[[], bytes]
    waits: Callable[[float], float] = lambda _shown_after: 0.0


class Feed(Protocol):
    """One kind's pictures."""

    async def next(self, after_seq: int) -> Snapshot:
        """The newest picture other than `after_seq`; waits for it."""


def wanted(state: BoothState) -> frozenset[Picture]:
    """Which pictures the screen shows. Outside a conversation no camera is looked at."""
    if state.screen is not Screen.CONVERSATION:
        return frozenset()
    kinds = {Picture.COUNTERPART_FACE, Picture.OWN_DOCUMENT}
    if state.looks.own_picture and state.picture is PictureGiven.GIVEN:
        kinds.add(Picture.OWN_FACE)
    if screen_shown(state) is not None:
        kinds.add(Picture.COUNTERPART_SCREEN)
    if face_at(state, Placing.BESIDE) is not None:
        kinds.add(Picture.INTERPRETER_FACE)
    return frozenset(kinds)


def face_at(state: BoothState, place: Placing) -> str | None:
    """Whose face stands there, see `edge_client.booth.placing`."""
    return next((one.participant for one in state.counterparts if one.place is place), None)


def screen_shown(state: BoothState) -> str | None:
    """Whose screen is shown, see `edge_client.booth.placing`."""
    return next((one.participant for one in state.counterparts if one.shows_screen), None)


class ReceivedFeed:
    """A counterpart's pictures from the board; a face waits for its voice."""

    def __init__(
        self,
        kind: Picture,
        board: PictureBoard,
        counterpart: Callable[[], str | None],
        together: Together | None = None,
    ) -> None:
        self._together = together if kind is not Picture.COUNTERPART_SCREEN else None
        self._purpose = Purpose.SCREEN if kind is Picture.COUNTERPART_SCREEN else Purpose.FACE
        self._longest = LONGEST[kind]
        self._board = board
        self._counterpart = counterpart

    async def next(self, after_seq: int) -> Snapshot:
        """The newest received picture of whoever is shown large."""
        news = asyncio.Event()
        forget = self._board.observe(news.set)
        try:
            while True:
                who = self._counterpart()
                latest = self._board.latest(who, self._purpose) if who else None
                if latest is not None and latest.seq != after_seq:
                    encode = partial(encode_frame, latest.frame, self._longest)
                    seen = Snapshot(latest.seq, latest.decoded_at, encode)
                    if self._together is None or who is None:
                        return seen
                    waits = partial(self._together.wait, who, latest.captured_at)
                    return replace(seen, waits=waits)
                news.clear()
                await news.wait()
        finally:
            forget()


class OwnFeed:
    """The terminal's own camera; of the paper what the expert sees, the way round they see it."""

    def __init__(self, kind: Picture, source: PictureSource) -> None:
        self._longest = LONGEST[kind]
        self._period = PERIODS[kind]
        self._source = source
        self._last = float("-inf")
        self._content: Content | None = None
        self._since = 0

    async def next(self, after_seq: int) -> Snapshot:
        """The newest captured picture, at the feed's own slow pace."""
        await asyncio.sleep(max(0.0, self._last + self._period - time.monotonic()))
        try:
            frame = await self._news(after_seq)
        except SourceStoppedError:
            await asyncio.Event().wait()  # until the page or the terminal closes
            raise
        self._last = time.monotonic()

        def encode() -> bytes:
            view = frame.view if isinstance(frame, PaperFrame) else None
            return encode_jpeg(as_seen(frame.bgr, view), self._longest)

        return Snapshot(frame.seq, frame.captured_at, encode)

    async def _news(self, after_seq: int) -> Frame:
        """A frame that does not show the very picture that whoever asks has already."""
        while True:
            frame = await self._source.next(after_seq)
            if frame.content is not self._content:
                self._content, self._since = frame.content, frame.seq
            if after_seq < self._since:
                return frame
            after_seq = frame.seq


def as_seen(bgr: Pixels, view: ViewState | None) -> Pixels:
    """A frame of the paper without what is around it, turned as people see it."""
    if view is None:
        return bgr
    rows, columns = bgr.shape[:2]
    box = view.box
    left, top = round(box.x * columns), round(box.y * rows)
    cut = bgr[top : top + round(box.height * rows), left : left + round(box.width * columns)]
    return turn(cut, view.display, mirror=False)
