"""Who on this node is told of a guard alarm, and what. Pure; times by the store's clock."""

from __future__ import annotations

from signaling.domain.alarm import AlarmRecord, hears, raiser
from signaling.protocol import AlarmPlace, AlarmRaiser, AlarmTold, Role

from .connection import Connection
from .directory_model import Directory

CALLED = frozenset({Role.CLERK, Role.GUARD, Role.SUPERVISOR, Role.OPERATOR})
"""The roles that any alarm can call. A terminal is not among them, and is never told."""


def is_called(directory: Directory, connection: Connection, record: AlarmRecord) -> bool:
    """Whether the participant is to help, and may answer the alarm."""
    person = directory.people.get(connection.subject)
    if connection.role not in CALLED or person is None:
        return False
    return hears(record, connection.role, connection.subject, frozenset(person.places))


def is_raiser(connection: Connection, record: AlarmRecord) -> bool:
    """Whether the participant is of a person who raised it; a terminal is not told even so."""
    if connection.role is Role.TERMINAL:
        return False
    return raiser(connection.role, connection.subject) in record.raisers


def alarm_told(
    directory: Directory, connection: Connection, record: AlarmRecord, now: float
) -> AlarmTold | None:
    """The alarm as the participant may see it, None when it does not concern them."""
    yours = is_raiser(connection, record)
    if not yours and not is_called(directory, connection, record):
        return None
    by_terminal = record.role is Role.TERMINAL
    terminal = record.terminal
    return AlarmTold(
        alarm=record.id,
        state=record.state,
        places=[
            AlarmPlace(place=place, name=directory.place_names(place)) for place in record.places
        ],
        terminal=terminal,
        terminal_name=None if terminal is None else directory.terminal_names(terminal),
        raised_by=AlarmRaiser(role=record.role, name=None if by_terminal else record.name),
        raised_s=max(0.0, now - record.raised_at),
        escalated=record.escalated,
        acknowledged_by=record.acknowledged_name,
        reached=record.reached,
        yours=yours,
    )
