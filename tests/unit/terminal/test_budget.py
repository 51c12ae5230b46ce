"""Sharing the receiver's estimate between the videos of a connection."""

import pytest

from edge_client.video.budget import RATES, Budget
from signaling.protocol import Purpose

BOTH = (Purpose.FACE, Purpose.DOCUMENT)


def test_starts_at_a_good_rate_at_once() -> None:
    budget = Budget(BOTH)
    assert budget.targets[Purpose.DOCUMENT] == RATES[Purpose.DOCUMENT].start


def test_a_good_line_gives_everybody_the_ceiling() -> None:
    budget = Budget(BOTH)
    budget.estimated(10_000_000, 0.0)
    assert budget.targets == {purpose: RATES[purpose].ceiling for purpose in BOTH}


def test_a_line_that_is_full_is_obeyed_down_to_the_floors() -> None:
    budget = Budget(BOTH)
    budget.sent(100_000, 0.5)  # 800 kbit/s really sent
    budget.estimated(800_000, 1.0)
    assert sum(budget.targets.values()) <= 800_000 + 1
    budget.sent(100_000, 1.0)
    budget.estimated(10_000, 1.0)
    assert budget.targets == {purpose: RATES[purpose].floor for purpose in BOTH}


def test_a_still_picture_is_no_sign_of_a_bad_line() -> None:
    budget = Budget(BOTH)
    before = dict(budget.targets)
    budget.sent(10_000, 0.5)  # 80 kbit/s: nothing moves
    budget.estimated(400_000, 1.0)
    assert budget.targets == before


def test_what_was_sent_long_ago_is_forgotten() -> None:
    budget = Budget(BOTH)
    budget.sent(100_000, 0.0)
    assert budget.rate(0.5) == 800_000
    assert budget.rate(2.0) == 0


def test_losses_bring_the_rate_down_and_their_end_brings_it_back() -> None:
    budget = Budget(BOTH)
    budget.estimated(10_000_000, 0.0)
    full = dict(budget.targets)
    budget.sent(250_000, 0.5)  # 2 Mbit/s really sent
    budget.lost(0.3, 1.0)
    assert sum(budget.targets.values()) == pytest.approx(2_000_000 * 0.85, rel=0.01)
    for second in range(2, 40):
        budget.lost(0.0, float(second))
    assert budget.targets == full


def test_a_few_losses_say_nothing() -> None:
    budget = Budget(BOTH)
    budget.estimated(10_000_000, 0.0)
    full = dict(budget.targets)
    budget.lost(0.05, 1.0)
    assert budget.targets == full


def test_losses_again_and_again_end_at_the_floors() -> None:
    budget = Budget(BOTH)
    for second in range(1, 60):
        budget.lost(0.5, float(second))
    assert budget.targets == {purpose: RATES[purpose].floor for purpose in BOTH}


def test_without_any_report_the_start_rates_stay() -> None:
    budget = Budget(BOTH)
    budget.lost(0.0, 1.0)
    assert budget.targets == {purpose: RATES[purpose].start for purpose in BOTH}
