"""When there are enough frames of a resting page for a still. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from edge_client.paper.still_choice import Plane, resting

ENOUGH, ENOUGH_IN_NOISE = 3, 6
"""Frames that are worth their time: noise falls to 58 %, or to 41 % where there is much. One more
costs 40 ms, and reads no better (docs/bench/document.md)."""

NOISY: Final = 4.0
"""Grey levels of noise in one frame from which more frames are worth their time."""

FEW, FEW_AFTER_S = 2, 0.35
"""A slow camera's frames; taken when so much time has passed."""

LONGEST_S: Final = 3.0
"""After so long the best that there is has to do."""

MOST: Final = 8
"""Frames that are looked at for one still."""

Item = TypeVar("Item")


@dataclass
class Gathering(Generic[Item]):
    """Frames as they come, the newest last; `look` gives what is compared of one.

    `asked_at` and `now` are monotonic, in seconds.
    """

    asked_at: float
    look: Callable[[Item], Plane]
    enough: int = ENOUGH
    _items: list[Item] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Take the next newer frame."""
        self._items.append(item)
        del self._items[:-MOST]

    def add_older(self, items: Sequence[Item]) -> None:
        """Take frames from before the first one."""
        self._items[:0] = items
        del self._items[:-MOST]

    @property
    def newest(self) -> Sequence[Item]:
        """The two newest frames, if they show the same; otherwise none."""
        return self._items[-2:] if self._resting() >= 2 else []

    @property
    def rests(self) -> bool:
        """Whether the page lies still in the newest frames."""
        return self._resting() >= min(2, max(1, len(self._items)))

    def ready(self, now: float) -> bool:
        """Whether a still should be made now."""
        count, waited = self._resting(), now - self.asked_at
        if count >= self.enough or (count >= FEW and waited >= FEW_AFTER_S):
            return True
        return bool(self._items) and waited >= LONGEST_S

    def chosen(self) -> Sequence[Item]:
        """The frames to make it of: those of the page at rest, or all when it never rested."""
        count = self._resting()
        return self._items[-min(count, self.enough) :] if count >= FEW else list(self._items)

    def _resting(self) -> int:
        return resting([self.look(item) for item in self._items])
