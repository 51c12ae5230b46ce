"""What has to be told to the server until it is heard."""

from __future__ import annotations

from signaling.protocol import ClientMessage, ErrorCode, ProtocolError, RequestCancel, RoomEnd

ENDINGS = (RoomEnd, RequestCancel)
"""What the resident has ended is over here at once, and has to be told until it is heard."""


def is_owed(message: ClientMessage, error: Exception) -> bool:
    """Whether it is to be told again: the server could only not take it up now.

    After a lost connection the reducer tells the endings anew.
    """
    unavailable = isinstance(error, ProtocolError) and error.code is ErrorCode.UNAVAILABLE
    return unavailable and isinstance(message, ENDINGS)
