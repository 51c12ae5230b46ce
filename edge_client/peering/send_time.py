"""The header extension that tells a receiver when a packet left (abs-send-time). Pure.

A receiver tells a queue from the packets' times between leaving and coming. aiortc writes the
time when it makes a packet; one that then waits for its turn, or is sent again, would look as
if a queue had held it, and the receiver's estimate of the line would fall for nothing
(webrtc.googlesource.com/src, docs/native-code/rtp-hdrext/abs-send-time).
"""

from __future__ import annotations

from typing import Final

URI: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"

_ONE_BYTE: Final = 0xBEDE
_HEADER: Final = 12


def send_time(seconds: float) -> bytes:
    """Seconds of any clock as 6.18 bits fixed point, which wraps after 64 s."""
    return (int(seconds * (1 << 18)) & 0xFFFFFF).to_bytes(3, "big")


def stamped(packet: bytes, number: int | None, seconds: float) -> bytes:
    """The RTP packet with a new time in the extension of this number, if it has one (RFC 8285)."""
    place = None if number is None else _place(packet, number)
    if place is None:
        return packet
    return packet[:place] + send_time(seconds) + packet[place + 3 :]


def _place(packet: bytes, number: int) -> int | None:
    if len(packet) < _HEADER or not packet[0] & 0x10:
        return None
    at = _HEADER + 4 * (packet[0] & 0x0F)
    if int.from_bytes(packet[at : at + 2], "big") != _ONE_BYTE:
        return None
    end = at + 4 + 4 * int.from_bytes(packet[at + 2 : at + 4], "big")
    at += 4
    while at < min(end, len(packet)):
        if packet[at] == 0:  # padding
            at += 1
            continue
        found, size = packet[at] >> 4, (packet[at] & 0x0F) + 1
        if found == number:
            return at + 1 if size == 3 and at + 4 <= len(packet) else None
        at += 1 + size
    return None
