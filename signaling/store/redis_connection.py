"""Connections to the Redis that keeps a tenant: a single server, or a node of a cluster.

All keys of a tenant share one hash tag, so one node of a cluster has them all, and its clock is
the tenant's clock. Every connection therefore goes to that node: which one it is, any node
tells. Whether there is a cluster at all, the server itself tells.

An ASK redirection is never followed. It says that the slot is just being moved, with some keys
here and some there, where a script would find half of the world: until the move is done, the
tenant's Redis counts as out of reach (`docs/adr/0008-redis-cluster.md`).
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Iterable
from typing import Any, cast

from redis.asyncio import BlockingConnectionPool, Connection, Redis, SSLConnection
from redis.asyncio.connection import UnixDomainSocketConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.exceptions import (
    AskError,
    ClusterDownError,
    MovedError,
    NoPermissionError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from .addresses import addresses_in

REDIS_ANSWER_S = 2.0
"""A Redis that takes longer counts as out of reach."""

REDIS_CONNECTIONS = 32

ASK_S = 0.5
"""A cluster's node that takes longer to say who keeps what: the next one is asked."""

_NOBODY = "no server says who keeps the tenant's keys"

Address = tuple[str, int]
Make = Callable[[Address], Connection]
"""Makes a plain connection to that address."""


def prefix_of(tenant: str) -> str:
    """What all keys of the tenant begin with; the hash tag keeps them in one slot."""
    return f"et:{{{tenant}}}:"


class Whereabouts:
    """Which server keeps the tenant's keys: asked when unknown, forgotten when in doubt."""

    def __init__(self, seeds: Iterable[Address], tenant: str, make: Make) -> None:
        self._seeds = tuple(seeds)
        self._slot = key_slot(prefix_of(tenant).encode())
        self._make = make
        self._found: Address | None = None
        self._known: list[Address] = list(self._seeds)
        self._lock = asyncio.Lock()
        self._failures = 0
        self._connections: weakref.WeakSet[TenantConnection] = weakref.WeakSet()

    async def find(self) -> Address:
        """The server's address; raises `redis.exceptions.ConnectionError`."""
        failures = self._failures
        if self._found is None:
            async with self._lock:
                if self._found is None:
                    if failures != self._failures:
                        raise RedisConnectionError(_NOBODY)
                    self._found = await self._ask_around()
                    # Subscriptions too: a node that lost the slot may be cut off from the rest.
                    for each in list(self._connections):
                        if each.address != self._found:
                            await each.disconnect(nowait=True)
        return self._found

    def forget(self, address: Address) -> None:
        """That server does not answer, or keeps the tenant no longer."""
        if self._found == address:
            self._found = None
            # Asked last: it may still believe that it is the one.
            self._known.sort(key=address.__eq__)

    def keep_informed(self, connection: TenantConnection) -> None:
        """The connection is cut when the tenant turns out to be elsewhere."""
        self._connections.add(connection)

    async def _ask_around(self) -> Address:
        for address in dict.fromkeys([*self._known, *self._seeds]):
            try:
                async with asyncio.timeout(ASK_S):
                    found = await self._ask(address)
            except (RedisError, OSError, TimeoutError):
                continue
            if found is not None:
                return found
        self._failures += 1
        raise RedisConnectionError(_NOBODY)

    async def _ask(self, address: Address) -> Address | None:
        asked = self._make(address)
        try:
            await asked.connect()  # type: ignore[no-untyped-call]
            await asked.send_command("CLUSTER", "SLOTS")
            ranges = await asked.read_response()
        except NoPermissionError:
            # A single server may well forbid it; a cluster's node then answers MOVED.
            return address if len(self._seeds) == 1 else None
        except ResponseError as error:
            if "cluster support disabled" not in str(error):
                raise
            if len(self._seeds) > 1:
                # Else two nodes could end up on two servers that know nothing of each other.
                raise RedisConnectionError("several addresses, and no Redis Cluster") from None
            return address
        finally:
            await asked.disconnect(nowait=True)
        return self._read(ranges, address[0])

    def _read(self, ranges: list[Any], asked: str) -> Address | None:
        """Learns all nodes from an answer to CLUSTER SLOTS, and who has the slot."""
        owner, nodes = None, []
        for first, last, *servers in ranges:
            # Without a host of its own, a node means the one under which it was asked.
            addresses = [(_text(host) or asked, int(port)) for host, port, *_ in servers]
            nodes += addresses
            if first <= self._slot <= last:
                owner = addresses[0]
        self._known = list(dict.fromkeys([*nodes, *self._known]))
        return owner


def _text(host: str | bytes | None) -> str:
    told = host.decode() if isinstance(host, bytes) else host or ""
    return "" if told == "?" else told


class TenantConnection(Connection):
    """A connection to whichever server keeps the tenant."""

    def __init__(self, *, whereabouts: Whereabouts, **options: Any) -> None:
        self._whereabouts = whereabouts
        super().__init__(**options)
        whereabouts.keep_informed(self)

    @property
    def address(self) -> Address:
        """Where it leads."""
        return self.host, self.port

    async def connect(self) -> None:
        """Connect, or go over to where the tenant is now."""
        address = await self._whereabouts.find()
        if self.address != address:
            await self.disconnect(nowait=True)
            self.host, self.port = address
        try:
            await super().connect()  # type: ignore[no-untyped-call]
        except (RedisError, OSError):
            self._whereabouts.forget(address)
            raise

    async def read_response(self, *arguments: Any, **options: Any) -> Any:
        """An answer; one that puts the server in doubt makes it be asked for anew."""
        try:
            return await super().read_response(*arguments, **options)
        except (MovedError, ClusterDownError, RedisConnectionError, RedisTimeoutError, OSError):
            self._whereabouts.forget(self.address)
            raise


class TenantSSLConnection(TenantConnection, SSLConnection):
    """The same over TLS."""


class TenantRedis(Redis):
    """A client that asks once more when the tenant was elsewhere: nothing was done yet."""

    async def execute_command(self, *arguments: Any, **options: Any) -> Any:
        """See `Redis.execute_command`."""
        ask = super().execute_command
        try:
            return await ask(*arguments, **options)  # type: ignore[no-untyped-call]
        except MovedError:
            return await ask(*arguments, **options)  # type: ignore[no-untyped-call]
        except AskError as error:
            raise RedisConnectionError("the tenant is just being moved to another node") from error


def connect_redis(urls: str, tenant: str) -> Redis:
    """A client for the tenant's Redis; connects when it is first used.

    `urls` are as `addresses_in` reads them. User, password and TLS of the first are those of
    all. Raises `ValueError` for an address that is none.
    """
    shared: dict[str, Any] = {
        "decode_responses": True,
        "socket_timeout": REDIS_ANSWER_S,
        "socket_connect_timeout": REDIS_ANSWER_S,
        # A retry would hide that the subscription broke, and with it the notices missed.
        "retry": Retry(NoBackoff(), 0),
    }
    pool: dict[str, Any] = {
        # Whoever comes while all are in use waits for one, and is not refused.
        "max_connections": REDIS_CONNECTIONS,
        "timeout": REDIS_ANSWER_S,
    }
    parsed = [cast("dict[str, Any]", dict(parse_url(url))) for url in addresses_in(urls)]
    kind = parsed[0].pop("connection_class", Connection)
    if kind is UnixDomainSocketConnection:
        # On this machine, so a single server.
        here = {**parsed[0], **shared, **pool}
        return Redis.from_pool(BlockingConnectionPool(connection_class=kind, **here))
    seeds = [(each.get("host", "localhost"), each.get("port", 6379)) for each in parsed]
    options = {k: v for k, v in parsed[0].items() if k not in {"host", "port"}} | shared
    where = Whereabouts(seeds, tenant, lambda at: kind(host=at[0], port=at[1], **options))
    return TenantRedis.from_pool(
        BlockingConnectionPool(
            connection_class=TenantSSLConnection if kind is SSLConnection else TenantConnection,
            whereabouts=where,
            host=seeds[0][0],
            port=seeds[0][1],
            **options,
            **pool,
        )
    )
