"""Several terminals at a glance: what a clerk is told of terminals in nobody's charge."""

from __future__ import annotations

from tests.integration.server.city import City, Message, Peer


async def until_told(clerk: Peer, what: str) -> Message:
    """The next state of the desk in Porina in which that goes on."""
    while True:
        told = await clerk.until("terminal.state", terminal="porina-1")
        if told[what] is not None:
            return told


async def test_a_clerk_sees_a_booth_wait_ring_and_talk_and_nobodys_name(city: City) -> None:
    a, b = await city.start(), await city.start()
    clerk = await city.person("kaisa", "clerk", on=a)
    other = await city.person("leo", "clerk", on=a)
    booth = await city.terminal("porina-1", on=b)
    aino = await city.person("aino", "expert", on=b)
    await aino.done("presence.set", state="available")
    await clerk.until("terminal.state", terminal="porina-1", online=True, awaited=None, visit=None)

    await booth.done("request.create", request="q-booth", service="vero", language="sv")
    told = await until_told(clerk, "awaited")
    awaited = told["awaited"]
    assert (awaited["request"], awaited["service"], awaited["language"]) == (
        "q-booth",
        "vero",
        "sv",
    )
    assert awaited["ringing"] is True and awaited["service_name"]["fi"] == "Verohallinto"
    assert 0 <= awaited["waited_s"] < 60 and told["visit"] is None
    own = await booth.told("terminal.state")
    assert own["awaited"] is None, "the booth is told of its request itself"

    ring = await aino.told("reservation.state", state="pending")
    await aino.done("reservation.accept", reservation=ring["reservation"])
    told = await until_told(clerk, "visit")
    assert told["awaited"] is None
    assert (told["visit"]["service"], told["visit"]["language"]) == ("vero", "sv")
    assert "Aino" not in str([m for m in clerk.seen if m["type"] == "terminal.state"])

    late = await city.person("kaisa", "clerk", on=b)
    again = await late.told("terminal.state", terminal="porina-1")
    assert again["visit"]["service"] == "vero", "told to who comes later too"

    room = (await booth.told("room.state", state="live"))["room"]
    await booth.done("room.end", room=room)
    await clerk.until("terminal.state", terminal="porina-1", room=None, awaited=None, visit=None)
    await other.done("presence.set", state="away")
    seen = {m["terminal"] for m in other.seen if m["type"] == "terminal.state"}
    assert seen == {"lavia-1"}, "of other places nothing"


async def test_a_clerk_takes_the_waiting_booth_and_is_in_its_room(city: City) -> None:
    await city.start()
    clerk = await city.person("kaisa", "clerk")
    booth = await city.terminal("porina-1")
    aino = await city.person("aino", "expert")
    await aino.done("presence.set", state="available")
    await booth.done("request.create", request="q-booth", service="vero", language="fi")
    await clerk.done("terminal.attach", terminal="porina-1", seat="remote")
    room = await clerk.told("room.state")
    assert sorted(m["role"] for m in room["members"]) == ["clerk", "terminal"]
    request = await clerk.told("request.state", request="q-booth")
    assert request["state"] == "reserved", "the specialist is still rung"
