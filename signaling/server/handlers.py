"""What each message of a client does: one function each, in one table.

A handler raises `ProtocolError` to refuse, and `StoreUnavailable`; who calls it has already
checked that the role may send the message, and acknowledges it afterwards.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from signaling.protocol import (
    AWAY_REASONS,
    AccessRenew,
    AccessState,
    Answer,
    AvailabilityWatch,
    Bye,
    Candidate,
    ErrorCode,
    Hello,
    IceGet,
    IceServers,
    MediaSet,
    Offer,
    PresenceProlong,
    PresenceReason,
    PresenceSet,
    PresenceState,
    ProtocolError,
    RelayedAnswer,
    RelayedCandidate,
    RelayedOffer,
    RelayedRestart,
    RequestCancel,
    RequestCreate,
    RequestKind,
    ReservationAccept,
    ReservationReject,
    Restart,
    Role,
    RoomConfirm,
    RoomEnd,
    RoomLeave,
    RoomModeSet,
    RoomOpen,
    ServerMessage,
    SupervisionWatch,
    TerminalAttach,
    TerminalDetach,
    TerminalReport,
    encode,
)
from signaling.protocol.limits import PROLONG_S

from . import callback_handlers
from .alarm_handlers import alarm_acknowledge, alarm_clear, alarm_raise
from .calendar import day_number
from .connection import Connection
from .node import Node, new_room
from .tokens import SIGN_IN_LIFE_S, TokenError
from .visits import conclude, rate

# Any: each handler takes its own message type; `HANDLERS` and its test pair them.
Handler = Callable[[Node, Connection, Any], Awaitable[None]]


async def _hello(_: Node, __: Connection, message: Hello) -> None:
    raise ProtocolError(ErrorCode.HELLO_REPEATED)


async def _bye(_: Node, connection: Connection, message: Bye) -> None:
    connection.parted = True


async def _access_renew(node: Node, connection: Connection, message: AccessRenew) -> None:
    visitor, now = connection.visitor, node.clock()
    if visitor.role is Role.TERMINAL:
        await _check_assertion(node, connection, message)
        until = now + node.settings.access_s
    else:
        # The socket's own sign-in is renewed, never a lapsed one: that takes a new sign-in.
        last = visitor.signed_in_at + SIGN_IN_LIFE_S
        if connection.expires_at <= now or now >= last or not node.may_act(visitor):
            raise ProtocolError(ErrorCode.ACCESS_EXPIRED, "sign in again")
        until = min(now + node.settings.access_s, last)
    connection.expires_at = max(connection.expires_at, until)
    connection.say(
        AccessState(
            expires_in_s=connection.expires_in(node.clock),
            resume=node.statements.token(connection),
        )
    )


async def _check_assertion(node: Node, connection: Connection, message: AccessRenew) -> None:
    if message.assertion is None:
        raise ProtocolError(
            ErrorCode.INVALID_MESSAGE, "assertion: a terminal renews with a fresh one"
        )
    try:
        terminal = await node.tokens.read_assertion(message.assertion)
    except TokenError as error:
        raise ProtocolError(ErrorCode.ACCESS_EXPIRED, str(error)) from None
    if terminal != connection.subject:
        raise ProtocolError(ErrorCode.NOT_YOURS)


async def _ice_get(node: Node, connection: Connection, message: IceGet) -> None:
    servers, life_s = node.ice_servers(connection.participant)
    connection.say(IceServers(ice_servers=servers, expires_in_s=life_s))


async def _presence_set(node: Node, connection: Connection, message: PresenceSet) -> None:
    if message.reason not in AWAY_REASONS:
        raise ProtocolError(ErrorCode.INVALID_MESSAGE, "reason: this one is the system's to give")
    reason = message.reason
    if message.state is PresenceState.AVAILABLE:
        reason = PresenceReason.SELF
    await node.store.set_presence(connection.participant, message.state, reason)


async def _presence_prolong(node: Node, connection: Connection, message: PresenceProlong) -> None:
    await node.store.prolong(connection.participant, PROLONG_S)


async def _availability_watch(
    node: Node, connection: Connection, message: AvailabilityWatch
) -> None:
    node.availability.watch(connection)


async def _supervision_watch(node: Node, connection: Connection, message: SupervisionWatch) -> None:
    node.supervision.watch(connection)


async def _terminal_report(node: Node, connection: Connection, message: TerminalReport) -> None:
    await node.store.report(connection.participant, message.health.model_dump_json())


async def _terminal_attach(node: Node, connection: Connection, message: TerminalAttach) -> None:
    terminal = node.own_terminal(connection, message.terminal)
    await node.store.attach(connection.participant, terminal, message.seat, message.take_over)


async def _terminal_detach(node: Node, connection: Connection, message: TerminalDetach) -> None:
    # Also where the place has been taken from the clerk meanwhile.
    await node.store.detach(connection.participant, message.terminal)


async def _request_create(node: Node, connection: Connection, message: RequestCreate) -> None:
    if connection.role is Role.EXPERT and message.kind is not RequestKind.INTERPRETER:
        raise ProtocolError(ErrorCode.FORBIDDEN, "an expert asks for an interpreter only")
    if connection.role is Role.TERMINAL:
        if message.terminal not in {None, connection.subject}:
            raise ProtocolError(ErrorCode.NOT_YOURS, "a terminal asks for itself only")
        if message.kind is RequestKind.INQUIRY:
            raise ProtocolError(ErrorCode.FORBIDDEN, "an inquiry is a clerk's")
        terminal: str | None = connection.subject
    elif message.kind is RequestKind.INQUIRY:
        if message.terminal is not None or message.interpreter is not None:
            raise ProtocolError(ErrorCode.INVALID_MESSAGE, "terminal: an inquiry has none")
        terminal = None
    elif message.terminal is None:
        raise ProtocolError(ErrorCode.INVALID_MESSAGE, "terminal: a person names the terminal")
    elif connection.role is Role.EXPERT:
        # Any terminal: the store knows whether they are in its room.
        terminal = message.terminal
    else:
        terminal = node.own_terminal(connection, message.terminal)
    await node.store.create_request(connection.participant, node.asked(message, terminal))


async def _request_cancel(node: Node, connection: Connection, message: RequestCancel) -> None:
    await node.store.cancel_request(connection.participant, message.request)


async def _reservation_accept(
    node: Node, connection: Connection, message: ReservationAccept
) -> None:
    today = day_number(node.clock())
    await node.store.accept(connection.participant, message.reservation, today)


async def _reservation_reject(
    node: Node, connection: Connection, message: ReservationReject
) -> None:
    await node.store.reject(connection.participant, message.reservation, message.reason)


async def _room_open(node: Node, connection: Connection, message: RoomOpen) -> None:
    terminal = node.own_terminal(connection, message.terminal)
    await node.store.open_room(connection.participant, terminal, new_room())


async def _room_mode(node: Node, connection: Connection, message: RoomModeSet) -> None:
    await node.store.set_mode(connection.participant, message.room, message.mode)


async def _room_confirm(node: Node, connection: Connection, message: RoomConfirm) -> None:
    await node.store.confirm(connection.participant, message.room, message.revision)


async def _room_leave(node: Node, connection: Connection, message: RoomLeave) -> None:
    await node.store.leave_room(connection.participant, message.room)


async def _room_end(node: Node, connection: Connection, message: RoomEnd) -> None:
    await node.store.end_room(connection.participant, message.room)


async def _media_set(node: Node, connection: Connection, message: MediaSet) -> None:
    await node.store.set_media(connection.participant, message.room, message.sending)


async def _relay(
    node: Node,
    connection: Connection,
    message: Offer | Answer | Candidate | Restart,
    relayed: ServerMessage,
) -> None:
    await node.store.relay(
        connection.participant,
        message.room,
        message.to,
        message.type,
        message.generation,
        encode(relayed),
    )


async def _offer(node: Node, connection: Connection, message: Offer) -> None:
    relayed = RelayedOffer(
        sender=connection.participant,
        room=message.room,
        generation=message.generation,
        sdp=message.sdp,
        tracks=message.tracks,
    )
    await _relay(node, connection, message, relayed)


async def _answer(node: Node, connection: Connection, message: Answer) -> None:
    relayed = RelayedAnswer(
        sender=connection.participant,
        room=message.room,
        generation=message.generation,
        sdp=message.sdp,
    )
    await _relay(node, connection, message, relayed)


async def _candidate(node: Node, connection: Connection, message: Candidate) -> None:
    relayed = RelayedCandidate(
        sender=connection.participant,
        room=message.room,
        generation=message.generation,
        candidate=message.candidate,
    )
    await _relay(node, connection, message, relayed)


async def _restart(node: Node, connection: Connection, message: Restart) -> None:
    relayed = RelayedRestart(
        sender=connection.participant, room=message.room, generation=message.generation
    )
    await _relay(node, connection, message, relayed)


HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "hello": _hello,
        "access.renew": _access_renew,
        "bye": _bye,
        "ice.get": _ice_get,
        "presence.set": _presence_set,
        "presence.prolong": _presence_prolong,
        "availability.watch": _availability_watch,
        "supervision.watch": _supervision_watch,
        "terminal.report": _terminal_report,
        "terminal.attach": _terminal_attach,
        "terminal.detach": _terminal_detach,
        "request.create": _request_create,
        "request.cancel": _request_cancel,
        "request.conclude": conclude,
        "request.rate": rate,
        "reservation.accept": _reservation_accept,
        "reservation.reject": _reservation_reject,
        "callback.windows": callback_handlers.windows,
        "callback.create": callback_handlers.create,
        "callback.withdraw": callback_handlers.withdraw,
        "callback.finish": callback_handlers.finish,
        "room.open": _room_open,
        "room.mode": _room_mode,
        "room.confirm": _room_confirm,
        "room.leave": _room_leave,
        "room.end": _room_end,
        "media.set": _media_set,
        "offer": _offer,
        "answer": _answer,
        "candidate": _candidate,
        "restart": _restart,
        "alarm.raise": alarm_raise,
        "alarm.acknowledge": alarm_acknowledge,
        "alarm.clear": alarm_clear,
    }
)
