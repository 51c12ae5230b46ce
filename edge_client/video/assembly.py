"""RTP packets of one video stream in, whole pictures and wishes to its sender out. Pure.

A picture leaves with its last packet: nothing is held back to smooth the line, the newest
picture is what is wanted. A hole is asked for at once and twice more (generic NACK, RFC 4585
section 6.2.1); what stays away is asked for as a key frame (PLI, section 6.3.1) `STALL_S` after
it was missed. Nothing that refers to a picture which was lost reaches the decoder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from edge_client.video.payloads import Part

STALL_S: Final = 0.15
"""From a stall to the request for a key frame."""

REPEAT_S: Final = (0.5, 1.0)
"""Until it is asked for again; the last one from then on."""

NACK_S: Final = (0.0, 0.04, 0.09)
"""When a missing packet is asked for, from when it was missed."""

TAIL_S: Final = (0.05, 0.1)
"""When the packet after the last one is asked for, if a picture's end does not come."""

MOST_PACKETS: Final = 1024
"""Held at once: several times the largest key frame. Older ones then give way."""

MOST_BYTES: Final = 4_000_000
MOST_MISSING: Final = 128
"""Packets asked for at once: no sender of aiortc's remembers more. Beyond, only a key frame."""

MOST_JUMP: Final = 3000
"""A sequence number this far off belongs to another stream (RFC 3550, appendix A.1)."""

_AT_ONCE: Final = float("-inf")
_NEVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class VideoPacket:
    """One RTP packet: `sequence` of 16 bits, `timestamp` of 32 bits at 90 kHz."""

    ssrc: int
    sequence: int
    timestamp: int
    marker: bool
    codec: str
    part: Part


@dataclass(frozen=True, slots=True)
class WholePicture:
    """An encoded picture with all its packets; `timestamp` at 90 kHz, without wrap-around."""

    codec: str
    data: bytes
    timestamp: int
    key: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """What to ask of the sender now: these sequence numbers again, and a key frame."""

    again: tuple[int, ...] = ()
    key_frame: bool = False


@dataclass(slots=True)
class _Missing:
    since: float
    asked: int = 0


@dataclass(slots=True)
class _Gathering:
    """A picture that is not whole yet, by its time stamp."""

    opens: int | None = None
    """Its first packet, if it shows that a key frame begins."""
    intra: bool = False
    begin: int = -1
    """Where `walked` was begun, and up to where everything is there."""
    walked: int = -1


@dataclass
class Assembler:
    """Times are seconds of any monotonic clock, growing from call to call."""

    _ssrc: int | None = None
    _packets: dict[int, VideoPacket] = field(default_factory=dict)
    """By sequence number without wrap-around."""
    _bytes: int = 0
    _gathering: dict[int, _Gathering] = field(default_factory=dict)
    _missing: dict[int, _Missing] = field(default_factory=dict)
    _highest: int = -1
    _next: int | None = None
    """The packet that the next picture begins with; None while only a key frame helps."""
    _lost_since: float | None = None
    """Since when only a key frame helps."""
    _arrived: float = 0.0
    _probed: int = 0
    _key_asked: float = _AT_ONCE
    _key_asks: int = 0
    _timestamp: int | None = None
    _stranger: tuple[int, int] | None = None
    """The packet that would prove that a new stream has begun."""

    def add(self, packet: VideoPacket, now: float) -> list[WholePicture]:
        """A packet has come: the pictures that are whole now, in their order."""
        sequence = self._place(packet, now)
        if sequence is None:
            return []
        self._arrived, self._probed = now, 0
        if sequence > self._highest:
            self._note_gap(sequence, now)
            self._highest = sequence
        else:
            self._missing.pop(sequence, None)
        self._keep(sequence, packet)
        whole = self._release(packet.timestamp)
        if whole:
            self._key_asks = 0
        self._bound()
        return whole

    def give_up(self) -> None:
        """The decoder cannot go on: only a key frame helps, and it is asked for at once."""
        self._forget(_AT_ONCE)

    # What is asked for --------------------------------------------------------------------
    def look(self, now: float) -> Wishes:
        """What is due to be asked of the sender, told once each time."""
        again = []
        for sequence, missing in self._missing.items():
            if missing.asked < len(NACK_S) and now >= missing.since + NACK_S[missing.asked]:
                missing.asked += 1
                again.append(sequence & 0xFFFF)
        if self._tail_due() <= now:
            self._probed += 1
            again.append((self._highest + 1) & 0xFFFF)
        key_frame = self._key_due() <= now
        if key_frame:
            self._key_asked = now
            self._key_asks += 1
        return Wishes(tuple(again), key_frame)

    def due(self) -> float | None:
        """When to look again, also a time that is over; None if nothing is waited for."""
        at = min(self._key_due(), self._tail_due())
        for missing in self._missing.values():
            if missing.asked < len(NACK_S):
                at = min(at, missing.since + NACK_S[missing.asked])
        return None if at == _NEVER else at

    def _stalled_since(self) -> float | None:
        """Since when the picture cannot go on, None if all is well."""
        if self._missing:
            return min(missing.since for missing in self._missing.values())
        if self._unfinished():
            return self._arrived
        return self._lost_since

    def _unfinished(self) -> bool:
        """Whether a picture that could be shown has begun and its end has not come."""
        if self._next is None:
            return any(one.opens is not None for one in self._gathering.values())
        return bool(self._packets)

    def _key_due(self) -> float:
        since = self._stalled_since()
        if since is None:
            return _NEVER
        if not self._key_asks:
            # A stall soon after another is no reason to hurry the sender.
            return max(since + STALL_S, self._key_asked + STALL_S)
        return self._key_asked + REPEAT_S[min(self._key_asks, len(REPEAT_S)) - 1]

    def _tail_due(self) -> float:
        if self._missing or self._probed >= len(TAIL_S) or not self._unfinished():
            return _NEVER
        return self._arrived + TAIL_S[self._probed]

    # Sequence numbers ---------------------------------------------------------------------
    def _place(self, packet: VideoPacket, now: float) -> int | None:
        """Its number without wrap-around; None if it is of no use."""
        ahead = (packet.sequence - self._highest + 0x8000 & 0xFFFF) - 0x8000
        if self._ssrc is None or packet.ssrc != self._ssrc or abs(ahead) > MOST_JUMP:
            expected, self._stranger = (
                self._stranger,
                (packet.ssrc, packet.sequence + 1 & 0xFFFF),
            )
            if self._ssrc is not None and expected != (packet.ssrc, packet.sequence):
                return None
            self._forget(now)
            self._ssrc = packet.ssrc
            self._highest = packet.sequence + 0xFFFF  # so that earlier ones are positive, too
            return self._highest + 1
        self._stranger = None
        sequence = self._highest + ahead
        late = self._next is not None and sequence < self._next
        if late or sequence in self._packets or sequence <= self._highest - MOST_PACKETS:
            return None
        return sequence

    def _note_gap(self, sequence: int, now: float) -> None:
        gap = range(self._highest + 1, sequence)
        if self._next is None and not self._unfinished():
            return  # before a key frame nothing is missed
        if len(self._missing) + len(gap) > MOST_MISSING:
            self._forget(_AT_ONCE)
            return
        for missed in gap:
            self._missing[missed] = _Missing(now)

    # Pictures -----------------------------------------------------------------------------
    def _keep(self, sequence: int, packet: VideoPacket) -> None:
        self._packets[sequence] = packet
        self._bytes += len(packet.part.data)
        if not packet.part.data:
            return
        gathering = self._gathering.setdefault(packet.timestamp, _Gathering())
        gathering.intra = gathering.intra or packet.part.intra
        if packet.part.opens and (gathering.opens is None or sequence < gathering.opens):
            gathering.opens = sequence

    def _release(self, touched: int) -> list[WholePicture]:
        whole: list[WholePicture] = []
        self._take_whole(whole)
        gathering = self._gathering.get(touched)
        if gathering is not None and gathering.opens is not None and gathering.intra:
            end = self._end_of(touched, gathering, gathering.opens)
            if end is not None:
                # A whole key frame needs nothing of what came before it.
                self._begin_at(gathering.opens)
                self._take_whole(whole)
        return whole

    def _take_whole(self, whole: list[WholePicture]) -> None:
        while self._next is not None:
            first = self._packets.get(self._next)
            if first is None:
                return
            if not first.part.data:
                self._drop(self._next)
                self._next += 1
                continue
            gathering = self._gathering.setdefault(first.timestamp, _Gathering())
            end = self._end_of(first.timestamp, gathering, self._next)
            if end is None:
                return
            parts = [self._packets[at].part for at in range(self._next, end + 1)]
            whole.append(
                WholePicture(
                    first.codec,
                    b"".join(part.data for part in parts),
                    self._unwrap(first.timestamp),
                    gathering.opens is not None and gathering.intra,
                )
            )
            for at in range(self._next, end + 1):
                self._drop(at)
            self._gathering.pop(first.timestamp, None)
            self._next = end + 1
            self._lost_since = None

    def _end_of(self, timestamp: int, gathering: _Gathering, begin: int) -> int | None:
        """The last packet of the picture that begins there, once all of it is there.

        Walks on from where it stopped before: each packet is looked at once.
        """
        if gathering.begin != begin:
            gathering.begin = gathering.walked = begin
        while True:
            packet = self._packets.get(gathering.walked)
            if packet is None:
                return None
            if packet.timestamp != timestamp:
                return gathering.walked - 1
            if packet.marker:
                return gathering.walked
            gathering.walked += 1

    def _begin_at(self, sequence: int) -> None:
        self._next = sequence
        for at in [kept for kept in self._packets if kept < sequence]:
            self._drop(at)
        self._missing = {at: one for at, one in self._missing.items() if at > sequence}
        waiting = {packet.timestamp for packet in self._packets.values()}
        self._gathering = {at: one for at, one in self._gathering.items() if at in waiting}

    def _drop(self, sequence: int) -> None:
        self._bytes -= len(self._packets.pop(sequence).part.data)

    def _unwrap(self, timestamp: int) -> int:
        if self._timestamp is None:
            self._timestamp = timestamp
        else:
            step = (timestamp - self._timestamp + 0x8000_0000 & 0xFFFF_FFFF) - 0x8000_0000
            self._timestamp += step
        return self._timestamp

    # Bounds -------------------------------------------------------------------------------
    def _bound(self) -> None:
        if len(self._packets) > MOST_PACKETS or self._bytes > MOST_BYTES:
            self._forget(_AT_ONCE)

    def _forget(self, since: float) -> None:
        """Start over: `since` then only a key frame helps."""
        self._packets.clear()
        self._gathering.clear()
        self._missing.clear()
        self._bytes = 0
        self._next = None
        self._lost_since = since
