"""The bent page: a sheet or a book whose paper is part of a cylinder. Pure.

Two opposite sides stay straight, and every line of the paper that runs along with them does, too;
the other two are bent alike. Flattened by the corners alone, such a page has straight lines where
they were straight and print that climbs and falls; how far the two bent sides leave the straight
line then tells how high the paper stands, and so where each place of the flat page is seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.geometry import Corners, Layout, Part, Size

Floats = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]

PLACES: Final = 65
"""Along each bent side where its deviation is kept."""
STEEPEST: Final = 0.14
"""Most that a side may leave its straight line, as a share of the straight sides' length."""
GRID: Final = 8
"""Pixels of the frame between places that are computed exactly."""


@dataclass(frozen=True, eq=False)
class Curve:
    """How far a page's two bent sides lie from the straight lines between its corners.

    `near` and `far` are (PLACES,), the deviation of the top and the bottom at even places along
    the page flattened by its corners, as shares of its height, positive downwards; with `upright`
    False of the left and the right, as shares of its width, positive to the right.
    """

    near: npt.NDArray[np.float32]
    far: npt.NDArray[np.float32]
    upright: bool = True


@dataclass(frozen=True, eq=False)
class Outline:
    """Where a page lies in a picture; `curve` None when its sides are straight."""

    corners: Corners
    curve: Curve | None = None


def mapping(curve: Curve, corners: npt.ArrayLike, picture: Size, layout: Layout, part: Part) -> Map:
    """(height, width, 2) of the layout's box: x and y in the picture where each of its pixels is
    seen, for `cv2.remap`. What `geometry.warp_matrix` is for a flat page.
    """
    box = layout.box
    # Computed at cells of GRID pixels, one more all around, and stretched: exact at their middles.
    columns, rows = -(-box.width // GRID) + 2, -(-box.height // GRID) + 2
    x = (np.arange(columns) - 0.5) * GRID - 0.5 + box.x
    y = (np.arange(rows) - 0.5) * GRID - 0.5 + box.y
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    flat = geometry.mapped(places, np.linalg.inv(geometry.unit_to_frame(layout, part)))
    there = seen(curve, corners, picture, flat.astype(np.float64)).astype(np.float32)
    size = (columns * GRID, rows * GRID)
    dense = cv2.resize(there.reshape(rows, columns, 2), size, interpolation=cv2.INTER_LINEAR)
    own = dense[GRID : GRID + box.height, GRID : GRID + box.width]
    return np.ascontiguousarray(own, np.float32)


def maps(
    curve: Curve, corners: npt.ArrayLike, picture: Size, layout: Layout, frame: Size, part: Part
) -> tuple[Map, Map]:
    """`mapping` as two maps, for a frame of that size which the layout's box fills."""
    whole = Layout(geometry.Box(0, 0, *frame), layout.turned)
    x, y = cv2.split(mapping(curve, corners, picture, whole, part))
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def seen(curve: Curve, corners: npt.ArrayLike, picture: Size, flat: Floats) -> Floats:
    """Where places (n, 2) of the flat page, as unit square, are seen in the picture, (n, 2)."""
    to_picture = geometry.unit_to_picture(corners)
    along, across = (flat[:, 0], flat[:, 1]) if curve.upright else (flat[:, 1], flat[:, 0])
    even = np.linspace(0, 1, PLACES)
    bent = np.interp(along, even, _unrolled(curve, to_picture, picture))
    near, far = np.interp(bent, even, curve.near), np.interp(bent, even, curve.far)
    deep = near + across * (1.0 + far - near)
    unit = np.column_stack([bent, deep] if curve.upright else [deep, bent])
    return geometry.mapped(unit, to_picture).astype(np.float64)


def _unrolled(curve: Curve, to_picture: Floats, picture: Size) -> Floats:
    """(PLACES,): for even places of the paper, where along the page flattened by its corners they
    appear: what stands higher appears wider, and a slope shorter.
    """
    lift = curve.far.astype(np.float64) - curve.near
    foot, height = _camera(to_picture, picture, curve.upright)
    even = np.linspace(0, 1, PLACES)
    real = (even + foot * lift) / (1.0 + lift)
    above = height * lift / (1.0 + lift)
    steps = np.hypot(np.diff(real), np.diff(above))
    length = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(np.interp(even, length / max(length[-1], 1e-6), even), np.float64)


def _camera(to_picture: Floats, picture: Size, upright: bool) -> tuple[float, float]:
    """Where the camera stands: its foot along the page and its height above it, both as shares of
    the page's width (height, when not upright).
    """
    focal = geometry.focal_length(to_picture, picture)
    middle = np.array([[1, 0, -(picture[0] - 1) / 2], [0, 1, -(picture[1] - 1) / 2], [0, 0, 1.0]])
    rays = np.diag([1 / focal, 1 / focal, 1.0]) @ middle @ to_picture
    right, down, start = rays.T
    wide, high = float(np.linalg.norm(right)), float(np.linalg.norm(down))
    up = np.cross(right / wide, down / high)
    # The camera, at the origin, in the page's own coordinates.
    place = np.linalg.solve(np.column_stack([right, down, up]), -start)
    size = wide if upright else high
    foot = float(place[0] if upright else place[1])
    height = abs(float(place[2])) / size
    return float(np.clip(foot, -1.0, 2.0)), float(np.clip(height, 0.3, 6.0))


def straight(curve: Curve) -> bool:
    """Whether the sides are so nearly straight that nothing is gained."""
    return float(max(np.abs(curve.near).max(), np.abs(curve.far).max())) < 0.004


def plausible(curve: Curve) -> bool:
    """Whether paper can lie so: bent, not creased, both sides alike."""
    deepest = [float(np.abs(side).max()) for side in (curve.near, curve.far)]
    if max(deepest) > STEEPEST:
        return False
    near, far = (side - side.mean() for side in (curve.near, curve.far))
    product = float(np.linalg.norm(near) * np.linalg.norm(far))
    alike = abs(float(near @ far)) / max(product, 1e-9)
    # Seen from right above one of them, that side is straight.
    return alike > 0.8 or min(deepest) < 0.25 * max(deepest)


def smooth(values: Floats) -> npt.NDArray[np.float32]:
    """Deviations at PLACES places, without jags, zero at both corners."""
    share = np.linspace(0, 1, PLACES)
    level = values - (values[0] * (1 - share) + values[-1] * share)
    padded = np.concatenate([-level[8:0:-1], level, -level[-2:-10:-1]])
    kernel = np.exp(-0.5 * (np.arange(-8, 9) / 2.0) ** 2)
    softened: Any = np.convolve(padded, kernel / kernel.sum(), "valid")
    return np.asarray(softened, np.float32)


def longest(curve: Curve) -> float:
    """The largest deviation, a share of the straight sides."""
    return math.fabs(float(max(np.abs(curve.near).max(), np.abs(curve.far).max())))
