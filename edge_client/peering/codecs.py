"""Which codecs are offered, and having them ready."""

from __future__ import annotations

import asyncio
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender

from edge_client.video.encoder import warm_encoders


def preferred_video_codecs() -> list[Any]:
    """H.264 constrained baseline first, for its cost; VP8 for a browser that lacks it."""

    def rank(codec: Any) -> int:
        kind = codec.mimeType.lower()
        if kind == "video/h264":
            return 0 if codec.parameters.get("profile-level-id") == "42e01f" else 1
        return 2 if kind == "video/vp8" else 3

    return sorted(RTCRtpSender.getCapabilities("video").codecs, key=rank)


def preferred_audio_codecs() -> list[Any]:
    """Opus alone: every WebRTC end has it (RFC 7874), and the others are telephones'."""
    codecs = RTCRtpSender.getCapabilities("audio").codecs
    return [codec for codec in codecs if codec.mimeType.lower() == "audio/opus"]


async def warm_up() -> None:
    """Load libraries and codecs, so that the first conversation starts as fast as the second."""
    one = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    one.addTransceiver("audio")
    one.addTransceiver("video")
    await one.createOffer()
    await one.close()
    await asyncio.to_thread(warm_encoders)
