"""What is wrong with the sound of a microphone, judged over time. Pure.

A judgement comes only after it has been so for a while, and stays for a while after: people
should be able to read it, and must not be bothered with what is over at once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from signaling.protocol.desk import Trouble

DEAD_DB: Final = -90.0
"""Every living microphone gives more than this; 16-bit silence is below -96."""

QUIET_DB: Final = -42.0
"""A voice is about -20 to -30 dB; one so quiet is lost in the room's noise."""

CLIPPED: Final = 0.985
"""A peak so close to full scale was cut."""

STEP_S: Final = 0.1
"""How often it is looked."""

SPEECH_LOOKS: Final = 30
"""Looks while somebody speaks, by which its loudness is judged: 3 s of speech."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a tenth of a second sounded like at the microphone, before any processing."""

    rms_db: float
    peak: float
    speaks: bool
    """Whether the resident speaks."""
    echo: bool
    """Whether what the loudspeaker plays comes back and is not removed."""
    live: bool = True
    """Whether the device works: if not, that is told elsewhere."""


SHOWN_S = 0.5
"""No trouble is told for a shorter time: nobody could read it."""


@dataclass
class _Lasting:
    """Becomes true after `begins` seconds in a row, false after `ends` seconds in a row."""

    begins: float
    ends: float
    now: bool = False
    _since: float = 0.0

    def step(self, so: bool) -> bool:
        self._since = 0.0 if so == self.now else self._since + STEP_S
        if self._since >= (self.ends if self.now else self.begins) - STEP_S / 2:
            self.now, self._since = so, 0.0
        return self.now


@dataclass
class Complaints:
    """Looked at ten times a second."""

    _dead: _Lasting = field(default_factory=lambda: _Lasting(4.0, 0.5))
    _clipping: _Lasting = field(default_factory=lambda: _Lasting(0.3, 4.0))
    _quiet: _Lasting = field(default_factory=lambda: _Lasting(1.0, 2.0))
    _echo: _Lasting = field(default_factory=lambda: _Lasting(2.0, 4.0))
    _clips: deque[bool] = field(default_factory=lambda: deque(maxlen=20))
    _speech: deque[float] = field(default_factory=lambda: deque(maxlen=SPEECH_LOOKS))
    _told: Trouble | None = None
    _told_s: float = 0.0

    def look(self, look: Look) -> Trouble | None:
        """The one thing that is worst now; None when nothing is wrong."""
        if not look.live:
            self._speech.clear()
            self._clips.clear()
        self._clips.append(look.live and look.peak >= CLIPPED)
        if look.live and look.speaks:
            self._speech.append(look.rms_db)
        dead = self._dead.step(look.live and look.rms_db < DEAD_DB)
        clipping = self._clipping.step(sum(self._clips) >= 4)
        quiet = self._quiet.step(self._is_quiet())
        echo = self._echo.step(look.live and look.echo)
        if not look.live:
            self._told = None
            return None
        found = (
            (dead, Trouble.NO_SIGNAL),
            (clipping, Trouble.CLIPPING),
            (echo, Trouble.ECHO),
            (quiet, Trouble.TOO_QUIET),
        )
        return self._readable(next((trouble for so, trouble in found if so), None))

    def _readable(self, worst: Trouble | None) -> Trouble | None:
        """A lesser trouble that was hidden by a greater one may be over at once when that is."""
        self._told_s += STEP_S
        if worst is None and self._told is not None and self._told_s < SHOWN_S - STEP_S / 2:
            return self._told
        if worst is not self._told:
            self._told, self._told_s = worst, 0.0
        return worst

    def _is_quiet(self) -> bool:
        if len(self._speech) < SPEECH_LOOKS:
            return False
        # Half of running speech is pauses between syllables: the louder half counts.
        loud = sorted(self._speech)[SPEECH_LOOKS // 2 :]
        return sum(loud) / len(loud) < QUIET_DB
