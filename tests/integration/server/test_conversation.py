"""The way of a conversation, on one node and across two."""

from __future__ import annotations

import io
import json

import pytest

from tests.integration.server.city import City, Peer


def is_visit(line: dict[str, object]) -> bool:
    """Whether the log's line is of a visit."""
    return line["event"] == "visit"


def offer(room: str, to: str, generation: int = 1) -> dict[str, object]:
    return {
        "room": room,
        "to": to,
        "generation": generation,
        "sdp": "v=0\r\n",
        "tracks": [{"mid": "0", "purpose": "voice"}],
    }


@pytest.mark.parametrize("nodes", [1, 2, 3])
async def test_clerk_brings_expert_to_resident(city: City, nodes: int, log: io.StringIO) -> None:
    running = [await city.start() for _ in range(nodes)]
    terminal = await city.terminal(on=running[0])
    clerk = await city.person("kaisa", "clerk", on=running[-1])
    expert = await city.person("aino", "expert", on=running[nodes // 2])

    room = await city.conversation(clerk, expert, terminal)

    told = next(m for m in reversed(expert.seen) if m["type"] == "room.state")
    assert told["may_save_stills"] is True, "as the directory says of this service"
    roles = sorted(member["role"] for member in told["members"])
    assert roles == ["clerk", "expert", "terminal"]
    assert told["links"] == [
        {"offerer": expert.participant, "answerer": terminal.participant, "generation": 0}
    ], "the clerk at the desk speaks through the terminal"
    granted = {(g["sender"], g["receiver"]): g["purposes"] for g in told["grants"]}
    assert granted[terminal.participant, expert.participant] == ["voice", "face", "document"]
    assert granted[expert.participant, terminal.participant] == ["voice", "face", "screen"]

    await expert.done("offer", **offer(room, terminal.participant))
    got = await terminal.until("offer")
    assert (got["sender"], got["sdp"], got["generation"]) == (expert.participant, "v=0\r\n", 1)
    await terminal.done(
        "answer", room=room, to=expert.participant, generation=1, sdp="v=0\r\na=x\r\n"
    )
    assert (await expert.until("answer"))["sdp"] == "v=0\r\na=x\r\n"
    await expert.done("candidate", room=room, to=terminal.participant, generation=1, candidate=None)
    assert (await terminal.until("candidate"))["candidate"] is None
    await terminal.done("restart", room=room, to=expert.participant, generation=1)
    await expert.until("restart")
    await expert.done("offer", **offer(room, terminal.participant, 2))
    await terminal.until("offer", generation=2)
    assert await expert.refused("offer", **offer(room, terminal.participant, 2)) == (
        "stale_generation"
    )

    sending = {"voice": False, "face": True, "document": False, "screen": False}
    await expert.done("media.set", room=room, sending=sending)
    for peer in (terminal, clerk):
        seen = await peer.until("room.state")
        muted = next(m for m in seen["members"] if m["participant"] == expert.participant)
        assert muted["sending"] == sending

    await expert.done("room.leave", room=room)
    over = await expert.until("room.state", state="ended")
    assert over["may_save_stills"] is False
    assert over["members"] == []
    await expert.until("presence.state", state="available")
    request = next(m["request"] for m in expert.seen if m["type"] == "reservation.state")
    await expert.done("request.conclude", request=request, outcome="continues")
    (visit,) = [each for each in map(json.loads, log.getvalue().splitlines()) if is_visit(each)]
    assert visit["waited_s"] >= 0 and visit["handled_s"] >= 0
    facts = {name: visit[name] for name in ("service", "place", "language", "outcome")}
    expected = {"service": "vero", "place": "porina", "language": "fi", "outcome": "continues"}
    assert facts == expected, "and nothing of the people: the log has no field for them"
    await clerk.until("room.state", state="waiting")
    await clerk.done("room.end", room=room)
    assert (await terminal.until("room.state", state="ended"))["reason"] == "ended_by_staff"


async def test_how_it_ended_is_asked_of_both_until_one_says_it_also_after_a_reload(
    city: City, log: io.StringIO
) -> None:
    await city.start()
    terminal = await city.terminal()
    clerk = await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    room = await city.conversation(clerk, expert, terminal, language="sv")
    await terminal.done("room.end", room=room)
    asked = await expert.until("visit.state", outcome=None)
    assert (asked["service"], asked["language"]) == ("vero", "sv")
    assert await clerk.until("visit.state") == asked

    await expert.vanish()
    expert = await city.person("aino", "expert", resume=expert.welcome["resume"])
    assert await expert.told("visit.state") == asked, "the page was loaded anew"
    await clerk.done("request.conclude", request=asked["request"], outcome="settled")
    for peer in (expert, clerk):
        assert await peer.told("visit.state", outcome="settled") == {**asked, "outcome": "settled"}
    rated = {"request": asked["request"], "rating": 4}
    await terminal.done("request.rate", **rated)
    elsewhere = await city.terminal("lavia-1")
    assert await elsewhere.refused("request.rate", **rated) == "not_yours"
    assert await terminal.refused("request.rate", request="q-none", rating=4) == "unknown_request"
    told = map(json.loads, log.getvalue().splitlines())
    (said,) = [each for each in told if each["event"] == "feedback"]
    assert (said["rating"], said["service"], said["place"]) == (4, "vero", "porina")
    (line,) = [each for each in map(json.loads, log.getvalue().splitlines()) if is_visit(each)]
    assert (line["outcome"], line["language"], line["place"]) == ("settled", "sv", "porina")

    await clerk.vanish()
    clerk = await city.person("kaisa", "clerk", resume=clerk.welcome["resume"])
    assert "visit.state" not in [message["type"] for message in clerk.seen]


async def test_ring_says_who_asks_and_where(city: City) -> None:
    await city.start()
    await city.terminal()
    clerk = await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    await expert.done("presence.set", state="available")
    await clerk.done("terminal.attach", terminal="porina-1", seat="remote")
    await clerk.done(
        "request.create", request="q-1234", service="vero", language="sv", terminal="porina-1"
    )
    ring = await expert.until("reservation.state")
    assert ring["summoned_by"] == {"role": "clerk", "name": "Kaisa Kärki"}
    assert ring["service_name"]["sv"] == "Skatteförvaltningen"
    assert (ring["terminal_name"]["fi"], ring["place_name"]["fi"]) == ("Porina 1", "Porina")
    assert 20 < ring["remaining_s"] <= 25
    assert ring["language"] == "sv"

    await expert.done("reservation.reject", reservation=ring["reservation"])
    told = await clerk.until("request.state", state="canceled")
    assert told["reason"] == "unserved"


async def _counts(peer: Peer, service: str, language: str, wanted: tuple[int, int]) -> None:
    while True:
        told = await peer.until("availability.state")
        for entry in told["services"]:
            for line in entry["languages"]:
                here = (entry["service"], line["language"]) == (service, language)
                if here and (line["available"], line["on_duty"]) == wanted:
                    return


async def test_watchers_see_who_can_serve(city: City) -> None:
    a, b = await city.start(), await city.start()
    clerk = await city.person("kaisa", "clerk", on=a)
    await clerk.send("availability.watch")
    first = await clerk.until("availability.state")
    told = {
        (s["service"], line["language"], line["into"]): (line["available"], line["on_duty"])
        for s in first["services"]
        for line in s["languages"]
    }
    assert told == {
        ("vero", "fi", None): (0, 0),
        ("vero", "sv", None): (0, 0),
        ("tulkkaus", "fi", "ar"): (0, 0),
    }

    await clerk.send("availability.watch")
    assert await clerk.until("availability.state") == first, "asked again, told again"

    expert = await city.person("aino", "expert", on=b)
    await expert.done("presence.set", state="available")
    await _counts(clerk, "vero", "sv", (1, 1))
    await expert.done("presence.set", state="away", reason="break")
    await _counts(clerk, "vero", "sv", (0, 0))


async def test_crashed_expert_is_not_available(city: City) -> None:
    await city.start(grace_s=0.2)
    clerk = await city.person("kaisa", "clerk")
    await clerk.done("availability.watch")
    expert = await city.person("aino", "expert")
    await expert.done("presence.set", state="available")
    await _counts(clerk, "vero", "fi", (1, 1))
    await expert.vanish()
    await _counts(clerk, "vero", "fi", (0, 0))


async def test_clerk_sees_the_terminals_of_their_places_only(city: City) -> None:
    await city.start()
    kaisa = await city.person("kaisa", "clerk")
    leo = await city.person("leo", "clerk")
    await city.terminal("porina-1")
    await kaisa.until("terminal.state", terminal="porina-1", online=True)
    await kaisa.done("terminal.attach", terminal="lavia-1", seat="remote")
    told = await leo.until("terminal.state", terminal="lavia-1")
    assert told["in_charge"] == {
        "person": "kaisa",
        "name": "Kaisa Kärki",
        "seat": "remote",
        "you": False,
    }
    assert {m["terminal"] for m in leo.seen if m["type"] == "terminal.state"} == {"lavia-1"}
    assert await leo.refused("terminal.attach", terminal="porina-1", seat="remote") == (
        "unknown_terminal"
    )
    assert await leo.refused("terminal.attach", terminal="lavia-1", seat="remote") == (
        "terminal_taken"
    )
    await leo.done("terminal.attach", terminal="lavia-1", seat="remote", take_over=True)
    by_leo = {"person": "leo", "name": "Leo Laine", "seat": "remote", "you": False}
    await kaisa.until("terminal.state", terminal="lavia-1", in_charge=by_leo)


async def test_requests_for_what_the_directory_does_not_have(city: City) -> None:
    await city.start()
    terminal = await city.terminal()
    ask = {"request": "q-1234", "language": "fi"}
    assert await terminal.refused("request.create", service="x", **ask) == "unknown_service"
    ask["language"] = "de"
    assert await terminal.refused("request.create", service="vero", **ask) == "unknown_language"
    ask["language"] = "fi"
    assert (
        await terminal.refused("request.create", service="vero", terminal="lavia-1", **ask)
        == "not_yours"
    )
