"""Judging what a device delivers. Pure: measurements in, findings out.

A finding names a text of the locale files; see `edge_client check`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, RATE, Block, decibels
from edge_client.devices.echo_path import EchoPath
from edge_client.devices.frame import Frame, Picture, PictureError
from edge_client.devices.status import SourceStatus

DARK: Final = 18.0
"""Mean brightness of 255 below which nobody sees anything."""

BRIGHT: Final = 240.0

SLOW: Final = 0.8
"""Share of the configured rate below which a camera counts as slow."""

SILENT_DB: Final = -80.0
"""Below this even a quiet room is not heard: the microphone is muted."""

QUIET_DB: Final = -55.0
CLIPPED_SHARE: Final = 0.001
CHIME_AMPLITUDE: Final = 0.3
CHIME_S: Final = 1.0
_BELLS: Final = ((0.0, 523.3), (0.16, 659.3), (0.32, 1046.5))
"""When each bell of the chime is struck, in seconds, and its pitch in Hz."""

_GLIDE: Final = (0.6, 400.0, 6000.0)
"""A glide upwards under them, so that every frequency of speech is measured: seconds, Hz, Hz."""

STRONG_DB: Final = 3.0
"""An echo that is less weakened than this is hard to cancel."""

LATE_S: Final = 0.35
"""An echo that comes back later than this is, too."""

STUMBLES: Final = 3
"""So many interruptions in a check are told."""


class Mark(StrEnum):
    """How grave a finding is. Only a fault makes the check fail."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """One sentence about a device."""

    mark: Mark
    text_key: str
    fields: dict[str, object] = field(default_factory=dict)


@dataclass
class PictureStatistics:
    """What is kept of a camera's pictures while it is watched."""

    times: list[float] = field(default_factory=list)
    brightness: list[float] = field(default_factory=list)
    changed: bool = False
    size: tuple[int, int] = (0, 0)
    _last: Picture | None = None

    def add(self, frame: Frame) -> None:
        """Count one live frame in; a damaged one is none."""
        try:
            grey = frame.content.grey(8)
        except PictureError:
            return
        self.times.append(frame.captured_at)
        self.brightness.append(float(grey.mean()))
        self.size = (frame.width, frame.height)
        if self._last is not None and not np.array_equal(self._last, grey):
            self.changed = True
        self._last = grey

    @property
    def fps(self) -> float:
        """Frames a second between the first and the last one."""
        if len(self.times) < 2:
            return 0.0
        return (len(self.times) - 1) / max(self.times[-1] - self.times[0], 1e-6)


def judge_pictures(seen: PictureStatistics, wanted_fps: float, *, real: bool) -> Finding:
    """What is to be said of a camera that is live. `real` is False for files and patterns."""
    brightness = float(np.mean(seen.brightness)) if seen.brightness else 0.0
    if brightness < DARK:
        return Finding(Mark.FAULT, "check.camera.dark")
    if brightness > BRIGHT:
        return Finding(Mark.FAULT, "check.camera.bright")
    if real and not seen.changed:
        # A sensor always has noise: equal pictures come from a driver that repeats one.
        return Finding(Mark.FAULT, "check.camera.frozen")
    fps = round(seen.fps, 1)
    if fps < wanted_fps * SLOW:
        return Finding(Mark.NOTE, "check.camera.slow", {"fps": fps, "wanted": wanted_fps})
    width, height = seen.size
    fields: dict[str, object] = {"fps": round(fps), "width": width, "height": height}
    return Finding(Mark.OK, "check.camera.good", fields)


def judge_voice(blocks: Sequence[Block]) -> Finding:
    """What is to be said of a microphone that is live."""
    samples = np.concatenate(blocks) if blocks else np.zeros(BLOCK, np.float32)
    level = round(decibels(float(np.sqrt(np.mean(np.square(samples))))))
    if level < SILENT_DB:
        return Finding(Mark.FAULT, "check.voice.silent")
    if float(np.mean(np.abs(samples) >= 0.999)) > CLIPPED_SHARE:
        return Finding(Mark.FAULT, "check.voice.clipping")
    if level < QUIET_DB:
        return Finding(Mark.NOTE, "check.voice.quiet", {"level": level})
    return Finding(Mark.OK, "check.voice.good", {"level": level})


def judge_status(status: SourceStatus) -> Finding:
    """What is to be said of a device that does not work at all."""
    return Finding(Mark.FAULT, f"reason.{status.reason}")


def judge_chime(above_db: float) -> Finding:
    """What is to be said of a loudspeaker that the microphone heard, so much above the noise."""
    return Finding(Mark.OK, "check.loudspeaker.heard", {"above": round(min(above_db, 60.0))})


def judge_echo(path: EchoPath) -> Finding:
    """What is to be said of the way from the loudspeaker to the microphone."""
    fields: dict[str, object] = {
        "delay": round(path.delay_s * 1000),
        "loss": round(path.loss_db),
    }
    if round(path.loss_db) < 0:
        gain = {"delay": fields["delay"], "gain": -round(path.loss_db)}
        return Finding(Mark.NOTE, "check.echo.stronger", gain)
    if path.loss_db < STRONG_DB:
        return Finding(Mark.NOTE, "check.echo.strong", fields)
    if path.delay_s > LATE_S:
        return Finding(Mark.NOTE, "check.echo.late", fields)
    return Finding(Mark.OK, "check.echo.good", fields)


def level_db(samples: npt.NDArray[np.float32]) -> float:
    """Root of the mean square in dB below full scale; -120 for silence."""
    return decibels(float(np.sqrt(np.mean(np.square(samples))))) if samples.size else -120.0


def chime() -> list[Block]:
    """The chime as blocks: three bells upwards and a glide beneath them, faded at both ends."""
    time = np.arange(round(CHIME_S * RATE / BLOCK) * BLOCK) / RATE
    samples = _glide(time)
    for start, pitch in _BELLS:
        at = round(start * RATE)
        samples[at:] += _bell(time[: time.size - at], pitch)
    samples *= np.minimum(1.0, time[::-1] / 0.1)
    samples *= CHIME_AMPLITUDE / np.abs(samples).max()
    return list(samples.astype(np.float32).reshape(-1, BLOCK))


def _bell(time: npt.NDArray[np.float64], pitch: float) -> npt.NDArray[np.float64]:
    bell = np.zeros(time.size)
    for times, share, decay in (
        (1, 1.0, 0.3),
        (2, 0.35, 0.2),
        (3.01, 0.2, 0.12),
        (4.2, 0.12, 0.08),
    ):
        bell += share * np.exp(-time / decay) * np.sin(2 * math.pi * pitch * times * time)
    struck: npt.NDArray[np.float64] = bell * np.minimum(1.0, time / 0.004)
    return struck


def _glide(time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """An exponential sweep that swells and fades."""
    seconds, low, high = _GLIDE
    along = np.minimum(time / seconds, 1.0)
    phase = 2 * math.pi * low * seconds / math.log(high / low) * ((high / low) ** along - 1)
    glide: npt.NDArray[np.float64] = 0.8 * np.sin(math.pi * along) ** 2 * np.sin(phase)
    return glide
