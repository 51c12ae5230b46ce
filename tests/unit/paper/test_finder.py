"""The page is found at its very edge, or not at all: never a wrong one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.finder import Found, find_again, find_page
from edge_client.paper.outward import too_far
from tests.unit.paper.drawn import UPRIGHT, Grey, desk, with_page
from tests.unit.paper.tables import TABLES, table

WRONG = 0.02
"""A corner that is off by more than this share of the diagonal."""


def off(found: Found | None, truth: npt.NDArray[np.float32]) -> float | None:
    """The farthest corner, as a share of the page's diagonal; None when nothing was found."""
    if found is None:
        return None
    turned = [np.roll(found.corners, turn, axis=0) for turn in range(4)]
    farthest = min(float(np.linalg.norm(corners - truth, axis=1).max()) for corners in turned)
    return farthest / geometry.diagonal(truth)


def lying(seed: int, size: tuple[float, float] = (300, 424)) -> npt.NDArray[np.float32]:
    """A sheet somewhere on the table, turned and seen slantwise."""
    random = np.random.default_rng([11, seed])
    while True:
        turn, tilt = random.uniform(0, 2 * math.pi), random.uniform(-0.35, 0.35, 2)
        half = np.array(size) / 2 * random.uniform(0.75, 1.15)
        flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
        spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        flat = flat @ spin.T
        depth = 1 + (flat @ tilt) / 1100
        seen = flat / depth[:, None] + np.array([512, 384]) + random.uniform(-90, 90, 2)
        corners = geometry.ordered(seen)
        if geometry.inside(corners, (1024, 768), 8):
            return corners


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("seed", range(4))
def test_a_page_on_any_table_is_exact_or_not_found(kind: str, seed: int) -> None:
    corners = lying(seed * 17 + len(kind))
    away = off(find_page(with_page(table(kind, seed), corners)), corners)
    assert away is None or away < WRONG


@pytest.mark.parametrize("kind", ["dark", "grey", "wood", "spotted"])
def test_on_usual_tables_it_is_found_to_a_part_of_a_pixel(kind: str) -> None:
    errors = [
        off(find_page(with_page(table(kind, seed), lying(seed))), lying(seed)) for seed in range(6)
    ]
    found = [error for error in errors if error is not None]
    assert len(found) >= 5
    assert float(np.median(found)) < 0.0015


def test_white_paper_on_a_white_table_is_found_by_its_shadow() -> None:
    corners = lying(3)
    grey = with_page(desk(222), corners, level=232, shadow=True)
    away = off(find_page(grey), corners)
    assert away is not None
    assert away < WRONG


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("seed", range(3))
def test_a_table_without_a_page_shows_none(kind: str, seed: int) -> None:
    assert find_page(table(kind, seed + 50)) is None


@pytest.mark.parametrize("seed", range(6))
def test_a_page_that_reaches_out_of_the_picture_is_none(seed: int) -> None:
    shift = [(420, 0), (-420, 30), (0, 330), (30, -330), (380, 260), (-380, -260)][seed]
    corners = lying(seed) + np.array(shift, np.float32)
    assert not geometry.inside(corners, (1024, 768))
    assert find_page(with_page(desk(), corners)) is None


@pytest.mark.parametrize("corner", range(4))
def test_a_hand_over_a_corner_does_not_move_it(corner: int) -> None:
    grey = with_page(desk(), UPRIGHT)
    middle = UPRIGHT.mean(axis=0)
    tip = UPRIGHT[corner] + 0.12 * (middle - UPRIGHT[corner])
    wrist = UPRIGHT[corner] + 1.2 * (UPRIGHT[corner] - middle)
    ends = [(round(float(p[0])), round(float(p[1]))) for p in (tip, wrist)]
    cv2.line(grey, ends[0], ends[1], 130, 90)
    away = off(find_page(grey), UPRIGHT)
    assert away is not None
    assert away < 0.004


def test_what_is_printed_on_the_page_is_not_the_page() -> None:
    grey = with_page(desk(), UPRIGHT)
    to_picture = geometry.unit_to_picture(UPRIGHT)
    unit = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.6], [0.1, 0.6]])
    box = geometry.mapped(unit, to_picture)
    for thickness in (2, 6, -1):
        printed = grey.copy()
        outline = [np.round(box).astype(np.int32)]
        if thickness < 0:
            cv2.fillPoly(printed, outline, 90)
        else:
            cv2.polylines(printed, outline, True, 60, thickness)
        away = off(find_page(printed), UPRIGHT)
        assert away is not None
        assert away < 0.004


def test_a_dark_band_along_an_edge_belongs_to_the_page() -> None:
    grey = with_page(desk(150), UPRIGHT)
    unit = np.array([[0, 0], [1, 0], [1, 0.14], [0, 0.14]])
    band = geometry.mapped(unit, geometry.unit_to_picture(UPRIGHT))
    cv2.fillPoly(grey, [np.round(band).astype(np.int32)], 40)
    away = off(find_page(grey), UPRIGHT)
    assert away is None or away < WRONG


@pytest.mark.parametrize("side", range(4))
@pytest.mark.parametrize(
    ("table_level", "band", "width"), [(110, 100, 0.22), (130, 100, 0.35), (90, 75, 0.35)]
)
def test_what_is_printed_to_the_edge_is_not_cut_off(
    side: int, table_level: int, band: int, width: float
) -> None:
    grey = with_page(desk(table_level), UPRIGHT, shadow=True)
    unit = np.array([[0, 0], [1, 0], [1, width], [0, width]])
    for _ in range(side):
        unit = np.column_stack([1 - unit[:, 1], unit[:, 0]])
    place = geometry.mapped(unit, geometry.unit_to_picture(UPRIGHT))
    cv2.fillPoly(grey, [np.round(place).astype(np.int32)], band)
    away = off(find_page(grey), UPRIGHT)
    assert away is None or away < WRONG


def test_a_side_on_a_seam_beside_the_page_is_seen_to_lie_too_far() -> None:
    grey = with_page(desk(), UPRIGHT)
    assert not too_far(grey, UPRIGHT)
    for side in range(4):
        away = UPRIGHT.copy()
        way = UPRIGHT[side - 1] - UPRIGHT[side], UPRIGHT[side - 2] - UPRIGHT[side - 3]
        away[side] -= 0.03 * way[0]
        away[side - 3] -= 0.03 * way[1]
        assert too_far(grey, away)


def test_a_telephone_is_no_page() -> None:
    grey = desk(170)
    cv2.fillPoly(grey, [np.round(UPRIGHT).astype(np.int32)], 30)
    assert find_page(grey) is None


def test_a_page_in_the_dark_is_found_at_its_edge() -> None:
    bright = with_page(desk(60), UPRIGHT)
    away = off(find_page(np.asarray(bright // 5, np.uint8)), UPRIGHT)
    assert away is not None
    assert away < 0.004


def test_where_it_was_it_is_found_again_without_a_look_at_the_rest() -> None:
    grey = with_page(desk(), UPRIGHT)
    moved = np.roll(grey, (3, -4), (0, 1))
    again = find_again(moved, UPRIGHT)
    assert off(again, UPRIGHT + np.array([-4, 3], np.float32)) == pytest.approx(0, abs=0.002)
    assert find_again(desk(), UPRIGHT) is None
    assert find_again(moved, UPRIGHT + 900) is None


def test_of_two_pages_it_stays_with_the_one_it_has() -> None:
    left = np.array([[90, 180], [440, 170], [450, 640], [80, 650]], np.float32)
    right = left + np.array([480, 0], np.float32)
    grey = with_page(with_page(desk(), left), right)
    for own in (left, right):
        away = off(find_page(grey, own), own)
        assert away is not None
        assert away < 0.004


@pytest.mark.parametrize(
    "grey",
    [
        np.zeros((768, 1024), np.uint8),
        np.full((768, 1024), 255, np.uint8),
        np.random.default_rng(1).integers(0, 256, (768, 1024)).astype(np.uint8),
        np.zeros((40, 30), np.uint8),
        np.zeros((768, 64), np.uint8),
        np.tile(np.arange(0, 256, dtype=np.uint8), (768, 4)),
    ],
    ids=["black", "white", "noise", "tiny", "strip", "ramp"],
)
def test_odd_pictures_have_no_page(grey: Grey) -> None:
    assert find_page(grey) is None


def test_the_same_picture_gives_the_same_page() -> None:
    grey = with_page(table("wood", 2), lying(2))
    first, second = find_page(grey), find_page(grey)
    assert first is not None
    assert second is not None
    assert np.array_equal(first.corners, second.corners)
