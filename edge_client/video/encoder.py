"""One video encoder: frames in, RTP payloads out, packed once for all who get them.

aiortc's encoders know neither the purpose of the picture nor a rate above theirs, and
rebuild themselves, with a key frame, at each change of rate. This one is told its rate, and
H.264 follows it without a key frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

import av
from aiortc.codecs.base import Encoder
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.mediastreams import VIDEO_TIME_BASE, convert_timebase
from av.video.frame import PictureType

from signaling.protocol import Purpose

VideoCodec = Literal["H264", "VP8"]

_REOPEN_SHARE = 0.25
_REOPEN_S = 2.0
"""VP8 is reopened, with a key frame, when the rate is off by this share, at most so often."""

_BUFFER_S = 0.33
"""Of H.264's rate control, at the ceiling. Larger, a key frame is finer and a new rate slower."""


_FINEST = 18
"""H.264's quantiser of a page: finer, only the sensor's noise gets better."""


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
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.target = target
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
        if frame.format.name != "yuv420p":
            frame = frame.reformat(format="yuv420p")
        self._follow_rate(frame)
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
            if self._codec == "H264":
                context.bit_rate = target
            elif (
                abs(target - context.bit_rate) > _REOPEN_SHARE * context.bit_rate
                and self._clock() - self._opened_at >= _REOPEN_S
            ):
                self._open(frame, target)

    def _open(self, frame: av.VideoFrame, target: int) -> None:
        self._opened_at = self._clock()
        name = "libx264" if self._codec == "H264" else "libvpx"
        context: Any = av.CodecContext.create(name, "w")
        context.width = frame.width
        context.height = frame.height
        context.pix_fmt = "yuv420p"
        context.time_base = VIDEO_TIME_BASE
        # What the rate control expects; the picture's own times count for the rest.
        context.framerate = Fraction(round(self._fps), 1)
        context.gop_size = 3000  # key frames come when they are asked for
        if self._codec == "H264":
            # x264 goes below the rate that it was opened with at once, and never above it.
            context.bit_rate = self._ceiling
            context.profile = "Baseline"
            context.thread_count = 1
            context.options = self._h264_options()
            if self._purpose is not Purpose.FACE:
                context.qmin = _FINEST  # or a page that lies would be refined for ever
            context.open()
            context.bit_rate = target
        else:
            context.bit_rate = target
            context.qmin, context.qmax = 2, 56
            context.thread_count = 2 if frame.width * frame.height > 1280 * 720 else 1
            context.options = _vp8_options(target)
        self._context = context

    def _h264_options(self) -> dict[str, str]:
        return {
            "preset": "superfast",
            "tune": "zerolatency",
            # x264 takes a new bit_rate only where it was opened as constant (bit_rate = maxrate),
            # and it then holds the rate over this buffer's size.
            "maxrate": str(self._ceiling),
            "bufsize": str(round(self._ceiling * _BUFFER_S)),
            "sc_threshold": "0",
            "forced-idr": "1",
            # Adaptive quantisation takes bits from edges, which are faces and print, for flat
            # ground: 0.8 dB, and time. Without it this costs hardly more than "ultrafast".
            "aq-mode": "0",
        }


def _vp8_options(target: int) -> dict[str, str]:
    """What libwebrtc uses for real time; equal rates make it constant."""
    return {
        "bufsize": str(target),
        "minrate": str(target),
        "maxrate": str(target),
        "cpu-used": "-6",
        "deadline": "realtime",
        "lag-in-frames": "0",
        "noise-sensitivity": "4",
        "overshoot-pct": "15",
        "undershoot-pct": "100",
        "partitions": "0",
        "static-thresh": "1",
    }


def warm_encoders() -> None:
    """Encode a black frame with each codec. Blocks for some milliseconds."""
    for codec in get_args(VideoCodec):
        frame = av.VideoFrame(64, 48, "yuv420p")
        frame.pts, frame.time_base = 0, VIDEO_TIME_BASE
        PictureEncoder(codec, Purpose.FACE, target=500_000, ceiling=500_000, fps=30).encode(frame)
