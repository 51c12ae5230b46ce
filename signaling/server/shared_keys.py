"""What nodes share about tokens: public keys of living nodes, and assertions already used."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.store.api import StoreUnavailable
from signaling.store.redis_connection import prefix_of

from .keys import KeyFileError, from_jwk, public_jwk, thumbprint

KEY_LIFE_S = 13 * 3600
"""A node's public key outlives it so long: longer than any token that the node signed."""


class SharedKeys(Protocol):
    """Each raises `StoreUnavailable`."""

    async def publish(self, key: Ed25519PublicKey) -> None:
        """Let the other nodes know this node's public key, for `KEY_LIFE_S` from now."""

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        """The public key that some node published."""

    async def all(self) -> Mapping[str, Ed25519PublicKey]:
        """Every key that still holds, by its id."""

    async def first_use(self, terminal: str, jti: str, life_s: float) -> bool:
        """Whether this assertion is shown for the first time; remembered for `life_s`."""


class RedisKeys:
    """`SharedKeys` in Redis, under the tenant's hash tag. Private keys never get here."""

    def __init__(self, redis: Redis, tenant: str) -> None:
        self._redis = redis
        self._prefix = prefix_of(tenant)

    async def publish(self, key: Ed25519PublicKey) -> None:
        """See `SharedKeys`."""
        name = f"{self._prefix}jwk:{thumbprint(key)}"
        await _answer(self._redis.set(name, json.dumps(public_jwk(key)), ex=KEY_LIFE_S))
        await _answer(self._redis.sadd(f"{self._prefix}kids", thumbprint(key)))

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        """See `SharedKeys`."""
        found = await _answer(self._redis.get(f"{self._prefix}jwk:{kid}"))
        if found is None:
            return None
        try:
            key = from_jwk(json.loads(found))
        except (ValueError, KeyFileError):
            return None
        return key if thumbprint(key) == kid else None

    async def all(self) -> Mapping[str, Ed25519PublicKey]:
        """See `SharedKeys`."""
        index, found = f"{self._prefix}kids", {}
        for kid in sorted(await _answer(self._redis.smembers(index))):
            key = await self.find(kid)
            if key is not None:
                found[kid] = key
            else:
                await _answer(self._redis.srem(index, kid))
        return found

    async def first_use(self, terminal: str, jti: str, life_s: float) -> bool:
        """See `SharedKeys`."""
        name = f"{self._prefix}assertion:{terminal}:{jti}"
        return bool(await _answer(self._redis.set(name, "1", nx=True, ex=int(life_s) + 1)))


async def _answer(asked: Any) -> Any:
    # OSError too: a unix socket that vanished is not always wrapped by redis-py.
    try:
        return await cast(Awaitable[Any], asked)
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreUnavailable(type(error).__name__) from error
