"""One encoder at work: reads a camera, encodes each frame once, gives it to all its viewers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

import structlog

from edge_client.devices.frame import Content, PictureError
from edge_client.devices.pacing import RateLimit
from edge_client.devices.video_source import PictureSource, SourceStoppedError
from edge_client.media.video_track import later_pts, video_frame
from edge_client.video.contexts import SOFTWARE
from edge_client.video.encoder import EncodedPicture, PictureEncoder, VideoCodec
from edge_client.video.figures import EncodingFigures, Work, WorkLog, summed
from edge_client.video.key_frames import KeyFrames
from edge_client.video.rest import Lying
from edge_client.video.thrift import Thrift
from edge_client.video.tiers import Tier
from signaling.protocol import Purpose

log = structlog.get_logger(__name__)


class Watcher(Protocol):
    """Who gets the pictures of an encoding."""

    def put(self, encoding: Encoding, picture: EncodedPicture) -> None:
        """The next picture; must not wait."""

    def end(self) -> None:
        """No picture comes any more: the camera was stopped."""


class Encoding:
    """One camera in one codec at one tier. It works while somebody watches.

    Used in one event loop; frames are converted and encoded in a thread of its own.
    """

    def __init__(
        self,
        source: PictureSource,
        codec: VideoCodec,
        purpose: Purpose,
        tier: Tier,
        clock: Callable[[], float] = time.monotonic,
        h264: Callable[[], str] = lambda: SOFTWARE,
    ) -> None:
        """`h264` is asked, each time it begins to work, for the name of FFmpeg's encoder."""
        self._source = source
        self._h264 = h264
        self._tier = tier
        self._clock = clock
        self._codec = codec
        self._purpose = purpose
        self._target = tier.ceiling
        self._encoder: PictureEncoder | None = None
        self._keys = KeyFrames()
        self._lying: Lying | None = None
        self._watchers: list[Watcher] = []
        self._task: asyncio.Task[None] | None = None
        self._works = WorkLog()
        self._lines = tier.short
        self._took_s = 0.0
        """By the last frame, in the worker's thread."""
        self.encoded = 0
        """Frames encoded so far, however many watch."""

    @property
    def target(self) -> int:
        """What it is encoded at, bit/s."""
        return self._target

    @target.setter
    def target(self, bitrate: int) -> None:
        self._target = bitrate
        if self._encoder is not None:
            self._encoder.target = bitrate

    @property
    def at_work(self) -> bool:
        """Whether somebody watches."""
        return bool(self._watchers)

    def figures(self, tier: str) -> EncodingFigures:
        """How it works; `tier` is its name."""
        return summed(
            self._works,
            self._clock(),
            purpose=self._purpose,
            codec=self._codec,
            tier=tier,
            watchers=len(self._watchers),
            target=self._target,
        )

    def add(self, watcher: Watcher) -> None:
        """Give it the pictures too, from the next key frame, which is asked for."""
        if watcher not in self._watchers:
            self._watchers.append(watcher)
        self._keys.ask()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="encoding")

    def remove(self, watcher: Watcher) -> None:
        """Not any more; not having watched is fine. Without watchers it stops."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)
        if not self._watchers and self._task is not None:
            self._task.cancel()
            self._task = None

    def ask_for_key_frame(self) -> None:
        """A watcher cannot go on without one."""
        self._keys.ask()

    async def _run(self) -> None:
        limit, still = RateLimit(min(self._source.fps, self._tier.fps)), self._tier.still
        thrift = Thrift()
        # Anew each time: what the last ones watched is no reference for those who come now.
        self._encoder, self._keys, self._works = self._open(), KeyFrames(), WorkLog()
        self._lying = None if self._purpose is Purpose.FACE else Lying()
        loop = asyncio.get_running_loop()
        seq, pts = -1, -1
        # A thread of its own: what else is done in threads, name look-ups too, never delays it.
        with _worker(f"encode-{self._purpose}") as worker:
            try:
                while True:
                    frame = await self._source.next(seq)
                    self._works.took(seq, frame.seq)
                    seq = frame.seq
                    # Who comes new to a still gets one at once.
                    asked = still and self._keys.is_due(self._clock())
                    if not limit.accept(frame.captured_at) and not asked:
                        continue
                    if not (self._purpose is Purpose.FACE or thrift.may(self._clock())):
                        continue
                    key = self._keys.due(self._clock()) or still
                    pts = later_pts(frame.captured_at, pts)
                    picture = await loop.run_in_executor(
                        worker, self._encode, self._encoder, frame.content, pts, key
                    )
                    if picture is None:
                        if key:
                            self._keys.ask()
                        continue
                    if picture.key and not key:
                        self._keys.made(self._clock())
                    thrift.spent(picture.size, self._target, self._clock())
                    self._note(frame.captured_at, picture)
                    for watcher in tuple(self._watchers):
                        watcher.put(self, picture)
            except SourceStoppedError:
                self._end()
            except Exception:
                log.exception("video.encoding_failed")
                self._end()

    def _note(self, captured_at: float, picture: EncodedPicture) -> None:
        self.encoded += 1
        self._works.note(Work(self._clock(), captured_at, self._took_s, picture.size, picture.key))

    def _end(self) -> None:
        for watcher in tuple(self._watchers):
            watcher.end()

    def _open(self) -> PictureEncoder:
        return PictureEncoder(
            self._codec,
            self._purpose,
            target=self._target,
            ceiling=self._tier.ceiling,
            fps=max(1.0, self._tier.fps),
            h264=self._h264(),
            clock=self._clock,
        )

    def _encode(
        self, encoder: PictureEncoder, content: Content, pts: int, key: bool
    ) -> EncodedPicture | None:
        """In the worker's thread. None for a frame that is damaged or need not be sent."""
        began = self._clock()
        try:
            frame = video_frame(content, pts)
        except PictureError:
            return None
        if self._lying is not None:
            chosen = self._lying.choose(frame, frame.time or 0.0, key)
            if chosen is None:
                return None
            frame, key = chosen
        self._lines = self._tier.lines(self._target, self._lines)
        width, height = self._tier.size(frame.width, frame.height, self._lines)
        if (width, height) != (frame.width, frame.height):
            small = frame.reformat(width=width, height=height)
            small.pts, small.time_base = frame.pts, frame.time_base
            frame = small
        picture = encoder.encode(frame, key)
        if self._lying is not None:
            self._lying.encoded(picture.size, frame.time or 0.0, self._target)
        self._took_s = self._clock() - began
        return picture


@contextmanager
def _worker(name: str) -> Iterator[ThreadPoolExecutor]:
    """One thread; what it still does at the end is not waited for."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
    try:
        yield worker
    finally:
        worker.shutdown(wait=False)
