"""What may have become of records between two states of a tenant. Pure."""

from __future__ import annotations

from typing import Any

from signaling.domain.alarm import ALARM
from signaling.domain.presence import PRESENCE
from signaling.domain.request import REQUEST, RESERVATION
from signaling.domain.room import CONNECTION, ROOM
from signaling.domain.transitions import Machine
from signaling.domain.world import World

_MACHINES: tuple[tuple[str, str, Machine[Any]], ...] = (
    ("people", "state", PRESENCE),
    ("requests", "state", REQUEST),
    ("reservations", "state", RESERVATION),
    ("rooms", "state", ROOM),
    ("alarms", "state", ALARM),
    ("participants", "connection", CONNECTION),
)


def check_moves(before: World, after: World) -> None:
    """Every record is where its table leads from where it was, or from the first state."""
    for place, name, machine in _MACHINES:
        old, new = getattr(before, place), getattr(after, place)
        for id_, record in new.items():
            was = getattr(old[id_], name) if id_ in old else machine.initial
            state = getattr(record, name)
            assert state in _reachable(machine, was), (
                f"{machine.name} {id_}: no way from {was} to {state} in the table"
            )
        for id_ in set(old) - set(new):
            last = getattr(old[id_], name)
            ends = _reachable(machine, last) & (machine.final or frozenset({last}))
            assert ends, f"{machine.name} {id_} vanished while {last}"


def _reachable(machine: Machine[Any], state: Any) -> set[Any]:
    found, ahead = {state}, [state]
    while ahead:
        for target in machine.table[ahead.pop()].values():
            if target not in found:
                found.add(target)
                ahead.append(target)
    return found
