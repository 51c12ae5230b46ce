"""A participant's socket on this node, after hello."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from signaling.domain.entrance import Entrance
from signaling.domain.statement import Statement
from signaling.protocol import ERRORS, Error, ErrorCode, Identity, Role, ServerMessage, ServerMove

from .outbox import Finish, Item, Outbox, Say

Clock = Callable[[], float]

FAREWELL_S = 3.0
"""How long a socket may take to close in an orderly way before it is cut."""


@dataclass(frozen=True)
class Visitor:
    """Who stands at the door, and how they proved it. Times are seconds since the epoch."""

    role: Role
    subject: str
    expires_at: float
    signed_in_at: float
    key: str | None = None
    """Of a terminal: the thumbprint of the key that it came with."""


@dataclass(eq=False)
class Connection:
    """State of the socket that is nobody else's business than this node's."""

    visitor: Visitor
    entrance: Entrance
    abort: Callable[[], None]
    """Cuts the socket without farewell."""
    epoch: int = 0
    era: str = ""
    """The store's era in which the epoch counts."""
    statement: Statement | None = None
    """What it could say if the store lost its data, see `signaling.server.statements`."""
    stated_at: float | None = None
    """When the client was given that to carry; monotonic seconds."""
    expires_at: float = 0.0
    outbox: Outbox = field(default_factory=Outbox)
    following: dict[tuple[str, str], None] = field(default_factory=dict)
    """Live requests, reservations and rooms that it was told of."""
    waiting: set[str] = field(default_factory=set)
    """Pending requests that it was told of: their place and wait change without a notice."""
    behind: bool = False
    """Something could not be told because the store did not answer."""
    last_terminal: str | None = None
    """That of the room it was told of last: whose danger an expert may have seen."""
    parted: bool = False
    old_epochs: set[int] = field(default_factory=set)
    """Epochs that this very socket had before it entered again."""
    synced: bool = False
    """Whether ``synced`` was said; it is said once."""
    moving: bool = False
    """It was asked to connect to another node, see `signaling.server.draining`."""
    moved: bool = False
    """It has, and finishes here."""

    @property
    def participant(self) -> str:
        """The participant's id."""
        return self.entrance.participant

    @property
    def role(self) -> Role:
        """The role it acts in."""
        return self.visitor.role

    @property
    def subject(self) -> str:
        """The person's or the terminal's id."""
        return self.visitor.subject

    @property
    def identity(self) -> Identity:
        """As ``welcome`` tells it."""
        return Identity(
            role=self.role,
            id=self.subject,
            name=self.entrance.name,
            languages=list(self.entrance.languages),
        )

    def expires_in(self, clock: Clock = time.time) -> float:
        """Seconds of access left, 0 when it has expired."""
        return max(0.0, self.expires_at - clock())

    def say(self, message: ServerMessage) -> None:
        """Queue a message."""
        self.put(Say(message))

    def refuse(self, code: ErrorCode, detail: str = "", re: str | None = None) -> None:
        """Queue an error."""
        self.say(Error(code=code, detail=detail or ERRORS[code].meaning, re=re))

    def put(self, item: Item) -> None:
        """Queue anything; a socket too slow to follow is cut, rather than memory grow."""
        if not self.outbox.put(item):
            self.abort()

    def move(self, within_s: float) -> None:
        """Ask the client to go over to another node."""
        self.moving = True
        self.say(ServerMove(within_s=within_s))

    def replaced(self) -> None:
        """Another socket of the participant has been welcomed.

        One that was asked to move has done so: what it has still sent here is carried out
        and answered, and it says ``bye`` behind that.
        """
        if not self.moving:
            self.finish(ErrorCode.REPLACED)
        elif not self.moved:
            self.moved = True
            loop = asyncio.get_running_loop()
            loop.call_later(FAREWELL_S, self.finish, ErrorCode.DRAINING)

    def finish(self, code: ErrorCode, re: str | None = None) -> None:
        """Say the error, which must be one that closes, and close."""
        rule = ERRORS[code]
        assert rule.close_code is not None
        self.put(Finish(Error(code=code, detail=rule.meaning, re=re), rule.close_code))
