"""Coming back, being replaced, expiring, and being locked out."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from typing import Any

import yaml
from structlog.testing import capture_logs

from signaling.protocol import Role
from signaling.server.key_folder import KeyFolder
from signaling.server.outbox import MOST_BYTES
from tests.integration.server.city import City, Peer
from tests.support.waiting import eventually


async def test_dropped_expert_comes_back_into_the_conversation(city: City) -> None:
    a, b = await city.start(), await city.start()
    terminal = await city.terminal(on=a)
    clerk = await city.person("kaisa", "clerk", on=a)
    expert = await city.person("aino", "expert", on=a)
    room = await city.conversation(clerk, expert, terminal)
    await expert.vanish()
    gone = await terminal.until("room.state")
    assert _connected(gone)[expert.participant] is False

    back = await city.person("aino", "expert", on=b, resume=expert.welcome["resume"])
    assert back.welcome["resumed"] is True
    assert back.participant == expert.participant
    kinds = [m["type"] for m in back.seen]
    assert kinds[0] == "welcome"
    assert kinds[-1] == "synced"
    told = next(m for m in back.seen if m["type"] == "room.state")
    assert (told["room"], told["state"]) == (room, "live")
    assert next(m for m in back.seen if m["type"] == "request.state")["state"] == "assigned"
    again = await terminal.until("room.state")
    assert _connected(again)[expert.participant] is True
    await back.done("room.leave", room=room)


def _connected(room: dict[str, Any]) -> dict[str, bool]:
    return {m["participant"]: m["connected"] for m in room["members"]}


async def test_ringing_expert_who_reloads_still_rings(city: City) -> None:
    await city.start()
    await city.terminal()
    clerk, expert = await city.person("kaisa", "clerk"), await city.person("aino", "expert")
    await expert.done("presence.set", state="available")
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    ask = {"request": "q-1234", "service": "vero", "language": "fi", "terminal": "porina-1"}
    await clerk.done("request.create", **ask)
    ring = await expert.until("reservation.state")
    await expert.vanish()
    back = await city.person("aino", "expert", resume=expert.welcome["resume"])
    told = [m for m in back.seen if m["type"] == "reservation.state"]
    assert [(m["reservation"], m["state"]) for m in told] == [(ring["reservation"], "pending")]
    await back.done("reservation.accept", reservation=ring["reservation"])


async def test_resume_tokens_that_are_not_good(city: City) -> None:
    node = await city.start()
    aino, bo = await city.person("aino", "expert"), await city.person("bo", "expert")
    clerk = await city.person("bo", "clerk")
    access = city.token("aino", "expert")
    bad = [
        bo.welcome["resume"],
        "no-token",
        access,
        node.node.tokens.resume(clerk.participant, "aino", Role.CLERK),
    ]
    for token in bad:
        peer = await city.open("/ws/expert", bearer=access)
        await peer.send("hello", protocol=1, resume=token)
        assert await peer.closed() == ("resume_invalid", 4410), token
    await aino.done("presence.set", state="available")


async def test_newer_socket_replaces_the_older_on_any_node(city: City) -> None:
    a, b = await city.start(), await city.start()
    first = await city.person("aino", "expert", on=a)
    second = await city.person("aino", "expert", on=b, resume=first.welcome["resume"])
    assert await first.closed() == ("replaced", 4409)
    third = await city.person("aino", "expert", on=b, resume=second.welcome["resume"])
    assert await second.closed() == ("replaced", 4409)
    await third.done("presence.set", state="available")
    assert third.participant == first.participant


async def test_terminal_with_the_same_key_replaces_and_resumes(city: City) -> None:
    a, b = await city.start(), await city.start()
    first = await city.terminal(on=a)
    assert first.welcome["resumed"] is False
    second = await city.terminal(on=b)
    assert await first.closed() == ("replaced", 4409)
    assert second.participant == first.participant == "t_porina-1"
    assert second.welcome["resumed"] is True


async def test_place_is_given_up_after_the_grace_period(city: City) -> None:
    node = await city.start(grace_s=0.1)
    expert = await city.person("aino", "expert")
    await expert.vanish()

    async def forgotten() -> bool:
        return await node.node.store.participant(expert.participant) is None

    await eventually(forgotten, timeout_s=5, what="the participant is forgotten")
    back = await city.person("aino", "expert", resume=expert.welcome["resume"])
    assert back.welcome["resumed"] is False


async def test_expired_access_ends_new_work_but_no_conversation(city: City) -> None:
    await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert", life_s=2.0)
    room = await city.conversation(clerk, expert, terminal)
    await asyncio.sleep(max(0.0, expert.welcome["expires_in_s"]))
    assert await expert.refused("presence.set", state="away") == "access_expired"
    assert await expert.refused("access.renew") == "access_expired"
    sending = {"voice": False, "face": True, "document": True, "screen": False}
    await expert.done("media.set", room=room, sending=sending)
    await expert.done("restart", room=room, to=terminal.participant, generation=0)

    # Even the socket may drop: the lapsed token still brings the conversation back …
    await expert.vanish()
    lapsed = city.token("aino", "expert", life_s=60, at=time.time() - 3600)
    peer = await city.open("/ws/expert", bearer=lapsed)
    back = await city.hello(peer, expert.welcome["resume"])
    assert back.welcome["resumed"] is True
    assert back.welcome["expires_in_s"] == 0
    await back.done("room.leave", room=room)
    assert await back.refused("presence.set", state="available") == "access_expired"
    # … but begins nothing, not even with a resume token of somebody who is gone.
    await back.done("bye")
    for resume in ({}, {"resume": expert.welcome["resume"]}):
        peer = await city.open("/ws/expert", bearer=lapsed)
        await peer.send("hello", protocol=1, **resume)
        assert await peer.closed() == ("unauthorized", 4401)


async def test_renewing(city: City) -> None:
    await city.start(access_s=500)
    expert = await city.person("aino", "expert", life_s=100)
    assert 90 < expert.welcome["expires_in_s"] <= 100
    await expert.send("access.renew")
    assert 490 < (await expert.until("access.state"))["expires_in_s"] <= 500

    terminal = await city.terminal()
    assert await terminal.refused("access.renew") == "invalid_message"
    assert await terminal.refused("access.renew", assertion="x.y.z") == "access_expired"
    other = city.assertion("lavia-1")
    assert await terminal.refused("access.renew", assertion=other) == "not_yours"
    fresh = city.assertion("porina-1")
    await terminal.done("access.renew", assertion=fresh)
    assert await terminal.refused("access.renew", assertion=fresh) == "access_expired"


def _without(city: City, person: str) -> None:
    data = yaml.safe_load(city.directory.read_text("utf-8"))
    data["people"] = [p for p in data["people"] if p["id"] != person]
    city.directory.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")


async def test_removed_key_locks_the_terminal_out_everywhere(city: City) -> None:
    a, b = await city.start(), await city.start()
    terminal = await city.terminal(on=b)
    lavia = await city.terminal("lavia-1", on=a)
    KeyFolder(city.folder / "terminals").remove("porina-1")
    began = time.monotonic()
    assert await terminal.closed() == ("locked_out", 4403)
    assert time.monotonic() - began < 2
    for node in (a, b):

        async def refused(node: Any = node) -> bool:
            peer = await city.open("/ws/terminal", bearer=city.assertion("porina-1"), on=node)
            await peer.send("hello", protocol=1)
            return await peer.closed() == ("unauthorized", 4401)

        await eventually(refused, timeout_s=2, what="the terminal stays out")
    await lavia.done("ice.get")


async def test_removed_person_is_locked_out_and_gone(city: City) -> None:
    node = await city.start()
    expert, other = await city.person("aino", "expert"), await city.person("bo", "expert")
    await expert.done("presence.set", state="available")
    _without(city, "aino")
    assert await expert.closed() == ("locked_out", 4403)

    async def gone() -> bool:
        return await node.node.store.participant(expert.participant) is None

    await eventually(gone, timeout_s=5, what="the store has forgotten the participant")
    await other.done("presence.set", state="available")


async def test_changed_directory_is_taken_up_without_signing_in_again(city: City) -> None:
    await city.start()
    clerk, bo = await city.person("kaisa", "clerk"), await city.person("bo", "expert")
    await city.terminal()
    await bo.done("presence.set", state="available")
    data = yaml.safe_load(city.directory.read_text("utf-8"))
    next(p for p in data["people"] if p["id"] == "bo")["languages"].append("fi")
    city.directory.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    await clerk.done("availability.watch")
    wanted = ("fi", 1, 1)

    async def free() -> bool:
        told = await clerk.until("availability.state")
        lines = {s["service"]: s["languages"] for s in told["services"]}
        counted = [(a["language"], a["available"], a["on_duty"]) for a in lines.get("vero", [])]
        return wanted in counted

    while not await free():
        pass
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    ask = {"request": "q-1234", "service": "vero", "language": "fi", "terminal": "porina-1"}
    await clerk.done("request.create", **ask)
    assert (await bo.until("reservation.state"))["service"] == "vero"


async def test_broken_directory_is_refused_and_the_old_one_stays(city: City) -> None:
    node = await city.start()
    before, good = node.node.directory, city.directory.read_text("utf-8")
    with capture_logs() as logs:
        city.directory.write_text(good.replace("group: state", "group: kingdom"), "utf-8")

        def refusal() -> list[Any]:
            return [entry for entry in logs if "problem" in entry]

        (entry,) = await eventually(refusal, timeout_s=5, what="the refusal is logged")
        assert node.node.directory is before
        assert entry["event"] == "the changed directory is refused, the old one stays"
        assert entry["problem"].endswith(
            "directory.yaml:11: services[vero].group: expected one of city, state, support "
            "[invalid_entry]"
        )
        expert = await city.person("aino", "expert")
        await expert.done("presence.set", state="available")

        city.directory.write_text(good.replace("Aino Äyräs", "Aino Uusi"), "utf-8")
        await eventually(
            lambda: node.node.directory is not before,
            timeout_s=5,
            what="the repaired one is in force",
        )
        assert "the changed directory is in force" in [entry["event"] for entry in logs]


async def test_node_that_closes_sends_everybody_away(city: City) -> None:
    a, b = await city.start(), await city.start()
    expert = await city.person("aino", "expert", on=a)
    clerk = await city.person("kaisa", "clerk", on=b)
    closing = asyncio.create_task(a.runner.cleanup())
    assert await expert.closed() == ("draining", 1012)
    await closing
    back = await city.person("aino", "expert", on=b, resume=expert.welcome["resume"])
    assert back.welcome["resumed"] is True
    await clerk.done("availability.watch")


async def test_a_slow_reader_is_cut_off(city: City) -> None:
    """Memory for one who does not read is bounded: the socket goes, the others stay."""
    node = await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    room = await city.conversation(clerk, expert, terminal)
    connection = next(c for c in node.node.hub.connections if c.participant == terminal.participant)
    reader = terminal.ws._response.connection
    assert reader is not None
    assert reader.transport is not None
    reader.transport.pause_reading()
    kernel = reader.transport.get_extra_info("socket")
    kernel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sdp = "x" * 48_000
    to = {"room": room, "to": terminal.participant, "tracks": [{"mid": "0", "purpose": "voice"}]}
    generation = 0
    async with asyncio.timeout(5):
        while connection in node.node.hub.connections:
            generation += 1
            await expert.ask("offer", generation=generation, sdp=sdp, **to)
    assert connection.outbox.waiting_bytes <= MOST_BYTES
    assert generation * len(sdp) > MOST_BYTES, "a short pause is forgiven"
    await expert.done("room.leave", room=room)


async def _say_bye(peer: Peer) -> None:
    await peer.ws.send_str(json.dumps({"type": "bye"}))


async def test_bye_gives_the_place_up_at_once(city: City) -> None:
    node = await city.start()
    clerk = await city.person("kaisa", "clerk")
    await city.terminal("lavia-1")
    await clerk.done("terminal.attach", terminal="lavia-1", seat="remote")
    leo = await city.person("leo", "clerk")
    await _say_bye(clerk)
    await leo.until("terminal.state", terminal="lavia-1", in_charge=None)
    assert await node.node.store.participant(clerk.participant) is None
