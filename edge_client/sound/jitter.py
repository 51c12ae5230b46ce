"""The jitter buffer of one voice: packets and the clock in, what to play next out. Pure.

It is asked whenever 20 ms of sound are wanted. What is lost is concealed and the time goes on;
what is late is waited for, with concealment, and the time stands still. When a voice comes back
after a pause or a stall its delay is chosen anew. `pace` tells when the delay is more or less
than is needed, so that time can be squeezed or stretched a little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edge_client.sound.delay import ArrivalDelays
from edge_client.sound.packets import RATE, Unwrapper, VoicePacket, packet_samples, repeats_last
from edge_client.sound.redundancy import Earlier

FRAME: Final = 960
"""Samples that are concealed at a time: 20 ms."""

MOST: Final = 150
"""Packets kept at most: 3 s of 20 ms packets. A sender that floods loses its oldest."""

JUMP_S: Final = 0.4
"""So much more delay than needed is not squeezed away but left out: after a long stall."""

LOSSY: Final = 0.01
"""From this share of lost packets on it is worth waiting for what repeats them."""

MUCH_S, ENOUGH_S, LITTLE_S = 0.08, 0.01, 0.004
"""Seconds above the needed delay for squeezing twice as often and at all; below it, for
stretching."""

STRANGE: Final = 5 * RATE
"""Samples: a time stamp so far from where it should be begins a new stream."""

DEAD_S: Final = 3.0
"""Nothing for so long: silence, no more concealing."""

_LOSS_SMOOTH: Final = 0.005
"""Losses count for some four seconds."""

_SMOOTH: Final = 0.1
"""How much the newest look counts for the delay: half a second smooths the devices' jitter."""


@dataclass(frozen=True, slots=True)
class Play:
    """Decode this packet."""

    packet: VoicePacket


@dataclass(frozen=True, slots=True)
class Recover:
    """Decode from `following` what it repeats of the packet lost before it."""

    following: VoicePacket
    samples: int


@dataclass(frozen=True, slots=True)
class Conceal:
    """Go on with what sounds like before."""

    samples: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is there to play."""


Step = Play | Recover | Conceal | Rest


class Pace(StrEnum):
    """How fast time should pass for the listener."""

    STEADY = "steady"
    FASTER = "faster"
    MUCH_FASTER = "much_faster"
    SLOWER = "slower"


@dataclass(slots=True)
class Counts:
    """What happened to packets so far; times in samples at 48 kHz."""

    received: int = 0
    duplicate: int = 0
    late: int = 0
    """Came when their time had been concealed already."""
    damaged: int = 0
    left_out: int = 0
    concealed: int = 0
    recovered: int = 0
    again: int = 0
    """Packets that were lost, and came whole in a later one."""
    played: int = 0


class JitterBuffer:
    """See the module's text. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._delays = ArrivalDelays()
        self._numbers, self._stamps = Unwrapper(16), Unwrapper(32)
        self._packets: dict[int, VoicePacket] = {}
        self._number: int | None = None
        """The number of the packet that is due next; None before anything was played."""
        self._timestamp = 0
        self._stalled = 0
        """Samples played while time stood still."""
        self._arrived_at = 0.0
        self._highest: int | None = None
        self._lossy = 0.0
        """The share of packets lost lately."""
        self._delay: float | None = None

    @property
    def target(self) -> float:
        """The delay that is aimed at, in seconds: what the way needs, and what `hold` adds."""
        return self._delays.target

    def hold(self, seconds: float) -> None:
        """Wait so much longer than the way needs it."""
        self._delays.held = seconds

    @property
    def position(self) -> int | None:
        """The time stamp, unwrapped, after what was taken last; None while time stands still."""
        return None if self._number is None or self._stalled else self._timestamp

    @property
    def delay(self) -> float:
        """How long after the quickest packet's way a packet is taken, smoothed, in seconds."""
        return self._delay or 0.0

    def __len__(self) -> int:
        return len(self._packets)

    # Packets -------------------------------------------------------------------------------
    def put(
        self,
        number: int,
        timestamp: int,
        payload: bytes,
        now: float,
        again: Sequence[Earlier] = (),
    ) -> None:
        """A packet with its 16-bit sequence number and 32-bit time stamp came now.

        It brought `again` what was in those before it, the oldest first.
        """
        try:
            samples = packet_samples(payload)
        except ValueError:
            self.counts.damaged += 1
            return
        packet = VoicePacket(
            self._numbers.unwrap(number), self._stamps.unwrap(timestamp), payload, samples
        )
        if self._is_strange(packet):
            self.restart()
        self.counts.received += 1
        if self._highest is not None and packet.number > self._highest:
            lost = min(packet.number - self._highest - 1, 5)
            self._lossy += _LOSS_SMOOTH * (lost - self._lossy)
        self._highest = max(packet.number, self._highest or packet.number)
        if packet.number in self._packets:
            self.counts.duplicate += 1
            return
        self._arrived_at = now
        self._delays.arrived(packet.timestamp / RATE, now)
        if self._number is not None and packet.number < self._number:
            self.counts.late += 1
            return
        self._packets[packet.number] = packet
        self._put_again(packet, again)
        # Who sends twice has been told of losses.
        self._delays.repairing = bool(again) or (self._lossy > LOSSY and repeats_last(payload))
        while len(self._packets) > MOST:
            del self._packets[min(self._packets)]
            self.counts.left_out += 1

    def _put_again(self, packet: VoicePacket, again: Sequence[Earlier]) -> None:
        """Of what came once more take what is missing, and fits between its neighbours."""
        first = min(self._packets) if self._number is None else self._number
        for back, block in enumerate(reversed(again), start=1):
            number, timestamp = packet.number - back, packet.timestamp - block.before
            if number < first or number in self._packets:
                continue
            try:
                samples = packet_samples(block.payload)
            except ValueError:
                self.counts.damaged += 1
                continue
            found = VoicePacket(number, timestamp, block.payload, samples, again=True)
            after, before = self._packets.get(number + 1), self._packets.get(number - 1)
            begins = 0 if self._number is None else self._timestamp
            begins = begins if before is None else before.end
            if begins <= timestamp and (after is None or found.end <= after.timestamp):
                self._packets[number] = found
                self.counts.again += 1

    def _is_strange(self, packet: VoicePacket) -> bool:
        """Whether its time cannot belong to the stream so far: the sender began anew."""
        if not self._packets and self._number is None:
            return False
        newest = self._packets.get(max(self._packets)) if self._packets else None
        number = newest.number if newest else self._number or 0
        timestamp = newest.timestamp if newest else self._timestamp
        ahead = packet.number - number
        expected = timestamp + ahead * FRAME
        if abs(ahead) > 1000:
            return True
        # A pause of any length may lie between two packets, but time never goes back.
        return packet.timestamp < expected - STRANGE or (
            ahead < 0 and packet.timestamp > expected + STRANGE
        )

    def restart(self) -> None:
        """Another stream begins; what is known of the way's jitter stays."""
        self._packets.clear()
        self._delays.reset()
        self._number = self._highest = self._delay = None
        self._stalled = 0

    # Playing -------------------------------------------------------------------------------
    def take(self, now: float) -> Step:
        """What to play next, as soon as what was taken before will not do."""
        if self._number is None:
            return self._start(now)
        self._leave_out(now)
        following = self._following()
        if following is None:
            return self._stall(now)
        if self._stalled:
            return self._go_on(following, now)
        missing = following.timestamp - self._timestamp
        if following.number == self._number and missing <= 0:
            return self._play(following, now)
        if following.number == self._number:
            # A pause: the sender had nothing to say (DTX).
            return self._stall(now)
        return self._conceal(following, missing, now)

    def pace(self) -> Pace:
        """Whether time should pass faster or slower than it does."""
        if self._delay is None or self._stalled:
            return Pace.STEADY
        excess = self._delay - self._delays.target
        if excess > MUCH_S:
            return Pace.MUCH_FASTER
        if excess > ENOUGH_S:
            return Pace.FASTER
        return Pace.SLOWER if excess < -LITTLE_S else Pace.STEADY

    def stretched(self, samples: int) -> None:
        """Time was stretched by so many samples, or squeezed where negative."""
        if self._delay is not None:
            self._delay += samples / RATE

    @property
    def has_next(self) -> bool:
        """Whether the packet that is due next is there."""
        return self._number in self._packets and not self._stalled

    def _start(self, now: float) -> Step:
        if not self._packets:
            return Rest()
        first = self._packets[min(self._packets)]
        if not self._is_due(first, now):
            return Rest()
        self._number = first.number
        return self._play(first, now)

    def _following(self) -> VoicePacket | None:
        if self._number in self._packets:
            return self._packets[self._number]
        return self._packets[min(self._packets)] if self._packets else None

    def _is_due(self, packet: VoicePacket, now: float) -> bool:
        """Whether it would be played with the delay that the way needs, or more."""
        base = self._delays.base
        # Half a block: the next look is a whole one away.
        soon = FRAME / RATE / 2
        return base is None or now + soon - packet.timestamp / RATE - base >= self._delays.target

    def _play(self, packet: VoicePacket, now: float) -> Step:
        self._packets.pop(packet.number, None)
        self._number, self._timestamp = packet.number + 1, packet.end
        self._stalled = 0
        self._look(packet, now)
        self.counts.played += packet.samples
        return Play(packet)

    def _look(self, packet: VoicePacket, now: float) -> None:
        base = self._delays.base
        if base is not None:
            delay = now - packet.timestamp / RATE - base
            before = delay if self._delay is None else self._delay
            self._delay = before + _SMOOTH * (delay - before)

    def _stall(self, now: float) -> Step:
        """Time stands still: late, paused, or gone."""
        self._stalled += FRAME
        if now - self._arrived_at > DEAD_S:
            return Rest()
        self.counts.concealed += FRAME
        return Conceal(FRAME)

    def _go_on(self, following: VoicePacket, now: float) -> Step:
        after = self._packets.get(following.number + 1)
        if following.again and after is not None and self._stalled >= following.samples:
            # Its time has been concealed: now it would only make all that follows later.
            del self._packets[following.number]
            self.counts.late += 1
            following = after
        if not self._is_due(following, now):
            return self._stall(now)
        self._delay = None
        return self._play(following, now)

    def _conceal(self, following: VoicePacket, missing: int, now: float) -> Step:
        """Packets are lost, and one that came after them is there."""
        assert self._number is not None
        if missing <= 0:
            return self._play(following, now)
        base = self._delays.base
        delay = 0.0 if base is None else now - self._timestamp / RATE - base
        if delay < self._delays.target - LITTLE_S:
            # Perhaps only late, and more time is wanted anyway.
            return self._stall(now)
        lost = following.number - self._number
        samples = missing if lost == 1 else min(FRAME, missing)
        if lost == 1 and samples <= 3 * FRAME and samples % 120 == 0:
            self._number, self._timestamp = following.number, following.timestamp
            self.counts.recovered += samples
            return Recover(following, samples)
        if lost == 1:
            # Lost at the edge of a pause: where it began nobody knows.
            self._number, self._timestamp = following.number, following.timestamp
            samples = FRAME
        else:
            self._number += 1
            self._timestamp += samples
        self.counts.concealed += samples
        return Conceal(samples)

    def _leave_out(self, now: float) -> None:
        """After a long stall: go on near the present rather than with what was said then."""
        base = self._delays.base
        if base is None or not self._packets:
            return
        oldest = self._packets[min(self._packets)]
        excess = now - oldest.timestamp / RATE - base - self._delays.target
        if excess < JUMP_S:
            return
        until = oldest.timestamp + int(excess * RATE)
        for number in [n for n, packet in self._packets.items() if packet.end <= until]:
            del self._packets[number]
            self.counts.left_out += 1
        if self._packets:
            first = self._packets[min(self._packets)]
            self._number, self._timestamp = first.number, first.timestamp
            self._delay = None
