"""Opening a socket: to the first server that answers, or to another one while the old holds."""

from __future__ import annotations

import asyncio
import contextlib
import ssl as ssl_module
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import aiohttp

from signaling.protocol import (
    PROTOCOL_VERSION,
    Hello,
    ProtocolError,
    Welcome,
    decode_server,
    encode,
)
from signaling.protocol.limits import FRAME_BYTES, PING_INTERVAL_S

from .backoff import Backoff
from .credentials import Credentials, CredentialsError

KNOCK_TIMEOUT_S = 5.0
"""From opening a socket elsewhere to ``welcome``."""


class NotWelcomeError(ConnectionError):
    """The server closed or said something else than ``welcome``."""


@dataclass
class Door:
    """Where and how a participant comes in. Several servers are tried in turn."""

    urls: Sequence[str]
    credentials: Credentials
    name: str = ""
    ssl: ssl_module.SSLContext | bool = True
    _at: int = field(default=-1)

    @property
    def url(self) -> str:
        """The server that is tried, or was tried last."""
        return self.urls[max(self._at, 0) % len(self.urls)]

    async def open(self, http: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        """A socket to the next server; raises what aiohttp raises, and `CredentialsError`."""
        self._at += 1
        bearer = await self.credentials.bearer()
        return await http.ws_connect(
            self.url,
            headers={"Authorization": f"Bearer {bearer}"},
            heartbeat=PING_INTERVAL_S,
            compress=0,
            max_msg_size=FRAME_BYTES,
            ssl=self.ssl,
            timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
        )

    def hello(self, resume: str | None) -> str:
        """The first message."""
        return encode(Hello(protocol=PROTOCOL_VERSION, client=self.name, resume=resume))

    async def elsewhere(
        self,
        http: aiohttp.ClientSession,
        resume: Callable[[], str | None],
        chance: Callable[[], float],
    ) -> tuple[aiohttp.ClientWebSocketResponse, Welcome]:
        """Knock at the servers in turn until one says welcome; goes on until cancelled."""
        backoff = Backoff()
        while True:
            with contextlib.suppress(
                aiohttp.ClientError, OSError, TimeoutError, CredentialsError, ProtocolError
            ):
                async with asyncio.timeout(KNOCK_TIMEOUT_S):
                    return await self._knock(http, resume())
            await asyncio.sleep(backoff.next(chance()))

    async def _knock(
        self, http: aiohttp.ClientSession, resume: str | None
    ) -> tuple[aiohttp.ClientWebSocketResponse, Welcome]:
        socket = await self.open(http)
        try:
            await socket.send_str(self.hello(resume))
            frame = await socket.receive()
            if frame.type is aiohttp.WSMsgType.TEXT:
                message = decode_server(frame.data)
                if isinstance(message, Welcome):
                    return socket, message
            raise NotWelcomeError
        except BaseException:
            # Also when cancelled: nobody else knows of this socket.
            with contextlib.suppress(Exception):
                await socket.close()
            raise


async def close(socket: aiohttp.ClientWebSocketResponse, code: int) -> None:
    """Close in an orderly way, or not; never raises."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(2.0):
            await socket.close(code=code)
