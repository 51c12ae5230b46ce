"""Journey 5: an interpreter joins as a third party, beside whoever speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_client.booth.messages import BoothEnd, Picture, Placing, Screen
from signaling.client import SignalingClient
from signaling.protocol import (
    AvailabilityWatch,
    CancelReason,
    ConnectionState,
    EndReason,
    ErrorCode,
    ProtocolError,
    RequestKind,
    RequestState,
    Role,
    RoomLeave,
    UnservedWhy,
)
from tests.integration.server.city import RunningNode
from tests.support.city import Client, ScenarioCity
from tests.support.interpreting import Trio, adding, an_interpreter, summon_with_interpreter
from tests.support.killable import KillableCity, a_killable_city
from tests.support.processes import RedisServer
from tests.support.waiting import eventually

INTERPRETER = RequestKind.INTERPRETER


def pairs(clerk: Client) -> list[tuple[str | None, int, int]]:
    """What the clerk is told of interpreters before asking: into, available, on duty."""
    told = clerk.world.availability.get("tulkkaus")
    return [(each.into, each.available, each.on_duty) for each in told.languages] if told else []


async def test_an_interpreter_comes_with_the_specialist_and_does_not_hold_the_room(
    city: ScenarioCity,
) -> None:
    here, there = await city.start(), await city.start()
    desk, clerk = await city.desk(on=here), await city.clerk(on=there)
    expert = await city.expert(on=here)
    sini = await an_interpreter(city, "sini", on=here)
    await clerk.wire.ask(AvailabilityWatch())
    await eventually(
        lambda: pairs(clerk) == [("ar", 0, 0), ("fse", 1, 1)], timeout_s=5, what="the pairs"
    )
    amira = await an_interpreter(city, on=there)
    await eventually(lambda: ("ar", 1, 1) in pairs(clerk), timeout_s=5, what="one for Arabic")

    await summon_with_interpreter(clerk)
    ring = await amira.ring(5)
    assert (ring.kind, ring.language, ring.into) == (INTERPRETER, "fi", "ar")
    assert (await expert.ring(5)).kind is RequestKind.VISIT
    assert sini.world.ring is None, "another pair is not rung"
    await expert.accept()
    await amira.accept()
    await expert.in_conversation(10)
    await amira.in_conversation(10)
    trio = Trio(desk, expert, amira)
    await trio.all_together()
    room = amira.room
    assert room is not None
    assert {m.role for m in room.others()} == {Role.TERMINAL, Role.CLERK, Role.EXPERT}

    # With the specialist gone the clerk beside the resident talks on through the interpreter.
    await expert.hang_up()
    await eventually(
        lambda: trio.placed() == {"Amira Haddad": Placing.LARGE},
        timeout_s=5,
        what="the interpreter is large now",
    )
    await clerk.wire.ask(RoomLeave(room=room.id))
    await eventually(lambda: desk.on(Screen.ENDED), timeout_s=5, what="nobody holds the room")
    assert desk.screen.reason is EndReason.STAFF_LEFT
    await amira.until(lambda: amira.room is None, 5)


@pytest.fixture
async def mortal(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> AsyncIterator[KillableCity]:
    """A city whose nodes can be killed."""
    async with a_killable_city(redis_server.url, tenant, tmp_path) as made:
        yield made


async def killed(city: KillableCity, node: RunningNode, *wires: SignalingClient) -> None:
    """Kill the node of these, and wait until each is at another: by what the store says, since
    a client may not have noticed yet that its node is dead.
    """
    before = [await city.store.participant(wire.world.participant or "") for wire in wires]
    await city.kill(node)

    async def so() -> bool:
        for wire, was in zip(wires, before, strict=True):
            now = await city.store.participant(wire.world.participant or "")
            assert was is not None and now is not None, "it is gone"
            assert now.epoch > was.epoch and now.connection is ConnectionState.CONNECTED, now
            assert wire.ready
        return True

    await city.taken_up(so, "everybody at another node")


async def test_a_node_is_killed_while_both_ring_and_another_in_the_conversation(
    mortal: KillableCity,
) -> None:
    here, there = await mortal.two()
    desk, clerk = await mortal.desk(on=here), await mortal.clerk(on=here)
    expert, amira = await mortal.expert(on=there), await an_interpreter(mortal, on=here)
    beside = await summon_with_interpreter(clerk)
    await expert.ring(5)
    rung = await amira.ring(5)

    await killed(mortal, here, desk.runtime._client, clerk.wire, amira.client)
    assert desk.on(Screen.CONNECTING), "the resident is not sent away"
    assert amira.world.ring is not None
    assert amira.world.ring.reservation == rung.reservation, "the same ring goes on"
    asked = clerk.world.request_for(INTERPRETER)
    assert asked is not None
    assert (asked.request, asked.state) == (beside, RequestState.RESERVED)
    assert clerk.world.request is not None
    assert clerk.world.request.request == clerk.request
    await expert.accept()
    await amira.accept()
    await expert.in_conversation(10)
    await amira.in_conversation(10)
    trio = Trio(desk, expert, amira)
    await trio.all_together()

    people = [one.world.participant or "" for one in (expert, amira)]
    generations = [desk.runtime.keeper.generation(each) for each in people]
    await mortal.start()
    everybody = (desk.runtime._client, clerk.wire, expert.client, amira.client)
    await killed(mortal, there, *everybody)
    await trio.all_together()
    assert [desk.runtime.keeper.generation(each) for each in people] == generations, (
        "the same path all the time"
    )

    room = amira.room
    assert room is not None
    await expert.hang_up()
    await clerk.wire.ask(RoomLeave(room=room.id))
    await eventually(lambda: desk.on(Screen.ENDED), timeout_s=5, what="nobody holds the room")
    assert desk.screen.reason is EndReason.STAFF_LEFT
    await mortal.free("aino", "amira")


async def test_a_specialist_adds_one_later_and_the_visit_goes_on_when_there_is_none(
    city: ScenarioCity,
) -> None:
    here, there = await city.start(), await city.start()
    desk, clerk = await city.desk(on=here), await city.clerk(on=here)
    expert = await city.expert(on=there)
    await city.together(clerk, expert)
    await expert.client.ask(adding())

    def none() -> bool:
        over = expert.world.over.get(INTERPRETER)
        return over is not None and over.why is UnservedWhy.NOBODY_ON_DUTY

    await expert.until(none, 5)
    assert desk.on(Screen.CONVERSATION)
    assert desk.runtime.state.world.request is not None, "the visit's own request lives on"

    amira = await an_interpreter(city, on=here)
    asked = adding()
    await expert.client.ask(asked)
    with pytest.raises(ProtocolError) as refused:
        await clerk.wire.ask(adding())
    assert refused.value.code is ErrorCode.REQUEST_EXISTS
    await amira.ring(5)
    told = clerk.world.request_for(INTERPRETER)
    assert told is not None
    assert (told.request, told.state) == (asked.request, RequestState.RESERVED)
    assert desk.on(Screen.CONVERSATION), "nothing changes for the resident while it rings"
    await amira.accept()
    await amira.in_conversation(10)
    trio = Trio(desk, expert, amira)
    await trio.all_together()

    await amira.hang_up()
    await eventually(
        lambda: trio.placed() == {"Aino Äyräs": Placing.LARGE}, timeout_s=5, what="two again"
    )
    shown = desk.page.counts[Picture.INTERPRETER_FACE]
    await eventually(
        lambda: desk.page.counts[Picture.COUNTERPART_FACE] > shown,
        timeout_s=5,
        what="the specialist's picture goes on",
    )
    assert desk.on(Screen.CONVERSATION)


async def test_a_ring_for_an_interpreter_stops_when_the_resident_goes(city: ScenarioCity) -> None:
    await city.start()
    desk, clerk = await city.desk(), await city.clerk()
    expert, amira = await city.expert(), await an_interpreter(city)
    await summon_with_interpreter(clerk)
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)
    await amira.ring(5)
    await desk.page.say(BoothEnd())
    await amira.until(lambda: amira.world.ring is None, 5)
    await eventually(lambda: INTERPRETER in clerk.world.over, timeout_s=5, what="it is told")
    assert clerk.world.over[INTERPRETER].reason is CancelReason.ABANDONED
