"""A page that is bent like a book's is found by its bent edges, and comes out straight."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.opencv import cv2
from edge_client.paper import curve, geometry
from edge_client.paper.curve import PLACES, Curve
from edge_client.paper.finder import find_page
from tests.unit.paper.drawn import Grey, desk

PICTURE = (1024, 768)
SHEET = np.array([[170, 120], [850, 140], [870, 640], [150, 620]], np.float32)
BOW = 0.04


def bent_page(bow: float, sideways: bool = False) -> tuple[Grey, Curve]:
    """A page with straight rules, seen bent upwards in its middle; and its true curve."""
    share = np.linspace(0, 1, PLACES)
    bulge = (bow * np.sin(np.pi * share)).astype(np.float32)
    truth = Curve(-bulge, (0.6 * -bulge).astype(np.float32), upright=not sideways)
    rows, columns = np.mgrid[0:768, 0:1024].astype(np.float64)
    places = np.column_stack([columns.ravel(), rows.ravel()])
    back = np.linalg.inv(geometry.unit_to_picture(SHEET))
    unit = geometry.mapped(places, back).astype(np.float64)
    along, across = (unit[:, 1], unit[:, 0]) if sideways else (unit[:, 0], unit[:, 1])
    near, far = np.interp(along, share, truth.near), np.interp(along, share, truth.far)
    flat = (across - near) / (1 + far - near)
    inside = (along > 0) & (along < 1) & (flat > 0) & (flat < 1)
    ruled = (np.abs((flat * 20) % 1 - 0.5) < 0.1) & (flat > 0.1) & (flat < 0.9)
    ruled &= (along > 0.1) & (along < 0.9)
    grey = desk().astype(np.float64).ravel()
    grey[inside] = np.where(ruled, 60, 225)[inside]
    soft = cv2.GaussianBlur(grey.reshape(768, 1024), (0, 0), 0.8)
    return np.clip(soft, 0, 255).astype(np.uint8), truth


@pytest.mark.parametrize("sideways", [False, True])
def test_bent_edges_are_followed_and_the_corners_are_exact(sideways: bool) -> None:
    grey, truth = bent_page(BOW, sideways)
    found = find_page(grey)
    assert found is not None
    assert np.abs(found.corners - SHEET).max() < 0.01 * geometry.diagonal(SHEET)
    assert found.curve is not None
    assert found.curve.upright is not sideways
    assert np.abs(found.curve.near - truth.near).max() < 0.012
    assert np.abs(found.curve.far - truth.far).max() < 0.012


def test_flattened_rules_are_straight() -> None:
    grey, _ = bent_page(BOW)
    found = find_page(grey)
    assert found is not None
    assert found.curve is not None
    layout = geometry.layout((1400, 1000), (1400, 1000))

    def wander(flat: Grey) -> float:
        """How far the darkest row of one rule moves over the page, in rows."""
        band = flat[500:550, 250:1150].astype(np.float64)
        softened = cv2.blur(band, (15, 5))
        return float(np.ptp(softened.argmin(axis=0)))

    places = curve.mapping(found.curve, found.corners, PICTURE, layout, geometry.WHOLE)
    x, y = cv2.split(places)
    straightened = cv2.remap(grey, x, y, cv2.INTER_LINEAR)
    assert wander(straightened.astype(np.uint8)) <= 4
    plain = cv2.warpPerspective(grey, geometry.warp_matrix(found.corners, layout), (1400, 1000))
    assert wander(plain.astype(np.uint8)) > 15


def test_a_flat_page_has_no_curve() -> None:
    grey, _ = bent_page(0.0)
    found = find_page(grey)
    assert found is not None
    assert found.curve is None


def test_a_mapping_without_bend_is_the_warp() -> None:
    flat = Curve(np.zeros(PLACES, np.float32), np.zeros(PLACES, np.float32))
    part = geometry.Part(0.2, 0.1, 0.5, 0.4)
    layout = geometry.layout(geometry.page_size(SHEET, PICTURE), (800, 600), part)
    places = curve.mapping(flat, SHEET, PICTURE, layout, part)
    inner = np.array([[30.0, 40.0], [300.0, 200.0]])
    outer = inner + np.array([layout.box.x, layout.box.y])
    matrix = geometry.warp_matrix(SHEET, layout, part)
    expected = geometry.mapped(outer, np.linalg.inv(matrix))
    got = np.array([places[int(y), int(x)] for x, y in inner])
    assert got == pytest.approx(expected, abs=0.05)


def test_creased_and_impossible_sides_are_no_paper() -> None:
    wave = np.sin(np.linspace(0, 4 * np.pi, PLACES)).astype(np.float32)
    bow = np.sin(np.linspace(0, np.pi, PLACES)).astype(np.float32)
    assert curve.plausible(Curve(0.05 * bow, 0.03 * bow))
    assert not curve.plausible(Curve(0.05 * bow, 0.05 * wave))
    assert not curve.plausible(Curve(0.5 * bow, 0.5 * bow))
