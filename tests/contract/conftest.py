"""One suite, two stores: the in-memory twin, and Redis through its scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from signaling.store.api import Store
from signaling.store.memory import MemoryStore
from signaling.store.redis_store import RedisStore
from tests.support.processes import RedisServer


@pytest.fixture(params=["memory", "redis"])
async def store(
    request: pytest.FixtureRequest, redis_server: RedisServer, tenant: str
) -> AsyncIterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore(asyncio.get_running_loop().time)
        return
    kept = RedisStore(Redis.from_url(redis_server.url, decode_responses=True), tenant)
    yield kept
    await kept.close()
