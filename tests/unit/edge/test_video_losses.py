"""What a receiver misses, by what it asks for."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.video.losses import (
    IN_VAIN_S,
    KNOWN,
    MANY,
    MOSTLY,
    WINDOW_S,
    Losses,
    is_before,
    overflow,
)

FIRST = st.integers(0, 0xFFFF)


def lossy(first: int, keep: int, count: int = 100, now: float = 1.0) -> Losses:
    """A stream of so many packets of which every `keep`th came, and the rest is asked for."""
    losses = Losses()
    for place in range(count):
        losses.left((first + place) % 0x10000, now - 0.4)
    for place in range(count):
        if place % keep:
            losses.asked((first + place) % 0x10000, now)
    return losses


@given(FIRST, st.integers(1, 0x7FFF))
def test_numbers_wrap(number: int, further: int) -> None:
    later = (number + further) % 0x10000
    assert is_before(number, later)
    assert not is_before(later, number)
    assert not is_before(number, number)


@given(FIRST)
def test_a_full_queue_shows_at_once_and_tells_how_long_it_is(first: int) -> None:
    found = overflow([lossy(first, keep=10)], 1.0)
    assert found is not None
    assert found.lost == pytest.approx(0.9, abs=0.03)
    assert found.delay == pytest.approx(0.4)


@given(FIRST, st.integers(0, 3))
def test_a_radio_that_loses_every_tenth_packet_is_no_full_queue(first: int, seed: int) -> None:
    losses = Losses()
    for place in range(400):
        losses.left((first + place) % 0x10000, 1.0)
        if (place * 7 + seed) % 10 == 0:
            losses.asked((first + place) % 0x10000, 1.0 + place / 1000)
    assert overflow([losses], 1.4) is None


@given(FIRST, st.integers(2, 10), st.integers(0, 2**32))
def test_what_a_radio_lost_before_does_not_hide_a_full_queue(
    first: int, keep: int, seed: int
) -> None:
    """Every twentieth packet is lost by the radio; then of so many only one comes."""
    losses, before, after, chance = Losses(), 400, 60, random.Random(seed)
    for place in range(before + after):
        number = (first + place) % 0x10000
        losses.left(number, place / 400)
        full = place >= before
        if chance.random() < 0.05 or (full and place % keep):
            losses.asked(number, place / 400 + (0.4 if full else 0.05))
    found = overflow([losses], (before + after) / 400 + 0.4)
    assert found is not None
    assert found.sure
    assert found.lost == pytest.approx(1 - 1 / keep, abs=0.13)
    assert found.delay == pytest.approx(0.4, abs=0.01)


@given(FIRST, st.integers(1, 200))
def test_a_line_that_was_cut_for_a_moment_is_no_full_queue(first: int, gone: int) -> None:
    losses = Losses()
    for place in range(gone):
        losses.left((first + place) % 0x10000, 1.0)
        losses.asked((first + place) % 0x10000, 1.2)
    assert overflow([losses], 1.2) is None


def test_the_pictures_of_a_connection_are_counted_together() -> None:
    each = [lossy(0, keep=2, count=MANY + 2), lossy(500, keep=2, count=MANY + 2)]
    alone, found = overflow(each[:1], 1.0), overflow(each, 1.0)
    assert alone is not None
    assert not alone.sure
    assert found is not None
    assert found.sure
    assert found.lost >= MOSTLY


def test_what_was_asked_for_long_ago_is_no_news() -> None:
    assert overflow([lossy(0, keep=10)], 1.0 + 2 * WINDOW_S) is None


def test_a_key_frame_makes_what_came_before_needless() -> None:
    losses = lossy(65_500, keep=10)
    assert losses.is_needed(65_510)
    losses.left(64, 1.1, key=True)
    assert not losses.is_needed(65_510)
    assert not losses.is_needed(63)
    assert losses.is_needed(64)
    assert losses.is_needed(65)
    assert overflow([losses], 1.1) is None


def test_who_waits_in_vain_is_noticed() -> None:
    losses = Losses()
    losses.left(7, 0.0)
    losses.asked(7, 0.1)
    losses.asked(7, 0.5)
    assert not losses.in_vain(7, 0.1 + IN_VAIN_S)
    assert losses.in_vain(7, 0.11 + IN_VAIN_S)
    assert not losses.in_vain(8, 9.0)


def test_a_flood_of_requests_is_bounded() -> None:
    losses = Losses()
    for number in range(5 * KNOWN):
        losses.left(number, 0.0)
        losses.asked(number, 0.0)
    assert len(losses._asked) <= KNOWN
    assert len(losses._left) <= KNOWN
    assert len(losses._lately) <= KNOWN + 1
