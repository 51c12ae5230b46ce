"""One m-line of a peer connection, and what its statistics say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiortc import RTCRtpTransceiver
from aiortc.stats import RTCRemoteInboundRtpStreamStats

from edge_client.peering.gate import GateTrack, GuardedTrack
from edge_client.peering.receiving import Receiving
from signaling.protocol import Purpose

LOST_ALL = 256
"""RFC 3550, 6.4.1: the fraction lost is a number of so many parts."""

KINDS = {
    Purpose.VOICE: "audio",
    Purpose.FACE: "video",
    Purpose.DOCUMENT: "video",
    Purpose.SCREEN: "video",
}
OFFERED = (Purpose.VOICE, Purpose.FACE, Purpose.DOCUMENT, Purpose.SCREEN)
"""The m-lines of an offer, in order; one BUNDLE."""


@dataclass
class Slot:
    """A transceiver with its purpose, and what lets its media through."""

    purpose: Purpose
    transceiver: RTCRtpTransceiver
    gate: GateTrack
    guarded: GuardedTrack | None = None
    receiving: Receiving | None = None
    """How its pictures are put together, if it is a picture's."""
    _reported_at: datetime | None = None
    """When the receiver last reported of what we send."""

    @property
    def is_video(self) -> bool:
        """Whether it carries pictures."""
        return KINDS[self.purpose] == "video"

    async def newly_lost(self) -> float | None:
        """Which share of what we sent was lost, by a report that is new; None without one."""
        if not self.is_video or not self.gate.open:
            return None
        for stats in (await self.transceiver.sender.getStats()).values():
            if (
                isinstance(stats, RTCRemoteInboundRtpStreamStats)
                and stats.timestamp != self._reported_at
            ):
                self._reported_at = stats.timestamp
                return stats.fractionLost / LOST_ALL
        return None
