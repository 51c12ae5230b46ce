"""Receivers that cost little: aiortc peers that decrypt and count, and decode nothing.

Reports (RR), sender reports' answers and key-frame requests are aiortc's own; the estimate
(REMB) is sent by us, twice a second, at a fixed rate, so that every terminal may use its
ceiling from the start. What came is kept as encoded, and decoded after the measurement.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCSessionDescription,
)
from aiortc.rtcrtpreceiver import StreamStatistics
from aiortc.rtp import RTCP_PSFB_APP, RtcpPsfbPacket, RtpPacket, pack_remb_fci

from signaling.protocol import Purpose

PICTURES = (Purpose.FACE, Purpose.DOCUMENT)
REMB_S = 0.5
ASK_S = 1.0
"""Between two requests for a key frame of one stream."""


@dataclass
class Received:
    """One frame as it came: RTP payloads in order."""

    timestamp: int
    payloads: list[bytes]
    at: float
    """When its last packet came, seconds of the monotonic clock."""
    whole: bool


@dataclass
class Stream:
    """What came of one video of one receiver."""

    payload_type: int
    frames: list[Received] = field(default_factory=list)
    lost: int = 0
    asked: int = 0
    ssrc: int | None = None
    _next: int | None = None
    _open: Received | None = None
    _asked_at: float = 0.0

    def take(self, packet: RtpPacket, now: float) -> bool:
        """Keep a packet; whether something is missing, so that a key frame is needed."""
        if packet.payload_type != self.payload_type:
            return False  # retransmissions
        gap = 0 if self._next is None else (packet.sequence_number - self._next) & 0xFFFF
        if gap > 0x8000:
            return False
        self._next = (packet.sequence_number + 1) & 0xFFFF
        self.ssrc = packet.ssrc
        self.lost += gap
        if not packet.payload:
            return False  # padding
        if self._open is None or self._open.timestamp != packet.timestamp:
            self._open = Received(packet.timestamp, [], now, gap == 0)
        self._open.whole = self._open.whole and gap == 0
        self._open.payloads.append(packet.payload)
        if packet.marker:
            self._open.at = now
            self.frames.append(self._open)
            self._open = None
        if gap and now - self._asked_at > ASK_S:
            self._asked_at = now
            self.asked += 1
            return True
        return False

    def between(self, begin: float, end: float) -> list[Received]:
        """The whole frames of that time."""
        return [each for each in self.frames if begin <= each.at < end and each.whole]


Answer = Callable[[str, dict[str, str]], Any]


class Receiver:
    """One expert: recvonly face and document in one codec, an estimate that never changes."""

    def __init__(self, codec: str, estimate: int) -> None:
        """`codec` "H264" or "VP8"; `estimate` of the whole line, bit/s."""
        self.codec = codec
        self._estimate = estimate
        self.streams: dict[Purpose, Stream] = {}
        self._telling: asyncio.Task[None] | None = None
        self._connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._transceivers: dict[Purpose, Any] = {}

    async def connect(self, answer: Answer) -> None:
        """Offer, have it answered, and be connected."""
        for purpose in PICTURES:
            transceiver = self._connection.addTransceiver("video", "recvonly")
            transceiver.setCodecPreferences(_only(self.codec))
            self._transceivers[purpose] = transceiver
        await self._connection.setLocalDescription()
        mids = {str(each.mid): str(purpose) for purpose, each in self._transceivers.items()}
        sdp = await answer(self._connection.localDescription.sdp, mids)
        await self._connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        for purpose, transceiver in self._transceivers.items():
            codec = transceiver._codecs[0]
            assert codec.name == self.codec, codec
            stream = self.streams[purpose] = Stream(codec.payloadType)
            _count_only(transceiver.receiver, stream, codec.clockRate)
        self._telling = asyncio.create_task(self._tell())

    async def close(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
        await self._connection.close()

    async def _tell(self) -> None:
        while True:
            # One estimate for the connection names all of its streams.
            ssrcs = [each.ssrc for each in self.streams.values() if each.ssrc is not None]
            receiver = self._transceivers[PICTURES[0]].receiver
            own = receiver._RTCRtpReceiver__rtcp_ssrc
            if ssrcs and own is not None:
                fci = pack_remb_fci(self._estimate, ssrcs)
                await receiver._send_rtcp(
                    RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=own, media_ssrc=0, fci=fci)
                )
            await asyncio.sleep(REMB_S)


def _count_only(receiver: RTCRtpReceiver, stream: Stream, clock_rate: int) -> None:
    """Put our counting in the place of jitter buffer, depacketising and decoding."""
    statistics: dict[int, StreamStatistics] = receiver._RTCRtpReceiver__remote_streams  # type: ignore[attr-defined]

    async def handle(packet: RtpPacket, arrival_time_ms: int) -> None:
        counted = statistics.get(packet.ssrc)
        if counted is None:
            counted = statistics[packet.ssrc] = StreamStatistics(clock_rate)
        counted.add(packet)
        if stream.take(packet, time.monotonic()):
            await receiver._send_rtcp_pli(packet.ssrc)

    receiver._handle_rtp_packet = handle  # type: ignore[method-assign]


def _only(codec: str) -> list[Any]:
    return [
        each
        for each in RTCRtpReceiver.getCapabilities("video").codecs  # type: ignore[union-attr]
        if each.mimeType.lower() == f"video/{codec.lower()}"
        and (codec != "H264" or each.parameters.get("profile-level-id") == "42e01f")
    ]
