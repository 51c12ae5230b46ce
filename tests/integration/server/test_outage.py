"""Redis freezes: sockets stay, new work is refused plainly, then all is well."""

from __future__ import annotations

from redis.asyncio import Redis

from tests.integration.server.city import City
from tests.support.processes import RedisServer
from tests.support.waiting import eventually


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


async def test_a_node_taken_for_dead_by_mistake_puts_its_people_back(fragile: City) -> None:
    """As when the clock of Redis is set forward between two beats."""
    node = (await fragile.start()).node
    expert = await fragile.person("aino", "expert")
    await expert.done("presence.set", state="available")
    async with Redis.from_url(fragile.redis_url) as redis:
        await redis.zadd("et:{fragile}:nodes", {node.name: 0})
    await node.store.tick()
    assert await node.store.availability(["vero/fi"]) == {"vero/fi": (0, 1)}, "taken for dead"

    async def back() -> bool:
        counts = await node.store.availability(["vero/fi"])
        assert counts == {"vero/fi": (1, 1)}, counts
        return True

    await eventually(back, timeout_s=3, what="the expert can be rung again")
    assert not expert.ws.closed
