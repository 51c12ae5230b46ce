"""One m-line of a peer connection, and what its statistics say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from aiortc import RTCRtpTransceiver
from aiortc.stats import RTCRemoteInboundRtpStreamStats, RTCTransportStats

from edge_client.peering.gate import GateTrack, GuardedTrack
from edge_client.peering.hearing import Hearing
from edge_client.peering.outlet import VoiceOutlet
from edge_client.peering.playout_delay import ShownAtOnce
from edge_client.peering.receiving import Receiving
from edge_client.peering.sdp_text import media_lines
from edge_client.video.line import Report, Reports
from signaling.protocol import Purpose, Track

KINDS = {
    Purpose.VOICE: "audio",
    Purpose.FACE: "video",
    Purpose.DOCUMENT: "video",
    Purpose.SCREEN: "video",
}
DIRECTIONS = {
    (True, True): "sendrecv",
    (True, False): "sendonly",
    (False, True): "recvonly",
    (False, False): "inactive",
}
"""An m-line's direction, by whether there is something to send and use for what comes."""

OFFERED = (Purpose.VOICE, Purpose.FACE, Purpose.DOCUMENT, Purpose.SCREEN)
"""The m-lines of an offer, in order; one BUNDLE."""


def offered_purposes(sdp: str, tracks: Iterable[Track]) -> Iterator[Purpose]:
    """What each offered m-line of media is for, by its mid.

    Raises ValueError where the offer does not say it, or says something else than its kind.
    """
    named = {track.mid: track.purpose for track in tracks}
    for line in media_lines(sdp):
        if line.kind not in ("audio", "video"):
            continue
        purpose = named.get(line.mid)
        if purpose is None or KINDS[purpose] != line.kind:
            raise ValueError(f"The offer does not name the purpose of m-line {line.mid!r}.")
        yield purpose


@dataclass
class Slot:
    """A transceiver with its purpose, and what lets its media through."""

    purpose: Purpose
    transceiver: RTCRtpTransceiver
    gate: GateTrack
    extensions: ShownAtOnce | None = None
    """Of a video sender's packets."""
    guarded: GuardedTrack | None = None
    receiving: Receiving | Hearing | None = None
    """How its pictures are put together, or its voice is put in time."""
    voice: VoiceOutlet = field(default_factory=VoiceOutlet)
    """Where it sends a voice: what packs it."""
    _reports: Reports = field(default_factory=Reports)
    _reported_at: datetime | None = None
    """When the receiver last reported of what we send."""

    @property
    def is_video(self) -> bool:
        """Whether it carries pictures."""
        return KINDS[self.purpose] == "video"

    async def packets_received(self) -> int:
        """What has come over the whole transport, RTCP too, in packets."""
        for stats in (await self.transceiver.sender.getStats()).values():
            if isinstance(stats, RTCTransportStats):
                return stats.packetsReceived
        return 0

    async def newly_reported(self, now: float) -> Report | None:
        """What the receiver said of what we send, by a report that is new; None without one."""
        if not self.gate.open:
            return None
        for stats in (await self.transceiver.sender.getStats()).values():
            if (
                isinstance(stats, RTCRemoteInboundRtpStreamStats)
                and stats.timestamp != self._reported_at
            ):
                self._reported_at = stats.timestamp
                return self._reports.take(
                    stats.packetsReceived, stats.packetsLost, stats.roundTripTime, now
                )
        return None
