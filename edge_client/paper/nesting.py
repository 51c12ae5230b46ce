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


SAME_SHEET: Final = (0.78, 1.28)
"""The same where nothing else can be meant: paper beside paper."""
NEAR: Final = 0.6
FAR: Final = 1.25
"""How far outside a side a larger sheet may end, in heights of the page: one of whatever paper,
and one of the very same."""
PAPER_AROUND: Final = (0.7, 1.2)
DARK_AROUND: Final = (1.0, 8.0)
"""Brightness around what is brighter, and what is darker than its surroundings, by its own, that
may be the paper it is printed on."""
PARALLEL: Final = 4.0
"""Grey levels that an edge along a side has at least."""
BARE: Final = 9.0
"""Grey levels by which brightness changes on what is bare, at most: noise and light."""
MUCH: Final = 0.12
"""Belief by which the inner one outweighs whatever is around it."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """What may be a sheet; `bright` is the share of its sides that is brighter inside, `outside`
    the brightness just outside by that inside.
    """

    corners: Floats
    belief: float
    bright: float
    outside: float


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
    found = 0
    for side in range(4):
        rings = [
            _parent(grey, side, line, turned(seen, side), to_picture)
            for line, seen in zip(lines, there, strict=True)
        ]
        shares = [(ring[0] / max(level, 1.0), ring[1]) for ring in rings if ring is not None]
        if any(SAME_SHEET[0] < share < SAME_SHEET[1] for share, _ in shares):
            return 4  # the other half of a book, or of a folded sheet
        found += any(limits[0] < share < limits[1] and far < NEAR for share, far in shares)
    return found


def turned(points: Floats, side: int) -> Floats:
    """The page's own coordinates with that side (0 top, 1 right, ...) at the top."""
    x, y = points[:, 0], points[:, 1]
    turned = [(x, y), (y, 1 - x), (1 - x, 1 - y), (1 - y, x)][side]
    return np.column_stack(turned)


def _parent(
    grey: Grey,
    side: int,
    line: Line,
    there: Floats,
    to_picture: Floats,
) -> tuple[float, float] | None:
    """Brightness between a side and a line along it, and how far that is; `there` are the line's ends in the page's own
    coordinates, the side at the top. None when it is no edge of a larger sheet.
    """
    across = there[1, 0] - there[0, 0]
    if abs(across) < 0.6 or there[:, 1].max() > 0:
        return None
    slope = (there[1, 1] - there[0, 1]) / across
    start = there[0, 1] - slope * there[0, 0]
    far = max(-start, -start - slope)
    if not (
        far < -FAR and max(start, start + slope) < -0.02 and abs(slope) < ALONG * (2 + 3 * far)
    ):
        return None
    shares = np.linspace(0.05, 0.95, 16)
    rows = [
        np.column_stack([shares, (start + slope * shares) * part]) for part in (0.3, 0.5, 0.7, 1)
    ]
    points = np.concatenate(rows)
    points = turned(points, -side % 4)
    seen = geometry.mapped(points, to_picture)
    edge = seen[-16:].astype(np.float64)
    along = -edge[:, 0] * line.ny + edge[:, 1] * line.nx
    held = abs(float(np.ptp(line.supported(along[[0, -1]])))) / max(float(np.ptp(along)), 1.0)
    if held < 0.6:
        return None
    ring = _at(grey, seen[:-16])
    middle = float(np.median(ring))
    spread = float(np.median(np.abs(ring - middle)))
    return (middle, far) if spread < 0.06 * middle + 1 else None


def printed(grey: Grey, corners: Floats) -> bool:
    """Whether there is something to see on it: a telephone or a mat that lies there is bare."""
    steps = np.linspace(0.08, 0.92, 64)
    unit = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    seen = _at(grey, geometry.mapped(unit, geometry.unit_to_picture(corners))).reshape(64, 64)
    change = np.abs(seen[:, 2:] - 2 * seen[:, 1:-1] + seen[:, :-2])
    return float(np.percentile(change, 98)) > BARE


def enclosed(grey: Grey, corners: Floats, bright: bool) -> int:
    """How many sides have, outside and exactly along them, an edge beyond paper without pattern.

    What `parents` finds among lines, found here in the mean of many places along each side: the
    edge of coloured paper on a table of nearly its own tone shows no other way.
    """
    lengths = geometry.side_lengths(corners)
    to_picture = geometry.unit_to_picture(corners)
    level = _level(grey, corners, 0.8)
    low, high = PAPER_AROUND if bright else DARK_AROUND
    return sum(
        _encloses(grey, side, to_picture, float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2)
        for side in range(4)
        if low < _outside(grey, side, to_picture, lengths) / max(level, 1.0) < high
    )


def _outside(grey: Grey, side: int, to_picture: Floats, lengths: Floats) -> float:
    """Median brightness 5 pixels outside a side."""
    away = -5.0 / max(float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2, 1.0)
    shares = np.linspace(0.1, 0.9, 16)
    points = turned(np.column_stack([shares, np.full_like(shares, away)]), -side % 4)
    return float(np.median(_at(grey, geometry.mapped(points, to_picture))))


def _encloses(grey: Grey, side: int, to_picture: Floats, depth: float) -> bool:
    distances = np.arange(2.0, max(8.0, 0.35 * depth))
    shares = np.linspace(0.08, 0.92, 24)
    across, along = np.meshgrid(-distances / depth, shares, indexing="ij")
    unit = turned(np.column_stack([along.ravel(), across.ravel()]), -side % 4)
    points = geometry.mapped(unit, to_picture)
    rows, columns = grey.shape
    seen = _at(grey, points).reshape(len(distances), len(shares))
    there = (points[:, 0] >= 1) & (points[:, 1] >= 1)
    there &= (points[:, 0] <= columns - 2) & (points[:, 1] <= rows - 2)
    whole = there.reshape(seen.shape).mean(axis=1) > 0.8
    last = len(distances) if whole.all() else int(np.argmin(whole))
    if last < 9:
        return False
    seen = seen[:last]
    # The same step at nearly every place along the side, at one distance.
    steps = seen[4:] - seen[:-4]
    common = np.median(steps, axis=1)
    agree = np.mean(np.sign(steps) == np.sign(common)[:, None], axis=1)
    strong = (np.abs(common) > PARALLEL) & (agree > 0.85)
    strong[:3] = False  # the side's own edge
    if not strong.any():
        return False
    ring = seen[2 : int(np.argmax(strong)) + 2]
    uneven = float(np.median(np.abs(np.diff(ring, axis=1))))
    return uneven < 0.02 * float(np.median(ring)) + 1


def split(grey: Grey, corners: Floats, outside: float) -> bool:
    """Whether the table shows right through it from side to side: two sheets in one line.

    `outside` is the table's brightness by the paper's; the print may be left in the picture.
    """
    if outside > 0.8:
        return False
    limit = 1.0 - 0.6 * (1.0 - outside)
    fine, coarse = np.linspace(0.02, 0.98, 120), np.linspace(0.04, 0.96, 24)
    to_picture = geometry.unit_to_picture(corners)
    for upright in (True, False):
        long, short = np.meshgrid(fine, coarse)
        pair = (long, short) if upright else (short, long)
        unit = np.column_stack([pair[0].ravel(), pair[1].ravel()])
        seen = _at(grey, geometry.mapped(unit, to_picture)).reshape(long.shape)
        # Print darkens a part of such a stripe, a gap all of it.
        stripes = np.percentile(seen, 85, axis=0)
        ends = []
        for away in (-0.03, 1.03):
            place = np.full_like(fine, away)
            unit = np.column_stack((fine, place) if upright else (place, fine))
            ends.append(_at(grey, geometry.mapped(unit, to_picture)))
        # A shadow over all of it darkens the table beside it as well.
        as_table = stripes < 1.25 * np.maximum(ends[0], ends[1])
        paper = stripes.copy()
        paper[:10] = paper[-10:] = 0.0  # the very edge may be a band that is printed
        before = np.maximum.accumulate(paper)
        after = np.maximum.accumulate(paper[::-1])[::-1]
        if np.any(as_table & (stripes < limit * np.minimum(before, after))):
            return True
    return False
