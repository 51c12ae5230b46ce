"""Real-time text between two members of a visit: peer to peer, over a data channel.

ITU-T T.140 in the frames of RFC 8865. The server never sees it. PROTOCOL.md, section 8.
"""

from __future__ import annotations

RTT_LABEL = "rtt"
"""The data channel's label, for people who read a trace."""

RTT_PROTOCOL = "t140"
"""Its subprotocol, registered by RFC 8865, by which the answerer knows it."""

MISSING_TEXT = "\N{REPLACEMENT CHARACTER}"
"""Stands where text may have been lost (T.140 Addendum 1)."""
