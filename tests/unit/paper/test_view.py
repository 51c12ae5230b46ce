"""How a wish becomes what a frame shows."""

from typing import Any

import numpy as np
import pytest

from edge_client.paper.curve import Outline
from edge_client.paper.geometry import WHOLE, mapped, warp_matrix
from edge_client.paper.view import SMALLEST, Wanted, state_of, view_of, within
from signaling.protocol.desk import Advice, Region, Shows, ViewSet
from tests.support.desk_scene import UPRIGHT

CAMERA, FRAME = (3264, 2448), (1920, 1080)
PAGE = UPRIGHT * 2
THIRD = Region(x=0.0, y=0.3, width=1.0, height=1 / 3)


def test_an_upright_page_lies_on_its_side_and_is_turned_back_by_the_receiver() -> None:
    view = view_of(Wanted(flat=True), CAMERA, FRAME, Outline(PAGE))
    state = state_of(Wanted(flat=True), view, FRAME, Advice.FINE)
    assert state.shows is Shows.PAGE
    assert state.display == 90
    assert state.width < state.height
    assert (view.layout.box.width, view.layout.box.height) == pytest.approx((1526, 1080), abs=60)
    # The page's top left corner is at the box's bottom left, its top right at the top left.
    placed = mapped(PAGE, warp_matrix(view.corners, view.layout, view.part))
    box = view.layout.box
    assert placed[0] == pytest.approx([box.x, box.y + box.height], abs=1)
    assert placed[1] == pytest.approx([box.x, box.y], abs=1)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turn_is_the_receivers_and_moves_nothing(turn: Any) -> None:
    wanted = Wanted(flat=True, turn=turn, region=THIRD)
    view = view_of(wanted, CAMERA, FRAME, Outline(PAGE))
    plain = view_of(Wanted(flat=True, region=THIRD), CAMERA, FRAME, Outline(PAGE))
    assert view.layout == plain.layout
    assert view.part == plain.part
    state = state_of(wanted, view, FRAME, Advice.FINE)
    assert (state.display - turn) % 360 == plain.layout.display(0)
    assert state.region == THIRD


def test_a_third_of_the_page_fills_the_frame_from_all_of_the_sensor() -> None:
    view = view_of(Wanted(flat=True, region=THIRD), CAMERA, FRAME, Outline(PAGE))
    assert view.divisor == 1
    box = view.layout.box
    assert box.width == FRAME[0] or box.height == FRAME[1]
    assert view_of(Wanted(flat=False), CAMERA, FRAME, None).divisor == 2


def test_without_a_page_all_of_the_camera_is_shown_and_the_wish_is_kept() -> None:
    wanted = Wanted(flat=True, turn=90, region=THIRD)
    view = view_of(wanted, CAMERA, FRAME, None)
    state = state_of(wanted, view, FRAME, Advice.NO_PAGE)
    assert (state.shows, state.flat, state.region) == (Shows.CAMERA, True, THIRD)
    assert view.part == WHOLE
    assert (state.width, state.height) == CAMERA


def test_a_region_of_the_camera_is_shown_where_the_camera_is_wanted() -> None:
    view = view_of(Wanted(flat=False, region=THIRD), CAMERA, FRAME, Outline(PAGE))
    assert view.shows is Shows.CAMERA
    assert view.part == (0.0, 0.3, 1.0, 1 / 3)


@pytest.mark.parametrize(
    "region",
    [
        Region(x=1.0, y=1.0, width=1.0, height=1.0),
        Region(x=0.99, y=0.0, width=1e-300, height=1e-300),
        Region(x=0.5, y=0.5, width=1.0, height=1e-9),
        Region(x=0.0, y=0.0, width=1.0, height=1.0),
    ],
)
def test_absurd_regions_become_sensible_ones(region: Region) -> None:
    kept = within(region)
    assert kept.x + kept.width <= 1.0
    assert kept.y + kept.height <= 1.0
    assert min(kept.width, kept.height) >= SMALLEST * 0.99
    wanted = Wanted.asked(ViewSet(flat=True, turn=0, region=region))
    view = view_of(wanted, CAMERA, FRAME, Outline(PAGE))
    assert np.isfinite(warp_matrix(view.corners, view.layout, view.part)).all()
    assert state_of(wanted, view, FRAME, Advice.FINE).region == kept


def test_a_sensible_region_is_left_as_it_is() -> None:
    assert within(THIRD) == THIRD


@pytest.mark.parametrize("camera", [(640, 480), (480, 640), (160, 120), (8192, 6144), (1920, 1080)])
def test_any_camera_fits(camera: tuple[int, int]) -> None:
    for wanted in (Wanted(flat=True), Wanted(flat=False, region=THIRD)):
        view = view_of(wanted, camera, FRAME, None)
        box = view.layout.box
        assert 0 <= box.x <= box.x + box.width <= FRAME[0]
        assert 0 <= box.y <= box.y + box.height <= FRAME[1]
        assert all(side % 2 == 0 for side in box)
