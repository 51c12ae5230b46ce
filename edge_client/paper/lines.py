"""Straight edges in a grey picture: a Hough transform whose pixels vote by their gradient. Pure.

Each edge pixel votes only for lines that lie across its own gradient (O'Gorman and Clowes, 1976),
so a long weak edge beats many short strong ones: white paper on a white table shows nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

BINS: Final = 180
"""Directions around the full circle: the gradient's sign counts."""
SPREAD: Final = 3
"""Bins to either side for which a pixel votes; noise turns gradients by some degrees."""
HALF: Final = BINS // 2
FIT_SPREAD: Final = 9
"""Bins to either side of which pixels are fitted."""
RHO_STEP: Final = 1.5
"""Pixels."""
AROUND: Final = 14.0
"""Pixels from a peak's line within which its own edge lies, however it turns."""
FLAT: Final = 6
"""Half the side of the square beside an edge that has to be flat, in pixels."""
FLAT_BUSY: Final = 10
BUSY: Final = 8000
"""Edge pixels from which a pattern is to be kept out by a larger square."""
MOST_PIXELS: Final = 24_000
"""Edge pixels that vote; a checked tablecloth has more, which then are thinned out evenly."""

_ANGLES: Final = np.arange(BINS) * (2 * np.pi / BINS)
_COS: Final = np.cos(_ANGLES)
_SIN: Final = np.sin(_ANGLES)


@dataclass(frozen=True, eq=False)
class Line:
    """`x * nx + y * ny = rho`, in pixels.

    Along the line, `t = -x * ny + y * nx`. `support` holds, at whole pixels from `start` on, how
    many of the pixels before have an edge of this direction, of either sign: beside a checked
    tablecloth a sheet is now the brighter, now the darker.
    """

    nx: float
    ny: float
    rho: float
    weight: float
    """Pixels of edge."""
    start: float
    support: Floats

    def supported(self, places: Floats) -> Floats:
        """How many pixels of edge lie before each of these places along the line."""
        index = np.rint(places - self.start).astype(np.intp)
        # As np.clip does, which takes thrice the time for so few.
        index = np.minimum(np.maximum(index, 0), len(self.support) - 1)
        counted: Floats = self.support[index]
        return counted


def edge_points(grey: Grey, floor: float) -> Floats:
    """(n, 5): x, y, the gradient's unit direction and a weight, at thin edges.

    `floor` is the least gradient, in Sobel's units (four times grey levels per pixel).
    """
    dx, dy = cv2.spatialGradient(grey)
    # The weak threshold follows the picture's own noise, which a median of all pixels shows.
    level = float(np.median(np.abs(dx[::4, ::4])) + np.median(np.abs(dy[::4, ::4])))
    low = float(np.clip(2.2 * level, floor, 3 * floor))
    edges = cv2.Canny(dx, dy, low, 1.6 * low, L2gradient=True)
    ys, xs = np.nonzero(edges)
    if len(xs) > MOST_PIXELS:
        step = len(xs) / MOST_PIXELS
        chosen = (np.arange(MOST_PIXELS) * step).astype(np.intp)
        xs, ys = xs[chosen], ys[chosen]
    gx, gy = dx[ys, xs].astype(np.float64), dy[ys, xs].astype(np.float64)
    size = np.maximum(np.hypot(gx, gy), 1e-6)
    # A strong edge counts for more, but not for so much that a weak long one drowns.
    weight = np.clip(np.sqrt(size / low), 0.5, 4.0)
    points = np.column_stack([xs, ys, gx / size, gy / size, weight])
    flat = FLAT if len(points) < BUSY else FLAT_BUSY
    return points[_beside_flat(grey, points, flat)]


def _beside_flat(grey: Grey, points: Floats, half: int) -> npt.NDArray[np.bool_]:
    """Which edges have something flat on one side, as paper is: not the inside of a pattern."""
    wide = grey.astype(np.float32)
    window = (2 * half + 1, 2 * half + 1)
    mean = cv2.boxFilter(wide, -1, window)
    square = cv2.sqrBoxFilter(wide, -1, window)
    rows, columns = grey.shape

    def beside(sign: float) -> tuple[Any, Any]:
        away = sign * (half + 2)
        x = np.clip(np.rint(points[:, 0] + away * points[:, 2]), 0, columns - 1).astype(np.intp)
        y = np.clip(np.rint(points[:, 1] + away * points[:, 3]), 0, rows - 1).astype(np.intp)
        level = mean[y, x]
        return level, np.sqrt(np.maximum(square[y, x] - level * level, 0))

    (bright, bright_spread), (dark, dark_spread) = beside(1.0), beside(-1.0)
    step = np.maximum(np.abs(bright - dark), 3.0)
    flat: npt.NDArray[np.bool_] = np.minimum(bright_spread, dark_spread) < 0.4 * step + 1.0
    return flat


def find_lines(grey: Grey, floor: float, most: int, shortest: float) -> list[Line]:
    """The longest straight edges, at most `most`, each of at least `shortest` pixels."""
    points = edge_points(grey, floor)
    if len(points) < shortest:
        return []
    rows, columns = grey.shape
    centre = np.array([(columns - 1) / 2, (rows - 1) / 2])
    centred = points[:, :2] - centre
    half = int(np.hypot(*centre) / RHO_STEP) + 4
    nearest = _bins(points[:, 2:4])
    votes = _votes(centred, nearest, points[:, 4], half)
    # Pixels by direction, either sign: a line looks only at those that lie along it.
    half_bins = nearest % HALF
    order = np.argsort(half_bins, kind="stable")
    starts = np.searchsorted(half_bins[order], np.arange(HALF + 1))
    twice = np.concatenate([order, order])
    places, gradients = centred[twice], points[twice, 2:4]
    lines: list[Line] = []
    for angle, offset in _peaks(votes, most, shortest):
        first, last = (angle - FIT_SPREAD) % HALF, (angle - FIT_SPREAD) % HALF + 2 * FIT_SPREAD + 1
        end = starts[last] if last <= HALF else len(order) + starts[last - HALF]
        own = slice(int(starts[first]), int(end))
        rho = (offset - half) * RHO_STEP
        line = _fit(places[own], gradients[own], float(_ANGLES[angle]), rho, shortest)
        if line is not None:
            lines.append(_moved(line, centre))
    return _distinct(lines)


def _bins(gradients: Floats) -> npt.NDArray[np.intp]:
    angle = np.arctan2(gradients[:, 1], gradients[:, 0])
    return np.rint(angle * (BINS / (2 * np.pi))).astype(np.intp) % BINS


def _votes(points: Floats, nearest: npt.NDArray[np.intp], weight: Floats, half: int) -> Any:
    spread = np.arange(-SPREAD, SPREAD + 1)
    bins = (nearest[:, None] + spread[None, :]) % BINS
    rho = points[:, :1] * _COS[bins] + points[:, 1:2] * _SIN[bins]
    offset = np.rint(rho / RHO_STEP).astype(np.intp) + half
    width = 2 * half + 1
    cells = (bins * width + offset).ravel()
    flat = np.bincount(cells, np.repeat(weight, len(spread)), minlength=BINS * width)
    votes = flat.reshape(BINS, width).astype(np.float32)
    # A line between two cells votes for both.
    return cv2.filter2D(votes, -1, np.array([[0.5, 1.0, 0.5]], np.float32))


def _peaks(votes: Any, most: int, least: float) -> list[tuple[int, int]]:
    """(direction bin, offset cell) of local maxima, best first."""
    wrap = 4
    wide = np.vstack([votes[-wrap:], votes, votes[:wrap]])
    around = cv2.dilate(wide, np.ones((2 * wrap + 1, 7), np.uint8))[wrap:-wrap]
    rows, columns = np.nonzero((votes >= around) & (votes >= 0.6 * least))
    order = np.argsort(-votes[rows, columns], kind="stable")[:most]
    return [(int(rows[i]), int(columns[i])) for i in order]


def _fit(
    points: Floats, gradients: Floats, angle: float, rho: float, shortest: float
) -> Line | None:
    """The line through the pixels near a peak, by total least squares, twice."""
    nx, ny = float(np.cos(angle)), float(np.sin(angle))
    around = np.abs(points @ np.array([nx, ny]) - rho) < AROUND
    x, y = np.ascontiguousarray(points[around].T)
    aligned = gradients[around] @ np.array([nx, ny])
    for reach, turn in ((3.0, 0.92), (2.0, 0.92)):
        near = np.flatnonzero((np.abs(x * nx + y * ny - rho) < reach) & (aligned > turn))
        if len(near) < 0.5 * shortest:
            return None
        mean_x, mean_y = float(x[near].mean()), float(y[near].mean())
        away_x, away_y = x[near] - mean_x, y[near] - mean_y
        xx, yy = float(away_x @ away_x), float(away_y @ away_y)
        # The normal is the direction of least spread.
        lean = 0.5 * math.atan2(2 * float(away_x @ away_y), xx - yy)
        sign = 1.0 if -math.sin(lean) * nx + math.cos(lean) * ny > 0 else -1.0
        nx, ny = -math.sin(lean) * sign, math.cos(lean) * sign
        rho = mean_x * nx + mean_y * ny
    near = np.flatnonzero((np.abs(x * nx + y * ny - rho) < 2.0) & (np.abs(aligned) > 0.9))
    along = -x[near] * ny + y[near] * nx
    if len(along) < 0.5 * shortest:
        return None
    start = float(np.floor(along.min())) - 2
    length = int(along.max() - start) + 4
    there = np.zeros(length, np.uint8)
    there[np.rint(along - start).astype(np.intp)] = 1
    there = cv2.dilate(there[None, :], np.ones((1, 3), np.uint8))[0]  # thin edges skip a pixel
    support = np.concatenate([[0.0], np.cumsum(there, dtype=np.float64)])
    weight = float(support[-1])
    return Line(nx, ny, rho, weight, start, support) if weight >= shortest else None


def _moved(line: Line, by: Floats) -> Line:
    rho = line.rho + float(by[0]) * line.nx + float(by[1]) * line.ny
    start = line.start - float(by[0]) * line.ny + float(by[1]) * line.nx
    return Line(line.nx, line.ny, rho, line.weight, start, line.support)


def _distinct(lines: list[Line]) -> list[Line]:
    """Without those that two peaks have led to."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda each: -each.weight):
        ends = (line.start, line.start + len(line.support) - 1)
        x = [line.rho * line.nx - t * line.ny for t in ends]
        y = [line.rho * line.ny + t * line.nx for t in ends]
        if not any(
            abs(other.nx * x[0] + other.ny * y[0] - other.rho) < 1.5
            and abs(other.nx * x[1] + other.ny * y[1] - other.rho) < 1.5
            for other in kept
        ):
            kept.append(line)
    return kept
