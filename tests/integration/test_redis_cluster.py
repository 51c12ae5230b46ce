"""The store on a Redis Cluster that loses nodes and moves slots about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from redis.crc import key_slot

from signaling.domain.records import Notice
from signaling.protocol import PresenceReason, PresenceState, Role
from signaling.store.api import StoreUnavailable
from signaling.store.redis_connection import connect_redis
from signaling.store.redis_store import RedisStore
from tests.integration.server.city import a_city
from tests.support.pairing import Town
from tests.support.redis_cluster import ClusterNode, LocalCluster
from tests.support.redis_rights import add_user, signed_in
from tests.support.waiting import eventually


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """A cluster of the test's own: it comes to harm."""
    with LocalCluster() as made:
        yield made


class Told:
    """What a node is told."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    @property
    def resyncs(self) -> int:
        return sum(notice.about == "resync" for notice in self.notices)

    def hears(self, about: str, id_: str) -> bool:
        return any((notice.about, notice.id) == (about, id_) for notice in self.notices)

    async def listen(self, store: RedisStore) -> None:
        async for notice in store.notices("n1"):
            self.notices.append(notice)


@asynccontextmanager
async def a_store(urls: str, tenant: str) -> AsyncIterator[tuple[RedisStore, Told]]:
    store, told = RedisStore(connect_redis(urls, tenant), tenant), Told()
    listening = asyncio.create_task(told.listen(store))
    try:
        await eventually(lambda: told.resyncs == 1, timeout_s=5, what="subscribed")
        yield store, told
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await store.close()


async def works_again(store: RedisStore, told: Told) -> None:
    """Operations succeed, and what they publish arrives."""

    async def reached() -> bool:
        try:
            await store.set_presence("p_aino", PresenceState.AVAILABLE, PresenceReason.SELF)
        except StoreUnavailable as error:
            raise AssertionError(str(error)) from error
        return True

    await eventually(reached, timeout_s=15, what="the store is back")
    # Only now: what was lost while away may have been anything.
    await eventually(lambda: told.resyncs >= 2, timeout_s=5, what="told that notices were lost")
    told.notices.clear()
    await store.set_presence("p_aino", PresenceState.AVAILABLE, PresenceReason.SELF)
    await eventually(
        lambda: told.hears("presence", "aino"), timeout_s=5, what="notices arrive again"
    )


@pytest.mark.parametrize("end", ["kill", "freeze"], ids=["killed", "cut off"])
async def test_a_replica_takes_over_and_everything_goes_on(
    cluster: LocalCluster, tenant: str, end: str
) -> None:
    """A frozen master keeps its connections open: the subscription must not stay with it."""
    master = cluster.of(f"{{{tenant}}}")
    replica = await asyncio.to_thread(cluster.add_replica, master)
    # Only the node that goes is given as an address: the others are learnt from it.
    async with a_store(master.url, tenant) as (store, told):
        town = Town(store)
        await town.expert("aino")
        await eventually(lambda: _has(replica, tenant), timeout_s=5, what="the replica to have it")
        getattr(master, end)()
        await works_again(store, told)
        assert await store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}
        assert await asyncio.to_thread(cluster.others(master)[0].cluster, "INFO")
    if end == "freeze":
        master.thaw()


def _has(node: ClusterNode, tenant: str) -> bool:
    with node.client() as redis:
        redis.readonly()
        return bool(redis.exists(f"et:{{{tenant}}}:person:aino"))


async def test_a_tenant_under_way_to_another_node_is_out_of_reach_and_never_split(
    redis_cluster: LocalCluster, tenant: str
) -> None:
    source = redis_cluster.of(f"{{{tenant}}}")
    target = redis_cluster.others(source)[0]
    slot = key_slot(f"{{{tenant}}}".encode())
    async with a_store(target.url, tenant) as (store, told):
        await Town(store).expert("aino")
        target.cluster("SETSLOT", slot, "IMPORTING", source.cluster("MYID"))
        source.cluster("SETSLOT", slot, "MIGRATING", target.cluster("MYID"))
        keys = source.cluster("GETKEYSINSLOT", slot, 1000)
        moved = next(key for key in keys if ":person:" in key)
        _migrate(source, target, moved)
        with pytest.raises(StoreUnavailable):
            await store.set_presence("p_aino", PresenceState.AWAY, PresenceReason.SELF)
        with pytest.raises(StoreUnavailable):
            await Town(store).expert("eino")
        # Nothing was written, neither here nor there.
        assert set(source.cluster("GETKEYSINSLOT", slot, 1000)) == set(keys) - {moved}
        assert target.cluster("GETKEYSINSLOT", slot, 1000) == [moved]

        _migrate(source, target, *(key for key in keys if key != moved))
        for node in (target, source, *redis_cluster.others(source)):
            node.cluster("SETSLOT", slot, "NODE", target.cluster("MYID"))
        await works_again(store, told)
        assert await store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}


def _migrate(source: ClusterNode, target: ClusterNode, *keys: str) -> None:
    with source.client() as redis:
        client: Any = redis
        client.execute_command("MIGRATE", "127.0.0.1", target.port, "", 0, 2000, "KEYS", *keys)


async def test_a_tenant_that_has_moved_is_asked_for_again_unnoticed(
    redis_cluster: LocalCluster, tenant: str
) -> None:
    """As after an orderly change of master: the operation itself does not fail."""
    source = redis_cluster.of(f"{{{tenant}}}")
    target = redis_cluster.others(source)[0]
    slot = key_slot(f"{{{tenant}}}".encode())
    store = RedisStore(connect_redis(source.url, tenant), tenant)
    try:
        await store.beat("n1")
        for here, there in ((source, target), (target, source)):
            _migrate_all(here, there, slot)
            for node in (there, here, *redis_cluster.others(here)):
                node.cluster("SETSLOT", slot, "NODE", there.cluster("MYID"))
            await store.beat("n1")
    finally:
        await store.close()


def _migrate_all(source: ClusterNode, target: ClusterNode, slot: int) -> None:
    target.cluster("SETSLOT", slot, "IMPORTING", source.cluster("MYID"))
    source.cluster("SETSLOT", slot, "MIGRATING", target.cluster("MYID"))
    _migrate(source, target, *source.cluster("GETKEYSINSLOT", slot, 1000))


async def test_a_single_server_needs_no_cluster_and_two_are_none(tenant: str) -> None:
    with ClusterNode(cluster=False) as one, ClusterNode(cluster=False) as other:
        alone = RedisStore(connect_redis(one.url, tenant), tenant)
        both = RedisStore(connect_redis(f"{one.url} {other.url}", tenant), tenant)
        await alone.beat("n1")
        # Else two signaling nodes could each work on a server of their own.
        with pytest.raises(StoreUnavailable):
            await both.beat("n1")
        await alone.close()
        await both.close()


async def replicated(master: ClusterNode) -> None:
    """The replica has all that was written: what only a dead master knew is lost by Redis' rules."""
    with master.client() as redis:
        written = cast("dict[str, Any]", redis.info("replication"))["master_repl_offset"]

        def has_it() -> bool:
            told = cast("dict[str, Any]", redis.info("replication"))
            return bool(told.get("slave0", {}).get("offset", -1) >= written)

        await eventually(has_it, timeout_s=10, what="the replica to have everything")


async def test_a_conversation_of_two_nodes_outlives_a_master(
    cluster: LocalCluster, tenant: str, tmp_path: Path
) -> None:
    master = cluster.of(f"{{{tenant}}}")
    await asyncio.to_thread(cluster.add_replica, master)
    for server in cluster.nodes:
        with server.client() as redis:
            add_user(redis, tenant)
    # With no more rights than docker/README.md gives: the servers' own needs are in them.
    async with a_city(signed_in(cluster.urls, tenant), tenant, tmp_path) as city:
        here, there = await city.start(), await city.start()
        booth = await city.terminal("porina-1", on=here)
        clerk = await city.person("kaisa", Role.CLERK, on=here)
        expert = await city.person("aino", Role.EXPERT, on=there)
        room = await city.conversation(clerk, expert, booth)
        await replicated(master)
        master.kill()

        async def left() -> bool:
            answer = await expert.ask("room.leave", room=room)
            assert answer["type"] == "ack", answer
            return True

        await eventually(left, timeout_s=15, what="the room can be left")
        # And the other node's people are told, over the new master.
        await clerk.until("room.state", state="waiting")
