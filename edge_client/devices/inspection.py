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

from edge_client.devices.blocks import BLOCK, RATE, Block, decibels
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
CHIME: Final = ((880.0, 0.35), (1174.7, 0.45))
"""Two tones one after the other: Hz and seconds."""

CHIME_AMPLITUDE: Final = 0.3


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


def chime() -> list[Block]:
    """The chime as blocks, each tone faded in and out."""
    parts = []
    for frequency, seconds in CHIME:
        count = round(seconds * RATE / BLOCK) * BLOCK
        time = np.arange(count) / RATE
        fade = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.02)
        parts.append(CHIME_AMPLITUDE * fade * np.sin(2 * math.pi * frequency * time))
    samples = np.concatenate(parts).astype(np.float32)
    return [samples[at : at + BLOCK] for at in range(0, samples.size, BLOCK)]


def tone_level(block: Block, frequency: float) -> float:
    """Amplitude of one frequency in a block (Goertzel's measure, with a Hann window)."""
    window = np.hanning(len(block))
    turn = np.exp(-2j * math.pi * frequency * np.arange(len(block)) / RATE)
    return float(abs(np.dot(block * window, turn)) * 2 / window.sum())


def chime_heard(before: Sequence[Block], during: Sequence[Block]) -> bool:
    """Whether both tones of the chime stand out in what the microphone caught.

    A tone counts when its loudest three blocks are 10 dB above what was there before the
    chime, and above -70 dB.
    """
    for frequency, _ in CHIME:
        floor = max((tone_level(block, frequency) for block in before), default=0.0)
        loudest = sorted((tone_level(block, frequency) for block in during), reverse=True)[:3]
        if len(loudest) < 3 or loudest[-1] < max(3.16 * floor, 10 ** (-70 / 20)):
            return False
    return True
