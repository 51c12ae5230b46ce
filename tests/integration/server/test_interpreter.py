"""Interpreters by language pair, over real sockets."""

from __future__ import annotations

import pytest

from tests.integration.server.city import City, Message, Peer

ARABIC = {"service": "tulkkaus", "language": "fi", "into": "ar", "terminal": "porina-1"}


async def in_a_room(city: City) -> tuple[Peer, Peer, str]:
    """A clerk at the desk and an expert in the resident's room."""
    clerk, expert = await city.person("kaisa", "clerk"), await city.person("aino", "expert")
    await city.terminal()
    await expert.done("presence.set", state="available")
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    ask = {"request": "q-visit", "service": "vero", "language": "fi", "terminal": "porina-1"}
    await clerk.done("request.create", **ask)
    ring = await expert.until("reservation.state")
    await expert.done("reservation.accept", reservation=ring["reservation"])
    return clerk, expert, (await expert.until("room.state"))["room"]


async def told_of(peer: Peer, **fields: str) -> Message:
    """The state of the interpreter's request, told before or after an acknowledgement."""
    wanted = {"type": "request.state", "request": "q-int", **fields}
    for message in reversed(peer.seen):
        if wanted.items() <= message.items():
            return message
    return await peer.until("request.state", request="q-int", **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"into": "uk"},
        {"into": "fi"},
        {"into": None},
        {"language": "sv"},
        {"service": "vero", "language": "fi", "into": "sv"},
        {"kind": "visit", "language": "ar", "into": None},
    ],
    ids=[
        "nobody interprets it",
        "with itself",
        "one language",
        "another pair",
        "not interpreting",
        "no visit",
    ],
)
async def test_a_pair_that_the_directory_does_not_offer_is_refused(
    city: City, fields: Message
) -> None:
    await city.start()
    clerk = await city.person("kaisa", "clerk")
    await city.terminal()
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    asked = {"request": "q-int", "kind": "interpreter", **ARABIC, **fields}
    assert await clerk.refused("request.create", **asked) == "unknown_language"


async def test_the_pair_is_meant_either_way_and_the_ring_says_it(city: City) -> None:
    await city.start()
    clerk, amira = await city.person("kaisa", "clerk"), await city.person("amira", "interpreter")
    await city.terminal()
    await amira.done("presence.set", state="available")
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    asked = {**ARABIC, "language": "ar", "into": "fi"}
    await clerk.done("request.create", request="q-int", kind="interpreter", **asked)
    ring = await amira.until("reservation.state")
    assert (ring["kind"], ring["language"], ring["into"]) == ("interpreter", "ar", "fi")
    assert ring["place_name"]["fi"] == "Porina"


async def test_an_expert_adds_an_interpreter_to_their_own_room_and_nothing_else(
    city: City,
) -> None:
    await city.start()
    _, expert, _ = await in_a_room(city)
    asked = {"request": "q-int", "kind": "interpreter", **ARABIC}
    elsewhere = {**asked, "terminal": "lavia-1"}
    assert await expert.refused("request.create", **elsewhere) == "terminal_not_attached"
    visit = {**asked, "kind": "visit"}
    assert await expert.refused("request.create", **visit) == "forbidden"
    await expert.done("availability.watch")
    told = await expert.until("availability.state")
    (pair,) = next(s for s in told["services"] if s["service"] == "tulkkaus")["languages"]
    assert (pair["language"], pair["into"], pair["on_duty"]) == ("fi", "ar", 0)

    amira = await city.person("amira", "interpreter")
    await amira.done("presence.set", state="available")
    await expert.done("request.create", **asked)
    await amira.until("reservation.state", kind="interpreter", state="pending")
    await told_of(expert, state="reserved")
    await expert.done("request.cancel", request="q-int")
    await amira.until("reservation.state", state="canceled")


async def test_who_comes_back_is_told_of_the_interpreter_who_is_awaited(city: City) -> None:
    await city.start()
    clerk, expert, room = await in_a_room(city)
    amira = await city.person("amira", "interpreter")
    await amira.done("presence.set", state="available")
    await clerk.done("request.create", request="q-int", kind="interpreter", **ARABIC)
    told = await told_of(expert, state="reserved")
    assert (told["kind"], told["room"]) == ("interpreter", room)
    for person, role, before in (("kaisa", "clerk", clerk), ("aino", "expert", expert)):
        again = await city.person(person, role, resume=before.welcome["resume"])
        await told_of(again, state="reserved")
