"""One place of the paper in each picture of it: page, camera, and what a screen shows. Pure.

Shares of a picture's width and height, the origin at its top left, before any turning (PROTOCOL.md,
section 8). The screen's own are of the region that is shown, turned. Its half for the browser is
`web/src/features/paper/spots.ts`; both are held to `tests/golden/spots.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from edge_client.paper import curve as curves
from edge_client.paper import geometry
from edge_client.paper.curve import Outline
from edge_client.paper.geometry import WHOLE, Part, Size
from signaling.protocol.desk import Shows, Turn, ViewState

Points = npt.NDArray[np.float64]
"""(n, 2)."""

NEAR: Final = 0.005
"""Shares of the page."""

REFINEMENTS: Final = 12
"""Steps by which the flat place of a bent page is found; each leaves a fraction of the error."""


class Place(NamedTuple):
    """How the paper lies and is shown now.

    `camera` is the size of the camera's picture in pixels, in which `outline` is the page's; None
    where none is held.
    """

    camera: Size
    outline: Outline | None
    view: ViewState

    def like(self, other: Place | None) -> bool:
        """Whether marks lie in both alike."""
        return (
            other is not None
            and (self.camera, self.view) == (other.camera, other.view)
            and _same(self.outline, other.outline)
        )


@dataclass(frozen=True, slots=True)
class Window:
    """What a screen shows: `part` of a picture, turned clockwise by `turn` degrees."""

    part: Part = WHOLE
    turn: Turn = 0

    @classmethod
    def of(cls, view: ViewState) -> Window:
        """What people are shown; all of the picture where it is another one than wanted."""
        region = view.region
        if region is None or view.flat is not (view.shows is Shows.PAGE):
            return cls(WHOLE, view.turn)
        return cls(Part(region.x, region.y, region.width, region.height), view.turn)

    def seen(self, points: Points) -> Points:
        """Places of the picture, as shares of the screen."""
        part = self.part
        inside = (points - [part.x, part.y]) / [part.width, part.height]
        return turned(inside, self.turn)

    def meant(self, points: Points) -> Points:
        """Shares of the screen, as places of the picture."""
        part = self.part
        inside = turned(points, (360 - self.turn) % 360)
        return np.asarray(inside * [part.width, part.height] + [part.x, part.y], np.float64)


def turned(points: Points, turn: int) -> Points:
    """Places of a picture, in the same picture turned clockwise by a multiple of 90 degrees."""
    x, y = points[:, 0], points[:, 1]
    ways = {0: (x, y), 90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}
    return np.column_stack(ways[turn % 360])


def in_camera(points: Points, outline: Outline, camera: Size) -> Points:
    """Where places of the flat page are seen in the camera's picture.

    Beside a bent page its bend is not known and does not count.
    """
    seen = geometry.mapped(points, geometry.unit_to_picture(outline.corners)).astype(np.float64)
    if outline.curve is not None:
        inside = np.all((points >= 0) & (points <= 1), axis=1)
        bent = curves.seen(outline.curve, outline.corners, camera, np.clip(points, 0, 1))
        seen = np.where(inside[:, None], bent, seen)
    return np.asarray((seen + 0.5) / camera, np.float64)


def on_page(points: Points, outline: Outline, camera: Size) -> Points:
    """The places of the flat page that are seen there: undoes `in_camera`."""
    back = np.linalg.inv(geometry.unit_to_picture(outline.corners))

    def flattened(shares: Points) -> Points:
        """By the corners alone."""
        return geometry.mapped(shares * camera - 0.5, back).astype(np.float64)

    goal = flattened(points)
    if outline.curve is None:
        return goal
    flat = np.clip(goal, 0, 1)
    for _ in range(REFINEMENTS):
        flat = np.clip(flat + goal - flattened(in_camera(flat, outline, camera)), 0, 1)
    # What no place of the page leads to lies beside it.
    apart = np.abs(flattened(in_camera(flat, outline, camera)) - goal).max(axis=1)
    return np.where((apart < NEAR)[:, None], flat, goal)


def _same(one: Outline | None, other: Outline | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.curve is other.curve and np.array_equal(one.corners, other.corners)
