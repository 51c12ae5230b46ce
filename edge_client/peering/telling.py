"""Our description as the other end gets it: aiortc's, with what it cannot write."""

from __future__ import annotations

from edge_client.peering.sdp_text import with_error_correction, with_fast_start, with_redundancy
from edge_client.video.budget import RATES
from signaling.protocol import Purpose


def told(sdp: str) -> str:
    """The SDP with the wishes for voice and pictures that the other end is to know."""
    wished = with_redundancy(with_error_correction(sdp))
    return with_fast_start(wished, RATES[Purpose.FACE].start)
