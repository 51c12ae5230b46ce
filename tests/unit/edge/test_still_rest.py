"""When there are enough frames of a resting page, and which they are."""

import numpy as np
import pytest

from edge_client.paper.still_choice import Plane
from edge_client.paper.still_rest import (
    ENOUGH,
    ENOUGH_IN_NOISE,
    FEW,
    FEW_AFTER_S,
    LONGEST_S,
    MOST,
    Gathering,
)

PAGE = np.full((60, 80), 200, np.float32)


def other(number: int) -> Plane:
    """A page somewhere else each time."""
    picture = PAGE.copy()
    picture[:, (number * 7) % 60 : (number * 7) % 60 + 20] = 60
    return picture


def gathering(*frames: Plane, enough: int = ENOUGH) -> Gathering[Plane]:
    made: Gathering[Plane] = Gathering(100.0, lambda frame: frame, enough)
    for frame in frames:
        made.add(frame)
    return made


def test_a_page_that_has_rested_is_not_waited_for() -> None:
    made = gathering(*[PAGE] * ENOUGH)
    assert made.rests
    assert made.ready(100.0)
    assert len(made.chosen()) == ENOUGH


def test_one_that_moves_is_waited_for_and_then_only_its_rest_counts() -> None:
    made = gathering(*[other(number) for number in range(6)])
    assert not made.rests
    assert not made.ready(100.5)
    for _ in range(ENOUGH):
        made.add(PAGE)
    assert made.ready(101.0)
    assert all(frame is PAGE for frame in made.chosen())


def test_a_slow_camera_is_not_waited_for_long() -> None:
    made = gathering(*[PAGE] * FEW)
    assert not made.ready(100.0)
    assert made.ready(100.01 + FEW_AFTER_S)


def test_what_never_rests_is_taken_as_it_is_after_a_while() -> None:
    made = gathering(*[other(number) for number in range(12)])
    assert not made.ready(100.0 + LONGEST_S - 0.1)
    assert made.ready(100.0 + LONGEST_S)
    assert len(made.chosen()) == MOST, "and memory is bounded"


def test_without_a_frame_there_is_never_enough() -> None:
    made = gathering()
    assert not made.ready(1000.0)
    assert not made.chosen()
    assert not made.newest


def test_where_there_is_noise_older_frames_are_added_before_the_others() -> None:
    made = gathering(*[PAGE] * ENOUGH, enough=ENOUGH_IN_NOISE)
    assert not made.ready(100.0)
    made.add_older([PAGE + 1] * ENOUGH)
    assert made.ready(100.0)
    chosen = made.chosen()
    assert len(chosen) == ENOUGH_IN_NOISE
    assert chosen[-1] is PAGE
    assert chosen[0] is not PAGE


@pytest.mark.parametrize("frames", [[PAGE], [other(1), PAGE]])
def test_two_frames_that_show_the_same_are_told(frames: list[Plane]) -> None:
    made = gathering(*frames)
    assert not made.newest
    made.add(PAGE)
    assert len(made.newest) == 2
