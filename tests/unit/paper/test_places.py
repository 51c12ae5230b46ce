"""One place of the paper in each of its pictures."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_client.paper import geometry
from edge_client.paper.curve import PLACES, Curve, Outline
from edge_client.paper.geometry import Part
from edge_client.paper.places import Place, Window, in_camera, on_page
from signaling.protocol.desk import Advice, Region, Shows, ViewState

CASES = json.loads((Path(__file__).parents[2] / "golden" / "spots.json").read_text("utf-8"))
CAMERA = (1632, 1224)
TILTED = np.array([[420, 130], [1190, 170], [1260, 1100], [350, 1060]], np.float32)


def view(**given: Any) -> ViewState:
    whole: dict[str, Any] = {
        "flat": True,
        "turn": 0,
        "region": None,
        "shows": Shows.PAGE,
        "display": 0,
        "box": Region(x=0.0, y=0.0, width=1.0, height=1.0),
        "width": 840,
        "height": 1188,
        "advice": Advice.FINE,
    }
    return ViewState(**(whole | given))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_place_of_the_picture_and_of_the_screen(case: dict[str, Any]) -> None:
    window = Window(Part(**case["part"]), case["turn"])
    picture = np.array([[case["picture"]["x"], case["picture"]["y"]]])
    screen = np.array([[case["screen"]["x"], case["screen"]["y"]]])
    assert window.seen(picture) == pytest.approx(screen)
    assert window.meant(screen) == pytest.approx(picture)


def test_a_region_of_a_page_that_is_not_found_is_no_region() -> None:
    region = Region(x=0.25, y=0.5, width=0.5, height=0.25)
    assert Window.of(view(region=region, turn=90)) == Window(Part(0.25, 0.5, 0.5, 0.25), 90)
    assert Window.of(view(region=region, shows=Shows.CAMERA)) == Window()


def test_the_pages_corners_are_where_the_camera_sees_them() -> None:
    unit = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    seen = in_camera(unit, Outline(TILTED), CAMERA)
    assert seen * CAMERA - 0.5 == pytest.approx(TILTED, abs=0.01)


SIDE = (0.06 * np.sin(np.linspace(0, np.pi, PLACES))).astype(np.float32)


@pytest.mark.parametrize(
    "curve",
    [None, Curve(SIDE, SIDE * 0.9), Curve(SIDE * 0.8, SIDE, upright=False)],
    ids=["flat", "bent", "bent the other way"],
)
def test_a_place_comes_back_from_the_cameras_picture(curve: Curve | None) -> None:
    outline = Outline(TILTED, curve)
    steps = np.linspace(0.05, 0.95, 7)
    spots = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    again = on_page(in_camera(spots, outline, CAMERA), outline, CAMERA)
    assert float(np.abs(again - spots).max()) < 0.002


def test_beside_a_bent_page_places_come_back_too() -> None:
    outline = Outline(TILTED, Curve(SIDE, SIDE))
    spots = np.array([[-0.2, 0.5], [1.3, 1.2]])
    again = on_page(in_camera(spots, outline, CAMERA), outline, CAMERA)
    assert again == pytest.approx(spots, abs=0.001)


def test_marks_lie_alike_until_something_moves() -> None:
    place = Place(CAMERA, Outline(TILTED), view())
    assert place.like(Place(CAMERA, Outline(TILTED.copy()), view()))
    assert not place.like(None)
    assert not place.like(Place(CAMERA, None, view()))
    assert not place.like(Place(CAMERA, Outline(geometry.scaled(TILTED, 1.01)), view()))
    assert not place.like(Place(CAMERA, Outline(TILTED), view(turn=90)))
