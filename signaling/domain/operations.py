"""Operations on presence, terminals, requests and rooms; each a check, then moves.

Every function takes the world, the time, and what was asked; it raises `ProtocolError`
before its first move, or carries all of it out.
"""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    AWAY_REASONS,
    CancelReason,
    DeclineReason,
    EndReason,
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    RequestKind,
    RequestState,
    ReservationState,
    Role,
    RoomKind,
    RoomMode,
    Seat,
    Sending,
    VisitOutcome,
)

from . import callback_operations, people, requests, rooms
from .policy import linked, offerer_first, pair_key
from .presence import PRESENCE
from .records import MemberRecord, ParticipantRecord, RequestRecord, ReservationRecord, RoomRecord
from .request import LIVE_REQUEST, RESERVATION
from .room import ROOM
from .settle import settle
from .world import World

CONCLUDED = frozenset({RequestState.WRAPPING, RequestState.COMPLETED})
"""States of a request whose conversation is over."""

LONGEST_WRAP_UP_S = 3600.0
"""However often it is prolonged, a wrap-up ends after so long."""


def set_presence(
    w: World, now: float, participant: str, state: PresenceState, reason: PresenceReason
) -> None:
    """See `signaling.store.api.Store.set_presence`."""
    person = w.person_of(w.participant(participant))
    event = "set_available" if state is PresenceState.AVAILABLE else "set_away"
    if reason not in AWAY_REASONS:
        raise ProtocolError(ErrorCode.INVALID_MESSAGE, "reason: not one that a person may give")
    if person.state is PresenceState.RESERVED and event == "set_away":
        assert person.reservation is not None
        requests.reject(w, now, w.reservations[person.reservation])
    else:
        PRESENCE.step(person.state, event)
    w.stop_timer("rest", person.person)
    if person.state is PresenceState.WRAP_UP:
        people.close_wrap_up(w, now, person)
    idle_already = person.state is PresenceState.AVAILABLE and event == "set_available"
    people.move(w, now, person.person, event, reason=reason, keep_since=idle_already)
    settle(w, now)


# Terminals --------------------------------------------------------------------------


def attach(
    w: World, now: float, participant: str, terminal: str, seat: Seat, take_over: bool
) -> None:
    """See `Store.attach`."""
    clerk = w.participant(participant)
    record = w.terminal(terminal)
    holder = w.participants.get(record.in_charge) if record.in_charge else None
    if holder is not None and holder.id != participant:
        if holder.subject != clerk.subject and not take_over:
            raise ProtocolError(ErrorCode.TERMINAL_TAKEN)
        _give_up_charge(w, now, holder, terminal)
    w.change_participant(participant, charges=tuple(sorted({*clerk.charges, terminal})))
    w.change_terminal(terminal, in_charge=participant, seat=seat)
    # What is awaited there began without them.
    for request in filter(None, (record.request, record.interpreter)):
        w.tell(participant, "request", request)
    if record.room is not None:
        if clerk.room == record.room:
            rooms.set_member(w, record.room, participant, seat=seat)
            w.unsettled_rooms[record.room] = None
        else:
            join_if_possible(w, now, record.room, participant, seat)
    settle(w, now)


def detach(w: World, now: float, participant: str, terminal: str) -> None:
    """See `Store.detach`."""
    clerk = in_charge(w, participant, terminal)
    _give_up_charge(w, now, clerk, terminal)
    settle(w, now)


def _give_up_charge(w: World, now: float, clerk: ParticipantRecord, terminal: str) -> None:
    charges = tuple(t for t in clerk.charges if t != terminal)
    w.change_participant(clerk.id, charges=charges)
    room = w.terminal(terminal).room
    w.change_terminal(terminal, in_charge=None, seat=None)
    w.tell(clerk.id, "terminal", terminal)
    if room is not None and clerk.room == room:
        rooms.remove_member(w, now, room, clerk.id)


def in_charge(w: World, participant: str, terminal: str) -> ParticipantRecord:
    """The clerk in charge; raises ``terminal_not_attached``."""
    clerk = w.participant(participant)
    if w.terminal(terminal).in_charge != participant:
        raise ProtocolError(ErrorCode.TERMINAL_NOT_ATTACHED)
    return clerk


def join_if_possible(w: World, now: float, room: str, participant: str, seat: Seat) -> None:
    """A clerk in another room, or being rung, keeps the charge and joins later."""
    clerk = w.participants[participant]
    if clerk.room is None and PRESENCE.allows(w.person_of(clerk).state, "join"):
        rooms.join(w, now, room, clerk, seat)


# Requests and reservations ------------------------------------------------------------


def accept(w: World, now: float, participant: str, reservation: str, day: int) -> None:
    """See `Store.accept`."""
    answering = w.participant(participant)
    record = w.reservation(reservation)
    if record.person != answering.subject:
        raise ProtocolError(ErrorCode.NOT_YOUR_RING)
    if record.state is ReservationState.ACCEPTED and record.accepted_by == participant:
        return
    _check_rings(record)
    if answering.room is not None:
        raise ProtocolError(ErrorCode.IN_ANOTHER_ROOM)
    interprets = w.requests[record.request].kind is RequestKind.INTERPRETER
    if interprets is not (answering.role is Role.INTERPRETER):
        raise ProtocolError(ErrorCode.FORBIDDEN, "an interpreter interprets, nobody else does")
    served = requests.assign(w, now, record, participant, day)
    room = served.room
    if served.callback is not None:
        room = callback_operations.begin(w, now, served, participant)
    assert room is not None
    seat = Seat.REMOTE if answering.role is Role.CLERK else None
    rooms.add_member(w, room, w.participants[participant], seat)
    settle(w, now)


def _check_rings(record: ReservationRecord) -> None:
    if not RESERVATION.table[record.state]:
        raise ProtocolError(ErrorCode.RING_OVER, f"reservation is {record.state}")


def reject(
    w: World,
    now: float,
    participant: str,
    reservation: str,
    reason: DeclineReason | None = None,
) -> None:
    """See `Store.reject`."""
    answering = w.participant(participant)
    record = w.reservation(reservation)
    if record.person != answering.subject:
        raise ProtocolError(ErrorCode.NOT_YOUR_RING)
    _check_rings(record)
    requests.reject(w, now, record, reason)
    settle(w, now)


def conclude(
    w: World, now: float, participant: str, request: str, outcome: VisitOutcome
) -> RequestRecord:
    """See `Store.conclude`."""
    w.participant(participant)
    record = w.request(request)
    may = [each for each in (record.served_by, record.attended_by) if each is not None]
    if participant not in may:
        raise ProtocolError(ErrorCode.NOT_YOURS, "somebody else served it, or nobody")
    if record.kind is not RequestKind.VISIT or record.state not in CONCLUDED:
        raise ProtocolError(ErrorCode.WRONG_STATE, f"a {record.kind} that is {record.state}")
    if record.outcome is not None:
        w.count(now, record, **{record.outcome.value: -1})
    w.count(now, record, **{outcome.value: 1})
    concluded = replace(record, outcome=outcome)
    w.requests[request] = concluded
    w.tell_all(may, "visit", request)
    return concluded


def report(w: World, participant: str, health: str) -> None:
    """See `Store.report`."""
    terminal = w.terminal(w.participant(participant).subject)
    w.terminals[terminal.id] = replace(terminal, health=health)


def prolong(w: World, now: float, participant: str, by_s: float) -> None:
    """See `Store.prolong`."""
    person = w.person_of(w.participant(participant))
    if person.state is not PresenceState.WRAP_UP or person.ends_at is None:
        raise ProtocolError(ErrorCode.WRONG_STATE, "there is no wrap-up to prolong")
    move_to = min(person.ends_at + by_s, person.since + LONGEST_WRAP_UP_S)
    people.put(w, replace(person, ends_at=move_to))
    w.set_timer("wrap_up", person.person, move_to)
    settle(w, now)


# Rooms ----------------------------------------------------------------------------------


def open_room(w: World, now: float, participant: str, terminal: str, new_room: str) -> None:
    """See `Store.open_room`."""
    clerk = in_charge(w, participant, terminal)
    record = w.terminal(terminal)
    if record.seat is not Seat.REMOTE:
        raise ProtocolError(ErrorCode.WRONG_STATE, "a clerk at the desk is with the resident")
    if not record.online:
        raise ProtocolError(ErrorCode.TERMINAL_OFFLINE)
    if clerk.room is not None and clerk.room == record.room:
        return
    if clerk.room is not None:
        raise ProtocolError(ErrorCode.IN_ANOTHER_ROOM)
    PRESENCE.step(w.person_of(clerk).state, "join")
    room = record.room or new_room
    if record.room is None:
        rooms.open_room(w, now, room, terminal)
    rooms.join(w, now, room, w.participants[participant], Seat.REMOTE)
    settle(w, now)


def leave_room(w: World, now: float, participant: str, room: str) -> None:
    """See `Store.leave_room`."""
    leaving = w.participant(participant)
    _member(w.room(room), participant, ErrorCode.NOT_YOURS)
    if leaving.role is Role.TERMINAL:
        raise ProtocolError(ErrorCode.FORBIDDEN, "a terminal ends its room, it cannot leave it")
    rooms.remove_member(w, now, room, participant)
    settle(w, now)


def end_room(w: World, now: float, participant: str, room: str) -> None:
    """See `Store.end_room`."""
    record = w.room(room)
    if record.terminal is None:
        raise ProtocolError(ErrorCode.WRONG_STATE, "a room without a terminal is left, not ended")
    terminal = w.terminal(record.terminal)
    if participant not in (terminal.participant, terminal.in_charge):
        raise ProtocolError(ErrorCode.NOT_YOURS)
    by_resident = participant == terminal.participant
    ROOM.step(record.state, "end")
    reason = EndReason.ENDED_BY_RESIDENT if by_resident else EndReason.ENDED_BY_STAFF
    rooms.end(w, now, room, reason)
    settle(w, now)


def set_media(w: World, now: float, participant: str, room: str, sending: Sending) -> None:
    """See `Store.set_media`."""
    if _member(w.room(room), participant, ErrorCode.NOT_YOURS).sending != sending:
        rooms.set_member(w, room, participant, sending=sending)


def _member(room: RoomRecord, participant: str, otherwise: ErrorCode) -> MemberRecord:
    for member in room.members:
        if member.participant == participant:
            return member
    raise ProtocolError(otherwise)


def set_mode(w: World, now: float, participant: str, room: str, mode: RoomMode) -> None:
    """See `Store.set_mode`."""
    record = w.room(room)
    _member(record, participant, ErrorCode.NOT_YOURS)
    if w.participant(participant).role is Role.TERMINAL:
        raise ProtocolError(ErrorCode.FORBIDDEN, "the resident's terminal does not set the mode")
    if mode in (record.wanted, record.mode) and mode is record.modes[-1]:
        return
    if record.kind is not RoomKind.VISIT:
        raise ProtocolError(ErrorCode.WRONG_STATE, "only a visit has modes")
    staff = [m for m in record.members if m.role is not Role.TERMINAL]
    if mode is RoomMode.CONSULTATION and len(staff) < 2:
        raise ProtocolError(ErrorCode.CONSULT_ALONE)
    w.change_room(room, wanted=None if mode is record.mode else mode, confirmed=())
    w.unsettled_rooms[room] = None
    settle(w, now)


def confirm(w: World, now: float, participant: str, room: str, revision: int) -> None:
    """See `Store.confirm`."""
    record = w.room(room)
    _member(record, participant, ErrorCode.NOT_YOURS)
    if record.wanted is None or participant in record.confirmed:
        return
    if revision != record.revision:
        raise ProtocolError(ErrorCode.STALE_REVISION)
    # No change of what anybody is told until all have confirmed: the revision stays.
    w.rooms[room] = replace(record, confirmed=(*record.confirmed, participant))
    w.unsettled_rooms[room] = None
    settle(w, now)


def relay(
    w: World, participant: str, room: str, to: str, kind: str, generation: int, payload: str
) -> None:
    """See `Store.relay`."""
    record = w.room(room)
    sender = _member(record, participant, ErrorCode.NOT_YOURS)
    receiver = _member(record, to, ErrorCode.UNKNOWN_PARTICIPANT)
    if participant == to or not linked(sender, receiver, record.modes):
        raise ProtocolError(ErrorCode.UNKNOWN_PARTICIPANT)
    key = pair_key(participant, to)
    current = record.generations.get(key, 0)
    offers = offerer_first(sender, receiver)[0].participant == participant
    if (kind == "offer" and not offers) or (kind == "answer" and offers):
        raise ProtocolError(ErrorCode.WRONG_OFFERER)
    if kind == "offer":
        if generation <= current:
            raise ProtocolError(ErrorCode.STALE_GENERATION)
        # Not a change of the room that anybody is told: who is in the pair knows it.
        w.rooms[room] = _with_generation(record, key, generation)
    elif generation != current:
        raise ProtocolError(ErrorCode.STALE_GENERATION)
    w.tell(to, "relay", participant, payload)


def _with_generation(record: RoomRecord, key: str, generation: int) -> RoomRecord:
    return replace(record, generations={**record.generations, key: generation})


# Time -------------------------------------------------------------------------------------


def expire_wait(w: World, now: float, request: str) -> None:
    """The request has waited as long as its service allows."""
    record = w.requests.get(request)
    if record is not None and record.state in LIVE_REQUEST:
        requests.cancel(w, now, request, CancelReason.EXPIRED)


def end_rest(w: World, now: float, person: str) -> None:
    """Rested after a declined or missed ring."""
    people.put(w, replace(w.person(person), rests_until=None))


def next_tier(w: World, now: float, request: str) -> None:
    """The request has waited long enough for the next tier."""
    w.unsettled_requests[request] = None


def expire_ring(w: World, now: float, reservation: str) -> None:
    """Nobody answered."""
    record = w.reservations.get(reservation)
    if record is not None and record.state is ReservationState.PENDING:
        requests.time_out(w, now, record)
