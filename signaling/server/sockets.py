"""One WebSocket from upgrade to close."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMsgType, web

from signaling.protocol import (
    AFTER_EXPIRY,
    MAY_SEND,
    Ack,
    AnyClientMessage,
    Error,
    ErrorCode,
    ProtocolError,
    Synced,
    decode_client,
    encode,
)
from signaling.protocol.limits import (
    FRAME_BYTES,
    MESSAGE_BURST,
    MESSAGES_PER_S,
    PING_INTERVAL_S,
    STRIKES_BEFORE_CLOSE,
)
from signaling.protocol.rate import TokenBucket
from signaling.store.api import StoreUnavailable

from .access import NODE, TERMINAL, WORKSPACES, bearer, is_own_origin, visitor_of
from .connection import FAREWELL_S, Connection, Visitor
from .greeting import SocketGoneError, choose_participant, first_message, hello_deadline, welcome
from .handlers import HANDLERS
from .logs import log
from .node import Node
from .outbox import Finish, Item, PassOn, Say, Tell, TellEverything
from .tokens import TokenError

_STRIKES = frozenset(
    {
        ErrorCode.NOT_JSON,
        ErrorCode.UNKNOWN_TYPE,
        ErrorCode.INVALID_MESSAGE,
        ErrorCode.TOO_LARGE,
        ErrorCode.RATE_LIMITED,
    }
)


_PERHAPS_LOST = frozenset(
    {
        ErrorCode.UNKNOWN_PARTICIPANT,
        ErrorCode.UNKNOWN_REQUEST,
        ErrorCode.UNKNOWN_RESERVATION,
        ErrorCode.UNKNOWN_ROOM,
        ErrorCode.TERMINAL_NOT_ATTACHED,
        ErrorCode.TERMINAL_OFFLINE,
        ErrorCode.NOT_YOURS,
    }
)
"""What a store that has lost its data says of things that it knew."""


async def serve_socket(request: web.Request) -> web.StreamResponse:
    """``GET /ws/{workspace}``."""
    node = request.app[NODE]
    workspace = WORKSPACES.get(request.match_info["workspace"], TERMINAL)
    if not is_own_origin(request, required=bearer(request) is None):
        raise web.HTTPForbidden(text="this origin may not connect")
    visitor: Visitor | ProtocolError
    try:
        visitor = await visitor_of(request, workspace, expired_ok=True)
    except TokenError as error:
        # Browsers cannot read the status of a refused upgrade, but they can a close code.
        visitor = ProtocolError(ErrorCode.UNAUTHORIZED, str(error))
    ws = web.WebSocketResponse(
        heartbeat=PING_INTERVAL_S,
        # permessage-deflate would cost 100 KiB of memory for each socket.
        compress=False,
        max_msg_size=FRAME_BYTES,
        timeout=FAREWELL_S,
    )
    await ws.prepare(request)
    try:
        if isinstance(visitor, ProtocolError):
            raise visitor
        await _serve(node, request, ws, visitor)
    except ProtocolError as error:
        await _say(ws, error)
        await ws.close(code=error.close_code or WSCloseCode.POLICY_VIOLATION)
    except SocketGoneError:
        pass
    except Exception:
        log.exception("a socket could not be served")
        await _say(ws, ProtocolError(ErrorCode.INTERNAL))
        await ws.close(code=WSCloseCode.INTERNAL_ERROR)
    return ws


async def _serve(
    node: Node, request: web.Request, ws: web.WebSocketResponse, visitor: Visitor
) -> None:
    def abort() -> None:
        if request.transport is not None:
            request.transport.abort()

    connection = await _greet(node, ws, visitor, abort)
    log.info("connected", role=visitor.role, participant=connection.participant, node=node.name)
    writer = asyncio.create_task(_write(node, ws, connection), name="socket-writer")
    try:
        await _read(node, ws, connection)
        if connection.outbox.finishing:
            await asyncio.wait([writer], timeout=FAREWELL_S)
    finally:
        # Both: a cancellation can be swallowed (see `Timers.stop`), a farewell come too late.
        connection.put(Finish(None, WSCloseCode.GOING_AWAY))
        writer.cancel()
        await node.hub.release(connection)
        log.info("disconnected", participant=connection.participant, close_code=ws.close_code)


async def _greet(
    node: Node, ws: web.WebSocketResponse, visitor: Visitor, abort: Callable[[], None]
) -> Connection:
    """Until somebody is welcomed. Raises `ProtocolError` that closes, `SocketGoneError`."""
    deadline = hello_deadline()
    for _ in range(STRIKES_BEFORE_CLOSE):
        try:
            hello = await first_message(ws, deadline)
            if node.hub.draining:
                raise ProtocolError(ErrorCode.DRAINING, re=hello.id)
            participant, said = await choose_participant(node, visitor, hello)
            entrance = node.entrance(visitor, participant)
            if entrance is None:
                raise ProtocolError(ErrorCode.LOCKED_OUT, re=hello.id)
            connection = Connection(
                visitor, entrance, abort, expires_at=visitor.expires_at, statement=said
            )
            await welcome(node, connection)
        except ProtocolError as error:
            if error.close_code is not None:
                raise
            await _say(ws, error)
        except StoreUnavailable:
            await _say(ws, ProtocolError(ErrorCode.UNAVAILABLE))
        else:
            if hello.id is not None:
                connection.say(Ack(re=hello.id))
            return connection
    raise ProtocolError(ErrorCode.RATE_LIMITED)


# Reading --------------------------------------------------------------------------------


class _Guard:
    """Counts what one socket sends."""

    def __init__(self) -> None:
        self.bucket = TokenBucket(MESSAGES_PER_S, MESSAGE_BURST, time.monotonic())
        self.strikes = 0


async def _read(node: Node, ws: web.WebSocketResponse, connection: Connection) -> None:
    guard = _Guard()
    async for frame in ws:
        # A missed pong comes out of this loop as an ERROR whose data is a TimeoutError.
        if frame.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
            return
        if connection.outbox.finishing:
            continue
        text = frame.data if frame.type is WSMsgType.TEXT else None
        await _handle(node, connection, guard, text)
        if connection.parted:
            connection.put(Finish(None, 1000))
        elif guard.strikes >= STRIKES_BEFORE_CLOSE:
            log.warning("closed after too many bad messages", participant=connection.participant)
            error = ProtocolError(ErrorCode.RATE_LIMITED, "too many refused messages in a row")
            connection.put(Finish(_error(error), WSCloseCode.POLICY_VIOLATION))


async def _handle(node: Node, connection: Connection, guard: _Guard, text: str | None) -> None:
    """Carry one message out, and answer it with one ack or error."""
    re: str | None = None
    try:
        message = _decode(guard, text)
        re = message.id
        guard.strikes = 0
        _check_permission(node, connection, message)
        await HANDLERS[message.type](node, connection, message)
    except ProtocolError as error:
        guard.strikes += error.code in _STRIKES
        if error.code in _PERHAPS_LOST and await node.hub.has_lost(connection):
            connection.refuse(ErrorCode.UNAVAILABLE, re=re)
        else:
            connection.refuse(error.code, error.detail, error.re or re)
    except StoreUnavailable:
        connection.refuse(ErrorCode.UNAVAILABLE, re=re)
    except Exception:
        log.exception("a message could not be handled", participant=connection.participant)
        connection.refuse(ErrorCode.INTERNAL, re=re)
    else:
        if re is not None:
            connection.say(Ack(re=re))


def _decode(guard: _Guard, text: str | None) -> AnyClientMessage:
    allowed = guard.bucket.take(time.monotonic())
    try:
        if text is None:
            raise ProtocolError(ErrorCode.NOT_JSON)
        message = decode_client(text)
    except ProtocolError as error:
        raise error if allowed else ProtocolError(ErrorCode.RATE_LIMITED, re=error.re) from None
    if not allowed:
        raise ProtocolError(ErrorCode.RATE_LIMITED, re=message.id)
    return message


def _check_permission(node: Node, connection: Connection, message: AnyClientMessage) -> None:
    if connection.role not in MAY_SEND[message.type]:
        raise ProtocolError(ErrorCode.FORBIDDEN)
    if connection.expires_in(node.clock) <= 0 and message.type not in AFTER_EXPIRY:
        raise ProtocolError(ErrorCode.ACCESS_EXPIRED)


# Writing --------------------------------------------------------------------------------


async def _write(node: Node, ws: web.WebSocketResponse, connection: Connection) -> None:
    """Send what is queued until the farewell. Cuts the socket when it cannot go on."""
    try:
        while True:
            item = await connection.outbox.take()
            if isinstance(item, Finish):
                loop = asyncio.get_running_loop()
                late = loop.call_later(FAREWELL_S, connection.abort)
                if item.error is not None:
                    await ws.send_str(encode(item.error))
                await ws.close(code=item.close_code)
                late.cancel()
                return
            try:
                for text in await _texts(node, connection, item):
                    await ws.send_str(text)
            except StoreUnavailable:
                connection.behind = True
    except ConnectionError:
        # The other end is gone; the reading side notices, too.
        return
    except Exception:
        log.exception("a socket is cut after a failure", participant=connection.participant)
        connection.abort()


async def _texts(node: Node, connection: Connection, item: Item) -> list[str]:
    teller = node.teller
    if isinstance(item, Say):
        return [encode(item.message)]
    if isinstance(item, PassOn):
        return [item.text]
    if isinstance(item, Tell):
        told = await teller.tell(connection, item.about, item.id)
        if told is None:
            return []
        node.statements.told(connection, told)
        return [encode(told)]
    if isinstance(item, TellEverything):
        messages = await teller.everything(connection)
        node.statements.changed(connection)
        if not connection.synced:
            connection.synced = True
            messages.append(Synced())
        return [encode(message) for message in messages]
    raise AssertionError(item)


def _error(error: ProtocolError) -> Error:
    return Error(code=error.code, detail=error.detail, re=error.re)


async def _say(ws: web.WebSocketResponse, error: ProtocolError) -> None:
    if not ws.closed:
        await ws.send_str(encode(_error(error)))
