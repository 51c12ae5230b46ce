"""A packet that brings what was in the ones before it again (RFC 2198). Pure.

Each block is the payload of one packet; the last is the packet's own. The others say how much
before it they began, in units of its time stamps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_BLOCKS: Final = 4
"""Blocks that are read of one packet; browsers send two."""

LONGEST: Final = 0x3FF
"""Bytes of a block that is sent again: its length has ten bits."""

FURTHEST: Final = 0x3FFF
"""Units of the time stamp by which it began earlier: 14 bits, 0.34 s at 48 kHz."""

_HEADER: Final = 4
_FOLLOWED: Final = 0x80


class RedundancyError(Exception):
    """Bytes that are no such packet."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was in a packet that began `before` units of the time stamp earlier."""

    payload: bytes
    before: int


def read_blocks(packet: bytes, kind: int) -> tuple[bytes, list[Earlier]]:
    """The packet's own payload, and what it brings again, the oldest first.

    Only blocks of the payload type `kind` count: what brings others again brings nothing.
    Raises RedundancyError where its own payload cannot be told.
    """
    headers: list[int] = []
    at = 0
    while at < len(packet) and packet[at] & _FOLLOWED:
        if len(headers) + 1 >= MOST_BLOCKS or at + _HEADER > len(packet):
            raise RedundancyError("headers without an end")
        headers.append(int.from_bytes(packet[at : at + _HEADER], "big"))
        at += _HEADER
    if at >= len(packet) or packet[at] != kind:
        raise RedundancyError("not of the kind that was agreed on")
    at += 1
    found: list[Earlier] = []
    for header in headers:
        length, before = header & LONGEST, header >> 10 & FURTHEST
        payload, at = packet[at : at + length], at + length
        if payload and before and header >> 24 & 0x7F == kind:
            found.append(Earlier(payload, before))
    if at >= len(packet):
        raise RedundancyError("blocks that are longer than the packet")
    return packet[at:], found


def pack_blocks(payload: bytes, again: Sequence[Earlier], kind: int) -> bytes:
    """A packet with its own payload and, the oldest first, what it brings again.

    What does not fit into the fields is left out.
    """
    fitting = [
        block
        for block in again[1 - MOST_BLOCKS :]
        if 0 < block.before <= FURTHEST and 0 < len(block.payload) <= LONGEST
    ]
    headers = [
        ((_FOLLOWED | kind) << 24 | block.before << 10 | len(block.payload)).to_bytes(4, "big")
        for block in fitting
    ]
    return b"".join([*headers, bytes([kind]), *(block.payload for block in fitting), payload])
