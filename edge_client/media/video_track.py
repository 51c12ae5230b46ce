"""A camera as a WebRTC track. Many tracks may share one source."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from typing import Final

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.video.frame import PictureType

from edge_client.devices.frame import Content, black_i420
from edge_client.devices.pacing import RateLimit
from edge_client.devices.video_source import PictureSource, SourceStoppedError

VIDEO_CLOCK: Final = 90_000
"""In Hz (RFC 3551 section 5)."""

MUTED_PERIOD: Final = 1.0
"""Seconds between the black frames of a muted track."""


class SourceVideoTrack(MediaStreamTrack):
    """The newest picture of a source for one peer.

    Timestamps are the monotonic capture time at 90 kHz, strictly increasing, so that all
    tracks of this machine share one clock. A muted track gives a black frame now and then.
    """

    kind = "video"

    def __init__(self, source: PictureSource, *, enabled: bool = True) -> None:
        super().__init__()
        self._source = source
        self._enabled = enabled
        self._switched = asyncio.Event()
        self._seq = -1
        self._pts = -1
        self._limit = RateLimit(source.fps)
        self._black: Content | None = None
        self._muted_once = False

    @property
    def source(self) -> PictureSource:
        """Where the pictures come from."""
        return self._source

    @property
    def enabled(self) -> bool:
        """Whether the picture is sent."""
        return self._enabled

    @enabled.setter
    def enabled(self, enabled: bool) -> None:
        """Takes effect at once: the black or the real picture comes without delay."""
        if enabled != self._enabled:
            self._enabled = enabled
            self._muted_once = False
            self._switched.set()

    def stop(self) -> None:
        """End the track; the source goes on for others."""
        super().stop()
        self._switched.set()

    async def recv(self) -> av.VideoFrame:
        """The next frame, yuv420p. Raises MediaStreamError when the track or source ended."""
        while self.readyState == "live":
            content, captured_at = await (self._picture() if self._enabled else self._muted())
            if content is not None:
                return self._frame(content, captured_at)
        raise MediaStreamError

    async def _picture(self) -> tuple[Content | None, float]:
        try:
            frame = await self._source.next(self._seq)
        except SourceStoppedError:
            self.stop()
            raise MediaStreamError from None
        self._seq = frame.seq
        # Muted meanwhile: no picture may leave any more, not even the one just taken.
        passes = self._enabled and (self._limit.accept(frame.captured_at) or frame.placeholder)
        return (frame.content if passes else None), frame.captured_at

    async def _muted(self) -> tuple[Content | None, float]:
        loop = asyncio.get_running_loop()
        if self._muted_once:
            self._switched.clear()
            try:
                async with asyncio.timeout(MUTED_PERIOD):
                    await self._switched.wait()
                return None, 0.0
            except TimeoutError:
                pass
        self._muted_once = True
        return self._black_content(), loop.time()

    def _black_content(self) -> Content:
        frame = self._source.latest()
        width, height = (frame.width, frame.height) if frame else (1280, 720)
        if self._black is None or (self._black.width, self._black.height) != (width, height):
            self._black = Content(black_i420(width, height), "i420")
        return self._black

    def _frame(self, content: Content, captured_at: float) -> av.VideoFrame:
        self._pts = later_pts(captured_at, self._pts)
        return video_frame(content, self._pts)


def later_pts(captured_at: float, last: int) -> int:
    """The capture time at 90 kHz, and more than the last one's."""
    return max(round(captured_at * VIDEO_CLOCK), last + 1)


def video_frame(content: Content, pts: int) -> av.VideoFrame:
    """A picture as encoders take it, yuv420p. Converts colours where nobody has done so yet."""
    # Shares the array's memory: the encoder only reads it.
    frame = av.VideoFrame.from_numpy_buffer(content.i420, format="yuv420p")
    frame.pts = pts
    frame.time_base = Fraction(1, VIDEO_CLOCK)
    # Set on each frame: aiortc's VP8 encoder takes a decoded frame's type as an order.
    frame.pict_type = PictureType.NONE
    return frame
