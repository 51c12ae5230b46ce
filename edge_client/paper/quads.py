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

Flags = npt.NDArray[np.bool_]

PLACES: Final = 48
"""Along each side where it is looked at."""
AT_CORNER: Final = 4
"""Of them, those that tell whether a corner is seen exactly."""
BEYOND: Final = 10
"""Places past each corner, 2 pixels apart."""
REACH: Final = 7
"""Pixels to either side of an edge."""
TRIED: Final = 48
"""Combinations of lines that are looked at closely."""
CLEAR: Final = 3.0
STRETCH: Final = 16.0
"""Pixels past a corner: where an edge may still be smeared, and where it must have ended."""
MOST_RUNS: Final = 3
"""Ends of sides (of eight) that may run on: on a checked cloth some do by chance."""
SAME: Final = 0.86
OTHER: Final = 0.74
"""Brightness outside a side, by that inside: of the same paper, and of a table."""
WELL: Final = 0.8
"""Share of a side that is seen, of the second-best."""
UNLIKE: Final = 0.3
"""The weakest side's step by the usual one's."""
BROAD: Final = 10.0
"""Grey levels between wider surroundings that say which is the brighter."""
MIN_SIDE: Final = 24.0
"""Pixels, in the small picture that lines are found in."""


@dataclass(frozen=True, eq=False)
class Quad:
    """A combination of lines. `runs_on` counts the ends of sides (of eight) past which the edge
    goes on in the same direction: there the sheet does not end.
    """

    corners: Floats
    runs_on: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the picture bears a quad out; shares from 0 to 1."""

    sides: Floats
    """(4,): share of each side that is a step in brightness, the same way."""
    bright: float
    """Share of the steps that are brighter inside."""
    frame: int
    """Sides that are a line between two equal surfaces."""
    uneven: float
    """How much the brightness changes along the inside of the sides, by the step across them."""
    runs_on: int
    """Sides' ends (of eight) past which the step goes on."""
    roughest: float
    """The same as `uneven`, of the one side where it is most."""
    joined: bool
    """Outside one side it is as bright as inside, and dark outside the others: there the paper goes
    on, as past the fold of a book."""
    step: Floats
    """(4,): median step of each side, grey levels, positive when brighter inside."""
    broad: Floats
    """(4,): the same between the wider surroundings."""
    outside: float
    """Brightness just outside, by that inside."""
    corners: int
    """Corners of which both sides are seen, more or less."""
    loose: bool
    """Two corners beside each other are not seen: the side between them may lie elsewhere."""

    @property
    def mixed(self) -> bool:
        """Whether sides of several sheets seem to make it: one corner is not seen, and the steps
        of the sides are too unlike.
        """
        sizes = np.abs(self.step)
        unlike = float(sizes.min()) < UNLIKE * float(np.median(sizes))
        inverse = int((self.broad > BROAD).sum()) == 2 == int((self.broad < -BROAD).sum())
        return self.corners < 4 and (unlike or inverse)

    @property
    def scattered(self) -> bool:
        """Whether not even two sides are seen well: a hand hides one, or two beside each other."""
        return float(np.sort(self.sides)[2]) < WELL

    @property
    def belief(self) -> float:
        """From 0 to 1: that these are the sides of a sheet."""
        if self.corners < 2 or self.frame > 1 or self.runs_on > 1:
            return 0.0
        shares = 0.6 * float(self.sides.mean()) + 0.4 * float(self.sides.min())
        doubt = 0.06 * (4 - self.corners) + 0.12 * self.runs_on
        return shares - doubt - 0.4 * max(0.0, self.uneven - 0.3)


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
    past = _past(lines, along, before)
    first, second = np.triu_indices(len(lines), 1)
    parallel = np.abs(cross[first, second]) < np.sin(np.radians(42))
    first, second = first[parallel], second[parallel]
    tables = (meets, along, before, past)
    return _joined(first, second, tables, xs, ys)


def _past(lines: Sequence[Line], along: Floats, before: Floats) -> Floats:
    """(n, n, 2): of the stretch of line i past its meeting with line j, backwards and forwards,
    the share that has an edge.
    """
    past = np.zeros((*along.shape, 2))
    for i, line in enumerate(lines):
        for k, sign in ((0, -1.0), (1, 1.0)):
            near = line.supported(along[i] + sign * CLEAR)
            far = line.supported(along[i] + sign * (CLEAR + STRETCH))
            past[i, :, k] = np.abs(far - near) / STRETCH
    del before
    return past


def _joined(
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
    tables: tuple[Any, Floats, Floats, Floats],
    xs: Floats,
    ys: Floats,
) -> list[Quad]:
    meets, along, before, past = tables
    # For each pair (a, b) and each other line c: do both meet c, and how is c borne out between?
    both = meets[first] & meets[second]
    length = np.abs(along[:, first] - along[:, second]).T
    share = np.abs(before[:, first] - before[:, second]).T / np.maximum(length, 1.0)
    # A line that goes on past both of a pair is a table's pattern, not a side between them.
    forward = (along[:, first] > along[:, second]).T
    lines = np.arange(along.shape[0])
    ends = past[lines, first[:, None], forward.astype(np.intp)] > 0.6
    ends_too = past[lines, second[:, None], (~forward).astype(np.intp)] > 0.6
    good = both & (length > MIN_SIDE) & (share > 0.22) & ~(ends & ends_too)
    # Pair k = (a, b) with pair m = (c, d): c and d must be good for k, a and b good for m.
    ok = good[:, first] & good[:, second]
    ks, ms = np.nonzero(np.triu(ok & ok.T, 1))
    if not len(ks):
        return []
    a, b, c, d = first[ks], second[ks], first[ms], second[ms]
    cover = np.stack([share[ks, c], share[ks, d], share[ms, a], share[ms, b]], axis=1)
    cover = np.minimum(cover, 1.0)
    sizes = (length[ks, c] + length[ks, d]) * (length[ms, a] + length[ms, b]) / 4
    # Where both neighbours of a side go on past it, the sheet does, too: it is cut off there.
    on = np.stack([ends[ks, c], ends[ks, d], ends_too[ks, c], ends_too[ks, d]]).astype(np.intp)
    on_too = np.stack([ends[ms, a], ends[ms, b], ends_too[ms, a], ends_too[ms, b]]).astype(np.intp)
    cut = (on[0] & on[1]) | (on[2] & on[3]) | (on_too[0] & on_too[1]) | (on_too[2] & on_too[3])
    runs = on.sum(axis=0) + on_too.sum(axis=0)
    worth = cover.mean(axis=1) + 0.35 * cover.min(axis=1) + 0.5 * np.sqrt(sizes / sizes.max())
    worth -= 0.1 * runs
    worth[(cover.mean(axis=1) < 0.45) | (cut > 0) | (runs > MOST_RUNS)] = 0
    quads: list[Quad] = []
    for i in np.argsort(-worth, kind="stable")[:TRIED]:
        if worth[i] <= 0:
            break
        points = [
            (xs[p, q], ys[p, q])
            for p, q in ((a, c), (a, d), (b, d), (b, c))
            for p, q in [(p[i], q[i])]
        ]
        quads.append(Quad(geometry.ordered(points).astype(np.float64), int(runs[i])))
    return quads


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
    near_in = np.nan_to_num(values[..., middle + 1 : middle + 4].mean(axis=-1))
    near_out = np.nan_to_num(values[..., middle - 3 : middle].mean(axis=-1))
    outsides = np.nan_to_num(values[..., : middle - 3].mean(axis=-1))
    wide = np.nan_to_num(values[..., middle + 4 :].mean(axis=-1)) - outsides
    return _verdicts(near_in - near_out, wide, (near_in, outsides), least)


def _verdicts(
    steps: Floats, wide: Floats, surfaces: tuple[Floats, Floats], least: float
) -> list[Verdict]:
    """Arrays are (n, 4, places); what follows is the same for each quad and side."""
    insides, outsides = surfaces
    own = steps[..., BEYOND:-BEYOND]
    typical = np.median(own, axis=-1)
    level = np.maximum(least, 0.2 * np.abs(typical))[..., None]
    bright, dark = (own > level).mean(axis=-1), (own < -level).mean(axis=-1)
    # Past the corner, the same step in the same direction, most of the way.
    sign = np.sign(typical)[..., None]
    half = np.maximum(least, 0.5 * np.abs(typical))[..., None]
    ends = (steps[..., :BEYOND], steps[..., -BEYOND:])
    runs_on = sum(((end * sign > half).mean(axis=-1) > 0.7).sum(axis=-1) for end in ends)
    corners, loose = _meetings(np.abs(own) > level)
    broad = np.median(wide[..., BEYOND:-BEYOND], axis=-1)
    frame = (np.abs(broad) < 0.25 * np.abs(typical)).sum(axis=-1)
    changes, joined, outside = _sides_of(insides, outsides)
    across = np.maximum(np.median(np.abs(own), axis=-1), least)
    sides = np.maximum(bright, dark) + 0.3 * np.minimum(bright, dark)
    brighter = (bright / np.maximum(bright + dark, 1e-6)).mean(axis=-1)
    return [
        Verdict(
            sides=sides[i],
            bright=float(brighter[i]),
            frame=int(frame[i]),
            uneven=float(np.median(changes[i] / across[i])),
            runs_on=int(np.asarray(runs_on)[i]),
            roughest=float((changes[i] / across[i]).max()),
            joined=bool(joined[i]),
            step=typical[i],
            broad=broad[i],
            outside=float(outside[i]),
            corners=int(corners[i]),
            loose=bool(loose[i]),
        )
        for i in range(len(steps))
    ]


def _meetings(edge: Flags) -> tuple[Floats, Flags]:
    """At how many corners both sides have their edge, and whether some side has it at neither."""
    share = max(2, PLACES // 8)
    starts, lasts = (part.mean(axis=-1) > 0.5 for part in (edge[..., :share], edge[..., -share:]))
    corners = (starts & np.roll(lasts, 1, axis=-1)).sum(axis=-1)
    starts, lasts = (
        part.mean(axis=-1) > 0.6 for part in (edge[..., :AT_CORNER], edge[..., -AT_CORNER:])
    )
    met = starts & np.roll(lasts, 1, axis=-1)
    loose = (~met & ~np.roll(met, -1, axis=-1)).any(axis=-1)
    return corners, loose


def _sides_of(insides: Floats, outsides: Floats) -> tuple[Floats, Flags, Floats]:
    """How much the inside changes along each side; and of each quad: whether the paper goes
    on beyond one, and how bright the outside is, as a share of the inside.
    """
    inside = insides[..., BEYOND:-BEYOND:4]
    changes = np.median(np.abs(np.diff(inside, axis=-1)), axis=-1)
    within = np.maximum(np.median(inside, axis=-1), 1.0)
    goes_on = np.median(outsides[..., BEYOND:-BEYOND], axis=-1) / within
    outside = np.median(goes_on, axis=-1)
    # A dark band along the inside is no paper that goes on.
    goes_on[within < 0.8 * within.max(axis=-1, keepdims=True)] = 0.0
    goes_on.sort(axis=-1)
    joined = (goes_on[:, 3] > SAME) & (goes_on[:, 2] < OTHER)
    return changes, joined, outside


def doubled(grey: Grey, corners: Floats) -> bool:
    """Whether along some side the table shows inside: patterned, and darker than the paper is a
    little deeper. Then the side lies on the table's pattern, beside the paper's own edge.
    """
    lengths = geometry.side_lengths(corners)
    to_picture = geometry.unit_to_picture(corners)
    shares = np.linspace(0.08, 0.92, 40)
    for side in range(4):
        depth = float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2
        rows = []
        for inside in (3.0, 5.0, 16.0, 20.0):
            x, y = shares, np.full_like(shares, inside / max(depth, 41.0))
            turned = [(x, y), (1 - y, x), (1 - x, 1 - y), (y, 1 - x)][side]
            points = geometry.mapped(np.column_stack(turned), to_picture)
            seen = cv2.remap(grey, points[:, :1], points[:, 1:], cv2.INTER_LINEAR)
            rows.append(np.asarray(seen, np.float64).ravel())
        near, deep = (rows[0] + rows[1]) / 2, (rows[2] + rows[3]) / 2
        rough = float(np.median(np.abs(np.diff(near[::3]))))
        if float(np.median(deep - near)) > 0.12 * float(np.median(deep)) and rough > 6:
            return True
    return False
