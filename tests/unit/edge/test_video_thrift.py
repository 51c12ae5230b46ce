"""A paper's pictures keep to their rate by being fewer."""

from __future__ import annotations

import pytest

from edge_client.video.thrift import FREEZE_S, LONGEST_S, Thrift


def frames(size: int, rate: float, seconds: float = 20.0, fps: int = 5) -> int:
    thrift, made = Thrift(), 0
    for tick in range(round(seconds * fps)):
        if thrift.may(tick / fps):
            thrift.spent(size, rate, tick / fps)
            made += 1
    return made


def test_pictures_that_fit_are_all_made() -> None:
    assert frames(size=2_000, rate=90_000) == 100


def test_too_large_ones_are_fewer_and_the_rate_is_kept() -> None:
    made = frames(size=5_000, rate=60_000)
    assert made * 5_000 * 8 == pytest.approx(20 * 60_000, rel=0.1)


def test_a_huge_one_holds_up_the_next_no_longer_than_a_freeze() -> None:
    thrift = Thrift()
    thrift.spent(10**9, 1.0, 0.0)
    assert not thrift.may(FREEZE_S - 0.1)
    assert thrift.may(FREEZE_S)


def test_and_is_paid_for_later_but_not_for_ever() -> None:
    thrift = Thrift()
    thrift.spent(10**9, 60_000, 0.0)
    thrift.spent(100, 60_000, 1.0)
    assert not thrift.may(1.5)
    thrift.spent(100, 60_000, LONGEST_S + 0.9)
    assert thrift.may(LONGEST_S + 1.3)
