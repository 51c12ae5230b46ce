"""Frame rates without a clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.devices.pacing import RateLimit, Schedule


@pytest.mark.parametrize(("camera", "wanted"), [(30, 30), (30, 10), (60, 30), (45, 30), (25, 30)])
def test_rate_is_the_lower_of_both(camera: int, wanted: int) -> None:
    limit = RateLimit(wanted)
    passed = sum(limit.accept(frame / camera) for frame in range(camera * 10))
    assert passed == pytest.approx(min(camera, wanted) * 10, rel=0.02)


@given(st.lists(st.floats(0.0001, 0.2), min_size=10, max_size=300))
def test_never_more_than_the_rate(gaps: list[float]) -> None:
    limit = RateLimit(30)
    now, times = 0.0, []
    for gap in gaps:
        now += gap
        if limit.accept(now):
            times.append(now)
    for first, later in zip(times, times[10:], strict=False):
        assert later - first >= 10 / 30 - 1 / 60 - 1e-9


def test_jitter_costs_no_frames() -> None:
    limit = RateLimit(30)
    jitter = (0.0, 0.006, -0.006, 0.003, -0.008)
    assert all(limit.accept(1 + frame / 30 + jitter[frame % 5]) for frame in range(300))


def test_loops_follow_each_other_without_drift() -> None:
    schedule = Schedule(100.0)
    for loop in range(1000):
        for frame in range(52):
            due = schedule.due(frame / 30, now=100.0 + loop * 52 / 30 + frame / 30)
            assert due == pytest.approx(100.0 + loop * 52 / 30 + frame / 30)
        schedule.next_loop(52 / 30)


def test_playing_that_fell_behind_does_not_race() -> None:
    schedule = Schedule(0.0)
    assert schedule.due(1.0, now=1.2) == 1.0, "a little late is caught up"
    assert schedule.due(1.1, now=9.0) == 9.0
    assert schedule.due(1.2, now=9.0) == pytest.approx(9.1)
