"""Callbacks over real sockets and real Redis: who is told what, and what nobody can read."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from signaling.server.sealing import add_key
from tests.integration.server.city import City, Peer
from tests.support.waiting import eventually

NAME, PHONE, EMAIL = "Matti Meikäläinen", "+358 40 765 4321", "matti.meikalainen@example.fi"
CONTACT = {"name": NAME, "phone": PHONE, "email": EMAIL}
SECRETS = ("Matti", "Meik", "765 4321", "7654321", "example.fi")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "contact.key"
    add_key(file)
    return file


def left(callback: str = "cb-1", **changes: Any) -> dict[str, Any]:
    asked = {"callback": callback, "service": "vero", "language": "fi", "contact": CONTACT}
    return {**asked, "from_s": 0, "until_s": 3600, **changes}


async def rung(peer: Peer) -> dict[str, Any]:
    ring = await peer.until("reservation.state", state="pending")
    await peer.done("reservation.accept", reservation=ring["reservation"])
    return ring


async def everything_in(redis: Redis) -> str:
    """Every key and value of every kind, as text."""
    found = []
    async for key in redis.scan_iter():
        kind = await redis.type(key)
        if kind == "string":
            value: object = await redis.get(key)
        elif kind == "set":
            value = await cast(Any, redis.smembers(key))
        elif kind == "zset":
            value = await redis.zrange(key, 0, -1)
        else:
            value = await cast(Any, redis.hgetall(key))
        found.append(f"{key} {value}")
    return "\n".join(found)


async def kept_in(redis: Redis, city: City, callback: str = "cb-1") -> dict[str, Any]:
    text = await redis.get(f"et:{{{city.tenant}}}:callback:{callback}")
    assert isinstance(text, str)
    record: dict[str, Any] = json.loads(text)
    return record


def readable(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


async def test_from_the_desk_to_who_reaches_the_resident(city: City, key: Path) -> None:
    a = await city.start(contact_key_file=key)
    b = await city.start(contact_key_file=key)
    await city.terminal(on=a)
    clerk = await city.person("kaisa", "clerk", on=a)
    aino = await city.person("aino", "expert", on=b)
    bo = await city.person("bo", "expert", on=b)
    await clerk.done("terminal.attach", terminal="porina-1", seat="at_desk")
    await clerk.done("callback.create", **left(terminal="porina-1"))
    told = await clerk.told("callback.state", state="scheduled")
    assert (told["place_name"]["fi"], told["contact"]) == ("Porina", None)
    assert 3500 < told["window"]["closes_in_s"] <= 3600

    await aino.done("presence.set", state="available")
    await bo.done("presence.set", state="available")
    ring = await aino.until("reservation.state", state="pending")
    assert (ring["kind"], ring["terminal"]) == ("callback", None)
    assert ring["place_name"]["fi"] == "Porina"
    assert readable(json.dumps(ring)) == []
    await aino.done("reservation.accept", reservation=ring["reservation"])
    taken = await aino.until("callback.state", state="taken")
    assert (taken["contact"], taken["attempt"]) == (CONTACT, 1)
    room = await aino.told("room.state")
    assert (room["kind"], room["links"], room["grants"]) == ("callback", [], [])
    await clerk.until("callback.state", state="taken")

    await aino.done("callback.finish", callback="cb-1", outcome="reached")
    assert (await aino.until("callback.state", state="done"))["contact"] is None
    await clerk.until("callback.state", state="done")
    for peer in (clerk, bo):
        assert readable(json.dumps(peer.seen, ensure_ascii=False)) == []


async def test_redis_and_logs_hold_nothing_that_can_be_read(
    city: City, key: Path, log: io.StringIO
) -> None:
    node = await city.start(contact_key_file=key)
    monitored: list[str] = []
    async with Redis.from_url(city.redis_url, decode_responses=True) as redis:
        ready = asyncio.Event()

        async def watch() -> None:
            async with redis.monitor() as monitor:
                ready.set()
                async for command in monitor.listen():
                    monitored.append(str(command))  # noqa: PERF401 - it is cancelled in the middle

        watching = asyncio.create_task(watch())
        await ready.wait()
        terminal = await city.terminal(on=node)
        aino = await city.person("aino", "expert", on=node)
        await terminal.done("callback.create", **left())
        record = await kept_in(redis, city)
        assert record["sealed"]
        await aino.done("presence.set", state="available")
        await rung(aino)
        assert (await aino.until("callback.state", state="taken"))["contact"] == CONTACT
        held = await everything_in(redis)
        await aino.done("callback.finish", callback="cb-1", outcome="reached")
        after = await everything_in(redis)
        watching.cancel()
        await asyncio.wait([watching])
        assert record["sealed"] in held
        assert record["sealed"] not in after, "done, and erased"
    assert any("cb-1" in command for command in monitored)
    assert readable(held + after + "".join(monitored)) == []
    assert readable(log.getvalue()) == []
    told = [m["contact"] for m in terminal.seen if m["type"] == "callback.state"]
    assert told == [None], "the next resident's booth hears no more of it"


async def test_a_terminal_is_answered_also_when_it_is_tried_already(city: City, key: Path) -> None:
    """The window is open: what is left may be tried before anybody is told that it is left."""
    node = await city.start(contact_key_file=key)
    terminal = await city.terminal(on=node)
    aino = await city.person("aino", "expert", on=node)
    await aino.done("presence.set", state="available")
    await terminal.done("callback.create", **left())
    ring = await aino.until("reservation.state", state="pending")
    # The answer to the first was lost with the connection, say: it is sent again.
    already = len(terminal.seen)
    await terminal.done("callback.create", **left())
    answers = [m["callback"] for m in terminal.seen[already:] if m["type"] == "callback.state"]
    assert answers == ["cb-1"]
    await aino.done("reservation.accept", reservation=ring["reservation"])
    await aino.until("callback.state", state="taken")
    await terminal.done("ice.get")
    told = [m["state"] for m in terminal.seen if m["type"] == "callback.state"]
    assert len(told) == 2, "of what comes of it the terminal is told nothing"


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
async def test_over_is_erased(city: City, key: Path, how: str) -> None:
    node = await city.start(contact_key_file=key)
    clerk = await city.person("kaisa", "clerk", on=node)
    await clerk.done("callback.create", **left(until_s=3600 if how == "withdrawn" else 0.3))
    if how == "withdrawn":
        await clerk.done("callback.withdraw", callback="cb-1")
    await clerk.until("callback.state", state=how)
    assert "sealed" not in await kept_in(node.redis, city)


async def test_with_the_wrong_key_nothing_is_lost(
    city: City, key: Path, tmp_path: Path, log: io.StringIO
) -> None:
    a = await city.start(contact_key_file=key)
    other = tmp_path / "other.key"
    add_key(other)
    b = await city.start(contact_key_file=other)
    clerk = await city.person("kaisa", "clerk", on=a)
    aino = await city.person("aino", "expert", on=b)
    await clerk.done("callback.create", **left())
    await aino.done("presence.set", state="available")
    await rung(aino)
    taken = await aino.until("callback.state", state="taken")
    assert (taken["contact"], taken["unreadable"]) == (None, True)
    assert "a contact cannot be opened" in log.getvalue()
    # The operator puts the keys right: the old one is added below, without a restart.
    await asyncio.to_thread(_add_below, other, key)

    async def opened() -> bool:
        again = await city.person("aino", "expert", on=b, resume=aino.welcome["resume"])
        told = await again.told("callback.state")
        assert told["contact"] == CONTACT, told
        return True

    await eventually(opened, timeout_s=5, what="the added key opens it")


def _add_below(file: Path, more: Path) -> None:
    file.write_text(file.read_text() + more.read_text())


async def test_a_new_key_seals_and_the_old_one_still_opens(city: City, key: Path) -> None:
    node = await city.start(contact_key_file=key)
    clerk = await city.person("kaisa", "clerk", on=node)
    aino = await city.person("aino", "expert", on=node)
    await clerk.done("callback.create", **left("cb-old"))
    newest = add_key(key)

    async def sealed_anew() -> bool:
        callback = f"cb-{len(clerk.seen)}"
        await clerk.done("callback.create", **left(callback, from_s=3000))
        kept = await kept_in(node.redis, city, callback)
        return bool(kept["sealed"].startswith(f"{newest}."))

    await eventually(sealed_anew, timeout_s=5, what="the new key seals")
    await aino.done("presence.set", state="available")
    await rung(aino)
    taken = await aino.until("callback.state", state="taken")
    assert (taken["callback"], taken["contact"]) == ("cb-old", CONTACT)


async def test_without_a_key_none_can_be_left(city: City) -> None:
    await city.start()
    clerk = await city.person("kaisa", "clerk")
    assert await clerk.refused("callback.create", **left()) == "callbacks_off"
    assert await clerk.refused("callback.windows", service="vero") == "callbacks_off"
    await clerk.send("availability.watch")
    assert (await clerk.until("availability.state"))["callbacks"] is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"service": "nothing"}, "unknown_service"),
        ({"language": "de"}, "unknown_language"),
        ({"terminal": "lavia-9"}, "unknown_terminal"),
        ({"terminal": "lavia-1"}, "terminal_not_attached"),
        ({"contact": {"name": NAME}}, "invalid_message"),
        ({"contact": {"phone": "call me"}}, "invalid_message"),
        ({"contact": {"email": "not an address"}}, "invalid_message"),
        ({"from_s": 100, "until_s": 100}, "invalid_message"),
        ({"until_s": 15 * 86_400}, "invalid_message"),
    ],
)
async def test_bad_input(city: City, key: Path, changes: dict[str, Any], code: str) -> None:
    node = await city.start(contact_key_file=key)
    clerk = await city.person("kaisa", "clerk")
    answer = await clerk.ask("callback.create", **left(**changes))
    assert answer["code"] == code
    assert readable(json.dumps(answer)) == []
    assert await node.redis.get(f"et:{{{city.tenant}}}:callback:cb-1") is None


async def test_the_proposed_windows_can_be_asked_for(city: City, key: Path) -> None:
    text = city.directory.read_text("utf-8")
    hours = (
        "    opening:\n      - {days: [mon, tue, wed, thu, fri], opens: '09:00', closes: '15:00'}\n"
    )
    city.directory.write_text(text.replace("  - id: tulkkaus", hours + "  - id: tulkkaus"), "utf-8")
    await city.start(contact_key_file=key)
    clerk = await city.person("kaisa", "clerk")
    await clerk.send("callback.windows", service="vero")
    told = await clerk.until("callback.windows")
    windows = told["windows"]
    assert len(windows) > 5
    starts = [w["opens_in_s"] for w in windows]
    assert starts == sorted(starts)
    assert all("09:00" <= w["opens"] < w["closes"] <= "15:00" for w in windows)
    assert all(w["date"] == w["last_date"] for w in windows)
    window = windows[-1]
    asked = left(from_s=window["opens_in_s"], until_s=window["closes_in_s"])
    await clerk.done("callback.create", **asked)
    kept = (await clerk.told("callback.state"))["window"]
    days = ("date", "opens", "closes")
    assert [kept[part] for part in days] == [window[part] for part in days]
    # From one day's closing to the next day's opening there is nobody.
    night = left("cb-night", from_s=window["closes_in_s"] + 60, until_s=window["closes_in_s"] + 120)
    assert await clerk.refused("callback.create", **night) == "window_closed"


async def test_a_clerk_who_comes_back_sees_their_own(city: City, key: Path) -> None:
    node = await city.start(contact_key_file=key)
    clerk = await city.person("kaisa", "clerk", on=node)
    await clerk.done("callback.create", **left(from_s=600))
    again = await city.person("kaisa", "clerk", on=node, resume=clerk.welcome["resume"])
    seen = [m["callback"] for m in again.seen if m["type"] == "callback.state"]
    assert seen == ["cb-1"]
    await again.done("callback.withdraw", callback="cb-1")
