"""What the loudspeaker played beside each captured block, when two drivers keep two clocks. Pure.

Where one full-duplex stream serves both sides its callback gives both blocks together. A
speakerphone that shows up as two cards, or a microphone and a loudspeaker of two makers, give two
streams: their callbacks come unevenly, and their clocks differ by up to some 100 ppm, which is a
block in every few minutes. A queue between them would lose or repeat a block each time, and an
echo canceller would lose its way. Here the played sound is a tape: a loop filter follows where on
it the loudspeaker is at each captured block, and the tape is read there, resampled to the
microphone's clock. So the delay between what is read and its echo stays the same.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block

BEHIND: Final = BLOCK + BLOCK // 2
"""Samples by which the tape is read behind what was handed to the loudspeaker: a callback's
unevenness. The driver's own buffers are longer, so the echo still comes after."""

TAPE: Final = RATE
"""Samples kept: 1 s."""

WAITED_S: Final = 0.4
"""Seconds that a captured block may have waited, while more was handed to the loudspeaker."""

SETTLING_S: Final = 8.0
"""The loop follows quickly for so long after it began, then slowly."""

QUICK_HZ, SLOW_HZ = 0.2, 0.02
"""The loop's natural frequencies. Slow: callbacks that are 10 ms uneven move it by 0.2 ms."""

LOST: Final = 3 * BLOCK
"""Samples off: a stream stood still or began anew, and so does the loop."""

STEEPEST: Final = 0.002
"""The clocks' greatest difference that is followed: 2000 ppm."""

_TAPS: Final = 16
_PHASES: Final = 512


def _sinc_table() -> npt.NDArray[np.float32]:
    """Row: the fraction of a sample in 512ths; columns: taps of a windowed sinc."""
    fractions = np.arange(_PHASES)[:, None] / _PHASES
    distance = np.arange(_TAPS)[None, :] - (_TAPS // 2 - 1) - fractions
    window = np.cos(np.pi * np.clip(distance / _TAPS, -0.5, 0.5)) ** 2
    taps = np.sinc(distance) * window
    table: npt.NDArray[np.float32] = taps / taps.sum(axis=1, keepdims=True)
    return table.astype(np.float32)


_SINC: Final = _sinc_table()


class PlayedTape:
    """Played blocks in, with the times of their callbacks; out, what was played beside each
    captured block. Times are monotonic seconds. One thread uses it.
    """

    def __init__(self) -> None:
        self._tape = np.zeros(TAPE, np.float32)
        self._handed = 0
        """Samples handed to the loudspeaker; the tape holds the last `TAPE` of them."""
        self._handed_at = -math.inf
        self._place: float | None = None
        """Where on the tape the next captured block begins, in samples handed; None: unknown."""
        self._slope = 0.0
        self._since = 0.0
        self.slips = 0
        """How often the loop had to begin anew: the echo's delay moved."""

    @property
    def drift_ppm(self) -> float:
        """How much faster the loudspeaker's clock is than the microphone's."""
        return self._slope * 1e6

    def played(self, block: Block, at: float) -> None:
        """This block was handed to the loudspeaker's driver at this time."""
        self._tape[:-BLOCK] = self._tape[BLOCK:]
        self._tape[-BLOCK:] = block
        self._handed += BLOCK
        self._handed_at = at

    def beside(self, at: float) -> Block:
        """What was played beside the block that the microphone's driver gave at this time."""
        since = at - self._handed_at
        if since > 0.5:
            self._place = None  # nothing is played
            return SILENCE
        # Between two callbacks the loudspeaker goes on; a block may also have waited itself.
        measured = self._handed + min(max(since, -WAITED_S), 0.04) * RATE - BEHIND - BLOCK
        if self._place is None or abs(measured - self._place) > LOST:
            self.slips += self._place is not None
            self._place, self._slope, self._since = measured, 0.0, at
        error = measured - self._place
        hertz = QUICK_HZ if at - self._since < SETTLING_S else SLOW_HZ
        turn = 2 * math.pi * hertz * BLOCK / RATE
        # Critically damped: 2 * turn of the error at once, turn² of it into the slope.
        slope = self._slope + turn * turn * error / BLOCK
        self._slope = min(max(slope, -STEEPEST), STEEPEST)
        forward = BLOCK * (1.0 + self._slope) + 2 * turn * error
        block = self._read(self._place, forward / BLOCK)
        self._place += forward
        return block

    def _read(self, place: float, step: float) -> Block:
        """A block from `place` on, `step` samples of tape for each of its own."""
        places = place - (self._handed - TAPE) + step * np.arange(BLOCK)
        whole = np.floor(places).astype(np.int64)
        phase = ((places - whole) * _PHASES).astype(np.int64)
        indices = whole[:, None] + np.arange(_TAPS) - (_TAPS // 2 - 1)
        # What was not handed yet, or is long past, is silence.
        known = (indices >= 0) & (indices < TAPE)
        samples = np.where(known, self._tape[np.clip(indices, 0, TAPE - 1)], np.float32(0))
        block: Block = np.einsum("ij,ij->i", samples, _SINC[phase]).astype(np.float32)
        return block
