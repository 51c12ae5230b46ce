"""One video encoder: frames in, RTP payloads out, packed once for all who get them.

aiortc's encoders know neither the purpose of the picture nor a rate above theirs, and
rebuild themselves, with a key frame, at each change of rate. This one is told its rate, and
H.264 follows it without a key frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import av
import structlog
from aiortc.codecs.base import Encoder
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.mediastreams import VIDEO_TIME_BASE, convert_timebase
from av.video.frame import PictureType

from edge_client.video.contexts import FOLLOW_RATE, SOFTWARE, open_h264, open_vp8
from signaling.protocol import Purpose

log = structlog.get_logger(__name__)

VideoCodec = Literal["H264", "VP8"]

_REOPEN_SHARE = 0.25
_REOPEN_S = 2.0
"""VP8 is reopened, with a key frame, when the rate is off by this share, at most so often."""

_FINEST = 18
"""H.264's quantiser of a page: finer, only the sensor's noise would get better, and a page that
lies would be refined for ever."""


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One frame as RTP payloads (RFC 6184, RFC 7741); `timestamp` at 90 kHz, `size` in bytes."""

    payloads: Sequence[bytes]
    timestamp: int
    key: bool
    size: int


class PictureEncoder:
    """Encodes one purpose's frames at `target` bit/s, which may be changed at any time.

    `encode` is to be used by one thread at a time.
    """

    def __init__(
        self,
        codec: VideoCodec,
        purpose: Purpose,
        *,
        target: int,
        ceiling: int,
        fps: float,
        h264: str = SOFTWARE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`h264` is the name of FFmpeg's encoder for it; software's takes its place if it fails."""
        self.target = target
        self._h264 = h264
        self._codec = codec
        self._purpose = purpose
        self._ceiling = ceiling
        self._fps = fps
        self._clock = clock
        self._packer: Encoder = H264Encoder() if codec == "H264" else Vp8Encoder()
        self._context: Any = None
        self._opened_at = 0.0

    def encode(self, frame: av.VideoFrame, key: bool = False) -> EncodedPicture:
        """The frame, as a key frame if asked for or needed."""
        payloads: list[bytes] = []
        size, is_key = 0, False
        for packet in self.encode_only(frame, key):
            size += packet.size
            is_key = is_key or packet.is_keyframe
            payloads += self._packer.pack(packet)[0]
        assert frame.pts is not None
        assert frame.time_base is not None
        timestamp = convert_timebase(frame.pts, frame.time_base, VIDEO_TIME_BASE)
        return EncodedPicture(payloads, timestamp, is_key, size)

    def encode_only(self, frame: av.VideoFrame, key: bool = False) -> list[av.Packet[Any]]:
        """The frame as the codec gives it, not yet cut into RTP payloads."""
        try:
            return self._encode(frame, key)
        except av.FFmpegError:
            if self._codec != "H264" or self._h264 == SOFTWARE:
                raise
            # Hardware may fail at any time: other programs use it too.
            log.warning("video.hardware_failed", encoder=self._h264)
            self._h264, self._context = SOFTWARE, None
            return self._encode(frame, key)

    def _encode(self, frame: av.VideoFrame, key: bool) -> list[av.Packet[Any]]:
        self._follow_rate(frame)
        if frame.format.name != self._context.pix_fmt:
            pts, base = frame.pts, frame.time_base
            frame = frame.reformat(format=self._context.pix_fmt)
            frame.pts, frame.time_base = pts, base
        # Set on every frame: a decoded frame's own type would be taken as an order.
        frame.pict_type = PictureType.I if key else PictureType.NONE
        packets: list[av.Packet[Any]] = self._context.encode(frame)
        return packets

    def _follow_rate(self, frame: av.VideoFrame) -> None:
        context, target = self._context, self.target
        size_changed = context is not None and (
            (context.width, context.height) != (frame.width, frame.height)
        )
        if context is None or size_changed:
            self._open(frame, target)
        elif context.bit_rate != target:
            if self._codec == "H264" and self._h264 in FOLLOW_RATE:
                context.bit_rate = target
            elif (
                abs(target - context.bit_rate) > _REOPEN_SHARE * context.bit_rate
                and self._clock() - self._opened_at >= _REOPEN_S
            ):
                self._open(frame, target)

    def _open(self, frame: av.VideoFrame, target: int) -> None:
        self._opened_at = self._clock()
        size, fps = (frame.width, frame.height), self._fps
        if self._codec == "H264":
            self._context = open_h264(
                self._h264,
                *size,
                fps=fps,
                target=target,
                ceiling=self._ceiling,
                finest=None if self._purpose is Purpose.FACE else _FINEST,
            )
        else:
            self._context = open_vp8(*size, fps=fps, target=target)


def warm_encoders() -> None:
    """Encode a black frame with each codec. Blocks for some milliseconds."""
    for codec in get_args(VideoCodec):
        frame = av.VideoFrame(64, 48, "yuv420p")
        frame.pts, frame.time_base = 0, VIDEO_TIME_BASE
        PictureEncoder(codec, Purpose.FACE, target=500_000, ceiling=500_000, fps=30).encode(frame)
