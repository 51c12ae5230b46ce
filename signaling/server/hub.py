"""This node's participants: brings every notice to the sockets that it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from signaling.domain.entrance import Entrance
from signaling.domain.records import Notice
from signaling.domain.statement import Statement, is_placeholder
from signaling.protocol import (
    STAFF,
    ConnectionState,
    ErrorCode,
    ProtocolError,
    Role,
    ServerState,
)
from signaling.store.api import Store, StoreUnavailable

from .alarm_telling import CALLED
from .availability import AvailabilityBoard
from .connection import Connection
from .logs import log
from .outbox import PassOn, Tell, TellEverything
from .statements import Statements
from .supervision import SupervisionBoard
from .telling import Teller


class Hub:
    """Who is connected here. The truth about them stands in the store."""

    def __init__(
        self,
        store: Store,
        node: str,
        teller: Teller,
        availability: AvailabilityBoard,
        statements: Statements,
        supervision: SupervisionBoard,
    ) -> None:
        self._store = store
        self._node = node
        self._teller = teller
        self._availability = availability
        self._statements = statements
        self._supervision = supervision
        self.beat: Callable[[], Awaitable[str]] = lambda: store.beat(node)
        """Gives the store's era; the node puts its own way here, which tells a store that has
        begun anew its rules before anybody is put back into it."""
        self._connections: dict[str, Connection] = {}
        self._clerks: dict[str, Connection] = {}
        self._terminals: dict[str, Connection] = {}
        self._arriving: dict[str, Connection] = {}
        self._owed: dict[tuple[str, int], bool] = {}
        self._recovering = asyncio.Lock()
        self.draining = False
        self.accepting = True
        """Whether new work can be taken up: the store is within reach."""

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Everybody who is connected here."""
        return tuple(self._connections.values())

    # Coming and going -----------------------------------------------------------------
    async def admit(self, connection: Connection) -> None:
        """Enter the participant; raises `ProtocolError` and `StoreUnavailable`."""
        participant = connection.participant
        # From before the step in the store, so that nothing told right after it is missed.
        self._arriving[participant] = connection
        try:
            said = connection.statement
            record = await self._store.enter(replace(connection.entrance, statement=said))
        finally:
            if self._arriving.get(participant) is connection:
                del self._arriving[participant]
        connection.epoch, connection.era = record.epoch, record.era
        older = self._connections.get(participant)
        if older is not None and older.era == record.era and older.epoch > record.epoch:
            connection.finish(ErrorCode.REPLACED)
            return
        self._connections[participant] = connection
        if connection.role is Role.CLERK:
            self._clerks[participant] = connection
        elif connection.role is Role.TERMINAL:
            self._terminals[connection.subject] = connection
        if older is not None:
            older.replaced()

    async def release(self, connection: Connection) -> None:
        """The socket is gone; its place is kept, unless it parted."""
        self._availability.forget(connection)
        self._supervision.forget(connection)
        self._statements.forget(connection)
        for group, name in (
            (self._connections, connection.participant),
            (self._clerks, connection.participant),
            (self._terminals, connection.subject),
        ):
            if group.get(name) is connection:
                del group[name]
        if connection.epoch:
            self._owed[connection.participant, connection.epoch] = connection.parted
            await self.settle_owed()

    async def settle_owed(self) -> None:
        """Tell the store of sockets that are gone; what it cannot take now, later."""
        for (participant, epoch), parted in list(self._owed.items()):
            leave = self._store.part if parted else self._store.drop
            try:
                await leave(participant, epoch)
            except StoreUnavailable:
                return
            self._owed.pop((participant, epoch), None)

    # Notices ----------------------------------------------------------------------------
    async def listen(self) -> None:
        """Deliver the store's notices until cancelled."""
        async for notice in self._store.notices(self._node):
            if notice.about == "resync":
                # Subscribed, for the first time or again: some notices may not have come.
                await self.recover()
            else:
                self.deliver(notice)

    def deliver(self, notice: Notice) -> None:
        """Bring one notice to whom it concerns on this node."""
        if notice.to is None:
            self._broadcast(notice)
            return
        if notice.about == "replaced":
            self._replaced(notice)
            return
        for group in (self._connections, self._arriving):
            connection = group.get(notice.to)
            if connection is None:
                continue
            if notice.about == "relay":
                connection.put(PassOn(notice.payload))
            else:
                connection.put(Tell(notice.about, notice.id))

    def _broadcast(self, notice: Notice) -> None:
        if notice.about == "availability":
            self._availability.changed(notice.id or None)
            return
        told = Tell(notice.about, notice.id)
        if notice.about == "terminal":
            # Every request changes one: going through everybody each time would be the
            # greater part of a large node's work.
            at_it = self._terminals.get(notice.id)
            for connection in (*self._clerks.values(), *([at_it] if at_it else [])):
                if self._teller.may_see_terminal(connection, notice.id):
                    connection.put(told)
            return
        if notice.about == "alarm":
            # Those who raised it get notices of their own.
            for connection in self.connections:
                if connection.role in CALLED:
                    connection.put(told)
            return
        for connection in self.connections:
            # Whether it truly may know is decided where the record is read.
            if connection.role in STAFF or notice.about in {"room", "request"}:
                connection.put(told)

    def _replaced(self, notice: Notice) -> None:
        """`id` is the epoch of the socket that has been replaced."""
        connection = self._connections.get(notice.to or "")
        if connection is None or str(connection.epoch) != notice.id:
            return
        if connection.epoch not in connection.old_epochs:
            connection.replaced()

    # After an outage, or a change of the directory ---------------------------------------
    async def recover(self) -> None:
        """Notices may have been missed, participants taken for dead or lost: put it right."""
        self._availability.changed(None)
        await self._recover_all(self.connections)

    async def _recover_all(self, connections: Iterable[Connection]) -> None:
        """Those in a conversation first: others wait for them."""
        async with self._recovering:
            try:
                era = await self.beat()
            except StoreUnavailable:
                era = None
            for connection in sorted(connections, key=_is_idle):
                if era is None:
                    connection.behind = True
                else:
                    await self._recover(connection, era)

    async def has_lost(self, connection: Connection) -> bool:
        """Whether the store does not know the participant any more; then it is put right."""
        try:
            record = await self._store.participant(connection.participant)
        except StoreUnavailable:
            return False
        lost = (record is None or is_placeholder(record)) and not connection.parted
        connection.behind = connection.behind or lost
        return lost

    def accept_work(self, accepting: bool) -> None:
        """Tell everybody whether new work can be taken up, when that has changed."""
        if accepting != self.accepting:
            self.accepting = accepting
            for connection in self.connections:
                connection.say(ServerState(accepting=accepting))

    def tell_those_waiting(self) -> None:
        """Places in queues and expected waits have moved on."""
        for connection in self.connections:
            for request in connection.waiting:
                connection.put(Tell("request", request))

    async def tell_those_behind(self) -> None:
        """Tell everything to those whom the store kept from being told something."""
        behind = [connection for connection in self.connections if connection.behind]
        if behind:
            await self._recover_all(behind)

    async def _recover(self, connection: Connection, era: str) -> None:
        try:
            record = await self._store.participant(connection.participant)
            said = connection.statement
            if record is None and (said is None or said.era == era):
                # Given up for gone, or nothing to put it back with: hello anew.
                connection.finish(ErrorCode.DRAINING)
                return
            if record is None or is_placeholder(record):
                await self._enter_again(connection, connection.entrance, said)
            elif record.era != connection.era and record.node == self._node:
                # Entered, but the answer was lost on its way.
                connection.epoch, connection.era = record.epoch, record.era
            elif record.era != connection.era:
                connection.replaced()
                return
            elif record.epoch == connection.epoch and (
                record.connection is not ConnectionState.CONNECTED or record.node != self._node
            ):
                await self._enter_again(connection, connection.entrance)
            elif record.epoch > connection.epoch:
                connection.replaced()
                return
        except StoreUnavailable:
            connection.behind = True
            return
        except ProtocolError:
            connection.finish(ErrorCode.DRAINING)
            return
        connection.behind = False
        connection.put(TellEverything())

    async def take_up_directory(
        self,
        entrance_of: Callable[[Connection], Entrance | None],
        *,
        texts_changed: bool,
    ) -> None:
        """Lock out who is no longer known, and serve by what the others may do now.

        `texts_changed`: what was told before may have had other names in it.
        """
        for connection in self.connections:
            entrance = entrance_of(connection)
            if entrance is None:
                connection.parted = True
                connection.finish(ErrorCode.LOCKED_OUT)
                log.info("locked out", role=connection.role, participant=connection.participant)
            elif entrance != connection.entrance:
                try:
                    await self._enter_again(connection, entrance)
                except (StoreUnavailable, ProtocolError):
                    connection.behind = True
            elif texts_changed:
                connection.put(TellEverything())
        self._availability.changed(None)

    async def _enter_again(
        self, connection: Connection, entrance: Entrance, said: Statement | None = None
    ) -> None:
        connection.old_epochs.add(connection.epoch)
        connection.entrance = entrance
        record = await self._store.enter(replace(entrance, statement=said))
        connection.epoch, connection.era = record.epoch, record.era
        if self._connections.get(connection.participant) is not connection:
            # Gone while entering: what release told the store was about the old epoch.
            self._owed[connection.participant, connection.epoch] = connection.parted
            await self.settle_owed()
        connection.put(TellEverything())

    def close(self) -> None:
        """The node closes now: whoever is still here connects elsewhere, and resumes."""
        self.draining = True
        for connection in self.connections:
            connection.finish(ErrorCode.DRAINING)


def _is_idle(connection: Connection) -> bool:
    return connection.statement is None or connection.statement.room is None
