"""When a key frame is made: requests are merged and limited. Pure; seconds of one clock."""

from __future__ import annotations

import math
from dataclasses import dataclass

SHORTEST_S = 0.3
"""Between two key frames of one encoder. Who joins waits no longer than this."""

PATIENCE_S = 1.0
"""One viewer's requests count at most so often: a flood must not cost the others their rate."""


@dataclass
class KeyFrames:
    """Of one encoder. The first frame of all is one."""

    _wanted: bool = True
    _made_at: float = -math.inf

    def ask(self) -> None:
        """Somebody needs one."""
        self._wanted = True

    def is_due(self, now: float) -> bool:
        """Whether a frame that is encoded now would have to be one."""
        return self._wanted and now - self._made_at >= SHORTEST_S

    def due(self, now: float) -> bool:
        """Whether the frame that is encoded now has to be one; asked once for each frame."""
        if not self.is_due(now):
            return False
        self.made(now)
        return True

    def made(self, now: float) -> None:
        """There is one now, whoever wanted it."""
        self._wanted, self._made_at = False, now


@dataclass
class Patience:
    """Of one viewer: which of its requests are passed on."""

    _asked_at: float = -math.inf

    def asks(self, now: float) -> bool:
        """Whether this request counts."""
        if now - self._asked_at < PATIENCE_S:
            return False
        self._asked_at = now
        return True
