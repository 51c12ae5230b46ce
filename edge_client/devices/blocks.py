"""Sound in blocks: 48 kHz, one channel, 20 ms, float32 from -1 to 1."""

from __future__ import annotations

import math
from collections import deque
from typing import Any, Final

import numpy as np
import numpy.typing as npt

RATE: Final = 48_000
"""In Hz."""

BLOCK: Final = 960
"""Samples in a block."""

BLOCK_SECONDS: Final = BLOCK / RATE

LOUDEST: Final = 1.0
"""Full scale."""

Block = npt.NDArray[np.float32]

SILENCE: Final[Block] = np.zeros(BLOCK, np.float32)
SILENCE.setflags(write=False)


class BlockRing:
    """A bounded queue of items between two threads; a full one drops its oldest.

    A deque's append and popleft are atomic, so that a sound driver's callback never waits.
    """

    def __init__(self, capacity: int) -> None:
        self._items: deque[Any] = deque(maxlen=capacity)
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._items)

    def push(self, item: Any) -> None:
        """Add one; called by one thread only."""
        if len(self._items) == self._items.maxlen:
            self.dropped += 1
        self._items.append(item)

    def pop(self) -> Any | None:
        """Take the oldest, None when empty."""
        try:
            return self._items.popleft()
        except IndexError:
            return None

    def clear(self) -> None:
        """Forget all."""
        self._items.clear()


def to_block(samples: npt.NDArray[Any]) -> Block:
    """A float32 block of one channel from int16 or float samples, one block long.

    Raises ValueError for another length or type.
    """
    flat = samples.reshape(-1)
    if flat.shape != (BLOCK,):
        raise ValueError(f"a block has {BLOCK} samples, not {flat.size}")
    if flat.dtype == np.int16:
        return flat.astype(np.float32) / np.float32(32768)
    if flat.dtype in (np.float32, np.float64):
        return flat.astype(np.float32)
    raise ValueError(f"samples of type {flat.dtype}")


def sound_block(samples: npt.NDArray[Any]) -> Block:
    """The block itself when it can be played and sent; else what can be made of it.

    Another length or numbers that are none become silence: half a wrong block would screech.
    What is beyond full scale is cut there.
    """
    if samples.shape != (BLOCK,):
        return SILENCE
    peak = float(np.abs(samples).max())
    # NaN is not less than anything.
    if not peak < float("inf"):
        return SILENCE
    return samples if peak <= LOUDEST else np.clip(samples, -LOUDEST, LOUDEST)


def to_int16(block: Block) -> npt.NDArray[np.int16]:
    """Float samples as 16-bit, limited to the range."""
    limited: Block = np.clip(np.rint(block * np.float32(32767)), -32768, 32767)
    return limited.astype(np.int16)


def decibels(amplitude: float) -> float:
    """An amplitude from 0 to 1 as dB below full scale; -120 for silence."""
    return 20 * math.log10(amplitude) if amplitude > 1e-6 else -120.0


class LevelMeter:
    """Loudness of the last second: `rms` and `peak` as amplitudes from 0 to 1."""

    def __init__(self, blocks: int = 50) -> None:
        self._squares: deque[float] = deque(maxlen=blocks)
        self._peaks: deque[float] = deque(maxlen=blocks)

    def add(self, block: Block) -> None:
        """Count one block in."""
        self._squares.append(float(np.dot(block, block)) / len(block))
        self._peaks.append(float(np.abs(block).max()))

    @property
    def rms(self) -> float:
        """Root of the mean square."""
        squares = tuple(self._squares)
        return math.sqrt(sum(squares) / len(squares)) if squares else 0.0

    def recent(self, blocks: int) -> float:
        """As `rms`, of the last so many blocks only."""
        squares = tuple(self._squares)[-blocks:]
        return math.sqrt(sum(squares) / len(squares)) if squares else 0.0

    @property
    def peak(self) -> float:
        """The greatest amplitude."""
        return max(tuple(self._peaks), default=0.0)


class BlockResampler:
    """Exact conversion of 20 ms blocks from one sample rate to another.

    A polyphase low-pass (Kaiser window) whose taps for every output sample of a block are laid
    out once, so that a block of `rate_in / 50` samples always gives exactly `rate_out / 50`:
    no queue and no drift. Delay: half the taps, 0.7 ms at 48 kHz.

    Raises ValueError for a rate that is no multiple of 50 Hz.
    """

    TAPS: Final = 64

    def __init__(self, rate_in: int, rate_out: int) -> None:
        if rate_in % 50 or rate_out % 50:
            raise ValueError("sample rates must be multiples of 50 Hz")
        self.samples_in = rate_in // 50
        self.samples_out = rate_out // 50
        self._history = np.zeros(self.TAPS, np.float32)
        # Position of each output sample on the input, in input samples from the block's start.
        places = np.arange(self.samples_out) * (rate_in / rate_out)
        whole = np.floor(places).astype(np.int64)
        offsets = np.arange(self.TAPS)
        self._indices = whole[:, None] + offsets + 1
        distance = (places - whole)[:, None] + self.TAPS / 2 - 1 - offsets
        # Cut at 46 % of the lower rate, as a share of the input rate.
        cutoff = 0.46 * min(rate_in, rate_out) / rate_in
        window = np.i0(8.0 * np.sqrt(np.clip(1 - (2 * distance / self.TAPS) ** 2, 0, 1)))
        taps = 2 * cutoff * np.sinc(2 * cutoff * distance) * window
        self._taps = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
        self._same = rate_in == rate_out

    def process(self, samples: Block) -> Block:
        """One block in, one block out. Raises ValueError for another length."""
        if samples.shape != (self.samples_in,):
            raise ValueError(f"expected {self.samples_in} samples, got {samples.shape}")
        if self._same:
            return samples
        extended = np.concatenate([self._history, samples])
        self._history = extended[-self.TAPS :]
        result: Block = np.einsum("ij,ij->i", extended[self._indices], self._taps)
        return result
