"""A sheet, or something printed on a sheet? Pure.

A form's boxes, a coloured field or a photograph are rectangles with straight sides, too. What is
printed lies exactly along its sheet's edges, and the same paper is around it; what lies loose on
a table hardly ever does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.paper import geometry
from edge_client.paper.lines import Floats, Grey, Line

ALONG: Final = 0.014
"""How far printed things turn from their sheet, as a share of the sheet."""
SAME_PAPER: Final = (0.6, 1.7)
"""Brightness of the paper around by that of what is printed on it."""


MUCH: Final = 0.25
"""Belief by which the inner one outweighs whatever is around it."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """What may be a sheet; `bright` is the share of its sides that is brighter inside."""

    corners: Floats
    belief: float
    bright: float


def outermost(grey: Grey, sheet: Sheet, others: Sequence[Sheet]) -> Sheet:
    """The sheet on which `sheet` is printed, if one of the others is; otherwise itself."""
    around = sorted(others, key=lambda other: geometry.area(other.corners))
    for other in around:
        larger = geometry.area(other.corners) > 1.04 * geometry.area(sheet.corners)
        if (
            larger
            and other.belief > sheet.belief - MUCH
            and _printed_on(grey, sheet, other.corners)
        ):
            sheet = other
    return sheet


def _printed_on(grey: Grey, sheet: Sheet, outer: Floats) -> bool:
    inner = sheet.corners
    back = np.linalg.inv(geometry.unit_to_picture(outer))
    there = geometry.mapped(inner, back)
    margin = 0.012
    if there.min() < -margin or there.max() > 1 + margin:
        return False
    lean = max(
        abs(there[0, 1] - there[1, 1]),
        abs(there[3, 1] - there[2, 1]),
        abs(there[0, 0] - there[3, 0]),
        abs(there[1, 0] - there[2, 0]),
    )
    if lean > 2 * ALONG:
        # Loose on a large sheet it is a sheet of its own, unless it is a mere detail.
        return bool(geometry.area(inner) < 0.2 * geometry.area(outer))
    if sheet.bright < 0.5:
        return True  # a photograph or a coloured field: paper is brighter than what is printed
    level = _level(grey, inner, 0.5)
    ring = [
        _between(grey, inner[i], inner[(i + 1) % 4], outer[i], outer[(i + 1) % 4]) for i in range(4)
    ]
    rings = [value for value in ring if value is not None]
    if not rings:
        return True
    return bool(SAME_PAPER[0] < float(np.median(rings)) / max(level, 1.0) < SAME_PAPER[1])


def _level(grey: Grey, corners: Floats, shrink: float) -> float:
    """Median brightness of the middle of a quad."""
    steps = np.linspace(0.5 - shrink / 2, 0.5 + shrink / 2, 12)
    unit = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    return float(np.median(_at(grey, geometry.mapped(unit, geometry.unit_to_picture(corners)))))


def _between(grey: Grey, a: Floats, b: Floats, c: Floats, d: Floats) -> float | None:
    """Median brightness half-way between two sides; None where they are the same."""
    if max(np.hypot(*(a - c)), np.hypot(*(b - d))) < 6:
        return None
    shares = np.linspace(0.1, 0.9, 16)[:, None]
    inner, outer = a + (b - a) * shares, c + (d - c) * shares
    return float(np.median(_at(grey, (inner + outer) / 2)))


def _at(grey: Grey, points: npt.NDArray[Any]) -> Floats:
    x = np.clip(np.rint(points[:, 0]), 0, grey.shape[1] - 1).astype(np.intp)
    y = np.clip(np.rint(points[:, 1]), 0, grey.shape[0] - 1).astype(np.intp)
    return np.asarray(grey[y, x], np.float64)


def parents(grey: Grey, sheet: Sheet, lines: Sequence[Line]) -> int:
    """How many of the four sides have, outside and exactly along them, the edge of a larger sheet
    of the same paper: then only a part of it was found.
    """
    corners = sheet.corners
    to_picture = geometry.unit_to_picture(corners)
    back = np.asarray(np.linalg.inv(to_picture), np.float64)
    level = _level(grey, corners, 0.8)
    limits = (0.7, 1.3) if sheet.bright >= 0.5 else (0.7, 6.0)
    ends = [
        (line.rho * line.nx - t * line.ny, line.rho * line.ny + t * line.nx)
        for line in lines
        for t in (line.start, line.start + len(line.support) - 1)
    ]
    there = geometry.mapped(ends, back).astype(np.float64).reshape(-1, 2, 2)
    return sum(
        any(
            _is_parent(grey, side, line, _turned(seen, side), to_picture, (level, limits))
            for line, seen in zip(lines, there, strict=True)
        )
        for side in range(4)
    )


def _turned(points: Floats, side: int) -> Floats:
    """The page's own coordinates with that side (0 top, 1 right, ...) at the top."""
    x, y = points[:, 0], points[:, 1]
    turned = [(x, y), (y, 1 - x), (1 - x, 1 - y), (1 - y, x)][side]
    return np.column_stack(turned)


def _is_parent(
    grey: Grey,
    side: int,
    line: Line,
    there: Floats,
    to_picture: Floats,
    paper: tuple[float, tuple[float, float]],
) -> bool:
    """`there`: the line's ends in the page's own coordinates, the side at the top."""
    across = there[1, 0] - there[0, 0]
    if abs(across) < 0.6 or there[:, 1].max() > 0:
        return False
    slope = (there[1, 1] - there[0, 1]) / across
    start = there[0, 1] - slope * there[0, 0]
    if not (-0.6 < start < -0.02 and -0.6 < start + slope < -0.02 and abs(slope) < 2 * ALONG):
        return False
    shares = np.linspace(0.05, 0.95, 16)
    rows = [
        np.column_stack([shares, (start + slope * shares) * part]) for part in (0.3, 0.5, 0.7, 1)
    ]
    points = np.concatenate(rows)
    points = _turned(points, -side % 4)
    seen = geometry.mapped(points, to_picture)
    edge = seen[-16:].astype(np.float64)
    along = -edge[:, 0] * line.ny + edge[:, 1] * line.nx
    held = abs(float(np.ptp(line.supported(along[[0, -1]])))) / max(float(np.ptp(along)), 1.0)
    if held < 0.6:
        return False
    ring = _at(grey, seen[:-16])
    middle = float(np.median(ring))
    spread = float(np.median(np.abs(ring - middle)))
    level, (low, high) = paper
    return low < middle / max(level, 1.0) < high and spread < 0.06 * middle + 1
