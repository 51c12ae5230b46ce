"""When the document camera's focus and exposure are held. Pure.

While a page rests, an automatic focus that hunts for a better one, or an exposure that follows a
hand's shadow, makes print unreadable for a second each time. So they are held once the page rests,
and let go as soon as it moves. A camera whose picture jumps when it is held is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from signaling.protocol.desk import Advice

SETTLE_S: Final = 1.5
"""So long the page rests before the automatics count as settled."""

JUMP_S: Final = 1.2
"""What moves so soon after holding is the camera's own doing."""

JUMPS: Final = 2
"""After so many in a row this camera is left alone."""

BAD_S: Final = 1.0
"""So long print may be blurred, too dark or too bright before the automatics get another turn."""

AGAIN_S: Final = 6.0
"""And so long they get for it."""


class Hold(StrEnum):
    """Where it stands."""

    FREE = "free"
    SETTLING = "settling"
    HELD = "held"
    LEFT_ALONE = "left_alone"


class Seen(StrEnum):
    """What is seen of the page."""

    MOVES = "moves"
    """Or there is none."""
    RESTS = "rests"
    SETTLED = "settled"
    BAD = "bad"
    """Print has been hard to read for a while, while held."""
    JUMPED = "jumped"
    """Too often in a row."""


TRANSITIONS: Final[Mapping[Hold, Mapping[Seen, Hold]]] = MappingProxyType(
    {
        Hold.FREE: {Seen.RESTS: Hold.SETTLING},
        Hold.SETTLING: {Seen.MOVES: Hold.FREE, Seen.SETTLED: Hold.HELD},
        Hold.HELD: {
            Seen.MOVES: Hold.FREE,
            Seen.BAD: Hold.SETTLING,
            Seen.JUMPED: Hold.LEFT_ALONE,
        },
        Hold.LEFT_ALONE: {},
    }
)

_MOVING: Final = frozenset({None, Advice.MOVING, Advice.NO_PAGE})
_BAD: Final = frozenset({Advice.BLURRED, Advice.TOO_DARK, Advice.TOO_BRIGHT})


@dataclass
class Holding:
    """`see` what the live view advises; `now` is monotonic, in seconds."""

    state: Hold = Hold.FREE
    _since: float = 0.0
    _settle_s: float = SETTLE_S
    _bad_since: float | None = None
    _jumps: int = 0

    @property
    def held(self) -> bool:
        """Whether focus and exposure are to be held now."""
        return self.state is Hold.HELD

    def see(self, advice: Advice | None, now: float) -> bool:
        """One look at the advice, None while nobody looks at the paper. Whether `held` changed."""
        before = self.held
        seen = self._seen(advice, now)
        target = TRANSITIONS[self.state].get(seen)
        if target is not None:
            self._settle_s = AGAIN_S if seen is Seen.BAD else SETTLE_S
            self.state, self._since, self._bad_since = target, now, None
        return self.held is not before

    def _seen(self, advice: Advice | None, now: float) -> Seen:
        if advice in _MOVING:
            if self.held and advice is Advice.MOVING:
                self._jumps = self._jumps + 1 if now - self._since <= JUMP_S else 0
                if self._jumps >= JUMPS:
                    return Seen.JUMPED
            return Seen.MOVES
        if self.state is Hold.SETTLING and now - self._since >= self._settle_s:
            return Seen.SETTLED
        if self.held and advice in _BAD:
            self._bad_since = now if self._bad_since is None else self._bad_since
            if now - self._bad_since >= BAD_S:
                return Seen.BAD
        else:
            self._bad_since = None
        return Seen.RESTS
