"""The expert that ``expert_client available`` runs until it is stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

from expert_client.control import Answer
from expert_client.expert import Expert
from signaling.client import NotConnectedError
from signaling.protocol import PresenceState, ProtocolError


@dataclass
class Daemon:
    """Tells what happens as JSON lines on `out`, and does what `control` is asked.

    `services` are those that are answered; rings of others are declined. Empty: all.
    """

    expert: Expert
    services: frozenset[str]
    auto_answer: bool
    out: TextIO
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: dict[str, Any] = field(default_factory=dict)

    async def run(self) -> None:
        """Until `stop`. Raises `ExpertStoppedError`."""
        await self.expert.available()
        # The ack may come before the state that it brought about.
        await self.expert.until(lambda: self.expert.presence is PresenceState.AVAILABLE, 10.0)
        stopping = asyncio.create_task(self._stop.wait())
        try:
            while not self._stop.is_set():
                self._report()
                await self._ring()
                news = asyncio.create_task(self.expert.until(self._news, timeout_s=3600.0))
                await asyncio.wait([news, stopping], return_when=asyncio.FIRST_COMPLETED)
                if news.done():
                    _raise_unless_timeout(news)
                else:
                    news.cancel()
        finally:
            stopping.cancel()

    def stop(self) -> None:
        """End `run`."""
        self._stop.set()

    async def control(self, what: str) -> Answer:
        """Do what another command asks."""
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "answer": self.expert.accept,
            "decline": self.expert.decline,
            "hang-up": self.expert.hang_up,
            "available": self.expert.available,
            "away": self.expert.away,
            "status": _nothing,
            "stop": _nothing,
        }
        if what not in deeds:
            return {"ok": False, "error": f"Unknown command; one of {', '.join(deeds)}."}
        try:
            await deeds[what]()
        except TimeoutError:
            return {"ok": False, "error": "Nobody rings now."}
        except (ProtocolError, NotConnectedError) as error:
            return {"ok": False, "error": str(error)}
        if what == "stop":
            self.stop()
        return {"ok": True, "status": self.status()}

    def status(self) -> dict[str, Any]:
        """Presence, ring and conversation, in words that programs can read."""
        ring, room = self.expert.world.ring, self.expert.room
        path = self.expert.path()
        return {
            "presence": self.expert.presence.value if self.expert.presence else None,
            "ringing": ring.service if ring else None,
            "terminal": room.told.terminal if room else None,
            "conversation": room.told.state.value if room else None,
            "media": path.value if path else None,
        }

    def _news(self) -> bool:
        return self.status() != self._seen

    def _report(self) -> None:
        self._seen = self.status()
        self.out.write(json.dumps(self._seen) + "\n")
        self.out.flush()

    async def _ring(self) -> None:
        """Answer or decline a new ring, where it is for the program to do."""
        ring = self.expert.world.ring
        if ring is None:
            return
        try:
            if self.services and ring.service not in self.services:
                await self.expert.decline()
            elif self.auto_answer:
                await self.expert.accept()
        except (ProtocolError, NotConnectedError, TimeoutError):
            return  # the ring was over before


async def _nothing() -> None:
    """Nothing is changed."""


def _raise_unless_timeout(news: asyncio.Task[bool]) -> None:
    error = news.exception()
    if error is not None and not isinstance(error, TimeoutError):
        raise error
