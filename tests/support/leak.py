"""A line that loses media packets on their way in; everything else arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiortc.rtp import RtpPacket

from edge_client.peer import Peer


def leak(peer: Peer, lost: Callable[[RtpPacket], bool]) -> None:
    """Of the RTP packets that reach this peer, those are lost for which `lost` says so."""
    connection: Any = peer._connection
    for transport in {one.receiver.transport for one in connection.getTransceivers()}:
        transport._handle_rtp_data = _Leak(transport, lost).handle


class _Leak:
    def __init__(self, transport: Any, lost: Callable[[RtpPacket], bool]) -> None:
        self._extensions = transport._rtp_header_extensions_map
        self._handle = transport._handle_rtp_data
        self._lost = lost

    async def handle(self, data: bytes, arrival_time_ms: int) -> None:
        if not self._lost(RtpPacket.parse(data, self._extensions)):
            await self._handle(data, arrival_time_ms)
