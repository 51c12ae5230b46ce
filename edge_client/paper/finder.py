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
from edge_client.paper.bent import followed
from edge_client.paper.curve import Curve, straight
from edge_client.paper.geometry import Corners
from edge_client.paper.lines import Floats, Grey, find_lines
from edge_client.paper.nesting import Sheet, outermost, parents
from edge_client.paper.quads import combinations, judge
from edge_client.paper.sides import refined

SMALL: Final = 512
"""Long side of the picture in which lines are looked for, in pixels."""
PRINT: Final = 9
"""Dark things narrower than this many small pixels are print, not paper's edge."""
MOST_LINES: Final = 56
ENOUGH: Final = 0.65
"""Belief from which a quad is taken for a sheet."""
STRAIGHT: Final = 0.85
"""Share of each side on its straight line from which nothing else is tried."""
SEEN: Final = 0.3
"""The least share: a hand covers the rest."""
GRADUAL: Final = 0.12
"""Share of a side that may leave its line gradually: paper that is bent does."""
STEP: Final = 2.5
"""Grey levels that are a step from table to paper, at least."""
BORNE_OUT: Final = 0.6
BORNE_OUT_BLANK: Final = 0.3
"""Belief in the final corners, with and without what is printed."""
ROUGH: Final = 0.6
"""Most that brightness may change along the inside of a side, by the step across it."""
ENOUGH_DARK: Final = 0.85
"""The same for what is darker than the table."""
MIN_DARK: Final = 0.045
"""Share of the picture that such a one must fill."""
ENOUGH_AROUND: Final = 0.55
"""Belief from which one around another is the sheet, and the inner one printed on it."""


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
    before = None if near is None else geometry.scaled(near, factor)
    # On a white table a sheet shows by its thin shadow alone, which goes with the print.
    best = _best(blank, small, before, ENOUGH) or _best(small, small, before, ENOUGH_DARK)
    if best is None:
        return None
    score, quad = best
    ratio = np.array([grey.shape[1] / size[0], grey.shape[0] / size[1]])
    found = _fitted(grey, (quad + 0.5) * ratio - 0.5, score)
    if found is not None and found.curve is None:
        last = (found.corners.astype(np.float64) + 0.5) / ratio - 0.5
        if not _borne_out(small, blank, last):
            return None
    return found


def _fitted(grey: Grey, rough: Floats, score: float) -> Found | None:
    """The page at its very edge: straight where it is, bent where it is, None where neither fits."""
    fit = refined(grey, rough)
    if fit is None or fit.share < STRAIGHT or fit.drift > GRADUAL:
        bent = followed(grey, rough)
        if bent is not None:
            return Found(bent[0], score, None if straight(bent[1]) else bent[1])
    if fit is None or fit.drift > GRADUAL or fit.share < SEEN:
        return None
    if not geometry.possible(fit.corners, (grey.shape[1], grey.shape[0])):
        return None
    return Found(fit.corners, score)


def _borne_out(small: Grey, blank: Grey, corners: Floats) -> bool:
    """A last look at the final corners, stricter than at rough ones."""
    printed, plain = judge(small, [corners], STEP)[0], judge(blank, [corners], STEP)[0]
    return (
        printed.belief >= BORNE_OUT
        and printed.roughest <= ROUGH
        and not printed.banded
        and plain.belief >= BORNE_OUT_BLANK
    )


def _best(
    picture: Grey, small: Grey, near: Corners | None, enough: float
) -> tuple[float, Floats] | None:
    """The page's belief and corners in the small picture."""
    lines = find_lines(picture, 10.0, MOST_LINES, 0.05 * max(small.shape))
    size = (small.shape[1], small.shape[0])
    quads = [quad for quad in combinations(lines, size) if geometry.possible(quad.corners, size)]
    verdicts = judge(picture, [quad.corners for quad in quads], STEP)
    sheets = [
        Sheet(quad.corners, verdict.belief - 0.08 * quad.runs_on, verdict.bright)
        for quad, verdict in zip(quads, verdicts, strict=True)
    ]
    likely = [sheet for sheet in sheets if _likely(sheet, size, enough)]
    if not likely:
        return None
    best = max(likely, key=lambda sheet: _preference(sheet, size, near))
    best = outermost(picture, best, [s for s in sheets if s.belief >= ENOUGH_AROUND])
    around = parents(picture, best, lines)
    belief = best.belief - 0.15 * around
    return (belief, best.corners) if around < 2 and belief >= enough else None


def _likely(sheet: Sheet, size: geometry.Size, enough: float) -> bool:
    """Whether it may be a page by itself. What is darker than its surroundings has more to prove:
    a photograph on a card, a telephone, a keyboard's shadow.
    """
    if sheet.bright >= 0.5:
        return sheet.belief >= enough
    share = geometry.area(sheet.corners) / (size[0] * size[1])
    return sheet.belief >= ENOUGH_DARK and share >= MIN_DARK


def _preference(sheet: Sheet, size: geometry.Size, near: Corners | None) -> float:
    """Of several sheets: the large one in the middle, or the one that was shown before."""
    share = geometry.area(sheet.corners) / (size[0] * size[1])
    middle = sheet.corners.mean(axis=0) - np.array(size) / 2
    away = float(np.hypot(*middle)) / max(size)
    same = near is not None and float(
        np.linalg.norm(sheet.corners.mean(axis=0) - near.mean(axis=0))
    ) < 0.1 * geometry.diagonal(near)
    return (
        sheet.belief
        + 0.35 * float(np.sqrt(share))
        + 0.15 * sheet.bright
        - 0.2 * away
        + (0.1 if same else 0.0)
    )
