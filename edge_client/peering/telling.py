"""Our description as the other end gets it: aiortc's, with what it cannot write."""

from __future__ import annotations

from edge_client.peering.sdp_text import with_error_correction, with_fast_start
from edge_client.video.budget import RATES
from signaling.protocol import Purpose


def told(sdp: str) -> str:
    """The SDP with the wishes for voice and pictures that the other end is to know."""
    return with_fast_start(with_error_correction(sdp), RATES[Purpose.FACE].start)
