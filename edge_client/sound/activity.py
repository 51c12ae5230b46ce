"""Who speaks: from levels, by hysteresis, so that no sign flickers. Pure.

`web/src/media/activity.ts` judges alike; `tests/golden/activity.json` holds both to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

QUIETEST: Final = 100.0
"""dB below full scale that count as silence."""

ATTACK_S: Final = 0.08
RELEASE_S: Final = 0.15
"""How fast the judged level follows one that rises, and one that falls."""

ABOVE_NOISE_DB: Final = 12.0
"""A voice stands so far above what the room sounds like without it."""

LEAST_DB: Final = -50.0
"""Anything quieter is no voice to be heard."""

HYSTERESIS_DB: Final = 6.0
HOLD_S: Final = 0.7
"""Pauses between words belong to the speech."""

REST_S: Final = 0.3
"""Who has just stopped does not begin again sooner."""

FIRST_NOISE_DB: Final = -65.0
NOISE_DB: Final = (-80.0, -38.0)
"""Between these the noise is followed: whatever is louder is taken for somebody."""

NOISE_RISES: Final = 1.5
"""dB/s: slower than any pause in speech comes."""

NOISE_FALLS_S: Final = 0.3
LONGEST_STEP_S: Final = 0.2
SILENT_AFTER_S: Final = 0.25
"""Nothing has come for so long: nothing is said (DTX), or the line is dead."""


class AudioLevel(NamedTuple):
    """What a packet of sound says of itself (RFC 6464, 3)."""

    speaks: bool
    below: int
    """dB below full scale, 0 to 127."""


SILENT: Final = AudioLevel(speaks=False, below=127)


def audio_level(rms: float, *, speaks: bool) -> AudioLevel:
    """The level of a block with this root mean square, full scale being 1."""
    if not rms > 0:
        return AudioLevel(speaks, 127)
    return AudioLevel(speaks, min(127, max(0, round(-20 * math.log10(rms)))))


@dataclass
class Activity:
    """One voice. Times are monotonic seconds; levels dB of full scale, 0 at most."""

    speaks: bool = False
    _level: float = -QUIETEST
    _noise: float = FIRST_NOISE_DB
    _at: float | None = None
    _above_at: float = -math.inf
    _stopped_at: float = -math.inf

    def heard(self, level: float, now: float) -> bool:
        """A level came. Whether somebody speaks."""
        level = min(0.0, max(-QUIETEST, level)) if math.isfinite(level) else -QUIETEST
        step = 0.02 if self._at is None else min(max(now - self._at, 0.0), LONGEST_STEP_S)
        self._at = now
        time_constant = ATTACK_S if level > self._level else RELEASE_S
        self._level += (level - self._level) * (1 - math.exp(-step / time_constant))
        self._follow_noise(level, step)
        return self._judge(now)

    def at(self, now: float) -> bool:
        """Whether somebody speaks, when nothing may have come for a while."""
        if self._at is not None and now - self._at >= SILENT_AFTER_S:
            return self.heard(-QUIETEST, now)
        return self.speaks

    def _follow_noise(self, level: float, step: float) -> None:
        if level < self._noise:
            self._noise += (level - self._noise) * (1 - math.exp(-step / NOISE_FALLS_S))
        else:
            self._noise += min(NOISE_RISES * step, level - self._noise)
        self._noise = min(max(self._noise, NOISE_DB[0]), NOISE_DB[1])

    def _judge(self, now: float) -> bool:
        begins = max(self._noise + ABOVE_NOISE_DB, LEAST_DB)
        if self._level > begins - (HYSTERESIS_DB if self.speaks else 0.0):
            if self.speaks or now - self._stopped_at >= REST_S:
                self.speaks = True
                self._above_at = now
        elif self.speaks and now - self._above_at >= HOLD_S:
            self.speaks = False
            self._stopped_at = now
        return self.speaks
