"""Where the page lies in a camera's picture. Pure.

Straight edges (`lines`), combined to quads and looked at closely (`quads`), the best one fitted
to the edge with parts of a pixel (`sides`). None rather than a wrong page: a receiver then sees
what the camera sees, which is always readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.curve import Curve
from edge_client.paper.geometry import Corners
from edge_client.paper.lines import Floats, Grey, find_lines
from edge_client.paper.quads import Verdict, combinations, judge
from edge_client.paper.sides import refined

SMALL: Final = 512
"""Long side of the picture in which lines are looked for, in pixels."""
PRINT: Final = 9
"""Dark things narrower than this many small pixels are print, not paper's edge."""
MOST_LINES: Final = 36
ENOUGH: Final = 0.62
"""Worth from which a quad is believed."""


@dataclass(frozen=True, eq=False)
class Found:
    """A page in a picture. `score` is from 0 to 1; `curve` None when its sides are straight."""

    corners: Corners
    score: float
    curve: Curve | None = None


def find_page(grey: Grey, near: Corners | None = None) -> Found | None:
    """The page in a grey picture of at most about 1024 pixels, or None when there is none to trust.

    Corners are in that picture's pixels. Of several pages the one `near` the corners given is
    preferred (`Tracker.corners`), otherwise the large one in the middle.
    """
    if grey.ndim != 2 or grey.dtype != np.uint8 or min(grey.shape) < 64:
        return None
    factor = min(1.0, SMALL / max(grey.shape))
    size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    small = cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.uint8, copy=False)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (PRINT, PRINT))
    blank = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel).astype(np.uint8, copy=False)
    best = _best(blank, small) or _best(small, small)
    if best is None:
        return None
    score, quad = best
    ratio = np.array([grey.shape[1] / size[0], grey.shape[0] / size[1]])
    corners = refined(grey, (quad + 0.5) * ratio - 0.5)
    if corners is None or not geometry.possible(corners, (grey.shape[1], grey.shape[0])):
        return None
    return Found(corners, score)


def _best(picture: Grey, small: Grey) -> tuple[float, Floats] | None:
    shortest = 0.05 * max(small.shape)
    lines = find_lines(picture, 10.0, MOST_LINES, shortest)
    size = (small.shape[1], small.shape[0])
    quads = [
        quad.corners for quad in combinations(lines, size) if geometry.possible(quad.corners, size)
    ]
    verdicts = judge(picture, quads, 2.5)
    best: tuple[float, Floats] | None = None
    for quad, verdict in zip(quads, verdicts, strict=True):
        worth = _worth(quad, verdict, size)
        if worth >= ENOUGH and (best is None or worth > best[0]):
            best = (worth, quad)
    return best


def _worth(quad: Floats, verdict: Verdict, size: geometry.Size) -> float:
    """From 0 to about 1.2: how much this looks like the page."""
    sides = np.array(verdict.sides)
    if sides.min() < 0.3 or sides.mean() < 0.55 or verdict.corners < 2:
        return 0.0
    if verdict.runs_on > 2:
        return 0.0
    flat = np.abs(verdict.broad) < 0.25 * np.abs(verdict.step)
    if np.sum(flat) > 1:
        return 0.0
    bright = float(np.mean(verdict.brighter))
    share = geometry.area(quad) / (size[0] * size[1])
    return float(
        0.55 * sides.mean()
        + 0.25 * sides.min()
        + 0.05 * verdict.corners / 4
        - 0.10 * verdict.runs_on
        + 0.25 * np.sqrt(share)
        - 0.25 * (1 - bright)
    )
