"""What the messages of the guard alarm do. They work in every state, and without the store.

While the store is out of reach an alarm is told to whoever is connected to this node, and the
sender is told `unavailable`, so that it repeats until the other nodes have heard of it, too.
"""

from __future__ import annotations

from dataclasses import replace

from signaling.domain.alarm import Pressed, new_alarm
from signaling.protocol import (
    AlarmAcknowledge,
    AlarmClear,
    AlarmRaise,
    AlarmState,
    ErrorCode,
    ProtocolError,
    Role,
)
from signaling.store.api import StoreUnavailable

from .alarm_telling import alarm_told, is_called
from .connection import Connection
from .logs import log
from .node import Node

UNKEPT_MOST = 1000
"""Alarms of an outage that are remembered by when they came; more would be an attack."""


async def alarm_raise(node: Node, connection: Connection, message: AlarmRaise) -> None:
    """``alarm.raise``."""
    try:
        terminal, places = await _where(node, connection, message.terminal)
    except ProtocolError as error:
        log.warning("an alarm was refused", role=connection.role, problem=error.code)
        raise
    pressed = Pressed(
        alarm=message.alarm,
        participant=connection.participant,
        role=connection.role,
        subject=connection.subject,
        name=connection.entrance.name,
        places=places,
        terminal=terminal,
        since_s=message.since_s,
        escalate_s=node.alarm_escalate_s,
    )
    try:
        await node.store.raise_alarm(pressed)
    except StoreUnavailable:
        _tell_here(node, pressed)
        raise
    node.unkept_alarms.pop(pressed.alarm, None)
    log.warning("alarm", role=connection.role, participant=connection.participant)


async def _where(
    node: Node, connection: Connection, named: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """The terminal and places of an alarm, checked against what its sender may name."""
    directory = node.directory
    if connection.role is Role.CLERK:
        person = directory.people.get(connection.subject)
        places = tuple(person.places) if person is not None else ()
        if named is None and places:
            return None, places
        own = named is not None and person is not None and directory.in_places_of(person, named)
        # Elsewhere, too, when they are in a room of it: clerks answer for other places.
        if named is None or not (own or named == connection.last_terminal):
            raise ProtocolError(ErrorCode.UNKNOWN_TERMINAL)
        terminal = named
    elif connection.role is Role.TERMINAL:
        terminal = connection.subject
        if named not in {None, terminal}:
            raise ProtocolError(ErrorCode.NOT_YOURS, "a terminal raises alarms for itself only")
    else:
        terminal = await _of_the_room(node, connection, named)
    known = directory.terminals.get(terminal)
    if known is None:
        raise ProtocolError(ErrorCode.UNKNOWN_TERMINAL)
    return terminal, (known.place,)


async def _of_the_room(node: Node, connection: Connection, named: str | None) -> str:
    """The terminal of the room that an expert is in, or was in last: danger shows at the end,
    too. What this socket was told of serves while the store is out of reach.
    """
    known = connection.last_terminal
    if known is None or named not in {None, known}:
        record = await node.store.participant(connection.participant)
        room = await node.store.room(record.room) if record and record.room else None
        known = room.terminal if room is not None else known
    if known is None:
        raise ProtocolError(ErrorCode.WRONG_STATE, "in no room: there is no terminal to help at")
    if named not in {None, known}:
        raise ProtocolError(ErrorCode.NOT_YOURS, "not the terminal of this room")
    return known


def _tell_here(node: Node, pressed: Pressed) -> None:
    """The store is out of reach: tell those who are connected here, again at every repetition."""
    now = node.clock()
    first = node.unkept_alarms.setdefault(pressed.alarm, now - pressed.since_s)
    while len(node.unkept_alarms) > UNKEPT_MOST:
        del node.unkept_alarms[next(iter(node.unkept_alarms))]
    record = replace(new_alarm(pressed, now), raised_at=first)
    if now - first >= pressed.escalate_s:
        record = replace(record, state=AlarmState.ESCALATED, escalated=True)
    for connection in node.hub.connections:
        if is_called(node.directory, connection, record):
            told = alarm_told(node.directory, connection, record, now)
            assert told is not None
            connection.say(told)
    log.error("an alarm could be told on this node only", role=pressed.role)


async def alarm_acknowledge(node: Node, connection: Connection, message: AlarmAcknowledge) -> None:
    """``alarm.acknowledge``."""
    await _check(node, connection, message.alarm)
    name = connection.entrance.name
    await node.store.acknowledge_alarm(message.alarm, connection.subject, name)


async def alarm_clear(node: Node, connection: Connection, message: AlarmClear) -> None:
    """``alarm.clear``."""
    await _check(node, connection, message.alarm)
    await node.store.clear_alarm(message.alarm, connection.subject)


async def _check(node: Node, connection: Connection, alarm: str) -> None:
    """Only who was called may answer; to others there is no such alarm.

    Who is called only ever grows, so reading before the step is safe.
    """
    record = await node.store.alarm(alarm)
    if record is None:
        raise ProtocolError(ErrorCode.UNKNOWN_ALARM)
    if not is_called(node.directory, connection, record):
        raise ProtocolError(ErrorCode.NOT_YOURS)
