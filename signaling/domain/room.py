"""Room: who is together now. Connection: a participant's hold on the server."""

from __future__ import annotations

from signaling.protocol import ConnectionState as C
from signaling.protocol import RoomState as M

from .transitions import machine

ROOM = machine(
    "room",
    M.WAITING,
    {
        M.WAITING: {"connect": M.LIVE, "end": M.ENDED},
        M.LIVE: {"part": M.WAITING, "end": M.ENDED},
        M.ENDED: {},
    },
)

CONNECTION = machine(
    "connection",
    C.CONNECTED,
    {
        C.CONNECTED: {"enter": C.CONNECTED, "drop": C.LOST, "part": C.GONE},
        C.LOST: {"enter": C.CONNECTED, "expire": C.GONE},
        C.GONE: {},
    },
)
