"""Where a sheet goes on past what was taken for its side. Pure.

A dark band or a photograph that is printed to the edge makes its other edge look like the paper's:
bright here, dark there, as on a dark table. But the two sides beside it go on, straight past its
corners, as no table's pattern does on both. Where they end together the sheet ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.lines import Floats, Grey
from edge_client.paper.nesting import turned

START: Final = 4.0
"""Pixels past a corner at which its side must have ended; nearer it may be smeared."""
LEAST: Final = 22.0
"""Pixels that it goes on at least: a shadow beside a sheet is shorter."""
SHARE: Final = 0.06
"""The same as a share of the page."""
FARTHEST: Final = 1.3
"""How far a sheet is looked for past a side, in heights of what was found."""
STEP: Final = 3.0
CLEAR: Final = 8.0
"""Grey levels of an edge, at least: of one where the table has none, and of any other."""
AGREE: Final = 0.78
"""Share of the places that must have a step of the same sign."""
FAINT: Final = 1.5
AGREE_FAINT: Final = 0.91
NEARBY: Final = 16
CONTRAST: Final = 3.5
"""Of a step that is smaller, at both ends: grey levels at least, or the noise so many times; share
of the places that have it; and by the steps on so many pixels of the table beside it."""
DISTINCT: Final = 16.0
"""Grey levels at both ends from which a step is no longer faint."""
WIDER: Final = 40
"""Pixels inside a ray that are plain where a table has its pattern; squares of a cloth end there."""
SEEN: Final = 1.0
PLAIN: Final = 2.0
"""Of an edge past a corner: that there is one, and that the table has none like it."""
ALONG: Final = 24
"""Places along an edge that is looked at."""
OUTSIDE: Final = 44
INSIDE: Final = 12
"""Pixels to either side of a ray that are looked at: table, and what may be the sheet."""
ASIDE: Final = 5
"""Pixels that the edge may lie beside it."""
MORE: Final = 2.0
"""Step on a ray by those beside it, of which one may be an edge of something else."""
ROUGH: Final = 9.0
ROUGHER: Final = 3.0
"""Deviation of brightness along a table's pattern, in grey levels, and by that of what is printed."""
NEAREST: Final = (2.5, 8.5)
"""Pixels before a corner at which its sides are looked at once more."""
FADED: Final = 0.25
"""Step there by that farther away, below which there is no edge."""
BETWEEN: Final = 3
"""Pixels to either side of a line whose means make its step."""


def past_sides(grey: Grey, corners: npt.ArrayLike) -> list[int]:
    """The sides (0 top, 1 right, 2 bottom, 3 left) past which both sides beside it go on."""
    past = []
    for side, looks in enumerate(_beside_corners(grey, corners)):
        seen = [_sure(look) for look in looks]
        if len(seen) == 2 and min(seen) >= SEEN and max(seen) >= PLAIN:
            past.append(side)
    return past


def banded_sides(grey: Grey, corners: npt.ArrayLike) -> list[int]:
    """The sides past which what is printed to the edge goes on, though it shows less than in
    `past_sides`: in nearly the table's own tone, or plain on a table that has a pattern.
    """
    banded = []
    for side, looks in enumerate(_beside_corners(grey, corners, WIDER)):
        if len(looks) == 2 and (_faintly(looks) or _textured(looks)):
            banded.append(side)
        elif len(looks) == 1 and _stepped(looks[0][:, : INSIDE - WIDER], CLEAR) >= PLAIN:
            banded.append(side)  # the other end lies at the picture's: nothing tells against it
    return banded


def of_a_cloth(past: list[int]) -> set[int]:
    """Two opposite ones of these sides, past which the lines of a checked cloth may go on; else none."""
    return next((pair for pair in ({0, 2}, {1, 3}) if pair <= set(past)), set())


def too_far(grey: Grey, corners: npt.ArrayLike) -> bool:
    """Whether some side lies beside the sheet, on a seam of the table: the two sides beside it have
    lost their edge before they meet it.
    """
    quad = np.asarray(corners, np.float64)
    lengths = geometry.side_lengths(quad)
    for side in range(4):
        ends = []
        for ray, length in zip(
            _rays(quad, side), (lengths[side - 1], lengths[(side + 1) % 4]), strict=True
        ):
            last = np.linspace(-NEAREST[1], -NEAREST[0], ALONG // 2)
            rest = np.linspace(-0.5 * float(length), -0.15 * float(length), ALONG)
            ends.append(_edge(grey, ray, last) < FADED * _edge(grey, ray, rest))
        if all(ends):
            return True
    return False


def _edge(grey: Grey, ray: _Ray, places: Floats) -> float:
    """Median step across a ray at these distances, grey levels."""
    across = np.arange(-2 * BETWEEN, 2 * BETWEEN + 1, dtype=np.float64)
    points = ray.corner + places[:, None, None] * ray.way + across[None, :, None] * ray.inner
    return float(np.abs(np.median(_steps(_seen(grey, points)[0]), axis=0)).max())


def grown(grey: Grey, corners: npt.ArrayLike, side: int) -> Floats | None:
    """The quad with that side moved outwards to where the sheet ends; None where that is not seen."""
    quad = np.asarray(corners, np.float64)
    lengths = geometry.side_lengths(quad)
    depth = float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2
    to_picture = geometry.unit_to_picture(quad)
    # As far as it was seen to go on there is no end yet.
    distances = np.arange(START + max(LEAST, SHARE * depth), FARTHEST * depth) / depth
    shares = np.linspace(0.04, 0.96, 2 * ALONG)
    across, along = np.meshgrid(-distances, shares, indexing="ij")
    unit = turned(np.column_stack([along.ravel(), across.ravel()]), -side % 4)
    points = geometry.mapped(unit, to_picture).astype(np.float64)
    seen, there = _seen(grey, points.reshape(*across.shape, 2))
    inside = there.all(axis=1)
    last = len(distances) if inside.all() else int(np.argmin(inside))
    if last < 4 * BETWEEN:
        return None
    steps = _steps(seen[:last].T)
    common = np.median(steps, axis=0)
    agree = (np.sign(steps) == np.sign(common)).mean(axis=0)
    worth = np.where(agree > AGREE, np.abs(common), 0.0)
    for at in np.argsort(-worth, kind="stable")[:8]:
        if worth[at] < STEP:
            return None
        end = float(distances[at + BETWEEN])
        larger = _moved(to_picture, quad, side, end)
        # The sides beside it reach as far as that, and no farther.
        if _reaches(grey, larger, side, end * depth) and side not in past_sides(grey, larger):
            return larger
    return None


def _moved(to_picture: Floats, quad: Floats, side: int, by: float) -> Floats:
    unit = turned(np.array([[0.0, -by], [1.0, -by]]), -side % 4)
    ends = geometry.mapped(unit, to_picture).astype(np.float64)
    larger = quad.copy()
    larger[side], larger[(side + 1) % 4] = ends
    return larger


def _reaches(grey: Grey, larger: Floats, side: int, length: float) -> bool:
    """Whether both sides beside a side that was moved outwards are edges as far as to it."""
    places = np.linspace(-length + START, -START, ALONG)
    return all(_goes_on(grey, ray, places) >= SEEN for ray in _rays(larger, side))


@dataclass(frozen=True, eq=False)
class _Ray:
    """One end of a side: from `corner` on along the side beside it, outwards; `inner` is the unit
    vector across it, to where the sheet would be.
    """

    corner: Floats
    way: Floats
    inner: Floats


def _rays(quad: Floats, side: int) -> list[_Ray]:
    rays = []
    for corner, before, sign in ((side, side - 1, 1.0), (side + 1, side + 2, -1.0)):
        way = quad[corner % 4] - quad[before % 4]
        way = way / max(float(np.hypot(*way)), 1e-6)
        rays.append(_Ray(quad[corner % 4], way, sign * np.array([-way[1], way[0]])))
    return rays


def _goes_on(grey: Grey, ray: _Ray, places: Floats) -> float:
    """How sure it is that there is an edge along a ray at these distances: the same step
    everywhere, or the end of the table's pattern. 0, SEEN or PLAIN.
    """
    seen = _beside(grey, ray, places)
    return 0.0 if seen is None else _sure(seen)


def _beside_corners(
    grey: Grey, corners: npt.ArrayLike, inside: int = INSIDE
) -> Iterator[list[Floats]]:
    """For each side what is seen past its corners, along the sides beside it (see `_beside`); fewer
    than two where the picture ends.
    """
    quad = np.asarray(corners, np.float64)
    lengths = geometry.side_lengths(quad)
    for side in range(4):
        reach = max(LEAST, SHARE * float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2)
        places = np.linspace(START, START + reach, ALONG)
        looks = [_beside(grey, ray, places, inside) for ray in _rays(quad, side)]
        yield [look for look in looks if look is not None]


def _beside(grey: Grey, ray: _Ray, places: Floats, inside: int = INSIDE) -> Floats | None:
    """Levels at these distances (rows) from the table to what may be the sheet (columns, the ray's
    own before the last `inside`); None where the picture ends.
    """
    across = np.arange(-OUTSIDE, inside + 1, dtype=np.float64)
    points = ray.corner + places[:, None, None] * ray.way + across[None, :, None] * ray.inner
    seen, there = _seen(grey, points)
    whole = np.all(there, axis=0)
    if not np.all(whole[OUTSIDE - INSIDE :]):
        return None
    return seen[:, int(np.argmax(whole)) :]  # what the picture shows of the table


def _sure(seen: Floats) -> float:
    return PLAIN if _smoother(seen) else _stepped(seen)


def _faintly(looks: list[Floats]) -> bool:
    """Whether at both ends there is the same small step at nearly every place, above the noise:
    a band of nearly the table's own tone.
    """
    levels, contrasts = [], []
    for seen in looks:
        steps = _steps(seen[:, : seen.shape[1] - WIDER + INSIDE])
        common = np.median(steps, axis=0)
        middle = len(common) - 1 - INSIDE + BETWEEN
        best = middle - ASIDE + int(np.abs(common[middle - ASIDE : middle + ASIDE + 1]).argmax())
        level = float(common[best])
        noise = float(np.median(np.abs(np.diff(seen, axis=0))))
        agree = float((np.sign(steps[:, best]) == np.sign(level)).mean())
        if abs(level) <= FAINT * max(1.0, noise) or agree < AGREE_FAINT:
            return False
        first = max(0, best - ASIDE)
        beside = np.delete(common, np.arange(first, min(best + ASIDE + 1, len(common))))
        usual = np.percentile(np.abs(beside[max(0, first - NEARBY) :]), 80)
        levels.append(level)
        contrasts.append(abs(level) / max(float(usual), 0.3))
    faint = min(abs(levels[0]), abs(levels[1])) < DISTINCT
    return faint and levels[0] * levels[1] > 0 and min(contrasts) > CONTRAST


def _textured(looks: list[Floats]) -> bool:
    """Whether the table is patterned up to both rays and what lies between them is not."""
    pairs = []
    for seen in looks:
        middle = seen.shape[1] - 1 - WIDER
        outside, inside = seen[:, max(0, middle - 20) : middle - ASIDE], seen[:, middle + BETWEEN :]
        pairs.append((_grain(outside), _grain(inside)))
    coarser = all(outside > 1.6 * inside + 0.8 for outside, inside in pairs)
    return coarser and any(outside > 2 * inside + 1 for outside, inside in pairs)


def _grain(seen: Floats) -> float:
    """Mean change over two pixels, both ways."""
    down = np.abs(seen[2:] - seen[:-2]).mean()
    return float(down + np.abs(seen[:, 2:] - seen[:, :-2]).mean()) / 2


def _stepped(seen: Floats, least: float = STEP) -> float:
    steps = _steps(seen)
    common = np.abs(np.median(steps, axis=0))
    middle = len(common) - 1 - INSIDE + BETWEEN
    near = common[middle - ASIDE : middle + ASIDE + 1]
    best = middle - ASIDE + int(near.argmax())
    sign = np.sign(np.median(steps[:, best]))
    agree = float((np.sign(steps[:, best]) == sign).mean())
    level = float(common[best])
    if level <= least or agree < AGREE:
        return 0.0
    # A table's own pattern has more such edges; a shadow's slope is as steep beside it.
    beside = np.delete(common, np.arange(best - ASIDE, min(best + ASIDE + 1, len(common))))
    if level > MORE * float(np.percentile(beside, 88)):
        return PLAIN
    return SEEN if level > CLEAR else 0.0


def _smoother(seen: Floats) -> bool:
    rough = seen.std(axis=0)
    middle = len(rough) - 1 - INSIDE
    outside, inside = rough[middle - INSIDE : middle - ASIDE], rough[middle + ASIDE :]
    return float(outside.mean()) > max(ROUGH, ROUGHER * float(inside.mean()))


def _steps(rows: Floats) -> Floats:
    """Of each row: mean of BETWEEN pixels after a place less that of those before it."""
    total = np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)
    mean = (total[:, BETWEEN:] - total[:, :-BETWEEN]) / BETWEEN
    return np.asarray(mean[:, BETWEEN + 1 :] - mean[:, : -BETWEEN - 1], np.float64)


def _seen(grey: Grey, points: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(n, m) levels at points (n, m, 2), and which of them lie in the picture."""
    flat = points.astype(np.float32)
    x, y = np.ascontiguousarray(flat[..., 0]), np.ascontiguousarray(flat[..., 1])
    seen = cv2.remap(grey, x, y, cv2.INTER_LINEAR)
    rows, columns = grey.shape
    there = (x >= 1) & (y >= 1) & (x <= columns - 2) & (y <= rows - 2)
    return np.asarray(seen, np.float64), there
