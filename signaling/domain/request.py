"""Request: somebody wants a service. Reservation: one request held for one person."""

from __future__ import annotations

from signaling.protocol import RequestState as Q
from signaling.protocol import ReservationState as R

from .transitions import machine

REQUEST = machine(
    "request",
    Q.PENDING,
    {
        Q.PENDING: {"reserve": Q.RESERVED, "cancel": Q.CANCELED},
        Q.RESERVED: {"accept": Q.ASSIGNED, "return": Q.PENDING, "cancel": Q.CANCELED},
        Q.ASSIGNED: {"end": Q.WRAPPING},
        Q.WRAPPING: {"complete": Q.COMPLETED},
        Q.COMPLETED: {},
        Q.CANCELED: {},
    },
)

LIVE_REQUEST = frozenset({Q.PENDING, Q.RESERVED})
"""States in which somebody still waits."""

RESERVATION = machine(
    "reservation",
    R.PENDING,
    {
        R.PENDING: {
            "accept": R.ACCEPTED,
            "reject": R.REJECTED,
            "time_out": R.TIMED_OUT,
            "rescind": R.RESCINDED,
            "cancel": R.CANCELED,
        },
        R.ACCEPTED: {},
        R.REJECTED: {},
        R.TIMED_OUT: {},
        R.RESCINDED: {},
        R.CANCELED: {},
    },
)
"""``rescind``: the server takes the ring back; ``cancel``: the request itself is over."""
