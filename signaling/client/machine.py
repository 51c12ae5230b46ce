"""The client's side of one signaling connection, as a pure state machine.

Events go in, actions come out, and a shell performs them (`signaling.client.connection`).
`TABLE` holds every allowed step; anything else raises `OutOfOrderError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from signaling.protocol import (
    AccessState,
    AnyServerMessage,
    Error,
    ErrorCode,
    ResumeState,
    ServerMove,
    Synced,
    Welcome,
)

from .backoff import Backoff
from .verdicts import Verdict, judge_close, judge_refusal

OPENING_TIMEOUT_S = 10.0
"""From opening the socket to ``synced``, each step at most so long."""

STEADY_S = 10.0
"""A connection that has held so long forgets the failures before it."""

RENEW_AT = 0.6
"""Access is renewed when this share of its life is over; then again and again."""


class Phase(StrEnum):
    """Where the connection stands."""

    IDLE = "idle"
    OPENING = "opening"
    GREETING = "greeting"
    SYNCING = "syncing"
    ONLINE = "online"
    WAITING = "waiting"
    STOPPED = "stopped"


class Step(StrEnum):
    """What happens to a connection."""

    START = "start"
    OPENED = "opened"
    WELCOME = "welcome"
    TOLD = "told"
    SYNCED = "synced"
    MOVED = "moved"
    CLOSED = "closed"
    TIMEOUT = "timeout"
    STOP = "stop"


TABLE: Mapping[Phase, Mapping[Step, Phase]] = MappingProxyType(
    {
        Phase.IDLE: {Step.START: Phase.OPENING, Step.STOP: Phase.STOPPED},
        Phase.OPENING: {
            Step.OPENED: Phase.GREETING,
            Step.CLOSED: Phase.WAITING,
            Step.TIMEOUT: Phase.WAITING,
            Step.STOP: Phase.STOPPED,
        },
        Phase.GREETING: {
            Step.WELCOME: Phase.SYNCING,
            Step.TOLD: Phase.GREETING,
            Step.CLOSED: Phase.WAITING,
            Step.TIMEOUT: Phase.WAITING,
            Step.STOP: Phase.STOPPED,
        },
        Phase.SYNCING: {
            Step.TOLD: Phase.SYNCING,
            Step.SYNCED: Phase.ONLINE,
            Step.MOVED: Phase.SYNCING,
            Step.CLOSED: Phase.WAITING,
            Step.TIMEOUT: Phase.WAITING,
            Step.STOP: Phase.STOPPED,
        },
        Phase.ONLINE: {
            Step.TOLD: Phase.ONLINE,
            Step.MOVED: Phase.SYNCING,
            Step.CLOSED: Phase.WAITING,
            Step.STOP: Phase.STOPPED,
        },
        Phase.WAITING: {Step.TIMEOUT: Phase.OPENING, Step.STOP: Phase.STOPPED},
        Phase.STOPPED: {Step.STOP: Phase.STOPPED},
    }
)
"""CLOSED leads to STOPPED instead of WAITING where the verdict on its reason is STOP."""


class OutOfOrderError(Exception):
    """The table has no such step: a programming error, or a server that breaks the protocol."""

    def __init__(self, phase: Phase, step: Step) -> None:
        super().__init__(f"{step} is not possible while {phase}")


# Events ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Start:
    """Begin."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The WebSocket is open."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message of the server."""

    message: AnyServerMessage


@dataclass(frozen=True, slots=True)
class Moved:
    """Welcomed on another socket, and the old one is done with."""

    welcome: Welcome


@dataclass(frozen=True, slots=True)
class Closed:
    """The socket closed, or never opened.

    `close_code` is the WebSocket's (RFC 6455, 7.4), `http_status` that of a refused
    upgrade; both None when the server could not be reached.
    """

    close_code: int | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The timer that `SetTimer` set has run out."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave for good."""


Event = Start | Opened | Received | Moved | Closed | TimedOut | Stop


# Actions --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OpenSocket:
    """Open a new socket with fresh credentials."""


@dataclass(frozen=True, slots=True)
class SayHello:
    """Send ``hello`` as the first message."""

    resume: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """Connect elsewhere while this socket goes on, and come back with `Moved`."""


@dataclass(frozen=True, slots=True)
class SwitchSocket:
    """From here on the other socket is the one."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """One timer; a new one replaces the old, None ends it."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class RenewIn:
    """Renew access after so long; replaces the renewal planned before."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand the message to the application."""

    message: AnyServerMessage


@dataclass(frozen=True, slots=True)
class CloseSocket:
    """Close the socket; with `bye` leave for good first."""

    bye: bool


@dataclass(frozen=True, slots=True)
class Connected:
    """Told to the application: welcome was said; states follow, then ``synced``."""

    welcome: Welcome
    resumed: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """Told to the application: the connection is gone.

    `retry_in_s` is None when no new attempt is made. `verdict` says why.
    """

    verdict: Verdict
    close_code: int | None
    http_status: int | None
    retry_in_s: float | None
    refused: ErrorCode | None = None
    """The error that the server gave before closing."""


Action = (
    OpenSocket
    | SayHello
    | Move
    | SwitchSocket
    | SetTimer
    | RenewIn
    | Deliver
    | CloseSocket
    | Connected
    | Lost
)


@dataclass
class Connection:
    """The machine. `chance` gives numbers from 0 to 1 for the jitter of waiting.

    `unattended` makes a refused client try again slowly, since nobody sits beside a
    terminal to start it anew when its key has been registered.
    """

    chance: Callable[[], float]
    unattended: bool = True
    backoff: Backoff = field(default_factory=Backoff)
    phase: Phase = Phase.IDLE
    resume: str | None = None
    _welcomed_at: float = 0.0
    _refused: ErrorCode | None = None

    def handle(self, event: Event, now: float) -> list[Action]:
        """Do one step. `now` is monotonic, seconds. Raises `OutOfOrderError`."""
        step = _step_of(event)
        following = TABLE[self.phase].get(step)
        if following is None:
            raise OutOfOrderError(self.phase, step)
        before, self.phase = self.phase, following
        match event:
            case Start():
                return [OpenSocket(), SetTimer(OPENING_TIMEOUT_S)]
            case Opened():
                self._refused = None
                return [SayHello(self.resume), SetTimer(OPENING_TIMEOUT_S)]
            case Received(message):
                return self._received(message, now)
            case Moved(welcome):
                return [SwitchSocket(), *self._welcomed(welcome, now)]
            case Closed():
                return self._closed(before, event, now)
            case TimedOut():
                return self._timed_out(before, now)
            case Stop():
                online = before in (Phase.SYNCING, Phase.ONLINE)
                return [] if before is Phase.STOPPED else [SetTimer(None), CloseSocket(bye=online)]

    def _received(self, message: AnyServerMessage, now: float) -> list[Action]:
        deliver: list[Action] = [Deliver(message)]
        match message:
            case Welcome():
                return [
                    Connected(message, message.resumed),
                    *self._welcomed(message, now),
                ]
            case Synced():
                return [*deliver, SetTimer(None)]
            case AccessState():
                self.resume = message.resume
                return [*deliver, RenewIn(message.expires_in_s * RENEW_AT)]
            case ResumeState():
                self.resume = message.resume
            case ServerMove():
                return [*deliver, Move()]
            case Error(re=None):
                self._refused = message.code
        return deliver

    def _welcomed(self, welcome: Welcome, now: float) -> list[Action]:
        self.resume = welcome.resume
        self._welcomed_at = now
        return [
            Deliver(welcome),
            RenewIn(welcome.expires_in_s * RENEW_AT),
            SetTimer(OPENING_TIMEOUT_S),
        ]

    def _closed(self, before: Phase, event: Closed, now: float) -> list[Action]:
        if event.http_status is not None:
            verdict = judge_refusal(event.http_status)
        else:
            verdict = judge_close(event.close_code)
        if verdict in (Verdict.ANEW, Verdict.REFUSED):
            self.resume = None
        was_steady = before is Phase.ONLINE and now - self._welcomed_at >= STEADY_S
        if was_steady:
            self.backoff.reset()
        return self._retry(verdict, event)

    def _timed_out(self, before: Phase, now: float) -> list[Action]:
        if before is Phase.WAITING:
            return [OpenSocket(), SetTimer(OPENING_TIMEOUT_S)]
        return [CloseSocket(bye=False), *self._retry(Verdict.AGAIN, Closed())]

    def _retry(self, verdict: Verdict, event: Closed) -> list[Action]:
        stop = verdict is Verdict.STOP or (verdict is Verdict.REFUSED and not self.unattended)
        if stop:
            self.phase = Phase.STOPPED
            wait = None
        else:
            wait = self.backoff.next(self.chance(), slow=verdict is Verdict.REFUSED)
        lost = Lost(verdict, event.close_code, event.http_status, wait, self._refused)
        return [SetTimer(wait), lost]


_STEPS: Mapping[type, Step] = MappingProxyType(
    {
        Start: Step.START,
        Opened: Step.OPENED,
        Moved: Step.MOVED,
        Closed: Step.CLOSED,
        TimedOut: Step.TIMEOUT,
        Stop: Step.STOP,
    }
)


def _step_of(event: Event) -> Step:
    match event:
        case Received(Welcome()):
            return Step.WELCOME
        case Received(Synced()):
            return Step.SYNCED
        case Received():
            return Step.TOLD
    return _STEPS[type(event)]
