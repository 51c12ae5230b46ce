"""How the resident wants the screen to look: larger, in high contrast, without themselves. Pure.

It holds for one visit, as how they hear does (`edge_client.hearing_aids`).
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_client.booth.looks_messages import BoothLooks, LooksShown

SIZES = (100, 115, 130)
"""Of text, per cent. The largest still shows each screen's buttons on a 1080p screen."""

FORGOTTEN_S = 60.0
"""On the start screen: whoever made it larger and then went away is not the next resident."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What the resident chose, and when, monotonic seconds."""

    size: int = SIZES[0]
    contrast: bool = False
    own_picture: bool = True
    at: float = 0.0


def looks_so(looks: Looks, message: BoothLooks, now: float) -> Looks:
    """After a touch; a size that is not offered changes nothing."""
    if message.size not in SIZES:
        return looks
    return Looks(message.size, message.contrast, message.own_picture, now)


def forgotten(looks: Looks, now: float) -> Looks:
    """On a start screen that nobody goes on from."""
    return Looks() if now >= looks.at + FORGOTTEN_S else looks


def shown(looks: Looks) -> LooksShown:
    """What the booth screen shows of it."""
    return LooksShown(
        size=looks.size,
        sizes=list(SIZES),
        contrast=looks.contrast,
        own_picture=looks.own_picture,
    )
