"""Which of a picture's two tiers each viewer gets, and at what rate each is encoded. Pure.

Everybody on the high tier shares one encoder, which follows the slowest of them down to the
tier's floor. Who cannot take even that moves to the low tier, so that one bad line never
drags the others far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

from signaling.protocol import Purpose


class Level(IntEnum):
    """The two tiers that may be alive at once."""

    HIGH = 0
    LOW = 1


@dataclass(frozen=True, slots=True)
class Tier:
    """Bit rates in bit/s; `scale` divides width and height; `fps` is the most frames a second."""

    floor: int
    ceiling: int
    scale: int
    fps: float


TIERS: Mapping[Purpose, Mapping[Level, Tier]] = MappingProxyType(
    {
        # A 720p face halved is 360p: above the QVGA at 20 fps of EN 301 549, 6.5.2 and 6.5.3.
        Purpose.FACE: {
            Level.HIGH: Tier(500_000, 1_500_000, 1, 30.0),
            Level.LOW: Tier(120_000, 500_000, 2, 30.0),
        },
        # Print needs its pixels more than its frames.
        Purpose.DOCUMENT: {
            Level.HIGH: Tier(700_000, 2_500_000, 1, 10.0),
            Level.LOW: Tier(150_000, 700_000, 1, 5.0),
        },
        Purpose.SCREEN: {
            Level.HIGH: Tier(700_000, 2_500_000, 1, 10.0),
            Level.LOW: Tier(150_000, 700_000, 1, 5.0),
        },
    }
)

RETURN = 1.25
"""Who is on the low tier comes back when they can take the high one's floor times this."""


@dataclass
class Ladder:
    """The viewers of one picture in one codec. `levels` holds each one's tier."""

    tiers: Mapping[Level, Tier]
    levels: dict[str, Level] = field(default_factory=dict)
    _wishes: dict[str, int] = field(default_factory=dict)

    def wish(self, viewer: str, bitrate: int) -> Level:
        """The viewer's line takes so many bit/s of this picture; the tier it gets now."""
        floor = self.tiers[Level.HIGH].floor
        known = self.levels.get(viewer)
        enough = floor * RETURN if known is Level.LOW else floor
        self._wishes[viewer] = bitrate
        self.levels[viewer] = Level.HIGH if bitrate >= enough else Level.LOW
        return self.levels[viewer]

    def leave(self, viewer: str) -> None:
        """Does not watch any more; not having watched is fine."""
        self._wishes.pop(viewer, None)
        self.levels.pop(viewer, None)

    def target(self, level: Level) -> int:
        """What the tier is encoded at, bit/s: what the slowest on it takes, within its bounds."""
        tier = self.tiers[level]
        slowest = min(
            (wish for viewer, wish in self._wishes.items() if self.levels[viewer] is level),
            default=tier.ceiling,
        )
        return max(tier.floor, min(tier.ceiling, slowest))
