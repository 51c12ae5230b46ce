"""An adaptive filter that learns how the microphone hears the loudspeaker. Pure.

A partitioned-block frequency-domain Kalman filter: G. Enzner, P. Vary, "Frequency-domain adaptive
Kalman filter for acoustic echo control in hands-free telephones", Signal Processing 86 (2006);
partitioned as in F. Kuech, E. Mabande, G. Enzner, ICASSP 2014. It needs no detector of double
talk: how far each frequency is trusted follows from what is heard besides the echo.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, Block

BINS: Final = BLOCK + 1

Spectrum = npt.NDArray[np.complex64]
"""Of `BINS` frequencies, or of as many for each partition."""

STAY: Final = 0.9985
"""How much of the room stays as it was from one block to the next."""

DOUBT: Final = 0.5
"""Variance of a filter that knows nothing yet, in its first partition."""

TURNS: Final = 2

_REMEMBER: Final = 0.5
"""Share of the old estimate in the power of what is no echo."""

_TINY: Final = 1e-9


class EchoFilter:
    """Takes out the echo of what was played, as far as it is a linear one."""

    def __init__(self, partitions: int = 12) -> None:
        shape = (partitions, BINS)
        self._played: Spectrum = np.zeros(shape, np.complex64)
        self._weights: Spectrum = np.zeros(shape, np.complex64)
        fading = np.exp(-np.arange(partitions, dtype=np.float32) / 4)
        self._first = (DOUBT * fading[:, None] * np.ones(BINS)).astype(np.float32)
        self._variance = self._first.copy()
        self._last = np.zeros(BLOCK, np.float32)
        self._other = np.full(BINS, _TINY, np.float32)
        self._silent = partitions + 1
        self._turn = 0

    def forget(self) -> None:
        """The room is another one: learn it anew."""
        self._weights[:] = 0
        self._variance[:] = self._first

    def process(self, heard: Block, played: Block) -> Block:
        """What is left of one block without its echo; no delay."""
        self._silent = 0 if played.any() else self._silent + 1
        if self._silent > len(self._played):
            self._last = played
            return heard
        self._played[1:] = self._played[:-1]
        self._played[0] = np.fft.rfft(np.concatenate([self._last, played]))
        self._last = played
        guess = np.einsum("pk,pk->k", self._weights, self._played)
        echo = np.fft.irfft(guess, 2 * BLOCK)[BLOCK:].astype(np.float32)
        left = heard - echo
        self._learn(_spectrum(left))
        return left

    def _learn(self, error: Spectrum) -> None:
        power = self._played.real**2 + self._played.imag**2
        weighted = self._variance * power
        other = error.real**2 + error.imag**2
        self._other = np.float32(_REMEMBER) * self._other + np.float32(1 - _REMEMBER) * other
        total = weighted.sum(axis=0) + 2 * self._other + np.float32(_TINY)
        self._weights += self._variance * np.conj(self._played) * (error / total)
        self._unwrap()
        kept = self._variance * (1 - np.float32(0.5) * weighted / total)
        energy = self._weights.real**2 + self._weights.imag**2
        self._variance = np.float32(STAY**2) * kept + np.float32(1 - STAY**2) * energy

    def _unwrap(self) -> None:
        """A response does not wrap around: the second half of each partition's is none.

        Some partitions in each turn: all of them would cost as much as all the rest.
        """
        self._turn = (self._turn + 1) % TURNS
        times = np.fft.irfft(self._weights[self._turn :: TURNS], 2 * BLOCK, axis=1)
        times[:, BLOCK:] = 0
        self._weights[self._turn :: TURNS] = np.fft.rfft(times, axis=1)


def _spectrum(block: Block) -> Spectrum:
    """Of one block behind one of silence."""
    padded = np.zeros(2 * BLOCK, np.float32)
    padded[BLOCK:] = block
    return np.fft.rfft(padded).astype(np.complex64)
