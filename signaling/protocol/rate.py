"""How many messages one end may send: a token bucket. Pure; `now` is any steady clock."""

from __future__ import annotations


class TokenBucket:
    """`burst` messages at once, `per_s` in the long run."""

    def __init__(self, per_s: float, burst: float, now: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Whether one more message is allowed now."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._per_s)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
