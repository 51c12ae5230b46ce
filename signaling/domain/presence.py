"""Presence: a person's availability."""

from __future__ import annotations

from signaling.protocol import PresenceState as P

from .transitions import machine

PRESENCE = machine(
    "presence",
    P.OFFLINE,
    {
        P.OFFLINE: {"sign_in": P.AWAY},
        P.AWAY: {
            "set_available": P.AVAILABLE,
            "set_away": P.AWAY,
            "join": P.BUSY,
            "lose": P.OFFLINE,
        },
        P.AVAILABLE: {
            "set_available": P.AVAILABLE,
            "set_away": P.AWAY,
            "reserve": P.RESERVED,
            "join": P.BUSY,
            "lose": P.OFFLINE,
        },
        P.RESERVED: {
            "accept": P.BUSY,
            "reject": P.AVAILABLE,
            "rescind": P.AVAILABLE,
            "miss": P.AWAY,
            "lose": P.OFFLINE,
        },
        P.BUSY: {"leave": P.WRAP_UP, "lose": P.OFFLINE},
        P.WRAP_UP: {
            "finish": P.AVAILABLE,
            "finish_away": P.AWAY,
            "set_available": P.AVAILABLE,
            "set_away": P.AWAY,
            "join": P.BUSY,
            "lose": P.OFFLINE,
        },
    },
)
"""A person who was away before a conversation is away after it: ``finish_away``."""

ON_DUTY = frozenset({P.AVAILABLE, P.RESERVED, P.BUSY, P.WRAP_UP})
"""States of somebody who serves today, even if not this minute."""
