"""Journey 5: an interpreter joins as a third party, beside whoever speaks."""

from __future__ import annotations

import pytest

from edge_client.booth.messages import BoothEnd, Picture, Placing, Screen
from signaling.protocol import (
    AvailabilityWatch,
    CancelReason,
    EndReason,
    ErrorCode,
    ProtocolError,
    RequestKind,
    RequestState,
    Role,
    RoomLeave,
    UnservedWhy,
)
from tests.support.city import Client, ScenarioCity
from tests.support.interpreting import Trio, adding, an_interpreter, summon_with_interpreter
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
