"""Nodes on one real Redis, for tests: their clock is the test's, and their cables can be cut.

Redis cannot be given a time. So the scripts here read theirs from a key instead of TIME, the
one line in which they learn it; all else is what production runs. That lets a test pass hours,
jump and step back, and know every time to the digit.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import UnixDomainSocketConnection
from redis.exceptions import ConnectionError as RedisConnectionError

from signaling.store.redis_store import RedisStore, _sha1
from signaling.store.scripts import OPERATIONS
from tests.support.processes import RedisServer
from tests.support.waiting import eventually

_TIME, _KEY = 'call("TIME")', '{call("GET", PREFIX .. "clock"), 0}'


class Cut(Enum):
    """How far the next command comes before the node is dead."""

    UNSENT = "unsent"
    HALF = "half"
    """Redis gets a part of it and then the end of the connection: it does nothing."""
    UNREAD = "unread"
    """Redis carries it out, and nobody hears the answer."""


class CuttableConnection(UnixDomainSocketConnection):
    """A connection whose process can die in the middle of a command."""

    def __init__(self, **options: Any) -> None:
        self.node: ClockedNode = options.pop("node")
        super().__init__(**options)

    async def send_packed_command(self, command: Any, *arguments: Any, **options: Any) -> None:
        cut = self.node.cut
        if cut is None:
            await super().send_packed_command(command, *arguments, **options)
            return
        whole = b"".join([command] if isinstance(command, bytes) else command)
        sent = {Cut.UNSENT: 0, Cut.HALF: len(whole) // 2, Cut.UNREAD: len(whole)}[cut]
        writer = self._writer
        assert writer is not None
        writer.write(whole[:sent])
        await writer.drain()
        await self.disconnect(nowait=True)
        raise RedisConnectionError(f"the node died with its command {cut.value}")


class ClockedStore(RedisStore):
    """`RedisStore` by the clock in the key ``clock``."""

    def __init__(self, redis: Redis, tenant: str) -> None:
        super().__init__(redis, tenant)
        for name, text in self._scripts.items():
            assert text.count(_TIME) <= 1, f"{name} learns the time in several ways"
            self._scripts[name] = text.replace(_TIME, _KEY)
            self._shas[name] = _sha1(self._scripts[name])

    async def load(self) -> None:
        """Let Redis know all scripts, so that the first run of none is sent twice."""
        for operation in OPERATIONS:
            await self._redis.script_load(self._scripts[operation])

    async def set_clock(self, now: float) -> None:
        await self._redis.set(self._prefix + "clock", f"{now:.6f}")

    async def now(self) -> float:
        found: Any = self._redis.get(self._prefix + "clock")
        return float(await self._reach(found))


class ClockedNode:
    """One node as far as the store is concerned: a name, and connections of its own."""

    def __init__(self, server: RedisServer, tenant: str, name: str) -> None:
        self.name = name
        self.cut: Cut | None = None
        self._mark = f"{tenant[-12:]}-{name}"
        pool = ConnectionPool(
            connection_class=CuttableConnection,
            path=str(server.socket_path),
            decode_responses=True,
            client_name=self._mark,
            node=self,
        )
        self.store = ClockedStore(Redis.from_pool(pool), tenant)

    async def is_forgotten_by(self, redis: Redis) -> None:
        """Wait until Redis has done with everything that the dead node sent."""
        clients: Any = redis

        async def gone() -> bool:
            listed = await clients.client_list()
            return self._mark not in [each["name"] for each in listed]

        await eventually(gone, timeout_s=5, what=f"the connections of {self.name} to be gone")

    async def close(self) -> None:
        await self.store.close()
