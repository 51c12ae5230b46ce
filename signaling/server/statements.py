"""What each participant could say of itself if the store lost its data.

The node keeps the newest statement of every connection, to put it back by itself, and lets the
client carry it in its resume token, for when this node is gone as well. Statements are read
apart from all that is told, one after the other and a moment after a change, so that many
changes at once cost one reading.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from signaling.domain.statement import Statement
from signaling.protocol import (
    PresenceTold,
    ResumeState,
    RoomState,
    RoomTold,
    ServerMessage,
    TerminalState,
)
from signaling.protocol.limits import TOKEN_CHARACTERS
from signaling.store.api import Store
from signaling.store.statements import as_json, from_json

from .connection import Connection
from .tokens import Resume, Tokens

SETTLE_S = 1.0
"""So long after a change a statement is read."""

REFRESH_S = 300.0
"""A client's token is never older than this and a little."""

FRESH_S = 900.0
"""An older token says nothing: a client may have been away while much has happened."""

LOOK_S = 0.25


class Statements:
    """The statements of one node's connections."""

    def __init__(
        self, store: Store, tokens: Tokens, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._clock = clock
        self._due: dict[Connection, float] = {}

    def told(self, connection: Connection, message: ServerMessage) -> None:
        """A participant has been told something: what it would say may have changed."""
        if isinstance(message, RoomTold):
            # Who is out of a room must not be put back into it.
            inside = any(m.participant == connection.participant for m in message.members)
            self.changed(connection, at_once=message.state is RoomState.ENDED or not inside)
        elif isinstance(message, TerminalState):
            own = message.in_charge is not None and message.in_charge.you
            if own or message.terminal in _charges(connection):
                self.changed(connection)
        elif isinstance(message, PresenceTold):
            self.changed(connection)

    def changed(self, connection: Connection, *, at_once: bool = False) -> None:
        """Read its statement anew, in a moment."""
        now = self._clock()
        due = now if at_once else now + SETTLE_S
        self._due[connection] = min(due, self._due.get(connection, due))

    def forget(self, connection: Connection) -> None:
        """The socket is gone."""
        self._due.pop(connection, None)

    def refresh(self, connections: Iterable[Connection]) -> None:
        """Renew the tokens that become old, a few at a time."""
        before = self._clock() - REFRESH_S
        for connection in connections:
            if connection.stated_at is not None and connection.stated_at < before:
                self.changed(connection)

    async def renew(self) -> float:
        """Read what is due; seconds until the next look. Raises `StoreUnavailable`."""
        now = self._clock()
        for connection in [each for each, due in self._due.items() if due <= now]:
            if self._due.pop(connection, None) is not None:
                await self._renew(connection)
        return LOOK_S

    async def _renew(self, connection: Connection) -> None:
        try:
            said = await self._store.statement(connection.participant)
        except BaseException:
            self.changed(connection)
            raise
        if said is None or connection.outbox.finishing:
            return
        same = connection.statement is not None and connection.stated_at is not None
        if same and connection.statement is not None:
            same = replace(connection.statement, said_at=said.said_at) == said
        connection.statement = said
        now = self._clock()
        if same and connection.stated_at is not None and now - connection.stated_at < REFRESH_S:
            return
        connection.stated_at = now
        connection.say(ResumeState(resume=self.token(connection)))

    def token(self, connection: Connection) -> str:
        """The resume token, with all that it can hold."""
        visitor, said = connection.visitor, connection.statement
        for claims in () if said is None else (as_json(said), as_json(_without_room(said))):
            token = self._tokens.resume(
                connection.participant, visitor.subject, visitor.role, claims
            )
            if len(token) <= TOKEN_CHARACTERS:
                return token
        return self._tokens.resume(connection.participant, visitor.subject, visitor.role)


def statement_of(resume: Resume, now: float) -> Statement | None:
    """What the token says, if it is still worth listening to; `now` seconds since the epoch."""
    if resume.statement is None or now - resume.issued_at > FRESH_S:
        return None
    return _parsed(resume.statement)


def _parsed(claims: Any) -> Statement | None:
    try:
        return from_json(claims)
    except (KeyError, TypeError, ValueError):
        # Of another version of the server.
        return None


def _without_room(said: Statement) -> Statement:
    """Of a very large room; the others' places are then theirs to bring back."""
    return replace(said, room=None, served=None, awaited=())


def _charges(connection: Connection) -> set[str]:
    said = connection.statement
    return set() if said is None else {terminal for terminal, _ in said.charges}
