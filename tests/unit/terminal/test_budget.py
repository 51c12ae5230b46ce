"""The rates of one connection: what the line carries, shared by what goes first."""

import pytest

from edge_client.video.budget import RATES, Budget
from edge_client.video.line import START, Report
from edge_client.video.losses import Overflow
from edge_client.video.priority import STILL, VOICE, First, shares
from signaling.protocol import Purpose
from signaling.protocol.desk import PictureStage

FACE, PAPER = Purpose.FACE, Purpose.DOCUMENT
BOTH = (FACE, PAPER)


def told(budget: Budget, estimate: int, now: float) -> None:
    """As a browser does: one estimate, told to each picture's sender."""
    for purpose in BOTH:
        budget.estimated(purpose, estimate, now)


def test_starts_at_a_good_rate_at_once() -> None:
    targets = Budget(BOTH).targets
    assert targets == {
        purpose: share.bitrate for purpose, share in shares(START, BOTH, First.PAPER).items()
    }
    assert min(targets.values()) >= 400_000


def test_a_good_line_gives_everybody_the_ceiling() -> None:
    budget = Budget(BOTH)
    told(budget, 10_000_000, 0.0)
    assert budget.targets == {purpose: RATES[purpose].ceiling for purpose in BOTH}


def test_what_gets_through_is_obeyed_and_shared() -> None:
    budget = Budget(BOTH)
    budget.sent(150_000, 0.5)  # 1.2 Mbit/s really sent
    told(budget, 240_000, 1.0)
    assert sum(budget.targets.values()) <= 240_000
    assert budget.shares[FACE].stage is PictureStage.LIVE
    budget.sent(150_000, 1.5)
    told(budget, 50_000, 2.0)
    assert budget.shares[FACE].stage is PictureStage.STILL
    assert budget.targets[FACE] == STILL


def test_a_still_picture_is_no_sign_of_a_bad_line() -> None:
    budget = Budget(BOTH)
    before = budget.targets
    budget.sent(10_000, 0.5)  # 80 kbit/s: nothing moves
    told(budget, 400_000, 1.0)
    assert budget.targets == before


def test_what_was_sent_long_ago_is_forgotten() -> None:
    budget = Budget(BOTH)
    budget.sent(100_000, 0.0)
    assert budget.rate(0.5) == 800_000
    assert budget.rate(2.0) == 0


def test_losses_bring_the_rate_down_and_their_end_brings_it_back() -> None:
    budget = Budget(BOTH)
    told(budget, 10_000_000, 0.0)
    full = budget.targets
    budget.sent(250_000, 0.5)  # 2 Mbit/s really sent
    budget.reported(Report(70, 30), 1.0)
    assert sum(budget.targets.values()) == pytest.approx(2_000_000 * 0.7 * 0.9, rel=0.1)
    for second in range(2, 30):
        budget.sent(sum(budget.targets.values()) // 8, float(second))
        budget.reported(Report(100, 0), second + 0.1)
    assert budget.targets == full


def test_an_estimate_for_each_picture_is_added_up() -> None:
    """As aiortc's receivers do."""
    budget = Budget(BOTH)
    budget.sent(150_000, 0.0)
    budget.estimated(PAPER, 700_000, 0.1)
    assert budget.line.rate == START
    budget.estimated(FACE, 400_000, 0.2)
    budget.estimated(FACE, 410_000, 0.3)
    budget.estimated(PAPER, 900_000, 0.4)
    budget.estimated(FACE, 600_000, 0.5)
    assert budget.line.rate == pytest.approx(1_500_000 + VOICE)


def test_what_is_not_sent_leaves_its_part_to_the_others() -> None:
    budget = Budget(BOTH)
    budget.sent(150_000, 0.5)
    told(budget, 300_000, 1.0)
    shared = budget.targets[PAPER]
    budget.prefer(First.PAPER, frozenset({PAPER}))
    assert budget.targets[PAPER] > shared + 90_000


def test_a_line_that_is_narrow_from_the_first_moment_is_counted_over_that_moment() -> None:
    found = []
    for seconds in (0.4, 2.0):
        budget = Budget(BOTH)
        for step in range(round(seconds * 10)):
            budget.sent(25_000, 10.0 + step / 10)  # 2 Mbit/s
        budget.overflowed(Overflow(0.8, 0.3), 10.0 + seconds)
        found.append(budget.line.rate)
    assert found[0] == pytest.approx(found[1], rel=0.15)


def test_signing_turns_the_order_round() -> None:
    budget = Budget(BOTH)
    budget.sent(150_000, 0.5)
    told(budget, 300_000, 1.0)
    assert budget.targets[PAPER] > budget.targets[FACE]
    budget.prefer(First.FACE, frozenset(BOTH))
    assert budget.targets[FACE] > 4 * budget.targets[PAPER]


def test_without_any_report_the_start_rates_stay() -> None:
    budget = Budget(BOTH)
    before = budget.targets
    budget.reported(Report(0, 0), 1.0)
    assert sum(budget.targets.values()) <= 2 * sum(before.values())
