"""What lies around a sheet, or is printed along its edge, is not taken for the sheet's own edge."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.finder import find_page
from edge_client.paper.quads import Verdict
from edge_client.paper.surroundings import goes_on_around
from edge_client.paper.within import sheet_within
from tests.unit.paper.drawn import UPRIGHT, Grey, desk, with_page
from tests.unit.paper.tables import table
from tests.unit.paper.test_finder import WRONG, off

Corners = npt.NDArray[np.float32]


def outline(corners: Corners, left: float, top: float, right: float, bottom: float) -> Corners:
    """The quad that reaches so far beyond a page's sides, as shares of the page."""
    unit = np.array(
        [[-left, -top], [1 + right, -top], [1 + right, 1 + bottom], [-left, 1 + bottom]]
    )
    return geometry.mapped(unit, geometry.unit_to_picture(corners)).astype(np.float32)


def filled(grey: Grey, corners: Corners, level: int, share: float = 1.0) -> Grey:
    """The quad painted in that level, which covers what is below by that share."""
    mask = np.zeros_like(grey)
    cv2.fillConvexPoly(mask, np.round(corners * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    part = mask / 255.0 * share
    return np.asarray(np.clip(grey * (1 - part) + level * part, 0, 255), np.uint8)


def in_a_sleeve(grey: Grey, sleeve: Corners) -> Grey:
    """Clear plastic over it: a little paler, with a welded seam that shines."""
    paler = filled(grey, sleeve, 255, 0.08)
    cv2.polylines(paler, [np.round(sleeve).astype(np.int32)], True, 190, 2, cv2.LINE_AA)
    return paler


def banded(grey: Grey, side: int, width: float, level: int) -> Grey:
    """A band of that level printed along one side of the page, to its edge."""
    unit = np.array([[0, 0], [1, 0], [1, width], [0, width]])
    for _ in range(side):
        unit = np.column_stack([1 - unit[:, 1], unit[:, 0]])
    place = geometry.mapped(unit, geometry.unit_to_picture(UPRIGHT)).astype(np.float32)
    return filled(grey, place, level)


@pytest.mark.parametrize("level", [45, 90, 120])
@pytest.mark.parametrize("around", [(0.04, 0.03, 0.04, 0.03), (0.03, 0.02, 0.06, 0.05)])
def test_of_a_sheet_in_a_clear_sleeve_it_is_the_sheet(
    level: int, around: tuple[float, float, float, float]
) -> None:
    grey = in_a_sleeve(with_page(desk(level), UPRIGHT), outline(UPRIGHT, *around))
    away = off(find_page(grey), UPRIGHT)
    assert away is not None
    assert away < 0.004


def test_a_sleeve_whose_sides_are_at_two_of_the_sheets_is_seen() -> None:
    sleeve = outline(UPRIGHT, 0.0, 0.0, 0.05, 0.04)
    within = sheet_within(in_a_sleeve(with_page(desk(), UPRIGHT), sleeve), sleeve)
    assert within is not None
    assert float(np.abs(within.corners - UPRIGHT).max()) < 4


@pytest.mark.parametrize("board", [20, 110])
def test_a_clip_board_is_not_the_sheet_on_it(board: int) -> None:
    rim = outline(UPRIGHT, 0.06, 0.06, 0.06, 0.06)
    grey = with_page(filled(desk(150), rim, board), UPRIGHT)
    away = off(find_page(grey), UPRIGHT)
    assert away is None or away < WRONG


@pytest.mark.parametrize("side", range(4))
def test_a_band_in_the_tone_of_the_board_below_is_not_cut_off(side: int) -> None:
    rim = outline(UPRIGHT, 0.08, 0.08, 0.08, 0.08)
    grey = banded(with_page(filled(desk(200), rim, 62), UPRIGHT, shadow=True), side, 0.25, 70)
    away = off(find_page(grey), UPRIGHT)
    assert away is None or away < WRONG


@pytest.mark.parametrize("side", range(4))
@pytest.mark.parametrize("kind", ["wood", "cloth"])
def test_a_plain_band_on_a_patterned_table_is_not_cut_off(side: int, kind: str) -> None:
    grey = table(kind, 3)
    around = round(float(np.median(grey)))
    away = off(find_page(banded(with_page(grey, UPRIGHT), side, 0.3, around)), UPRIGHT)
    assert away is None or away < WRONG


def test_a_bare_dark_thing_on_a_dark_table_is_no_page() -> None:
    thing = filled(desk(60), UPRIGHT, 36)
    noise = np.random.default_rng(5).normal(0, 2, thing.shape)
    assert find_page(np.clip(thing + noise, 0, 255).astype(np.uint8)) is None


def test_what_lies_across_a_side_does_not_bend_the_page() -> None:
    for seed in range(3):
        grey = with_page(desk(60, seed), UPRIGHT)
        middle = (UPRIGHT[1] + UPRIGHT[2]) / 2
        cv2.ellipse(grey, (int(middle[0]), int(middle[1])), (60, 130), 20 * seed, 0, 360, 140, -1)
        found = find_page(grey)
        away = off(found, UPRIGHT)
        assert found is not None
        assert found.curve is None
        assert away is not None
        assert away < 0.004


@pytest.mark.parametrize(
    ("sides", "scattered"),
    [([1, 1, 1, 1], False), ([0.6, 0.7, 0.9, 1], False), ([0.61, 0.73, 0.75, 0.75], True)],
)
def test_a_hand_hides_one_side_or_two_not_all(sides: list[float], scattered: bool) -> None:
    rest = {"bright": 1.0, "uneven": 0.0, "roughest": 0.0, "outside": 0.4}
    verdict = Verdict(
        sides=np.array(sides, np.float64),
        frame=0,
        runs_on=0,
        joined=False,
        step=np.full(4, 90.0),
        broad=np.full(4, 90.0),
        corners=4,
        loose=False,
        **rest,
    )
    assert verdict.scattered is scattered


def test_a_box_on_coloured_paper_goes_on_around_it() -> None:
    grey = with_page(table("cloth", 3), UPRIGHT, level=180)
    box = outline(UPRIGHT, -0.1, -0.07, -0.1, -0.07)
    boxed = filled(grey, box, 235)
    assert goes_on_around(boxed, box)
    assert not goes_on_around(boxed, UPRIGHT)
    away = off(find_page(boxed), UPRIGHT)
    assert away is None or away < WRONG


@pytest.mark.parametrize("side", range(4))
def test_a_stripe_at_the_edge_of_a_sheet_on_a_white_table_belongs_to_it(side: int) -> None:
    grey = banded(with_page(desk(215), UPRIGHT, shadow=True), side, 0.03, 60)
    inner = [0.0, 0.0, 0.0, 0.0]
    inner[(side + 1) % 4] = -0.03
    assert goes_on_around(grey, outline(UPRIGHT, *inner))
    assert not goes_on_around(grey, UPRIGHT)


def test_the_rim_of_the_picture_is_no_page() -> None:
    rim = np.array([[3, 3], [1020, 3], [1020, 764], [3, 764]], np.float32)
    assert not geometry.possible(rim, (1024, 768))
