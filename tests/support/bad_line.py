"""A line between the two ends of a peer connection, on this machine, that is late and loses."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

Address = tuple[str, int]


@dataclass(frozen=True)
class Badness:
    """What becomes of each packet, either way; the order is kept, as a queue does."""

    jitter_s: float = 0.04
    """Each packet is later by 0 to so much."""
    loss: float = 0.02


class _Door(asyncio.DatagramProtocol):
    """Stands in for one end: what comes here goes to that end, out of the other end's door."""

    def __init__(self, badness: Badness, seed: int) -> None:
        self.behind: Address | None = None
        self.other: _Door | None = None
        self.passed = self.lost = 0
        self._badness = badness
        self._random = random.Random(seed)
        self._last = 0.0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The event loop's own datagram transports are not derived from the class for them.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        if self._random.random() < self._badness.loss:
            self.lost += 1
            return
        loop = asyncio.get_running_loop()
        late = self._random.uniform(0.0, self._badness.jitter_s)
        # Of two that are due at the same moment the loop might pass on the later one first.
        self._last = max(self._last + 1e-6, loop.time() + late)
        loop.call_at(self._last, self._pass_on, data)

    def error_received(self, exc: Exception) -> None:
        """The end behind has closed: what is still under way is lost."""

    def _pass_on(self, data: bytes) -> None:
        out = self.other._transport if self.other is not None else None
        if self.behind is not None and out is not None and not out.is_closing():
            self.passed += 1
            out.sendto(data, self.behind)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class BadLine:
    """Give each end the other one's description through here, and all packets go this way."""

    def __init__(self, badness: Badness, seed: int) -> None:
        self._badness = badness
        self._seed = seed
        self._doors: list[_Door] = []

    @property
    def passed(self) -> int:
        """Packets that were led through, both ways."""
        return sum(door.passed for door in self._doors)

    async def lead(self, sdp: str) -> str:
        """The description with its first IPv4 host candidate led through here, and no other."""
        lines = sdp.split("\r\n")
        fields = next(found for line in lines if (found := line.split()) and _is_host_by_udp(found))
        door = await self._door((fields[4], int(fields[5])))
        assert door._transport is not None
        fields[5] = str(door._transport.get_extra_info("sockname")[1])
        led = " ".join(fields)
        # One candidate for each description that had any: with BUNDLE all use the first.
        kept: list[str] = []
        for line in lines:
            if not line.startswith("a=candidate:"):
                kept.append(line)
            elif not kept[-1].startswith("a=candidate:"):
                kept.append(led)
        return "\r\n".join(kept)

    async def _door(self, behind: Address) -> _Door:
        loop = asyncio.get_running_loop()
        seed = self._seed + len(self._doors)
        _, door = await loop.create_datagram_endpoint(
            lambda: _Door(self._badness, seed), local_addr=(behind[0], 0)
        )
        door.behind = behind
        self._doors.append(door)
        if len(self._doors) == 2:
            first, second = self._doors
            first.other, second.other = second, first
        return door

    def close(self) -> None:
        """Lead nothing any more."""
        for door in self._doors:
            door.close()


def _is_host_by_udp(fields: list[str]) -> bool:
    return (
        fields[0].startswith("a=candidate:")
        and fields[1] == "1"
        and fields[2].lower() == "udp"
        and fields[7] == "host"
        and fields[4].count(".") == 3
    )


@asynccontextmanager
async def bad_line(badness: Badness | None = None, seed: int = 2026) -> AsyncIterator[BadLine]:
    """A line for one connection, until the end."""
    line = BadLine(badness or Badness(), seed)
    try:
        yield line
    finally:
        line.close()
