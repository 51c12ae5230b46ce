"""Which lost packets are sent once more. Pure; times in seconds.

A receiver asks for each packet that it misses, again and again (RFC 4585, 6.2.1). Behind a full
queue that is hundreds of packets, and to send them all would keep the queue full: a line that
has just narrowed would never come to rest. So what is sent again has its own small part of the
line; beyond it the receiver asks for a key frame, which comes at the rate that fits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PART = 0.15
"""Of the line's rate, for what is sent again: it covers losses of up to an eighth."""
BURST_S = 0.3
"""So much of its part may be spent at once."""
AGAIN_S = 0.1
"""The same packet at most so often: the request may have passed the packet on its way."""
TIMES = 3
"""And at most so many times."""
KNOWN = 512
"""Packets that are remembered."""
PACKET_BITS = 1_200 * 8


@dataclass
class Resending:
    """Of one connection."""

    _bits: float = 0.0
    _filled_at: float | None = None
    _sent: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)

    def allows(self, stream: int, number: int, rate: float, now: float) -> bool:
        """Whether this packet of this stream is sent again, on a line of so many bit/s."""
        most = max(PACKET_BITS, rate * PART * BURST_S)
        gone = BURST_S if self._filled_at is None else max(0.0, now - self._filled_at)
        self._filled_at = now
        self._bits = min(most, self._bits + rate * PART * gone)
        at, times = self._sent.pop((stream, number), (None, 0))
        soon = at is not None and now - at < AGAIN_S
        if soon or times >= TIMES or self._bits < PACKET_BITS:
            if at is not None:
                self._sent[stream, number] = at, times
            return False
        self._bits -= PACKET_BITS
        self._sent[stream, number] = now, times + 1
        if len(self._sent) > KNOWN:
            self._sent.pop(next(iter(self._sent)))
        return True
