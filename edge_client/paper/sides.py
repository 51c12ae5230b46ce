"""A quad fitted to the edges of the page with parts of a pixel. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge_client.devices.opencv import cv2
from edge_client.paper.geometry import Corners
from edge_client.paper.lines import Floats, Grey

PLACES: Final = 96
"""Along each side where the edge is measured."""


FIRST_REACH: Final = 11
"""Pixels to either side in which a side's edge is looked for."""
LAST_REACH: Final = 7
NEAR: Final = 5
"""Pixels to either side of the common edge in which each place's own one lies."""
NEAR_LINE: Final = 0.8
"""Pixels from a line within which an edge belongs to it."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Corners where straight lines through the measured edges meet. `share` is the least of the
    four sides' shares that lie on their line, `drift` the largest share that lies beside it and
    leaves it gradually, as a bent edge does and a hand does not.
    """

    corners: Corners
    share: float
    drift: float


def refined(grey: Grey, corners: Floats) -> Fit | None:
    """The quad fitted to the edges near it; None when there are none."""
    quad = np.asarray(corners, np.float64)
    share, drift = 1.0, 0.0
    for reach in (FIRST_REACH, LAST_REACH):
        fits = [_side(grey, quad[i], quad[(i + 1) % 4], reach) for i in range(4)]
        sides = [fit for fit in fits if fit is not None]
        if len(sides) < 4:
            return None
        points = [_meet(sides[i - 1][0], sides[i][0]) for i in range(4)]
        met = [point for point in points if point is not None]
        if len(met) < 4:
            return None
        quad = np.array(met)
        share = min(side[1] for side in sides)
        drift = max(side[2] for side in sides)
    return Fit(quad.astype(np.float32), share, drift)


def edge_places(
    grey: Grey, first: Floats, last: Floats, reach: int, places: int = PLACES
) -> tuple[Floats, Floats, Floats]:
    """(points on the segment (n, 2), offsets across it (n), strengths (n)) of the edge.

    The offset is in pixels, positive to the inside of a clockwise quad; the strength, in grey
    levels per pixel, is positive when it is brighter inside.
    """
    way = last - first
    length = float(np.hypot(*way))
    unit = way / max(length, 1e-6)
    inward = np.array([-unit[1], unit[0]])
    along = np.linspace(0.03, 0.97, places)[:, None] * way + first
    across = np.arange(-reach - 2, reach + 3, dtype=np.float64)
    points = along[:, None, :] + across[None, :, None] * inward
    seen = cv2.remap(
        grey,
        points[..., 0].astype(np.float32),
        points[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float64)
    # A little along the edge, against noise; then the slope across it.
    seen = np.asarray(cv2.blur(seen, (1, 3)), np.float64)
    slope = (seen[:, 2:] - seen[:, :-2]) / 2
    slope = (slope[:, :-2] + 2 * slope[:, 1:-1] + slope[:, 2:]) / 4
    return along, across[2:-2], slope


def _side(
    grey: Grey, first: Floats, last: Floats, reach: int
) -> tuple[Floats, float, float] | None:
    """((nx, ny, rho) of the line through one side's edge, share of it on the line, drift)."""
    along, across, slope = edge_places(grey, first, last, reach)
    # The paper's own edge is sharp; the shadow beside it, which may be what was found, is not.
    common = np.median(slope, axis=0)
    common = common if np.abs(common).max() > 0.5 else slope.mean(axis=0)
    at = int(np.abs(common).argmax())
    low, high = max(0, at - NEAR), at + NEAR + 1
    across, signed = across[low:high], slope[:, low:high] * float(np.sign(common[at]) or 1.0)
    best = signed.argmax(axis=1)
    strength = signed[np.arange(len(best)), best]
    offset = across[best] + _peak(signed, best)
    level = max(0.6, 0.4 * float(np.percentile(strength, 70)))
    way = (last - first) / max(float(np.hypot(*(last - first))), 1e-6)
    inward = np.array([-way[1], way[0]])
    good = strength > level
    if good.sum() < 0.2 * len(good):
        return None
    places = np.linspace(0, 1, len(best))
    lean, start = _robust_line(places[good], offset[good])
    p = along[0] + start * inward
    q = along[-1] + (lean + start) * inward
    direction = (q - p) / max(float(np.hypot(*(q - p))), 1e-6)
    normal = np.array([-direction[1], direction[0]])
    away = offset - start - lean * places
    # Beside a pattern the strongest edge may be another one: one at the line will do.
    close = np.abs(across[None, :] - (start + lean * places)[:, None]) <= 1.5
    on_line = np.where(close, signed, 0.0).max(axis=1) > level
    share = float(on_line.mean())
    beside = good & ~on_line & (np.abs(away) > 1.2)
    gradual = beside[1:] & beside[:-1] & (np.abs(np.diff(away)) < 0.7)
    return np.array([normal[0], normal[1], float(normal @ p)]), share, float(gradual.mean())


def _peak(slope: Floats, best: np.typing.NDArray[np.intp]) -> Floats:
    """Parts of a pixel by which a parabola's top lies beside the greatest value."""
    rows = np.arange(len(best))
    middle = np.clip(best, 1, slope.shape[1] - 2)
    left, centre, right = slope[rows, middle - 1], slope[rows, middle], slope[rows, middle + 1]
    bend = left - 2 * centre + right
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend < -1e-9, 0.5 * (left - right) / bend, 0.0)
    shift = np.where(middle == best, np.clip(shift, -0.5, 0.5), 0.0)
    return np.asarray(shift, np.float64)


def _robust_line(places: Floats, offsets: Floats) -> tuple[float, float]:
    """Slope and start of a line through most of the points: the best of fixed pairs, then least
    squares of what lies near it.
    """
    chosen = np.linspace(0, len(places) - 1, min(len(places), 24)).astype(np.intp)
    i, j = np.triu_indices(len(chosen), 1)
    i, j = chosen[i], chosen[j]
    far = places[j] - places[i] > 0.25
    i, j = i[far], j[far]
    inliers = np.ones(len(places), bool)
    if len(i):
        slopes = (offsets[j] - offsets[i]) / (places[j] - places[i])
        away = offsets[None, :] - offsets[i][:, None]
        near = np.abs(away - slopes[:, None] * (places[None, :] - places[i][:, None])) < NEAR_LINE
        inliers = near[int(near.sum(axis=1).argmax())]
    slope, start = 0.0, float(np.median(offsets))
    for _ in range(2):
        if inliers.sum() < 2 or np.ptp(places[inliers]) < 0.1:
            return 0.0, float(np.median(offsets))
        slope, start = np.polyfit(places[inliers], offsets[inliers], 1)
        inliers = np.abs(offsets - start - slope * places) < NEAR_LINE
    return float(slope), float(start)


def _meet(one: Floats, other: Floats) -> Floats | None:
    cross = float(one[0] * other[1] - one[1] * other[0])
    if abs(cross) < 0.3:
        return None
    return np.array(
        [
            (one[2] * other[1] - other[2] * one[1]) / cross,
            (other[2] * one[0] - one[2] * other[0]) / cross,
        ]
    )
