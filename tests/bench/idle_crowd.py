"""`python -m tests.bench.idle_crowd PORT < tokens`: many idle WebSockets from one process.

Each offers permessage-deflate, says hello, answers pings, and does nothing else; written on
asyncio's protocols because ten thousand of aiohttp's clients would be the heavier half of what
is measured. Prints "ready COUNT" once all are welcomed, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys

HELLO = b'{"type":"hello","protocol":1}'
AT_ONCE = 50
TEXT, PING, PONG = 0x81, 0x89, 0x8A


def masked(first: int, payload: bytes) -> bytes:
    """One frame from a client (RFC 6455, 5.2 and 5.3); the mask is zero, which is a mask too."""
    return bytes([first, 0x80 | len(payload)]) + bytes(4) + payload


class IdleSocket(asyncio.Protocol):
    """Upgrade, hello, then pongs. `welcomed` is done at the first message of the server."""

    def __init__(self, port: int, token: str) -> None:
        self._request = (
            f"GET /ws/expert HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        )
        self._received = b""
        self._upgraded = False
        self.welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request.encode())

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._upgraded:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            assert b" 101 " in head.split(b"\r\n", 1)[0], head
            self._upgraded, self._received = True, rest
            self._transport.write(masked(TEXT, HELLO))
        while self._take_frame():
            pass

    def _take_frame(self) -> bool:
        data = self._received
        if len(data) < 2:
            return False
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10]), 10
        if len(data) < start + length:
            return False
        payload, self._received = data[start : start + length], data[start + length :]
        if data[0] == PING:
            self._transport.write(masked(PONG, payload))
        elif data[0] == TEXT and not self.welcomed.done():
            self._greeted(payload)
        return True

    def _greeted(self, payload: bytes) -> None:
        if b'"unavailable"' in payload:
            # Redis was slow to answer; the socket stays, and hello may be said again.
            self._transport.write(masked(TEXT, HELLO))
        elif b'"welcome"' in payload:
            self.welcomed.set_result(None)
        else:
            self.welcomed.set_exception(AssertionError(payload.decode()))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.welcomed.done():
            self.welcomed.set_exception(ConnectionError(f"closed before welcome: {exc}"))


async def crowd(port: int, tokens: list[str]) -> None:
    """Connect everybody, a few at a time, and stay."""
    loop = asyncio.get_running_loop()
    turns = asyncio.Semaphore(AT_ONCE)

    async def come(token: str) -> None:
        async with turns:
            _, protocol = await loop.create_connection(
                lambda: IdleSocket(port, token), "127.0.0.1", port
            )
            await protocol.welcomed

    await asyncio.gather(*(come(token) for token in tokens))
    print(f"ready {len(tokens)}", flush=True)


async def main() -> None:
    """One token a line, an empty line begins; the end of input ends."""
    loop = asyncio.get_running_loop()
    port, tokens = int(sys.argv[1]), []
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip():
            tokens.append(line.strip())
        else:
            await crowd(port, tokens)
            tokens = []


if __name__ == "__main__":
    asyncio.run(main())
