"""How much a line carries, on a simulated line: a bottleneck with a queue, and losses."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.video.line import (
    LEAST,
    MOST,
    REST_MOST_S,
    REST_S,
    START,
    THROUGH,
    Line,
    Report,
    Reports,
)

STEP_S = 0.05
PACKET_BITS = 9_600.0
TRIP_S = 0.03
BUFFER_S = 0.4


@dataclass
class Path:
    """A bottleneck of `capacity` bit/s whose queue holds so many seconds; and its receiver.

    The receiver reports once a second, as browsers do, and estimates as theirs do: at
    overuse 0.85 times what arrives, else 8 % more a second, never above 1.5 times what arrives.
    """

    capacity: float
    loss: float = 0.0
    wants: float = math.inf
    """What there is to send, bit/s."""
    beside: float = 0.0
    """What something else sends on the same line, bit/s."""
    known: bool = False
    """Whether that is of our own."""
    remb: bool = True
    line: Line = field(default_factory=Line)
    now: float = 0.0
    queue: float = 0.0
    rates: list[tuple[float, float]] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    _arrived: float = 0.0
    _lost: float = 0.0
    _reported: float = 0.3
    _second: list[tuple[float, float]] = field(default_factory=list)
    _estimate: float | None = None
    _delay_before: float = 0.0

    def run(self, seconds: float, use: float = 1.0) -> None:
        """Send at the line's rate, times `use`, for so long."""
        for _ in range(round(seconds / STEP_S)):
            self._step(use)

    def _step(self, use: float) -> None:
        self.now += STEP_S
        rate = min(self.line.rate * use, self.wants)
        if self.beside and self.known:
            self.line.besides(self.now)
        ours = rate / (rate + self.beside)
        sent = (rate + self.beside) * STEP_S
        room = self.capacity * BUFFER_S
        self.queue += sent
        dropped = max(0.0, self.queue - room - self.capacity * STEP_S)
        self.queue -= dropped
        through = min(self.queue, self.capacity * STEP_S)
        self.queue -= through
        # As if what is ours had the same share of the whole queue.
        self._arrived += ours * through * (1 - self.loss) / PACKET_BITS
        self._lost += ours * (dropped + through * self.loss) / PACKET_BITS
        self._second = [(at, each) for at, each in self._second if at > self.now - 1.0]
        self._second.append((self.now, ours * through * (1 - self.loss)))
        delay = self.queue / self.capacity
        self.delays.append(delay)
        self.rates.append((self.now, self.line.rate))
        if self.remb and self.now > 6.0:
            self._estimated(delay, rate)
        if self.now >= self._reported:
            self._reported += 1.0
            report = Report(round(self._arrived), round(self._lost), TRIP_S + delay)
            self._arrived = self._lost = 0.0
            self.line.reported(report, rate, self.now)
        self._delay_before = delay

    def _estimated(self, delay: float, sent: float) -> None:
        arriving = sum(each for _, each in self._second)
        if self._estimate is None:
            self._estimate = arriving
        elif delay > 0.05:
            self._estimate = min(self._estimate, 0.85 * arriving)
        elif delay <= 0.005:
            self._estimate = min(self._estimate * 1.08**STEP_S, max(self._estimate, 1.5 * arriving))
        self.line.estimated(self._estimate, sent, self.now)

    def mean(self, seconds: float) -> float:
        """The mean rate of the last seconds."""
        last = [rate for at, rate in self.rates if at > self.now - seconds]
        return sum(last) / len(last)

    def settled(self, since: float) -> float:
        """Seconds from then until the queue is below 150 ms for a whole second."""
        quiet = 0.0
        for (at, _), delay in zip(self.rates, self.delays, strict=True):
            if at < since:
                continue
            quiet = quiet + STEP_S if delay < 0.15 else 0.0
            if quiet >= 1.0:
                return at - 1.0 - since
        raise AssertionError("never settled")


@pytest.mark.parametrize("remb", [True, False])
def test_a_wide_line_is_used_within_seconds(remb: bool) -> None:
    path = Path(20_000_000, remb=remb)
    path.run(5)
    assert path.line.rate > 4_000_000


@pytest.mark.parametrize("remb", [True, False])
@pytest.mark.parametrize("narrow", [2_000_000, 500_000, 300_000, 150_000])
def test_a_line_that_narrows_is_obeyed_within_seconds(narrow: int, remb: bool) -> None:
    path = Path(20_000_000, remb=remb)
    path.run(15)
    begun, path.capacity = path.now, narrow
    path.queue = 0.0
    path.run(25)
    assert path.settled(begun) <= 4.5
    # Steady: most of it is used, and the queue is rarely long.
    assert path.mean(15) > 0.55 * narrow
    late = path.delays[-300:]
    assert sum(delay > 0.15 for delay in late) < 0.3 * len(late)


@pytest.mark.parametrize("remb", [True, False])
@pytest.mark.parametrize("narrow", [500_000, 150_000])
def test_a_line_that_opens_again_is_used_again_soon(narrow: int, remb: bool) -> None:
    path = Path(20_000_000, remb=remb)
    path.run(10)
    path.capacity = narrow
    path.run(15)
    path.capacity = 20_000_000
    path.run(18)
    assert path.line.rate > 2_500_000


@pytest.mark.parametrize("loss", [0.02, 0.05])
def test_a_radio_that_loses_packets_is_no_full_line(loss: float) -> None:
    path = Path(20_000_000, loss=loss)
    path.run(20)
    assert path.line.rate > 3_000_000


def test_a_sender_with_little_to_say_keeps_its_line() -> None:
    line = Line()
    for second in range(20):
        line.reported(Report(20, 0, 0.03), 80_000, second)
        line.estimated(200_000 - 100 * second, 80_000, second + 0.5)
    assert line.rate >= START


@pytest.mark.parametrize("remb", [True, False])
@pytest.mark.parametrize("resting", [90_000, 700_000])
def test_a_still_now_and_then_leaves_the_line_to_the_next_page(remb: bool, resting: int) -> None:
    path = Path(20_000_000, remb=remb, wants=2_500_000)
    path.run(8)
    for _ in range(12):
        path.wants = resting
        path.run(3)
        path.beside = 22_000_000
        path.run(1)
        path.beside = 0.0
        path.run(1.5)
        path.wants = 2_500_000
        path.run(1.5)
        assert path.mean(0.5) > 1_500_000
        path.run(1)


@pytest.mark.parametrize("remb", [True, False])
def test_a_still_beside_moving_pictures_is_known_for_what_it_is(remb: bool) -> None:
    path = Path(20_000_000, remb=remb, wants=3_000_000, known=True)
    path.run(8)
    for _ in range(12):
        path.beside = 20_000_000
        path.run(1.2)
        path.beside = 0.0
        path.run(5)
        assert path.mean(1) > 2_500_000


@pytest.mark.parametrize("remb", [True, False])
@pytest.mark.parametrize(("wants", "narrow"), [(400_000, 150_000), (1_500_000, 500_000)])
def test_a_line_that_narrows_is_obeyed_by_who_did_not_use_it_either(
    remb: bool, wants: int, narrow: int
) -> None:
    path = Path(20_000_000, remb=remb, wants=wants)
    path.run(15)
    begun, path.capacity = path.now, narrow
    path.queue = 0.0
    path.run(25)
    assert path.settled(begun) <= 4.5
    assert path.mean(15) > 0.55 * narrow


def test_an_old_trouble_is_forgotten_while_a_page_rests() -> None:
    path = Path(20_000_000)
    path.run(10)
    path.capacity = 300_000
    path.run(15)
    path.capacity, path.wants = 20_000_000, 90_000
    path.run(30)
    path.wants = 2_500_000
    path.run(2)
    assert path.mean(1) > 1_200_000


def test_and_does_not_believe_in_what_was_never_tried() -> None:
    line = Line()
    for second in range(60):
        line.reported(Report(20, 0, 0.03), 80_000, second)
    assert line.rate <= 1.1 * START


def told_every_second(line: Line, estimate: float, seconds: int, start: float = 0.0) -> float:
    """The receiver says so once a second, and loses nothing; gives the most that was sent last."""
    sent = 0.0
    for number in range(seconds):
        now = start + number
        sent = line.rate
        line.estimated(estimate, sent, now)
        line.reported(Report(300, 0, TRIP_S), sent, now + 0.1)
    return sent


def test_a_receiver_that_wants_no_more_gets_no_more_until_it_says_another_rate() -> None:
    line = Line()
    # Told before anything was sent: then it was no news.
    line.estimated(300_000.0, 0.0, -1.0)
    assert told_every_second(line, 300_000.0, 6) <= 300_000
    assert told_every_second(line, 300_000.0, 60, 6.0) <= 300_000, "and it does not grow again"
    assert told_every_second(line, 8_000_000.0, 20, 66.0) > 1_000_000


def test_an_estimate_that_stands_while_little_is_sent_is_no_limit() -> None:
    line = Line()
    for now in range(20):
        line.estimated(300_000.0, 40_000.0, float(now))
        line.reported(Report(20, 0, TRIP_S), 40_000.0, now + 0.1)
    assert line.rate >= START


def test_absurd_reports_keep_within_bounds() -> None:
    line = Line()
    for now, estimate in enumerate((-5.0, 0.0, float("nan"), float("inf"), 1e18, 1.0)):
        line.estimated(estimate, 1_000_000, float(now))
        assert LEAST <= line.rate <= MOST
    for now in range(10, 60):
        line.reported(Report(0, 10**9, 1e9), 0.0, float(now))
        assert LEAST <= line.rate <= MOST
    line.reported(Report(-5, -10, 0.0), 1e12, 70.0)
    assert LEAST <= line.rate <= MOST


def wide(rate: float = 4_000_000) -> Line:
    return Line(rate=rate)


def test_an_overflow_brings_the_rate_to_what_got_through_and_a_rest() -> None:
    line = wide()
    line.overflowed(lost=0.9, delay=0.3, sent=4_000_000, now=10.0)
    assert line.rate == pytest.approx(THROUGH * 400_000)
    assert 10.0 + REST_S <= line.rests_until <= 10.0 + REST_MOST_S


def test_it_is_counted_more_exactly_during_the_rest_which_is_not_made_longer_for_ever() -> None:
    line = wide()
    line.overflowed(1.0, 0.3, 4_000_000, 10.0)
    for step in range(1, 30):
        line.overflowed(0.875, 0.3, 500_000, 10.0 + step / 100)
    assert line.rate == pytest.approx(THROUGH * 500_000)
    assert line.rests_until <= 10.0 + REST_MOST_S


def test_a_second_overflow_is_a_share_of_what_was_sent_then() -> None:
    line = wide()
    line.overflowed(0.8, 0.4, 4_000_000, 10.0)
    again = line.rests_until + 1.0
    line.overflowed(0.5, 0.3, 850_000, again)
    after = line.rate
    assert after == pytest.approx(THROUGH * 0.5 * 850_000)
    line.overflowed(0.45, 0.3, 400_000, again + 0.1)
    assert line.rate < 1.2 * after, "not of what was sent before the first"


def test_a_long_queue_of_a_narrow_line_takes_a_longer_rest() -> None:
    short, long = wide(), wide()
    short.overflowed(0.875, 0.3, 4_000_000, 10.0)
    long.overflowed(0.965, 0.55, 4_000_000, 10.0)
    assert long.rests_until > short.rests_until + 0.3


def test_what_the_estimate_says_of_a_rest_is_not_believed() -> None:
    line = wide()
    line.estimated(5_000_000, 4_000_000, 9.0)
    line.overflowed(0.875, 0.3, 4_000_000, 10.0)
    rate = line.rate
    for step in range(10):
        line.estimated(300_000 - 25_000 * step, 60_000, 10.1 + step / 10)
    assert line.rate == rate


def test_what_reports_say_of_the_time_before_a_rest_is_no_news() -> None:
    line = wide()
    line.reported(Report(400, 0, TRIP_S), 4_000_000, 9.0)
    line.overflowed(0.9, 0.4, 4_000_000, 10.0)
    rate = line.rate
    line.reported(Report(2, 300, TRIP_S + 0.6), 60_000, 10.3)
    line.reported(Report(30, 60, TRIP_S + 0.55), 60_000, line.rests_until + 0.2)
    assert line.rate == rate
    line.reported(Report(30, 0, TRIP_S + 0.6), 300_000, line.rests_until + 2.0)
    assert line.rate < rate, "a queue that is there again is one"


def test_a_few_losses_are_no_overflow() -> None:
    line = wide()
    line.overflowed(0.3, 0.1, 4_000_000, 10.0)
    assert line.rate == 4_000_000


def test_the_longer_a_queue_stands_the_further_it_falls_to_drain_it() -> None:
    def after(queue: float) -> float:
        line = Line(rate=400_000)
        line.estimated(300_000, 100_000, 8.0)
        line.reported(Report(40, 0, TRIP_S), 400_000, 9.0)
        before = line.rate
        line.estimated(300_000, 100_000, 10.0)
        line.reported(Report(40, 0, TRIP_S + queue), before, 10.1)
        return line.rate / before

    assert after(0.1) == 1.0
    assert after(0.2) == pytest.approx(0.55)
    assert after(0.6) == pytest.approx(0.5)


def test_a_gradual_fall_rests_too_once_it_is_deep() -> None:
    line = wide()
    line.estimated(5_000_000, 4_000_000, 9.9)
    line.estimated(3_000_000, 4_000_000, 10.0)
    assert line.rests_until < 10.0
    line.estimated(900_000, 4_000_000, 10.2)
    assert line.rests_until == pytest.approx(10.2 + REST_S)


EVENTS = st.one_of(
    st.tuples(st.just("overflowed"), st.floats(0, 1), st.floats(0, 10), st.floats(0, 1e8)),
    st.tuples(st.just("estimated"), st.floats(), st.floats(0, 1e8)),
    st.tuples(
        st.just("reported"),
        st.builds(
            Report,
            st.integers(-100, 10_000),
            st.integers(-100, 10_000),
            st.none() | st.floats(0, 100),
        ),
        st.floats(0, 1e8),
    ),
)


@given(st.lists(st.tuples(st.floats(0, 3), EVENTS), max_size=60))
def test_whatever_is_told_the_rate_is_bounded_and_no_rest_is_long(
    told: list[tuple[float, Any]],
) -> None:
    line, now = Line(), 0.0
    for passed, (what, *values) in told:
        now += passed
        getattr(line, what)(*values, now)
        assert LEAST <= line.rate <= MOST
        assert line.rests_until <= now + REST_MOST_S


def test_sums_and_the_smoothed_round_trip_are_taken_apart() -> None:
    reports = Reports()
    assert reports.take(100, 0, None, 1.0) == Report(100, 0, None)
    assert reports.take(150, 10, 0.040, 1.7) == Report(50, 10, 0.040, 0.7)
    newly = reports.take(200, 10, 0.85 * 0.040 + 0.15 * 0.500, 3.0)
    assert (newly.arrived, newly.lost) == (50, 0)
    assert newly.rtt == pytest.approx(0.5)
    # The same number again is no new measurement.
    assert reports.take(210, 10, 0.85 * 0.040 + 0.15 * 0.500, 4.0).rtt is None


def test_two_pictures_reports_are_one() -> None:
    both = Report(50, 10, 0.2) + Report(10, 0, 0.1) + Report(0, 0, None)
    assert both == Report(60, 10, 0.1)
    assert both.lost_share == pytest.approx(1 / 7)


def test_a_packet_that_is_lost_alone_is_no_cut_line() -> None:
    """A picture that lies sends one packet between two reports; a radio loses it."""
    line = wide()
    line.reported(Report(400, 0, TRIP_S), 4_000_000, 9.0)
    line.overflowed(0.9, 0.4, 4_000_000, 10.0)
    rate = line.rate
    line.reported(Report(0, 3, TRIP_S), 100_000, 14.0)
    assert line.rate >= rate
    assert line.troubled, "where it ends is still known"


def test_a_line_that_was_cut_for_a_second_is_soon_as_it_was() -> None:
    line, now = Line(), 0.0
    for _ in range(10):
        now += 0.5
        line.reported(Report(60, 0, 0.002, 0.5), 1_400_000, now)
    before = line.rate
    for _ in range(2):
        now += 0.5
        line.reported(Report(0, 60, None, 0.5), 1_400_000, now)
    assert line.rate < 0.5 * before, "it is careful at first"
    for _ in range(8):
        now += 0.5
        sent = 0.9 * line.rate
        line.reported(Report(max(2, int(sent / 20_000)), 0, 0.002, 0.5), sent, now)
    assert line.rate > 0.5 * before, "and no picture stands still for long"
