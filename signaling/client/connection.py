"""The client's end of the wire: the shell around `signaling.client.machine`.

::

    async with SignalingClient(url, credentials) as client:
        async for told in client.messages():
            ...

`messages` gives every message of the server, and `Connected` and `Lost` between them.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl as ssl_module
import time
from collections.abc import AsyncIterator, Callable, Sequence
from types import TracebackType
from typing import Any
from uuid import uuid4

import aiohttp

from signaling.protocol import (
    AccessRenew,
    AnyServerMessage,
    Bye,
    ClientMessage,
    IceGet,
    IceServer,
    ProtocolError,
    decode_server,
    encode,
)

from .answers import Answers, NotConnectedError
from .credentials import Credentials, CredentialsError
from .ice import IceMemory
from .machine import (
    Closed,
    CloseSocket,
    Connected,
    Connection,
    Deliver,
    Event,
    Lost,
    Move,
    Moved,
    Opened,
    OpenSocket,
    OutOfOrderError,
    Phase,
    Received,
    RenewIn,
    SayHello,
    SetTimer,
    Start,
    Stop,
    SwitchSocket,
    TimedOut,
)
from .opening import Door, close
from .world import World

ASK_TIMEOUT_S = 10.0
FAREWELL_S = 2.0
"""How long a socket that was left may take to answer what was sent on it."""

QUEUE_MESSAGES = 1000
"""More unsent messages than this mean that the socket is stuck."""

Told = AnyServerMessage | Connected | Lost


class SignalingClient:
    """One participant's connection; reconnects and resumes by itself until closed.

    `messages` has one consumer. `world` is the mirror after the message last delivered.
    """

    def __init__(
        self,
        url: str | Sequence[str],
        credentials: Credentials,
        *,
        name: str = "",
        unattended: bool = True,
        ssl: ssl_module.SSLContext | bool = True,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        """`url` is that of the role's endpoint, for example ``wss://host/ws/terminal``.

        Of several, the next is tried when one does not answer or closes.
        """
        self.world = World()
        self._credentials = credentials
        urls = [url] if isinstance(url, str) else list(url)
        self._door = Door(urls, credentials, name, ssl)
        self._chance = chance
        self._clock = clock
        self._new_id = new_id
        self._machine = Connection(chance, unattended=unattended)
        self._events: asyncio.Queue[tuple[int | None, Event]] = asyncio.Queue()
        self._told: asyncio.Queue[Told | BaseException | None] = asyncio.Queue()
        self._answers = Answers()
        self._outgoing: asyncio.Queue[tuple[str | None, str]] = asyncio.Queue(QUEUE_MESSAGES)
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._socket_count = 0
        self._next_socket: aiohttp.ClientWebSocketResponse | None = None
        self._left = 0
        """The number of the socket that was left for another: its end is no loss."""
        self._ice = IceMemory()
        self._closing: set[asyncio.Task[None]] = set()

    # Use ----------------------------------------------------------------------------
    async def __aenter__(self) -> SignalingClient:
        """Begin to connect; does not wait for it."""
        self._session = aiohttp.ClientSession()
        self._tasks["run"] = asyncio.create_task(self._run(), name="signaling-run")
        self._put(Start())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say bye and close."""
        self._put(Stop())
        await asyncio.wait([self._tasks["run"]], timeout=5.0)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), *self._closing, return_exceptions=True)
        self._answers.fail()
        self._told.put_nowait(None)
        if self._session is not None:
            await self._session.close()

    @property
    def url(self) -> str:
        """The server that one is connected to, or tries to be."""
        return self._door.url

    @property
    def online(self) -> bool:
        """Whether messages can be sent now."""
        return self._machine.phase in (Phase.SYNCING, Phase.ONLINE)

    @property
    def ready(self) -> bool:
        """Whether `world` is the present state: connected, and told everything again."""
        return self._machine.phase is Phase.ONLINE and self.world.synced

    async def messages(self) -> AsyncIterator[Told]:
        """Everything told, in order; ends when the client is closed or gives up for good.

        Raises `CredentialsError` when the key or token cannot be used.
        """
        while True:
            told = await self._told.get()
            if told is None:
                return
            if isinstance(told, BaseException):
                raise told
            if not isinstance(told, Connected | Lost):
                self.world = self.world.told(told)
            yield told
            if isinstance(told, Lost) and told.retry_in_s is None:
                return

    def send(self, message: ClientMessage) -> bool:
        """Send without waiting; False when there is no connection now."""
        if not self.online:
            return False
        try:
            self._outgoing.put_nowait((message.id, encode(message)))
        except asyncio.QueueFull:
            return False
        return True

    async def ask(self, message: ClientMessage, timeout_s: float = ASK_TIMEOUT_S) -> None:
        """Send and wait for the ``ack``.

        Raises `ProtocolError` when refused, `NotConnectedError` when the connection is or gets
        lost before the answer, or no answer comes in time.
        """
        if message.id is None:
            message = message.model_copy(update={"id": self._new_id()})
        assert message.id is not None
        answer = self._answers.expect(message.id)
        try:
            if not self.send(message):
                raise NotConnectedError("There is no connection to the server now.")
            async with asyncio.timeout(timeout_s):
                await answer
        except TimeoutError:
            raise NotConnectedError(f"The server did not answer within {timeout_s:g} s.") from None
        finally:
            self._answers.forget(message.id)

    async def ice_servers(self) -> list[IceServer]:
        """ICE servers with credentials that still hold for a while; [] when none are known."""
        if not self._ice.is_fresh(self._clock()) and self.online:
            with contextlib.suppress(NotConnectedError, ProtocolError):
                await self.ask(IceGet(), timeout_s=2.0)
        return self._ice.servers

    # The shell -------------------------------------------------------------------------
    def _put(self, event: Event, socket: int | None = None) -> None:
        self._events.put_nowait((socket, event))

    async def _run(self) -> None:
        try:
            await self._step_through()
        except Exception as error:
            # Whoever listens must not wait for ever.
            self._told.put_nowait(error)
            raise

    async def _step_through(self) -> None:
        while self._machine.phase is not Phase.STOPPED:
            socket, event = await self._events.get()
            if socket is not None and socket != self._socket_count:
                continue  # an event of a socket that was given up
            try:
                actions = self._machine.handle(event, self._clock())
            except OutOfOrderError:
                if isinstance(event, Received):
                    self._shut(bye=False)
                    self._put(Closed(), self._socket_count)
                continue
            for action in actions:
                await self._perform(action)

    async def _perform(self, action: object) -> None:
        match action:
            case OpenSocket():
                self._socket_count += 1
                self._start("socket", self._serve(self._socket_count))
            case SayHello(resume):
                self._outgoing = asyncio.Queue(QUEUE_MESSAGES)
                self._outgoing.put_nowait((None, self._door.hello(resume)))
                self._start("write", self._write())
            case Move():
                if "move" not in self._tasks:
                    self._start("move", self._move(self._socket_count))
            case SwitchSocket():
                self._switch()
            case CloseSocket(bye):
                if bye:
                    await self._say_bye()
                self._shut(bye=bye)
            case _:
                self._perform_here(action)

    def _perform_here(self, action: object) -> None:
        """What does not touch the socket, or only lets it go."""
        match action:
            case SetTimer(seconds):
                self._stop("timer")
                if seconds is not None:
                    self._start("timer", self._timer(seconds))
            case RenewIn(seconds):
                self._start("renew", self._renew(seconds))
            case Deliver(message):
                self._deliver(message)
            case Connected():
                self._told.put_nowait(action)
            case Lost():
                self._shut(bye=False)
                self._answers.fail()
                self._told.put_nowait(action)

    def _start(self, name: str, work: Any) -> None:
        self._stop(name)
        self._tasks[name] = asyncio.create_task(work, name=f"signaling-{name}")

    def _stop(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    def _deliver(self, message: AnyServerMessage) -> None:
        self._ice.heard(message, self._clock())
        self._answers.heard(message)
        self._told.put_nowait(message)

    def _shut(self, *, bye: bool) -> None:
        """Give the socket up; its closing handshake goes on by itself."""
        self._socket_count += 1
        for name in ("move", "write", "renew", "socket"):
            self._stop(name)
        for socket in (self._socket, self._next_socket):
            self._give_up(socket, 1000 if bye else 1001)
        self._socket = self._next_socket = None

    def _give_up(self, socket: aiohttp.ClientWebSocketResponse | None, code: int) -> None:
        if socket is not None and not socket.closed:
            closing = asyncio.create_task(close(socket, code))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _say_bye(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(1.0):
                    await self._socket.send_str(encode(Bye()))

    async def _move(self, number: int) -> None:
        """Be welcomed elsewhere; from then on nothing goes out here but a farewell."""
        assert self._session is not None
        self._next_socket, welcome = await self._door.elsewhere(
            self._session, lambda: self._machine.resume, self._chance
        )
        self._left = number
        self._stop("write")
        await self._say_bye()
        # What was sent here is still answered here, and comes before all that is told there.
        await asyncio.wait([self._tasks["socket"]], timeout=FAREWELL_S)
        self._put(Moved(welcome))

    def _switch(self) -> None:
        """Go on where one has been welcomed, and say again what had no answer."""
        self._tasks.pop("move", None)
        self._give_up(self._socket, 1000)
        self._socket = self._next_socket
        unsent, self._outgoing = self._outgoing, asyncio.Queue(QUEUE_MESSAGES * 2)
        for id_, text in self._answers.unanswered():
            self._outgoing.put_nowait((id_, text))
        while not unsent.empty():
            self._outgoing.put_nowait(unsent.get_nowait())
        self._socket_count += 1
        self._start("socket", self._serve(self._socket_count))
        self._start("write", self._write())

    async def _timer(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._put(TimedOut())

    async def _renew(self, seconds: float) -> None:
        """Renew; asked again every few seconds while refused or unanswered."""
        await asyncio.sleep(seconds)
        while True:
            try:
                await self.ask(AccessRenew(assertion=await self._credentials.assertion()))
                return
            except (ProtocolError, NotConnectedError, CredentialsError):
                await asyncio.sleep(5.0)

    async def _write(self) -> None:
        """Messages go out in order, one at a time."""
        socket, outgoing = self._socket, self._outgoing
        assert socket is not None
        with contextlib.suppress(ConnectionError, aiohttp.ClientError):
            while True:
                id_, text = await outgoing.get()
                self._answers.was_sent(id_, text)
                await socket.send_str(text)

    async def _serve(self, number: int) -> None:
        """One socket's life. Every path out of here puts one `Closed`."""
        closed = Closed()
        try:
            assert self._session is not None
            socket = self._next_socket
            if socket is None:
                socket = self._socket = await self._door.open(self._session)
                self._put(Opened(), number)
            self._next_socket = None
            await self._read(socket, number)
            closed = Closed(close_code=socket.close_code)
        except aiohttp.WSServerHandshakeError as error:
            closed = Closed(http_status=error.status)
        except CredentialsError as error:
            self._told.put_nowait(error)
        except (aiohttp.ClientError, OSError, TimeoutError):
            pass
        if number != self._left:
            self._put(closed, number)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, number: int) -> None:
        async for frame in socket:
            # A missed pong shows as a message with a TimeoutError in it (aiohttp 3.14).
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            try:
                message = decode_server(frame.data)
            except ProtocolError:
                continue  # a newer server may say more than we understand
            self._put(Received(message), number)
