"""A video encoder for one sender, in place of aiortc's own.

aiortc's encoders know neither the purpose of the picture nor a rate above theirs, and
rebuild themselves, with a key frame, at each change of rate. This one follows a `Budget`,
and H.264 does so without a key frame. A later shared encoder takes the same place.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal, get_args

import av
from aiortc.codecs.base import Encoder
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.mediastreams import VIDEO_TIME_BASE, convert_timebase
from av.frame import Frame
from av.packet import Packet
from av.video.frame import PictureType

from edge_client.peering.budget import RATES, Budget
from signaling.protocol import Purpose

VideoCodec = Literal["H264", "VP8"]

_FRAME_RATES = {Purpose.FACE: 30, Purpose.DOCUMENT: 10, Purpose.SCREEN: 10}
"""What the rate control expects, frames a second; the picture's own times count for the rest."""

_REOPEN_SHARE = 0.25
_REOPEN_S = 2.0
"""VP8 is reopened, with a key frame, when the rate is off by this share, at most so often."""


class PurposeEncoder(Encoder):
    """Encodes one purpose's frames for one peer."""

    def __init__(
        self,
        codec: VideoCodec,
        purpose: Purpose,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._codec = codec
        self._purpose = purpose
        self._budget = budget
        self._clock = clock
        self._packer: Encoder = H264Encoder() if codec == "H264" else Vp8Encoder()
        self._context: Any = None
        self._opened_at = 0.0

    @property
    def target_bitrate(self) -> int:
        """What this purpose may use now, bit/s."""
        return self._budget.targets[self._purpose]

    @target_bitrate.setter
    def target_bitrate(self, estimate: int) -> None:
        """Set by aiortc to the receiver's estimate for the whole connection."""
        self._budget.estimated(estimate, self._clock())

    def encode(self, frame: Frame, force_keyframe: bool = False) -> tuple[list[bytes], int]:
        """The RTP payloads of one frame, and its time at 90 kHz."""
        assert isinstance(frame, av.VideoFrame)
        if frame.format.name != "yuv420p":
            frame = frame.reformat(format="yuv420p")
        self._follow_rate(frame)
        # Set on every frame: a decoded frame's own type would be taken as an order.
        frame.pict_type = PictureType.I if force_keyframe else PictureType.NONE
        payloads: list[bytes] = []
        for packet in self._context.encode(frame):
            self._budget.sent(packet.size, self._clock())
            payloads += self._packer.pack(packet)[0]
        assert frame.pts is not None
        assert frame.time_base is not None
        return payloads, convert_timebase(frame.pts, frame.time_base, VIDEO_TIME_BASE)

    def pack(self, packet: Packet[Any]) -> tuple[list[bytes], int]:
        """Payloads of a packet that is encoded already."""
        return self._packer.pack(packet)

    def _follow_rate(self, frame: av.VideoFrame) -> None:
        context, target = self._context, self.target_bitrate
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
        context.framerate = Fraction(_FRAME_RATES[self._purpose], 1)
        context.bit_rate = target
        context.gop_size = 3000  # key frames come when they are asked for
        if self._codec == "H264":
            context.profile = "Baseline"
            context.thread_count = 1
            context.options = self._h264_options()
        else:
            context.qmin, context.qmax = 2, 56
            context.thread_count = 2 if frame.width * frame.height > 1280 * 720 else 1
            context.options = _vp8_options(target)
        self._context = context

    def _h264_options(self) -> dict[str, str]:
        ceiling = RATES[self._purpose].ceiling
        return {
            "preset": "ultrafast" if self._purpose is Purpose.FACE else "superfast",
            "tune": "zerolatency",
            # With a VBV and without scene cuts a new bit_rate takes effect at once.
            "maxrate": str(ceiling),
            "bufsize": str(ceiling // 2),
            "sc_threshold": "0",
            "forced-idr": "1",
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
        PurposeEncoder(codec, Purpose.FACE, Budget((Purpose.FACE,))).encode(frame)
