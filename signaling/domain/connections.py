"""Operations of coming and going: sockets, participants, nodes."""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    STAFF,
    CancelReason,
    ConnectionState,
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    Role,
)

from . import callbacks, people, requests, restate, rooms
from .entrance import Entrance
from .records import ParticipantRecord
from .room import CONNECTION
from .settle import settle
from .world import World


def enter(w: World, now: float, entrance: Entrance) -> ParticipantRecord:
    """See `signaling.store.api.Store.enter`."""
    w.begin(now)
    if entrance.statement is not None and restate.is_stated(w, entrance):
        restate.restate(w, now, entrance, entrance.statement)
    old = w.participants.get(entrance.participant)
    if old is not None and (old.role, old.subject) != (entrance.role, entrance.subject):
        raise ProtocolError(ErrorCode.NOT_YOURS)
    state = CONNECTION.initial
    if old is not None:
        if old.connection is ConnectionState.CONNECTED:
            w.tell(old.id, "replaced", str(old.epoch))
        state = CONNECTION.step(old.connection, "enter")
    w.participants[entrance.participant] = ParticipantRecord(
        id=entrance.participant,
        role=entrance.role,
        subject=entrance.subject,
        name=entrance.name,
        node=entrance.node,
        epoch=1 if old is None else old.epoch + 1,
        connection=state,
        languages=entrance.languages,
        room=old.room if old else None,
        request=old.request if old else None,
        charges=old.charges if old else (),
        callbacks=old.callbacks if old else (),
        concluding=old.concluding if old else None,
        grace_s=entrance.grace_s,
        room_grace_s=entrance.room_grace_s,
        era=w.era,
        stated_at=old.stated_at if old else 0.0,
    )
    # A node that was taken for dead, and dies before it beats again, would never be missed.
    w.nodes.setdefault(entrance.node, now)
    w.stop_timer("grace", entrance.participant)
    if entrance.role in STAFF:
        _sign_in(w, now, entrance)
    elif entrance.role is Role.TERMINAL:
        w.change_terminal(
            entrance.subject, online=True, participant=entrance.participant, since=now
        )
    _show_connected(w, entrance.participant, True)
    settle(w, now)
    return w.participants[entrance.participant]


def _sign_in(w: World, now: float, entrance: Entrance) -> None:
    person = w.person(entrance.subject)
    connections = tuple(sorted({*person.connections, entrance.participant}))
    today = person.served_today if person.day == entrance.day else 0
    people.put(
        w,
        replace(
            person,
            connections=connections,
            serves=entrance.serves,
            day=entrance.day,
            served_today=today,
        ),
    )
    if person.state is PresenceState.OFFLINE:
        lost = person.reason is PresenceReason.CONNECTION_LOST
        reason = PresenceReason.CONNECTION_LOST if lost else PresenceReason.SIGNED_IN
        people.move(w, now, entrance.subject, "sign_in", reason=reason)


def _show_connected(w: World, participant: str, connected: bool) -> None:
    room = w.participants[participant].room
    if room is not None:
        rooms.set_member(w, room, participant, connected=connected)


def drop(w: World, now: float, participant: str, epoch: int) -> None:
    """See `Store.drop`."""
    record = w.participants.get(participant)
    if (
        record is None
        or record.epoch != epoch
        or record.connection is not ConnectionState.CONNECTED
    ):
        return
    w.change_participant(participant, connection=CONNECTION.step(record.connection, "drop"))
    grace_s = record.grace_s if record.room is None else record.room_grace_s
    w.set_timer("grace", participant, now + grace_s)
    if record.role in STAFF:
        people.put(w, w.person(record.subject))
    elif record.role is Role.TERMINAL:
        w.change_terminal(record.subject, online=False, since=now)
    _show_connected(w, participant, False)
    settle(w, now)


def part(w: World, now: float, participant: str, epoch: int) -> None:
    """See `Store.part`."""
    record = w.participants.get(participant)
    if record is None or record.epoch != epoch:
        return
    CONNECTION.step(record.connection, "part")
    _forget(w, now, record, PresenceReason.SIGNED_OUT)
    settle(w, now)


def expire_grace(w: World, now: float, participant: str) -> None:
    """The place was kept long enough."""
    record = w.participants.get(participant)
    if record is None or record.connection is not ConnectionState.LOST:
        return
    CONNECTION.step(record.connection, "expire")
    _forget(w, now, record, PresenceReason.CONNECTION_LOST)


def _forget(w: World, now: float, record: ParticipantRecord, reason: PresenceReason) -> None:
    w.stop_timer("grace", record.id)
    for terminal in record.charges:
        w.change_terminal(terminal, in_charge=None, seat=None)
    if record.role is Role.TERMINAL:
        live = w.terminal(record.subject).request
        if live is not None:
            requests.cancel(w, now, live, CancelReason.ABANDONED)
        at = w.terminal(record.subject)
        since = now if at.online else at.since
        w.change_terminal(record.subject, online=False, participant=None, since=since)
    callbacks.lose(w, now, record.id)
    if record.room is not None:
        rooms.remove_member(w, now, record.room, record.id)
    if record.role in STAFF:
        person = w.person(record.subject)
        left = tuple(c for c in person.connections if c != record.id)
        people.put(w, replace(person, connections=left))
        if not left:
            requests.lose_person(w, now, record.subject, reason)
    del w.participants[record.id]


def beat(w: World, now: float, node: str) -> str:
    """See `Store.beat`."""
    w.nodes[node] = now
    return w.begin(now)


def retire(w: World, now: float, node: str) -> None:
    """See `Store.retire`."""
    w.nodes.pop(node, None)
    held = [
        p
        for p in w.participants.values()
        if p.node == node and p.connection is ConnectionState.CONNECTED
    ]
    for participant in sorted(held, key=lambda p: p.id):
        drop(w, now, participant.id, participant.epoch)
