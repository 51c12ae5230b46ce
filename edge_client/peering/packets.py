"""What aiortc's receivers take for their jitter buffers: given each packet, they give nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from aiortc import RTCRtpCodecParameters
from aiortc.rtp import RtpPacket

from edge_client.peering.hearing import Hearing
from edge_client.peering.receiving import Receiving
from edge_client.sound.activity import AudioLevel
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
    """Of one voice receiver; nothing but Opus is agreed on."""

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = hearing

    def add(self, packet: RtpPacket) -> Nothing:
        """Hand it on."""
        self._hearing.take(packet.ssrc, packet.sequence_number, packet.timestamp, packet.payload)
        if packet.extensions.audio_level is not None:
            self._hearing.sounds(AudioLevel(*packet.extensions.audio_level))
        return False, None
