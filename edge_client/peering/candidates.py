"""ICE candidates that the other end trickles (RFC 8838)."""

from __future__ import annotations

import contextlib
from typing import Final

from aiortc import RTCPeerConnection
from aiortc.sdp import candidate_from_sdp

from signaling.protocol import IceCandidate

MAX_CANDIDATES: Final = 100
"""Of one counterpart: each costs checks, and an honest one has a few."""


async def check_candidate(connection: RTCPeerConnection, candidate: IceCandidate | None) -> None:
    """Let ICE try a candidate, None for the last. One that cannot be used does no harm."""
    # Addresses that do not resolve, TCP candidates and what aiortc cannot read: others are tried.
    with contextlib.suppress(ValueError, KeyError, IndexError, OSError, AssertionError):
        if candidate is None or not candidate.candidate:
            await connection.addIceCandidate(None)
            return
        found = candidate_from_sdp(candidate.candidate.removeprefix("candidate:"))
        found.sdpMid = candidate.sdpMid
        found.sdpMLineIndex = candidate.sdpMLineIndex
        await connection.addIceCandidate(found)
