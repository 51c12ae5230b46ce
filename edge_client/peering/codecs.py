"""Which codecs are offered, and having them ready."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpCodecParameters, RTCRtpSender
from aiortc.codecs import CODECS

from edge_client.video.encoder import warm_encoders

OPUS: Final = "opus"
RED: Final = "red"
"""Opus that brings earlier packets again (RFC 2198)."""

RED_TYPE: Final = 63
"""Its payload type in offers of ours, and in browsers': aiortc takes over only those from 96 on."""


def preferred_video_codecs() -> list[Any]:
    """H.264 constrained baseline first, for its cost; VP8 for a browser that lacks it."""

    def rank(codec: Any) -> int:
        kind = codec.mimeType.lower()
        if kind == "video/h264":
            return 0 if codec.parameters.get("profile-level-id") == "42e01f" else 1
        return 2 if kind == "video/vp8" else 3

    return sorted(RTCRtpSender.getCapabilities("video").codecs, key=rank)


class Redundancy(NamedTuple):
    """Payload types: of packets that bring earlier ones again, and of what is in them."""

    packets: int
    blocks: int


def know_redundancy() -> None:
    """Let aiortc negotiate packets that bring earlier ones again. May be repeated."""
    known = CODECS["audio"]
    if all(codec.name != RED for codec in known):
        known.append(
            RTCRtpCodecParameters(
                mimeType="audio/red", clockRate=48_000, channels=2, payloadType=RED_TYPE
            )
        )


def preferred_audio_codecs() -> list[Any]:
    """Opus alone: every WebRTC end has it (RFC 7874), and the others are telephones'. Where both
    ends can, its packets may bring earlier ones again.
    """
    know_redundancy()
    kinds = ["audio/opus", "audio/red"]
    codecs = RTCRtpSender.getCapabilities("audio").codecs
    found = [codec for codec in codecs if codec.mimeType.lower() in kinds]
    return sorted(found, key=lambda codec: kinds.index(codec.mimeType.lower()))


def redundancy(agreed: Sequence[RTCRtpCodecParameters]) -> Redundancy | None:
    """How packets bring earlier ones again, where that was agreed on."""
    kinds = {codec.name: codec.payloadType for codec in agreed}
    packets, blocks = kinds.get(RED), kinds.get(OPUS)
    return None if packets is None or blocks is None else Redundancy(packets, blocks)


async def warm_up() -> None:
    """Load libraries and codecs, so that the first conversation starts as fast as the second."""
    one = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    one.addTransceiver("audio")
    one.addTransceiver("video")
    await one.createOffer()
    await one.close()
    await asyncio.to_thread(warm_encoders)
