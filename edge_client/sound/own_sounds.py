"""The terminal's own sounds: quiet and short, made here, heard through the same mix as voices.

Bells between 390 and 1050 Hz, where old ears still hear well. They pass the mixer, so that the
echo canceller knows them and nobody at the other end hears them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, RATE, Block
from edge_client.devices.mixer import PlaybackSink

LOUDEST: Final = 0.1
"""Amplitude of the loudest moment: 20 dB below full scale, as loud as a voice."""

_PARTIALS: Final = ((1.0, 1.0, 0.22), (2.0, 0.3, 0.12), (3.01, 0.1, 0.06))
"""Of a bell: frequency and amplitude as shares of the first one's, and decay in seconds."""

_ATTACK_S, _FADE_S = 0.012, 0.08


class OwnSound(StrEnum):
    """What the terminal tells by sound."""

    RING = "ring"
    """Somebody is being asked for."""
    JOINED = "joined"
    LEFT = "left"
    HOLD = "hold"
    """The staff consult each other for a moment."""


_NOTES: Final[dict[OwnSound, Sequence[tuple[float, float]]]] = {
    OwnSound.RING: ((0.0, 659.3), (0.22, 784.0)),
    OwnSound.JOINED: ((0.0, 523.3), (0.16, 659.3), (0.32, 784.0)),
    OwnSound.LEFT: ((0.0, 659.3), (0.18, 493.9)),
    OwnSound.HOLD: ((0.0, 392.0), (0.4, 392.0)),
}
"""When each bell is struck, in seconds, and its pitch in Hz."""

_LASTS_S: Final = 0.5
"""How long the last bell is heard."""


@cache
def samples_of(sound: OwnSound) -> npt.NDArray[np.float32]:
    """The whole sound, 48 kHz, one channel, a whole number of blocks; not to be written to."""
    notes = _NOTES[sound]
    blocks = round((notes[-1][0] + _LASTS_S) * RATE / BLOCK)
    total = np.zeros(blocks * BLOCK)
    for start, pitch in notes:
        at = round(start * RATE)
        total[at:] += _bell(pitch, total.size - at)
    total *= LOUDEST / np.abs(total).max()
    made = total.astype(np.float32)
    made.setflags(write=False)
    return made


def _bell(pitch: float, samples: int) -> npt.NDArray[np.float64]:
    time = np.arange(samples) / RATE
    struck = sum(
        share * np.exp(-time / decay) * np.sin(2 * np.pi * pitch * times * time)
        for times, share, decay in _PARTIALS
    )
    # Rounded at both ends: an edge would click.
    rising = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, time / _ATTACK_S))
    falling = np.minimum(1.0, time[::-1] / _FADE_S)
    rounded: npt.NDArray[np.float64] = struck * rising * falling
    return rounded


class OwnSounds:
    """Plays them. One at a time: what comes while another is heard follows it."""

    MOST: Final = 3
    """Sounds that may wait; more would be noise."""

    def __init__(self, sink: PlaybackSink) -> None:
        self._lock = threading.Lock()
        self._waiting: list[OwnSound] = []
        self._blocks: Iterator[Block] = iter(())
        self._ring_blocks: int | None = None
        self._since_ring = 0
        sink.attach(self)

    def play(self, sound: OwnSound) -> None:
        """Let it be heard, after those that wait."""
        with self._lock:
            if len(self._waiting) < self.MOST:
                self._waiting.append(sound)

    def ring(self, every_s: float | None) -> None:
        """Ring now and then every so many seconds; None: not any more."""
        with self._lock:
            if every_s is None:
                self._ring_blocks = None
                return
            blocks = max(1, round(every_s * RATE / BLOCK))
            if self._ring_blocks is None:
                self._since_ring = blocks
            self._ring_blocks = blocks

    def pull(self) -> Block | None:
        """The next 20 ms, None for silence. Called by the loudspeaker: its pace is the clock."""
        with self._lock:
            self._since_ring += 1
            block = next(self._blocks, None)
            if block is None:
                self._blocks = self._next()
                block = next(self._blocks, None)
            return block

    def _next(self) -> Iterator[Block]:
        if self._waiting:
            return _blocks_of(self._waiting.pop(0))
        if self._ring_blocks is not None and self._since_ring >= self._ring_blocks:
            self._since_ring = 0
            return _blocks_of(OwnSound.RING)
        return iter(())


def _blocks_of(sound: OwnSound) -> Iterator[Block]:
    return iter(samples_of(sound).reshape(-1, BLOCK))
