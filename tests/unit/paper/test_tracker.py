"""A page is held steady, followed when it moves, and given up when it is gone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.opencv import cv2
from edge_client.paper.finder import Found, find_page
from edge_client.paper.tracker import KEEP_S, Held, Table, Tracker
from tests.unit.paper.drawn import UPRIGHT, Grey, desk, with_page

LOOK_S = 0.2


class Watching:
    """A tracker that is shown pictures five times a second."""

    def __init__(self) -> None:
        self.tracker = Tracker()
        self.now = 100.0

    def see(self, grey: Grey, found: Found | None) -> Held | None:
        self.now += LOOK_S
        return self.tracker.see(found, grey, self.now)

    def settled(self, grey: Grey, found: Found | None) -> Held:
        held = None
        for _ in range(4):
            held = self.see(grey, found)
        assert held is not None
        return held


def found(corners: npt.NDArray[Any] = UPRIGHT) -> Found:
    return Found(np.asarray(corners, np.float32), 0.9)


@pytest.fixture(scope="module")
def page() -> Grey:
    return with_page(desk(), UPRIGHT)


def test_one_glimpse_is_not_shown_two_that_agree_are(page: Grey) -> None:
    watching = Watching()
    assert watching.see(page, found()) is None
    assert watching.see(page, None) is None
    assert watching.see(page, found()) is None
    assert watching.see(page, found()) is not None


def test_a_resting_page_does_not_tremble(page: Grey) -> None:
    watching = Watching()
    first = watching.settled(page, found())
    random = np.random.default_rng(3)
    for _ in range(50):
        held = watching.see(page, found(UPRIGHT + random.normal(0, 0.5, (4, 2))))
        assert held is not None
        assert np.array_equal(held.corners, first.corners)
        assert not held.moving


def test_a_hand_over_a_part_changes_nothing(page: Grey) -> None:
    watching = Watching()
    first = watching.settled(page, found())
    covered = page.copy()
    cv2.rectangle(covered, (500, 400), (1023, 767), 120, -1)
    for _ in range(20):
        held = watching.see(covered, None)
        assert held is not None
        assert np.array_equal(held.corners, first.corners)


def test_a_table_half_as_bright_is_no_page_in_worse_light(page: Grey) -> None:
    watching = Watching()
    blank = np.full((768, 1024), 70, np.uint8)
    cv2.fillConvexPoly(blank, UPRIGHT.astype(np.int32), 128)
    for before, table in ((page, desk(level=120)), (blank, desk(level=70, noise=0))):
        watching.tracker.forget()
        watching.settled(before, found())
        assert [watching.see(table, None) for _ in range(3)][-1] is None


def test_a_page_that_is_taken_away_is_given_up_within_half_a_second(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    seen = [watching.see(desk(), None) for _ in range(3)]
    assert seen[-1] is None
    assert watching.tracker.corners is None


def test_a_page_that_moves_is_followed_at_once(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    there = UPRIGHT + np.array([90, 30], np.float32)
    moved = with_page(desk(), there)
    held = watching.see(moved, found(there))
    assert held is not None
    assert np.array_equal(held.corners, there)
    assert held.moving
    held = watching.settled(moved, found(there))
    assert not held.moving


def test_another_quad_does_not_take_the_place_of_a_page_that_still_lies_there(page: Grey) -> None:
    watching = Watching()
    first = watching.settled(page, found())
    other = np.array([[20, 200], [250, 210], [250, 500], [20, 500]], np.float32)
    for look in range(30):
        held = watching.see(page, found(other) if look % 3 else found())
        assert held is not None
        assert np.array_equal(held.corners, first.corners)


def test_it_gets_darker_and_the_page_stays(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    assert watching.see((page * 0.7).astype(np.uint8), None) is not None
    assert watching.see((page * 0.7).astype(np.uint8), None) is not None


def test_what_is_never_found_again_is_not_kept_for_ever(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    watching.now += KEEP_S
    assert watching.see(page, None) is None


def test_another_size_of_picture_begins_anew(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    assert watching.see(np.ascontiguousarray(page[:600]), None) is None


def test_finder_and_tracker_together_on_drawn_pages() -> None:
    watching = Watching()
    held = None
    for seed in range(4):
        grey = with_page(desk(seed=seed), UPRIGHT)
        held = watching.see(grey, find_page(grey))
    assert held is not None
    assert np.abs(held.corners - UPRIGHT).max() < 1.0


def test_papers_are_told_apart(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    first = watching.tracker.papers
    moved = UPRIGHT + np.array([30, 10])
    watching.settled(with_page(desk(), moved), found(moved))
    assert watching.tracker.papers == first, "the same, moved"
    hand = with_page(desk(), moved)
    cv2.rectangle(hand, (500, 400), (1023, 767), 120, -1)
    watching.see(hand, found(moved))
    watching.settled(with_page(desk(), moved), found(moved))
    assert watching.tracker.papers == first, "a hand has been on it"
    for _ in range(3):
        watching.see(desk(), None)
    watching.settled(with_page(desk(), moved), found(moved))
    assert watching.tracker.papers > first, "it was away"


def test_another_paper_in_the_very_same_place_is_another(page: Grey) -> None:
    watching = Watching()
    watching.settled(page, found())
    first = watching.tracker.papers
    other = page.copy()
    cv2.fillConvexPoly(other, np.asarray(UPRIGHT, np.int32), 90)
    watching.see(other, found())
    assert watching.tracker.papers > first


def test_a_card_that_is_changed_on_the_table_is_noticed() -> None:
    table, first = Table(), np.asarray(cv2.resize(desk(), (408, 306)), np.uint8)
    assert not table.changed(first)
    assert not table.changed(np.clip(first * 1.1, 0, 255).astype(np.uint8))
    card = first.copy()
    cv2.rectangle(card, (150, 100), (230, 150), 250, -1)
    assert table.changed(card)
