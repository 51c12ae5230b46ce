"""What aiortc's receivers take for their jitter buffers: given each packet, they give nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from aiortc import RTCRtpCodecParameters
from aiortc.rtp import RtpPacket

from edge_client.peering.codecs import OPUS, RED
from edge_client.peering.hearing import Hearing
from edge_client.peering.receiving import Receiving
from edge_client.sound.activity import AudioLevel
from edge_client.sound.redundancy import Earlier, RedundancyError, read_blocks
from edge_client.video.assembly import VideoPacket
from edge_client.video.payloads import PayloadError, read_payload

Nothing = tuple[bool, None]
"""No key frame is to be asked for, and no frame is whole."""


class PicturePackets:
    """Of one video receiver, whose `codecs` by payload type are those that were agreed on."""

    def __init__(self, receiving: Receiving, codecs: Mapping[int, RTCRtpCodecParameters]) -> None:
        self._receiving = receiving
        self._codecs = codecs

    def add(self, packet: RtpPacket) -> Nothing:
        """Hand it on. One that cannot be read counts as lost."""
        codec = self._codecs[packet.payload_type].name
        with contextlib.suppress(PayloadError):
            self._receiving.take(
                VideoPacket(
                    packet.ssrc,
                    packet.sequence_number,
                    packet.timestamp,
                    bool(packet.marker),
                    codec,
                    read_payload(codec, packet.payload),
                )
            )
        return False, None


class VoicePackets:
    """Of one voice receiver; nothing but Opus is agreed on, plain or with earlier packets."""

    def __init__(self, hearing: Hearing, codecs: Mapping[int, RTCRtpCodecParameters]) -> None:
        self._hearing = hearing
        self._codecs = codecs

    def add(self, packet: RtpPacket) -> Nothing:
        """Hand it on. One that cannot be read counts as lost."""
        payload, again = packet.payload, list[Earlier]()
        if self._codecs[packet.payload_type].name == RED:
            try:
                payload, again = read_blocks(payload, self._opus)
            except RedundancyError:
                return False, None
        self._hearing.take(packet.ssrc, packet.sequence_number, packet.timestamp, payload, again)
        if packet.extensions.audio_level is not None:
            self._hearing.sounds(AudioLevel(*packet.extensions.audio_level))
        return False, None

    @property
    def _opus(self) -> int:
        """The payload type of Opus; -1 without one, which nothing has."""
        return next((kind for kind, codec in self._codecs.items() if codec.name == OPUS), -1)
