"""A node that closes hands its sockets over; what was sent on them is carried out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.integration.server.city import City, Peer, RunningNode
from tests.support.waiting import eventually


@asynccontextmanager
async def _draining(city: City, node: RunningNode) -> AsyncIterator[None]:
    """The node is told to end, and has ended afterwards."""
    city.nodes.remove(node)
    ending = asyncio.create_task(node.stop())
    try:
        yield
    finally:
        await ending


async def _others_are_up(node: RunningNode) -> None:
    async def two() -> bool:
        return len(await node.node.store.nodes()) == 2

    await eventually(two, timeout_s=5, what="both nodes are known")


async def _over(city: City, peer: Peer, to: RunningNode, who: tuple[str, str]) -> Peer:
    again = await city.person(*who, on=to, resume=peer.welcome["resume"])
    assert again.welcome["resumed"] is True
    return again


async def test_everybody_is_asked_to_move_and_nobody_is_seen_to_have_gone(city: City) -> None:
    a, b = await city.start(drain_s=10), await city.start()
    terminal, clerk = await city.terminal(on=b), await city.person("kaisa", "clerk", on=b)
    expert = await city.person("aino", "expert", on=a)
    room = await city.conversation(clerk, expert, terminal)
    seen = len(clerk.seen)
    await _others_are_up(a)
    async with _draining(city, a):
        told = await expert.until("server.move")
        assert 0 < told["within_s"] <= 10
        # Until welcomed elsewhere the old socket does all it did before.
        await expert.done("media.set", room=room, sending={"voice": True, "face": True})
        there = await _over(city, expert, b, ("aino", "expert"))
        # So it does afterwards, for what is still under way; nothing says that it was replaced.
        sending = {"voice": False, "face": True}
        await expert.done("media.set", room=room, sending=sending)
        await expert.send("bye")
        assert await expert.closed() == (None, 1000)
    await there.done("media.set", room=room, sending={"voice": True, "face": False})
    await clerk.until("room.state", state="live")
    states = [m for m in clerk.seen[seen:] if m["type"] == "room.state"]
    assert states, "the clerk was told of nothing"
    for state in states:
        assert all(member["connected"] for member in state["members"]), state
        assert len(state["members"]) == 3


async def test_who_does_not_move_is_closed_at_the_deadline_and_comes_back(city: City) -> None:
    a, b = await city.start(drain_s=0.3), await city.start()
    expert = await city.person("aino", "expert", on=a)
    await expert.done("presence.set", state="available")
    await _others_are_up(a)
    async with _draining(city, a):
        assert await expert.closed() == ("draining", 1012)
        again = await _over(city, expert, b, ("aino", "expert"))
    await again.until("presence.state", state="available")


async def test_the_last_node_does_not_let_anybody_wait(city: City) -> None:
    a = await city.start(drain_s=600)
    expert = await city.person("aino", "expert", on=a)
    async with _draining(city, a):
        assert await expert.closed() == ("draining", 1012)
    assert [m for m in expert.seen if m["type"] == "server.move"] == []


async def test_a_second_signal_hurries_it(city: City) -> None:
    a, _ = await city.start(drain_s=600), await city.start()
    expert = await city.person("aino", "expert", on=a)
    await _others_are_up(a)
    async with _draining(city, a):
        await expert.until("server.move")
        a.node.hurry.set()
        assert await expert.closed() == ("draining", 1012)


async def test_somebody_else_with_the_same_token_still_replaces(city: City) -> None:
    """Only who was asked to move may have two sockets for a moment."""
    a, b = await city.start(), await city.start()
    expert = await city.person("aino", "expert", on=a)
    await _over(city, expert, b, ("aino", "expert"))
    assert await expert.closed() == ("replaced", 4409)
