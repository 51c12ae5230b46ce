"""Redis loses all its data: who is there is put back where they were, and nobody is sent away."""

from __future__ import annotations

from typing import Any

import pytest

from signaling.server import statements
from tests.integration.server.city import City, Peer, RunningNode
from tests.support.processes import RedisServer
from tests.support.waiting import eventually


def _connection(node: RunningNode, peer: Peer) -> Any:
    return next(c for c in node.node.hub.connections if c.participant == peer.participant)


async def _can_say(node: RunningNode, *peers: Peer, room: str | None = None) -> None:
    """Wait until the node knows what each would say, and the peers carry it."""
    for peer in peers:

        async def known(peer: Peer = peer) -> bool:
            said = _connection(node, peer).statement
            return said is not None and (room is None or (said.room and said.room.id == room))

        await eventually(known, timeout_s=5, what=f"the statement of {peer.participant}")


async def _token(peer: Peer) -> str:
    """The newest resume token that the peer was told."""
    await peer.done("ice.get")
    told = [m["resume"] for m in peer.seen if m["type"] == "resume.state"]
    return str(told[-1])


async def _flush(node: RunningNode) -> None:
    await node.redis.flushall()


async def _whole_again(city: City, peers: dict[str, Peer], room: str) -> None:
    """All three are in that room, connected, by what the store says."""

    async def whole() -> bool:
        record = await city.nodes[-1].node.store.room(room)
        assert record is not None, "there is no such room"
        inside = {m.participant: m.connected for m in record.members}
        assert inside == {peer.participant: True for peer in peers.values()}, inside
        assert record.state == "live"
        return True

    await eventually(whole, timeout_s=8, what="everybody is back in the room")


async def _conversation(city: City, on: list[RunningNode]) -> tuple[dict[str, Peer], str]:
    peers = {
        "terminal": await city.terminal(on=on[0]),
        "clerk": await city.person("kaisa", "clerk", on=on[0]),
        "expert": await city.person("aino", "expert", on=on[-1]),
    }
    room = await city.conversation(peers["clerk"], peers["expert"], peers["terminal"])
    await _can_say(on[0], peers["terminal"], peers["clerk"], room=room)
    await _can_say(on[-1], peers["expert"], room=room)
    return peers, room


async def test_redis_dies_and_comes_back_empty(fragile: City, own_redis: RedisServer) -> None:
    nodes = [await fragile.start(), await fragile.start()]
    peers, room = await _conversation(fragile, nodes)
    own_redis.kill()
    for peer in peers.values():
        await peer.until("server.state", accepting=False)
    assert await peers["expert"].refused("room.leave", room=room) == "unavailable"
    own_redis.start()
    for peer in peers.values():
        await peer.until("server.state", accepting=True)
    await _whole_again(fragile, peers, room)
    told = [
        message
        for peer in peers.values()
        for message in peer.seen
        if message["type"] == "room.state" and message["state"] == "ended"
    ]
    assert told == [], "nobody was told that it is over"
    await peers["expert"].done("room.leave", room=room)
    await peers["expert"].until("presence.state", state="available")
    request = {"service": "vero", "language": "fi", "terminal": "porina-1"}
    await peers["clerk"].done("request.create", request="q-after", **request)
    ring = await peers["expert"].until("reservation.state", state="pending")
    assert ring["service"] == "vero"


async def test_all_is_flushed_while_running(fragile: City) -> None:
    nodes = [await fragile.start(), await fragile.start()]
    peers, room = await _conversation(fragile, nodes)
    await _flush(nodes[0])
    await _whole_again(fragile, peers, room)
    await peers["terminal"].done("room.end", room=room)
    await peers["expert"].until("presence.state", state="available")


async def test_what_is_asked_before_anybody_noticed_is_unavailable(fragile: City) -> None:
    nodes = [await fragile.start()]
    peers, room = await _conversation(fragile, nodes)
    await _flush(nodes[0])
    code = await peers["expert"].refused("room.leave", room=room)
    assert code == "unavailable"

    async def left() -> bool:
        answer = await peers["expert"].ask("room.leave", room=room)
        return bool(answer["type"] == "ack")

    await eventually(left, timeout_s=5, what="it can be asked again")


async def test_who_waits_keeps_the_place(fragile: City) -> None:
    node = await fragile.start()
    terminal, clerk = await fragile.terminal(), await fragile.person("kaisa", "clerk")
    lavia, leo = await fragile.terminal("lavia-1"), await fragile.person("leo", "clerk")
    expert = await fragile.person("aino", "expert")
    await expert.done("presence.set", state="available")
    for who, at in ((clerk, "porina-1"), (leo, "lavia-1")):
        await who.done("terminal.attach", terminal=at, seat="at_desk")
        asked = {"service": "vero", "language": "fi", "terminal": at}
        await who.done("request.create", request=f"q-{at}", **asked)
    before = await node.node.store.request("q-lavia-1")
    assert before is not None and before.state == "pending"
    await _can_say(node, terminal, lavia, clerk, leo)
    await _can_say(node, expert)
    await _flush(node)

    async def back() -> bool:
        after = await node.node.store.request("q-lavia-1")
        first = await node.node.store.request("q-porina-1")
        assert after is not None and first is not None
        assert abs(after.created_at - before.created_at) < 1e-3
        states = {first.state, after.state}
        assert states == {"reserved", "pending"}, states
        return True

    await eventually(back, timeout_s=8, what="both wait again, and one of them rings")
    ring = await expert.until("reservation.state", state="pending", terminal="porina-1")
    assert ring["terminal"] == "porina-1", "the first in the queue"


async def test_the_client_brings_its_statement_to_another_node(fragile: City) -> None:
    """The node is gone with Redis' data; its key is still known to the others."""
    first, second = await fragile.start(), await fragile.start()
    peers, room = await _conversation(fragile, [first])
    tokens = {name: await _token(peer) for name, peer in peers.items()}
    await second.node.tokens.publish()
    fragile.nodes.remove(first)
    for peer in peers.values():
        await peer.vanish()
    await first.runner.cleanup()
    await first.redis.aclose()
    await _flush(second)
    terminal = await fragile.open("/ws/terminal", bearer=fragile.assertion("porina-1"), on=second)
    back = {
        "terminal": await fragile.hello(terminal, tokens["terminal"]),
        "clerk": await fragile.person("kaisa", "clerk", on=second, resume=tokens["clerk"]),
        "expert": await fragile.person("aino", "expert", on=second, resume=tokens["expert"]),
    }
    for name, peer in back.items():
        assert peer.participant == peers[name].participant
        assert peer.welcome["resumed"] is True
    await _whole_again(fragile, back, room)


async def test_an_old_token_says_nothing(fragile: City, monkeypatch: pytest.MonkeyPatch) -> None:
    node = await fragile.start()
    expert = await fragile.person("aino", "expert")
    await expert.done("presence.set", state="available")
    await _can_say(node, expert)
    token = await _token(expert)
    await expert.vanish()
    await _flush(node)
    monkeypatch.setattr(statements, "FRESH_S", -1.0)
    again = await fragile.person("aino", "expert", resume=token)
    assert again.participant == expert.participant
    assert again.welcome["resumed"] is False
    state = next(m for m in again.seen if m["type"] == "presence.state")
    assert state["state"] == "away"
