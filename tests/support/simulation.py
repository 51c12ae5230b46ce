"""Plays days through the real domain code on a virtual clock, and looks at what comes of it.

The people are simulated; every decision about them is the domain's own, by the operations
and the `tick` that the in-memory store runs.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from signaling.domain import asking, clock, connections, operations
from signaling.domain.entrance import Entrance
from signaling.domain.estimate import estimate
from signaling.domain.experience import EVERYONE, Experience
from signaling.domain.outlook import look
from signaling.domain.presence import ON_DUTY
from signaling.domain.records import Asked, PresenceRecord, RequestRecord
from signaling.domain.request import LIVE_REQUEST
from signaling.domain.world import World
from signaling.protocol import (
    CancelReason,
    PresenceReason,
    PresenceState,
    RequestState,
    ReservationState,
    Role,
    RoomState,
    Seat,
)
from tests.support.outcome import Results, Timers, Told, check_now, check_the_end
from tests.support.scenery import CLOSES, OPENS, Day, Desk, Visit, Worker

DECLINES, MISSES = 0.03, 0.03
"""Shares of rings declined, and not reacted to at all."""

CHECK_EVERY_S = 60.0


@dataclass(slots=True)
class Simulation:
    """One day. `experience` goes from day to day."""

    day: Day
    experience: dict[str, Experience] = field(default_factory=dict)
    retold_share: float = 1.0
    world: World = field(init=False)
    results: Results = field(default_factory=Results)
    now: float = OPENS - 900.0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0
    _free_desks: list[Desk] = field(default_factory=list)
    _lobby: deque[Visit] = field(default_factory=deque)
    _workers: dict[str, Worker] = field(default_factory=dict)
    _visits: dict[str, tuple[Visit, Desk]] = field(default_factory=dict)
    _states: dict[str, tuple[RequestState, CancelReason | None]] = field(default_factory=dict)
    _rung: set[str] = field(default_factory=set)
    _began: dict[str, float] = field(default_factory=dict)
    _seen: dict[str, tuple[PresenceState, float]] = field(default_factory=dict)
    _told: dict[str, list[Told]] = field(default_factory=dict)
    _position: dict[str, int] = field(default_factory=dict)

    # The course of the day --------------------------------------------------------------
    def run(self) -> Results:
        """Play the day to its end and check that nobody was lost."""
        day, w = self.day, World(timers=Timers(), experience=self.experience)
        self.world = w
        w.nodes["n1"] = math.inf  # the one node of the day never falls silent
        w.services.update(day.rules)
        for desk in day.desks:
            self._enter(Role.TERMINAL, desk.id)
            if desk.clerk is not None:
                self._enter(Role.CLERK, desk.clerk)
                operations.attach(w, self.now, f"p_{desk.clerk}", desk.id, Seat.AT_DESK, False)
        self._free_desks = random.Random(day.seed).sample(day.desks, len(day.desks))
        for worker in day.workers:
            self._workers[worker.id] = worker
            self._at(worker.comes_at, lambda worker=worker: self._comes(worker))  # type: ignore[misc]
        for visit in day.visits:
            self._at(visit.at, lambda visit=visit: self._arrives(visit))  # type: ignore[misc]
        self._at(OPENS, self._check)
        self._play()
        assert set(self._states) == set(self._visits)
        check_the_end(self.world, self._states)
        return self.results

    def _play(self) -> None:
        timers = self.world.timers
        assert isinstance(timers, Timers)
        while True:
            event = self._events[0][0] if self._events else math.inf
            due = timers.next_due()
            if min(event, due) == math.inf:
                return
            if due <= event:
                self.now = max(self.now, due)
                clock.tick(self.world, self.now)
            else:
                self.now, _, act = heapq.heappop(self._events)
                act()
            self._hear()

    def _at(self, at: float, act: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (max(at, self.now), self._count, act))

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.day.seed}/{what}")

    def _enter(self, role: Role, subject: str, worker: Worker | None = None) -> None:
        connections.enter(
            self.world,
            self.now,
            Entrance(
                participant=f"{'t' if role is Role.TERMINAL else 'p'}_{subject}",
                role=role,
                subject=subject,
                name=subject,
                node="n1",
                serves=worker.serves if worker else (),
                day=1,
            ),
        )

    # Specialists ------------------------------------------------------------------------
    def _comes(self, worker: Worker) -> None:
        if worker.goes_at <= worker.comes_at:
            return
        self._enter(Role.EXPERT, worker.id, worker)
        self._set(worker.id, PresenceState.AVAILABLE)
        for start, length in worker.pauses:
            if start >= self.now:
                self._at(start, lambda length=length: self._pause(worker.id, length))  # type: ignore[misc]
        self._at(worker.goes_at, lambda: self._goes(worker.id))

    def _set(self, person: str, state: PresenceState) -> None:
        away = state is PresenceState.AWAY
        reason = PresenceReason.BREAK if away else PresenceReason.SELF
        operations.set_presence(self.world, self.now, f"p_{person}", state, reason)

    def _pause(self, person: str, length: float) -> None:
        record = self.world.person(person)
        if record.state in (PresenceState.AVAILABLE, PresenceState.WRAP_UP):
            self._set(person, PresenceState.AWAY)
            self._at(self.now + length, lambda: self._returns(person))
        elif record.state is not PresenceState.OFFLINE:
            self._at(self.now + 20.0, lambda: self._pause(person, length))

    def _returns(self, person: str) -> None:
        if self.world.person(person).state is PresenceState.AWAY:
            self._set(person, PresenceState.AVAILABLE)

    def _goes(self, person: str) -> None:
        if self.world.person(person).state in (PresenceState.BUSY, PresenceState.RESERVED):
            self._at(self.now + 20.0, lambda: self._goes(person))
            return
        self._note_presence(person, PresenceState.OFFLINE)
        connections.part(self.world, self.now, f"p_{person}", 1)

    def _rings(self, reservation: str, person: str) -> None:
        chance = self._chance(reservation)
        luck = chance.random()
        worker = self._workers[person]
        reacts = chance.lognormvariate(math.log(worker.answer_s), 0.45)
        if luck < MISSES:
            return
        act = operations.reject if luck < MISSES + DECLINES else self._accepts
        self._at(self.now + reacts, lambda: self._reacts(reservation, person, act))

    def _reacts(
        self, reservation: str, person: str, act: Callable[[World, float, str, str], None]
    ) -> None:
        record = self.world.reservations.get(reservation)
        if record is not None and record.state is ReservationState.PENDING:
            act(self.world, self.now, f"p_{person}", reservation)

    def _accepts(self, w: World, now: float, participant: str, reservation: str) -> None:
        operations.accept(w, now, participant, reservation, 1)
        request = w.requests[w.reservations[reservation].request]
        visit, _ = self._visits[request.id]
        person = participant[2:]
        self._began[person] = now
        talk = visit.talk_s * self._workers[person].pace
        self._at(now + talk, lambda: self._parts(request.id, participant))

    def _parts(self, request: str, participant: str) -> None:
        w, (_, desk) = self.world, self._visits[request]
        room = w.participants[participant].room
        assert room is not None
        host = f"t_{desk.id}" if desk.clerk is None else f"p_{desk.clerk}"
        if self._chance(f"{request}/end").random() < 0.5:
            operations.leave_room(w, self.now, participant, room)
        else:
            operations.end_room(w, self.now, host, room)
        if w.rooms[room].state is not RoomState.ENDED:
            self._at(self.now + 10.0, lambda: operations.end_room(w, self.now, host, room))
        self._at(self.now + 20.0, lambda: self._vacates(desk))

    def _wraps_up(self, record: PresenceRecord) -> None:
        """Half of them say themselves that they are ready; some need a little longer."""
        person, ends_at = record.person, record.ends_at
        if ends_at is None:
            return
        chance = self._chance(f"{person}/{ends_at}")
        luck = chance.random()
        left = ends_at - self.now
        if luck < 0.5:
            self._at(self.now + left * chance.uniform(0.3, 0.9), lambda: self._ready(record))
        elif luck < 0.55 and left > 5.0:
            self._at(ends_at - 5.0, lambda: self._ready(record, prolong_s=60.0))

    def _ready(self, record: PresenceRecord, prolong_s: float = 0.0) -> None:
        now = self.world.person(record.person)
        if now.state is not PresenceState.WRAP_UP or now.since != record.since:
            return
        if prolong_s:
            operations.prolong(self.world, self.now, f"p_{record.person}", prolong_s)
        else:
            self._set(record.person, PresenceState.AVAILABLE)

    # Residents --------------------------------------------------------------------------
    def _arrives(self, visit: Visit) -> None:
        if not self._free_desks:
            self.results.lobby += 1
            self._lobby.append(visit)
            return
        self._asks(visit, self._free_desks.pop(0))

    def _vacates(self, desk: Desk) -> None:
        if self._lobby and self.now < CLOSES:
            self._asks(self._lobby.popleft(), desk)
        else:
            self._free_desks.append(desk)

    def _asks(self, visit: Visit, desk: Desk) -> None:
        self._visits[visit.id] = (visit, desk)
        place = desk.id.split("-", 1)[0]
        asked = Asked(
            request=visit.id,
            service=visit.service,
            language=visit.languages[0],
            terminal=desk.id,
            new_room=f"r_{visit.id}",
            choices=visit.choices(place),
            priority=visit.priority,
        )
        record = RequestRecord(
            id=visit.id,
            state=RequestState.PENDING,
            reason=None,
            service=visit.service,
            language=visit.languages[0],
            terminal=desk.id,
            room=None,
            created_by="",
            created_at=self.now,
            served_at=None,
            rung=0,
            choices=asked.choices,
            priority=visit.priority,
        )
        self._tell(record, first=True)
        by = f"t_{desk.id}" if desk.clerk is None else f"p_{desk.clerk}"
        asking.create_request(self.world, self.now, by, asked)
        self._at(self.now + visit.patience_s, lambda: self._gives_up(visit.id, by))

    def _gives_up(self, request: str, by: str) -> None:
        record = self.world.requests.get(request)
        if record is not None and record.state in LIVE_REQUEST:
            asking.cancel_request(self.world, self.now, by, request)

    # What is told -----------------------------------------------------------------------
    def _experience(self, service: str) -> Experience:
        own = self.experience.get(service, Experience())
        return own.backed_by(self.experience.get(EVERYONE, Experience()))

    def _tell(self, record: RequestRecord, *, first: bool) -> None:
        rules = self.day.rules[record.service]
        outlook = look(
            self.world,
            self.now,
            rules,
            record.choices,
            rank=record.rank,
            created_at=record.created_at,
            experience_of=self._experience,
            declined=record.declined,
        )
        learnt = self._experience(record.service)
        told = Told(
            record.service,
            self.now,
            first,
            outlook,
            learnt,
            estimate(outlook, learnt, rules.ring_s),
        )
        self._told.setdefault(record.id, []).append(told)
        self.results.told.append(told)

    def _tell_again(self, pools: set[str]) -> None:
        w = self.world
        queued = {r for pool in pools for _, r in w.waiting[pool]}
        for request in sorted(queued):
            record = w.requests[request]
            position = sum(
                1 for pool in record.pools for turn in w.waiting[pool] if turn < record.rank
            )
            before = self._position.get(request)
            self._position[request] = position
            if before is None or before == position:
                continue
            if self.retold_share == 1.0 or self._chance(request).random() < self.retold_share:
                self._tell(record, first=False)

    # What is heard ----------------------------------------------------------------------
    def _hear(self) -> None:
        """What the nodes would hear of it: notices, and the records that they speak of."""
        touched: set[str] = set()
        for _, notice in self.world.take_notices():
            if notice.about == "reservation":
                self._hear_reservation(notice.id)
            elif notice.about == "presence":
                self._hear_presence(notice.id)
            elif notice.about == "request":
                touched |= self._hear_request(notice.id)
        if touched:
            self._tell_again(touched)

    def _hear_reservation(self, reservation: str) -> None:
        record = self.world.reservations[reservation]
        if record.state is ReservationState.PENDING and reservation not in self._rung:
            self._rung.add(reservation)
            self._rings(reservation, record.person)

    def _hear_presence(self, person: str) -> None:
        record = self.world.person(person)
        before = self._seen.get(person, (PresenceState.OFFLINE, 0.0))[0]
        if person not in self._workers or record.state is before:
            return
        self._note_presence(person, record.state)
        if record.state is PresenceState.WRAP_UP:
            self._wraps_up(record)
        elif record.state is PresenceState.AWAY and record.reason is PresenceReason.MISSED_RING:
            back = self._chance(f"{person}/{self.now}").lognormvariate(math.log(300.0), 0.5)
            self._at(self.now + back, lambda: self._returns(person))

    def _note_presence(self, person: str, state: PresenceState) -> None:
        before, since = self._seen.get(person, (PresenceState.OFFLINE, self.now))
        self._seen[person] = (state, self.now)
        lasted = self.now - since
        if before in ON_DUTY:
            self.results.on_duty_s += lasted
        if before in (PresenceState.BUSY, PresenceState.WRAP_UP):
            self.results.occupied_s += lasted
            if state is not PresenceState.WRAP_UP and person in self._began:
                self.results.handled_s.append(self.now - self._began.pop(person))

    def _hear_request(self, request: str) -> set[str]:
        record = self.world.requests[request]
        before = self._states.get(request)
        self._states[request] = (record.state, record.reason)
        if before is not None and before[0] is record.state:
            return set()
        if record.state is not RequestState.PENDING:
            self._position.pop(request, None)
        waited = self.now - record.created_at
        if record.state is RequestState.ASSIGNED:
            self.results.waits_s.append(waited)
            for told in self._told.pop(request, []):
                told.real_s = self.now - told.at
        elif record.state is RequestState.CANCELED:
            self._hear_canceled(record, waited)
        return set(record.pools)

    def _hear_canceled(self, record: RequestRecord, waited: float) -> None:
        told = self._told.pop(record.id, [])
        if record.reason is CancelReason.UNSERVED:
            if waited > 0.0:
                self.results.unserved_later += 1
            else:
                self.results.unserved += 1
        else:
            self.results.left_s.append(waited)
            for each in told:
                each.left_s = self.now - each.at
        _, desk = self._visits[record.id]
        room = self.world.rooms.get(record.room or "")
        assert room is None or room.state is RoomState.ENDED, (record, room)
        self._at(self.now + 20.0, lambda: self._vacates(desk))

    # Checks -----------------------------------------------------------------------------
    def _check(self) -> None:
        self.results.checks += 1
        check_now(self.world, self.now)
        if self.now < CLOSES + 900.0:
            self._at(self.now + CHECK_EVERY_S, self._check)
