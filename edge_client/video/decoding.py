"""Decoding received pictures off the event loop; only the newest one is handed on."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import av
import structlog
from aiortc.mediastreams import VIDEO_TIME_BASE

from edge_client.video.assembly import WholePicture

log = structlog.get_logger(__name__)

MOST_WAITING: Final = 16
"""Encoded pictures that wait: half a second of 30 fps. A decoder further behind starts over."""

MOST_PIXELS: Final = 4096 * 2304
"""A picture may have; a larger one is not decoded."""

_DECODERS: Final = {"H264": "h264", "VP8": "vp8"}


class PictureDecoder:
    """One stream's decoder, for one thread. It has no delay: a picture in, that picture out."""

    def __init__(self) -> None:
        self._codec = ""
        self._context: Any = None

    def decode(self, picture: WholePicture) -> list[av.VideoFrame]:
        """The frame of a picture; pts at 90 kHz. Raises av.FFmpegError."""
        if picture.codec != self._codec:
            self._open(picture.codec)
        packet = av.Packet(picture.data)
        packet.pts, packet.time_base = picture.timestamp, VIDEO_TIME_BASE
        frames: list[av.VideoFrame] = self._context.decode(packet)
        return frames

    def _open(self, codec: str) -> None:
        context: Any = av.CodecContext.create(_DECODERS[codec], "r")
        # Frame threads would hold a picture back for each thread.
        context.thread_type = "SLICE"
        context.thread_count = 2
        context.options = {"flags": "low_delay", "max_pixels": str(MOST_PIXELS)}
        self._context, self._codec = context, codec


class Decoding:
    """A thread that decodes, from the first picture on until `stop`. Used in one event loop."""

    def __init__(self, shown: Callable[[av.VideoFrame], None], broken: Callable[[], None]) -> None:
        """`shown` is told the newest frame, `broken` that only a key frame helps; both in the
        loop.
        """
        self._shown = shown
        self._broken = broken
        self._waiting: deque[WholePicture] = deque()
        self._newest: av.VideoFrame | None = None
        self._news = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._key_only = False
        self._stopped = False
        self.decoded = 0
        """Frames so far, those too that were too old to be shown."""

    def put(self, picture: WholePicture) -> None:
        """The next picture, in decoding order."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            threading.Thread(target=self._run, name="picture-decoder", daemon=True).start()
        with self._news:
            if len(self._waiting) >= MOST_WAITING:
                self._waiting.clear()
                self._key_only = True
                self._loop.call_soon(self._broken)
            self._key_only = self._key_only and not picture.key
            if not self._key_only:
                self._waiting.append(picture)
                self._news.notify()

    def stop(self) -> None:
        """End; nothing is shown any more."""
        with self._news:
            self._stopped = True
            self._news.notify()

    def _run(self) -> None:
        decoder = PictureDecoder()
        while True:
            with self._news:
                while not self._waiting and not self._stopped:
                    self._news.wait()
                if self._stopped:
                    return
                picture = self._waiting.popleft()
            try:
                frames = decoder.decode(picture)
            except (av.FFmpegError, ValueError, MemoryError) as error:
                log.info("video.not_decoded", codec=picture.codec, error=type(error).__name__)
                with self._news:
                    self._waiting.clear()
                    self._key_only = True
                self._tell(self._broken)
                continue
            if frames:
                self._publish(frames)

    def _publish(self, frames: list[av.VideoFrame]) -> None:
        with self._news:
            self.decoded += len(frames)
            told, self._newest = self._newest is not None, frames[-1]
        if not told:
            self._tell(self._show)

    def _show(self) -> None:
        with self._news:
            newest, self._newest = self._newest, None
        if newest is not None and not self._stopped:
            self._shown(newest)

    def _tell(self, told: Callable[[], None]) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # that event loop is closed
            self._loop.call_soon_threadsafe(told)
