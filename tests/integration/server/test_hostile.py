"""Anything at all is thrown at a live server, while a conversation beside it goes on unharmed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaling.protocol import CLIENT_TYPES, ERRORS, SERVER_TYPES, ErrorCode, Role
from tests.integration.server.city import City, Peer, a_city
from tests.integration.server.samples import SAMPLES
from tests.support.processes import RedisServer
from tests.support.waiting import eventually

ORDINARY = {1000, 1007, 1008, 1009}
"""Close codes that need no error: bye, no UTF-8, endless rubbish, an oversized frame."""

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
_IDS = st.sampled_from(["m-0001", "m-0002"])


@st.composite
def _twisted(draw: st.DrawFn) -> str:
    """A well-formed message with up to three of its fields changed, dropped or added."""
    kind = draw(st.sampled_from(sorted(SAMPLES)))
    message: dict[str, Any] = {"type": kind, "id": draw(_IDS), **SAMPLES[kind]}
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from([*sorted(message), "more", "resume", "to", "room"]))
        change = draw(st.sampled_from(["drop", "put", "real"]))
        if change == "drop":
            message.pop(name, None)
        elif change == "put":
            message[name] = draw(_JSON)
        else:
            # Ids that do exist: the conversation's own.
            message[name] = draw(
                st.sampled_from(["ROOM", "TERMINAL", "EXPERT", "porina-1", "vero", "de"])
            )
    return json.dumps(message)


_RUBBISH = st.one_of(
    _JSON.map(json.dumps),
    st.text(max_size=60),
    st.binary(max_size=60),
    st.sampled_from(sorted(SERVER_TYPES)).map(lambda kind: json.dumps({"type": kind})),
    st.sampled_from(
        [
            "[" * 50_000,
            "{" * 50_000,
            '{"type":"hello","protocol":1e999}',
            '{"type":"offer","sdp":"\\ud800"}',
            "x" * 70_000,
            '{"a":' * 9_000 + "1" + "}" * 9_000,
            json.dumps({"type": "bye", "id": "m-0001"}).replace("bye", "b\\u0079e"),
        ]
    ),
)


def _frame(die: int) -> st.SearchStrategy[str | bytes]:
    return _RUBBISH if die < 2 else _twisted()


class _Stage:
    """A running conversation, and a way in for the hostile."""

    def __init__(self, city: City, room: str, inside: dict[str, Peer]) -> None:
        self.city = city
        self.room = room
        self.inside = inside
        self.generation = 0

    def real(self, frame: str) -> str:
        for word, id_ in {
            "ROOM": self.room,
            "TERMINAL": self.inside["terminal"].participant,
            "EXPERT": self.inside["expert"].participant,
        }.items():
            frame = frame.replace(word, id_)
        return frame

    async def attack(self, role: Role, greet: bool, frames: list[str | bytes]) -> None:
        people = {Role.CLERK: "leo", Role.EXPERT: "bo", Role.INTERPRETER: "amira"}
        peer = (
            await self.city.open("/ws/terminal", bearer=self.city.assertion("lavia-1"))
            if role is Role.TERMINAL
            else await self.city.open(
                f"/ws/{'clerk' if role is Role.CLERK else 'expert'}",
                bearer=self.city.token(people[role], role),
            )
        )
        try:
            if greet:
                await self.city.hello(peer)
            await _throw(self, peer, frames)
            await _expect_fair_answers(peer)
        finally:
            await peer.vanish()
            await peer.close()
            self.city.peers.remove(peer)

    async def still_fine(self) -> None:
        """The conversation heard nothing of it, and still works."""
        terminal, expert = self.inside["terminal"], self.inside["expert"]
        self.generation += 1
        offer = {**SAMPLES["offer"], "room": self.room, "generation": self.generation}
        await _patiently(lambda: expert.done("offer", **{**offer, "to": terminal.participant}))
        before = len(terminal.seen)
        got = await terminal.until("offer")
        assert got["generation"] == self.generation
        own = {"terminal.state", "resume.state"}
        told = [m for m in terminal.seen[before:] if m["type"] not in own]
        # The state from the conversation's beginning may still be on its way.
        members = {terminal.participant, expert.participant, self.inside["clerk"].participant}
        late = [m for m in told if m["type"] == "room.state"]
        for state in late:
            assert {m["participant"] for m in state["members"]} == members
        # So may its request's; and a busy node that was taken for dead tells everything again.
        late += [m for m in told if m["type"] == "request.state" and m["room"] == self.room]
        rest = [m["type"] for m in told if m not in late]
        assert rest == ["offer"], "the terminal was told something by the hostile"
        await _patiently(lambda: self.inside["clerk"].done("ice.get"))


async def _patiently(ask: Callable[[], Awaitable[object]]) -> None:
    """Hypothesis' examples may come faster than one socket may send: then it waits its turn."""

    async def allowed() -> bool:
        try:
            await ask()
        except AssertionError as error:
            if "rate_limited" in str(error):
                return False
            raise RuntimeError(f"refused for another reason: {error}") from error
        return True

    await eventually(allowed, timeout_s=10, what="the insider may send again")


async def _throw(stage: _Stage, peer: Peer, frames: list[str | bytes]) -> None:
    with contextlib.suppress(aiohttp.ClientError, ConnectionError):
        for frame in frames:
            if isinstance(frame, bytes):
                await peer.ws.send_bytes(frame)
            else:
                await peer.ws.send_str(stage.real(frame))


async def _expect_fair_answers(peer: Peer) -> None:
    """Every error is one of the list, none is our own failure, every close is announced."""
    with contextlib.suppress(aiohttp.ClientError, ConnectionError):
        await peer.ws.send_str(json.dumps({"type": "access.renew", "id": "last-one"}))
    last_error: ErrorCode | None = None
    async with asyncio.timeout(5):
        while True:
            frame = await peer.ws.receive()
            if frame.type is not aiohttp.WSMsgType.TEXT:
                break
            message = json.loads(frame.data)
            if message["type"] == "error":
                last_error = ErrorCode(message["code"])
                assert last_error is not ErrorCode.INTERNAL, message
            if message.get("re") == "last-one":
                return
    code = peer.ws.close_code
    announced = ERRORS[last_error].close_code if last_error is not None else None
    assert code in ORDINARY or code == announced, f"closed with {code} after {last_error}"


@pytest.fixture
def loop_of_my_own() -> Iterator[asyncio.Runner]:
    """Hypothesis calls from outside any event loop, many times on the same one."""
    with asyncio.Runner() as runner:
        yield runner


@contextlib.asynccontextmanager
async def _stage(redis: RedisServer, tenant: str, folder: Path) -> AsyncIterator[_Stage]:
    async with a_city(redis.url, tenant, folder) as city:
        await city.start(grace_s=0.0)
        terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
        expert = await city.person("aino", "expert")
        room = await city.conversation(clerk, expert, terminal)
        yield _Stage(city, room, {"terminal": terminal, "clerk": clerk, "expert": expert})


def test_whatever_is_thrown_harms_nobody_else(
    redis_server: RedisServer, tenant: str, tmp_path: Path, loop_of_my_own: asyncio.Runner
) -> None:
    stage_manager = _stage(redis_server, tenant, tmp_path)
    stage = loop_of_my_own.run(stage_manager.__aenter__())

    @settings(
        max_examples=200,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        role=st.sampled_from([Role.CLERK, Role.EXPERT, Role.INTERPRETER, Role.TERMINAL]),
        greet=st.sampled_from([True, True, True, False]),
        # Mostly nearly right: those reach the deepest.
        frames=st.lists(st.integers(0, 9).flatmap(_frame), min_size=1, max_size=20),
    )
    def attack(role: Role, greet: bool, frames: list[str | bytes]) -> None:
        async def once() -> None:
            await stage.attack(role, greet, frames)
            await stage.still_fine()

        loop_of_my_own.run(once())

    try:
        attack()
    finally:
        loop_of_my_own.run(stage_manager.__aexit__(None, None, None))
    assert set(SAMPLES) == set(CLIENT_TYPES)
