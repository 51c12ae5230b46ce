"""What leaves of one sender: at the connection's pace, and nothing while its gate is closed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiortc.rtp import is_rtcp

from edge_client.peering.gate import GateTrack
from edge_client.peering.outlet import VoiceOutlet
from edge_client.peering.playout_delay import ShownAtOnce
from edge_client.peering.send_time import stamped
from edge_client.video.pacing import Pacer

_HALF = 0x8000
_MARKER = 0x80


class PacedLine(Protocol):
    """The line that a connection's pictures share."""

    @property
    def holds(self) -> bool:
        """Whether nothing leaves now, not even the rest of a picture."""

    def pace(self) -> float:
        """How fast its pictures may leave together, bit/s."""


class PacketSource(Protocol):
    """Where a sender's pictures come from."""

    def leaves(self, number: int, now: float) -> None:
        """A packet with this sequence number leaves for the first time, at a time in seconds."""


@dataclass
class PacketGate:
    """Of one video sender; the pacer is shared with the connection's other pictures.

    `source` is told of each packet that is sent for the first time.
    """

    gate: GateTrack
    pacer: Pacer
    line: PacedLine
    source: PacketSource | None = None
    extensions: ShownAtOnce | None = None
    clock: Callable[[], float] = time.monotonic
    _newest: tuple[bytes, int] | None = field(default=None)
    """SSRC and sequence number of the last packet that was sent for the first time."""

    async def passes(self, packet: bytes) -> bool:
        """Whether this RTP packet (RFC 3550) may leave, once it may.

        Packets sent again never wait: who sends them is the task that also receives.
        """
        if not self._open():
            return False
        if not self._is_new(packet):
            return True
        now = self.clock()
        waits = self.pacer.wait(len(packet), self.line.pace(), now)
        if self.source is not None:
            self.source.leaves(int.from_bytes(packet[2:4], "big"), now + waits)
        if waits:
            await asyncio.sleep(waits)
        # The gate may have closed meanwhile, and then not even a picture in hand goes on.
        return self._open()

    def _open(self) -> bool:
        return self.gate.open and not self.line.holds

    def _is_new(self, packet: bytes) -> bool:
        source, sequence = packet[8:12], int.from_bytes(packet[2:4], "big")
        if self._newest is None:
            self._newest = (source, sequence)
            return True
        known, newest = self._newest
        if source != known or not 0 < (sequence - newest) & 0xFFFF < _HALF:
            return False
        self._newest = (source, sequence)
        return True


class PacedTransport:
    """A sender's transport in all, but that RTP packets have to pass a gate; RTCP has not."""

    def __init__(
        self, inner: Any, send: Callable[[bytes], Awaitable[None]], leaving: PacketGate
    ) -> None:
        """`send` is the inner transport's own way out."""
        self._inner = inner
        self._send = send
        self._leaving = leaving

    def __getattr__(self, name: str) -> Any:
        """Everything else is the inner transport's."""
        return getattr(self._inner, name)

    async def _send_rtp(self, data: bytes) -> None:
        """The name by which aiortc's sender sends."""
        if is_rtcp(data):
            await self._send(data)
        elif await self._leaving.passes(data):
            known = self._leaving.extensions
            number = None if known is None else known.send_time_id
            await self._send(stamped(data, number, time.time()))


class VoiceTransport:
    """A voice sender's transport in all, but that packets bear the type of what is in them.

    aiortc writes one payload type on all that a sender sends.
    """

    def __init__(
        self, inner: Any, send: Callable[[bytes], Awaitable[None]], outlet: VoiceOutlet
    ) -> None:
        """`send` is the inner transport's own way out; `outlet` packed what leaves."""
        self._inner = inner
        self._send = send
        self._outlet = outlet

    def __getattr__(self, name: str) -> Any:
        """Everything else is the inner transport's."""
        return getattr(self._inner, name)

    async def _send_rtp(self, data: bytes) -> None:
        """The name by which aiortc's sender sends."""
        kind = self._outlet.packed_as
        if kind is not None and not is_rtcp(data):
            data = bytes([data[0], data[1] & _MARKER | kind]) + data[2:]
        await self._send(data)
