"""A node is taken out of service while people talk and somebody is being rung."""

from __future__ import annotations

import asyncio

from expert_client.expert import Expert
from signaling.client import Lost, SignalingClient, Told
from signaling.protocol import MediaSet, RoomTold, Sending
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.city import Desk, ScenarioCity
from tests.support.waiting import eventually


def overhear(client: SignalingClient) -> list[Told]:
    """All that the client is told from now on."""
    heard: list[Told] = []
    put = client._told.put_nowait

    def keep(told: Told) -> None:
        heard.append(told)
        put(told)

    client._told.put_nowait = keep  # type: ignore[method-assign, assignment]
    return heard


async def _never_idle(expert: Expert, done: list[int]) -> None:
    """Says something all the time; a refused or lost message raises."""
    while True:
        assert expert.room is not None
        sending = Sending(voice=True, face=True, screen=False, document=len(done) % 2 == 1)
        await expert.client.ask(MediaSet(room=expert.room.id, sending=sending))
        done.append(1)
        await asyncio.sleep(0.005)


def _client(desk: Desk) -> SignalingClient:
    return desk.runtime._client


async def test_everybody_moves_and_nobody_notices(city: ScenarioCity) -> None:
    first, second = await city.start(drain_s=20), await city.start()
    city.know_all_nodes = True
    desk, other_desk = await city.desk("porina-1"), await city.desk("lavia-1")
    aino, kaisa = await city.expert("aino"), await city.clerk("kaisa")
    await city.together(kaisa, aino)
    bo, leo = await city.expert("bo", marker=8), await city.clerk("leo", "lavia-1")
    await leo.summon()
    ring = await bo.ring(5)
    clients = [_client(desk), _client(other_desk), aino.client, kaisa.wire, bo.client, leo.wire]
    assert len(first.node.hub.connections) == len(clients)
    heard = [overhear(client) for client in clients]

    done: list[int] = []
    talking = asyncio.create_task(_never_idle(aino, done))
    await eventually(lambda: len(done) > 20, timeout_s=5, what="messages before")
    city.nodes.remove(first)
    asked = asyncio.get_running_loop().time()
    await first.stop()
    assert asyncio.get_running_loop().time() - asked < 15, "it ends when everybody has moved"
    assert len(second.node.hub.connections) == len(clients)
    before = len(done)
    await eventually(lambda: len(done) > before + 20, timeout_s=5, what="messages afterwards")
    assert not talking.done(), "a message was refused or lost"
    talking.cancel()

    told = [message for messages in heard for message in messages]
    assert not [message for message in told if isinstance(message, Lost)]
    rooms = [message for message in told if isinstance(message, RoomTold)]
    assert rooms, "nobody was told of anything"
    unseen = [m for room in rooms for m in room.members if not m.connected]
    assert not unseen, f"{len(unseen)} times somebody was shown as gone"

    # The ring that began on the node that is gone is answered on the other one.
    assert bo.world.ring is not None
    assert bo.world.ring.reservation == ring.reservation
    await bo.accept()
    await bo.in_conversation(10)
    await booth_shows_and_plays(other_desk, marker=8)
    await booth_shows_and_plays(desk)
    await expert_sees_and_hears(aino)
    assert desk.runtime.keeper.generation(aino.world.participant or "") == 1
    await aino.hang_up()
