"""What sender reports tell of a received stream's clock, and what wrong ones do not spoil."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.lip_sync.reported import JUMP_S, KEPT, STALE_S, ReportedClock
from edge_client.lip_sync.sent import ntp_time

RATE, SOURCE = 90_000, 77
WRAP = 1 << 32
NTP_S = 3_970_000_000.0
"""About now, in seconds since 1900."""


class Sender:
    """Reports of a stream whose time stamps begin anywhere."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self.ntp_s = NTP_S
        self.clock = ReportedClock(RATE)
        self.clock.follow(SOURCE)

    def timestamp(self, at: float) -> int:
        return (self.first + round(at * RATE)) % WRAP

    def report(self, at: float, wrong_s: float = 0.0) -> None:
        ntp = ntp_time(self.ntp_s + at + wrong_s)
        self.clock.report(SOURCE, ntp, self.timestamp(at))

    def captured(self, at: float) -> float | None:
        found = self.clock.captured(self.timestamp(at))
        return None if found is None else found - self.ntp_s


def test_nothing_is_known_before_the_first_report() -> None:
    sender = Sender()
    assert sender.captured(1.0) is None


@given(
    first=st.integers(0, WRAP - 1),
    reported=st.floats(0.0, 1e5),
    later=st.floats(-20.0, 20.0),
)
def test_one_report_is_enough_wherever_the_time_stamps_wrap(
    first: int, reported: float, later: float
) -> None:
    sender = Sender(first)
    sender.report(reported)
    captured = sender.captured(reported + later)
    assert captured is not None
    assert captured == pytest.approx(reported + later, abs=1e-4)


@given(st.integers(-(1 << 40), 1 << 40))
def test_an_unwrapped_time_stamp_means_the_same(turns: int) -> None:
    sender = Sender(WRAP - 1000)
    sender.report(5.0)
    plain = sender.clock.captured(sender.timestamp(6.0))
    assert sender.clock.captured(sender.timestamp(6.0) + turns * WRAP) == plain


def test_a_report_that_jumps_is_not_believed_until_another_says_the_same() -> None:
    sender = Sender()
    for at in range(5):
        sender.report(float(at))
    sender.report(5.0, wrong_s=40.0)
    assert sender.captured(5.5) == pytest.approx(5.5, abs=1e-4)
    sender.report(6.0)
    sender.report(7.0, wrong_s=-3.0)
    assert sender.captured(7.5) == pytest.approx(7.5, abs=1e-4)
    sender.report(8.0, wrong_s=-3.0)
    assert sender.captured(8.5) == pytest.approx(5.5, abs=1e-4), "its clock was put back"


def test_reports_that_are_a_little_wrong_are_evened_out() -> None:
    sender = Sender()
    for at, wrong in enumerate((0.001, -0.002, 0.2, 0.0, -0.001)):
        sender.report(float(at), wrong)
    assert sender.captured(4.5) == pytest.approx(4.5, abs=0.003)


def test_it_follows_a_sound_card_that_is_not_exactly_on_time() -> None:
    sender = Sender()
    for at in range(600):
        # 200 ppm: the time stamps say 48 009.6 samples a second.
        sender.clock.report(SOURCE, ntp_time(NTP_S + at), round(at * RATE * 1.0002) % WRAP)
    found = sender.clock.captured(round(600 * RATE * 1.0002) % WRAP)
    assert found is not None
    assert found - NTP_S == pytest.approx(600.0, abs=0.005)


def test_without_reports_it_is_soon_not_known_any_more() -> None:
    sender = Sender()
    sender.report(0.0)
    assert sender.captured(STALE_S - 1.0) is not None
    assert sender.captured(STALE_S + 1.0) is None


def test_another_sources_reports_and_empty_ones_say_nothing() -> None:
    sender = Sender()
    sender.clock.report(SOURCE + 1, ntp_time(NTP_S), 0)
    sender.clock.report(SOURCE, 0, 0)
    sender.clock.report(SOURCE, ntp_time(NTP_S), WRAP)
    assert sender.captured(0.0) is None
    sender.report(0.0)
    sender.clock.follow(SOURCE + 1)
    assert sender.captured(0.0) is None, "a new stream has reports of its own"


@given(
    st.lists(st.tuples(st.integers(0, (1 << 64) - 1), st.integers(-5, WRAP + 5)), max_size=50),
    st.integers(-(1 << 70), 1 << 70),
)
def test_wild_reports_neither_fail_nor_pile_up(
    reports: list[tuple[int, int]], timestamp: int
) -> None:
    sender = Sender()
    for ntp, stamp in reports:
        sender.clock.report(SOURCE, ntp, stamp)
        found = sender.clock.captured(timestamp)
        assert found is None or math.isfinite(found)
    assert len(sender.clock._reports) <= KEPT


def test_a_jump_is_more_than_any_network_makes_of_it() -> None:
    assert 0.1 <= JUMP_S <= 1.0
