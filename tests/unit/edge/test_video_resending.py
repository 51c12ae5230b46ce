"""Which lost packets are sent once more."""

from __future__ import annotations

import pytest

from edge_client.video.resending import AGAIN_S, KNOWN, PACKET_BITS, PART, TIMES, Resending

RATE = 1_000_000.0


def test_a_lost_packet_is_sent_again() -> None:
    assert Resending().allows(1, 7, RATE, 0.0)


def test_not_twice_for_requests_that_follow_at_once_and_not_for_ever() -> None:
    resending = Resending()
    asked = [resending.allows(1, 7, RATE, n * AGAIN_S / 4) for n in range(40)]
    assert sum(asked) == TIMES
    assert asked[1:4] == [False] * 3


def test_streams_have_numbers_of_their_own() -> None:
    resending = Resending()
    assert resending.allows(1, 7, RATE, 0.0)
    assert resending.allows(2, 7, RATE, 0.0)


@pytest.mark.parametrize("rate", [150_000.0, 5_000_000.0])
def test_a_storm_of_requests_gets_its_part_of_the_line_and_no_more(rate: float) -> None:
    resending = Resending()
    sent = sum(
        resending.allows(1, tick * 50 + number, rate, tick / 100)
        for tick in range(1000)
        for number in range(50)
    )
    assert sent * PACKET_BITS == pytest.approx(10 * rate * PART, rel=0.1)
    assert len(resending._sent) <= KNOWN


def test_losses_of_some_percent_are_all_made_good() -> None:
    resending = Resending()
    packets_a_second = RATE / PACKET_BITS
    lost = round(0.08 * packets_a_second * 20)
    asked = [resending.allows(1, n, RATE, n * 20 / lost) for n in range(lost)]
    assert all(asked)
