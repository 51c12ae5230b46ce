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

ROWS: Final = 200
COLUMNS: Final = 73
"""Places along a side and across it at which its edge is looked for."""
ASIDE: Final = 0.06
"""What a step to the side costs, where a good edge gains 1 with each place."""
BEYOND: Final = 0.07
REACH: Final = 0.09
"""How far past a side's ends and to either side its edge is followed; shares of its length, and
of the mean length of the sides beside it."""
MOST_REACH: Final = 72
"""Pixels."""
BESIDE: Final = 10.0
"""Pixels from a followed edge at which its surroundings are compared."""
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
    edges = _follow(soft, quad)
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


def _follow(grey: Grey, quad: Floats) -> list[Edge]:
    """The strongest connected edge near each side, by dynamic programming across its length."""
    lengths = geometry.side_lengths(quad)
    beside = (np.roll(lengths, 1) + np.roll(lengths, -1)) / 2
    reach = np.clip(REACH * beside, 8.0, MOST_REACH)
    way = np.roll(quad, -1, axis=0) - quad
    unit = way / np.maximum(lengths, 1.0)[:, None]
    inward = np.column_stack([-unit[:, 1], unit[:, 0]])
    along = np.linspace(-BEYOND, 1 + BEYOND, ROWS)
    across = reach[:, None] * np.linspace(-1, 1, COLUMNS)
    bases = quad[:, None, :] + along[None, :, None] * way[:, None, :]
    points = bases[:, :, None, :] + across[:, None, :, None] * inward[:, None, None, :]
    seen = _sampled(grey, points)
    slope = np.zeros_like(seen)
    slope[..., 1:-1] = seen[..., 2:] - seen[..., :-2]
    slope /= (2 * (across[:, 1] - across[:, 0]))[:, None, None]
    slope[:, 1:-1] = (slope[:, 2:] + slope[:, 1:-1] + slope[:, :-2]) / 3
    # Print is as steep as paper's edge at best: beyond that, steepness says nothing.
    best = np.maximum(slope, 0)
    cap = np.maximum(2 * LEAST, np.percentile(best.max(axis=2), 60, axis=1))[:, None]
    paths = _paths(np.minimum(best, cap[..., None]) / cap[..., None])
    rows = np.arange(ROWS)
    edges = []
    for i in range(4):
        there = slope[i, rows, paths[i]] > np.maximum(LEAST, 0.3 * cap[i])
        width = float(across[i, 1] - across[i, 0])
        exact = _exactly(grey, points[i, rows, paths[i]], inward[i], width)
        edges.append(Edge(exact, there))
    return edges


def _sampled(grey: Grey, points: Floats) -> Floats:
    flat = points.reshape(-1, points.shape[-2], 2).astype(np.float32)
    x, y = np.ascontiguousarray(flat[..., 0]), np.ascontiguousarray(flat[..., 1])
    seen = cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return seen.reshape(points.shape[:-1]).astype(np.float64)


def _exactly(grey: Grey, points: Floats, inward: Floats, width: float) -> Floats:
    """Points moved across the edge to where it is steepest, no further than `width`."""
    steps = np.arange(-2.0, 3.0) * max(width, 0.5)
    seen = _sampled(grey, points[:, None, :] + steps[None, :, None] * inward)
    slope = seen[:, 2:] - seen[:, :-2]
    left, middle, right = slope[:, 0], slope[:, 1], slope[:, 2]
    bend = left - 2 * middle + right
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend < -1e-6, 0.5 * (left - right) / bend, 0.0)
    moved: Floats = points + (np.clip(shift, -1, 1) * max(width, 0.5))[:, None] * inward
    return moved


def _paths(gain: Floats) -> npt.NDArray[np.intp]:
    """(n, rows): columns of the best way through each of n tables, one column to the side at most
    from row to row.
    """
    count, rows, columns = gain.shape
    total = gain[:, 0].copy()
    came = np.zeros((rows, count, columns), np.int8)
    wide = np.full((count, columns + 2), -np.inf)
    for row in range(1, rows):
        wide[:, 1:-1] = total
        left, right = wide[:, :-2] - ASIDE, wide[:, 2:] - ASIDE
        best = np.maximum(left, right)
        sideways = np.where(left >= right, -1, 1)
        move = best > total
        came[row] = np.where(move, sideways, 0)
        total = np.where(move, best, total) + gain[:, row]
    path = np.empty((count, rows), np.intp)
    path[:, -1] = total.argmax(axis=1)
    own = np.arange(count)
    for row in range(rows - 1, 0, -1):
        path[:, row - 1] = path[:, row] + came[row, own, path[:, row]]
    return path


def _corners(edges: list[Edge], quad: Floats) -> Floats | None:
    """Where followed edges meet, each continued straight from what lies just inside."""
    met = quad.copy()
    for _ in range(3):
        lengths = geometry.side_lengths(met)
        lines = []
        for i in range(4):
            stretch = 0.12 * float(lengths[i])
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
    if near.sum() < 5:
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


def outside_by_inside(grey: Grey, corners: Corners, curve: Curve) -> Floats:
    """(4,): brightness just outside each followed side, by that just inside."""
    picture = (grey.shape[1], grey.shape[0])
    lengths = geometry.side_lengths(corners)
    to_picture = geometry.unit_to_picture(corners)
    shares = np.linspace(0.06, 0.94, 32)
    ratios = np.empty(4)
    for side in range(4):
        depth = BESIDE / max(float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2, 1.0)
        levels = []
        for away in (-depth, depth):
            x, y = shares, np.full_like(shares, away)
            turned = [(x, y), (1 - y, x), (1 - x, 1 - y), (y, 1 - x)][side]
            unit = np.column_stack(turned)
            if (side % 2 == 0) == curve.upright:
                points = curves.seen(curve, corners, picture, unit)
            else:
                points = geometry.mapped(unit, to_picture).astype(np.float64)
            levels.append(float(np.median(_sampled(grey, points[None])[0])))
        ratios[side] = levels[0] / max(levels[1], 1.0)
    return ratios
