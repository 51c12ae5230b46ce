"""Every error code of the wire, what it means, and which of them close the socket.

The tree::

    ProtocolError
     ├─ carries an ErrorCode; ERRORS says whether the socket closes, and with what
     └─ `re`: the id of the message that it answers, where that could be read
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ErrorCode(StrEnum):
    """The one list of codes. Each has a text for people in the web app's locale files."""

    # Reading the message
    NOT_JSON = "not_json"
    UNKNOWN_TYPE = "unknown_type"
    INVALID_MESSAGE = "invalid_message"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    # Connecting
    HELLO_EXPECTED = "hello_expected"
    HELLO_REPEATED = "hello_repeated"
    HELLO_TIMEOUT = "hello_timeout"
    VERSION_UNSUPPORTED = "version_unsupported"
    UNAUTHORIZED = "unauthorized"
    ACCESS_EXPIRED = "access_expired"
    RESUME_INVALID = "resume_invalid"
    REPLACED = "replaced"
    LOCKED_OUT = "locked_out"
    # May this role, this person, do that
    FORBIDDEN = "forbidden"
    NOT_YOURS = "not_yours"
    NOT_YOUR_RING = "not_your_ring"
    ASKED_ONESELF = "asked_oneself"
    # Does it exist, and is it in a state that allows it
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_TERMINAL = "unknown_terminal"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_REQUEST = "unknown_request"
    UNKNOWN_RESERVATION = "unknown_reservation"
    UNKNOWN_ROOM = "unknown_room"
    UNKNOWN_PARTICIPANT = "unknown_participant"
    UNKNOWN_ALARM = "unknown_alarm"
    TERMINAL_OFFLINE = "terminal_offline"
    TERMINAL_TAKEN = "terminal_taken"
    TERMINAL_NOT_ATTACHED = "terminal_not_attached"
    UNKNOWN_CALLBACK = "unknown_callback"
    REQUEST_EXISTS = "request_exists"
    WINDOW_CLOSED = "window_closed"
    CALLBACKS_OFF = "callbacks_off"
    TOO_MANY_CALLBACKS = "too_many_callbacks"
    ROOM_OVER = "room_over"
    RING_OVER = "ring_over"
    IN_ANOTHER_ROOM = "in_another_room"
    CONSULT_ALONE = "consult_alone"
    WRONG_STATE = "wrong_state"
    STALE_GENERATION = "stale_generation"
    STALE_REVISION = "stale_revision"
    WRONG_OFFERER = "wrong_offerer"
    # The server's own trouble
    UNAVAILABLE = "unavailable"
    DRAINING = "draining"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """What an error means to an engineer, and the WebSocket close code if it closes."""

    meaning: str
    close_code: int | None = None


_E = ErrorCode

ERRORS: MappingProxyType[ErrorCode, ErrorRule] = MappingProxyType(
    {
        _E.NOT_JSON: ErrorRule("The message is not a JSON object in UTF-8."),
        _E.UNKNOWN_TYPE: ErrorRule("The protocol has no such message type in this direction."),
        _E.INVALID_MESSAGE: ErrorRule("A field is missing, unknown, or of the wrong kind."),
        _E.TOO_LARGE: ErrorRule("The message is longer than 64 KiB."),
        _E.RATE_LIMITED: ErrorRule("Too many messages; slow down."),
        _E.HELLO_EXPECTED: ErrorRule("The first message must be hello.", 4400),
        _E.HELLO_REPEATED: ErrorRule("Hello was said already on this socket."),
        _E.HELLO_TIMEOUT: ErrorRule("No hello within the time allowed.", 4408),
        _E.VERSION_UNSUPPORTED: ErrorRule("The server speaks another protocol version.", 4406),
        _E.UNAUTHORIZED: ErrorRule("No valid sign-in; sign in again.", 4401),
        _E.ACCESS_EXPIRED: ErrorRule("The sign-in has expired; renew it before new work."),
        _E.RESUME_INVALID: ErrorRule("The resume token is not valid here; connect anew.", 4410),
        _E.REPLACED: ErrorRule("The same participant connected again from elsewhere.", 4409),
        _E.LOCKED_OUT: ErrorRule("The key or the person was removed from the directory.", 4403),
        _E.FORBIDDEN: ErrorRule("This role may not send this message."),
        _E.NOT_YOURS: ErrorRule("It belongs to somebody else."),
        _E.NOT_YOUR_RING: ErrorRule("It rings for somebody else."),
        _E.ASKED_ONESELF: ErrorRule("One cannot ask for oneself."),
        _E.UNKNOWN_SERVICE: ErrorRule("The directory has no such service."),
        _E.UNKNOWN_LANGUAGE: ErrorRule("The service is not offered in that language."),
        _E.UNKNOWN_TERMINAL: ErrorRule("No such terminal, or not at your place."),
        _E.UNKNOWN_PERSON: ErrorRule("Nobody of that name serves this."),
        _E.UNKNOWN_REQUEST: ErrorRule("No such request, or it was over long ago."),
        _E.UNKNOWN_RESERVATION: ErrorRule("No such reservation, or it was over long ago."),
        _E.UNKNOWN_ROOM: ErrorRule("No such room, or it was over long ago."),
        _E.UNKNOWN_PARTICIPANT: ErrorRule("No such participant in this room."),
        _E.UNKNOWN_ALARM: ErrorRule("No such alarm, or it was over long ago."),
        _E.TERMINAL_OFFLINE: ErrorRule("The terminal is not connected."),
        _E.TERMINAL_TAKEN: ErrorRule("Another clerk is in charge of the terminal."),
        _E.TERMINAL_NOT_ATTACHED: ErrorRule("Attach the terminal first."),
        _E.UNKNOWN_CALLBACK: ErrorRule("No such callback, or it was over long ago."),
        _E.WINDOW_CLOSED: ErrorRule("The service is not open at any moment of that window."),
        _E.CALLBACKS_OFF: ErrorRule("This service has no key to seal contacts with."),
        _E.TOO_MANY_CALLBACKS: ErrorRule("Too many callbacks left from here are still open."),
        _E.REQUEST_EXISTS: ErrorRule("A live request of that kind exists already."),
        _E.ROOM_OVER: ErrorRule("That room is over; nothing can be asked for from it."),
        _E.RING_OVER: ErrorRule("It rings no more: answered, missed or taken back."),
        _E.IN_ANOTHER_ROOM: ErrorRule("In another room; leave it first."),
        _E.CONSULT_ALONE: ErrorRule("Nobody else of the staff is in the room to consult."),
        _E.WRONG_STATE: ErrorRule("Its state does not allow that now."),
        _E.STALE_GENERATION: ErrorRule("A newer peer connection of this pair exists."),
        _E.STALE_REVISION: ErrorRule("The room has changed meanwhile; confirm its newest state."),
        _E.WRONG_OFFERER: ErrorRule("In this pair the other participant makes the offer."),
        _E.UNAVAILABLE: ErrorRule("The server cannot reach its store; try again shortly."),
        _E.DRAINING: ErrorRule("The node is closing; connect again.", 1012),
        _E.INTERNAL: ErrorRule("The server failed; the message had no effect that it knows of."),
    }
)


class ProtocolError(Exception):
    """A refusal that the other end is told.

    `detail` is for engineers, holds nothing that the message itself did not,
    and never a person's data; `re` is the id of the refused message.
    """

    def __init__(self, code: ErrorCode, detail: str = "", *, re: str | None = None) -> None:
        super().__init__(f"{code}: {detail or ERRORS[code].meaning}")
        self.code = code
        self.detail = detail or ERRORS[code].meaning
        self.re = re

    @property
    def close_code(self) -> int | None:
        """The WebSocket close code, or None where the socket stays open."""
        return ERRORS[self.code].close_code
