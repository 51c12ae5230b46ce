"""How many pictures may be on the way to one page. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from edge_client.booth.messages import Picture

ON_THE_WAY = 2
"""Unanswered pictures of a kind."""

FORGOTTEN_S = 2.0
"""A picture unanswered for so long was lost: a page that failed to draw one goes on."""


DRAWN_S, SLOWEST_S = 0.01, 0.2
"""How long drawing is thought to take before it was measured, and at most."""

_NEWEST = 0.05


@dataclass
class Flow:
    """One page's unanswered pictures. Times are monotonic seconds."""

    draws: dict[int, float] = field(default_factory=dict)
    """How long each kind takes from being sent until it was drawn, smoothed, in seconds."""
    _sent: dict[int, deque[tuple[int, float]]] = field(default_factory=dict)

    def has_room(self, kind: Picture, now: float) -> bool:
        """Whether one more picture of the kind may be sent."""
        waiting = self._sent.get(kind)
        while waiting and now - waiting[0][1] >= FORGOTTEN_S:
            waiting.popleft()
        return not waiting or len(waiting) < ON_THE_WAY

    def sent(self, kind: Picture, seq: int, now: float) -> None:
        """A picture is on its way."""
        self._sent.setdefault(kind, deque()).append((seq, now))

    def shown(self, kind: int, seq: int, now: float) -> None:
        """The page has drawn it, and so will not draw older ones any more."""
        waiting = self._sent.get(kind)
        while waiting and waiting[0][0] <= seq:
            number, sent_at = waiting.popleft()
            if number == seq:
                before = self.draws.get(kind, DRAWN_S)
                newest = min(now - sent_at, SLOWEST_S)
                self.draws[kind] = before + _NEWEST * (newest - before)
