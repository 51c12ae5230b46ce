"""Several nodes on one Redis, people at random, and everything that can go wrong with nodes.

Every step is judged twice. What it made of the whole state must be what the domain makes of
the same state, in some order where two nodes act at once; and the invariants must hold. Faults:
sockets drop, messages come twice or too late, a node dies before, while or after its command
reaches Redis, clocks jump, several nodes tick at once and too late.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from signaling.domain.records import Notice, ServiceRules
from signaling.domain.world import World
from signaling.protocol import PresenceState, ProtocolError, RequestState, RoomState, Strategy
from signaling.store.api import Store, StoreUnavailable
from signaling.store.memory import MemoryStore
from signaling.store.notices import parse_notices
from tests.stateful.doings import (
    STAFF_SOCKETS,
    TERMINAL_SOCKETS,
    Call,
    Doing,
    Wish,
    doings,
    entering,
    likely,
    presence,
    wishes,
)
from tests.support.invariants import check
from tests.support.moves import check_moves
from tests.support.processes import RedisServer
from tests.support.several_nodes import ClockedNode, Cut
from tests.support.whole import Whole, copy_of, differences, read_whole

_R = TypeVar("_R")
Told = Counter[tuple[str | None, Notice]]

MOST_NODES = 3
BEGUN_AT = 1_000_000.0
AT = st.integers(0, MOST_NODES - 1)
OVER = (RequestState.COMPLETED, RequestState.CANCELED)


async def outcome(store: Store, call: Call) -> str:
    """``done``, or the code of the refusal."""
    try:
        await getattr(store, call.method)(*call.arguments)
    except ProtocolError as error:
        return str(error.code)
    return "done"


class Nodes(RuleBasedStateMachine):
    """The town, its nodes, and what was read of it last."""

    server: RedisServer

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.tenant = f"nodes-{uuid.uuid4().hex[:12]}"
        self.now = BEGUN_AT
        self.redis = Redis.from_url(self.server.url, decode_responses=True)
        self.ear: Any = self.redis.pubsub(ignore_subscribe_messages=True)
        self.nodes: list[ClockedNode] = []
        self.every: list[ClockedNode] = []
        """Dead ones, too: each is closed in the end."""
        self.made = 0
        self.whole = Whole(World())
        self.ends: dict[str, RequestState] = {}
        self.broken = False

    def wait(self, work: Awaitable[_R]) -> _R:
        async def so() -> _R:
            return await work

        try:
            return self.loop.run_until_complete(so())
        except BaseException:
            self.broken = True
            raise

    # How a step is made and judged ------------------------------------------------------

    async def read(self) -> Whole:
        prefix = f"et:{{{self.tenant}}}:"
        return await read_whole(self.redis, prefix)

    async def heard(self) -> Told:
        """What has been published since the last time: a mark of ours says when all came."""
        prefix = f"et:{{{self.tenant}}}:"
        await self.redis.publish(prefix + "mark", "")
        told: Told = Counter()
        async for message in self.ear.listen():
            channel = message["channel"].removeprefix(prefix)
            if channel == "mark":
                return told
            to = None if channel == "all" else channel.removeprefix("node:")
            told.update((to, notice) for notice in parse_notices(message["data"]))
        raise AssertionError("the subscription has ended")

    async def twin(self, calls: Sequence[Call]) -> tuple[list[str], World, Told]:
        """What the domain makes of the same state."""
        memory = MemoryStore(lambda: self.now)
        memory.world = copy_of(self.whole.world)
        heard: Told = Counter()
        memory._publish = lambda: heard.update(memory.world.take_notices())  # type: ignore[method-assign]
        outcomes = [await outcome(memory, call) for call in calls]
        return outcomes, memory.world, heard

    async def judge(self, did: Sequence[tuple[str | None, Call]]) -> None:
        """`did`: calls that were made, with their outcome where somebody heard it."""
        found, heard = await self.read(), await self.heard()
        wrong = []
        for order in permutations(did):
            outcomes, expected, told = await self.twin([call for _, call in order])
            wrong = differences(expected, found.world)
            for (said, call), right in zip(order, outcomes, strict=True):
                if said not in (None, right):
                    wrong.append(f"{call.method}: expected {right}, was {said}")
            if heard != told:
                wrong.append(f"told too much {heard - told}, too little {told - heard}")
            if not wrong:
                break
        assert not wrong, "\n".join(wrong)
        check_moves(self.whole.world, found.world)
        self.whole = found
        self.ends.update({q.id: q.state for q in found.world.requests.values()})

    async def do(self, *done: tuple[ClockedNode, Call]) -> None:
        """Each at its node, all at once."""
        outcomes = await asyncio.gather(*(outcome(node.store, call) for node, call in done))
        await self.judge([(said, call) for said, (_, call) in zip(outcomes, done, strict=True)])

    async def tick(self) -> None:
        """All nodes at once: what is due is done once."""
        await self.do(*((node, Call("tick", ())) for node in self.nodes))
        check(self.whole, self.now)

    async def join(self) -> None:
        self.made += 1
        node = self._make(f"n{self.made}")
        self.nodes.append(node)
        await self.do((node, Call("beat", (node.name,))))

    def _make(self, name: str) -> ClockedNode:
        """A node that is closed in the end, whatever cuts its rule off half-way."""
        node = ClockedNode(self.server, self.tenant, name)
        self.every.append(node)
        return node

    async def set_clock(self, now: float) -> None:
        self.now = now
        await self.nodes[0].store.set_clock(now)

    async def beat(self) -> None:
        for node in self.nodes:
            await self.do((node, Call("beat", (node.name,))))

    def node(self, number: int) -> ClockedNode:
        return self.nodes[number % len(self.nodes)]

    # What happens -----------------------------------------------------------------------

    @initialize(
        vero=st.sampled_from(Strategy),
        kela=st.sampled_from(Strategy),
        wrap_up_s=st.sampled_from([0.0, 15.0]),
        max_missed=st.sampled_from([1, 2]),
    )
    def begin(self, vero: Strategy, kela: Strategy, wrap_up_s: float, max_missed: int) -> None:
        rules = ServiceRules(
            id="vero",
            strategy=vero,
            ring_s=20.0,
            wrap_up_s=wrap_up_s,
            max_wait_s=120.0,
            reject_delay_s=5.0,
            max_missed=max_missed,
            overflow_s=10.0,
        )
        services = [rules, replace(rules, id="kela", strategy=kela)]
        self.wait(self._begin(services))

    async def _begin(self, services: list[ServiceRules]) -> None:
        first = self._make("n0")
        self.nodes.append(first)
        await first.store.load()
        await self.set_clock(self.now)
        await self.ear.psubscribe(f"et:{{{self.tenant}}}:*")
        await self.do((first, Call("beat", ("n0",))))
        await self.join()
        await self.do((first, Call("configure", (services,))))
        for number, socket in enumerate([*STAFF_SOCKETS, *TERMINAL_SOCKETS]):
            node = self.node(number)
            await self.do((node, entering(socket).on(self.whole.world, node.name)))
            if socket in STAFF_SOCKETS[1::2]:
                available = presence(socket, PresenceState.AVAILABLE)
                await self.do((node, available.on(self.whole.world, node.name)))
        check(self.whole, self.now)

    @rule(doing=doings(), at=AT)
    def somebody_does_anything(self, doing: Doing, at: int) -> None:
        self._do(self.node(at), doing)

    @rule(data=st.data(), wish=wishes(), at=AT)
    def somebody_does(self, data: st.DataObject, wish: Wish, at: int) -> None:
        self._do(self.node(at), self._likely(data, wish))

    @rule(data=st.data(), wish=wishes(), at=AT)
    def somebody_else_does(self, data: st.DataObject, wish: Wish, at: int) -> None:
        """The same once more: rules are chosen evenly, and this is most of what happens."""
        self._do(self.node(at), self._likely(data, wish))

    @rule(data=st.data(), wish=wishes(), at=AT)
    def a_message_comes_twice(self, data: st.DataObject, wish: Wish, at: int) -> None:
        node, doing = self.node(at), self._likely(data, wish)
        call = doing.on(self.whole.world, node.name)
        self.wait(self.do((node, call)))
        self.wait(self.do((node, call)))
        check(self.whole, self.now)

    @precondition(lambda self: len(self.nodes) > 1)
    @rule(data=st.data(), wish=wishes(), other=wishes())
    def two_at_once(self, data: st.DataObject, wish: Wish, other: Wish) -> None:
        w = self.whole.world
        done = []
        for node, wished in zip(self.nodes, (wish, other), strict=False):
            done.append((node, self._likely(data, wished).on(w, node.name)))
        self.wait(self.do(*done))
        check(self.whole, self.now)

    @precondition(lambda self: len(self.nodes) > 1)
    @rule(data=st.data(), wish=wishes(), cut=st.sampled_from(Cut), at=AT)
    def a_node_dies(self, data: st.DataObject, wish: Wish, cut: Cut, at: int) -> None:
        node = self.node(at)
        self.nodes.remove(node)
        call = self._likely(data, wish).on(self.whole.world, node.name)
        self.wait(self._die(node, call, cut))

    def _do(self, node: ClockedNode, doing: Doing) -> None:
        self.wait(self.do((node, doing.on(self.whole.world, node.name))))
        check(self.whole, self.now)

    def _likely(self, data: st.DataObject, wish: Wish) -> Doing:
        # Everybody may be in and content; then somebody comes in once more.
        able = likely(self.whole.world, wish) or [entering(STAFF_SOCKETS[0])]
        return data.draw(st.sampled_from(able))

    @precondition(lambda self: len(self.nodes) > 1)
    @rule(cut=st.sampled_from(Cut), at=AT, late_s=st.sampled_from([1.0, 5.0, 10.0, 20.25]))
    def a_node_dies_at_its_tick(self, cut: Cut, at: int, late_s: float) -> None:
        """In the middle of doing what is due: done by it or by the others, and once."""
        node = self.node(at)
        self.nodes.remove(node)
        self.wait(self._die_late(node, cut, late_s))

    async def _die_late(self, node: ClockedNode, cut: Cut, late_s: float) -> None:
        await self.set_clock(self.now + late_s)
        await self.beat()
        await self._cut(node, Call("tick", ()), cut)
        await self.tick()

    async def _die(self, node: ClockedNode, call: Call, cut: Cut) -> None:
        await self._cut(node, call, cut)
        check(self.whole, self.now)

    async def _cut(self, node: ClockedNode, call: Call, cut: Cut) -> None:
        node.cut = cut
        with pytest.raises(StoreUnavailable):
            await outcome(node.store, call)
        await node.is_forgotten_by(self.redis)
        await self.judge([(None, call)] if cut is Cut.UNREAD else [])

    @precondition(lambda self: len(self.nodes) < MOST_NODES)
    @rule()
    def a_node_joins(self) -> None:
        self.wait(self.join())

    @rule(seconds=st.sampled_from([0.25, 1.0, 1.0, 2.5, 5.0, 10.0, 20.25]))
    def time_passes(self, seconds: float) -> None:
        """Nodes beat in time; nobody does what is due before all of them do, late."""
        self.wait(self._pass(seconds))

    async def _pass(self, seconds: float) -> None:
        await self.set_clock(self.now + seconds)
        await self.beat()
        await self.tick()

    @rule(seconds=st.sampled_from([-3.0, -0.5, 2.0, 4.0, 4.0, 130.0]), beats=st.booleans())
    def the_clock_jumps(self, seconds: float, beats: bool) -> None:
        """Somebody sets it; nodes that beat in time look dead if it went forward.

        `beats`: the next beats come at once, or only after whatever else nodes do.
        """
        self.wait(self._jump(seconds, beats))

    async def _jump(self, seconds: float, beats: bool) -> None:
        await self.set_clock(self.now + seconds)
        await self.tick()
        if beats:
            await self.beat()

    @precondition(lambda self: len(self.nodes) > 1)
    @rule(at=AT)
    def a_node_retires(self, at: int) -> None:
        node = self.node(at)
        self.nodes.remove(node)
        self.wait(self.do((self.nodes[0], Call("retire", (node.name,)))))
        self.wait(node.close())
        check(self.whole, self.now)

    # The end ------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if self.nodes and not self.broken:
                self.wait(self._come_to_rest())
        finally:
            self.loop.run_until_complete(self._close())
            self.loop.close()

    async def _come_to_rest(self) -> None:
        """Every node dies, with everybody on it; what a single new one finds comes to an end."""
        await self.set_clock(max(self.now, BEGUN_AT))
        self.made += 1
        last = self._make(f"n{self.made}")
        for node in self.nodes:
            await node.close()
        self.nodes = [last]
        for _ in range(12):
            await self._pass(60.0)
            if self._rests():
                break
        w = self.whole.world
        assert not w.participants, f"still there: {sorted(w.participants)}"
        for person in w.people.values():
            assert person.state is PresenceState.OFFLINE, person
        for request, state in self.ends.items():
            assert state in OVER, f"{request} ended as {state}"
        assert all(room.state is RoomState.ENDED for room in w.rooms.values())

    def _rests(self) -> bool:
        w = self.whole.world
        return not w.participants and not any(each.startswith("wait:") for each in w.timers)

    async def _close(self) -> None:
        await self.ear.aclose()
        for node in self.every:
            await node.close()
        await self.redis.aclose()


@pytest.fixture
def machine(redis_server: RedisServer) -> type[Nodes]:
    Nodes.server = redis_server
    return Nodes


def play(machine: type[Nodes], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(600)
def test_nodes(machine: type[Nodes]) -> None:
    """Found counterexamples become named tests in tests/contract."""
    play(machine, 25)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nodes_for_long(machine: type[Nodes]) -> None:
    """The same, until rare things happen together."""
    play(machine, 1000)
