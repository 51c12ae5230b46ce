"""Four lines that may be a sheet's sides, and how well the picture bears each out. Pure.

A true side is a step in brightness that runs from corner to corner and ends there. What looks
like one and is not: a printed frame (a line, no step), a table's or a band's edge (it runs on
past the corner), a row of print (patches).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.lines import Floats, Grey, Line

PLACES: Final = 48
"""Along each side where it is looked at."""
BEYOND: Final = 10
"""Places past each corner, 2 pixels apart."""
REACH: Final = 7
"""Pixels to either side of an edge."""
TRIED: Final = 60
"""Combinations of lines that are looked at closely."""
MIN_SIDE: Final = 24.0
"""Pixels, in the small picture that lines are found in."""


@dataclass(frozen=True, eq=False)
class Quad:
    """A combination of lines; `sides` are numbers of lines: top, right, bottom, left."""

    corners: Floats
    coverage: Floats


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the picture bears a quad out; shares from 0 to 1."""

    sides: tuple[float, ...]
    """Share of each side that is a step in brightness."""
    brighter: tuple[float, ...]
    """Of that, the share that is brighter inside."""
    step: tuple[float, ...]
    """Median step of each side, in grey levels, positive when brighter inside."""
    broad: tuple[float, ...]
    """Median step between the wider surroundings of each side."""
    runs_on: int
    """Sides' ends (of eight) where the edge goes on past the corner."""
    corners: int
    """Corners of which both sides are seen."""


def combinations(lines: Sequence[Line], picture: geometry.Size) -> list[Quad]:
    """The best-borne-out quads that any four of the lines make, best first."""
    if len(lines) < 4:
        return []
    normals = np.array([[line.nx, line.ny] for line in lines])
    rho = np.array([line.rho for line in lines])
    cross = normals[:, :1] * normals[:, 1] - normals[:, 1:] * normals[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        xs = (rho[:, None] * normals[:, 1] - rho[None, :] * normals[:, 1:2]) / cross
        ys = (rho[None, :] * normals[:, :1] - rho[:, None] * normals[:, 0]) / cross
    meets = np.abs(cross) > np.sin(np.radians(45))
    meets &= (xs > 1) & (ys > 1) & (xs < picture[0] - 2) & (ys < picture[1] - 2)
    xs, ys = np.where(meets, xs, 0.0), np.where(meets, ys, 0.0)
    along = -xs * normals[:, 1:2] + ys * normals[:, :1]
    before = np.stack([line.supported(along[i]) for i, line in enumerate(lines)])
    first, second = np.triu_indices(len(lines), 1)
    parallel = np.abs(cross[first, second]) < np.sin(np.radians(42))
    first, second = first[parallel], second[parallel]
    tables = (meets, along, before)
    return _joined(first, second, tables, xs, ys)


def _joined(
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
    tables: tuple[Any, Floats, Floats],
    xs: Floats,
    ys: Floats,
) -> list[Quad]:
    meets, along, before = tables
    # For each pair (a, b) and each other line c: do both meet c, and how is c borne out between?
    both = meets[first] & meets[second]
    length = np.abs(along[:, first] - along[:, second]).T
    share = np.abs(before[:, first] - before[:, second]).T / np.maximum(length, 1.0)
    good = both & (length > MIN_SIDE) & (share > 0.22)
    quads: list[tuple[float, Quad]] = []
    index = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(first, second, strict=True))}
    # Pair k = (a, b) with pair m = (c, d): c and d must be good for k, a and b good for m.
    ok = good[:, first] & good[:, second]
    ok &= ok.T
    ks, ms = np.nonzero(np.triu(ok, 1))
    if not len(ks):
        return []
    del index
    cover = np.stack(
        [share[ks, first[ms]], share[ks, second[ms]], share[ms, first[ks]], share[ms, second[ks]]],
        axis=1,
    )
    spans = np.stack(
        [
            length[ks, first[ms]],
            length[ks, second[ms]],
            length[ms, first[ks]],
            length[ms, second[ks]],
        ],
        axis=1,
    )
    mean = np.minimum(cover, 1.0).mean(axis=1)
    size = np.sqrt(spans[:, :2].mean(axis=1) * spans[:, 2:].mean(axis=1))
    worth = mean + 0.35 * np.minimum(cover, 1.0).min(axis=1) + 0.5 * size / size.max()
    worth[mean < 0.45] = 0
    for i in np.argsort(-worth, kind="stable")[: 3 * TRIED]:
        a, b, c, d = first[ks[i]], second[ks[i]], first[ms[i]], second[ms[i]]
        if worth[i] <= 0 or len(quads) >= TRIED:
            break
        points = [(xs[p, q], ys[p, q]) for p, q in ((a, c), (a, d), (b, d), (b, c))]
        corners = geometry.ordered(points).astype(np.float64)
        quads.append((float(worth[i]), Quad(corners, cover[i])))
    return [quad for _, quad in quads]


def profiles(grey: Grey, corners: Floats) -> Floats:
    """(n, 4, PLACES + 2 * BEYOND, 2 * REACH + 1): brightness across each side of n quads.

    Rows: BEYOND places before the first corner, the side itself, BEYOND places past its end.
    Columns go from REACH pixels outside to REACH inside. Where the picture ends: NaN.
    """
    start = corners
    way = np.roll(corners, -1, axis=1) - corners
    length = np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1.0)
    unit = way / length
    inward = np.stack([-unit[..., 1], unit[..., 0]], axis=2)
    past = 3.0 + 2.0 * np.arange(BEYOND)
    share = np.linspace(0.02, 0.98, PLACES)
    along = np.concatenate(
        [
            np.broadcast_to(-past[::-1], (*length.shape[:2], BEYOND)),
            share * length,
            length + past,
        ],
        axis=2,
    )
    across = np.arange(-REACH, REACH + 1, dtype=np.float64)
    points = (
        start[:, :, None, None, :]
        + along[..., None, None] * unit[:, :, None, None, :]
        + across[None, None, None, :, None] * inward[:, :, None, None, :]
    )
    flat = points.reshape(len(corners) * 4, -1, 2).astype(np.float32)
    seen = cv2.remap(
        grey, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    values = seen.reshape(points.shape[:-1]).astype(np.float64)
    rows, columns = grey.shape
    outside = (points[..., 0] < 0) | (points[..., 1] < 0)
    outside |= (points[..., 0] > columns - 1) | (points[..., 1] > rows - 1)
    values[outside] = np.nan
    return values


def judge(grey: Grey, quads: Sequence[Floats], least: float) -> list[Verdict]:
    """What the picture says of each quad. `least`: the smallest step, in grey levels, that is one."""
    if not len(quads):
        return []
    values = profiles(grey, np.asarray(quads, np.float64))
    middle = REACH
    near_in = values[..., middle + 1 : middle + 4].mean(axis=-1)
    near_out = values[..., middle - 3 : middle].mean(axis=-1)
    steps = np.nan_to_num(near_in - near_out)
    wide = np.nan_to_num(
        values[..., middle + 4 :].mean(axis=-1) - values[..., : middle - 3].mean(axis=-1)
    )
    return [_verdict(steps[i], wide[i], least) for i in range(len(quads))]


def _verdict(steps: Floats, wide: Floats, least: float) -> Verdict:
    own, before, after = steps[:, BEYOND:-BEYOND], steps[:, :BEYOND], steps[:, -BEYOND:]
    bright = (own > least).mean(axis=1)
    dark = (own < -least).mean(axis=1)
    typical = np.median(own, axis=1)
    # Past the corner, the same step in the same direction, most of the way.
    level = np.maximum(least, 0.5 * np.abs(typical))[:, None]
    sign = np.sign(typical)[:, None]
    on = np.concatenate([before, after], axis=0) * np.concatenate([sign, sign], axis=0)
    runs_on = int(np.sum((on > np.concatenate([level, level])).mean(axis=1) > 0.7))
    edge = np.abs(own) > least
    share = max(2, PLACES // 8)
    starts, ends = edge[:, :share].mean(axis=1) > 0.5, edge[:, -share:].mean(axis=1) > 0.5
    corners = int(np.sum(starts & np.roll(ends, 1)))
    total = np.maximum(bright + dark, 1e-6)
    return Verdict(
        sides=tuple((np.maximum(bright, dark) + 0.7 * np.minimum(bright, dark)).tolist()),
        brighter=tuple((bright / total).tolist()),
        step=tuple(typical.tolist()),
        broad=tuple(np.median(wide[:, BEYOND:-BEYOND], axis=1).tolist()),
        runs_on=runs_on,
        corners=corners,
    )
