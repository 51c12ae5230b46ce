"""Numbers that both ends of the wire keep to."""

from __future__ import annotations

MESSAGE_BYTES = 64 * 1024
"""A longer message is refused with ``too_large``."""

FRAME_BYTES = 256 * 1024
"""A WebSocket frame longer than this closes the socket with 1009 (RFC 6455, 7.4.1)."""

SDP_CHARACTERS = 48 * 1024
CANDIDATE_CHARACTERS = 1024
TOKEN_CHARACTERS = 4096
TEXT_CHARACTERS = 200
"""Names and similar short texts."""

WRITTEN_CHARACTERS = 2000
"""Of one text between two members, in Unicode code points."""

WRITTEN_BYTES = 16 * 1024
"""A longer message on a data channel is dropped."""

WRITTEN_WAITING = 100
"""So many texts may wait until they have arrived; no more are taken meanwhile."""

WRITTEN_KEPT = 500
"""So many texts are kept on the page, the oldest go first."""

STILL_BYTES = 64 * 1024 * 1024
"""The most that one picture of a still may have."""

DESK_BYTES = 16 * 1024
"""A longer frame on the desk's data channel is dropped; a still's bytes come in such frames."""

PRINT_BYTES = 20 * 1024 * 1024
"""The most that a paper may have that is offered to be printed."""

STROKE_POINTS, STROKE_POINTS_AT_ONCE = 250, 32
"""Points of one stroke on the paper, and of one message; what is more is dropped."""

STROKES = 40
"""Strokes of one person; the oldest go first."""

STROKES_AT_ONCE = 64
"""Strokes that one message takes away."""

POINTER_S = 3.0
"""A pointer that is not set again vanishes after so long."""

RTT_CHARACTERS = 2000
"""The most that one frame of real-time text may have; a longer one is dropped and marked as missing."""

TRACKS = 8
"""Most m-lines that an offer may name."""

MESSAGES_PER_S = 40.0
MESSAGE_BURST = 120
"""Token bucket for what one socket may send; beyond it each message gets ``rate_limited``."""

STRIKES_BEFORE_CLOSE = 100
"""So many refused messages in a row (malformed or over the rate) close the socket."""

HELLO_TIMEOUT_S = 5.0
"""A socket that has not said hello by then is closed with 4408."""

PING_INTERVAL_S = 5.0
"""The server pings so often; no pong within half of it means the socket is dead."""

CALLBACK_AHEAD_S = 14 * 86_400.0
"""A callback's window closes at the latest so long after it was left."""

PROLONG_S = 60.0
"""What one ``presence.prolong`` adds."""

SUPERVISION_INTERVAL_S = 2.0
"""A supervisor's page is told what has changed so often."""

AVAILABILITY_INTERVAL_S = 0.2
"""Changes of availability are gathered for so long before a watcher is told."""
