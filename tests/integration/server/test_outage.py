"""Redis freezes: sockets stay, new work is refused plainly, then all is well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from signaling.store import redis_connection
from tests.integration.server.city import City, a_city
from tests.support.processes import RedisServer
from tests.support.waiting import eventually


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that the test may harm."""
    with RedisServer() as server:
        yield server


@pytest.fixture
async def fragile(
    own_redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[City]:
    """A city on it, which notices a silent Redis sooner."""
    monkeypatch.setattr(redis_connection, "REDIS_ANSWER_S", 0.3)
    async with a_city(own_redis.url, "fragile", tmp_path) as city:
        yield city


async def _ready(city: City) -> int:
    return (await city.client.get(f"{city.nodes[0].url}/readyz")).status


async def test_frozen_redis(fragile: City, own_redis: RedisServer) -> None:
    await fragile.start()
    terminal, clerk = await fragile.terminal(), await fragile.person("kaisa", "clerk")
    expert = await fragile.person("aino", "expert")
    room = await fragile.conversation(clerk, expert, terminal)
    own_redis.freeze()
    try:
        assert await _ready(fragile) == 503
        assert await clerk.refused("terminal.attach", terminal="lavia-1", seat="remote") == (
            "unavailable"
        )
        assert await expert.refused("room.leave", room=room) == "unavailable"
        assert (await fragile.client.get(f"{fragile.nodes[0].url}/healthz")).status == 200
    finally:
        own_redis.thaw()

    async def works() -> bool:
        answer = await expert.ask("media.set", room=room, sending={"voice": False})
        return bool(answer["type"] == "ack")

    await eventually(works, timeout_s=5, what="the conversation goes on")
    seen = await terminal.until("room.state")
    while any(m["sending"]["voice"] for m in seen["members"] if m["role"] == "expert"):
        seen = await terminal.until("room.state")
    assert await _ready(fragile) == 200
