"""A voice sent twice: its packets, what is heard of them, and when it is sent so."""

from __future__ import annotations

from collections.abc import Container, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.peering.codecs import Redundancy
from edge_client.peering.outlet import VoiceOutlet
from edge_client.sound.jitter import MOST, Conceal, JitterBuffer, Pace, Play
from edge_client.sound.redundancy import (
    FURTHEST,
    LONGEST,
    MOST_BLOCKS,
    Earlier,
    RedundancyError,
    pack_blocks,
    read_blocks,
)
from edge_client.sound.speaking import EncodedVoice
from edge_client.sound.twice import AGAIN_S, CLEAN_S, RESTED_S, ROOM, Twice

FRAME = 960
OPUS = 111
NEVER = float("-inf")


def voiced(number: int) -> bytes:
    """A packet of 20 ms, SILK and CELT, that brings nothing again by itself."""
    return b"\x78" + number.to_bytes(3, "big")


# Packets ----------------------------------------------------------------------------------
def test_a_packet_says_what_it_brings_again() -> None:
    packet = pack_blocks(b"now", [Earlier(b"then", FRAME)], OPUS)
    # RFC 2198, 3: F, type, 14 bits of offset, 10 of length; then the packet's own type.
    assert packet == bytes([0x80 | OPUS, 0x0F, 0x00, 0x04, OPUS]) + b"then" + b"now"
    assert read_blocks(packet, OPUS) == (b"now", [Earlier(b"then", FRAME)])
    assert read_blocks(pack_blocks(b"now", [], OPUS), OPUS) == (b"now", [])


@given(
    st.binary(min_size=1, max_size=200),
    st.lists(
        st.builds(Earlier, st.binary(min_size=1, max_size=LONGEST), st.integers(1, FURTHEST)),
        max_size=MOST_BLOCKS - 1,
    ),
)
def test_what_is_packed_is_read(payload: bytes, again: list[Earlier]) -> None:
    assert read_blocks(pack_blocks(payload, again, OPUS), OPUS) == (payload, again)


def test_what_does_not_fit_into_the_fields_is_left_out() -> None:
    wrong = [Earlier(b"x", FURTHEST + 1), Earlier(b"x", 0), Earlier(b"x" * (LONGEST + 1), FRAME)]
    assert read_blocks(pack_blocks(b"now", wrong, OPUS), OPUS) == (b"now", [])


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(packet: bytes) -> None:
    try:
        own, again = read_blocks(packet, OPUS)
    except RedundancyError:
        return
    assert own
    assert len(own) + sum(len(each.payload) for each in again) < len(packet)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        bytes([0x80 | OPUS]),
        bytes([0x80 | OPUS, 0x0F, 0x00, 0x04]),
        bytes([0x80 | OPUS, 0x0F, 0x03, 0xFF, OPUS]) + b"short",
        bytes([63]) + pack_blocks(b"nested", [], OPUS),
        bytes([0x80 | OPUS, 0x0F, 0x00, 0x01] * MOST_BLOCKS) + bytes([OPUS]) + b"many",
        bytes([OPUS]),
    ],
    ids=["nothing", "half a header", "no own type", "too long", "nested", "many", "no own"],
)
def test_malformed_packets_are_refused(packet: bytes) -> None:
    with pytest.raises(RedundancyError):
        read_blocks(packet, OPUS)


def test_blocks_of_another_kind_bring_nothing() -> None:
    packet = bytearray(pack_blocks(b"now", [Earlier(b"then", FRAME)], OPUS))
    packet[0] = 0x80 | 63
    assert read_blocks(bytes(packet), OPUS) == (b"now", [])


# What is heard ----------------------------------------------------------------------------
def heard(
    lost: Sequence[int], twice: Container[int] = range(1, 300)
) -> tuple[JitterBuffer, list[bytes], int]:
    """The packets played on a line that loses these, and how many blocks were made up.

    Those of `twice` bring the one before them again.
    """
    buffer, played, made_up = JitterBuffer(), list[bytes](), 0

    def take(now: float) -> None:
        nonlocal made_up
        step = buffer.take(now)
        made_up += isinstance(step, Conceal)
        if isinstance(step, Play):
            played.append(step.packet.payload)

    for number in range(300):
        at = 0.02 * number
        if number not in lost:
            again = [Earlier(voiced(number - 1), FRAME)] if number in twice else []
            buffer.put(number, number * FRAME, voiced(number), at, again)
        take(at + 0.013)
        while buffer.pace() is not Pace.SLOWER and buffer.delay > buffer.target + 0.02:
            # Time is squeezed by a whole packet.
            take(at + 0.013)
            buffer.stretched(-FRAME)
    return buffer, played, made_up


def test_packets_that_are_lost_one_by_one_are_heard_whole() -> None:
    gone = range(20, 290, 20)
    buffer, played, made_up = heard(gone)
    assert played == [voiced(number) for number in range(len(played))]
    assert made_up == 0
    assert buffer.counts.again == len(gone)
    assert buffer.delay < 0.05


def test_what_comes_again_too_late_makes_no_delay_that_stays() -> None:
    buffer, played, made_up = heard([100], twice=[101])
    assert voiced(99) in played
    assert voiced(100) not in played, "its time had been concealed when it came again"
    assert voiced(101) in played
    assert made_up <= 2
    assert buffer.delay < 0.03


def test_nothing_is_heard_twice() -> None:
    _, played, _ = heard([])
    assert len(played) == len(set(played))


def test_what_comes_again_has_to_fit_between_its_neighbours() -> None:
    buffer = JitterBuffer()
    for number in range(50):
        buffer.put(number, number * FRAME, voiced(number), 0.02 * number)
        buffer.take(0.02 * number + 0.013)
    late = [Earlier(voiced(50), 1), Earlier(b"", FRAME), Earlier(b"\xff\x00", FRAME)]
    for wrong in (*late, Earlier(voiced(50), FURTHEST)):
        buffer.put(51, 51 * FRAME, voiced(51), 1.02, [wrong])
        assert buffer.counts.again == 0
        buffer.restart()
        buffer.put(49, 49 * FRAME, voiced(49), 1.0)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 65_535),
            st.integers(0, 2**32 - 1),
            st.lists(st.builds(Earlier, st.binary(max_size=4), st.integers(1, FURTHEST))),
        ),
        max_size=200,
    )
)
def test_whatever_comes_again_little_is_kept_and_time_goes_on(
    told: list[tuple[int, int, list[Earlier]]],
) -> None:
    buffer, now = JitterBuffer(), 0.0
    for number, timestamp, again in told:
        buffer.put(number, timestamp, voiced(1), now, again[:MOST_BLOCKS])
        buffer.take(now)
        assert len(buffer) <= MOST
        now += 0.02
    for _ in range(200):
        now += 0.02
        buffer.take(now)
    assert len(buffer) <= MOST


# What is sent -----------------------------------------------------------------------------
def test_a_voice_is_sent_twice_only_where_that_was_agreed_on() -> None:
    outlet = VoiceOutlet()

    def packed(number: int) -> tuple[bytes, int | None]:
        spoken = EncodedVoice(voiced(number), number * FRAME, number * 0.02)
        [payload], timestamp = outlet.pack(spoken)
        assert timestamp == number * FRAME
        return payload, outlet.packed_as

    assert packed(0) == (voiced(0), None)
    outlet.twice = True
    assert packed(1) == (voiced(1), None)
    outlet.redundancy = Redundancy(63, OPUS)
    packet, kind = packed(2)
    assert kind == 63
    assert read_blocks(packet, OPUS) == (voiced(2), [Earlier(voiced(1), FRAME)])
    outlet.twice = False
    assert packed(3) == (voiced(3), None)


def is_on(twice: Twice) -> bool:
    return twice.on


def reports(twice: Twice, share: float, seconds: int, at: float, rate: float = 1e6) -> float:
    """A report of 100 packets each second; the time after them."""
    for _ in range(seconds):
        at += 1.0
        twice.reported(100 - round(100 * share), round(100 * share))
        twice.decide(rate, NEVER, at)
    return at


def test_it_begins_where_packets_get_lost_and_ends_when_none_do_for_long() -> None:
    twice = Twice()
    at = reports(twice, 0.0, 10, 0.0)
    assert not is_on(twice)
    at = reports(twice, 0.05, 5, at)
    assert is_on(twice)
    at = reports(twice, 0.0, int(CLEAN_S) - 2, at)
    assert is_on(twice), "a radio that has been bad soon is again"
    reports(twice, 0.0, 20, at)
    assert not is_on(twice)


def test_a_lost_packet_now_and_then_does_not_begin_it() -> None:
    twice, at = Twice(), 0.0
    for _ in range(20):
        at = reports(twice, 0.01, 1, at)
        at = reports(twice, 0.0, 5, at)
    assert not is_on(twice)


def test_a_narrow_line_is_not_filled_by_it() -> None:
    twice = Twice()
    at = reports(twice, 0.05, 20, 0.0, rate=ROOM - 1)
    assert not is_on(twice)
    at = reports(twice, 0.05, 2, at, rate=ROOM)
    assert is_on(twice)
    reports(twice, 0.05, 1, at, rate=150_000)
    assert not is_on(twice)


def test_losses_of_a_line_that_is_too_full_do_not_begin_it_and_end_it() -> None:
    twice = Twice()
    at = reports(twice, 0.05, 10, 0.0)
    assert is_on(twice)
    assert not twice.decide(1e6, at - 0.5, at)
    fell_at = at - 0.5
    assert not twice.decide(1e6, fell_at, at + 1.0)
    at = reports(twice, 0.0, 5, at + RESTED_S)
    assert not is_on(twice), "what the full queue has lost is no radio's"
    reports(twice, 0.05, 3, at)
    assert is_on(twice)


def test_where_more_gets_lost_because_of_it_it_is_not_tried_again_soon() -> None:
    twice = Twice()
    at = reports(twice, 0.05, 5, 0.0)
    assert is_on(twice)
    at = reports(twice, 0.4, 3, at)
    assert not is_on(twice)
    at = reports(twice, 0.05, int(AGAIN_S) - 5, at)
    assert not is_on(twice)
    reports(twice, 0.05, 10, at)
    assert is_on(twice)


def test_reports_of_few_packets_say_nothing() -> None:
    twice = Twice()
    for at in range(50):
        twice.reported(3, 3)
        twice.reported(-5, 40)
        twice.decide(1e6, NEVER, float(at))
    assert not is_on(twice)
