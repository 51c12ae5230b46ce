"""What holds when the clock of Redis is set. Found by `tests/stateful/test_nodes.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from signaling.domain.records import Serving
from signaling.protocol import PresenceState, Strategy
from signaling.store.memory import MemoryStore
from tests.support.pairing import VERO, Town
from tests.support.processes import RedisServer
from tests.support.several_nodes import ClockedNode


class Clocked(Town):
    """A town whose clock the test sets."""

    async def set_clock(self, now: float) -> None:
        raise NotImplementedError


class InMemory(Clocked):
    now = 0.0

    async def set_clock(self, now: float) -> None:
        self.now = now


class InRedis(Clocked):
    node_under_test: ClockedNode

    async def set_clock(self, now: float) -> None:
        await self.node_under_test.store.set_clock(now)


@pytest.fixture(params=["memory", "redis"])
async def town(
    request: pytest.FixtureRequest, redis_server: RedisServer, tenant: str
) -> AsyncIterator[Clocked]:
    if request.param == "memory":
        made = InMemory(MemoryStore(lambda: made.now))
        yield made
        return
    node = ClockedNode(redis_server, tenant, "n1")
    in_redis = InRedis(node.store)
    in_redis.node_under_test = node
    yield in_redis
    await node.close()


@pytest.mark.parametrize("back_s", [3.0, 300.0])
async def test_a_clock_set_back_closes_no_tier(town: Clocked, back_s: float) -> None:
    await town.set_clock(1_000_000.0)
    await town.rules(strategy=Strategy.ORDERED, overflow_s=10.0)
    await town.expert("aino", Serving(VERO, tier=1))
    await town.set_clock(1_000_001.0)
    await town.expert("eino", Serving(VERO, tier=1))
    await town.desk()
    await town.summon("p_kaisa")
    rung = await town.ring("aino")
    assert rung is not None
    await town.set_clock(1_000_001.0 - back_s)
    await town.store.reject("p_aino", rung.id)
    assert await town.state("eino") is PresenceState.RESERVED
