"""What waits to be sent on one socket: in order, bounded, without doubles.

A notice is kept as "tell about this", and what is told is read when its turn comes. So a
second notice about the same thing adds nothing, and a slow socket gets fewer, newer states
instead of a growing heap of old ones.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from signaling.protocol import Error, ServerMessage

MOST_ITEMS = 1000
MOST_BYTES = 1024 * 1024
"""Of WebRTC messages passed on: about fifteen of the largest offers."""


@dataclass(frozen=True, slots=True)
class Say:
    """Send this message."""

    message: ServerMessage


@dataclass(frozen=True, slots=True)
class PassOn:
    """Send this text, another member's WebRTC message."""

    text: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Read the record and tell its present state; `about` as in a notice."""

    about: str
    id: str


@dataclass(frozen=True, slots=True)
class TellEverything:
    """Tell all that concerns the participant."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Send the error, if there is one, and close with the code."""

    error: Error | None
    close_code: int


Item = Say | PassOn | Tell | TellEverything | Finish


class Outbox:
    """First in, first out; one reader."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._told: set[Tell] = set()
        self._bytes = 0
        self._finishing = False
        self._wake = asyncio.Event()

    @property
    def finishing(self) -> bool:
        """Whether the farewell is queued."""
        return self._finishing

    @property
    def waiting_bytes(self) -> int:
        """Of WebRTC messages that wait to be passed on."""
        return self._bytes

    def put(self, item: Item) -> bool:
        """Append; False, and nothing appended, when the socket is too slow and its queue full."""
        if self._finishing or (isinstance(item, Tell) and item in self._told):
            return True
        if isinstance(item, Finish):
            # States have lost their meaning. Answers are still owed, and what was passed on
            # to somebody who goes in peace.
            owed = Say if item.error is not None else Say | PassOn
            self._items = deque(waiting for waiting in self._items if isinstance(waiting, owed))
            self._finishing = True
        elif self._is_full(item):
            return False
        elif isinstance(item, Tell):
            self._told.add(item)
        elif isinstance(item, PassOn):
            self._bytes += len(item.text)
        self._items.append(item)
        self._wake.set()
        return True

    def put_first(self, item: Say) -> None:
        """Before all that is queued."""
        self._items.appendleft(item)
        self._wake.set()

    def _is_full(self, item: Item) -> bool:
        size = len(item.text) if isinstance(item, PassOn) else 1
        return len(self._items) >= MOST_ITEMS or self._bytes + size > MOST_BYTES

    async def take(self) -> Item:
        """The next item, when there is one."""
        while not self._items:
            self._wake.clear()
            await self._wake.wait()
        item = self._items.popleft()
        if isinstance(item, Tell):
            # From here on a new notice means that what is being read may be old.
            self._told.discard(item)
        elif isinstance(item, PassOn):
            self._bytes -= len(item.text)
        return item
