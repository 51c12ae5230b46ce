"""How long a person's pictures wait for their voice, or the voice for them. Pure.

Nearly always the picture is quicker: a voice waits in a jitter buffer and in the loudspeaker's
buffers. People notice a voice that is 45 ms early or 125 ms late (ITU-R BT.1359), and the aim
here is 45 ms either way. Both change slowly, so that nobody sees or hears it.

Ages are seconds from the capture, by the sender's clock, to being seen or heard, by ours: by
themselves they mean nothing, their differences do.
"""

from __future__ import annotations

import math
from typing import Final

LONGEST_S: Final = 0.15
"""Neither of the two waits longer for the other."""

STRANGE_S: Final = 1.0
"""Voice and picture that seem to be so far apart do not belong together: nothing waits."""

UNHEARD_S: Final = 10.0
"""After so long without a voice there is nothing to wait for. A pause in speech is shorter."""

QUICKEST: Final = 0.1
"""Seconds in a second by which a picture's wait changes."""

VOICE_QUICKEST: Final = 0.05
"""The same of a voice, which is stretched by one period of its pitch at a time."""

NEAR_S: Final = 0.01
"""A difference that is not worth a change of the voice."""

SMOOTH_S: Final = 0.4
"""What was measured counts for so long: the devices' jitter, single pictures that are late."""


class Presentation:
    """Of one person. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.picture_wait = 0.0
        """How long a picture waits that takes the usual time, in seconds."""
        self.voice_wait = 0.0
        """How much longer than its line needs it the voice should wait, in seconds."""
        self._voice: float | None = None
        self._heard_at = -math.inf
        self._picture: float | None = None
        self._looked_at = -math.inf

    def heard(self, age: float, now: float) -> None:
        """The voice that is heard now has this age."""
        self._voice = _smoothed(self._voice, age, now - self._heard_at)
        self._heard_at = now

    def wait(self, age: float, now: float) -> float:
        """How long a picture waits that could be seen at this age, in seconds."""
        passed = now - self._looked_at
        self._picture = _smoothed(self._picture, age, passed)
        self._looked_at = now
        self._follow(self._lead(now), min(passed, 1.0))
        if self.picture_wait <= 0.0:
            return 0.0
        # One that took longer than usual waits less: so they are seen at an even pace, too.
        return min(max(self._picture + self.picture_wait - age, 0.0), LONGEST_S)

    def _lead(self, now: float) -> float | None:
        """By how much the picture would be sooner if it did not wait; None: not known."""
        if self._voice is None or self._picture is None or now - self._heard_at > UNHEARD_S:
            return None
        lead = self._voice - self._picture
        return lead if abs(lead) < STRANGE_S else None

    def _follow(self, lead: float | None, passed: float) -> None:
        # While the voice waits, a picture that is sooner by a little is so because of it.
        least = NEAR_S if self.voice_wait > 0.0 else 0.0
        wanted = 0.0 if lead is None or lead <= least else min(lead, LONGEST_S)
        self.picture_wait = _towards(self.picture_wait, wanted, QUICKEST * passed)
        step = VOICE_QUICKEST * passed
        if lead is not None and lead < -NEAR_S and self.picture_wait <= 0.0:
            self.voice_wait = min(self.voice_wait + min(step, -lead - NEAR_S), LONGEST_S)
        elif lead is None or lead > NEAR_S:
            self.voice_wait = max(self.voice_wait - step, 0.0)


def _smoothed(before: float | None, newest: float, passed: float) -> float:
    if before is None or abs(newest - before) > LONGEST_S * 2:
        return newest
    return before + (1.0 - math.exp(-max(passed, 0.0) / SMOOTH_S)) * (newest - before)


def _towards(value: float, wanted: float, most: float) -> float:
    return value + min(max(wanted - value, -most), most)
