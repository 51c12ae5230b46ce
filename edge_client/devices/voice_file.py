"""Sound in place of a microphone: a file in a loop, a tone, noise."""

from __future__ import annotations

import math
from collections.abc import Generator
from pathlib import Path
from typing import Final, Protocol

import av
import numpy as np

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK, RATE, Block
from edge_client.devices.status import DeviceError, Reason, SourceState

TONE_AMPLITUDE: Final = 0.25
"""-12 dB below full scale."""

NOISE_AMPLITUDE: Final = 0.05


class VoicePlayer(Protocol):
    """Blocks, as many as asked for."""

    def next_block(self) -> Block:
        """The next 20 ms. Raises DeviceError."""

    def close(self) -> None:
        """Release what is held."""


def open_voice(section: VoiceSection) -> VoicePlayer:
    """The player for a file or synthetic voice. Raises DeviceError."""
    if section.source == "file":
        if section.file is None or not section.file.is_file():
            raise DeviceError(SourceState.MISSING, Reason.FILE_NOT_FOUND)
        return FileVoice(section.file)
    return NoiseVoice() if section.sound == "noise" else ToneVoice(section.tone)


class ToneVoice:
    """A sine tone with an unbroken phase."""

    def __init__(self, frequency: float) -> None:
        """`frequency` in Hz."""
        self._step = 2 * math.pi * frequency / RATE
        self._phase = 0.0

    def next_block(self) -> Block:
        """The next 20 ms."""
        phases = self._phase + self._step * np.arange(BLOCK)
        self._phase = (self._phase + self._step * BLOCK) % (2 * math.pi)
        tone: Block = (TONE_AMPLITUDE * np.sin(phases)).astype(np.float32)
        return tone

    def close(self) -> None:
        """Nothing is held."""


class NoiseVoice:
    """White noise, the same every time."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)

    def next_block(self) -> Block:
        """The next 20 ms."""
        return (NOISE_AMPLITUDE * self._random.standard_normal(BLOCK)).astype(np.float32)

    def close(self) -> None:
        """Nothing is held."""


class FileVoice:
    """A sound file in a loop, converted to blocks while it plays."""

    def __init__(self, file: Path) -> None:
        """Open the file. Raises DeviceError."""
        self._file = file
        self._blocks = self._loop_for_ever()
        self._first: Block | None = next(self._blocks)

    def next_block(self) -> Block:
        """The next 20 ms. Raises DeviceError when the file cannot be read any more."""
        block, self._first = self._first, None
        return next(self._blocks) if block is None else block

    def close(self) -> None:
        """Close the file."""
        self._blocks.close()

    def _loop_for_ever(self) -> Generator[Block, None, None]:
        while True:
            played = False
            for block in self._one_loop():
                played = True
                yield block
            if not played:
                raise DeviceError(SourceState.FAILED, Reason.FILE_UNREADABLE)

    def _one_loop(self) -> Generator[Block, None, None]:
        """Whole blocks; the last one is filled up with silence."""
        resampler = av.AudioResampler(format="fltp", rate=RATE, frame_size=BLOCK)
        try:
            with av.open(str(self._file)) as container:
                for frame in container.decode(container.streams.audio[0]):
                    for part in resampler.resample(frame):
                        yield _padded(part)
                for part in resampler.resample(None):
                    yield _padded(part)
        except (av.FFmpegError, OSError, IndexError, ValueError):
            # A damaged end is the end; a file that is damaged from the start gives no block.
            return


def mono(frame: av.AudioFrame) -> Block:
    """The mean of a frame's channels (planar float).

    FFmpeg's own mixing to one channel makes equal channels 3 dB louder, beyond full scale.
    """
    mean: Block = frame.to_ndarray().mean(axis=0, dtype=np.float32)
    return mean


def _padded(frame: av.AudioFrame) -> Block:
    samples = mono(frame)
    return samples if samples.size == BLOCK else np.pad(samples, (0, BLOCK - samples.size))
