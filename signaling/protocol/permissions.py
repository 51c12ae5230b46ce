"""Which role may send which message. A test walks the whole table against a live server."""

from __future__ import annotations

from types import MappingProxyType

from .vocabulary import Role

_EVERYBODY = frozenset(Role)
_PEOPLE_OF_THE_ROOM = frozenset({Role.CLERK, Role.EXPERT, Role.INTERPRETER})
_IN_ROOMS = _PEOPLE_OF_THE_ROOM | {Role.TERMINAL}
_ASKING = frozenset({Role.TERMINAL, Role.CLERK})
_HELPING = frozenset({Role.CLERK, Role.GUARD, Role.SUPERVISOR, Role.OPERATOR})
_WITH_INTERPRETER = _ASKING | {Role.EXPERT}
"""Whoever may bring somebody in; an expert only an interpreter, into their own room."""

MAY_SEND: MappingProxyType[str, frozenset[Role]] = MappingProxyType(
    {
        "hello": _EVERYBODY,
        "access.renew": _EVERYBODY,
        "bye": _EVERYBODY,
        "ice.get": _IN_ROOMS,
        "presence.set": _PEOPLE_OF_THE_ROOM,
        "presence.prolong": _PEOPLE_OF_THE_ROOM,
        "supervision.watch": frozenset({Role.SUPERVISOR, Role.OPERATOR}),
        "terminal.report": frozenset({Role.TERMINAL}),
        "availability.watch": _WITH_INTERPRETER | {Role.SUPERVISOR, Role.OPERATOR},
        "terminal.attach": frozenset({Role.CLERK}),
        "terminal.detach": frozenset({Role.CLERK}),
        "request.create": _WITH_INTERPRETER,
        "request.cancel": _WITH_INTERPRETER,
        "request.conclude": _PEOPLE_OF_THE_ROOM,
        "request.rate": frozenset({Role.TERMINAL}),
        "reservation.accept": _PEOPLE_OF_THE_ROOM,
        "reservation.reject": _PEOPLE_OF_THE_ROOM,
        "callback.windows": _ASKING,
        "callback.create": _ASKING,
        "callback.withdraw": _ASKING,
        "callback.finish": _PEOPLE_OF_THE_ROOM,
        "room.open": frozenset({Role.CLERK}),
        "room.mode": frozenset({Role.CLERK, Role.EXPERT}),
        "room.confirm": _IN_ROOMS,
        "room.leave": _PEOPLE_OF_THE_ROOM,
        "room.end": _ASKING,
        "media.set": _IN_ROOMS,
        # The terminal never offers.
        "offer": _PEOPLE_OF_THE_ROOM,
        "answer": _IN_ROOMS,
        "candidate": _IN_ROOMS,
        "restart": _IN_ROOMS,
        "alarm.raise": _IN_ROOMS,
        "alarm.acknowledge": _HELPING,
        "alarm.clear": _HELPING,
    }
)

AFTER_EXPIRY = frozenset(
    {
        "access.renew",
        "bye",
        "ice.get",
        "request.cancel",
        "reservation.reject",
        "callback.withdraw",
        "callback.finish",
        "room.mode",
        "room.confirm",
        "room.leave",
        "room.end",
        "media.set",
        "offer",
        "answer",
        "candidate",
        "restart",
        "alarm.raise",
        "alarm.acknowledge",
        "alarm.clear",
    }
)
"""What a socket may still send after its access expired: an expiry never cuts a conversation."""
