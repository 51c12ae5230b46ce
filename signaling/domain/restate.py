"""Putting participants back, by what they say, after the store has lost its data.

Everything is put back as if all who belong to it had just dropped: who is named in somebody's
statement and has not come back yet becomes a placeholder, whose place is kept for the grace
period of a room, so that nobody stays busy or reserved for ever. Newer statements outrank
older ones: by era and revision about a room, by the time of saying about who is in it.
"""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    AWAY_REASONS,
    STAFF,
    ConnectionState,
    PresenceReason,
    PresenceState,
    RequestKind,
    RequestState,
    Role,
    RoomKind,
    RoomMode,
    RoomState,
)

from . import people, requests, rooms
from .entrance import Entrance
from .presence import PRESENCE
from .records import MemberRecord, Origin, ParticipantRecord, RequestRecord, RoomRecord
from .request import LIVE_REQUEST, REQUEST
from .room import ROOM
from .statement import PresenceStated, Statement, is_placeholder
from .world import World

REVISIONS_AHEAD = 1000
"""A room goes on so many revisions after the stated one: clients may have seen later ones than
are stated, and drop what is older."""

FRESH_REASONS = frozenset({PresenceReason.SIGNED_IN, PresenceReason.CONNECTION_LOST})
"""Of away: the person has said nothing else in this era."""


def is_stated(w: World, entrance: Entrance) -> bool:
    """Whether who comes in was known to a store that is gone, and has not come back yet."""
    known = w.participants.get(entrance.participant)
    if entrance.statement is None or entrance.statement.era == w.era:
        return False
    return known is None or is_placeholder(known)


def restate(w: World, now: float, entrance: Entrance, stated: Statement) -> None:
    """Put it all back; the participant itself as dropped, to be entered afterwards."""
    if w.returning_until is None:
        w.returning_until = now + entrance.room_grace_s
    _keep_place(w, now, entrance, _own_member(entrance))
    known = w.participants[entrance.participant]
    epoch = max(known.epoch, stated.epoch)
    w.change_participant(known.id, epoch=epoch, stated_at=stated.said_at)
    _leave_older_room(w, now, entrance.participant, stated)
    if stated.room is not None and _can_go_on(stated.room):
        _restate_room(w, now, entrance, stated, stated.room)
    if stated.presence is not None and entrance.role in STAFF:
        _restate_presence(w, now, entrance, stated, stated.presence)
    for terminal, seat in stated.charges:
        if w.terminal(terminal).in_charge is None:
            charges = {*w.participants[entrance.participant].charges, terminal}
            w.change_participant(entrance.participant, charges=tuple(sorted(charges)))
            w.change_terminal(terminal, in_charge=entrance.participant, seat=seat)
    if stated.served is not None:
        _restate_served(w, now, entrance.participant, stated.served)
    for request in stated.awaited:
        _restate_awaited(w, now, request)


# Participants ---------------------------------------------------------------------------


def _own_member(entrance: Entrance) -> ParticipantRecord:
    return ParticipantRecord(
        id=entrance.participant,
        role=entrance.role,
        subject=entrance.subject,
        name=entrance.name,
        node="",
        epoch=0,
        connection=ConnectionState.LOST,
        languages=entrance.languages,
    )


def _keep_place(w: World, now: float, entrance: Entrance, who: ParticipantRecord) -> None:
    """A placeholder for somebody who has not come back."""
    if who.id in w.participants:
        return
    w.participants[who.id] = replace(
        who, era=w.era, grace_s=entrance.grace_s, room_grace_s=entrance.room_grace_s
    )
    w.set_timer("grace", who.id, now + entrance.room_grace_s)
    if who.role is Role.TERMINAL:
        w.change_terminal(who.subject, participant=who.id)
    elif who.role in STAFF:
        person = w.person(who.subject)
        connections = tuple(sorted({*person.connections, who.id}))
        people.put(w, replace(person, connections=connections))
        if person.state is PresenceState.OFFLINE:
            reason = PresenceReason.CONNECTION_LOST
            people.move(w, now, who.subject, "sign_in", reason=reason)


def _restate_presence(
    w: World, now: float, entrance: Entrance, stated: Statement, told: PresenceStated
) -> None:
    person = w.person(entrance.subject)
    if person.state is PresenceState.BUSY and w.participants[entrance.participant].room:
        if told.state is PresenceState.BUSY:
            people.put(w, replace(person, after=told.after))
        return
    silent = all(is_placeholder(w.participants[c]) for c in person.connections)
    fresh = silent or person.reason in FRESH_REASONS
    if person.state is not PresenceState.AWAY or not fresh:
        return
    wanted = _returns_to(told, stated)
    if wanted is PresenceState.AVAILABLE:
        people.move(w, now, person.person, "set_available", reason=PresenceReason.SELF)
    else:
        given = told.state is PresenceState.AWAY and (
            told.reason in AWAY_REASONS or told.reason is PresenceReason.MISSED_RING
        )
        reason = told.reason if given else PresenceReason.CONNECTION_LOST
        people.move(w, now, person.person, "set_away", reason=reason)
    people.put(
        w,
        replace(
            w.person(person.person),
            since=told.since if told.state in (wanted, PresenceState.RESERVED) else now,
            day=told.day,
            served_today=told.served_today,
        ),
    )


def _returns_to(told: PresenceStated, stated: Statement) -> PresenceState:
    """Available or away, once out of what is over."""
    if told.state is PresenceState.BUSY and stated.room is None:
        # In a conversation by another tab, which has not come back yet.
        return PresenceState.AWAY
    if told.state in (PresenceState.BUSY, PresenceState.WRAP_UP):
        return told.after
    ready = told.state in (PresenceState.AVAILABLE, PresenceState.RESERVED)
    return PresenceState.AVAILABLE if ready else PresenceState.AWAY


# Rooms ----------------------------------------------------------------------------------


def _leave_older_room(w: World, now: float, participant: str, stated: Statement) -> None:
    """Put into a room by somebody who did not know yet that the participant had left."""
    room = w.participants[participant].room
    if room is None or (stated.room is not None and stated.room.id == room):
        return
    origin = w.rooms[room].origin
    if origin is not None and stated.said_at > origin.said_at:
        rooms.remove_member(w, now, room, participant)


def _can_go_on(room: RoomRecord) -> bool:
    """A callback cannot: whom to reach stood in the store alone, sealed."""
    return room.state is not RoomState.ENDED and room.kind is not RoomKind.CALLBACK


def _restate_room(
    w: World, now: float, entrance: Entrance, stated: Statement, told: RoomRecord
) -> None:
    origin = Origin(stated.era, told.revision, stated.said_at)
    known = w.rooms.get(told.id)
    if known is None:
        _reinstall(w, now, entrance, told, origin)
    elif (
        known.state is not RoomState.ENDED
        and known.origin is not None
        and origin.rank > known.origin.rank
    ):
        _bring_up(w, now, entrance, known, told, origin)
    # What one has switched on oneself one knows best, however old the rest is.
    for member in told.members:
        if member.participant == entrance.participant:
            _set_sending(w, told.id, member)


def _set_sending(w: World, room: str, member: MemberRecord) -> None:
    if w.participants[member.participant].room == room:
        rooms.set_member(w, room, member.participant, sending=member.sending)


def _reinstall(w: World, now: float, entrance: Entrance, told: RoomRecord, origin: Origin) -> None:
    members = [m for m in told.members if _belongs(w, m, told.id, origin)]
    present = {m.participant for m in members}
    if entrance.participant not in present:
        return
    if told.terminal is not None:
        at_it = any(m.role is Role.TERMINAL for m in members)
        if not at_it or w.terminal(told.terminal).room is not None:
            return
    w.rooms[told.id] = replace(
        told,
        state=ROOM.initial,
        revision=told.revision + REVISIONS_AHEAD,
        members=(),
        confirmed=(),
        request=None,
        origin=origin,
    )
    if told.terminal is not None:
        w.change_terminal(told.terminal, room=told.id)
    for member in members:
        _put_in(w, now, entrance, told.id, member)


def _bring_up(
    w: World,
    now: float,
    entrance: Entrance,
    known: RoomRecord,
    told: RoomRecord,
    origin: Origin,
) -> None:
    """A newer statement about a room that was put back from an older one."""
    w.rooms[known.id] = replace(
        known,
        origin=origin,
        revision=max(known.revision, told.revision + REVISIONS_AHEAD),
        generations={
            pair: max(told.generations.get(pair, 0), known.generations.get(pair, 0))
            for pair in sorted({*told.generations, *known.generations})
        },
    )
    inside = {m.participant for m in known.members}
    stated = {m.participant for m in told.members}
    for member in told.members:
        if member.participant not in inside and _belongs(w, member, known.id, origin):
            _put_in(w, now, entrance, known.id, member)
    for member in known.members:
        gone = member.participant not in stated
        if gone and w.participants[member.participant].stated_at <= origin.said_at:
            rooms.remove_member(w, now, known.id, member.participant)
    # Only ever towards what the resident does not hear: coming together again is for people.
    if RoomMode.CONSULTATION in told.modes and RoomMode.CONSULTATION not in known.modes:
        w.change_room(known.id, mode=told.mode, wanted=told.wanted, confirmed=())
    w.unsettled_rooms[known.id] = None


def _belongs(w: World, member: MemberRecord, room: str, origin: Origin) -> bool:
    """Whether a member of the stated room may still be taken for one."""
    who = w.participants.get(member.participant)
    if who is None:
        person = w.person(member.subject)
        return member.role is Role.TERMINAL or _can_join(person.state)
    if who.room is not None or who.stated_at > origin.said_at:
        return False
    return member.role is Role.TERMINAL or _can_join(w.person_of(who).state)


def _can_join(state: PresenceState) -> bool:
    offline_or_rung = (PresenceState.OFFLINE, PresenceState.RESERVED)
    return state in offline_or_rung or PRESENCE.allows(state, "join")


def _put_in(w: World, now: float, entrance: Entrance, room: str, member: MemberRecord) -> None:
    _keep_place(
        w,
        now,
        entrance,
        ParticipantRecord(
            id=member.participant,
            role=member.role,
            subject=member.subject,
            name=member.name,
            node="",
            epoch=0,
            connection=ConnectionState.LOST,
            languages=member.languages,
        ),
    )
    who = w.participants[member.participant]
    if member.role is Role.TERMINAL:
        rooms.add_member(w, room, who, None)
    else:
        reservation = w.person_of(who).reservation
        if reservation is not None:
            requests.rescind(w, now, reservation, "rescind")
            requests.give_back(w, w.reservations[reservation], declined=False)
        rooms.join(w, now, room, who, member.seat)
    rooms.set_member(w, room, member.participant, sending=member.sending)


# Requests -------------------------------------------------------------------------------


def _restate_served(w: World, now: float, participant: str, told: RequestRecord) -> None:
    """The request that the participant serves; one that is rung for elsewhere is taken back."""
    who = w.participants[participant]
    if who.room is None or who.room != told.room or who.request is not None:
        return
    known = w.requests.get(told.id)
    if known is None:
        w.requests[told.id] = replace(told, state=RequestState.ASSIGNED, reason=None)
    elif known.state in LIVE_REQUEST:
        for reservation in known.reservations:
            requests.rescind(w, now, reservation, "rescind")
        reserved = known.state
        if reserved is RequestState.PENDING:
            reserved = REQUEST.step(reserved, "reserve")
        w.stop_timer("wait", told.id)
        w.stop_timer("overflow", told.id)
        requests.let_go(w, known)
        w.change_request(
            told.id,
            state=REQUEST.step(reserved, "accept"),
            served_at=told.served_at,
            reservations=(),
        )
    else:
        return
    w.change_participant(participant, request=told.id)


def _restate_awaited(w: World, now: float, told: RequestRecord) -> None:
    """Somebody waits in the room, and keeps their turn."""
    room = w.rooms.get(told.room) if told.room is not None else None
    if told.id in w.requests or room is None or room.state is RoomState.ENDED:
        return
    if room.origin is None or _slot(w, told, room) is not None:
        return
    w.requests[told.id] = replace(told, state=REQUEST.initial)
    if told.terminal is None:
        w.rooms[room.id] = replace(room, request=told.id)
    elif told.kind is RequestKind.INTERPRETER:
        w.change_terminal(told.terminal, interpreter=told.id)
    else:
        w.change_terminal(told.terminal, request=told.id)
    w.change_request(told.id)
    w.set_timer("wait", told.id, told.created_at + w.service(told.service).max_wait_s)
    w.unsettled_requests[told.id] = None
    w.unsettled_rooms[room.id] = None


def _slot(w: World, told: RequestRecord, room: RoomRecord) -> str | None:
    """What is awaited in its place already."""
    if told.terminal is None:
        return room.request
    terminal = w.terminal(told.terminal)
    return terminal.interpreter if told.kind is RequestKind.INTERPRETER else terminal.request
