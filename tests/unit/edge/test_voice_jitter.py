"""The jitter buffer on a virtual clock: what is heard, how late, and how little is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_client.sound.delay import ArrivalDelays
from edge_client.sound.jitter import MOST
from edge_client.sound.opus import OpusError
from edge_client.sound.packets import RATE, Unwrapper, packet_samples, repeats_last
from edge_client.sound.receiving import LOOKAHEAD_S, VoiceReceiver

Samples = npt.NDArray[np.float32]

FRAME = 960
TWENTY_MS = bytes([0x78])
"""The first byte of a hybrid packet of 20 ms: configuration 15, one frame."""
LOST, REPAIRED = -1.0, -2.0
"""What the decoder below gives for concealment and for repair."""


class Numbers:
    """A decoder whose sound is the packet's own number, as a share of 10,000."""

    def decode(self, packet: bytes) -> Samples:
        if packet[1:] == b"broken":
            raise OpusError("broken")
        number = int(packet.lstrip(TWENTY_MS + b"@"))
        return np.full(packet_samples(packet), number / 10_000, np.float32)

    def recover(self, following: bytes, samples: int) -> Samples:
        return np.full(samples, REPAIRED, np.float32)

    def conceal(self, samples: int) -> Samples:
        return np.full(samples, LOST, np.float32)


class Line:
    """Packets of 20 ms on a way with a delay for each; None loses one."""

    def __init__(
        self,
        delays: Iterable[float | None],
        *,
        drift: float = 0.0,
        first_number: int = 65_500,
        first_stamp: int = 2**32 - 20_000,
    ) -> None:
        self.now = 0.0
        self.receiver = VoiceReceiver(Numbers(), lambda: self.now)
        self.arrivals = sorted(
            ((1 + drift) * 0.02 * number + delay, number)
            for number, delay in enumerate(delays)
            if delay is not None
        )
        self._number, self._stamp = first_number, first_stamp

    def heard(self, until: float, phase: float = 0.013) -> list[Samples]:
        """Each 20 ms that the loudspeaker plays; empty for nothing."""
        blocks: list[Samples] = []
        at, next_ = phase, 0
        while at < until:
            while next_ < len(self.arrivals) and self.arrivals[next_][0] <= at:
                self.now, number = self.arrivals[next_]
                self.put(number)
                next_ += 1
            self.now = at
            block = self.receiver.pull()
            blocks.append(np.zeros(0, np.float32) if block is None else block)
            at += 0.02
        return blocks

    def put(self, number: int, payload: bytes | None = None) -> None:
        self.receiver.put(
            (self._number + number) % 2**16,
            (self._stamp + FRAME * number) % 2**32,
            TWENTY_MS + str(number).encode() if payload is None else payload,
        )


def numbers(heard: list[Samples]) -> list[int]:
    """The packets heard, concealment left out; they come in order, but for a period twice."""
    told = np.rint(np.concatenate(heard) * 10_000).astype(int)
    told = told[told >= 0]
    assert np.diff(told).min(initial=0) >= -2
    return sorted({int(each) for each in told})


def made_up(heard: list[Samples]) -> int:
    """How many of the blocks have any concealment or repair in them."""
    return sum(bool((block < 0).any()) for block in heard)


def newest(block: Samples) -> int:
    """The number of the packet that the block ends with."""
    return round(float(block[-1]) * 10_000)


def test_an_even_stream_is_played_whole_in_order_and_soon() -> None:
    line = Line([0.0] * 500)
    heard = line.heard(10.0)
    assert numbers(heard) == list(range(500))
    assert made_up(heard[5:490]) == 0
    # Packet 400 was there at 8.0 s; what is heard then is no more than 40 ms older.
    assert newest(heard[400]) >= 398


def test_one_lost_packet_makes_a_gap_of_itself_and_no_delay_that_stays() -> None:
    line = Line([None if number == 200 else 0.0 for number in range(500)])
    heard = line.heard(10.0)
    assert numbers(heard) == [number for number in range(500) if number != 200]
    lost = np.concatenate(heard[195:210])
    assert (lost < 0).sum() == FRAME
    assert newest(heard[400]) >= 398


def test_a_packet_that_others_overtook_is_played_in_its_place() -> None:
    delays: list[float | None] = [0.0, 0.045] * 250
    heard = Line(delays).heard(12.0)
    assert numbers(heard)[-400:] == list(range(100, 500))


def test_it_waits_as_long_as_most_packets_need_and_no_longer_than_that_is_so() -> None:
    rng = np.random.default_rng(7)
    rough = [float(delay) for delay in rng.uniform(0.0, 0.1, 500)]
    line = Line([*rough, *[0.0] * 1500])
    line.heard(9.9)
    assert 0.08 < line.receiver.target < 0.16
    line = Line([*rough, *[0.0] * 1500])
    line.heard(39.0)
    assert line.receiver.target < 0.02
    assert line.receiver.delay < 0.03


@pytest.mark.parametrize("drift", [-300e-6, 300e-6])
def test_two_clocks_that_run_apart_give_neither_gaps_nor_delay(drift: float) -> None:
    heard = Line([0.0] * 6000, drift=drift).heard(119.0)
    assert made_up(heard[5:-20]) == 0
    behind = 119.0 / (0.02 * (1 + drift)) - newest(heard[-1])
    assert behind < 5


def test_after_a_way_that_stood_still_it_goes_on_near_the_present() -> None:
    burst = [max(0.0, 6.0 - 0.02 * number) for number in range(200, 300)]
    line = Line([*[0.0] * 200, *burst, *[0.0] * 200])
    heard = line.heard(10.0)
    assert newest(heard[int(8.0 / 0.02)]) >= 385


def test_after_a_pause_of_the_sender_the_voice_comes_without_delay() -> None:
    line = Line([0.0] * 100)
    line.heard(2.0)
    block = None
    # DTX: numbers go on, time stamps jump (RFC 7587, 3.1.3).
    for ahead in range(50):
        line.now = 4.0 + ahead * 0.02
        line.receiver.put(
            (65_500 + 100 + ahead) % 2**16,
            (2**32 - 20_000 + FRAME * (200 + ahead)) % 2**32,
            TWENTY_MS + str(200 + ahead).encode(),
        )
        block = line.receiver.pull()
    assert block is not None
    assert newest(block) >= 200 + 47
    assert line.receiver.delay < 0.04


def test_losses_that_packets_repair_are_waited_for() -> None:
    repairing = bytes([0x78, 0x40])
    line = Line([])
    for number in range(600):
        line.now = number * 0.02
        if number % 20 != 10:
            line.put(number, repairing + b"0")
        line.now += 0.013
        line.receiver.pull()
    counts = line.receiver.counts
    assert counts.recovered > 15 * FRAME
    assert line.receiver.target < 0.06


def test_a_damaged_packet_is_concealed_and_an_empty_one_dropped() -> None:
    line = Line([0.0] * 100)
    line.heard(1.9)
    line.put(100, b"")
    line.put(101, TWENTY_MS + b"broken")
    for _ in range(5):
        line.now += 0.02
        line.receiver.pull()
    assert line.receiver.counts.damaged == 1


def test_a_sender_that_begins_anew_is_heard_again() -> None:
    line = Line([0.0] * 100)
    line.heard(2.0)
    block = None
    for ahead in range(20):
        line.now = 2.0 + ahead * 0.02
        line.receiver.put(40_000 + ahead, 3_000_000_000 + FRAME * ahead, TWENTY_MS + b"5000")
        block = line.receiver.pull()
    assert block is not None
    assert newest(block) == 5000


def test_a_flood_is_bounded() -> None:
    line = Line([])
    for number in range(5000):
        line.put(number)
    assert len(line.receiver._buffer) <= MOST


def test_nothing_for_long_is_silence() -> None:
    line = Line([0.0] * 50)
    heard = line.heard(6.0)
    assert heard[-1].size == 0


Packets = st.lists(
    st.tuples(
        st.integers(0, 2**16 - 1),
        st.integers(0, 2**32 - 1),
        st.binary(max_size=4),
        st.floats(0.0, 0.2),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(packets=Packets)
def test_whatever_comes_each_block_is_whole_and_finite(
    packets: list[tuple[int, int, bytes, float]],
) -> None:
    now = 0.0
    clock: Callable[[], float] = lambda: now  # noqa: E731
    receiver = VoiceReceiver(clock=clock)
    for number, stamp, payload, wait in packets:
        now += wait
        receiver.put(number, stamp, payload)
        block = receiver.pull()
        assert block is None or (block.shape == (FRAME,) and np.isfinite(block).all())
        assert block is None or float(np.abs(block).max()) <= 1.0


@given(start=st.integers(0, 2**16 - 1), steps=st.lists(st.integers(-300, 300), max_size=200))
def test_a_counter_is_unwrapped_over_its_end(start: int, steps: list[int]) -> None:
    unwrapper = Unwrapper(16)
    place = first = unwrapper.unwrap(start)
    for step in steps:
        place += step
        assert unwrapper.unwrap((start + place - first) % 2**16) == place


@pytest.mark.parametrize(
    ("payload", "samples"),
    [
        (bytes([0 << 3]), 480),
        (bytes([3 << 3 | 1]), 5760),
        (bytes([15 << 3]), 960),
        (bytes([16 << 3]), 120),
        (bytes([31 << 3 | 3, 3]), 2880),
    ],
)
def test_a_packet_tells_how_long_it_sounds(payload: bytes, samples: int) -> None:
    assert packet_samples(payload) == samples


@pytest.mark.parametrize("payload", [b"", bytes([3]), bytes([31 << 3 | 3, 0]), b"\x1b\xff"])
def test_what_is_no_packet_is_told(payload: bytes) -> None:
    with pytest.raises(ValueError, match="packet"):
        packet_samples(payload)


def test_a_late_packet_is_waited_for_from_then_on_and_forgotten_slowly() -> None:
    delays = ArrivalDelays()
    for number in range(100):
        delays.arrived(number * 0.02, number * 0.02)
    settled = delays.target
    for number in range(100, 120):
        delays.arrived(number * 0.02, number * 0.02 + (0.06 if number % 2 else 0.0))
    assert delays.target > 0.06 > settled


def test_repair_is_seen_in_the_packet_itself() -> None:
    assert not repeats_last(bytes([0x78, 0x80]))
    assert repeats_last(bytes([0x78, 0x40]))
    assert not repeats_last(bytes([31 << 3, 0xFF]))


def test_it_tells_what_of_the_voice_is_played_when() -> None:
    line = Line([0.01] * 100)
    block = line.heard(1.8)[-1]
    pulled = line.receiver.pulled
    assert pulled is not None
    assert pulled.at == pytest.approx(line.now, abs=1e-9)
    since_first = pulled.timestamp + round(LOOKAHEAD_S * RATE) - (2**32 - 20_000)
    assert since_first // FRAME == newest(block)


def test_it_says_nothing_of_what_is_made_up() -> None:
    line = Line([0.01] * 50)
    line.heard(3.0)
    pulled = line.receiver.pulled
    assert pulled is not None
    assert pulled.at < 1.1, "afterwards only concealment was played"


def test_it_waits_for_its_picture_while_asked_to_and_not_longer() -> None:
    line = Line([0.01] * 900)
    put = line.put

    def asked(number: int) -> None:
        if number < 400:
            line.receiver.hold(0.08)
        put(number)

    line.put = asked  # type: ignore[method-assign,assignment]
    delays: list[float] = []
    pull = line.receiver.pull

    def watched() -> Samples | None:
        delays.append(line.receiver.delay)
        return pull()

    line.receiver.pull = watched  # type: ignore[method-assign]
    assert made_up(line.heard(17.0)) == 0
    assert delays[390] - line.receiver.delay > 0.06
    assert delays[390] < 0.15
