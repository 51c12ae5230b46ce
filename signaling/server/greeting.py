"""From the open socket to welcome: the first message, and who it makes of the visitor."""

from __future__ import annotations

import asyncio
import json

from aiohttp import WSMsgType, web

from signaling.protocol import (
    PROTOCOL_VERSION,
    ErrorCode,
    Hello,
    ProtocolError,
    Role,
    Welcome,
    decode_client,
)
from signaling.protocol.limits import HELLO_TIMEOUT_S

from .connection import Connection, Visitor
from .node import Node, new_participant
from .outbox import Say, TellEverything
from .tokens import TokenError


class SocketGoneError(Exception):
    """The other end closed before it was welcomed."""


async def first_message(ws: web.WebSocketResponse, deadline: float) -> Hello:
    """The hello; `deadline` by the event loop's clock. Raises `ProtocolError`."""
    try:
        async with asyncio.timeout_at(deadline):
            message = await ws.receive()
    except TimeoutError:
        raise ProtocolError(ErrorCode.HELLO_TIMEOUT) from None
    if message.type is WSMsgType.BINARY:
        raise ProtocolError(ErrorCode.NOT_JSON)
    if message.type is not WSMsgType.TEXT:
        raise SocketGoneError
    text = str(message.data)
    try:
        hello = decode_client(text)
    except ProtocolError:
        _check_version(text)
        raise
    if not isinstance(hello, Hello):
        raise ProtocolError(ErrorCode.HELLO_EXPECTED, re=hello.id)
    _check_version(text)
    return hello


def hello_deadline() -> float:
    """When a socket that is opened now must have said hello."""
    return asyncio.get_running_loop().time() + HELLO_TIMEOUT_S


def _check_version(text: str) -> None:
    """Another version's hello may have other fields; what is wrong with it is the version."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(data, dict) and data.get("type") == "hello":
        version = data.get("protocol")
        if isinstance(version, int) and version != PROTOCOL_VERSION:
            detail = f"this server speaks version {PROTOCOL_VERSION}"
            raise ProtocolError(ErrorCode.VERSION_UNSUPPORTED, detail)


async def welcome(node: Node, connection: Connection, *, resumed: bool) -> None:
    """Enter the participant and queue what it is told first.

    Raises `ProtocolError` and `StoreUnavailable`.
    """
    visitor = connection.visitor
    # The first of all that is queued: states come only after it.
    servers, _ = node.ice_servers(connection.participant)
    first = Welcome(
        protocol=PROTOCOL_VERSION,
        participant=connection.participant,
        identity=connection.identity,
        resume=node.tokens.resume(connection.participant, visitor.subject, visitor.role),
        resumed=resumed,
        expires_in_s=connection.expires_in(node.clock),
        ice_servers=servers,
        node=node.name,
    )
    connection.put(Say(first))
    connection.put(TellEverything())
    await node.hub.admit(connection)


async def choose_participant(node: Node, visitor: Visitor, hello: Hello) -> tuple[str, bool]:
    """Which participant the visitor is, and whether it was one already.

    Raises `ProtocolError` and `StoreUnavailable`.
    """
    expired = visitor.expires_at <= node.clock()
    participant = new_participant(visitor)
    if hello.resume is not None:
        participant = await _resumed(node, visitor, hello.resume)
    known = None
    if hello.resume is not None or visitor.role is Role.TERMINAL:
        known = await node.store.participant(participant)
    if expired and known is None:
        # A lapsed sign-in brings a conversation to its end, and begins nothing.
        raise ProtocolError(ErrorCode.UNAUTHORIZED, re=hello.id)
    return participant, known is not None


async def _resumed(node: Node, visitor: Visitor, token: str) -> str:
    try:
        resume = await node.tokens.read_resume(token)
    except TokenError as error:
        raise ProtocolError(ErrorCode.RESUME_INVALID, str(error)) from None
    if (resume.subject, resume.role) != (visitor.subject, visitor.role):
        raise ProtocolError(ErrorCode.RESUME_INVALID, "the resume token is somebody else's")
    return resume.participant
