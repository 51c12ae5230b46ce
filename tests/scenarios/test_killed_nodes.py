"""Journeys with a signaling node killed in the middle: what people see, and that nobody is lost.

Nodes are processes, killed by SIGKILL; people and terminals know the addresses of all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_client.booth.messages import Picture, Screen, ServerLink
from expert_client.expert import Expert
from signaling.protocol import (
    AvailabilityWatch,
    PresenceReason,
    PresenceState,
    RequestCreate,
    ReservationState,
    RoomMode,
)
from tests.integration.server.city import Peer
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.city import EXPERT_MARKER, EXPERT_TONE, FACE_MARKER, TERMINAL_TONE, Client, Desk
from tests.support.killable import KillableCity, a_killable_city
from tests.support.media import marker_in
from tests.support.processes import RedisServer
from tests.support.three import hears, nothing_crosses, three
from tests.support.waiting import eventually


@pytest.fixture
async def city(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> AsyncIterator[KillableCity]:
    """A city of processes."""
    async with a_killable_city(redis_server.url, tenant, tmp_path) as made:
        yield made


async def back(city: KillableCity, desk: Desk) -> None:
    """The terminal has found another node and knows everything anew."""
    await city.taken_up(
        lambda: desk.screen.link is ServerLink.ONLINE and desk.runtime.state.world.synced,
        "the terminal at another node",
    )


async def test_at_the_desk(city: KillableCity) -> None:
    """Journey 1: while it rings the desk's node dies, in the conversation the other one."""
    here, there = await city.two()
    desk, clerk = await city.desk(on=here), await city.clerk(on=here)
    expert = await city.expert(on=there)
    await clerk.summon()
    await expert.ring(5)
    await eventually(lambda: desk.on(Screen.CONNECTING), timeout_s=5, what="the desk to be told")

    await city.kill(here)
    assert desk.on(Screen.CONNECTING), "the resident is not sent away"
    await back(city, desk)
    await city.taken_up(lambda: clerk.wire.ready, "the clerk at another node")
    assert clerk.world.request is not None
    assert clerk.world.request.request == clerk.request, "the same request, not another"
    await expert.accept()
    await expert.in_conversation(10)
    await booth_shows_and_plays(desk)

    me = expert.world.participant or ""
    generation = desk.runtime.keeper.generation(me)
    await city.start()
    await city.kill(there)
    await back(city, desk)
    assert desk.on(Screen.CONVERSATION)
    await booth_shows_and_plays(desk)
    await expert_sees_and_hears(expert)
    assert desk.runtime.keeper.generation(me) == generation, (
        "picture and sound went on over the same path"
    )
    await city.insist(expert.hang_up)
    await eventually(lambda: desk.on(Screen.WITH_CLERK), timeout_s=5, what="the expert has left")
    await city.free("aino")


async def visit_from_lavia(lavia: Peer, expert: Expert, request: str) -> str:
    await lavia.done("request.create", request=request, service="vero", language="fi")
    await expert.ring(5)
    await expert.accept()
    return str((await lavia.until("room.state", state="live"))["room"])


async def test_alone_in_the_booth(city: KillableCity) -> None:
    """Journey 3: a resident waits for the only expert, who is still with somebody in Lavia."""
    here, there = await city.two()
    desk, expert = await city.desk(on=here), await city.expert(on=there)
    lavia = await city.terminal("lavia-1", on=there)
    # A first visit, from which the service learns how long one takes; then the second.
    room = await visit_from_lavia(lavia, expert, "q-lavia-1")
    await lavia.done("room.end", room=room)
    await expert.until(lambda: expert.presence is PresenceState.AVAILABLE, 5)
    room = await visit_from_lavia(lavia, expert, "q-lavia-2")

    await desk.runtime._client.ask(RequestCreate(request="q-porina", service="vero", language="fi"))

    def told() -> bool:
        assert desk.on(Screen.CONNECTING), desk.screen.screen
        assert desk.screen.position == 1
        assert desk.screen.wait is not None, "no estimate"
        return True

    await eventually(told, timeout_s=5, what="place and wait are told")
    await city.kill(here)
    assert told(), "what was told stays on the screen"
    await back(city, desk)
    await city.taken_up(told, "place and wait told by another node")

    await lavia.done("room.end", room=room)
    ring = await expert.ring(5)
    assert ring.request == "q-porina"
    await expert.accept()
    await expert.in_conversation(10)
    await booth_shows_and_plays(desk)
    await expert.hang_up()
    await eventually(lambda: desk.on(Screen.ENDED), timeout_s=5, what="the visit has ended")
    await city.free("aino")


async def test_in_private_first(city: KillableCity) -> None:
    """Journey 4: a node dies while all go over to a consultation, another at the merge."""
    here, there = await city.two()
    play = await three(city, expert_on=there)
    await play.all_together()

    consulting = asyncio.create_task(city.insist(play.clerk.consult))
    await play.expert.until(lambda: play.expert.room and play.expert.room.told.wanted, 5)
    await city.kill(here)
    await city.taken_up(lambda: play.in_force(RoomMode.CONSULTATION), "the consultation begins")
    await consulting
    await eventually(lambda: play.desk.on(Screen.ON_HOLD), timeout_s=5, what="told so on screen")
    await nothing_crosses(play)

    await city.start()
    merging = asyncio.create_task(city.insist(play.expert.come_together))
    await city.kill(there)
    await merging
    await play.all_together()

    await play.clerk.hang_up()

    def handed_over() -> bool:
        assert play.desk.on(Screen.CONVERSATION), play.desk.screen.screen
        assert marker_in(play.expert.face()) == FACE_MARKER
        assert marker_in(play.desk.page.picture(Picture.COUNTERPART_FACE)) == EXPERT_MARKER
        return hears(play.expert.heard, TERMINAL_TONE) and hears(play.desk.heard, EXPERT_TONE)

    await eventually(handed_over, timeout_s=10, what="the expert goes on with the resident")
    await play.expert.hang_up()
    await city.free("aino")


def serve_kela_too(city: KillableCity, person: str) -> None:
    """The directory of the scenarios has one expert for Kela only."""
    text = city.directory.read_text("utf-8")
    line = next(each for each in text.splitlines() if f"id: {person}," in each)
    city.directory.write_text(text.replace(line, line.replace("[vero]", "[vero, kela]")), "utf-8")


async def test_a_ring_missed(city: KillableCity) -> None:
    """Journey 7: the node of the one who is rung dies; the ring goes on to the next in time."""
    serve_kela_too(city, "bo")
    here, there = await city.two()
    kirsi = await city.expert("kirsi", on=here)
    bo = await city.expert("bo", on=there)
    desk, clerk = await city.desk(on=there), await city.clerk(on=there)
    await clerk.summon("kela")
    rung = await kirsi.ring(5)

    await city.kill(here)
    await city.taken_up(
        lambda: kirsi.world.synced and kirsi.world.ring and kirsi.client.ready,
        "it still rings, by way of another node",
    )
    assert kirsi.world.ring is not None
    assert kirsi.world.ring.reservation == rung.reservation
    # Kirsi is not there. Nobody but Redis had the time of that ring.
    await bo.ring(3 + 3)
    await kirsi.until(lambda: kirsi.presence is PresenceState.AWAY, 3)
    assert kirsi.world.presence is not None
    assert kirsi.world.presence.reason is PresenceReason.MISSED_RING
    assert kirsi.world.last_reservation is not None
    assert kirsi.world.last_reservation.state is ReservationState.TIMED_OUT
    await bo.accept()
    await bo.in_conversation(10)
    await expert_sees_and_hears(bo)
    assert desk.on(Screen.CONVERSATION)
    await bo.hang_up()
    await city.free("bo")


async def test_a_browser_that_crashes_with_its_node_is_not_rung(city: KillableCity) -> None:
    """Journey 7: nobody is left to say that the socket is gone."""
    here, there = await city.two()
    aino = await city.expert("aino", on=here)
    await city.desk(on=there)
    clerk = await city.clerk(on=there)
    await clerk.wire.ask(AvailabilityWatch())
    await eventually(lambda: _counts(clerk) == (1, 1), timeout_s=5, what="one available")

    await asyncio.gather(_crash(aino), city.kill(here))
    await city.taken_up(lambda: _counts(clerk)[0] == 0, "nobody is told to be available")
    await eventually(lambda: _counts(clerk) == (0, 0), timeout_s=10, what="nobody on duty")
    await city.sound()


def _counts(clerk: Client) -> tuple[int, int]:
    """How many the clerk sees available and on duty for vero in Finnish."""
    service = clerk.world.availability.get("vero")
    if service is None:
        return -1, -1
    told = service.languages[0]
    return told.available, told.on_duty


async def _crash(expert: Expert) -> None:
    """As a browser whose process is killed: no farewell, and nobody who would come back."""
    client = expert.client
    socket, client._socket = client._socket, None
    for task in client._tasks.values():
        task.cancel()
    assert socket is not None
    connection = socket._response.connection
    assert connection is not None and connection.transport is not None
    connection.transport.abort()
