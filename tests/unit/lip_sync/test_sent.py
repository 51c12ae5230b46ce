"""Which time stamp is captured when, of what is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.lip_sync.sent import CaptureTimes, SentTimes, ntp_time

RATE, WRAP = 48_000, 1 << 32


def test_before_two_have_been_packed_there_is_nothing_to_report() -> None:
    times = SentTimes(RATE)
    assert times.at(5.0) is None
    times.packed(240_000, 5.0, last_sent=0)
    assert times.at(5.0) is None, "where aiortc begins to count is not known yet"


@given(origin=st.integers(0, WRAP - 1), began=st.floats(0.0, 1e7), passed=st.floats(0.0, 60.0))
def test_a_report_extrapolates_from_what_was_captured_last(
    origin: int, began: float, passed: float
) -> None:
    times = SentTimes(RATE)
    first = round(began * RATE)
    sent = [(origin + first + n * 960) % WRAP for n in range(3)]
    for n in range(3):
        times.packed(first + n * 960, began + n * 0.02, sent[n - 1])
    expected = sent[2] + round(passed * RATE)
    told = times.at(began + 0.04 + passed)
    assert told is not None
    assert (told - expected + 5) % WRAP <= 10


def test_it_goes_on_through_silence_that_is_not_sent() -> None:
    times = SentTimes(RATE)
    times.packed(0, 10.0, 0)
    times.packed(960, 10.02, 1000)
    assert times.at(10.02 + 30.0) == 1000 + 960 + 30 * RATE


def test_what_took_long_to_leave_is_no_later_for_it() -> None:
    # A large picture of the paper, packed 0.4 s after its capture.
    times = SentTimes(90_000)
    times.packed(900_000, 10.0, 0)
    times.packed(909_000, 10.1, 900_000)
    assert times.at(10.5) == 945_000


def test_ntp_counts_in_parts_of_a_second() -> None:
    assert ntp_time(1.5) == 3 << 31
    assert ntp_time(3_970_000_000.25) >> 30 == 4 * 3_970_000_000 + 1


def test_single_late_blocks_do_not_move_the_capture_times() -> None:
    times = CaptureTimes(RATE)
    found = [
        times.captured(n * 960, 100.0 + n * 0.02 + (0.09 if n % 7 == 3 else 0.0))
        for n in range(200)
    ]
    errors = [abs(at - 100.0 - n * 0.02) for n, at in enumerate(found)]
    assert max(errors[5:]) < 1e-6


def test_a_card_that_drifts_is_followed() -> None:
    times = CaptureTimes(RATE)
    # 300 ppm: each block of 960 samples takes a little longer than 20 ms.
    found = [times.captured(n * 960, n * 0.020006) for n in range(3000)]
    assert found[-1] == pytest.approx(2999 * 0.020006, abs=0.001)


def test_a_stop_of_the_machine_is_over_in_half_a_second() -> None:
    times = CaptureTimes(RATE)
    for n in range(100):
        times.captured(n * 960, n * 0.02)
    found = [times.captured(n * 960, n * 0.02 + 1.0) for n in range(100, 130)]
    assert found[-1] == pytest.approx(129 * 0.02 + 1.0)
