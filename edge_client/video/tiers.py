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

from edge_client.video.priority import STILL
from signaling.protocol import Purpose


class Level(IntEnum):
    """The two tiers that may be alive at once."""

    HIGH = 0
    LOW = 1
    STILL = 2
    """No picture in motion, but one now and then; not counted as a tier: it costs nothing."""


FINER_KEPT = 0.7
"""A finer picture is kept down to this share of the rate from which on it is given."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Bit rates in bit/s; `fps` is the most frames a second, `short` the most pixels of the
    picture's shorter side, None for the camera's own size. `finer` is a rate from which on it
    has so many instead.
    """

    floor: int
    ceiling: int
    short: int | None
    fps: float
    finer: tuple[int, int] | None = None

    @property
    def still(self) -> bool:
        """Whether each picture stands for itself."""
        return self.fps < 1.0

    def lines(self, target: int, before: int | None) -> int | None:
        """The most pixels of the shorter side at a target in bit/s, where it had `before`.

        Another size is a key frame: it is kept until the rate is well below.
        """
        if self.finer is None:
            return self.short
        enough, more = self.finer
        return more if target >= (FINER_KEPT * enough if before == more else enough) else self.short

    def size(self, width: int, height: int, short: int | None) -> tuple[int, int]:
        """Of a camera's picture with `lines`: the same shape, never larger; even sides."""
        shorter = min(width, height)
        if short is None or shorter <= short:
            return width, height
        # The chroma planes have half of each side.
        longer, short = max(width, height) * short // shorter // 2 * 2, short // 2 * 2
        return (longer, short) if width >= height else (short, longer)


QVGA = 240
"""Lines. No face is smaller than QVGA, or slower than 20 fps (EN 301 549, 6.5.2, 6.5.3)."""

STILL_EVERY_S = 5.0
"""Between two pictures of what is a still."""

TIERS: Mapping[Purpose, Mapping[Level, Tier]] = MappingProxyType(
    {
        Purpose.FACE: {
            Level.HIGH: Tier(450_000, 1_500_000, None, 30.0),
            Level.LOW: Tier(50_000, 450_000, QVGA, 20.0, finer=(300_000, 360)),
            Level.STILL: Tier(STILL, 160_000, QVGA, 1 / STILL_EVERY_S),
        },
        # Print needs its pixels more than its frames.
        Purpose.DOCUMENT: {
            Level.HIGH: Tier(500_000, 2_500_000, None, 10.0),
            Level.LOW: Tier(30_000, 500_000, None, 5.0),
        },
        Purpose.SCREEN: {
            Level.HIGH: Tier(500_000, 2_500_000, None, 10.0),
            Level.LOW: Tier(30_000, 500_000, None, 5.0),
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
        known = self.levels.get(viewer, Level.HIGH)
        enough = floor if known is Level.HIGH else floor * RETURN
        level = Level.HIGH if bitrate >= enough else Level.LOW
        # The policy decides what is a still, and keeps it from wavering; it then gives this.
        if Level.STILL in self.tiers and bitrate <= self.tiers[Level.STILL].floor:
            level = Level.STILL
        self._wishes[viewer], self.levels[viewer] = bitrate, level
        return level

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
