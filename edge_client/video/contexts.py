"""How FFmpeg's encoders are opened for live pictures: software's H.264 and VP8, hardware's H.264.

Of hardware only the names that PyAV's wheels carry are known here; whether one works on this
machine is tried by `hardware`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import av

SOFTWARE: Final = "libx264"
HARDWARE: Final = ("h264_nvenc", "h264_qsv", "h264_amf", "h264_v4l2m2m")
"""In the order in which they are tried: NVIDIA, Intel, AMD, and the kernel's interface of boards."""

FOLLOW_RATE: Final = frozenset({SOFTWARE, "h264_nvenc", "h264_qsv"})
"""Encoders that take a new `bit_rate` while open; the others are reopened, with a key frame."""

_BUFFER_S = 0.33
"""Of H.264's rate control, at the ceiling. Larger, a key frame is finer and a new rate slower."""
_SMALL_BUFFER_S, _SMALL_BELOW = 0.2, 150_000
"""Opened at a lower rate in bit/s than this the first key frame, which fills the buffer, would
take more than a second. It is 2.6 dB coarser; smaller yet, print is a smear.
"""

_HARDWARE_OPTIONS: Final[dict[str, dict[str, str]]] = {
    "h264_nvenc": {
        "preset": "p3",
        "tune": "ull",
        "zerolatency": "1",
        "delay": "0",
        "rc": "cbr",
        "forced-idr": "1",
    },
    "h264_qsv": {"preset": "veryfast", "async_depth": "1", "forced_idr": "1"},
    "h264_amf": {"usage": "ultralowlatency", "rc": "cbr", "forced_idr": "1"},
    "h264_v4l2m2m": {},
}


def open_h264(
    name: str,
    width: int,
    height: int,
    *,
    fps: float,
    target: int,
    ceiling: int,
    finest: int | None = None,
) -> Any:
    """An open encoder for bit rates up to `ceiling`, at `target` bit/s. Raises av.FFmpegError.

    `finest` is the lowest quantiser that may be used, 0 to 51.
    """
    context = _context(name, width, height, fps)
    context.profile = "Baseline"
    context.max_b_frames = 0
    if finest is not None:
        context.qmin = finest
    if name == SOFTWARE:
        context.thread_count = 1
        # x264 goes below the rate that it was opened with at once, and never above it.
        context.bit_rate = ceiling
        buffer_s = _SMALL_BUFFER_S if target < _SMALL_BELOW else _BUFFER_S
        context.options = _x264_options(ceiling, buffer_s)
        context.open()
        context.bit_rate = target
        return context
    context.bit_rate = ceiling if name in FOLLOW_RATE else target
    context.options = {
        **_HARDWARE_OPTIONS[name],
        "maxrate": str(context.bit_rate),
        "bufsize": str(round(context.bit_rate * _BUFFER_S)),
    }
    context.open()
    if name in FOLLOW_RATE:
        context.bit_rate = target
    return context


def open_vp8(width: int, height: int, *, fps: float, target: int) -> Any:
    """An open VP8 encoder at constant `target` bit/s."""
    context = _context("libvpx", width, height, fps)
    context.bit_rate = target
    context.qmin, context.qmax = 2, 56
    context.thread_count = 1
    # What libwebrtc uses for real time; equal rates make it constant.
    context.options = {
        "bufsize": str(target),
        "minrate": str(target),
        "maxrate": str(target),
        # Beside libwebrtc's values, faster and without its noise filter: a third less time, and
        # nearer to the source.
        "cpu-used": "-12",
        "deadline": "realtime",
        "lag-in-frames": "0",
        "overshoot-pct": "15",
        "undershoot-pct": "100",
        "partitions": "0",
        "static-thresh": "1",
    }
    context.open()
    return context


def _context(name: str, width: int, height: int, fps: float) -> Any:
    context: Any = av.CodecContext.create(name, "w")
    context.width = width
    context.height = height
    taken = {each.name for each in context.codec.video_formats or ()}
    # Some hardware takes nothing but NV12.
    context.pix_fmt = "yuv420p" if not taken or "yuv420p" in taken else "nv12"
    context.time_base = Fraction(1, 90_000)
    # What the rate control expects; the picture's own times count for the rest.
    context.framerate = Fraction(round(fps), 1)
    context.gop_size = 3000  # key frames come when they are asked for
    return context


def _x264_options(ceiling: int, buffer_s: float) -> dict[str, str]:
    return {
        "preset": "superfast",
        "tune": "zerolatency",
        # x264 takes a new bit_rate only where it was opened as constant (bit_rate = maxrate),
        # and it then holds the rate over this buffer's size.
        "maxrate": str(ceiling),
        "bufsize": str(round(ceiling * buffer_s)),
        "sc_threshold": "0",
        "forced-idr": "1",
        # Adaptive quantisation takes bits from edges, which are faces and print, for flat
        # ground: 0.8 dB, and time. Without it this costs hardly more than "ultrafast".
        "aq-mode": "0",
    }
