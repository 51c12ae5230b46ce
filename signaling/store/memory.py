"""The in-memory twin of the Redis store, for tests of the rules and for the simulator.

One process only, nothing kept: never a server's store. The same contract suite holds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import chain

from signaling.domain import (
    alarms,
    asking,
    callback_operations,
    clock,
    connections,
    operations,
)
from signaling.domain.alarm import AlarmRecord, Pressed
from signaling.domain.entrance import Entrance
from signaling.domain.estimate import Outlook, Wait
from signaling.domain.experience import EVERYONE, Experience
from signaling.domain.outlook import look
from signaling.domain.overview import Overview, awaited_at
from signaling.domain.pools import Choices
from signaling.domain.records import (
    Asked,
    CallbackLeft,
    CallbackRecord,
    Notice,
    ParticipantRecord,
    PresenceRecord,
    RequestRecord,
    ReservationRecord,
    RoomRecord,
    ServiceRules,
    TerminalRecord,
)
from signaling.domain.statement import Statement
from signaling.domain.stating import state_of
from signaling.domain.tally import Tally, tally_id
from signaling.domain.world import World
from signaling.protocol import (
    CallbackOutcome,
    DeclineReason,
    PresenceReason,
    PresenceState,
    RoomMode,
    Seat,
    Sending,
    VisitOutcome,
)


class MemoryStore:
    """`Store` on a `World`; `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.world = World()
        self._clock = clock
        self._queues: dict[str, list[asyncio.Queue[Notice]]] = {}

    def _publish(self) -> None:
        for node, notice in self.world.take_notices():
            names = self._queues if node is None else [node]
            for name in names:
                for queue in self._queues.get(name, []):
                    queue.put_nowait(notice)

    async def configure(self, services: Sequence[ServiceRules]) -> None:
        self.world.begin(self._clock())
        self.world.services.update({rules.id: rules for rules in services})

    async def enter(self, entrance: Entrance) -> ParticipantRecord:
        entered = connections.enter(self.world, self._clock(), entrance)
        self._publish()
        return entered

    async def drop(self, participant: str, epoch: int) -> None:
        connections.drop(self.world, self._clock(), participant, epoch)
        self._publish()

    async def part(self, participant: str, epoch: int) -> None:
        connections.part(self.world, self._clock(), participant, epoch)
        self._publish()

    async def set_presence(
        self, participant: str, state: PresenceState, reason: PresenceReason
    ) -> None:
        operations.set_presence(self.world, self._clock(), participant, state, reason)
        self._publish()

    async def prolong(self, participant: str, by_s: float) -> None:
        operations.prolong(self.world, self._clock(), participant, by_s)
        self._publish()

    async def attach(self, participant: str, terminal: str, seat: Seat, take_over: bool) -> None:
        operations.attach(self.world, self._clock(), participant, terminal, seat, take_over)
        self._publish()

    async def detach(self, participant: str, terminal: str) -> None:
        operations.detach(self.world, self._clock(), participant, terminal)
        self._publish()

    async def report(self, participant: str, health: str) -> None:
        operations.report(self.world, participant, health)

    async def create_request(self, participant: str, asked: Asked) -> None:
        asking.create_request(self.world, self._clock(), participant, asked)
        self._publish()

    async def cancel_request(self, participant: str, request: str) -> None:
        asking.cancel_request(self.world, self._clock(), participant, request)
        self._publish()

    async def accept(self, participant: str, reservation: str, day: int = 0) -> None:
        operations.accept(self.world, self._clock(), participant, reservation, day)
        self._publish()

    async def reject(
        self, participant: str, reservation: str, reason: DeclineReason | None = None
    ) -> None:
        operations.reject(self.world, self._clock(), participant, reservation, reason)
        self._publish()

    async def conclude(self, participant: str, request: str, outcome: VisitOutcome) -> None:
        operations.conclude(self.world, self._clock(), participant, request, outcome)
        self._publish()

    async def create_callback(self, participant: str, left: CallbackLeft) -> None:
        callback_operations.create(self.world, self._clock(), participant, left)
        self._publish()

    async def withdraw_callback(self, participant: str, callback: str) -> None:
        callback_operations.withdraw(self.world, self._clock(), participant, callback)
        self._publish()

    async def finish_callback(
        self, participant: str, callback: str, outcome: CallbackOutcome
    ) -> None:
        callback_operations.complete(self.world, self._clock(), participant, callback, outcome)
        self._publish()

    async def open_room(self, participant: str, terminal: str, new_room: str) -> None:
        operations.open_room(self.world, self._clock(), participant, terminal, new_room)
        self._publish()

    async def leave_room(self, participant: str, room: str) -> None:
        operations.leave_room(self.world, self._clock(), participant, room)
        self._publish()

    async def end_room(self, participant: str, room: str) -> None:
        operations.end_room(self.world, self._clock(), participant, room)
        self._publish()

    async def set_mode(self, participant: str, room: str, mode: RoomMode) -> None:
        operations.set_mode(self.world, self._clock(), participant, room, mode)
        self._publish()

    async def confirm(self, participant: str, room: str, revision: int) -> None:
        operations.confirm(self.world, self._clock(), participant, room, revision)
        self._publish()

    async def set_media(self, participant: str, room: str, sending: Sending) -> None:
        operations.set_media(self.world, self._clock(), participant, room, sending)
        self._publish()

    async def relay(
        self, participant: str, room: str, to: str, kind: str, generation: int, payload: str
    ) -> None:
        operations.relay(self.world, participant, room, to, kind, generation, payload)
        self._publish()

    async def raise_alarm(self, pressed: Pressed) -> None:
        alarms.raise_alarm(self.world, self._clock(), pressed)
        self._publish()

    async def acknowledge_alarm(self, alarm: str, person: str, name: str) -> None:
        alarms.acknowledge_alarm(self.world, self._clock(), alarm, person, name)
        self._publish()

    async def clear_alarm(self, alarm: str, person: str) -> None:
        alarms.clear_alarm(self.world, self._clock(), alarm, person)
        self._publish()

    async def reach_alarm(self, alarm: str) -> None:
        alarms.reach_alarm(self.world, alarm)
        self._publish()

    async def tick(self) -> float:
        wait = clock.tick(self.world, self._clock())
        self._publish()
        return wait

    async def beat(self, node: str) -> str:
        return connections.beat(self.world, self._clock(), node)

    async def statement(self, participant: str) -> Statement | None:
        return state_of(self.world, self._clock(), participant)

    async def retire(self, node: str) -> None:
        connections.retire(self.world, self._clock(), node)
        self._publish()

    async def nodes(self) -> tuple[str, ...]:
        alive = self._clock() - clock.NODE_TIMEOUT_S
        return tuple(sorted(name for name, seen in self.world.nodes.items() if seen >= alive))

    def notices(self, node: str) -> AsyncIterator[Notice]:
        queue: asyncio.Queue[Notice] = asyncio.Queue()
        self._queues.setdefault(node, []).append(queue)
        return self._drain(node, queue)

    async def _drain(self, node: str, queue: asyncio.Queue[Notice]) -> AsyncIterator[Notice]:
        try:
            yield Notice(None, "resync", "")
            while True:
                yield await queue.get()
        finally:
            self._queues[node].remove(queue)

    async def ping(self) -> None:
        return

    async def now(self) -> float:
        return self._clock()

    async def participant(self, participant: str) -> ParticipantRecord | None:
        return self.world.participants.get(participant)

    async def presence(self, person: str) -> PresenceRecord | None:
        return self.world.people.get(person)

    async def terminal(self, terminal: str) -> TerminalRecord:
        return self.world.terminal(terminal)

    async def request(self, request: str) -> RequestRecord | None:
        return self.world.requests.get(request)

    async def reservation(self, reservation: str) -> ReservationRecord | None:
        return self.world.reservations.get(reservation)

    async def callback(self, callback: str) -> CallbackRecord | None:
        return self.world.callbacks.get(callback)

    async def room(self, room: str) -> RoomRecord | None:
        return self.world.rooms.get(room)

    async def alarm(self, alarm: str) -> AlarmRecord | None:
        return self.world.alarms.get(alarm)

    async def open_alarms(self) -> list[str]:
        return alarms.open_alarms(self.world)

    async def overview(self, people: Sequence[str], terminals: Sequence[str]) -> Overview:
        w = self.world
        found = {each: w.terminals[each] for each in terminals if each in w.terminals}
        awaited = chain.from_iterable(map(awaited_at, found.values()))
        return Overview(
            people={each: w.people[each] for each in people if each in w.people},
            terminals=found,
            requests={each: w.requests[each] for each in awaited if each in w.requests},
            rooms={at.room: w.rooms[at.room] for at in found.values() if at.room in w.rooms},
        )

    async def tallies(self, hour: int, services: Sequence[str]) -> Mapping[str, Tally]:
        kept = self.world.tallies
        found = {service: kept.get(tally_id(hour, service)) for service in services}
        return {service: tally for service, tally in found.items() if tally is not None}

    async def wait(
        self, rules: ServiceRules, choices: Choices, request: RequestRecord | None = None
    ) -> Wait:
        outlook, experience = await self.outlook(rules, choices, request)
        return Wait.of(outlook, experience, rules.ring_s)

    async def outlook(
        self, rules: ServiceRules, choices: Choices, request: RequestRecord | None = None
    ) -> tuple[Outlook, Experience]:
        """What `wait` is reckoned from."""
        w, now = self.world, self._clock()
        everyone = w.experience.get(EVERYONE, Experience())

        def experience_of(service: str) -> Experience:
            return w.experience.get(service, Experience()).backed_by(everyone)

        outlook = look(
            w,
            now,
            rules,
            choices,
            rank=request.rank if request else (now, ""),
            created_at=request.created_at if request else now,
            experience_of=experience_of,
            declined=request.declined if request else (),
        )
        return outlook, experience_of(rules.id)

    async def experience(self, service: str) -> Experience:
        return self.world.experience.get(service, Experience())

    async def availability(self, pools: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        w = self.world
        return {pool: (len(w.free[pool]), len(w.duty[pool])) for pool in pools}
