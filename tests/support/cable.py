"""A network cable for one TCP connection or many, that a test can cut and mend."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self


class Cable:
    """Leads a port of its own to another on this machine. Cut, it drops and refuses."""

    def __init__(self) -> None:
        self._target = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._whole = True
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.connections = 0
        """How many were led through so far."""

    @property
    def url(self) -> str:
        """The address at this end."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def lead_to(self, port: int) -> None:
        """Where the other end is plugged in."""
        self._target = port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._lead, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        assert self._server is not None
        self._server.close()

    def cut(self) -> None:
        """Break every connection, and let no new one through."""
        self._whole = False
        for writer in set(self._writers):
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again."""
        self._whole = True

    def hold(self) -> None:
        """Keep back what is sent from now on, both ways; no connection breaks."""
        self._flowing.clear()

    def release(self) -> None:
        """Let through what was kept back, and what comes."""
        self._flowing.set()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        self.connections += 1
        there, onward = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, onward}
        try:
            await asyncio.gather(self._pump(reader, onward), self._pump(there, writer))
        finally:
            for end in (writer, onward):
                self._writers.discard(end)
                end.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while data := await reader.read(65_536):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
