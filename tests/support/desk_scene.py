"""A page on a table as a document camera sees it, with markers by which a test knows its parts."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from edge_client.devices.pattern import draw_marker

Corners = npt.NDArray[np.float32]

WIDTH, HEIGHT = 1632, 1224
PAGE_WIDTH, PAGE_HEIGHT = 840, 1188

CENTRE, CORNER, TABLE = 5, 3, 9
"""Markers (DICT_4X4_50): in the page's middle, at its top left, and on the table beside it."""

FOCAL: Final = 1800.0
"""Of the lens, in pixels."""


def laid(x: float = 0.03, y: float = 0.0, turn: float = 3.0, tilt: float = 9.0) -> Corners:
    """Corners of the page in the camera's picture, clockwise from its own top left.

    `x` and `y`: how far from the middle, as shares of the distance; `turn` and `tilt` in degrees.
    """
    a, b = np.radians([turn, tilt])
    turned = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    tilted = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    half = np.array([PAGE_WIDTH / PAGE_HEIGHT, 1.0]) / 2
    flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    points = np.column_stack([flat, np.zeros(4)]) @ (tilted @ turned).T + [2 * x, 2 * y, 1.85]
    seen = points[:, :2] / points[:, 2:] * FOCAL + [WIDTH / 2, HEIGHT / 2]
    return np.asarray(seen, np.float32)


UPRIGHT: Final = laid()


@lru_cache
def page() -> Picture:
    """The page itself, upright."""
    sheet: Picture = np.full((PAGE_HEIGHT, PAGE_WIDTH, 3), 232, np.uint8)
    for y in range(80, PAGE_HEIGHT - 60, 28):
        for x in range(70, PAGE_WIDTH - 90, 62):
            cv2.putText(sheet, "tieto", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (45, 40, 40), 2)
    draw_marker(sheet, CENTRE, 330, 500, 180)
    draw_marker(sheet, CORNER, 70, 70, 120)
    return sheet


@lru_cache
def table() -> Picture:
    """Nothing but the table and its marker."""
    random = np.random.default_rng(1)
    grain = random.normal(0, 2, (HEIGHT, WIDTH, 1)) + np.array([70.0, 90.0, 120.0])
    picture: Picture = np.clip(grain, 0, 255).astype(np.uint8)
    draw_marker(picture, TABLE, 150, 500, 120)
    return picture


def scene(corners: Corners = UPRIGHT, seed: int | None = None) -> Picture:
    """The page on the table; another `seed`, other noise."""
    edges = np.array(
        [
            [-0.5, -0.5],
            [PAGE_WIDTH - 0.5, -0.5],
            [PAGE_WIDTH - 0.5, PAGE_HEIGHT - 0.5],
            [-0.5, PAGE_HEIGHT - 0.5],
        ],
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(edges, corners)
    sheet = cv2.warpPerspective(page(), matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    covers = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillConvexPoly(covers, np.rint(corners).astype(np.int32), 255)
    picture = np.where(covers[..., None] > 0, sheet, table())
    if seed is not None:
        noise = np.random.default_rng(seed).normal(0, 2, picture.shape)
        picture = np.clip(picture + noise, 0, 255)
    return np.asarray(picture, np.uint8)


def as_jpeg(picture: Picture) -> bytes:
    """As such a camera gives it."""
    good, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert good
    return data.tobytes()


def markers(bgr: Picture) -> dict[int, npt.NDArray[np.float32]]:
    """Every marker in a picture with its corners, clockwise from its own top left."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(bgr)
    return {
        int(one): np.asarray(quad, np.float32).reshape(4, 2)
        for one, quad in zip(np.ravel([] if not corners else ids), corners, strict=True)
    }


def seen(bgr: Picture, display: int) -> Picture:
    """A frame as a receiver turns it."""
    return np.ascontiguousarray(np.rot90(bgr, -(display // 90)))
