"""A Redis Cluster on loopback, of real servers, each with its own process."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Self, cast

from redis import Redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot
from redis.exceptions import RedisError, ResponseError

from tests.support.processes import Service, free_port, system_redis
from tests.support.waiting import eventually_sync

NODE_TIMEOUT_MS = 1000
"""After so long a silent node counts as failed; a replica is made master soon after."""


class ClusterNode(Service):
    """One server of a cluster, or without `cluster` a single one with a port."""

    name = "redis-cluster"

    def __init__(self, binary: str | None = None, *, cluster: bool = True) -> None:
        super().__init__()
        self.binary = binary or system_redis()
        self._enabled = cluster
        # The nodes' own talk takes the port 10,000 above.
        self.port = free_port()

    @property
    def url(self) -> str:
        """The address in the form that redis-py and REDIS_URL take."""
        return f"redis://127.0.0.1:{self.port}"

    def argv(self) -> Sequence[str]:
        cluster = ["--cluster-enabled", "yes" if self._enabled else "no"]
        cluster += ["--cluster-config-file", "nodes.conf"]
        patience = ["--cluster-node-timeout", str(NODE_TIMEOUT_MS)]
        # However old a replica's data: a test's cluster has no other.
        patience += ["--cluster-replica-validity-factor", "0"]
        keep = ["--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"]
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        return [self.binary, *place, *cluster, *patience, *keep, "--daemonize", "no"]

    def is_ready(self) -> bool:
        with self.client() as redis:
            try:
                return bool(redis.ping())
            except RedisError as error:
                raise AssertionError(str(error)) from error

    def client(self) -> Redis:
        """Speaks to this one server, whatever it keeps."""
        return Redis(port=self.port, decode_responses=True, socket_timeout=2)

    def cluster(self, *arguments: str | int) -> Any:
        """One CLUSTER command."""
        with self.client() as redis:
            return cast(Any, redis).execute_command("CLUSTER", *arguments)


class LocalCluster:
    """Masters that share the slots evenly; `add_replica` gives one of them a stand-in."""

    def __init__(self, binary: str | None = None, *, masters: int = 3) -> None:
        self.nodes = [ClusterNode(binary) for _ in range(masters)]
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as starting:
            for node in self.nodes:
                starting.enter_context(node)
            share = -(-REDIS_CLUSTER_HASH_SLOTS // len(self.nodes))
            for number, node in enumerate(self.nodes):
                end = min((number + 1) * share, REDIS_CLUSTER_HASH_SLOTS)
                node.cluster("SET-CONFIG-EPOCH", number + 1)
                node.cluster("ADDSLOTS", *range(number * share, end))
                node.cluster("MEET", "127.0.0.1", self.nodes[0].port)
            eventually_sync(self._is_whole, timeout_s=15, what="the cluster stands")
            self._stack = starting.pop_all()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._stack.__exit__(*failure)

    def _is_whole(self) -> bool:
        for node in self.nodes:
            lines = node.cluster("INFO").split()
            info = dict(line.split(":") for line in lines)
            assert info["cluster_state"] == "ok", info
            assert int(info["cluster_known_nodes"]) == len(self.nodes), info
        return True

    @property
    def urls(self) -> str:
        """All addresses, as the setting takes them."""
        return " ".join(node.url for node in self.nodes)

    def of(self, key: str) -> ClusterNode:
        """The master that keeps the key, as the first living node sees it."""
        slot = key_slot(key.encode())
        asked = next(node for node in self.nodes if node.process is not None)
        for first, last, (_, port, *_), *_ in asked.cluster("SLOTS"):
            if first <= slot <= last:
                return next(node for node in self.nodes if node.port == port)
        raise AssertionError(f"nobody keeps {key}")

    def others(self, node: ClusterNode) -> list[ClusterNode]:
        """All but that one."""
        return [each for each in self.nodes if each is not node]

    def add_replica(self, master: ClusterNode) -> ClusterNode:
        """A server that has all that the master has, and takes its place when it dies."""
        replica = ClusterNode(master.binary)
        self._stack.enter_context(replica)
        replica.cluster("MEET", "127.0.0.1", master.port)
        name = master.cluster("MYID")
        self.nodes.append(replica)

        def follows() -> bool:
            with replica.client() as redis:
                try:
                    replica.cluster("REPLICATE", name)
                except ResponseError as error:
                    raise AssertionError(str(error)) from error  # has not heard of it yet
                found = cast("dict[str, Any]", redis.info("replication"))
            assert found["master_link_status"] == "up", found
            return True

        eventually_sync(follows, timeout_s=10, what="the replica has what the master has")
        eventually_sync(self._is_whole, timeout_s=10, what="everybody knows the replica")
        return replica
