"""Tiers open when their timer says so."""

from __future__ import annotations

from signaling.domain.records import ServiceRules
from signaling.domain.strategy import open_tiers
from signaling.protocol import Strategy


def test_a_tier_is_open_at_the_very_moment_of_its_timer() -> None:
    rules = ServiceRules(id="vero", strategy=Strategy.ORDERED, overflow_s=30.0)
    for number in range(5000):
        created_at = 32400.0 + number * 0.7123
        for tiers in (1, 2, 3):
            due = created_at + tiers * rules.overflow_s
            assert open_tiers(rules, due - created_at) == tiers + 1


def test_not_before() -> None:
    rules = ServiceRules(id="vero", strategy=Strategy.ORDERED, overflow_s=30.0)
    assert open_tiers(rules, 29.99) == 1
    assert open_tiers(ServiceRules(id="vero"), 29.99) is None
