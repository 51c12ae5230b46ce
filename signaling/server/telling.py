"""Reads the present state of what a notice is about, and makes the message that tells it.

Here, too, stands who may know what: a notice that reached the wrong participant tells
them nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from signaling.domain.callback import CALLBACK
from signaling.domain.estimate import Wait
from signaling.domain.operations import CONCLUDED
from signaling.domain.records import (
    CallbackRecord,
    ParticipantRecord,
    RequestRecord,
    ServiceRules,
    TerminalRecord,
)
from signaling.domain.request import LIVE_REQUEST
from signaling.protocol import (
    STAFF,
    AlarmState,
    AwaitedVisit,
    CallbackState,
    Contact,
    RequestState,
    ReservationState,
    Role,
    RoomState,
    ServerMessage,
    VisitUnderWay,
)
from signaling.store.api import Store

from .alarm_telling import alarm_told, is_raiser
from .building import (
    awaited_told,
    callback_told,
    over_told,
    presence_told,
    request_told,
    reservation_told,
    room_told,
    terminal_told,
    visit_told,
)
from .connection import Connection
from .directory_model import Directory
from .logs import log
from .sealing import Sealer, SealError

_LIVE_REQUEST = frozenset({RequestState.PENDING, RequestState.RESERVED, RequestState.ASSIGNED})


class Teller:
    """Each method raises `StoreUnavailable`."""

    def __init__(self, store: Store, directory: Callable[[], Directory], sealer: Sealer) -> None:
        self._store = store
        self._directory = directory
        self._sealer = sealer
        self._by_about = {
            "presence": self._presence,
            "terminal": self._terminal,
            "request": self._request,
            "reservation": self._reservation,
            "room": self._room,
            "visit": self._visit_over,
            "alarm": self._alarm,
            "callback": self._callback,
        }

    async def tell(self, connection: Connection, about: str, id_: str) -> ServerMessage | None:
        """The message, or None when there is nothing that concerns this participant."""
        tell = self._by_about.get(about)
        return None if tell is None else await tell(connection, id_)

    async def everything(self, connection: Connection) -> list[ServerMessage]:
        """All that concerns the participant now, and the end of what it was told of before."""
        about: dict[tuple[str, str], None] = {}
        if connection.role is not Role.TERMINAL:
            # The first of all to be told.
            about.update({("alarm", alarm): None for alarm in await self._store.open_alarms()})
        if connection.role in STAFF:
            about["presence", connection.subject] = None
        for terminal in self.terminals_of(connection):
            about["terminal", terminal] = None
        for key in await self._live(connection):
            about[key] = None
        about.update(connection.following)
        told = [await self.tell(connection, *key) for key in about]
        return [message for message in told if message is not None]

    def terminals_of(self, connection: Connection) -> tuple[str, ...]:
        """The terminals whose state the participant is told."""
        if connection.role is Role.TERMINAL:
            return (connection.subject,)
        directory = self._directory()
        person = directory.people.get(connection.subject)
        if connection.role is not Role.CLERK or person is None:
            return ()
        return directory.terminals_of(person)

    def may_see_terminal(self, connection: Connection, terminal: str) -> bool:
        """Whether it is one of those; asked of every clerk at every change of a terminal."""
        if connection.role is Role.TERMINAL:
            return terminal == connection.subject
        directory = self._directory()
        person = directory.people.get(connection.subject)
        if connection.role is not Role.CLERK or person is None:
            return False
        return directory.in_places_of(person, terminal)

    async def _live(self, connection: Connection) -> list[tuple[str, str]]:
        """Rooms, requests and reservations under way."""
        record = await self._store.participant(connection.participant)
        if record is None:
            return []
        found: list[tuple[str, str]] = []
        rooms = {record.room}
        requests = {record.request}
        charges = {connection.subject} if record.role is Role.TERMINAL else set(record.charges)
        for terminal in sorted(charges):
            at = await self._store.terminal(terminal)
            rooms.add(at.room)
            requests |= {at.request, at.interpreter}
        for room in sorted(filter(None, rooms)):
            requests |= await self._of_room(room)
        if record.room is not None:
            found.append(("room", record.room))
        found += [("request", request) for request in sorted(filter(None, requests))]
        over = await self._store.request(record.concluding) if record.concluding else None
        if over is not None and over.outcome is None:
            # The page may have been loaded anew: it is asked until somebody has answered.
            found.append(("visit", over.id))
        found += await self._callbacks_of(connection, record)
        if connection.role in STAFF:
            presence = await self._store.presence(connection.subject)
            if presence is not None and presence.reservation is not None:
                found.append(("reservation", presence.reservation))
        return found

    async def _callbacks_of(
        self, connection: Connection, record: ParticipantRecord
    ) -> list[tuple[str, str]]:
        """The open ones that a clerk has left, and the one that a person has taken."""
        found = [("callback", id_) for id_ in record.callbacks if connection.role in STAFF]
        served = await self._store.request(record.request) if record.request else None
        if served is not None and served.callback is not None:
            found.append(("callback", served.callback))
        return found

    async def _of_room(self, room: str) -> set[str | None]:
        """What its people serve, and the interpreter who is awaited there."""
        record = await self._store.room(room)
        if record is None:
            return set()
        people = [await self._store.participant(m.participant) for m in record.members]
        found = {person.request for person in people if person is not None}
        if record.terminal is not None:
            found.add((await self._store.terminal(record.terminal)).interpreter)
        return found

    async def _presence(self, connection: Connection, id_: str) -> ServerMessage | None:
        if id_ != connection.subject or connection.role not in STAFF:
            return None
        record = await self._store.presence(id_)
        return None if record is None else presence_told(record, await self._store.now())

    async def _terminal(self, connection: Connection, id_: str) -> ServerMessage | None:
        if not self.may_see_terminal(connection, id_):
            return None
        record = await self._store.terminal(id_)
        clerk = None
        if record.in_charge is not None:
            clerk = await self._store.participant(record.in_charge)
        awaited, visit = None, None
        if connection.role is Role.CLERK:
            awaited = await self._awaited(record)
            visit = None if awaited else await self._visit_under_way(record)
        me = connection.participant
        return terminal_told(self._directory(), record, clerk, me, awaited, visit)

    async def _awaited(self, terminal: TerminalRecord) -> AwaitedVisit | None:
        request = await self._store.request(terminal.request) if terminal.request else None
        # Read after the terminal: what has moved on meanwhile has a notice of its own coming.
        if request is None or request.state not in LIVE_REQUEST:
            return None
        return awaited_told(self._directory(), request, await self._store.now())

    async def _visit_under_way(self, terminal: TerminalRecord) -> VisitUnderWay | None:
        room = await self._store.room(terminal.room) if terminal.room else None
        if room is None or room.state is RoomState.ENDED:
            return None
        return visit_told(self._directory(), room, await self._store.now())

    async def _request(self, connection: Connection, id_: str) -> ServerMessage | None:
        record = await self._store.request(id_)
        if record is None:
            return None
        may_know = (
            record.created_by == connection.participant
            or (record.terminal is not None and self.may_see_terminal(connection, record.terminal))
            or ("room", record.room) in connection.following
        )
        if not may_know:
            return None
        self._follow(connection, "request", id_, record.state in _LIVE_REQUEST)
        waits = record.state is RequestState.PENDING
        (connection.waiting.add if waits else connection.waiting.discard)(id_)
        wait = await self._wait(record) if waits else None
        return request_told(self._directory(), record, await self._store.now(), wait)

    async def _wait(self, record: RequestRecord) -> Wait:
        service = self._directory().services.get(record.service)
        rules = service.rules if service is not None else ServiceRules(id=record.service)
        return await self._store.wait(rules, record.choices, record)

    async def _visit_over(self, connection: Connection, id_: str) -> ServerMessage | None:
        record = await self._store.request(id_)
        if record is None or record.state not in CONCLUDED:
            return None
        if connection.participant not in (record.served_by, record.attended_by):
            return None
        return over_told(self._directory(), record)

    async def _reservation(self, connection: Connection, id_: str) -> ServerMessage | None:
        record = await self._store.reservation(id_)
        if record is None or record.person != connection.subject or connection.role not in STAFF:
            return None
        request = await self._store.request(record.request)
        if request is None:
            return None
        asking = await self._store.participant(request.created_by)
        left_at = request.terminal
        if request.callback is not None:
            callback = await self._store.callback(request.callback)
            left_at = callback.terminal if callback is not None else None
        self._follow(connection, "reservation", id_, record.state is ReservationState.PENDING)
        now = await self._store.now()
        receiver = connection.participant
        return reservation_told(self._directory(), record, request, asking, receiver, now, left_at)

    async def _room(self, connection: Connection, id_: str) -> ServerMessage | None:
        record = await self._store.room(id_)
        if record is None:
            return None
        inside = any(m.participant == connection.participant for m in record.members)
        known = ("room", id_) in connection.following
        if not inside and not known:
            return None
        over = record.state is RoomState.ENDED or not inside
        if inside and record.terminal is not None:
            connection.last_terminal = record.terminal
        self._follow(connection, "room", id_, not over)
        now = await self._store.now()
        return room_told(self._directory(), record, connection.participant, now)

    async def _alarm(self, connection: Connection, id_: str) -> ServerMessage | None:
        if connection.role is Role.TERMINAL:
            return None
        record = await self._store.alarm(id_)
        if record is None:
            return None
        told = alarm_told(self._directory(), connection, record, await self._store.now())
        if told is None:
            return None
        self._follow(connection, "alarm", id_, record.state is not AlarmState.CLEARED)
        if not record.reached and not is_raiser(connection, record):
            await self._store.reach_alarm(id_)
        return told

    async def callback_left(self, callback: str) -> ServerMessage | None:
        """For who leaves it, in answer to leaving it; None when it has gone meanwhile.

        No notice would do for a terminal: whose window is open is tried at once, and a terminal
        is told nothing of what is tried.
        """
        record = await self._store.callback(callback)
        if record is None:
            return None
        return callback_told(self._directory(), record, None, await self._store.now())

    async def _callback(self, connection: Connection, id_: str) -> ServerMessage | None:
        record = await self._store.callback(id_)
        if record is None:
            return None
        me = connection.participant
        taken = record.state is CallbackState.TAKEN and record.taken_by == me
        # At a terminal the next resident stands when it is tried: nothing of it is told there.
        left = record.created_by == me and connection.role in STAFF
        if not taken and not left and ("callback", id_) not in connection.following:
            return None
        live = taken or left
        self._follow(connection, "callback", id_, live and record.state not in CALLBACK.final)
        contact = self._contact(record) if taken else None
        told = callback_told(self._directory(), record, contact, await self._store.now())
        return told.model_copy(update={"unreadable": taken and contact is None})

    def _contact(self, record: CallbackRecord) -> Contact | None:
        """For nobody but who has taken it; None where this node's keys do not open it."""
        try:
            return self._sealer.open(record.id, record.sealed or "")
        except SealError as error:
            log.error("a contact cannot be opened", callback=record.id, problem=str(error))
            return None

    @staticmethod
    def _follow(connection: Connection, about: str, id_: str, live: bool) -> None:
        if live:
            connection.following[about, id_] = None
        else:
            connection.following.pop((about, id_), None)
