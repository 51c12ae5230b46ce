"""A quad fitted to the edges of the page with parts of a pixel. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np

from edge_client.devices.opencv import cv2
from edge_client.paper.geometry import Corners
from edge_client.paper.lines import Floats, Grey

PLACES: Final = 96
"""Along each side where the edge is measured."""


FIRST_REACH: Final = 11
"""Pixels to either side in which a side's edge is looked for."""
NEAR: Final = 4
"""Pixels to either side of the common edge in which each place's own one lies."""
NEAR_LINE: Final = 0.8
"""Pixels from a line within which an edge belongs to it."""


def refined(grey: Grey, corners: Floats) -> Corners | None:
    """The corners where lines through the measured edge meet; None when the edge is not there."""
    quad = np.asarray(corners, np.float64)
    for reach in (FIRST_REACH, 3):
        fits = [_side(grey, quad[i], quad[(i + 1) % 4], reach) for i in range(4)]
        lines = [fit for fit in fits if fit is not None]
        if len(lines) < 4:
            return None
        points = [_meet(lines[i - 1], lines[i]) for i in range(4)]
        met = [point for point in points if point is not None]
        if len(met) < 4:
            return None
        quad = np.array(met)
    return quad.astype(np.float32)


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


def _side(grey: Grey, first: Floats, last: Floats, reach: int) -> Floats | None:
    """(nx, ny, rho) of the line through one side's edge."""
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
    slope_a, offset_b = _robust_line(places[good], offset[good])
    ends = np.array([offset_b, slope_a + offset_b])
    p = along[0] + ends[0] * inward
    q = along[-1] + ends[1] * inward
    direction = (q - p) / max(float(np.hypot(*(q - p))), 1e-6)
    normal = np.array([-direction[1], direction[0]])
    return np.array([normal[0], normal[1], float(normal @ p)])


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
