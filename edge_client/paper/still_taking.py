"""Taking a still with the document camera: the shell around the pure parts.

The newest frames are kept while somebody may ask, as the camera gave them, so that a page that
rests already has not to be waited for. Decoding and reckoning happen in threads of lower
priority: the pictures that are being sent go on meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol

from edge_client.devices.frame import Frame, PictureError
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.newest import SourceStoppedError
from edge_client.paper.curve import Outline
from edge_client.paper.still import (
    MOST_PIXELS,
    Made,
    Seen,
    make_camera,
    make_page,
    pick,
    see,
)
from edge_client.paper.still_flat import find_flat
from edge_client.paper.still_rest import ENOUGH, ENOUGH_IN_NOISE, MOST, NOISY, Gathering
from edge_client.paper.still_restore import noise_alone
from edge_client.peering.still_sending import OutPart
from edge_client.peering.stills import NoPictureError
from signaling.protocol.desk import Shows, Turn

KEPT_S: Final = 1.0
"""Older frames are not kept."""

KEPT_BYTES: Final = 96_000_000
"""Of frames that are kept: 8 megapixels have 1 to 3 MB as JPEG, 25 MB as BGR."""

NO_FRAME_S: Final = 2.0
"""A camera that gives nothing for so long gives no still."""


class FrameSource(Protocol):
    """What is used of a `VideoSource`."""

    def latest(self) -> Frame | None:
        """The newest frame."""

    async def next(self, after_seq: int = -1) -> Frame:
        """The next one. Raises SourceStoppedError."""


class Sight(Protocol):
    """What the live view knows of the paper. Called from other threads, too."""

    @property
    def outline(self) -> Outline | None:
        """Of the page, in pixels of the camera's picture."""

    @property
    def turn(self) -> Turn:
        """Clockwise degrees by which people have turned the paper."""

    @property
    def paper(self) -> int:
        """Counts the papers that have lain there."""


class StillCamera:
    """A `Taker` of stills; `attend` while somebody may ask."""

    def __init__(
        self,
        source: FrameSource,
        sight: Sight,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._sight = sight
        self._clock = clock
        self._recent: deque[Frame] = deque(maxlen=MOST)
        self._keeping: asyncio.Task[None] | None = None
        self._one = ThreadPoolExecutor(1, "still")
        self._workers = ThreadPoolExecutor(2, "still-part")

    @property
    def kept(self) -> int:
        """Frames kept now."""
        return len(self._recent)

    def attend(self, wanted: bool) -> None:
        """Keep the newest frames from now on, or forget them all."""
        if wanted and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.get_running_loop().create_task(self._keep())
        if not wanted:
            if self._keeping is not None:
                self._keeping.cancel()
                self._keeping = None
            self._recent.clear()

    async def close(self) -> None:
        """Forget everything; what is being made is made to its end."""
        keeping = self._keeping
        self.attend(False)
        if keeping is not None:
            await asyncio.gather(keeping, return_exceptions=True)
        for pool in (self._one, self._workers):
            pool.shutdown(wait=False, cancel_futures=True)

    async def take(self, rests: Callable[[bool], None], made: Callable[[OutPart], None]) -> None:
        """Wait for rest, then make the page's picture and the camera's.

        Raises NoPictureError.
        """
        gathering = await self._gather(rests)
        rests(True)
        seen = list(gathering.chosen())
        del gathering
        # Both are cancelled between their steps only: a step takes a quarter of a second.
        # Turned here, so that the receiver has nothing left to turn.
        turned, paper = self._sight.turn, self._sight.paper
        picture, best = await self._aside(self._page, seen, turned)
        if picture is not None:
            made(_part(Shows.PAGE, picture, turned, paper))
        camera = await self._aside(_camera, best, turned)
        made(_part(Shows.CAMERA, camera, turned, paper))
        for frame in self._recent:
            _forget_decoded(frame)

    # Frames -------------------------------------------------------------------------------
    async def _keep(self) -> None:
        seq = -1
        with contextlib.suppress(SourceStoppedError):
            while True:
                frame = await self._source.next(seq)
                seq = frame.seq
                if frame.placeholder:
                    self._recent.clear()
                    continue
                if self._recent:
                    _forget_decoded(self._recent[-1])
                self._recent.append(frame)
                self._forget_old(frame.captured_at)

    def _forget_old(self, now: float) -> None:
        recent = self._recent
        while len(recent) > 1 and (
            recent[0].captured_at < now - KEPT_S or sum(map(_size, recent)) > KEPT_BYTES
        ):
            recent.popleft()

    async def _gather(self, rests: Callable[[bool], None]) -> Gathering[Seen]:
        gathering: Gathering[Seen] = Gathering(self._clock(), lambda seen: seen.smooth)
        oldest = self._clock() - KEPT_S - NO_FRAME_S
        recent = [one for one in self._recent if one.captured_at >= oldest]
        seq = recent[-1].seq if recent else -1
        for seen in await self._aside(self._see_all, recent[-ENOUGH:]):
            gathering.add(seen)
        if await self._aside(_is_noisy, gathering.newest):
            gathering.enough = ENOUGH_IN_NOISE
            gathering.add_older(await self._aside(self._see_all, recent[:-ENOUGH]))
        while not gathering.ready(self._clock()):
            rests(gathering.rests)
            frame = await self._next(seq, gathering)
            if frame is None:
                break
            seq = frame.seq
            for seen in await self._aside(self._see_all, [frame]):
                gathering.add(seen)
        if not gathering.chosen():
            raise NoPictureError
        return gathering

    async def _next(self, seq: int, gathering: Gathering[Seen]) -> Frame | None:
        """A frame that the camera has given; None when no more comes and some are there."""
        try:
            async with asyncio.timeout(NO_FRAME_S):
                while True:
                    frame = await self._source.next(seq)
                    if not frame.placeholder:
                        return frame
                    seq = frame.seq
        except (TimeoutError, SourceStoppedError):
            if gathering.chosen():
                return None
            raise NoPictureError from None

    # In threads ---------------------------------------------------------------------------
    async def _aside(self, work: Callable[..., Any], *args: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._one, work, *args)

    def _spread(self, work: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
        return self._workers.map(work, items)

    def _see_all(self, frames: list[Frame]) -> list[Seen]:
        most = MOST
        if frames:
            most = max(1, MOST_PIXELS // max(1, frames[-1].width * frames[-1].height))
        looks = self._spread(_see, frames[-most:])
        return [look for look in looks if look is not None]

    def _page(self, seen: list[Seen], turned: Turn) -> tuple[Made | None, Seen]:
        flat = find_flat([one.grey for one in reversed(seen)], self._sight.outline)
        choice = pick(seen, flat, self._spread)
        best = seen[choice.reference]
        page = None if flat is None else make_page(seen, choice, flat, self._spread, turned)
        return page, best


def _is_noisy(newest: Sequence[Seen]) -> bool:
    """Whether a frame more is worth its time."""
    return bool(newest) and noise_alone(newest[-1].grey) > NOISY


def _see(frame: Frame) -> Seen | None:
    """Decode a frame; None for one that is damaged."""
    try:
        return see(frame.content)
    except PictureError:
        return None


def _camera(seen: Seen, turned: Turn) -> Made:
    return make_camera(seen.shot.colour(1), turned)


def _part(shows: Shows, made: Made, turned: Turn, paper: int) -> OutPart:
    last = shows is Shows.CAMERA
    size = (made.width, made.height)
    return OutPart(shows, made.jpeg, *size, 0, made.frames, last, turned=turned, paper=paper)


def _forget_decoded(frame: Frame) -> None:
    """A frame that is kept is kept as the camera gave it."""
    if isinstance(frame.content, JpegContent):
        frame.content.forget()


def _size(frame: Frame) -> int:
    return int(frame.content.pixels.nbytes)
