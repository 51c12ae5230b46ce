"""Making remote voices equally loud, so that nobody has to lean forward for one of them. Pure.

Slow on purpose: it follows how loud somebody speaks over seconds, not how a sentence rises and
falls, and leaves pauses and background alone. Only for people's voices: the terminal's own sounds
have the level that they are to have.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from edge_client.devices.blocks import BLOCK, Block, decibels

TARGET_DB: Final = -20.0
"""Root of the mean square while somebody speaks, below full scale."""

MOST_DB: Final = 9.0
"""A voice is turned up or down by so much at most."""

ENOUGH_DB: Final = 1.5
"""A difference that nobody minds."""

ACTIVE_DB: Final = -50.0
"""Below this a block is a pause."""

BELOW_DB: Final = 14.0
"""A block so much quieter than the voice is a pause, too."""

FIRST_BLOCKS: Final = 20
"""Blocks of speech that are heard before anything is changed: 0.4 s."""

MEMORY_BLOCKS: Final = 150
"""Blocks of speech that the loudness is the mean of: 3 s."""

STEP_DB: Final = 0.08
"""Change in a block: 4 dB in a second."""


class FairLevel:
    """One voice, block by block."""

    def __init__(self) -> None:
        self._power = 0.0
        self._heard = 0
        self._gain_db = 0.0

    @property
    def gain_db(self) -> float:
        """By how much the voice is turned up now."""
        return self._gain_db

    def process(self, block: Block) -> Block:
        """The block as loud as it is to be; the very same one while nothing is changed."""
        power = float(np.dot(block, block)) / BLOCK
        before = self._gain_db
        if self._is_speech(power):
            self._heard += 1
            self._power += (power - self._power) / min(self._heard, MEMORY_BLOCKS)
            if self._heard > FIRST_BLOCKS:
                self._approach()
        if before == self._gain_db == 0.0:
            return block
        first, last = 10 ** (before / 20), 10 ** (self._gain_db / 20)
        return block * np.linspace(first, last, BLOCK, dtype=np.float32)

    def _is_speech(self, power: float) -> bool:
        loudness = decibels(power**0.5)
        if loudness < ACTIVE_DB:
            return False
        return not self._heard or loudness > decibels(self._power**0.5) - BELOW_DB

    def _approach(self) -> None:
        missing = TARGET_DB - decibels(self._power**0.5)
        wanted = min(max(missing, -MOST_DB), MOST_DB)
        away = wanted - self._gain_db
        # Once on its way it goes the whole of it; a small difference does not start it.
        if abs(away) > (ENOUGH_DB if self._gain_db == 0.0 else STEP_DB):
            self._gain_db += min(max(away, -STEP_DB), STEP_DB)
