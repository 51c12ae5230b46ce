"""What must hold of a tenant's whole state after every step. Pure.

Each function yields what is wrong, in words. Whoever adds records or rules adds a function
to `INVARIANTS` or, for what only the scripts keep, to `OF_MARKS`; the stateful tests run all.
They hold when everything that was due has been done (after a tick).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from signaling.domain.callback import CALLBACK
from signaling.domain.people import is_free
from signaling.domain.policy import holds_room
from signaling.domain.pools import person_pool, service_of
from signaling.domain.presence import ON_DUTY
from signaling.domain.records import ParticipantRecord, PresenceRecord, RequestRecord, Serving
from signaling.domain.request import LIVE_REQUEST
from signaling.domain.rooms import awaited_in, is_together
from signaling.domain.strategy import open_tiers, rank
from signaling.domain.world import World
from signaling.protocol import (
    STAFF,
    AlarmState,
    CallbackState,
    CancelReason,
    ConnectionState,
    PresenceState,
    RequestState,
    ReservationState,
    Role,
    RoomKind,
    RoomState,
)
from tests.support.whole import Marks, Whole

Wrong = Iterator[str]
Invariant = Callable[[World, float], Wrong]


def check(whole: Whole, now: float) -> None:
    """Raises AssertionError with everything that does not hold."""
    wrong = [text for holds in INVARIANTS for text in holds(whole.world, now)]
    if whole.marks is not None:
        wrong += [text for holds_of in OF_MARKS for text in holds_of(whole.world, whole.marks)]
    assert not wrong, "\n".join(wrong)


# People, and what rings for them ---------------------------------------------------------


def one_live_reservation_each(w: World, now: float) -> Wrong:
    """A person is reserved if and only if exactly one ring is pending, and it is theirs."""
    ringing = [r for r in w.reservations.values() if r.state is ReservationState.PENDING]
    for person, number in Counter(r.person for r in ringing).items():
        if number > 1:
            yield f"{person} has {number} live reservations"
    for r in ringing:
        request = w.requests.get(r.request)
        if w.person(r.person).reservation != r.id:
            yield f"{r.id} rings for {r.person}, who does not know"
        if request is None or r.id not in request.reservations:
            yield f"{r.id} rings for a request that does not know"
        if w.timers.get(f"ring:{r.id}") != r.due_at:
            yield f"nothing ends the ring {r.id} at its time"
        if r.due_at <= now:
            yield f"{r.id} still rings, due at {r.due_at}"
    for p in w.people.values():
        held = w.reservations.get(p.reservation or "")
        pending = held is not None and held.state is ReservationState.PENDING
        if (p.state is PresenceState.RESERVED) != pending:
            yield f"{p.person} is {p.state}, their reservation is {held}"


def presence_is_what_the_rest_says(w: World, now: float) -> Wrong:
    """Offline, busy and wrap-up agree with sockets, rooms and timers."""
    for p in w.people.values():
        sockets = [w.participants.get(c) for c in p.connections]
        present = [s for s in sockets if s is not None]
        if len(present) != len(sockets) or any(s.subject != p.person for s in present):
            yield f"{p.person} has connections that are not theirs: {p.connections}"
        if (p.state is PresenceState.OFFLINE) != (not p.connections):
            yield f"{p.person} is {p.state} with connections {p.connections}"
        if (p.state is PresenceState.BUSY) != any(s.room for s in present):
            yield f"{p.person} is {p.state}, their rooms {[s.room for s in present]}"
        wrapping = w.timers.get(f"wrap_up:{p.person}")
        if (p.state is PresenceState.WRAP_UP) != (wrapping is not None):
            yield f"{p.person} is {p.state}, wrap-up ends {wrapping}"
        if wrapping is not None and wrapping != p.ends_at:
            yield f"{p.person} wraps up until {p.ends_at}, the timer is {wrapping}"
        rests = w.timers.get(f"rest:{p.person}")
        if p.rests_until is not None and rests != p.rests_until:
            yield f"nothing ends the rest of {p.person}"


def people_are_indexed(w: World, now: float) -> Wrong:
    """Free and on duty in exactly the pools they serve, with the strategy's rank."""
    free: dict[str, dict[str, float]] = {}
    duty: dict[str, set[str]] = {}
    for p in w.people.values():
        for serving in _servings(p):
            service = service_of(serving.pool)
            if p.state in ON_DUTY:
                duty.setdefault(serving.pool, set()).add(p.person)
            if is_free(w, p):
                place = p.since if service is None else rank(w.service(service), p, serving)
                free.setdefault(serving.pool, {})[p.person] = place
    for pool in {*free, *w.free}:
        kept = {person: score for score, person in w.free[pool]}
        if kept != free.get(pool, {}):
            yield f"free in {pool}: {kept}, should be {free.get(pool, {})}"
    for pool in {*duty, *w.duty}:
        if w.duty[pool] != duty.get(pool, set()):
            yield f"on duty in {pool}: {w.duty[pool]}, should be {duty.get(pool, set())}"


def _servings(person: PresenceRecord) -> list[Serving]:
    each = {serving.pool: serving for serving in person.serves}
    return [*each.values(), Serving(person_pool(person.person))]


# Requests ----------------------------------------------------------------------------------


def requests_are_in_one_state(w: World, now: float) -> Wrong:
    """In the indexes, timers and places that the state says, and in no others."""
    serving = Counter(p.request for p in w.participants.values() if p.request)
    wrapping = Counter(p.request for p in w.people.values() if p.request)
    for q in w.requests.values():
        live, at = q.state in LIVE_REQUEST, f"{q.id} is {q.state}"
        if (q.state is RequestState.RESERVED) != bool(q.reservations):
            yield f"{at} with {q.reservations}"
        for ring in q.reservations:
            held = w.reservations.get(ring)
            if held is None or held.state is not ReservationState.PENDING:
                yield f"{at}, {ring} is {held}"
        # A callback's own end takes its request with it.
        if (live and q.callback is None) != (f"wait:{q.id}" in w.timers):
            yield f"{at}; does its waiting end: {not live}"
        over = q.state in (RequestState.WRAPPING, RequestState.COMPLETED, RequestState.CANCELED)
        if over != (f"forget:request:{q.id}" in w.timers):
            yield f"{at}; is it forgotten: {not over}"
        if serving[q.id] != (q.state is RequestState.ASSIGNED):
            yield f"{at}, served by {serving[q.id]} participants"
        if wrapping[q.id] != (q.state is RequestState.WRAPPING):
            yield f"{at}, wrapped up by {wrapping[q.id]} people"
        if live != _is_awaited(w, q):
            yield f"{at}; is it awaited where it was made: {not live}"
    for pool, queue in w.waiting.items():
        kept = {request: turn for turn, request in queue}
        due = {
            q.id: q.rank[0]
            for q in w.requests.values()
            if q.state is RequestState.PENDING and pool in q.pools
        }
        if kept != due:
            yield f"waiting in {pool}: {kept}, should be {due}"


def _is_awaited(w: World, q: RequestRecord) -> bool:
    if q.callback is not None:
        callback = w.callbacks.get(q.callback)
        at_it = callback is not None and callback.request == q.id
        return at_it and callback is not None and callback.state is CallbackState.DUE
    if q.terminal is None:
        return q.room in w.rooms and w.rooms[q.room or ""].request == q.id
    terminal = w.terminal(q.terminal)
    return q.id in (terminal.request, terminal.interpreter)


def nobody_is_idle_while_a_request_waits(w: World, now: float) -> Wrong:
    """Somebody on duty could take each, and nobody free who may be rung now.

    Reckoned from the records alone: the indexes that the domain looks at may be what is wrong.
    """
    for q in w.requests.values():
        if q.state is not RequestState.PENDING:
            continue
        able = [
            (p, serving)
            for p in w.people.values()
            for serving in _servings(p)
            if serving.pool in q.pools and p.person not in q.declined
        ]
        served = any(p.state in ON_DUTY for p, _ in able) or w.returns_until(now) is not None
        if not served:
            yield f"{q.id} waits for nobody"
        tiers = open_tiers(w.service(q.service), now - q.created_at)
        for p, serving in able:
            if is_free(w, p) and (tiers is None or serving.tier <= tiers):
                yield f"{q.id} waits while {p.person} is free"


def what_is_over_says_why(w: World, now: float) -> Wrong:
    """A canceled request and an ended room have a reason, and only they."""
    for q in w.requests.values():
        if (q.state is RequestState.CANCELED) != (q.reason is not None):
            yield f"{q.id} is {q.state}, because {q.reason}"
        if (q.reason is CancelReason.UNSERVED) != (q.why is not None):
            yield f"{q.id} is over because {q.reason}: {q.why}"
        waited = q.state in LIVE_REQUEST
        if waited != (q.served_at is None):
            yield f"{q.id} is {q.state}, served at {q.served_at}"
    for room in w.rooms.values():
        if (room.state is RoomState.ENDED) != (room.reason is not None):
            yield f"{room.id} is {room.state}, because {room.reason}"


# Participants, rooms, terminals --------------------------------------------------------------


def participants_and_rooms_agree(w: World, now: float) -> Wrong:
    """Who is in a room knows it, and the other way round."""
    for p in w.participants.values():
        room = w.rooms.get(p.room or "")
        if p.room and (room is None or p.id not in [m.participant for m in room.members]):
            yield f"{p.id} believes to be in {p.room}"
    for room in w.rooms.values():
        for m in room.members:
            held = w.participants.get(m.participant)
            if held is None or held.room != room.id:
                yield f"{room.id} has {m.participant}, who is elsewhere"
            elif m.connected != (held.connection is ConnectionState.CONNECTED):
                yield f"{room.id} says of {m.participant}: connected {m.connected}"


def rooms_are_in_one_state(w: World, now: float) -> Wrong:
    """The one that its members make; it goes on while somebody holds it or is awaited."""
    for room in w.rooms.values():
        ended = room.state is RoomState.ENDED
        if ended != (not room.members):
            yield f"{room.id} is {room.state} with {len(room.members)} members"
        if ended != (f"forget:room:{room.id}" in w.timers):
            yield f"{room.id} is {room.state}; is it forgotten: {not ended}"
        if ended:
            continue
        if (room.state is RoomState.LIVE) != is_together(room):
            yield f"{room.id} is {room.state} with {[m.role for m in room.members]}"
        if not any(holds_room(m) for m in room.members) and not awaited_in(w, room):
            yield f"{room.id} goes on with nobody of the staff, and nobody awaited"
        here = room.terminal is None or w.terminal(room.terminal).room == room.id
        if not here or (room.terminal is None) == (room.kind is RoomKind.VISIT):
            yield f"{room.id} goes on at {room.terminal}, which does not know"


def terminals_agree(w: World, now: float) -> Wrong:
    """With their participants, rooms, requests, and the clerks in charge."""
    for t in w.terminals.values():
        at = w.participants.get(t.participant or "")
        if t.participant and (at is None or at.subject != t.id):
            yield f"{t.id} is {t.participant}, who is {at}"
        if t.online != (at is not None and at.connection is ConnectionState.CONNECTED):
            yield f"{t.id} online: {t.online}, its participant {at}"
        room = w.rooms.get(t.room or "")
        if t.room and (room is None or room.terminal != t.id or room.state is RoomState.ENDED):
            yield f"{t.id} is in {t.room}, which is {room}"
        clerk = w.participants.get(t.in_charge or "")
        if t.in_charge and (clerk is None or t.id not in clerk.charges):
            yield f"{t.id} is in the charge of {t.in_charge}, who does not know"
        if (t.in_charge is None) != (t.seat is None):
            yield f"{t.id}: in charge {t.in_charge}, seat {t.seat}"
        for id_ in filter(None, (t.request, t.interpreter)):
            q = w.requests.get(id_)
            if q is None or q.terminal != t.id or q.state not in LIVE_REQUEST:
                yield f"{t.id} waits for {id_}, which is {q and q.state}"
    for p in w.participants.values():
        for charge in p.charges:
            if w.terminal(charge).in_charge != p.id:
                yield f"{p.id} believes to be in charge of {charge}"


def sockets_are_looked_after(w: World, now: float) -> Wrong:
    """A connected one by a node whose silence would be noticed, a lost one by a timer."""
    for p in w.participants.values():
        lost = p.connection is ConnectionState.LOST
        if lost != (f"grace:{p.id}" in w.timers):
            yield f"{p.id} is {p.connection}; does its grace end: {not lost}"
        if not lost and p.node not in w.nodes:
            yield f"{p.id} is connected to {p.node}, which nobody would miss"
        if p.connection is ConnectionState.GONE:
            yield f"{p.id} is gone and still there"
        if not _is_known_to_its_subject(w, p):
            yield f"{p.id} is no connection of {p.subject}"


def _is_known_to_its_subject(w: World, p: ParticipantRecord) -> bool:
    if p.role in STAFF:
        return p.id in w.person(p.subject).connections
    return p.role is not Role.TERMINAL or w.terminal(p.subject).participant == p.id


def one_open_alarm_at_each_place(w: World, now: float) -> Wrong:
    """It is found by where it was raised, and escalates unless somebody is going."""
    at = Counter(alarm.at for alarm in w.alarms.values() if alarm.state is not AlarmState.CLEARED)
    for alarm in w.alarms.values():
        cleared = alarm.state is AlarmState.CLEARED
        if not cleared and (at[alarm.at] != 1 or w.alarmed.get(alarm.at) != alarm.id):
            yield f"{alarm.id} is {alarm.state}, {at[alarm.at]} are open at {alarm.at}"
        if (alarm.state is AlarmState.RAISED) != (f"alarm:{alarm.id}" in w.timers):
            yield f"{alarm.id} is {alarm.state}; does it escalate: {not cleared}"
        if cleared != (f"forget:alarm:{alarm.id}" in w.timers):
            yield f"{alarm.id} is {alarm.state}; is it forgotten: {not cleared}"
    for place, id_ in w.alarmed.items():
        if id_ not in w.alarms:
            yield f"{id_} is open at {place} and does not exist"


# Time ----------------------------------------------------------------------------------------


def timers_are_about_something(w: World, now: float) -> Wrong:
    """Nothing is overdue, and what a timer is about exists."""
    about: dict[str, Collection[str]] = {
        "ring": w.reservations,
        "wait": w.requests,
        "overflow": w.requests,
        "grace": w.participants,
        "wrap_up": w.people,
        "rest": w.people,
        "alarm": w.alarms,
        "callback_open": w.callbacks,
        "callback_close": w.callbacks,
    }
    forgotten: dict[str, Collection[str]] = {
        "request": w.requests,
        "reservation": w.reservations,
        "alarm": w.alarms,
        "room": w.rooms,
        "callback": w.callbacks,
        "tally": w.tallies,
    }
    for tally in w.tallies:
        if f"forget:tally:{tally}" not in w.timers:
            yield f"the counts {tally} are kept for ever"
    for timer, due in w.timers.items():
        kind, id_ = timer.split(":", 1)
        if due <= now:
            yield f"{timer} was due at {due}"
        if kind == "forget":
            inner, inner_id = id_.split(":", 1)
            known = inner_id in forgotten.get(inner, {})
        else:
            known = kind not in about or id_ in about[kind]
        if not known:
            yield f"{timer} is about nothing"
    for r in w.reservations.values():
        over = r.state is not ReservationState.PENDING
        if over != (f"forget:reservation:{r.id}" in w.timers):
            yield f"{r.id} is {r.state}; is it forgotten: {not over}"


def callbacks_are_kept_as_long_as_they_are_open(w: World, now: float) -> Wrong:
    """With a contact, a timer that ends them, and whatever else their state says."""
    for c in w.callbacks.values():
        at, over = f"{c.id} is {c.state}", c.state in CALLBACK.final
        if over != (c.sealed is None):
            yield f"{at}; is its contact erased: {c.sealed is None}"
        if over == (f"callback_close:{c.id}" in w.timers):
            yield f"{at}; does its window close: {over}"
        if over != (f"forget:callback:{c.id}" in w.timers):
            yield f"{at}; is it forgotten: {not over}"
        q = w.requests.get(c.request or "")
        if c.state is CallbackState.DUE and (q is None or q.state not in LIVE_REQUEST):
            yield f"{at}, its request is {q}"
        taken = w.participants.get(c.taken_by or "")
        if c.state is CallbackState.TAKEN and (taken is None or taken.request != c.request):
            yield f"{at} by {taken}"
        if c.request is not None and c.state not in (CallbackState.DUE, CallbackState.TAKEN):
            yield f"{at} with the request {c.request}"
        left_by = w.participants.get(c.created_by)
        if left_by is not None and over == (c.id in left_by.callbacks):
            yield f"{at}, its owner has {left_by.callbacks}"


INVARIANTS: tuple[Invariant, ...] = (
    one_live_reservation_each,
    presence_is_what_the_rest_says,
    people_are_indexed,
    requests_are_in_one_state,
    nobody_is_idle_while_a_request_waits,
    what_is_over_says_why,
    participants_and_rooms_agree,
    rooms_are_in_one_state,
    terminals_agree,
    sockets_are_looked_after,
    one_open_alarm_at_each_place,
    callbacks_are_kept_as_long_as_they_are_open,
    timers_are_about_something,
)


# What only the scripts keep --------------------------------------------------------------------


def marks_are_true(w: World, marks: Marks) -> Wrong:
    """The scripts' own notes say what the indexes say."""
    free = {p.person for p in w.people.values() if is_free(w, p)}
    duty = {p.person for p in w.people.values() if p.state in ON_DUTY}
    queued = {q.id for q in w.requests.values() if q.state is RequestState.PENDING}
    alarms = {a.id for a in w.alarms.values() if a.state is not AlarmState.CLEARED}
    for name, kept, right in (
        ("alarms", marks.alarms, alarms),
        ("in_free", marks.in_free, free),
        ("in_duty", marks.in_duty, duty),
        ("queued", marks.queued, queued),
    ):
        if kept != right:
            yield f"marked {name}: {kept}, should be {right}"
    at: dict[str, set[str]] = {}
    for p in w.participants.values():
        if p.connection is ConnectionState.CONNECTED:
            at.setdefault(p.node, set()).add(p.id)
    if marks.at != at:
        yield f"connected by node: {marks.at}, should be {at}"


OF_MARKS: tuple[Callable[[World, Marks], Wrong], ...] = (marks_are_true,)
