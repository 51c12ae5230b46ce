"""A supervisor at a live server: what goes on is seen, and nothing can be done or heard."""

from __future__ import annotations

import pytest

from signaling.protocol import Role
from tests.integration.server.city import City, Message, Peer

HEALTH = {
    "version": "0.1.0",
    "face": "off",
    "document": "live",
    "microphone": "missing",
    "loudspeaker": "live",
}


async def terminal_with(peer: Peer, **fields: object) -> Message:
    """The next told state of Porina's terminal in which these fields are so."""
    while True:
        told = await peer.until("supervision.state")
        for row in told["terminals"]:
            if row["terminal"] == "porina-1" and all(row[k] == v for k, v in fields.items()):
                found: Message = row
                return found


async def counted(peer: Peer) -> Message:
    """The next told figures of a service."""
    while True:
        told = await peer.until("supervision.figures")
        if told["services"]:
            figures: Message = told["services"][0]["figures"]
            return figures


@pytest.mark.parametrize("who", [("riitta", Role.SUPERVISOR), ("tapio", Role.OPERATOR)])
async def test_a_conversation_is_seen_from_the_queue_to_the_figures(
    city: City, who: tuple[str, Role]
) -> None:
    # On another node than everybody else: what is seen comes from the store.
    await city.start()
    elsewhere = await city.start()
    supervisor = await city.person(*who, on=elsewhere)
    await supervisor.done("supervision.watch")
    terminal = await city.terminal()
    await terminal.done("terminal.report", health=HEALTH)
    seen = await terminal_with(supervisor, online=True, room=None)
    while seen["health"] is None:
        seen = await terminal_with(supervisor, online=True, room=None)
    assert seen["health"] == {**HEALTH, "screen": None, "printer": None}

    clerk, expert = await city.person("kaisa", "clerk"), await city.person("aino", "expert")
    await expert.done("presence.set", state="available")
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    await clerk.done(
        "request.create", request="q-1234", service="vero", language="fi", terminal="porina-1"
    )
    seen = await terminal_with(supervisor, room=None)
    while not seen["waits"]:
        seen = await terminal_with(supervisor, room=None)
    assert [(each["service"], each["ringing"]) for each in seen["waits"]] == [("vero", True)]

    ring = await expert.until("reservation.state", state="pending")
    await expert.done("reservation.accept", reservation=ring["reservation"])
    room = (await expert.until("room.state", state="live"))["room"]
    seen = await terminal_with(supervisor, waits=[])
    while seen["room"] is None:
        seen = await terminal_with(supervisor, waits=[])
    assert seen["room"]["roles"] == ["clerk", "expert", "terminal"]
    assert (await counted(supervisor))["answered"] == 1

    for refused in (
        supervisor.refused("room.leave", room=room),
        supervisor.refused("media.set", room=room, sending={}),
        supervisor.refused("room.mode", room=room, mode="consultation"),
    ):
        assert await refused == "forbidden"
    assert not [each for each in supervisor.seen if each["type"] in {"room.state", "offer"}]

    await expert.done("room.leave", room=room)
    await expert.done("request.conclude", request="q-1234", outcome="settled")
    figures = await counted(supervisor)
    while figures["outcomes"]["settled"] == 0:
        figures = await counted(supervisor)
    assert (figures["handled"], figures["outcomes"]["settled"]) == (1, 1)
