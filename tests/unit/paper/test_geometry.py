"""Where a page lies, how large it is, and how it comes into a frame."""

from __future__ import annotations

import math

import numpy as np
import pytest

from edge_client.paper import geometry
from edge_client.paper.geometry import Part

PICTURE = (1024, 768)
PAGE = np.array([[300, 120], [700, 140], [720, 660], [280, 640]], np.float32)


def seen_from(tilt: float, turn: float, focal: float = 1000.0) -> geometry.Corners:
    """An A4 sheet, 210 x 297, from a tilted camera."""
    a, b = math.radians(tilt), math.radians(turn)
    sheet = np.array([[-105, -148.5, 0], [105, -148.5, 0], [105, 148.5, 0], [-105, 148.5, 0]])
    flat = np.array([[math.cos(b), -math.sin(b), 0], [math.sin(b), math.cos(b), 0], [0, 0, 1]])
    lean = np.array([[1, 0, 0], [0, math.cos(a), -math.sin(a)], [0, math.sin(a), math.cos(a)]])
    seen = sheet @ flat.T @ lean.T + np.array([0, 0, 600])
    points = focal * seen[:, :2] / seen[:, 2:] + np.array([511.5, 383.5])
    return geometry.ordered(points)


def test_corners_come_clockwise_from_the_top_left_whatever_their_order() -> None:
    for order in ([2, 0, 3, 1], [3, 2, 1, 0], [1, 2, 3, 0]):
        assert np.array_equal(geometry.ordered(PAGE[order]), PAGE)


def test_a_page_can_be_possible_and_these_cannot() -> None:
    assert geometry.possible(PAGE, PICTURE)
    crossed = PAGE[[0, 2, 1, 3]]
    reaching_out = PAGE + np.array([400, 0], np.float32)
    tiny = PAGE * 0.05 + 300
    dented = PAGE.copy()
    dented[2] = (350, 200)
    strip = np.array([[100, 100], [900, 100], [900, 200], [100, 200]], np.float32)
    nowhere = np.full((4, 2), np.nan, np.float32)
    for wrong in (crossed, reaching_out, tiny, dented, strip, nowhere):
        assert not geometry.possible(wrong, PICTURE)


@pytest.mark.parametrize("tilt", [0, 8, 20, 35])
@pytest.mark.parametrize("turn", [0, 17, 90])
def test_proportions_are_the_sheets_own(tilt: float, turn: float) -> None:
    ratio = geometry.aspect(seen_from(tilt, turn), PICTURE)
    a4 = 297 / 210
    # Where only one pair of sides converges the lens is unknown, and a usual one is taken.
    assert max(ratio, 1 / ratio) == pytest.approx(a4, rel=0.05)


def test_flattening_keeps_every_pixel_of_the_longer_side() -> None:
    corners = seen_from(25, 0)
    wide, high = geometry.page_size(corners, PICTURE)
    lengths = geometry.side_lengths(corners)
    assert wide >= lengths[[0, 2]].max() - 1
    assert high >= lengths[[1, 3]].max() - 1
    assert wide % 2 == 0
    assert high % 2 == 0


def test_an_upright_page_lies_along_the_frame_and_is_turned_back_by_the_receiver() -> None:
    layout = geometry.layout((2100, 2970), (1920, 1080))
    assert layout.turned
    assert layout.display(0) == 90
    assert layout.display(270) == 0
    assert layout.box.height == 1080
    assert layout.box.width == pytest.approx(1080 * 297 / 210, abs=2)


def test_a_third_of_a_page_fills_the_frame() -> None:
    third = Part(0, 1 / 3, 1, 1 / 3)
    layout = geometry.layout((2100, 2970), (1920, 1080), third)
    assert not layout.turned
    assert layout.box.width == 1920 or layout.box.height == 1080
    assert layout.display(90) == 90


@pytest.mark.parametrize("part", [geometry.WHOLE, Part(0.25, 0.5, 0.5, 0.25), Part(0, 0, 0.2, 1)])
def test_the_part_comes_exactly_into_its_box(part: Part) -> None:
    size = geometry.page_size(PAGE, PICTURE)
    layout = geometry.layout(size, (1920, 1080), part)
    matrix = geometry.warp_matrix(PAGE, layout, part)
    x, y = part.x, part.y
    unit = [[x, y], [x + part.width, y], [x + part.width, y + part.height], [x, y + part.height]]
    seen = geometry.mapped(geometry.mapped(unit, geometry.unit_to_picture(PAGE)), matrix)
    box = layout.box
    left, top = box.x - 0.5, box.y - 0.5
    right, bottom = left + box.width, top + box.height
    if layout.turned:  # its own top left lies at the bottom left of the frame
        expected = [[left, bottom], [left, top], [right, top], [right, bottom]]
    else:
        expected = [[left, top], [right, top], [right, bottom], [left, bottom]]
    assert seen == pytest.approx(np.array(expected), abs=0.01)
    back = geometry.mapped(seen, np.linalg.inv(matrix))
    assert back == pytest.approx(geometry.mapped(unit, geometry.unit_to_picture(PAGE)), abs=0.01)


def test_the_whole_picture_passes_as_a_page_of_its_own() -> None:
    corners = geometry.whole_picture((1920, 1080))
    layout = geometry.layout((1920, 1080), (1920, 1080))
    assert geometry.warp_matrix(corners, layout) == pytest.approx(np.eye(3), abs=1e-4)


def test_corners_found_in_a_small_picture_hold_in_the_large_one() -> None:
    edges = geometry.whole_picture((640, 360))
    assert geometry.scaled(edges, 3.0) == pytest.approx(geometry.whole_picture((1920, 1080)))
