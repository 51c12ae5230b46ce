"""The shell of the client against a scripted server on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from signaling.client import Connected, Lost, NotConnectedError, SignalingClient, Token
from signaling.protocol import (
    AccessRenew,
    AccessState,
    Ack,
    AnyClientMessage,
    Error,
    ErrorCode,
    Hello,
    IceGet,
    IceServer,
    IceServers,
    Identity,
    ProtocolError,
    RequestCancel,
    Role,
    ServerMessage,
    Synced,
    Welcome,
    decode_client,
    encode,
)
from tests.support.waiting import eventually

Script = Callable[["Socket", int], Awaitable[None]]


@dataclass
class Socket:
    """The scripted server's end of one socket."""

    ws: web.WebSocketResponse
    request: web.Request
    hello: Hello | None = None

    async def told(self) -> AnyClientMessage:
        return decode_client((await self.ws.receive()).data)

    async def tell(self, *messages: ServerMessage) -> None:
        for message in messages:
            await self.ws.send_str(encode(message))

    async def greet(self, *, expires_in_s: float = 600.0) -> None:
        hello = await self.told()
        assert isinstance(hello, Hello)
        self.hello = hello
        await self.tell(
            Welcome(
                protocol=1,
                participant="part-1",
                identity=Identity(role=Role.TERMINAL, id="desk", name="Desk"),
                resume="resume-token",
                resumed=hello.resume is not None,
                expires_in_s=expires_in_s,
                ice_servers=[],
                node="node-1",
            ),
            Synced(),
        )


@dataclass
class Server:
    url: str = ""
    sockets: list[Socket] = field(default_factory=list)


@asynccontextmanager
async def server(script: Script) -> AsyncIterator[Server]:
    state = Server()

    async def handle(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws, request)
        state.sockets.append(socket)
        await script(socket, len(state.sockets))
        return ws

    app = web.Application()
    app.router.add_get("/ws", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    state.url = f"http://127.0.0.1:{runner.addresses[0][1]}/ws"
    try:
        yield state
    finally:
        await runner.cleanup()


def client(url: str) -> SignalingClient:
    return SignalingClient(url, Token("a.b.c"), chance=lambda: 0.0)


async def wait_open(socket: Socket) -> None:
    """Read until the client closes."""
    async for _ in socket.ws:
        pass


@asynccontextmanager
async def listening(it: SignalingClient) -> AsyncIterator[list[object]]:
    """Collect what is told in the background."""
    heard: list[object] = []

    async def listen() -> None:
        async for told in it.messages():
            heard.append(told)  # noqa: PERF401 - seen while it goes on

    task = asyncio.create_task(listen())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_brings_its_token_in_the_header_and_never_in_the_address() -> None:
    async def script(socket: Socket, _: int) -> None:
        await socket.greet()
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one):
        await eventually(lambda: one.world.synced, timeout_s=5, what="synced")
        request = it.sockets[0].request
        assert request.headers["Authorization"] == "Bearer a.b.c"
        assert "a.b.c" not in str(request.url)


async def test_a_cut_connection_comes_back_as_the_same_participant() -> None:
    async def script(socket: Socket, number: int) -> None:
        await socket.greet()
        if number == 1:
            assert socket.request.transport is not None
            socket.request.transport.abort()
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one) as heard:
        await eventually(
            lambda: [h for h in heard if isinstance(h, Connected) and h.resumed],
            timeout_s=5,
            what="resumed",
        )
        assert [type(h) for h in heard if isinstance(h, Connected | Lost)] == [
            Connected,
            Lost,
            Connected,
        ]
        hello = it.sockets[1].hello
        assert hello is not None
        assert hello.resume == "resume-token"


async def test_ask_gives_the_ack_or_raises_the_refusal() -> None:
    async def script(socket: Socket, _: int) -> None:
        await socket.greet()
        first, second = await socket.told(), await socket.told()
        assert first.id is not None
        # Answers in the other order, so that only the id can tell them apart.
        await socket.tell(
            Error(code=ErrorCode.UNKNOWN_REQUEST, detail="gone", re=second.id), Ack(re=first.id)
        )
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one):
        await eventually(lambda: one.online, timeout_s=5, what="online")
        good, bad = await asyncio.gather(
            one.ask(RequestCancel(request="request-1")),
            one.ask(RequestCancel(request="request-2")),
            return_exceptions=True,
        )
        assert good is None
        assert isinstance(bad, ProtocolError)
        assert bad.code is ErrorCode.UNKNOWN_REQUEST


async def test_ask_fails_clearly_when_the_socket_drops() -> None:
    async def script(socket: Socket, number: int) -> None:
        await socket.greet()
        if number == 1:
            await socket.told()
            await socket.ws.close(code=1012)
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one):
        await eventually(lambda: one.online, timeout_s=5, what="online")
        with pytest.raises(NotConnectedError, match="lost before the answer"):
            await one.ask(RequestCancel(request="request-1"))


async def test_ask_and_send_without_a_connection_say_so() -> None:
    one = SignalingClient("http://127.0.0.1:9/ws", Token("a.b.c"), chance=lambda: 0.0)
    async with one:
        assert one.send(RequestCancel(request="request-1")) is False
        with pytest.raises(NotConnectedError, match="no connection"):
            await one.ask(RequestCancel(request="request-1"))


async def test_replaced_ends_the_messages() -> None:
    async def script(socket: Socket, _: int) -> None:
        await socket.greet()
        await socket.ws.close(code=4409)

    async with server(script) as it, client(it.url) as one:
        heard = [told async for told in one.messages()]
        assert isinstance(heard[-1], Lost)
        assert heard[-1].retry_in_s is None
        assert len(it.sockets) == 1


async def test_access_is_renewed_before_it_ends() -> None:
    renewals: list[AnyClientMessage] = []

    async def script(socket: Socket, _: int) -> None:
        await socket.greet(expires_in_s=0.2)
        asked = await socket.told()
        renewals.append(asked)
        assert asked.id is not None
        await socket.tell(AccessState(expires_in_s=600.0, resume="newer"), Ack(re=asked.id))
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one):
        await eventually(lambda: renewals, timeout_s=5, what="access renewed")
        assert isinstance(renewals[0], AccessRenew)


async def test_turn_credentials_are_fetched_anew_when_they_grow_old() -> None:
    async def script(socket: Socket, _: int) -> None:
        await socket.greet(expires_in_s=600.0)
        async for frame in socket.ws:
            asked = decode_client(frame.data)
            assert isinstance(asked, IceGet)
            assert asked.id is not None
            fresh = IceServer(urls=["turn:turn.example:3478"], username="u", credential="c")
            await socket.tell(IceServers(ice_servers=[fresh], expires_in_s=600.0))
            await socket.tell(Ack(re=asked.id))

    now = 0.0
    async with server(script) as it:
        one = SignalingClient(it.url, Token("a.b.c"), chance=lambda: 0.0, clock=lambda: now)
        async with one, listening(one):
            await eventually(lambda: one.world.synced, timeout_s=5, what="synced")
            assert await one.ice_servers() == []
            now = 1000.0
            assert [server.username for server in await one.ice_servers()] == ["u"]


async def test_a_message_that_we_do_not_understand_changes_nothing() -> None:
    async def script(socket: Socket, _: int) -> None:
        await socket.greet()
        await socket.ws.send_str('{"type":"news.of.tomorrow"}')
        await socket.ws.send_str("not json")
        await socket.tell(Ack(re="after-it"))
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one) as heard:
        await eventually(lambda: Ack(re="after-it") in heard, timeout_s=5, what="the next message")
        assert len(it.sockets) == 1
