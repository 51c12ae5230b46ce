"""Random people do random things; the twin and Redis must agree, and nobody may be lost."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from signaling.domain.alarm import Pressed
from signaling.domain.callback import CALLBACK
from signaling.domain.policy import holds_room
from signaling.domain.pools import Choices, person_pool
from signaling.domain.presence import ON_DUTY
from signaling.domain.records import CallbackRecord, RequestRecord, ServiceRules, Serving
from signaling.domain.request import LIVE_REQUEST
from signaling.domain.strategy import open_tiers
from signaling.domain.tally import hour_of, together
from signaling.protocol import (
    AlarmState,
    CallbackOutcome,
    CallbackState,
    DeclineReason,
    PresenceReason,
    PresenceState,
    ProtocolError,
    RequestState,
    ReservationState,
    Role,
    RoomKind,
    RoomState,
    Seat,
    Strategy,
    VisitOutcome,
)
from signaling.store.memory import MemoryStore
from signaling.store.redis_store import RedisStore
from tests.support.pairing import ARABIC, Town
from tests.support.processes import RedisServer

EXPERTS = ("aino", "eino", "olavi")
INTERPRETER = "tuula"
CLERKS = ("kaisa", "tuomo")
STAFF = (*EXPERTS, INTERPRETER, *CLERKS)
TERMINALS = ("lavia-1", "porina-1")
POOLS = {
    "aino": (Serving("vero/fi", skill=3, tier=1), Serving("kela/fi", skill=9, tier=2)),
    "eino": (Serving("vero/fi", skill=8, tier=2), Serving("vero/sv")),
    "olavi": (Serving("kela/fi@lavia"), Serving("vero/fi", skill=5, tier=1)),
    "tuula": (Serving(ARABIC),),
    "tuomo": (Serving("vero/fi"),),
}
STEP_S = 0.001
"""The twin's clock goes on by so much every time it is looked at."""

TIMES = {
    "since",
    "created_at",
    "waited_s",
    "handled_s",
    "served_at",
    "due_at",
    "opened_at",
    "opens_at",
    "closes_at",
    "ends_at",
    "rung_at",
    "duty_since",
    "raised_at",
    "acknowledged_at",
    "stated_at",
    "era",
    "origin",
}


def without_times(record: Any) -> dict[str, Any] | None:
    """A record as far as two stores with clocks of their own can agree on it."""
    if record is None:
        return None
    fields = {k: v for k, v in asdict(record).items() if k not in TIMES}
    for unordered in ("connections", "declined", "charges"):
        if unordered in fields:
            fields[unordered] = sorted(fields[unordered])
    return fields


class Pairing(RuleBasedStateMachine):
    """The same random operations on both stores."""

    redis_url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        tick = itertools.count(1)
        # Small steps: the two clocks differ, and nothing may become due on one of them only.
        self.memory = MemoryStore(lambda: next(tick) * STEP_S)
        redis = Redis.from_url(self.redis_url, decode_responses=True)
        self.redis = RedisStore(redis, f"stateful-{uuid.uuid4().hex}")
        self.towns = [Town(s, grace_s=60, room_grace_s=60) for s in (self.memory, self.redis)]
        self.epochs: dict[str, int] = {}
        self.services: list[ServiceRules] = []
        self.requests: list[str] = []
        self.alarms: list[str] = []
        self.callbacks: list[str] = []

    def teardown(self) -> None:
        self.loop.run_until_complete(self.redis.close())
        self.loop.close()

    def both(self, do: Callable[[Town], Awaitable[object]]) -> None:
        """Do it on both; both must succeed, or refuse with the same code."""
        outcomes = []
        for town in self.towns:
            try:
                self.loop.run_until_complete(self._run(do, town))
                outcomes.append("done")
            except ProtocolError as error:
                outcomes.append(str(error.code))
        assert outcomes[0] == outcomes[1], outcomes

    @staticmethod
    async def _run(do: Callable[[Town], Awaitable[object]], town: Town) -> None:
        await do(town)

    def enter(self, role: Role, name: str, tab: str) -> None:
        self.both(lambda t: t.enter(role, name, pools=POOLS.get(name, ()), tab=tab))
        participant = f"{'t' if role is Role.TERMINAL else 'p'}_{name}{tab}"
        record = self.memory.world.participants[participant]
        self.epochs[participant] = record.epoch

    @initialize(vero=st.sampled_from(Strategy), kela=st.sampled_from(Strategy))
    def people_come_in(self, vero: Strategy, kela: Strategy) -> None:
        # Tiers do not open with time here: the two stores' clocks are not the same.
        self.services = [
            ServiceRules(
                id=service,
                strategy=strategy,
                ring_s=600,
                overflow_s=600,
                callback_again_s=STEP_S / 2,
            )
            for service, strategy in (("vero", vero), ("kela", kela))
        ]
        self.both(lambda t: t.store.configure(self.services))
        for name in EXPERTS:
            self.enter(Role.EXPERT, name, "")
            self.both(lambda t, n=name: t.available(f"p_{n}"))  # type: ignore[misc]
        self.enter(Role.INTERPRETER, INTERPRETER, "")
        self.both(lambda t: t.available(f"p_{INTERPRETER}"))
        for name in CLERKS:
            self.enter(Role.CLERK, name, "")
        for name in TERMINALS:
            self.enter(Role.TERMINAL, name, "")

    @rule(name=st.sampled_from(EXPERTS), tab=st.sampled_from(["", "#2"]))
    def expert_enters(self, name: str, tab: str) -> None:
        self.enter(Role.EXPERT, name, tab)

    @rule()
    def interpreter_enters(self) -> None:
        self.enter(Role.INTERPRETER, INTERPRETER, "")

    @rule(name=st.sampled_from(CLERKS))
    def clerk_enters(self, name: str) -> None:
        self.enter(Role.CLERK, name, "")

    @rule(name=st.sampled_from(TERMINALS))
    def terminal_enters(self, name: str) -> None:
        self.enter(Role.TERMINAL, name, "")

    @rule(data=st.data(), stale=st.booleans(), parts=st.booleans())
    def somebody_leaves(self, data: st.DataObject, stale: bool, parts: bool) -> None:
        participant = data.draw(st.sampled_from(sorted(self.epochs)))
        epoch = self.epochs[participant] - stale
        if parts:
            self.both(lambda t: t.store.part(participant, epoch))
        else:
            self.both(lambda t: t.store.drop(participant, epoch))

    @rule(
        name=st.sampled_from(STAFF),
        state=st.sampled_from([PresenceState.AVAILABLE, PresenceState.AWAY]),
    )
    def set_presence(self, name: str, state: PresenceState) -> None:
        self.both(lambda t: t.store.set_presence(f"p_{name}", state, PresenceReason.SELF))

    @rule(
        clerk=st.sampled_from(CLERKS),
        terminal=st.sampled_from(TERMINALS),
        seat=st.sampled_from(Seat),
        take_over=st.booleans(),
    )
    def attach(self, clerk: str, terminal: str, seat: Seat, take_over: bool) -> None:
        self.both(lambda t: t.store.attach(f"p_{clerk}", terminal, seat, take_over))

    @rule(clerk=st.sampled_from(CLERKS), terminal=st.sampled_from(TERMINALS))
    def detach(self, clerk: str, terminal: str) -> None:
        self.both(lambda t: t.store.detach(f"p_{clerk}", terminal))

    @rule(
        asking=st.sampled_from([f"p_{c}" for c in CLERKS] + [f"t_{t}" for t in TERMINALS]),
        terminal=st.sampled_from(TERMINALS),
        pool=st.sampled_from(["vero/fi", "vero/sv", "kela/fi"]),
        languages=st.sampled_from([(), ("sv", "fi"), ("fi", "sv")]),
        person=st.none() | st.sampled_from(EXPERTS),
        priority=st.sampled_from([0, 0, 1]),
        closed=st.sampled_from([False, False, False, True]),
        interpreter=st.sampled_from([None, None, ARABIC]),
    )
    def summon(
        self,
        asking: str,
        terminal: str,
        pool: str,
        languages: tuple[str, ...],
        person: str | None,
        priority: int,
        closed: bool,
        interpreter: str | None,
    ) -> None:
        request = self.new_request()
        self.requests.append(f"{request}-i")
        self.both(
            lambda t: t.summon(
                asking,
                request,
                terminal=terminal,
                pool=pool,
                languages=languages,
                person=person,
                priority=priority,
                closed=closed,
                interpreter=interpreter,
            )
        )

    def new_request(self) -> str:
        request = f"req-{len(self.requests)}"
        self.requests.append(request)
        return request

    @rule(
        asking=st.sampled_from([f"p_{c}" for c in CLERKS] + [f"t_{t}" for t in TERMINALS]),
        terminal=st.sampled_from(TERMINALS),
    )
    def interpret(self, asking: str, terminal: str) -> None:
        request = self.new_request()
        self.both(lambda t: t.interpret(asking, request, terminal))

    @rule(clerk=st.sampled_from(CLERKS), person=st.none() | st.sampled_from(STAFF))
    def inquire(self, clerk: str, person: str | None) -> None:
        request = self.new_request()
        self.both(lambda t: t.inquire(f"p_{clerk}", request, person=person))

    @rule(data=st.data(), asking=st.sampled_from(["p_kaisa", "t_porina-1", "p_aino"]))
    def cancel(self, data: st.DataObject, asking: str) -> None:
        request = data.draw(st.sampled_from(self.requests or ["req-0"]))
        self.both(lambda t: t.store.cancel_request(asking, request))

    @rule(data=st.data(), outcome=st.sampled_from(VisitOutcome))
    def say_how_it_ended(self, data: st.DataObject, outcome: VisitOutcome) -> None:
        served = [q for q in self.memory.world.requests.values() if q.served_by is not None]
        if served:
            q = data.draw(st.sampled_from(sorted(served, key=lambda each: each.id)))
            self.both(lambda t: t.store.conclude(q.served_by or "", q.id, outcome))

    @rule(
        name=st.sampled_from((*EXPERTS, INTERPRETER, CLERKS[1])),
        tab=st.sampled_from(["", "#2"]),
        yes=st.booleans(),
    )
    def answer_or_decline(self, name: str, tab: str, yes: bool) -> None:
        presence = self.memory.world.people.get(name)
        ring = (presence.reservation if presence else None) or "nothing.1"
        if yes:
            self.both(lambda t: t.store.accept(f"p_{name}{tab}", ring))
        else:
            reason = DeclineReason.BUSY_NOW if tab else None
            self.both(lambda t: t.store.reject(f"p_{name}{tab}", ring, reason))

    @rule(clerk=st.sampled_from(CLERKS), terminal=st.sampled_from(TERMINALS))
    def open_room(self, clerk: str, terminal: str) -> None:
        room = f"opened-{len(self.requests)}-{len(self.memory.world.rooms)}"
        self.both(lambda t: t.store.open_room(f"p_{clerk}", terminal, room))

    @rule(data=st.data(), ends=st.booleans())
    def leave_or_end(self, data: st.DataObject, ends: bool) -> None:
        participant = data.draw(st.sampled_from(sorted(self.epochs)))
        room = data.draw(st.sampled_from(sorted(self.memory.world.rooms) or ["none"]))
        if ends:
            self.both(lambda t: t.store.end_room(participant, room))
        else:
            self.both(lambda t: t.store.leave_room(participant, room))

    @rule(
        data=st.data(),
        role=st.sampled_from([Role.TERMINAL, Role.CLERK, Role.EXPERT]),
        terminal=st.sampled_from(TERMINALS),
        named=st.booleans(),
        again=st.booleans(),
    )
    def press_the_guard_button(
        self, data: st.DataObject, role: Role, terminal: str, named: bool, again: bool
    ) -> None:
        names = {Role.TERMINAL: (terminal,), Role.CLERK: CLERKS, Role.EXPERT: EXPERTS}
        subject = data.draw(st.sampled_from(names[role]))
        if not (again and self.alarms):
            self.alarms.append(f"alarm-{len(self.alarms)}")
        pressed = Pressed(
            alarm=data.draw(st.sampled_from(self.alarms)) if again else self.alarms[-1],
            participant=f"{'t' if role is Role.TERMINAL else 'p'}_{subject}",
            role=role,
            subject=subject,
            name=subject.title(),
            places=(terminal.split("-", maxsplit=1)[0],),
            terminal=terminal if named or role is Role.TERMINAL else None,
        )
        self.both(lambda t: t.store.raise_alarm(pressed))

    @rule(
        data=st.data(),
        person=st.sampled_from((*CLERKS, "ville")),
        how=st.sampled_from(["acknowledge", "clear", "reach"]),
    )
    def answer_an_alarm(self, data: st.DataObject, person: str, how: str) -> None:
        alarm = data.draw(st.sampled_from(self.alarms or ["alarm-none"]))
        if how == "acknowledge":
            self.both(lambda t: t.store.acknowledge_alarm(alarm, person, person.title()))
        elif how == "clear":
            self.both(lambda t: t.store.clear_alarm(alarm, person))
        else:
            self.both(lambda t: t.store.reach_alarm(alarm))

    @rule(
        pool=st.sampled_from(["vero/fi", "vero/fi@lavia", "kela/fi@lavia", ARABIC, "@eino"]),
        also=st.none() | st.sampled_from(["vero/sv", "kela/fi"]),
    )
    def ask_how_long_it_would_take(self, pool: str, also: str | None) -> None:
        choices = ((pool,),) if also is None else ((pool,), (also,))
        self.loop.run_until_complete(self._compare_outlooks(choices, None))

    @rule(data=st.data())
    def ask_how_long_it_will_take(self, data: st.DataObject) -> None:
        waiting = [q for q in self.requests if self._is_pending(q)]
        if waiting:
            request = data.draw(st.sampled_from(waiting))
            choices = self.memory.world.requests[request].choices
            self.loop.run_until_complete(self._compare_outlooks(choices, request))

    def _is_pending(self, request: str) -> bool:
        record = self.memory.world.requests.get(request)
        return record is not None and record.state is RequestState.PENDING

    async def _compare_outlooks(self, choices: Choices, request: str | None) -> None:
        """Both find the same people and queues; how long each has been so differs by clock."""
        found = []
        for store in (self.memory, self.redis):
            record = await store.request(request) if request else None
            rules = self.memory.world.service("vero")
            outlook, _ = await store.outlook(rules, choices, record)
            known = (len(outlook.busy), len(outlook.known_s))
            found.append((outlook.ahead, outlook.free, outlook.on_duty, *known))
        assert found[0] == found[1], f"{choices} {request}: memory and Redis see {found}"

    @rule(
        by=st.sampled_from([f"p_{c}" for c in CLERKS] + [f"t_{t}" for t in TERMINALS]),
        terminal=st.none() | st.sampled_from(TERMINALS),
        pool=st.sampled_from(["vero/fi", "kela/fi"]),
        short=st.sampled_from([False, False, False, True]),
    )
    def leave_a_callback(self, by: str, terminal: str | None, pool: str, short: bool) -> None:
        callback = f"cb-{len(self.callbacks)}"
        self.callbacks.append(callback)
        until_s = STEP_S / 2 if short else 6000.0
        self.both(lambda t: t.leave(by, callback, terminal=terminal, pool=pool, until_s=until_s))
        self.time_passes()

    @rule()
    def time_passes(self) -> None:
        """Callbacks open, are tried again, and close; the other timers are far away."""
        self.loop.run_until_complete(self._pass_time())
        self.requests += [q for q in self.memory.world.requests if q not in self.requests]

    async def _pass_time(self) -> None:
        before = await self.redis.now()
        while await self.redis.now() <= before + STEP_S:
            pass
        for town in self.towns:
            # A busy machine may have held the test up for longer than a node may be silent.
            await town.store.beat(town.node)
            await town.store.tick()

    @rule(
        outcome=st.none() | st.sampled_from(CallbackOutcome),
        how=st.sampled_from(["keeps it", "leaves", "is gone"]),
    )
    def take_a_callback(self, outcome: CallbackOutcome | None, how: str) -> None:
        """Whoever it rings for; by chance alone it would hardly be taken, or come to an end."""
        w = self.memory.world
        for q in [q for q in w.requests.values() if q.callback is not None and q.reservations]:
            by = w.people[w.reservations[q.reservations[0]].person].connections[0]
            self.accept_and_end(by, q, outcome, how)

    def accept_and_end(
        self, by: str, q: RequestRecord, outcome: CallbackOutcome | None, how: str
    ) -> None:
        self.both(lambda t: t.store.accept(by, q.reservations[0]))
        if outcome is not None:
            self.both(lambda t: t.store.finish_callback(by, q.callback or "", outcome))
        elif how == "leaves":
            self.both(lambda t: t.store.leave_room(by, f"r_{q.id}"))
        elif how == "is gone":
            self.both(lambda t: t.store.part(by, self.epochs[by]))

    @rule(data=st.data(), by=st.sampled_from(["p_kaisa", "t_porina-1", "p_aino", None, None, None]))
    def end_a_callback(self, data: st.DataObject, by: str | None) -> None:
        callback = data.draw(st.sampled_from(self.callbacks or ["cb-0"]))
        record = self.memory.world.callbacks.get(callback)
        outcome = data.draw(st.none() | st.sampled_from(CallbackOutcome))
        if outcome is None:
            who = by or (record and record.created_by) or "p_kaisa"
            self.both(lambda t: t.store.withdraw_callback(who, callback))
        else:
            who = by or (record and record.taken_by) or "p_aino"
            self.both(lambda t: t.store.finish_callback(who, callback, outcome))

    @invariant()
    def both_stores_agree(self) -> None:
        self.loop.run_until_complete(self._compare())

    async def _compare(self) -> None:
        world = self.memory.world
        for kind, ids in (
            ("participant", self.epochs),
            ("presence", STAFF),
            ("terminal", TERMINALS),
            ("request", self.requests),
            ("reservation", world.reservations),
            ("room", world.rooms),
            ("alarm", self.alarms),
            ("callback", self.callbacks),
        ):
            for id_ in ids:
                ours = without_times(await getattr(self.memory, kind)(id_))
                theirs = without_times(await getattr(self.redis, kind)(id_))
                assert ours == theirs, f"{kind} {id_}:\nmemory {ours}\nredis  {theirs}"
        orders = []
        for store in (self.memory, self.redis):
            found = [await store.presence(person) for person in STAFF]
            orders.append(
                [p.person for p in sorted(filter(None, found), key=lambda p: (p.since, p.person))]
            )
        assert orders[0] == orders[1], f"turns differ: {orders}"
        pools = sorted({serving.pool for serves in POOLS.values() for serving in serves})
        assert await self.memory.availability(pools) == await self.redis.availability(pools)
        assert await self.memory.open_alarms() == await self.redis.open_alarms()
        assert await self._counts(self.memory) == await self._counts(self.redis)

    async def _counts(self, store: MemoryStore | RedisStore) -> list[dict[str, Any] | None]:
        """Of what became of visits; the present hour is each store's own."""
        hour = hour_of(await store.now())
        services = ("kela", "vero")
        counted = [await store.tallies(each, services) for each in (hour - 1, hour)]
        return [
            without_times(together(found[service] for found in counted if service in found))
            for service in services
        ]

    @invariant()
    def nobody_is_lost(self) -> None:
        w = self.memory.world
        ringing: dict[str, list[str]] = {}
        for r in w.reservations.values():
            if r.state is ReservationState.PENDING:
                ringing.setdefault(r.person, []).append(r.id)
        for person, held in ringing.items():
            assert len(held) == 1, f"{person} has {held}"
            assert w.people[person].state is PresenceState.RESERVED
        for p in w.people.values():
            assert (p.state is PresenceState.RESERVED) == (p.person in ringing), p
            in_room = any(w.participants[c].room for c in p.connections)
            assert (p.state is PresenceState.BUSY) == in_room, p
        for q in w.requests.values():
            assert (q.state is RequestState.RESERVED) == bool(q.reservations), q
            if q.state is RequestState.PENDING:
                self._pending_request_has_a_reason(q.id)
        for room in w.rooms.values():
            self._room_is_sound(room.id)
        for callback in w.callbacks.values():
            self._callback_is_sound(callback)

    @invariant()
    def one_alarm_at_a_place(self) -> None:
        w = self.memory.world
        ringing = [a for a in w.alarms.values() if a.state is not AlarmState.CLEARED]
        assert {a.at: a.id for a in ringing} == w.alarmed
        assert len(w.alarmed) == len(ringing)

    def _pending_request_has_a_reason(self, request: str) -> None:
        """Somebody on duty could serve it, and nobody who is free may be rung for it now."""
        w = self.memory.world
        q = w.requests[request]
        able = [
            (p, serving)
            for p in w.people.values()
            for serving in (*p.serves, Serving(person_pool(p.person)))
            if serving.pool in q.pools and p.person not in q.declined
        ]
        returning = w.returning_until is not None
        served = returning or any(p.state in ON_DUTY for p, _ in able)
        assert served, f"{request} waits for nobody"
        tiers = open_tiers(w.service(q.service), 0.0)
        assert not [
            p
            for p, serving in able
            if p.state is PresenceState.AVAILABLE
            and any(w.participants[c].connection == "connected" for c in p.connections)
            and (tiers is None or serving.tier <= tiers)
        ], f"{request} waits while somebody is free"
        if q.callback is not None:
            assert w.callbacks[q.callback].request == request
        elif q.terminal is None:
            assert q.room is not None
            assert w.rooms[q.room].request == request
        else:
            terminal = w.terminal(q.terminal)
            assert request in (terminal.request, terminal.interpreter)

    def _callback_is_sound(self, callback: CallbackRecord) -> None:
        """It has a contact, and a timer that ends it, exactly as long as it is open."""
        w = self.memory.world
        over = callback.state in CALLBACK.final
        assert (callback.sealed is None) == over, callback
        assert (f"callback_close:{callback.id}" in w.timers) != over, callback
        waits = callback.state is CallbackState.SCHEDULED
        assert waits == (f"callback_open:{callback.id}" in w.timers), callback
        if callback.state is CallbackState.DUE:
            request = w.requests[callback.request or ""]
            assert request.state in LIVE_REQUEST, request
        elif callback.state is CallbackState.TAKEN:
            taken = w.participants[callback.taken_by or ""]
            assert taken.request == callback.request
            assert taken.room is not None
            assert w.rooms[taken.room].kind is RoomKind.CALLBACK
        else:
            assert callback.request is None

    def _room_is_sound(self, room_id: str) -> None:
        w = self.memory.world
        room = w.rooms[room_id]
        assert (room.state is RoomState.ENDED) == (not room.members), room
        for member in room.members:
            assert w.participants[member.participant].room == room_id
        if room.state is not RoomState.ENDED and room.kind is RoomKind.VISIT:
            assert room.terminal is not None
            assert w.terminal(room.terminal).room == room_id
            assert any(holds_room(m) for m in room.members) or w.terminal(room.terminal).request


@pytest.fixture
def machine(redis_server: RedisServer) -> type[Pairing]:
    Pairing.redis_url = redis_server.url
    return Pairing


@pytest.mark.timeout(600)
def test_pairing(machine: type[Pairing]) -> None:
    """Found counterexamples become named tests in tests/contract."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=100,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
