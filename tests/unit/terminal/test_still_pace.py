"""How fast a still is sent over lines of all kinds; the lines are simulated."""

import pytest

from edge_client.peering.still_pace import FIRST, LEAST, MOST, SMALLEST, Pace
from signaling.protocol.limits import DESK_BYTES

STEP_S = 0.005


class Line:
    """Carries `rate` bit/s; holds what it was given until then, as a channel does."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.waiting = 0.0
        self.most_waiting = 0.0

    def take(self, size: int) -> None:
        self.waiting += size
        self.most_waiting = max(self.most_waiting, self.waiting)

    def pass_time(self, seconds: float) -> None:
        self.waiting = max(0.0, self.waiting - seconds * self.rate / 8)


def send(pace: Pace, line: Line, seconds: float, begin: float = 0.0) -> int:
    """Hand over all that may be; how many bytes that was."""
    sent, now = 0, begin
    while now < begin + seconds:
        room = pace.allowance(now, int(line.waiting))
        while room >= pace.piece:
            piece = pace.piece
            line.take(piece)
            pace.handed_over(piece)
            room -= piece
            sent += piece
        line.pass_time(STEP_S)
        now += STEP_S
    return sent


def test_a_wide_line_carries_a_still_in_well_under_a_second() -> None:
    assert send(Pace(), Line(100e6), 0.55) >= 1_500_000


@pytest.mark.parametrize("rate", [0.5e6, 1e6, 2e6, 5e6, 20e6])
def test_less_than_the_line_carries_is_sent(rate: float) -> None:
    pace, line = Pace(), Line(rate)
    send(pace, line, 1.0)
    line.most_waiting = 0.0
    sent = send(pace, line, 5.0, begin=1.0) * 8 / 5.0
    assert 0.45 * rate < sent < 0.99 * rate, "most of the line, and never all of it"
    assert line.most_waiting <= 0.25 * rate / 8, "and little waits"


@pytest.mark.parametrize("rate", [0.3e6, 1e6, 2e6])
def test_even_at_first_a_slow_line_is_not_flooded(rate: float) -> None:
    pace, line = Pace(), Line(rate)
    send(pace, line, 2.0)
    assert line.most_waiting <= 96 * 1024


def test_a_line_that_grows_narrow_is_followed() -> None:
    pace, line = Pace(), Line(20e6)
    send(pace, line, 2.0)
    line.rate = 1e6
    send(pace, line, 2.0, begin=2.0)
    assert send(pace, line, 4.0, begin=4.0) * 8 / 4.0 < 1e6


def test_a_dead_line_gets_next_to_nothing() -> None:
    pace, line = Pace(), Line(0.0)
    assert send(pace, line, 30.0) < 200_000
    assert pace.rate >= LEAST


@pytest.mark.parametrize("rate", [LEAST, 1e6, FIRST, MOST])
def test_a_frame_is_no_longer_than_a_channel_takes_and_short_on_a_slow_line(rate: float) -> None:
    piece = Pace(rate).piece
    assert SMALLEST <= piece <= DESK_BYTES
    assert piece * 8 / rate < 0.07, "seconds that voice waits behind it"


def test_a_pause_does_not_show_that_the_line_carries_more() -> None:
    pace = Pace(1e6)
    for tick in range(1000):
        pace.allowance(tick * STEP_S, 0)
    assert pace.rate < 1.1e6


def test_the_rate_is_bounded_however_wide_the_line() -> None:
    pace = Pace()
    send(pace, Line(1e9), 20.0)
    assert pace.rate <= MOST


def test_who_pauses_may_not_send_the_pause_at_once() -> None:
    pace, line = Pace(), Line(1e9)
    send(pace, line, 0.1)
    assert pace.allowance(100.0, 0) <= MOST * 0.02 / 8
