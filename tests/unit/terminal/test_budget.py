"""Sharing the receiver's estimate between the videos of a connection."""

from edge_client.peering.budget import RATES, Budget
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
