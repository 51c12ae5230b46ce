"""Where a camera sees the points of a page: a pinhole above a table, lengths in mm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

WIDTH, HEIGHT = 3264, 2448
"""Of the sensor, pixels: 8 megapixels."""
FOCAL: Final = WIDTH / (2 * np.tan(np.radians(29.0)))
"""In pixels: the lens sees 58° across."""


@dataclass(frozen=True)
class Bend:
    """How far paper stands above the table, mm, along its width.

    `book`: two pages that rise from the fold and fall to their outer edges; otherwise one
    sheet whose left edge curls up.
    """

    height_mm: float
    book: bool = True

    def above(self, share: Points) -> Points:
        """Height in mm at these shares (0 to 1) of the width."""
        x = np.clip(share, 0.0, 1.0)
        if not self.book:
            return self.height_mm * (1.0 - x) ** 2
        out = np.abs(2.0 * x - 1.0)
        swollen = 1.0 - (1.0 - out) ** 1.7
        return self.height_mm * 4.0 * swollen * (1.0 - swollen)


@dataclass(frozen=True, eq=False)
class View:
    """A page of `width` × `height` mm before the camera."""

    width: float
    height: float
    rotation: Points
    shift: Points
    bend: Bend | None = None

    def project(self, points: Points) -> Points:
        """Pixels (N, 2) of points (N, 2) of the sheet, mm from its top left corner."""
        lifted = self.bend.above(points[:, 0] / self.width) if self.bend else np.zeros(len(points))
        flat = points - (self.width / 2, self.height / 2)
        seen = np.column_stack([flat, -lifted]) @ self.rotation.T + self.shift
        pixels: Points = seen[:, :2] / seen[:, 2:] * FOCAL + (WIDTH / 2, HEIGHT / 2)
        return pixels

    def corners(self) -> Points:
        """Pixels of the sheet's corners, clockwise from its own top left."""
        return self.project(sheet(self.width, self.height))

    def homography(self) -> Points:
        """From mm of the table, counted from the flat sheet's top left, to pixels."""
        inner = np.array([[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1.0]])
        plane = np.column_stack([self.rotation[:, 0], self.rotation[:, 1], self.shift])
        middle = np.array([[1, 0, -self.width / 2], [0, 1, -self.height / 2], [0, 0, 1.0]])
        matrix: Points = inner @ plane @ middle
        return matrix

    def unproject(self, x: Points, y: Points) -> tuple[Points, Points]:
        """The mm of the (bent) sheet that are seen at these pixels."""
        rays = np.stack([(x - WIDTH / 2) / FOCAL, (y - HEIGHT / 2) / FOCAL, np.ones_like(x)])
        rays = np.tensordot(self.rotation.T, rays, axes=1)
        eye = -self.rotation.T @ self.shift
        far = -eye[2] / rays[2]
        across = eye[0] + far * rays[0] + self.width / 2
        # The height depends on where, and where on the height: it settles quickly.
        for _ in range(25 if self.bend else 0):
            assert self.bend is not None
            far = (-self.bend.above(across / self.width) - eye[2]) / rays[2]
            across = eye[0] + far * rays[0] + self.width / 2
        return across, eye[1] + far * rays[1] + self.height / 2


def sheet(width: float, height: float) -> Points:
    """Its corners in mm, clockwise from the top left."""
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)


def look(
    width: float,
    height: float,
    *,
    turn: int,
    roll: float,
    tilt: tuple[float, float],
    fill: float,
    aside: tuple[float, float],
    bend: Bend | None = None,
) -> View:
    """The camera placed so that the sheet fills `fill` of the frame and lies `aside` in it.

    `turn` is 0, 90, 180 or 270, clockwise; `roll` and `tilt` in degrees; `aside` from -1 to 1,
    the shares of the free margin.
    """
    rotation = _turning(tilt[0], tilt[1], turn + roll)
    shift = np.array([0.0, 0.0, 400.0])
    view = View(width, height, rotation, shift, bend)
    edge = np.linspace(0, 1, 9)
    rim = np.vstack([np.column_stack([edge * width, np.full(9, y)]) for y in (0.0, height)])
    for _ in range(30):
        box = view.project(rim)
        low, high = box.min(axis=0), box.max(axis=0)
        grow = float(np.max((high - low) / (WIDTH * fill, HEIGHT * fill)))
        shift[2] *= grow**0.8
        free = (np.array([WIDTH, HEIGHT]) - (high - low)) / 2
        wanted = np.array([WIDTH, HEIGHT]) / 2 + free * np.array(aside) * 0.8
        shift[:2] += 0.7 * (wanted - (low + high) / 2) * shift[2] / FOCAL
    return view


def _turning(tilt_x: float, tilt_y: float, roll: float) -> npt.NDArray[Any]:
    a, b, c = np.radians([tilt_x, tilt_y, roll])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turned: npt.NDArray[Any] = about_x @ about_y @ about_z
    return turned
