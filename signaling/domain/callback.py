"""Callback: a resident who found nobody is reached later, in a window of their choice."""

from __future__ import annotations

from signaling.protocol import CallbackState as B

from .transitions import machine

CALLBACK = machine(
    "callback",
    B.SCHEDULED,
    {
        B.SCHEDULED: {"open": B.DUE, "withdraw": B.WITHDRAWN, "expire": B.EXPIRED},
        B.DUE: {
            "take": B.TAKEN,
            "return": B.SCHEDULED,
            "withdraw": B.WITHDRAWN,
            "expire": B.EXPIRED,
        },
        B.TAKEN: {
            "reach": B.DONE,
            "miss": B.SCHEDULED,
            "give_back": B.SCHEDULED,
            "give_up": B.UNREACHED,
            "expire": B.EXPIRED,
        },
        B.DONE: {},
        B.UNREACHED: {},
        B.EXPIRED: {},
        B.WITHDRAWN: {},
    },
)
"""``return``: nobody took it; ``miss``: the resident was not reached; ``give_back``: who had taken
it did not try, or is gone."""
