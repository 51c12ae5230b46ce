"""One suite, every store: the in-memory twin, and Redis through its scripts, newest to oldest.

Towards Redis the store is a user who may run only `MAY` on the tenant's own keys and channels.
Redis holds every command of a script to that, keys that a script makes up included, so a key
outside of the tenant or a command that is not listed fails the test that comes across it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis import Redis

from signaling.domain.world import World
from signaling.store.api import Store
from signaling.store.memory import MemoryStore
from signaling.store.redis_connection import connect_redis
from signaling.store.redis_store import RedisStore
from tests.support.pairing import Town
from tests.support.processes import RedisServer
from tests.support.redis_cluster import LocalCluster
from tests.support.redis_rights import add_user, signed_in

STORES = ("memory", "redis", "redis-6.2", "cluster")


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tenant: str) -> AsyncIterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore(asyncio.get_running_loop().time)
        return
    kept = RedisStore(connect_redis(_urls(request, tenant), tenant), tenant)
    yield kept
    await kept.close()


@pytest.fixture
def town(store: Store) -> Town:
    """The store with people to put into it."""
    return Town(store)


def _urls(request: pytest.FixtureRequest, tenant: str) -> str:
    """Addresses at which only the tenant's own may be touched."""
    if request.param == "cluster":
        cluster: LocalCluster = request.getfixturevalue("redis_cluster")
        # Not at the node that keeps the tenant: that one has to be found.
        apart = cluster.others(cluster.of(f"{{{tenant}}}"))
        for node in cluster.nodes:
            with node.client() as redis:
                add_user(redis, tenant)
        return signed_in(" ".join(each.url for each in apart), tenant)
    name = "redis_server" if request.param == "redis" else "old_redis_server"
    server: RedisServer = request.getfixturevalue(name)
    with Redis.from_url(server.url, decode_responses=True) as redis:
        add_user(redis, tenant)
    return signed_in(server.url, tenant)


@pytest.fixture
def empty(
    request: pytest.FixtureRequest, store: Store, tenant: str
) -> Callable[[], Awaitable[None]]:
    """Makes the store lose all its data, as by FLUSHALL."""

    async def of_memory() -> None:
        assert isinstance(store, MemoryStore)
        store.world = World()

    async def of_redis() -> None:
        with _admin(request, tenant) as redis:
            redis.delete(*redis.keys(f"et:{{{tenant}}}:*"))

    return of_memory if isinstance(store, MemoryStore) else of_redis


def _admin(request: pytest.FixtureRequest, tenant: str) -> Redis:
    kind = request.node.callspec.params["store"]
    if kind == "cluster":
        cluster: LocalCluster = request.getfixturevalue("redis_cluster")
        return cluster.of(f"{{{tenant}}}").client()
    name = "redis_server" if kind == "redis" else "old_redis_server"
    server: RedisServer = request.getfixturevalue(name)
    return Redis.from_url(server.url, decode_responses=True)
