"""What watchers of availability are told without anybody's doing."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from signaling.protocol import AvailabilityState, ServerMessage
from signaling.server import availability
from signaling.server.availability import AvailabilityBoard
from signaling.server.connection import Connection
from signaling.server.directory import load_directory
from signaling.server.directory_model import Service
from signaling.store.memory import MemoryStore
from tests.integration.server.city import DIRECTORY
from tests.support.waiting import eventually


class Listener:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[AvailabilityState] = []

    def say(self, message: ServerMessage) -> None:
        assert isinstance(message, AvailabilityState)
        self.told.append(message)


async def test_a_service_that_opens_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "OPENING_INTERVAL_S", 0.01)
    directory = load_directory(DIRECTORY)
    closed = {"vero"}

    def opening(service: Service) -> tuple[bool, float | None]:
        return service.id in closed, 60.0 if service.id in closed else None

    board = AvailabilityBoard(MemoryStore(lambda: 0.0), lambda: directory, opening)
    listener = Listener()
    board.watch(cast(Connection, listener))
    running = asyncio.create_task(board.run())
    try:
        await eventually(lambda: len(listener.told) == 1, timeout_s=5, what="the first count")
        first = {each.service: each for each in listener.told[0].services}
        assert first["vero"].closed
        assert first["vero"].opens_in_s == 60.0
        assert not first["tulkkaus"].closed
        closed.clear()
        await eventually(lambda: len(listener.told) == 2, timeout_s=5, what="the opening")
        (opened,) = listener.told[1].services
        assert (opened.service, opened.closed, opened.opens_in_s) == ("vero", False, None)
    finally:
        running.cancel()
