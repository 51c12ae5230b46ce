"""What bad input gets: an error with a code, a close only where the protocol says so."""

from __future__ import annotations

import asyncio
import json

import pytest

from signaling.domain.records import Notice
from signaling.protocol.limits import FRAME_BYTES, MESSAGE_BURST, STRIKES_BEFORE_CLOSE
from signaling.server import greeting
from tests.integration.server.city import City, Peer


async def _error(peer: Peer) -> tuple[str, str | None]:
    message = await peer.until("error")
    assert message["detail"], "an error says what is wrong"
    return message["code"], message["re"]


@pytest.mark.parametrize(
    ("text", "code", "re"),
    [
        ("", "not_json", None),
        ("[1, 2]", "not_json", None),
        ("{", "not_json", None),
        ("[" * 30_000, "not_json", None),
        ('{"id": "m-1234"}', "unknown_type", "m-1234"),
        ('{"type": "welcome", "id": "m-1234"}', "unknown_type", "m-1234"),
        ('{"type": ["hello"]}', "unknown_type", None),
        ('{"type": "bye", "id": "no good id"}', "invalid_message", None),
        ('{"type": "bye", "id": "m-1234", "more": 1}', "invalid_message", "m-1234"),
        ('{"type": "room.leave", "id": "m-1234", "room": 7}', "invalid_message", "m-1234"),
        (json.dumps({"type": "bye", "id": "m-1234", "x": "ä" * 40_000}), "too_large", None),
        (json.dumps({"type": "bye", "x": "x" * 65_600}), "too_large", None),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_malformed_messages(city: City, text: str, code: str, re: str | None) -> None:
    await city.start()
    peer = await city.person("aino", "expert")
    await peer.ws.send_str(text)
    assert await _error(peer) == (code, re)
    await peer.done("presence.set", state="available")


async def test_binary_frame(city: City) -> None:
    await city.start()
    peer = await city.person("aino", "expert")
    await peer.ws.send_bytes(b'{"type":"bye"}')
    assert await _error(peer) == ("not_json", None)
    await peer.done("presence.set", state="available")


async def test_oversized_frame_closes_the_socket(city: City) -> None:
    await city.start()
    peer = await city.person("aino", "expert")
    await peer.ws.send_str("x" * (FRAME_BYTES + 1))
    assert (await peer.closed())[1] == 1009


async def test_too_many_messages_are_refused_and_then_allowed_again(city: City) -> None:
    await city.start()
    peer = await city.person("amira", "interpreter")
    for number in range(MESSAGE_BURST + 20):
        await peer.send("ice.get", id=f"n-{number:04d}")
    codes = [
        (await peer.answer(f"n-{number:04d}")).get("code") for number in range(MESSAGE_BURST + 20)
    ]
    assert codes[:MESSAGE_BURST] == [None] * MESSAGE_BURST
    assert "rate_limited" in codes
    assert set(codes) == {None, "rate_limited"}

    async def allowed() -> bool:
        answer = await peer.ask("ice.get")
        return bool(answer["type"] == "ack")

    while not await allowed():
        await asyncio.sleep(0.01)


async def test_endless_rubbish_closes_the_socket(city: City) -> None:
    await city.start()
    peer = await city.person("aino", "expert")
    for _ in range(STRIKES_BEFORE_CLOSE):
        await peer.ws.send_str("rubbish")
    assert await peer.closed() == ("rate_limited", 1008)


async def test_hello_must_come_first_and_once(city: City) -> None:
    await city.start()
    peer = await city.open("/ws/expert", bearer=city.token("aino", "expert"))
    await peer.send("presence.set", state="available", id="m-1234")
    assert await peer.closed() == ("hello_expected", 4400)

    peer = await city.open("/ws/expert", bearer=city.token("aino", "expert"))
    await peer.ws.send_str("{}")
    assert (await _error(peer))[0] == "unknown_type"
    await city.hello(peer)
    assert await peer.refused("hello", protocol=1) == "hello_repeated"
    await peer.done("presence.set", state="available")


async def test_silence_instead_of_hello(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "HELLO_TIMEOUT_S", 0.05)
    await city.start()
    peer = await city.open("/ws/expert", bearer=city.token("aino", "expert"))
    assert await peer.closed() == ("hello_timeout", 4408)


@pytest.mark.parametrize("extra", [{}, {"from_the_future": True}])
async def test_other_protocol_version(city: City, extra: dict[str, bool]) -> None:
    await city.start()
    peer = await city.open("/ws/expert", bearer=city.token("aino", "expert"))
    await peer.send("hello", protocol=2, **extra)
    assert await peer.closed() == ("version_unsupported", 4406)


async def test_somebody_elses_room(city: City) -> None:
    await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    room = await city.conversation(clerk, expert, terminal)
    outsider = await city.person("bo", "expert")
    seen = len(terminal.seen)

    to = {"room": room, "to": terminal.participant, "generation": 1}
    tracks = [{"mid": "0", "purpose": "voice"}]
    assert await outsider.refused("offer", sdp="v=0", tracks=tracks, **to) == "not_yours"
    assert await outsider.refused("candidate", candidate=None, **to) == "not_yours"
    assert await outsider.refused("media.set", room=room, sending={}) == "not_yours"
    assert await outsider.refused("room.leave", room=room) == "not_yours"
    leo = await city.person("leo", "clerk")
    assert await leo.refused("room.end", room=room) in {"not_yours", "unknown_terminal"}
    assert await leo.refused("request.cancel", request="q-none") == "unknown_request"

    # A stranger to the room gets nothing passed on, and the terminal has heard nothing.
    to["to"] = outsider.participant
    assert await expert.refused("offer", sdp="v=0", tracks=tracks, **to) == "unknown_participant"
    await terminal.done("ice.get")
    # States that were still on their way from the conversation's beginning are no harm.
    harmless = {"ack", "ice.servers", "terminal.state", "request.state", "room.state"}
    heard = [m["type"] for m in terminal.seen[seen:] if m["type"] not in harmless]
    assert heard == []
    assert [m["room"] for m in terminal.seen if m["type"] == "room.state"] != []


async def test_a_notice_that_goes_astray_tells_nothing(city: City) -> None:
    """Who may know what is decided where it is read, not only where notices are sent."""
    node = await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    room = await city.conversation(clerk, expert, terminal)
    ring = next(m for m in expert.seen if m["type"] == "reservation.state")
    astray = [
        ("room", room),
        ("request", ring["request"]),
        ("reservation", ring["reservation"]),
        ("presence", "aino"),
        ("terminal", "porina-1"),
        ("nonsense", "x"),
    ]
    for outsider in (
        await city.person("bo", "expert"),
        await city.person("leo", "clerk"),
        await city.terminal("lavia-1"),
        await city.person("riitta", "supervisor"),
    ):
        before = len(outsider.seen)
        for about, id_ in astray:
            node.node.hub.deliver(Notice(outsider.participant, about, id_))
            node.node.hub.deliver(Notice(None, about, id_))
        await outsider.refused("hello", protocol=1)
        heard = json.dumps(outsider.seen[before:])
        private = [room, str(ring["request"]), "aino", "Aino", "porina-1", "busy"]
        assert [word for word in private if word in heard] == []


async def test_many_at_once_are_all_served(city: City) -> None:
    """More at the same moment than there are connections to Redis."""
    node = await city.start()
    node.redis.connection_pool.max_connections = 4
    peers = await asyncio.gather(*(city.person("aino", "expert") for _ in range(60)))
    answers = await asyncio.gather(*(p.ask("presence.set", state="available") for p in peers))
    assert {answer["type"] for answer in answers} == {"ack"}


async def test_wrong_offerer_and_missing_fields_of_role(city: City) -> None:
    await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    room = await city.conversation(clerk, expert, terminal)
    to = {"room": room, "to": terminal.participant, "generation": 1, "sdp": "v=0"}
    assert await expert.refused("answer", **to) == "wrong_offerer"
    ask = {"request": "q-5678", "service": "vero", "language": "fi"}
    assert await clerk.refused("request.create", **ask) == "invalid_message"
    assert await expert.refused("presence.set", state="away", reason="missed_ring") == (
        "invalid_message"
    )
