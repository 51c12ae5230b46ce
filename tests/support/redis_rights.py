"""What the service needs of Redis, as an access list: the same that docker/README.md tells."""

from __future__ import annotations

from typing import Any, cast

from redis import Redis

CLIENT = "hello auth client ping cluster|slots eval evalsha publish subscribe unsubscribe"
STRINGS = "get mget set mset del time"
SETS = "zadd zrem zrange zrangebyscore zcard sadd srem smembers scard sismember"
MAY = frozenset(f"{CLIENT} {STRINGS} {SETS}".split())
"""Every command that the service uses, in scripts and outside. All are in Redis 6.2."""


def rights(tenant: str) -> list[str]:
    """Rules of ACL SETUSER: those commands, on the tenant's own keys and channels."""
    own = f"et:{{{tenant}}}:*"
    return ["resetchannels", f"~{own}", f"&{own}", "-@all", *(f"+{command}" for command in MAY)]


def add_user(redis: Redis, tenant: str) -> None:
    """Let a user with these rights sign in there, with the tenant's name and password."""
    cast("Any", redis).execute_command(
        "ACL", "SETUSER", tenant, "on", f">{tenant}", *rights(tenant)
    )


def signed_in(urls: str, tenant: str) -> str:
    """Addresses at which one signs in as that user."""
    return urls.replace("//", f"//{tenant}:{tenant}@")
