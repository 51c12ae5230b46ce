"""Where the page lies in a camera's picture. Pure.

Straight edges (`lines`), combined to quads and looked at closely (`quads`), the best one fitted
to the edge with parts of a pixel (`sides`). None rather than a wrong page: a receiver then sees
what the camera sees, which is always readable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.bent import followed, outside_by_inside
from edge_client.paper.curve import Curve, straight
from edge_client.paper.geometry import Corners
from edge_client.paper.lines import Floats, Grey, find_lines
from edge_client.paper.nesting import Sheet, enclosed, outermost, parents, printed, split
from edge_client.paper.outward import banded_sides, grown, of_a_cloth, past_sides, too_far
from edge_client.paper.quads import Verdict, combinations, doubled, judge
from edge_client.paper.sides import refined
from edge_client.paper.surroundings import goes_on_around
from edge_client.paper.within import sheet_within

SMALL: Final = 512
"""Long side of the picture in which lines are looked for, in pixels."""
PRINT: Final = 9
"""Dark things narrower than this many small pixels are print, not paper's edge."""
MOST_LINES: Final = 56
ENOUGH: Final = 0.6
"""Belief from which a quad is taken for a sheet."""
STRAIGHT: Final = 0.85
"""Share of each side on its straight line from which nothing else is tried."""
SEEN: Final = 0.3
"""The least share: a hand covers the rest."""
GRADUAL: Final = 0.12
"""Share of a side that may leave its line gradually: paper that is bent does."""
HIDDEN: Final = 0.5
HARDLY: Final = 0.12
"""Share of each side on its line from which it is straight though much is hidden, and how much may
leave it gradually, by that share."""
TRIED: Final = 4
"""Quads that are looked at to the last."""
TRIED_BENT: Final = 3
MOST_FOLLOWED: Final = 4
SAME: Final = 0.01
"""Quads of which the edges are followed, and how far apart they are, as shares of the diagonal."""
ENOUGH_BENT: Final = 0.3
BRIGHT: Final = 0.7
"""Belief, and share of the sides brighter inside, from which bent sides are looked for."""
MOST_OUTSIDE: Final = 0.8
"""Brightness of the table by that of bent paper on it."""
WHOLE: Final = 0.95
"""Share of each side that is seen of a page lying on another."""
CLEAR: Final = 0.9
SMOOTH: Final = 0.5
"""Belief and evenness that need no second opinion."""
FRAME: Final = 0.2
"""Step between what lies on both sides of an edge, by the edge's own, below which it is a line."""
STEP: Final = 2.5
"""Grey levels that are a step from table to paper, at least."""
BORNE_OUT: Final = 0.58
BORNE_OUT_BLANK: Final = 0.3
"""Belief in the final corners, with and without what is printed."""
ROUGH: Final = 0.6
"""Most that brightness may change along the inside of a side, by the step across it."""
ENOUGH_DARK: Final = 0.85
"""The same for what is darker than the table."""
MIN_DARK: Final = 0.07
"""Share of the picture that such a one must fill."""
DARK: Final = 140.0
LIT: Final = 200.0
MOST_LIT: Final = 4.0
"""Grey level of what is brightest, below which a picture is dark, and what is made of it."""
DARKEST: Final = 2.4
"""Brightness of the table by that of paper on it: what is darker is a telephone."""
MOST_GROWN: Final = 3
"""Times that what was found may turn out to go on, one for each band."""
ENOUGH_AROUND: Final = 0.55
"""Belief from which one around another is the sheet, and the inner one printed on it."""
UNSURE: Final = 1.0
SLEEVE: Final = 3.0
"""How strong the edge of a sheet is that lies in what was found, by that of what was found: a page
with a printed rim or a sheet on a clip-board, and a sheet in a clear sleeve."""
RING: Final = 0.87
SEEN_THROUGH: Final = 0.7
"""Share of each of its sides that is seen, in these two cases."""


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
    if not _readable(grey):
        return None
    looks = _look(grey)
    before = None if near is None else looks.little(near)
    rough: list[tuple[float, Floats]] = []
    # On a white table a sheet shows by its thin shadow alone, which goes with the print.
    for picture, enough in ((looks.blank, ENOUGH), (looks.small, ENOUGH_DARK)):
        sheets, maybe = _sheets(picture, before, enough)
        for score, quad in sheets:
            found = looks.fitted(quad, score)
            if found is not None or looks.torn:
                return found
        rough += maybe
    return looks.bent(rough)


def find_again(grey: Grey, near: Corners) -> Found | None:
    """The page where it was, as exact as `find_page` has it, or None when it is not just there.

    Costs less than half. Only `find_page` sees that there is another page, or more of this one.
    """
    if not _readable(grey) or not geometry.possible(near, (grey.shape[1], grey.shape[0])):
        return None
    looks = _look(grey)
    return looks.fitted(looks.little(near), ENOUGH)


def _readable(grey: Grey) -> bool:
    return grey.ndim == 2 and grey.dtype == np.uint8 and min(grey.shape) >= 64


def _look(grey: Grey) -> _Looks:
    grey = _lit(grey)
    factor = min(1.0, SMALL / max(grey.shape))
    size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    small = cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.uint8, copy=False)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (PRINT, PRINT))
    blank = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel).astype(np.uint8, copy=False)
    return _Looks(grey, small, blank)


def _lit(grey: Grey) -> Grey:
    """A dark picture made brighter: what follows counts in grey levels."""
    white = float(np.percentile(grey[::8, ::8], 99))
    if white >= DARK:
        return grey
    return cv2.convertScaleAbs(grey, alpha=min(MOST_LIT, LIT / max(white, 1.0))).astype(
        np.uint8, copy=False
    )


@dataclass(eq=False)
class _Looks:
    """One picture: as it is, small, and small without what is printed."""

    grey: Grey
    small: Grey
    blank: Grey
    tried: list[Floats] = field(default_factory=list)
    """Quads of which the edges were followed, which costs most."""
    torn: bool = False
    """What was found is a part of a larger sheet: nothing else in the picture is to be believed."""

    def fitted(self, quad: Floats, score: float) -> Found | None:
        """The page at its very edge, `quad` being a rough one in the small picture: straight where
        it is, bent where it is, None where neither fits.
        """
        fit = refined(self.grey, self._large(quad))
        whole = fit is not None and fit.share >= STRAIGHT and fit.drift <= GRADUAL
        # What hides a side, a hand or another sheet, leaves its line at once: nothing is bent.
        hidden = fit is not None and fit.share >= HIDDEN and fit.drift <= HARDLY * fit.share
        if fit is not None and (whole or hidden) and self._borne_out(fit.corners):
            return self._to_its_end(fit.corners, score)
        found = self._followed(quad, score)
        if found is not None:
            return found
        seen = fit is not None and fit.share >= SEEN and fit.drift <= GRADUAL
        if fit is None or whole or not seen or not self._borne_out(fit.corners):
            return None
        return self._to_its_end(fit.corners, score)

    def _to_its_end(self, corners: Corners, score: float) -> Found | None:
        """The page with what is printed to its edge: bands, photographs. None where it goes on
        and its end is not seen.
        """
        at_first = corners
        past = first = past_sides(self.grey, corners)
        for _ in range(MOST_GROWN):
            if not past:
                break
            moved = [grown(self.grey, corners, side) for side in past]
            quads = [quad for quad in moved if quad is not None]
            fit = refined(self.grey, quads[0]) if quads else None
            if fit is None or fit.share < SEEN or not self._borne_out(fit.corners):
                break
            corners, past = fit.corners, past_sides(self.grey, fit.corners)
        cloth = of_a_cloth(first) if past else set()
        if cloth:
            corners, past = at_first, []
        banded = banded_sides(self.grey, corners)
        if cloth and not cloth <= set(banded):
            banded = [side for side in banded if side not in cloth]
        if not past and not banded and not goes_on_around(self.grey, corners):
            return self._or_within(corners, score)
        self.torn = True
        return None

    def _or_within(self, corners: Corners, score: float) -> Found | None:
        """The page, or the sheet that lies in it when that is a sleeve. None when that is not sure."""
        within = sheet_within(self.grey, corners)
        if within is None or within.strength < UNSURE:
            return Found(corners, score)
        fit = refined(self.grey, within.corners)
        if fit is None or fit.share < (RING if within.strength < SLEEVE else SEEN_THROUGH):
            return Found(corners, score)  # boxes that are printed in a row, with gaps
        picture = (self.grey.shape[1], self.grey.shape[0])
        if within.strength >= SLEEVE and within.even and geometry.possible(fit.corners, picture):
            return Found(fit.corners, score)
        self.torn = True
        return None

    def bent(self, rough: list[tuple[float, Floats]]) -> Found | None:
        """A page so bent that no straight lines make its sides, from the best of rough quads."""
        for score, quad in sorted(rough, key=lambda each: -each[0])[:TRIED_BENT]:
            found = self._followed(quad, min(score, ENOUGH))
            if found is not None:
                return found
        return None

    def _followed(self, quad: Floats, score: float) -> Found | None:
        near = SAME * geometry.diagonal(quad)
        seen = any(float(np.abs(quad - other).max()) < near for other in self.tried)
        if seen or len(self.tried) >= MOST_FOLLOWED:
            return None
        self.tried.append(quad)
        bent = followed(self.grey, self._large(quad))
        if bent is None:
            return None
        corners, curve = bent
        if straight(curve):
            return self._to_its_end(corners, score) if self._borne_out(corners) else None
        # Edges that bend are believed only where they are clear: a coloured form's boxes are not,
        # and past the fold of a book the paper goes on.
        outside = outside_by_inside(self.grey, corners, curve)
        middle = float(np.median(outside))
        if outside.max() > MOST_OUTSIDE or split(self.small, self.little(corners), middle):
            return None
        return None if past_sides(self.grey, corners) else Found(corners, score, curve)

    def _a_part(self, seen: Verdict, quad: Floats) -> bool:
        """Whether the sheet goes on past a side. A page that lies flat on another paper does not,
        though it looks so.
        """
        part = seen.joined and float(seen.sides.min()) < WHOLE
        part = part or enclosed(self.blank, quad, seen.bright >= 0.5) >= 2
        self.torn = self.torn or part
        return part

    def _ratio(self) -> Floats:
        rows, columns = self.small.shape
        return np.array([self.grey.shape[1] / columns, self.grey.shape[0] / rows])

    def _large(self, quad: Floats) -> Floats:
        large: Floats = (quad + 0.5) * self._ratio() - 0.5
        return large

    def little(self, corners: Corners) -> Floats:
        """The corners in the small picture."""
        little: Floats = (corners.astype(np.float64) + 0.5) / self._ratio() - 0.5
        return little

    def _seen(self, corners: Corners) -> Verdict:
        return judge(self.small, [self.little(corners)], STEP)[0]

    def _borne_out(self, corners: Corners) -> bool:
        """A last look at the final corners, stricter than at rough ones."""
        if not geometry.possible(corners, (self.grey.shape[1], self.grey.shape[0])):
            return False
        quad = self.little(corners)
        seen, plain = self._seen(corners), judge(self.blank, [quad], STEP)[0]
        # A frame printed on the page vanishes with the print; so does a shadow on a white table.
        clear = seen.belief >= CLEAR and seen.runs_on == 0 and seen.roughest <= SMOOTH
        clear = clear and int(np.sum(np.abs(plain.broad) < FRAME * np.abs(seen.step))) < 2
        return (
            seen.belief >= BORNE_OUT
            and seen.roughest <= ROUGH
            and not self._a_part(seen, quad)
            and not seen.loose
            and not seen.mixed
            and not seen.scattered
            and (seen.bright >= 0.5 or printed(self.small, quad))
            and (clear or plain.belief >= BORNE_OUT_BLANK)
            and not doubled(self.blank, quad)
            and not too_far(self.grey, corners)
            and not split(self.small, quad, seen.outside)
        )


def _sheets(
    picture: Grey, near: Floats | None, enough: float
) -> tuple[list[tuple[float, Floats]], list[tuple[float, Floats]]]:
    """Belief and corners of what may be the page in the small picture, best first; and worth and
    corners of what is too badly seen for that, unless its sides are bent.
    """
    lines = find_lines(picture, 10.0, MOST_LINES, 0.05 * max(picture.shape))
    size = (picture.shape[1], picture.shape[0])
    quads = [quad for quad in combinations(lines, size) if geometry.possible(quad.corners, size)]
    verdicts = judge(picture, [quad.corners for quad in quads], STEP)
    sheets = [
        Sheet(quad.corners, verdict.belief - 0.08 * quad.runs_on, verdict.bright, verdict.outside)
        for quad, verdict in zip(quads, verdicts, strict=True)
        if verdict.belief < ENOUGH_AROUND or not split(picture, quad.corners, verdict.outside)
    ]
    likely = [sheet for sheet in sheets if _likely(sheet, size, enough)]
    likely.sort(key=lambda sheet: -_preference(sheet, size, near))
    around = [sheet for sheet in sheets if sheet.belief >= ENOUGH_AROUND]
    largest, found = 0.0, list[tuple[float, Floats]]()
    for sheet in likely[:TRIED]:
        best = outermost(picture, sheet, around)
        area = geometry.area(best.corners)
        if area < 0.97 * largest:
            continue  # what is smaller than one that failed may be a part of it
        largest = max(largest, area)
        larger = parents(picture, best, lines)
        belief = best.belief - 0.15 * larger
        if larger < 2 and belief >= enough:
            found.append((belief, best.corners))
    whole = size[0] * size[1]
    rough = [
        (sheet.belief + float(np.sqrt(geometry.area(sheet.corners) / whole)), sheet.corners)
        for sheet in sheets
        if sheet.bright >= BRIGHT and sheet.belief >= ENOUGH_BENT
    ]
    return found, rough


def _likely(sheet: Sheet, size: geometry.Size, enough: float) -> bool:
    """Whether it may be a page by itself. What is darker than its surroundings has more to prove:
    a photograph on a card, a telephone, a keyboard's shadow.
    """
    if sheet.bright >= 0.5:
        return sheet.belief >= enough
    share = geometry.area(sheet.corners) / (size[0] * size[1])
    paper = sheet.outside <= DARKEST
    return paper and sheet.belief >= ENOUGH_DARK and share >= MIN_DARK


def _preference(sheet: Sheet, size: geometry.Size, near: Floats | None) -> float:
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
