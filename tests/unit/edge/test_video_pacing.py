"""When packets leave: small pictures at once, large ones spread over time."""

from __future__ import annotations

import pytest

from edge_client.video.pacing import BURST_S, LONGEST_S, SLOWEST, STEP_S, Pacer

PACKET = 1200


def leaving(pacer: Pacer, packets: int, rate: float, start: float = 0.0) -> list[float]:
    """When each packet of one picture leaves, each sent after the one before."""
    now, times = start, []
    for _ in range(packets):
        now += pacer.wait(PACKET, rate, now)
        times.append(now)
    return times


@pytest.mark.parametrize(
    ("rate", "packets", "lasts"),
    [
        # A face's usual picture, and a paper's.
        (10_000_000, 6, 0.0),
        (10_000_000, 20, 0.0),
        # 64 kB at ten Mbit/s: 51 ms, less the burst.
        (10_000_000, 53, 53 * PACKET * 8 / 10_000_000 - BURST_S),
        (5_000_000, 53, 53 * PACKET * 8 / 5_000_000 - BURST_S),
        # However low the rate, a picture comes in a usable time.
        (0, 5, 5 * PACKET * 8 / SLOWEST - BURST_S),
    ],
)
def test_how_long_a_picture_takes(rate: float, packets: int, lasts: float) -> None:
    times = leaving(Pacer(), packets, rate)

    assert times[-1] == pytest.approx(lasts, abs=STEP_S + PACKET * 8 / max(SLOWEST, rate))


def test_no_more_than_burst_and_step_leave_at_once() -> None:
    rate = 2_500_000
    times = leaving(Pacer(), 200, rate)

    most = rate * (BURST_S + STEP_S) / 8 + 2 * PACKET
    for time in set(times):
        assert times.count(time) * PACKET <= most
    # And over any longer time the pace is kept.
    assert times[-1] >= (200 * PACKET * 8 / rate) - BURST_S - STEP_S - 0.01


def test_after_a_rest_the_burst_is_free_again_but_no_more() -> None:
    pacer = Pacer()
    leaving(pacer, 100, 1_000_000)
    alone = leaving(Pacer(), 30, 1_000_000, start=60.0)

    assert leaving(pacer, 30, 1_000_000, start=60.0) == alone


def test_two_pictures_share_the_pace() -> None:
    pacer = Pacer()
    leaving(pacer, 60, 10_000_000)

    assert pacer.wait(PACKET, 10_000_000, 0.0) > 0.03


def test_what_was_booked_at_a_low_rate_does_not_hold_up_for_long() -> None:
    pacer = Pacer()
    for _ in range(1000):
        assert pacer.wait(PACKET, 0, 0.0) <= LONGEST_S

    assert pacer.wait(PACKET, 4_000_000, 0.1) <= LONGEST_S
