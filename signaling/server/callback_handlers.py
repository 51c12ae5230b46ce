"""What messages about callbacks do; see `server.handlers`."""

from __future__ import annotations

from signaling.domain.pools import request_choices
from signaling.domain.records import CallbackLeft
from signaling.protocol import (
    CallbackCreate,
    CallbackFinish,
    CallbackWindowsGet,
    CallbackWindowsTold,
    CallbackWithdraw,
    ErrorCode,
    ProtocolError,
    Role,
)

from .calendar import CHUNK_S, open_part, proposed_windows, window_told
from .connection import Connection
from .directory_model import Service
from .node import Node


async def windows(node: Node, connection: Connection, message: CallbackWindowsGet) -> None:
    """Which windows there are to choose from."""
    service = _service(node, message.service)
    now = node.clock()
    found = proposed_windows(service, now)
    if node.settings.always_open:
        found.insert(0, (now, now + CHUNK_S))
    told = [window_told(opens, closes, now) for opens, closes in found]
    connection.say(CallbackWindowsTold(service=service.id, windows=told))


async def create(node: Node, connection: Connection, message: CallbackCreate) -> None:
    """Seal the contact and leave the callback."""
    service = _service(node, message.service)
    if message.language not in service.languages:
        raise ProtocolError(ErrorCode.UNKNOWN_LANGUAGE)
    terminal = _terminal(node, connection, message)
    from_s, until_s = _window(node, service, message)
    place, _ = node.directory.place_of(terminal or "")
    left = CallbackLeft(
        callback=message.callback,
        service=service.id,
        language=message.language,
        terminal=terminal,
        choices=request_choices(service.id, (message.language,), place),
        sealed=node.sealer.seal(message.callback, message.contact),
        from_s=from_s,
        until_s=until_s,
    )
    await node.store.create_callback(connection.participant, left)
    told = await node.teller.callback_left(message.callback)
    if told is not None:
        connection.say(told)


async def withdraw(node: Node, connection: Connection, message: CallbackWithdraw) -> None:
    """Take it back."""
    await node.store.withdraw_callback(connection.participant, message.callback)


async def finish(node: Node, connection: Connection, message: CallbackFinish) -> None:
    """How it went."""
    await node.store.finish_callback(connection.participant, message.callback, message.outcome)


def _service(node: Node, service: str) -> Service:
    """Raises ``callbacks_off`` and ``unknown_service``."""
    if not node.sealer.ready:
        raise ProtocolError(ErrorCode.CALLBACKS_OFF)
    return node.service(service)


def _terminal(node: Node, connection: Connection, message: CallbackCreate) -> str | None:
    if connection.role is Role.TERMINAL:
        if message.terminal not in {None, connection.subject}:
            raise ProtocolError(ErrorCode.NOT_YOURS, "a terminal leaves it for itself only")
        return connection.subject
    return None if message.terminal is None else node.own_terminal(connection, message.terminal)


def _window(node: Node, service: Service, message: CallbackCreate) -> tuple[float, float]:
    """Seconds from now until it opens and closes, without closed time at either end."""
    if node.settings.always_open:
        return message.from_s, message.until_s
    now = node.clock()
    part = open_part(service, now + message.from_s, now + message.until_s)
    if part is None:
        raise ProtocolError(ErrorCode.WINDOW_CLOSED)
    return part[0] - now, part[1] - now
