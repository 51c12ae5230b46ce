"""Redis dies, or forgets everything, while people talk and somebody waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from edge_client.booth.messages import BoothEnd, Screen
from expert_client.expert import Expert
from signaling.protocol import EndReason, PresenceState, RequestState
from signaling.server import statements
from signaling.store import redis_connection
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.city import Client, Desk, ScenarioCity, a_scenario_city
from tests.support.processes import RedisServer
from tests.support.waiting import eventually


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that the test may harm."""
    with RedisServer() as server:
        yield server


@pytest.fixture
async def fragile(
    own_redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ScenarioCity]:
    """A city on it, which notices a silent Redis sooner."""
    monkeypatch.setattr(redis_connection, "REDIS_ANSWER_S", 0.5)
    monkeypatch.setattr(statements, "SETTLE_S", 0.1)
    async with a_scenario_city(own_redis.url, "fragile", tmp_path) as city:
        yield city


async def _all_can_say(city: ScenarioCity, count: int) -> None:
    """Wait until the nodes have heard what is so now, and nothing more is to be heard."""

    def settled() -> bool:
        nodes = [running.node for running in city.nodes]
        connections = [c for node in nodes for c in node.hub.connections]
        assert len(connections) == count
        assert all(c.statement is not None for c in connections)
        return not any(node.statements._due for node in nodes)

    await eventually(settled, timeout_s=8, what="everybody's statement")


async def _talking_and_waiting(city: ScenarioCity) -> tuple[Desk, Desk, Expert, Client, Client]:
    """Aino talks with Porina's resident; Lavia's waits for her. On two nodes."""
    first, second = await city.start(), await city.start()
    porina = await city.desk("porina-1", on=first)
    lavia = await city.desk("lavia-1", on=second)
    aino = await city.expert("aino", on=second)
    kaisa, leo = await city.clerk("kaisa", on=first), await city.clerk("leo", "lavia-1", on=second)
    await city.together(kaisa, aino)
    await leo.summon()
    await eventually(lambda: lavia.on(Screen.CONNECTING), timeout_s=5, what="Lavia to wait")
    await booth_shows_and_plays(porina)
    await _all_can_say(city, 5)
    return porina, lavia, aino, kaisa, leo


async def _goes_on(porina: Desk, aino: Expert) -> None:
    await booth_shows_and_plays(porina)
    await expert_sees_and_hears(aino)


async def _ends_and_goes_on_to_lavia(porina: Desk, lavia: Desk, aino: Expert, room: str) -> None:
    """It is still the same conversation, and it can be ended; then the one who waits is next."""
    assert aino.room is not None
    assert aino.room.id == room
    assert porina.runtime.keeper.generation(aino.world.participant or "") == 1, (
        "the media connection must not have been made anew"
    )
    assert lavia.on(Screen.CONNECTING), "still waiting"

    await aino.hang_up()
    await aino.until(lambda: aino.room is None, 5)
    await aino.ring(8)
    await aino.accept()
    await aino.in_conversation(10)
    await booth_shows_and_plays(lavia)
    await aino.hang_up()
    await aino.until(lambda: aino.presence is PresenceState.AVAILABLE, 5)


async def test_redis_dies_and_comes_back_empty(
    fragile: ScenarioCity, own_redis: RedisServer
) -> None:
    porina, lavia, aino, kaisa, leo = await _talking_and_waiting(fragile)
    room, waiting = aino.room, leo.world.request
    assert room is not None
    assert waiting is not None and waiting.state is RequestState.PENDING
    own_redis.kill()
    await eventually(
        lambda: not any(c.world.accepting for c in (kaisa, leo, aino)),
        timeout_s=8,
        what="everybody to be told that new work has to wait",
    )
    assert porina.on(Screen.CONVERSATION)
    await _goes_on(porina, aino)
    own_redis.start()
    await eventually(
        lambda: all(c.world.accepting for c in (kaisa, leo, aino)),
        timeout_s=8,
        what="everybody to be told that it is over",
    )
    await _goes_on(porina, aino)
    after = leo.world.request
    assert after is not None
    assert (after.request, after.state) == (waiting.request, RequestState.PENDING)
    assert after.waited_s > waiting.waited_s, "the time waited is not forgotten"
    await _ends_and_goes_on_to_lavia(porina, lavia, aino, room.id)


async def test_what_the_resident_ends_meanwhile_is_ended(
    fragile: ScenarioCity, own_redis: RedisServer
) -> None:
    porina, _, aino, kaisa, _ = await _talking_and_waiting(fragile)
    own_redis.kill()
    await eventually(lambda: not kaisa.world.accepting, timeout_s=8, what="the outage is told")
    await porina.page.say(BoothEnd())
    await eventually(lambda: porina.on(Screen.ENDED), timeout_s=2, what="the ended screen at once")
    own_redis.start()
    await aino.ring(12)
    assert aino.room is None
    assert aino.world.last_ended is not None
    assert aino.world.last_ended.reason is EndReason.ENDED_BY_RESIDENT


async def test_redis_forgets_everything_while_it_runs(fragile: ScenarioCity) -> None:
    porina, lavia, aino, _, _ = await _talking_and_waiting(fragile)
    room = aino.room
    assert room is not None
    eras = {running.node.era for running in fragile.nodes}
    await fragile.nodes[0].redis.flushall()
    await eventually(
        lambda: not eras & {running.node.era for running in fragile.nodes},
        timeout_s=5,
        what="both nodes to notice",
    )

    async def whole() -> bool:
        record = await fragile.nodes[0].node.store.room(room.id)
        assert record is not None, "there is no such room"
        inside = {m.subject: m.connected for m in record.members}
        return inside == {"porina-1": True, "kaisa": True, "aino": True}

    await eventually(whole, timeout_s=8, what="everybody to be back in the room")
    await _goes_on(porina, aino)
    await _ends_and_goes_on_to_lavia(porina, lavia, aino, room.id)
