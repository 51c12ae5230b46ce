"""One well-formed message of every type, about things that need not exist."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, dict[str, Any]] = {
    "hello": {"protocol": 1},
    "access.renew": {},
    "ice.get": {},
    "presence.set": {"state": "away", "reason": "break"},
    "presence.prolong": {},
    "availability.watch": {},
    "supervision.watch": {},
    "terminal.report": {
        "health": {
            "version": "0.1.0",
            "face": "off",
            "document": "live",
            "microphone": "live",
            "loudspeaker": "live",
        }
    },
    "terminal.attach": {"terminal": "porina-1", "seat": "remote"},
    "terminal.detach": {"terminal": "porina-1"},
    "request.create": {
        "request": "q-none",
        "service": "nothing",
        "kind": "interpreter",
        "language": "fi",
        "into": "ar",
    },
    "request.cancel": {"request": "q-none"},
    "request.conclude": {"request": "q-none", "outcome": "settled"},
    "request.rate": {"request": "q-none", "rating": 4},
    "reservation.accept": {"reservation": "q-none.1"},
    "reservation.reject": {"reservation": "q-none.1"},
    "callback.windows": {"service": "nothing"},
    "callback.create": {
        "callback": "cb-none",
        "service": "nothing",
        "language": "fi",
        "contact": {"phone": "050 123 456"},
        "from_s": 0,
        "until_s": 60,
    },
    "callback.withdraw": {"callback": "cb-none"},
    "callback.finish": {"callback": "cb-none", "outcome": "reached"},
    "room.open": {"terminal": "porina-1"},
    "room.mode": {"room": "r-none", "mode": "conversation"},
    "room.confirm": {"room": "r-none", "revision": 1},
    "room.leave": {"room": "r-none"},
    "room.end": {"room": "r-none"},
    "media.set": {"room": "r-none", "sending": {}},
    "offer": {
        "room": "r-none",
        "to": "p_none",
        "generation": 1,
        "sdp": "v=0\r\n",
        "tracks": [{"mid": "0", "purpose": "voice"}],
    },
    "answer": {"room": "r-none", "to": "p_none", "generation": 1, "sdp": "v=0\r\n"},
    "candidate": {"room": "r-none", "to": "p_none", "generation": 1, "candidate": None},
    "restart": {"room": "r-none", "to": "p_none", "generation": 0},
    "alarm.raise": {"alarm": "a-none", "terminal": "porina-1"},
    "alarm.acknowledge": {"alarm": "a-never"},
    "alarm.clear": {"alarm": "a-never"},
    # Last: it ends the connection.
    "bye": {},
}
