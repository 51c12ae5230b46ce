"""Journey 8 without a browser: a clerk asks a specialist without the resident."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
import structlog
from aiohttp import WSMessage, web
from redis.asyncio import Redis

from edge_client.booth.messages import Screen
from edge_client.peering.path_watch import Path
from edge_client.peering.texting import TextState
from expert_client.expert import Expert
from signaling.protocol import PresenceState, RoomKind, Seat
from signaling.server.logs import set_up_logs
from tests.support.city import CLERK_TONE, EXPERT_TONE, ScenarioCity, SpeakingClerk
from tests.support.media import amplitude_of, tone_in
from tests.support.processes import RedisServer
from tests.support.waiting import eventually

QUESTION = "Riittääkö asemapiirros 1:500?"
ANSWER = "Riittää, jos naapurin raja näkyy."


async def asked(city: ScenarioCity, nodes: int = 1) -> tuple[SpeakingClerk, Expert]:
    """Clerk and expert in an inquiry; on two nodes each has their own."""
    started = [await city.start() for _ in range(nodes)]
    expert = await city.expert(on=started[-1])
    clerk = await city.speaking_clerk()
    await clerk.inquire()
    ring = await expert.ring(5)
    assert (ring.terminal, ring.place_name) == (None, None)
    await expert.accept()
    await asyncio.gather(clerk.in_conversation(10), expert.in_conversation(10))
    return clerk, expert


async def free(*people: Expert) -> None:
    """Nobody is in a room, or busy."""

    def so() -> bool:
        states = [(person.room, person.presence) for person in people]
        assert all(room is None for room, _ in states), states
        assert all(presence is not PresenceState.BUSY for _, presence in states), states
        return True

    await eventually(so, timeout_s=5, what="both are free")


async def test_text_goes_both_ways_and_is_gone_afterwards(city: ScenarioCity) -> None:
    clerk, expert = await asked(city)
    assert clerk.room is not None
    assert clerk.room.told.kind is RoomKind.INQUIRY
    asked_id = clerk.say(QUESTION)
    await expert.reads(QUESTION)
    await clerk.arrived(asked_id)
    expert.say(ANSWER)
    await clerk.reads(ANSWER)
    assert [text.state for text in clerk.texts] == [TextState.ARRIVED, TextState.RECEIVED]
    await clerk.hang_up()
    await free(clerk, expert)
    assert (clerk.texts, expert.texts) == ((), ())
    with pytest.raises(ValueError, match="inquiry"):
        clerk.say(QUESTION)


async def test_what_is_written_while_it_rings_goes_out_when_somebody_answers(
    city: ScenarioCity,
) -> None:
    await city.start()
    expert, clerk = await city.expert(), await city.speaking_clerk()
    await clerk.inquire()
    await expert.ring(5)
    waiting = clerk.say(QUESTION)
    assert [text.state for text in clerk.texts] == [TextState.WAITING]
    await expert.accept()
    await expert.reads(QUESTION)
    await clerk.arrived(waiting)


async def test_nothing_is_heard_before_somebody_switches_the_voice_on(city: ScenarioCity) -> None:
    clerk, expert = await asked(city)
    clerk.say(QUESTION)
    await expert.reads(QUESTION)
    for person in (clerk, expert):
        assert person.heard.loudness() < 0.001, "a voice before it is switched on"
    await clerk.speak(True)
    await _hears(expert, CLERK_TONE)
    assert clerk.heard.loudness() < 0.001, "the other one has not switched on"
    await expert.speak(True)
    await _hears(clerk, EXPERT_TONE)
    await clerk.speak(False)
    await eventually(
        lambda: amplitude_of(expert.heard.last(), CLERK_TONE) < 0.001,
        timeout_s=5,
        what="the clerk's voice to be off",
    )
    assert clerk.path() is Path.CONNECTED


async def _hears(person: Expert, hertz: float) -> None:
    await eventually(
        lambda: abs((tone_in(person.heard.last()) or 0) - hertz) < 15,
        timeout_s=10,
        what=f"{hertz} Hz",
    )


@pytest.mark.parametrize("leaver", [0, 1])
async def test_either_hangs_up_and_both_are_free(city: ScenarioCity, leaver: int) -> None:
    both = await asked(city)
    await both[leaver].hang_up()
    await free(*both)
    assert both[1].presence is PresenceState.AVAILABLE


async def test_a_new_connection_loses_and_doubles_nothing(city: ScenarioCity) -> None:
    clerk, expert = await asked(city)
    first = clerk.say("one")
    await clerk.arrived(first)
    assert clerk.room is not None
    other = clerk.counterpart or ""
    offering = clerk if clerk.room.my_links()[0].offerer == clerk.room.me else expert
    before = clerk.keeper.generation(other)
    peer = offering.keeper._pairs[offering.counterpart or ""].peer
    assert peer is not None
    await peer._connection.close()
    ids = [clerk.say("two"), clerk.say("three")]
    expert.say("four")
    for id_ in ids:
        await clerk.arrived(id_, 20)
    await clerk.reads("four", 20)
    assert clerk.keeper.generation(other) > before
    received = [text.text for text in expert.texts if text.state is TextState.RECEIVED]
    assert received == ["one", "two", "three"]


async def test_the_resident_at_the_desk_notices_nothing(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.speaking_clerk()
    await clerk.take(seat=Seat.AT_DESK)
    await clerk.inquire()
    await expert.ring(5)
    await expert.accept()
    await clerk.in_conversation(10)
    await clerk.speak(True)
    await _hears(expert, CLERK_TONE)
    assert desk.on(Screen.START)
    assert desk.page.pictures == {}
    assert desk.heard.loudness() < 0.001


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The processes' log, as it would stand on standard output."""
    stream, handlers = io.StringIO(), logging.root.handlers[:]
    set_up_logs(stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that the nodes receive from sockets and send to them."""
    passed: list[str] = []
    receive, send = web.WebSocketResponse.receive, web.WebSocketResponse.send_str

    async def receiving(self: web.WebSocketResponse, timeout: float | None = None) -> WSMessage:
        message = await receive(self, timeout)
        passed.append(str(message.data))
        return message

    async def sending(self: web.WebSocketResponse, data: str, compress: int | None = None) -> None:
        passed.append(data)
        await send(self, data, compress)

    monkeypatch.setattr(web.WebSocketResponse, "receive", receiving)
    monkeypatch.setattr(web.WebSocketResponse, "send_str", sending)
    return passed


@asynccontextmanager
async def redis_ear(url: str) -> AsyncIterator[list[str]]:
    """Every command that Redis is given, as MONITOR tells it."""
    commands: list[str] = []
    client = Redis.from_url(url)
    async with client.monitor() as monitor:

        async def listen() -> None:
            while True:
                commands.append(str(await monitor.next_command()))

        task = asyncio.create_task(listen())
        try:
            yield commands
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    await client.aclose()


async def everything_in(url: str) -> str:
    """All keys of Redis with their values."""
    client = Redis.from_url(url)
    parts = [str(key) + str(await client.dump(key)) for key in await client.keys("*")]
    await client.aclose()
    return "\n".join(parts)


async def test_the_servers_never_see_what_is_written(
    city: ScenarioCity, redis_server: RedisServer, wire: list[str], log: io.StringIO
) -> None:
    async with redis_ear(redis_server.url) as commands:
        clerk, expert = await asked(city, nodes=2)
        clerk.say(QUESTION)
        await expert.reads(QUESTION)
        expert.say(ANSWER)
        await clerk.reads(ANSWER)
        kept = await everything_in(redis_server.url)
        await clerk.hang_up()
        await free(clerk, expert)
        kept += await everything_in(redis_server.url)
    heard = {"wire": "\n".join(wire), "redis": "\n".join(commands), "kept": kept}
    for name, sign in (("wire", '"type":"offer"'), ("redis", "EVALSHA"), ("kept", "aino")):
        assert sign in heard[name], f"the ear at {name} hears nothing"
    assert "connected" in log.getvalue(), "the log is not listened to"
    for word in ("asemapiirros", "1:500", "naapurin"):
        assert word not in log.getvalue()
        assert [name for name, text in heard.items() if word in text] == []
