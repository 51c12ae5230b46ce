"""Whether small print can be read in a picture, and what would help. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from signaling.protocol.desk import Advice

Grey = npt.NDArray[np.uint8]

READABLE: Final = 6.0
"""Pixels of x-height from which print can be read (docs/paper.md)."""
DARK: Final = 60.0
"""Paper below this grey level is drowned in noise."""
BRIGHT: Final = 0.5
"""Share of the paper without any drawing left from which all of it is overexposed."""
GLARE: Final = 0.015
"""Share of the paper that a reflection may hide."""
SHARP: Final = 0.22
"""Sharpness below which strokes run into each other."""
INK: Final = 18
"""Grey levels by which print is darker than the paper around it, at least."""
TILE: Final = 640
"""Side of the pieces that are measured, in pixels."""


@dataclass(frozen=True, slots=True)
class Legibility:
    """What was measured. `x_height` in pixels of the camera, 0 when there is no print to measure;
    `sharpness` from 0 to about 1, the steepness of the print's edges; `paper` its grey level;
    `burnt` and `glare` are shares of the picture.
    """

    x_height: float
    sharpness: float
    paper: float
    burnt: float
    glare: float


def measure(page: Grey) -> Legibility:
    """Of a page, flat or not, at the camera's full resolution. Looks at pieces of a large one."""
    paper = float(np.percentile(page[::4, ::4], 85))
    burnt_mask = page[::4, ::4] >= 253
    burnt = float(burnt_mask.mean())
    blobs = cv2.morphologyEx(burnt_mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    glare = float(blobs.mean()) if paper < 250 else 0.0
    heights: list[float] = []
    edges: list[float] = []
    for piece in _pieces(page):
        piece_heights, sharpness = _print(piece)
        heights += piece_heights
        if sharpness is not None:
            edges.append(sharpness)
    return Legibility(
        x_height=_smallest_frequent(heights),
        sharpness=float(np.median(edges)) if edges else 0.0,
        paper=paper,
        burnt=burnt,
        glare=glare,
    )


def judge(seen: Legibility | None, moving: bool = False) -> Advice:
    """What to tell people; `seen` is None when no page is found."""
    if moving:
        return Advice.MOVING
    if seen is None:
        return Advice.NO_PAGE
    if seen.paper < DARK:
        return Advice.TOO_DARK
    if seen.burnt > BRIGHT:
        return Advice.TOO_BRIGHT
    if seen.glare > GLARE:
        return Advice.GLARE
    if not seen.x_height:
        return Advice.FINE
    if seen.sharpness < SHARP:
        return Advice.BLURRED
    return Advice.CLOSER if seen.x_height < READABLE else Advice.FINE


class Advisor:
    """Keeps an advice until another one has come several times in a row: words must not flicker."""

    def __init__(self, times: int = 3) -> None:
        self._times = times
        self._advice = Advice.NO_PAGE
        self._next = Advice.NO_PAGE
        self._count = 0

    def hear(self, advice: Advice) -> Advice:
        """The advice to show now."""
        if advice == self._advice:
            self._count = 0
        elif advice == self._next:
            self._count += 1
        else:
            self._next, self._count = advice, 1
        if self._count >= self._times:
            self._advice, self._count = advice, 0
        return self._advice


def _pieces(page: Grey) -> list[Grey]:
    """All of a small page, five pieces of a large one."""
    rows, columns = page.shape
    if rows * columns <= 3 * TILE * TILE:
        return [page]
    pieces = []
    for y, x in ((0.25, 0.28), (0.25, 0.72), (0.5, 0.5), (0.75, 0.28), (0.75, 0.72)):
        top = int(np.clip(y * rows - TILE / 2, 0, max(0, rows - TILE)))
        left = int(np.clip(x * columns - TILE / 2, 0, max(0, columns - TILE)))
        pieces.append(page[top : top + TILE, left : left + TILE])
    return pieces


def _print(piece: Grey) -> tuple[list[float], float | None]:
    """Heights of what may be letters, and how steep their edges are."""
    soft = cv2.GaussianBlur(piece, (3, 3), 0)
    block = 31
    mean = cv2.boxFilter(soft, -1, (block, block))
    depth = cv2.subtract(mean, soft)
    dark = depth[depth > INK]
    # Half-way into the strokes: where they are blurred, all that is greyish joins letters to words.
    level = max(float(INK), 0.45 * float(np.percentile(dark, 90))) if dark.size else float(INK)
    ink = (depth > level).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    area = stats[1:, cv2.CC_STAT_AREA]
    # The letters of small or blurred print run together to words, which are as high.
    letters = (high >= 3) & (wide >= 2) & (high < 90) & (wide < 14 * high) & (high < 5 * wide)
    letters &= area > 0.18 * wide * high
    if count < 2 or letters.sum() < 8:
        return [], None
    slope = cv2.absdiff(piece[:, 2:], piece[:, :-2])[:, :].astype(np.float32)
    border = cv2.morphologyEx(ink, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))[:, 1:-1] > 0
    contrast = float(np.percentile(depth[ink > 0], 90)) if ink.any() else 0.0
    steep = float(np.percentile(slope[border], 85)) if border.any() else 0.0
    sharpness = steep / (2 * max(contrast, 1.0)) if contrast else None
    return [float(value) for value in high[letters]], sharpness


def _smallest_frequent(heights: list[float]) -> float:
    """The x-height of the smallest print of which there is a fair amount."""
    if len(heights) < 12:
        return 0.0
    return float(np.percentile(np.array(heights), 30))
