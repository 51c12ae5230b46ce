"""Nodes on a real Redis, and people and terminals who speak to them in raw JSON.

Raw on purpose: these tests send what no well-meaning client would.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from redis.asyncio import Redis

from signaling.protocol import Role, decode_server
from signaling.server.app import make_app, redis_node
from signaling.server.draining import drain
from signaling.server.key_folder import KeyFolder
from signaling.server.node import Node
from signaling.server.settings import Settings
from signaling.server.tokens import ASSERTION_AUDIENCE, mint_access
from signaling.store.redis_connection import connect_redis
from tests.support.waiting import SCALE

DIRECTORY = Path(__file__).with_name("directory.yaml")
WAIT_S = 5.0 * SCALE

Message = dict[str, Any]


@dataclass
class Peer:
    """One raw socket. `seen` keeps all that came, in order."""

    ws: aiohttp.ClientWebSocketResponse
    participant: str = ""
    welcome: Message = field(default_factory=dict)
    seen: list[Message] = field(default_factory=list)
    _ids: Callable[[], str] = field(
        default_factory=lambda: map("m-{:05d}".format, itertools.count()).__next__
    )

    async def receive(self) -> Message:
        """The next message; AssertionError when the socket closes instead."""
        frame = await asyncio.wait_for(self.ws.receive(), WAIT_S)
        assert frame.type is aiohttp.WSMsgType.TEXT, f"closed with {self.ws.close_code}"
        decode_server(frame.data)
        message: Message = json.loads(frame.data)
        self.seen.append(message)
        return message

    async def until(self, kind: str, /, **fields: Any) -> Message:
        """The next message of that type with those fields; others are passed over."""
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    message = await self.receive()
                    wanted = all(message.get(k) == v for k, v in fields.items())
                    if message["type"] == kind and wanted:
                        return message
        except TimeoutError:
            last = [m["type"] for m in self.seen[-5:]]
            raise AssertionError(f"no {kind} with {fields}; the last were {last}") from None

    async def told(self, kind: str, /, **fields: Any) -> Message:
        """As `until`, also what has come before."""
        for message in self.seen:
            if message["type"] == kind and all(message.get(k) == v for k, v in fields.items()):
                return message
        return await self.until(kind, **fields)

    async def send(self, kind: str, /, **fields: Any) -> None:
        """Send without waiting."""
        await self.ws.send_str(json.dumps({"type": kind, **fields}))

    async def ask(self, kind: str, /, **fields: Any) -> Message:
        """Send with an id, and return the one ack or error that answers it."""
        id_ = self._ids()
        await self.send(kind, id=id_, **fields)
        return await self.answer(id_)

    async def answer(self, id_: str) -> Message:
        """The ack or error of that id."""
        async with asyncio.timeout(WAIT_S):
            while True:
                message = await self.receive()
                if message["type"] in {"ack", "error"} and message["re"] == id_:
                    return message

    async def done(self, kind: str, /, **fields: Any) -> None:
        """Send, and insist on an ack."""
        answer = await self.ask(kind, **fields)
        assert answer["type"] == "ack", answer

    async def refused(self, kind: str, /, **fields: Any) -> str:
        """Send, and insist on an error; its code."""
        answer = await self.ask(kind, **fields)
        assert answer["type"] == "error", answer
        return str(answer["code"])

    async def closed(self) -> tuple[str | None, int | None]:
        """Wait for the close: the last error before it, and the close code."""
        error = None
        async with asyncio.timeout(WAIT_S):
            while True:
                frame = await self.ws.receive()
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    code = self.ws.close_code
                    await self.ws.close()
                    return error, code
                message = json.loads(frame.data)
                self.seen.append(message)
                error = message["code"] if message["type"] == "error" else error

    async def vanish(self) -> None:
        """Break the connection as a crashed browser does."""
        connection = self.ws._response.connection
        if connection is not None and connection.transport is not None:
            connection.transport.abort()

    async def close(self) -> None:
        await self.ws.close()


@dataclass
class RunningNode:
    """A node that listens."""

    node: Node
    runner: web.AppRunner
    redis: Redis

    @property
    def port(self) -> int:
        return int(self.runner.addresses[0][1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """As by SIGTERM."""
        for site in list(self.runner.sites):
            await site.stop()
        await drain(self.node)
        await self.runner.cleanup()
        await self.redis.aclose()


class City:
    """A tenant with its configuration folder, nodes, tokens and terminals' keys."""

    def __init__(self, redis_url: str, tenant: str, folder: Path) -> None:
        self.redis_url = redis_url
        self.tenant = tenant
        self.folder = folder
        self.directory = folder / "directory.yaml"
        self.directory.write_text(DIRECTORY.read_text("utf-8"), "utf-8")
        self.operator = Ed25519PrivateKey.generate()
        KeyFolder(folder / "trusted").add("tests", self.operator.public_key())
        self.keys: dict[str, Ed25519PrivateKey] = {}
        for terminal in ("porina-1", "lavia-1"):
            self.register(terminal)
        self.nodes: list[RunningNode] = []
        self.http: aiohttp.ClientSession | None = None
        self.peers: list[Peer] = []

    def register(self, terminal: str) -> None:
        self.keys[terminal] = Ed25519PrivateKey.generate()
        KeyFolder(self.folder / "terminals").add(terminal, self.keys[terminal].public_key())

    def settings(self, **changes: Any) -> Settings:
        base: dict[str, Any] = {
            "tenant": self.tenant,
            "port": 0,
            "directory": self.directory,
            "config_dir": self.folder,
            "web_dist": self.folder / "web",
            "reread_s": 0.05,
            "drain_s": 0.2,
            "demo": True,
        }
        return Settings(**{**base, **changes})

    async def start(self, **changes: Any) -> RunningNode:
        """One more node; `changes` are settings."""
        redis = connect_redis(self.redis_url, self.tenant)
        node = redis_node(self.settings(**changes), redis)
        runner = web.AppRunner(make_app(node), access_log=None, shutdown_timeout=2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        running = RunningNode(node, runner, redis)
        self.nodes.append(running)
        return running

    async def stop(self) -> None:
        for peer in self.peers:
            if not peer.ws.closed:
                await peer.vanish()
        if self.http is not None:
            await self.http.close()
        for running in self.nodes:
            await running.stop()

    @property
    def client(self) -> aiohttp.ClientSession:
        if self.http is None:
            # The jar would keep cookies of one person for another.
            self.http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self.http

    # Credentials ------------------------------------------------------------------------
    def token(
        self, person: str, role: Role | str, *, life_s: float = 600.0, at: float | None = None
    ) -> str:
        now = time.time() if at is None else at
        return mint_access(self.operator, self.tenant, person, Role(role), life_s, now)

    def assertion(self, terminal: str, **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": terminal,
            "sub": terminal,
            "aud": ASSERTION_AUDIENCE,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_hex(16),
            **changes,
        }
        key = self.keys[terminal]
        return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": terminal})

    # Coming in --------------------------------------------------------------------------
    async def open(
        self,
        path: str,
        *,
        bearer: str | None = None,
        cookie: str | None = None,
        on: RunningNode | None = None,
        headers: dict[str, str] | None = None,
    ) -> Peer:
        """A socket on which nothing has been said yet."""
        on = on or self.nodes[0]
        sent = dict(headers or {})
        if bearer is not None:
            sent["Authorization"] = f"Bearer {bearer}"
        if cookie is not None:
            sent["Cookie"] = cookie
            sent.setdefault("Origin", on.url)
        ws = await self.client.ws_connect(
            f"{on.url}{path}", headers=sent, autoclose=False, max_msg_size=1024 * 1024
        )
        peer = Peer(ws)
        self.peers.append(peer)
        return peer

    async def hello(self, peer: Peer, resume: str | None = None) -> Peer:
        """Say hello and read until synced."""
        extra = {} if resume is None else {"resume": resume}
        await peer.send("hello", protocol=1, **extra)
        peer.welcome = await peer.until("welcome")
        peer.participant = peer.welcome["participant"]
        await peer.until("synced")
        return peer

    async def person(
        self,
        person: str,
        role: Role | str,
        *,
        on: RunningNode | None = None,
        resume: str | None = None,
        life_s: float = 600.0,
    ) -> Peer:
        """Somebody of the directory, welcomed."""
        role = Role(role)
        workspace = {
            Role.CLERK: "clerk",
            Role.SUPERVISOR: "supervision",
            Role.OPERATOR: "supervision",
            Role.GUARD: "guard",
        }.get(role, "expert")
        bearer = self.token(person, role, life_s=life_s)
        return await self.hello(await self.open(f"/ws/{workspace}", bearer=bearer, on=on), resume)

    async def terminal(self, terminal: str = "porina-1", *, on: RunningNode | None = None) -> Peer:
        """A terminal, welcomed."""
        bearer = self.assertion(terminal)
        return await self.hello(await self.open("/ws/terminal", bearer=bearer, on=on))

    # A conversation -----------------------------------------------------------------------
    async def conversation(
        self,
        clerk: Peer,
        expert: Peer,
        terminal: Peer,
        *,
        at: str = "porina-1",
        seat: str = "at_desk",
        service: str = "vero",
        language: str = "fi",
    ) -> str:
        """Bring the three together; the room's id."""
        await expert.done("presence.set", state="available")
        await clerk.done("terminal.attach", terminal=at, seat=seat)
        request = f"q-{secrets.token_hex(6)}"
        await clerk.done(
            "request.create", request=request, service=service, language=language, terminal=at
        )
        ring = await expert.until("reservation.state", state="pending")
        await expert.done("reservation.accept", reservation=ring["reservation"])
        room = await expert.until("room.state", state="live")
        await terminal.until("room.state", state="live")
        await clerk.until("room.state", state="live")
        return str(room["room"])


@contextlib.asynccontextmanager
async def a_city(redis_url: str, tenant: str, folder: Path) -> AsyncIterator[City]:
    """Stops everything that was started."""
    city = City(redis_url, tenant, folder)
    try:
        yield city
    finally:
        await city.stop()
