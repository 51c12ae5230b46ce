"""Time-limited TURN credentials (draft-uberti-behave-turn-rest-00) as a pure function."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from signaling.protocol import IceServer


def turn_credentials(secret: bytes, name: str, life_s: float, now: float) -> tuple[str, str]:
    """User name ``expiry:name`` and its password, base64 of HMAC-SHA1 over the user name.

    `now` is seconds since the epoch. `name` reaches the TURN server's logs: give it a
    participant's random id and never a person's.
    """
    username = f"{int(now + life_s)}:{name}"
    digest = hmac.new(secret, username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(digest).decode("ascii")


def ice_servers(
    *,
    stun_urls: Sequence[str],
    turn_urls: Sequence[str],
    secret: bytes,
    name: str,
    life_s: float,
    now: float,
) -> list[IceServer]:
    """What a participant is told: STUN as configured, TURN with fresh credentials."""
    servers = [IceServer(urls=list(stun_urls))] if stun_urls else []
    if turn_urls:
        username, password = turn_credentials(secret, name, life_s, now)
        servers.append(IceServer(urls=list(turn_urls), username=username, credential=password))
    return servers
