"""Journey 8 with signaling nodes killed in the middle: what is written needs none of them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_client.booth.messages import Screen
from edge_client.peering.texting import TextState
from expert_client.expert import Expert
from signaling.protocol import PresenceState, RequestCreate, Seat
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.killable import KillableCity, a_killable_city
from tests.support.processes import RedisServer
from tests.support.waiting import eventually

QUESTION, ANSWER = "Riittääkö asemapiirros 1:500?", "Riittää, jos naapurin raja näkyy."
MORE, THANKS = "Entä pihasuunnitelma?", "Sitä ei tarvita."


PATIENT = {"room_grace_s": 120.0}
"""Looking for the one server among four addresses takes its time."""


@pytest.fixture
async def city(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> AsyncIterator[KillableCity]:
    """A city of processes."""
    async with a_killable_city(redis_server.url, tenant, tmp_path) as made:
        yield made


def reached(*people: Expert) -> int:
    """How many of them have a server."""
    return sum(person.client.ready for person in people)


def received(person: Expert) -> list[str]:
    return [text.text for text in person.texts if text.state is TextState.RECEIVED]


async def test_the_lobby_inquiry(city: KillableCity) -> None:
    """While it rings the clerk's node dies, while they write the last one there is."""
    await asyncio.gather(city.start(**PATIENT), city.start(**PATIENT))
    here, there = city.nodes
    clerk = await city.speaking_clerk()
    desk, expert = await city.desk(on=there), await city.expert(on=there)
    await clerk.take(seat=Seat.AT_DESK)
    await clerk.inquire()
    await expert.ring(5)
    clerk.say(QUESTION)

    await city.kill(here)
    await city.taken_up(
        lambda: clerk.client.ready and clerk.world.synced and clerk.room,
        "the clerk at another node, still asking",
    )
    assert [text.text for text in clerk.texts] == [QUESTION], "what was written waits"
    await city.insist(expert.accept)
    await expert.reads(QUESTION)

    generation = clerk.keeper.generation(clerk.counterpart or "")
    await city.kill(there)
    await eventually(
        lambda: reached(clerk, expert) == 0,
        timeout_s=5,
        what="nobody reaches any server",
    )
    expert.say(ANSWER)
    await clerk.reads(ANSWER)
    arrived = clerk.say(MORE)
    await expert.reads(MORE)
    await clerk.arrived(arrived)
    assert reached(clerk, expert) == 0, "a server was there after all"
    assert clerk.keeper.generation(clerk.counterpart or "") == generation, "over the same path"

    await city.start(**PATIENT)
    await eventually(
        lambda: reached(clerk, expert) == 2 and clerk.room and expert.room,
        timeout_s=40,
        what="both at a new node, in the same room",
    )
    expert.say(THANKS)
    await clerk.reads(THANKS)
    assert (received(expert), received(clerk)) == ([QUESTION, MORE], [ANSWER, THANKS])
    assert desk.on(Screen.START), "the resident's screen has nothing to do with it"

    await city.insist(clerk.hang_up)
    await expert.until(lambda: expert.presence is PresenceState.AVAILABLE, 5)
    await city.free("aino")

    await clerk.client.ask(
        RequestCreate(
            request=f"q-{secrets.token_hex(6)}",
            service="vero",
            language="fi",
            person="aino",
            terminal="porina-1",
        )
    )
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)
    await booth_shows_and_plays(desk)
    await expert_sees_and_hears(expert)
    await expert.hang_up()
    await city.free("aino")
