"""What the service needs of Redis, as an access list: the same that docker/README.md tells."""

from __future__ import annotations

CLIENT = "hello auth client ping cluster|slots eval evalsha publish subscribe unsubscribe"
STRINGS = "get mget set mset del time"
SETS = "zadd zrem zrange zrangebyscore zcard sadd srem smembers scard sismember"
MAY = frozenset(f"{CLIENT} {STRINGS} {SETS}".split())
"""Every command that the service uses, in scripts and outside. All are in Redis 6.2."""


def rights(tenant: str) -> list[str]:
    """Rules of ACL SETUSER: those commands, on the tenant's own keys and channels."""
    own = f"et:{{{tenant}}}:*"
    return ["resetchannels", f"~{own}", f"&{own}", "-@all", *(f"+{command}" for command in MAY)]
