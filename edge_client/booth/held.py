"""Pictures that wait for their voice, on their way to the pages. Used in one event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

MOST: Final = 12
"""Pictures that may wait: more than 60 a second bring in the longest wait."""


class Held:
    """Lets each picture go after its own wait, and none before one that came earlier."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, waits: float, send: Callable[[], None]) -> None:
        """Send after so many seconds; at once where it need not wait. A flood's oldest go."""
        if waits <= 0.0 and not self._waiting:
            send()
            return
        if len(self._waiting) >= MOST:
            self._waiting.popleft()
        self._waiting.append((asyncio.get_running_loop().time() + waits, send))
        self._arm()

    def clear(self) -> None:
        """None of those that wait will be sent."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        if self._timer is None and self._waiting:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(self._waiting[0][0], self._let_go)

    def _let_go(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        # A timer may come a little early by its own clock's resolution.
        while self._waiting and self._waiting[0][0] <= now + 0.001:
            self._waiting.popleft()[1]()
        self._arm()
