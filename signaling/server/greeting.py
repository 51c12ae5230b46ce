"""From the open socket to welcome: the first message, and who it makes of the visitor."""

from __future__ import annotations

import asyncio
import json

from aiohttp import WSMsgType, web

from signaling.domain.statement import Statement
from signaling.protocol import (
    PROTOCOL_VERSION,
    ErrorCode,
    Hello,
    ProtocolError,
    Welcome,
    decode_client,
)
from signaling.protocol.limits import HELLO_TIMEOUT_S

from .connection import Connection, Visitor
from .node import Node, new_participant
from .outbox import Say, TellEverything
from .statements import statement_of
from .tokens import Resume, TokenError


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


async def welcome(node: Node, connection: Connection) -> None:
    """Enter the participant and queue what it is told first.

    Raises `ProtocolError` and `StoreUnavailable`.
    """
    connection.put(TellEverything())
    await node.hub.admit(connection)
    servers, _ = node.ice_servers(connection.participant)
    first = Welcome(
        protocol=PROTOCOL_VERSION,
        participant=connection.participant,
        identity=connection.identity,
        resume=node.statements.token(connection),
        resumed=connection.epoch > 1,
        expires_in_s=connection.expires_in(node.clock),
        ice_servers=servers,
        node=node.name,
    )
    # What was told meanwhile is queued already: states come only after it.
    connection.outbox.put_first(Say(first))


async def choose_participant(
    node: Node, visitor: Visitor, hello: Hello
) -> tuple[str, Statement | None]:
    """Which participant the visitor is, and what it can say of itself.

    Raises `ProtocolError` and `StoreUnavailable`.
    """
    expired = visitor.expires_at <= node.clock()
    participant, said = new_participant(visitor), None
    if hello.resume is not None:
        resume = await _resumed(node, visitor, hello.resume)
        participant, said = resume.participant, statement_of(resume, node.clock())
    if expired:
        # A lapsed sign-in brings a conversation to its end, and begins nothing.
        known = await node.store.participant(participant)
        lost = said is not None and said.room is not None and said.era != await node.beat()
        if known is None and not lost:
            raise ProtocolError(ErrorCode.UNAUTHORIZED, re=hello.id)
    return participant, said


async def _resumed(node: Node, visitor: Visitor, token: str) -> Resume:
    try:
        resume = await node.tokens.read_resume(token)
    except TokenError as error:
        raise ProtocolError(ErrorCode.RESUME_INVALID, str(error)) from None
    if (resume.subject, resume.role) != (visitor.subject, visitor.role):
        raise ProtocolError(ErrorCode.RESUME_INVALID, "the resume token is somebody else's")
    return resume
