"""RTP packets of video become pictures: what comes late, twice, never, or around the corner."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_client.video.assembly import (
    MOST_BYTES,
    MOST_MISSING,
    MOST_PACKETS,
    NACK_S,
    REPEAT_S,
    STALL_S,
    TAIL_S,
    Assembler,
    VideoPacket,
    WholePicture,
)
from edge_client.video.payloads import PADDING, Part

SSRC = 7
FRAME = 3000  # 90 kHz at 30 fps


@dataclass
class Sender:
    """Makes the packets of pictures, numbered as a sender of RTP does."""

    sequence: int = 100
    timestamp: int = 1000
    ssrc: int = SSRC
    count: int = 0
    sent: dict[bytes, list[VideoPacket]] = field(default_factory=dict)

    def picture(self, packets: int = 3, key: bool = False) -> list[VideoPacket]:
        self.count += 1
        made = []
        for number in range(packets):
            part = Part(f"{self.count}.{number};".encode(), key and not number, key)
            made.append(self._packet(part, marker=number == packets - 1))
        self.timestamp = (self.timestamp + FRAME) & 0xFFFF_FFFF
        return made

    def padding(self) -> VideoPacket:
        """As libwebrtc sends it: after a picture, with that picture's time."""
        return replace(self._packet(PADDING), timestamp=(self.timestamp - FRAME) & 0xFFFF_FFFF)

    def _packet(self, part: Part, marker: bool = False) -> VideoPacket:
        packet = VideoPacket(self.ssrc, self.sequence, self.timestamp, marker, "H264", part)
        self.sequence = (self.sequence + 1) & 0xFFFF
        return packet


def data(packets: Iterable[VideoPacket]) -> bytes:
    return b"".join(packet.part.data for packet in packets)


@dataclass
class Line:
    """An assembler with a clock that only the test moves."""

    sender: Sender = field(default_factory=Sender)
    assembler: Assembler = field(default_factory=Assembler)
    now: float = 50.0
    shown: list[WholePicture] = field(default_factory=list)
    again: list[tuple[float, tuple[int, ...]]] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)

    def give(self, *packets: VideoPacket) -> int:
        """How many pictures became whole."""
        before = len(self.shown)
        for packet in packets:
            self.shown += self.assembler.add(packet, self.now)
            self.look()
        return len(self.shown) - before

    def look(self) -> None:
        due = self.assembler.due()
        if due is not None and due <= self.now:
            wishes = self.assembler.look(self.now)
            if wishes.again:
                self.again.append((self.now, wishes.again))
            if wishes.key_frame:
                self.keys.append(self.now)

    def wait(self, seconds: float) -> None:
        """Nothing comes, and the timer does its work."""
        until = self.now + seconds
        for _ in range(1000):
            due = self.assembler.due()
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            self.look()
        else:
            pytest.fail("it looks without end")
        self.now = until

    def begin(self) -> None:
        """A key frame, so that all is well."""
        assert self.give(*self.sender.picture(3, key=True)) == 1


@pytest.fixture
def line() -> Line:
    began = Line()
    began.begin()
    return began


def test_a_picture_leaves_with_its_last_packet(line: Line) -> None:
    first, second, last = line.sender.picture(3)
    assert line.give(first, second) == 0
    assert line.give(last) == 1
    assert line.shown[-1] == WholePicture("H264", data([first, second, last]), 1000 + FRAME, False)
    assert line.shown[0].key
    line.wait(60)
    assert not line.again
    assert not line.keys, "a line without pictures is no stall"


def test_without_marker_it_leaves_with_the_next_ones_first(line: Line) -> None:
    first, last = (replace(packet, marker=False) for packet in line.sender.picture(2))
    following = line.sender.picture(2)
    assert line.give(first, last) == 0
    assert line.give(following[0]) == 1
    assert line.shown[-1].data == data([first, last])
    assert line.give(following[1]) == 1


def test_reordered_packets_are_put_in_order_and_pictures_too(line: Line) -> None:
    one, two = line.sender.picture(3), line.sender.picture(2)
    assert line.give(two[1], one[2], two[0], one[0]) == 0
    assert line.give(one[1]) == 2
    assert [picture.data for picture in line.shown[1:]] == [data(one), data(two)]


def test_a_duplicate_changes_nothing(line: Line) -> None:
    one = line.sender.picture(2)
    assert line.give(one[0], one[0], one[1], one[1], one[0]) == 1
    assert line.give(*line.sender.picture(1)) == 1


def test_padding_between_and_within_pictures_is_passed_over(line: Line) -> None:
    assert line.give(line.sender.padding(), line.sender.padding()) == 0
    one = line.sender.picture(2)
    assert line.give(*one, line.sender.padding()) == 1
    within = line.sender.picture(3)
    within[1] = replace(within[1], part=PADDING)
    assert line.give(*within) == 1
    assert line.shown[-1].data == data([within[0], within[2]])
    line.wait(60)
    assert not line.keys


def test_a_lost_packet_is_asked_for_at_once_and_twice_more(line: Line) -> None:
    packets = line.sender.picture(4)
    began = line.now
    line.give(packets[0], packets[3])
    lost = (packets[1].sequence, packets[2].sequence)
    line.wait(1.0)
    assert [asked for _, asked in line.again] == [lost] * len(NACK_S)
    assert [at - began for at, _ in line.again] == pytest.approx(NACK_S)
    assert line.give(packets[2], packets[1]) == 1, "late is better than a key frame"


def test_what_was_asked_for_and_comes_costs_no_key_frame(line: Line) -> None:
    one, two = line.sender.picture(2), line.sender.picture(2)
    line.give(one[0], *two)
    line.wait(STALL_S * 0.9)
    assert line.give(one[1]) == 2
    line.wait(60)
    assert not line.keys


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_stall_asks_for_a_key_frame_within_200_ms(line: Line, kept: int) -> None:
    began = line.now
    packets = line.sender.picture(4)
    line.give(*packets[:kept], packets[3])
    for _ in range(6):  # the sender goes on, 30 times a second
        line.wait(1 / 30)
        assert line.give(*line.sender.picture(2)) == 0
    assert len(line.keys) == 1
    assert line.keys[0] - began <= 0.2


def test_the_lost_end_of_the_last_picture_is_asked_for_too(line: Line) -> None:
    """A screen that rests sends nothing more, and no gap would ever be seen."""
    began = line.now
    *packets, last = line.sender.picture(3)
    line.give(*packets)
    line.wait(0.2)
    assert [asked for _, asked in line.again] == [(last.sequence,)] * len(TAIL_S)
    assert line.keys
    assert line.keys[0] - began <= 0.2
    assert line.give(last) == 1


def test_requests_for_a_key_frame_are_repeated_but_rarely(line: Line) -> None:
    line.give(line.sender.picture(3)[2])
    line.wait(10)
    gaps = [after - before for before, after in pairwise(line.keys)]
    assert gaps[0] == pytest.approx(REPEAT_S[0])
    assert gaps[1:] == pytest.approx([REPEAT_S[1]] * len(gaps[1:]))
    assert len(line.keys) >= 9


def test_a_whole_key_frame_ends_a_stall_at_once(line: Line) -> None:
    line.give(line.sender.picture(3)[2], *line.sender.picture(2))
    line.wait(0.3)
    assert line.give(*line.sender.picture(3, key=True)) == 1
    assert line.shown[-1].key
    assert line.give(*line.sender.picture(2)) == 1
    asked = len(line.keys)
    line.wait(60)
    assert len(line.keys) == asked


def test_nothing_is_decoded_that_refers_to_what_was_lost(line: Line) -> None:
    lost = line.sender.picture(1)
    assert line.give(*line.sender.picture(1), *line.sender.picture(3)) == 0
    assert line.give(*lost) == 3


def test_a_stream_that_begins_in_the_middle_asks_for_a_key_frame() -> None:
    line = Line()
    assert line.give(*line.sender.picture(3)) == 0
    line.wait(0.2)
    assert len(line.keys) == 1
    assert not line.again
    line.begin()


def test_a_large_first_key_frame_may_take_its_time() -> None:
    """Spread over half a second by the sender's pacing, it is not asked for again."""
    line = Line()
    packets = line.sender.picture(60, key=True)
    for packet in packets:
        line.wait(0.01)
        line.give(packet)
    assert len(line.shown) == 1
    assert not line.keys


def test_a_decoder_that_cannot_go_on_gets_a_key_frame(line: Line) -> None:
    line.assembler.give_up()
    line.look()
    assert line.keys == [line.now]
    assert line.give(*line.sender.picture(2)) == 0
    line.begin()


def test_numbers_and_times_wrap_around() -> None:
    line = Line(Sender(sequence=0xFFFE, timestamp=0xFFFF_FFFF - FRAME))
    line.begin()
    for _ in range(5):
        assert line.give(*line.sender.picture(2)) == 1
    steps = [after.timestamp - before.timestamp for before, after in pairwise(line.shown)]
    assert steps == [FRAME] * 5
    assert not line.again


def test_a_stray_packet_of_another_stream_is_not_taken(line: Line) -> None:
    packet = line.sender.picture(1)[0]
    stray = replace(packet, sequence=(packet.sequence + 30_000) & 0xFFFF)
    assert line.give(stray, replace(packet, ssrc=99)) == 0
    assert line.give(packet) == 1


def test_a_sender_that_starts_anew_is_followed(line: Line) -> None:
    line.sender = Sender(sequence=40_000, timestamp=5, ssrc=8, count=99)
    line.give(*line.sender.picture(2))
    line.wait(0.2)
    assert len(line.keys) == 1
    line.begin()
    line.sender.sequence = (line.sender.sequence + 20_000) & 0xFFFF
    line.give(*line.sender.picture(2))
    line.wait(0.2)
    line.begin()


def test_a_burst_that_no_sender_remembers_is_not_asked_for(line: Line) -> None:
    line.sender.sequence = (line.sender.sequence + MOST_MISSING + 1) & 0xFFFF
    line.give(*line.sender.picture(2))
    assert not line.again
    assert len(line.keys) == 1, "only a key frame helps"


def held(line: Line) -> tuple[int, int, int]:
    inner = line.assembler
    return len(inner._packets), inner._bytes, len(inner._missing)


def test_a_picture_without_end_is_bounded(line: Line) -> None:
    large = Part(b"x" * 60_000)
    for part in (Part(b"x"), large):
        for _ in range(3 * MOST_PACKETS):
            line.give(line.sender._packet(part))
            packets, size, missing = held(line)
            assert packets <= MOST_PACKETS
            assert size <= MOST_BYTES
            assert missing <= MOST_MISSING
    assert line.shown[1:] == []
    line.begin()


def test_noise_costs_bounded_memory_and_few_requests(line: Line) -> None:
    chance = random.Random(5)
    began = line.now
    for _ in range(6000):
        line.now += 0.001
        line.give(
            VideoPacket(
                chance.choice([SSRC, SSRC, 3]),
                chance.choice([line.sender.sequence, chance.randrange(65536)]),
                chance.choice([line.sender.timestamp, chance.randrange(2**32)]),
                chance.random() < 0.3,
                "H264",
                Part(b"z" * chance.randrange(3), chance.random() < 0.1, chance.random() < 0.1),
            )
        )
        packets, _, missing = held(line)
        assert packets <= MOST_PACKETS
        assert missing <= MOST_MISSING
    assert len(line.keys) <= (line.now - began) / STALL_S + 1


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    sequence=st.sampled_from([0, 77, 65_500, 65_535]),
    timestamp=st.sampled_from([0, 2**32 - 5 * FRAME, 2**31]),
    loss=st.sampled_from([0.0, 0.02, 0.2]),
    shuffled=st.integers(0, 6),
)
def test_whatever_the_line_does_only_whole_decodable_pictures_come(
    seed: int, sequence: int, timestamp: int, loss: float, shuffled: int
) -> None:
    """Lost, late, doubled and padded packets, and a sender that does what it is asked."""
    chance = random.Random(seed)
    line = Line(Sender(sequence=sequence, timestamp=timestamp))
    made: dict[bytes, tuple[int, bool]] = {}
    sent: dict[int, VideoPacket] = {}
    on_the_way: list[VideoPacket] = []
    for number in range(60):
        key = not number or bool(line.keys)
        line.keys.clear()
        packets = line.sender.picture(chance.randint(1, 5), key)
        made[data(packets)] = (number, key)
        if chance.random() < 0.2:
            packets.append(line.sender.padding())
        sent |= {packet.sequence: packet for packet in packets}
        for packet in packets:
            if chance.random() >= loss:
                copies = 2 if chance.random() < 0.1 else 1
                for _ in range(copies):
                    at = max(0, len(on_the_way) - chance.randint(0, shuffled))
                    on_the_way.insert(at, packet)
        for _, asked in line.again:
            on_the_way += [sent[one] for one in asked if one in sent and chance.random() >= loss]
        line.again.clear()
        while len(on_the_way) > shuffled:
            line.give(on_the_way.pop(0))
        line.wait(1 / 30)
    came = [made[picture.data] for picture in line.shown]
    assert [picture.key for picture in line.shown] == [key for _, key in came]
    numbers = [number for number, _ in came]
    assert numbers == sorted(set(numbers)), "in order, and none twice"
    for (before, _), (number, key) in pairwise(came):
        assert key or number == before + 1, "a picture whose reference was lost"
    if not loss:
        assert len(came) >= 60 - 2 * (1 + shuffled)
