"""The edges of a page followed where they are not straight. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import curve as curves
from edge_client.paper import geometry
from edge_client.paper.curve import Curve
from edge_client.paper.geometry import Corners
from edge_client.paper.lines import Floats, Grey

STEP: Final = 2.0
"""Pixels along a side from place to place."""
BEYOND: Final = 0.07
REACH: Final = 0.09
"""How far past a side's ends and to either side its edge is followed; shares of its length, and
of the mean length of the sides beside it."""
MOST_REACH: Final = 72
"""Pixels."""
LEAST: Final = 1.2
"""Grey levels per pixel that an edge has at least."""


@dataclass(frozen=True, eq=False)
class Edge:
    """One side as it was followed: `points` (n, 2), `there` whether an edge was seen."""

    points: Floats
    there: npt.NDArray[np.bool_]


def followed(grey: Grey, corners: Floats) -> tuple[Corners, Curve] | None:
    """The true corners and the curve of a page of which only a rough quad is known; None when its
    edges cannot be followed all around, or paper does not lie so.
    """
    quad = np.asarray(corners, np.float64)
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2).astype(np.uint8, copy=False)
    lengths = geometry.side_lengths(quad)
    edges = []
    for i in range(4):
        beside = float(lengths[i - 1] + lengths[(i + 1) % 4]) / 2
        reach = int(min(MOST_REACH, max(8.0, REACH * beside)))
        edges.append(_follow(soft, quad[i], quad[(i + 1) % 4], reach))
    met = _corners(edges, quad)
    if met is None or not geometry.possible(met, (grey.shape[1], grey.shape[0])):
        return None
    sides = [_deviation(edges[i], met, i) for i in range(4)]
    if any(side is None for side in sides):
        return None
    return _judged(met, [side for side in sides if side is not None])


def _judged(corners: Floats, sides: list[Floats]) -> tuple[Corners, Curve] | None:
    """Of the deviations of top, right, bottom and left: one pair is bent, the other straight."""
    top, right, bottom, left = (curves.smooth(side) for side in sides)
    upright, across = Curve(top, bottom), Curve(left, right, upright=False)
    bent, other = upright, across
    if curves.longest(across) > curves.longest(upright):
        bent, other = across, upright
    if curves.longest(other) > max(0.008, 0.25 * curves.longest(bent)):
        return None
    rough = max(
        float(np.percentile(np.abs(side - side_smooth), 90))
        for side, side_smooth in zip(sides, (top, right, bottom, left), strict=True)
    )
    if rough > 0.008 or not curves.plausible(bent):
        return None
    return corners.astype(np.float32), bent


def _follow(grey: Grey, first: Floats, last: Floats, reach: int) -> Edge:
    """The strongest connected edge near a segment, by dynamic programming across its length."""
    way = last - first
    length = max(float(np.hypot(*way)), 1.0)
    unit = way / length
    inward = np.array([-unit[1], unit[0]])
    along = np.arange(-BEYOND * length, (1 + BEYOND) * length, STEP)
    across = np.arange(-reach, reach + 1, dtype=np.float64)
    points = first + along[:, None, None] * unit + across[None, :, None] * inward
    seen = cv2.remap(
        grey,
        points[..., 0].astype(np.float32),
        points[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    slope = np.zeros_like(seen)
    slope[:, 1:-1] = (seen[:, 2:] - seen[:, :-2]) / 2
    slope = np.asarray(cv2.blur(slope, (1, 3)), np.float32)
    if float(np.percentile(slope.max(axis=1), 50)) < float(np.percentile(-slope.min(axis=1), 50)):
        slope = -slope
    # Print is as steep as paper's edge at best: beyond that, steepness says nothing.
    best = np.maximum(slope, 0)
    cap = max(2 * LEAST, float(np.percentile(best.max(axis=1), 60)))
    gain = np.minimum(best, cap) / cap
    path = _path(gain.astype(np.float64))
    rows = np.arange(len(path))
    there = slope[rows, path] > max(LEAST, 0.3 * cap)
    return Edge(points[rows, path], there)


def _path(gain: Floats) -> npt.NDArray[np.intp]:
    """Column of the best way through the rows, one column to the side at most from row to row."""
    rows, columns = gain.shape
    total = gain[0].copy()
    came = np.zeros((rows, columns), np.int8)
    wide = np.full(columns + 2, -np.inf)
    for row in range(1, rows):
        wide[1:-1] = total
        options = np.stack([wide[1:-1], wide[:-2] - 0.06, wide[2:] - 0.06])
        choice = options.argmax(axis=0)
        came[row] = np.array([0, -1, 1], np.int8)[choice]
        total = options[choice, np.arange(columns)] + gain[row]
    path = np.empty(rows, np.intp)
    path[-1] = int(total.argmax())
    for row in range(rows - 1, 0, -1):
        path[row - 1] = path[row] + came[row, path[row]]
    return path


def _corners(edges: list[Edge], quad: Floats) -> Floats | None:
    """Where followed edges meet, each continued straight from what lies just inside."""
    met = quad.copy()
    for _ in range(3):
        lengths = geometry.side_lengths(met)
        lines = []
        for i in range(4):
            stretch = 0.1 * float(lengths[i])
            start = _line_near(edges[i], met[i], met[(i + 1) % 4], stretch)
            end = _line_near(edges[i], met[(i + 1) % 4], met[i], stretch)
            if start is None or end is None:
                return None
            lines.append((start, end))
        corners = [_meet(lines[i - 1][1], lines[i][0]) for i in range(4)]
        found = [corner for corner in corners if corner is not None]
        if len(found) < 4:
            return None
        met = np.array(found)
    return met


def _line_near(edge: Edge, corner: Floats, other: Floats, stretch: float) -> Floats | None:
    """(nx, ny, rho) through the edge from a corner inwards, as far as `stretch`."""
    unit = (other - corner) / max(float(np.hypot(*(other - corner))), 1e-6)
    along = (edge.points - corner) @ unit
    near = (along > 0.08 * stretch) & (along < stretch) & edge.there
    if near.sum() < max(4, 0.25 * stretch / STEP):
        return None
    points = edge.points[near]
    vx, vy, x, y = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([-vy, vx, -vy * x + vx * y], np.float64)


def _meet(one: Floats, other: Floats) -> Floats | None:
    cross = float(one[0] * other[1] - one[1] * other[0])
    if abs(cross) < 0.3:
        return None
    x = (one[2] * other[1] - other[2] * one[1]) / cross
    y = (other[2] * one[0] - one[2] * other[0]) / cross
    return np.array([x, y])


def _deviation(edge: Edge, corners: Floats, side: int) -> Floats | None:
    """(curve.PLACES,): how far a side leaves the line between its corners, in the page's own
    coordinates; None when too little of it was seen.
    """
    back = np.linalg.inv(geometry.unit_to_picture(corners))
    there = geometry.mapped(edge.points, back).astype(np.float64)
    along, away = (there[:, 0], there[:, 1]) if side % 2 == 0 else (there[:, 1], there[:, 0])
    away = away - (1.0 if side in {1, 2} else 0.0)
    own = (along > -0.01) & (along < 1.01)
    if own.sum() < 16 or float(edge.there[own].mean()) < 0.8:
        return None
    own &= edge.there
    order = np.argsort(along[own], kind="stable")
    even = np.linspace(0, 1, curves.PLACES)
    return np.asarray(np.interp(even, along[own][order], away[own][order]), np.float64)
