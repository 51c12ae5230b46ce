"""What a level meter shows. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

BOTTOM_DB: Final = -60.0
TOP_DB: Final = -6.0

FALLS_DB_S: Final = 24.0
"""A meter rises at once and falls so fast, dB/s: it can be read, and rests between words."""


@dataclass
class Meter:
    """One meter, that is read at an even pace."""

    steps: int
    _shown_db: float = BOTTOM_DB

    def show(self, level_db: float, seconds: float) -> int:
        """The step, 0 to `steps`, after so many seconds at this level, dB of full scale."""
        level = level_db if math.isfinite(level_db) else BOTTOM_DB
        falling = self._shown_db - FALLS_DB_S * seconds
        self._shown_db = min(TOP_DB, max(BOTTOM_DB, level, falling))
        return round((self._shown_db - BOTTOM_DB) / (TOP_DB - BOTTOM_DB) * self.steps)
