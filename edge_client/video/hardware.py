"""Which H.264 encoder is used: hardware's where one works, found out by trying; else software's.

A driver may be there without a device, may encode only after some frames, or may crash. So
each is tried in a process of its own: two frames are encoded and decoded again, and what comes
out must look like what went in.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType

from edge_client.video.contexts import HARDWARE, SOFTWARE, open_h264

WIDTH, HEIGHT = 640, 360
DEVICES = {
    "h264_nvenc": "nvidia*",
    "h264_qsv": "dri/renderD*",
    "h264_amf": "dri/renderD*",
    "h264_v4l2m2m": "video*",
}
"""What the kernel shows under /dev where there is such hardware: without it no trial is made."""

TRIAL_S = 10.0
"""A trial that takes longer has failed: some drivers hang."""
TOLERANCE = 12.0
"""Mean difference of luma, in steps of 8 bits, between what went in and what came out."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of two frames, the second one asked for as a key frame.

    `packets` came out after each frame; `keys` tells whether each was a key frame; `error` is the
    mean difference of luma of each decoded frame.
    """

    packets: tuple[int, ...] = ()
    keys: tuple[bool, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    error: tuple[float, ...] = ()


def works(trial: Trial) -> bool:
    """Whether it encodes each frame at once, gives key frames when asked, and the picture is right."""
    return (
        trial.packets == (1, 1)
        and trial.keys == (True, True)
        and trial.sizes == ((WIDTH, HEIGHT),) * 2
        and len(trial.error) == 2
        and max(trial.error) <= TOLERANCE
    )


def choose(names: Iterable[str], good: Callable[[str], bool]) -> str:
    """The first that is good, and software's if none is; those after it are not tried."""
    return next((name for name in names if good(name)), SOFTWARE)


def try_encoder(name: str) -> Trial:
    """Encode and decode with it here and now; an empty trial where it fails."""
    try:
        return _try(name)
    except (av.FFmpegError, ValueError, OSError):
        return Trial()


def find() -> str:
    """The encoder to use on this machine. Blocks for up to some seconds; never fails."""
    return choose(HARDWARE, lambda name: _is_there(name) and _works_apart(name))


def _is_there(name: str) -> bool:
    return any(Path("/dev").glob(DEVICES[name]))


def _works_apart(name: str) -> bool:
    """Whether it works, tried in a process of its own, which may crash or hang."""
    command = [sys.executable, "-m", "edge_client.video.hardware", name]
    try:
        done = subprocess.run(command, timeout=TRIAL_S, capture_output=True, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0


def _try(name: str) -> Trial:
    encoder = open_h264(name, WIDTH, HEIGHT, fps=30, target=1_000_000, ceiling=1_500_000)
    decoder: Any = av.CodecContext.create("h264", "r")
    packets, keys, sizes, errors = [], [], [], []
    for number in range(2):
        luma = _picture(number)
        array = np.concatenate([luma, np.full((HEIGHT // 2, WIDTH), 128, np.uint8)])
        frame = av.VideoFrame.from_ndarray(array, format="yuv420p")
        if encoder.pix_fmt != "yuv420p":
            frame = frame.reformat(format=encoder.pix_fmt)
        frame.pts, frame.time_base = number * 3000, Fraction(1, 90_000)
        frame.pict_type = PictureType.I
        came = encoder.encode(frame)
        packets.append(len(came))
        for packet in came:
            keys.append(bool(packet.is_keyframe))
            for shown in decoder.decode(packet):
                sizes.append((shown.width, shown.height))
                seen = shown.to_ndarray(format="gray").astype(np.int16)
                errors.append(float(np.abs(seen - luma).mean()))
    return Trial(tuple(packets), tuple(keys), tuple(sizes), tuple(errors))


def _picture(number: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A slope from dark to light with a square that moves."""
    slope = np.linspace(40, 200, WIDTH, dtype=np.uint8)[None, :].repeat(HEIGHT, axis=0)
    slope[100:200, 100 + 80 * number : 200 + 80 * number] = 90
    return slope


if __name__ == "__main__":
    sys.exit(0 if works(try_encoder(sys.argv[1])) else 1)
