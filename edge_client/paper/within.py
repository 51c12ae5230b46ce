"""A sheet that lies in what was found: in a clear sleeve, on a clip-board, on a mat. Pure.

A sleeve's edge is a rectangle, too, and around the paper's. But the strip between the two shows
no print, is darker than the paper, and lies along the sides: then the paper is the inner one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.lines import Floats, Grey
from edge_client.paper.nesting import turned

DEPTH: Final = 0.2
"""How far inside a side the paper's own is looked for, as a share of what was found."""
NEAREST: Final = 5
"""Pixels inside a side from which another one may be seen."""
PLACES: Final = 40
"""Along each side where it is looked at."""
STEP: Final = 5.0
"""Grey levels by which the paper is brighter than the strip around it, at least."""
AGREE: Final = 0.93
"""Share of the places at which it is."""
SEAM: Final = 6.0
"""Pixels from a side within which a sleeve is welded, which shines."""
LINE: Final = 0.5
"""Most that it gets darker before the paper's edge, by the step there: more is a printed line, less
the paper's shadow."""
SIDES: Final = 2
"""Sides that have such a strip, at least; the paper's fourth may lie at the sleeve's."""
BAND: Final = 0.1
UNLIKE: Final = 2.5
"""The widest strip, as a share of what was found, and by the next one, that may be a printed band."""
PLAIN: Final = 0.03
"""Most that the strip changes along a side from place to place, by its brightness."""


@dataclass(frozen=True, eq=False)
class Within:
    """The sheet inside, roughly, and how strong its edge is by that of what was found."""

    corners: Floats
    strength: float
    even: bool
    """No strip is far wider than the others: a band along the paper's own side would make it so."""


@dataclass(frozen=True, eq=False)
class _Strip:
    width: float
    """As a share of what was found."""
    inner: float
    outer: float
    """Grey levels from the strip to the paper, and to what lies around; without a sign."""


def sheet_within(grey: Grey, corners: npt.ArrayLike) -> Within | None:
    """The sheet in or on what was found, or None when what was found is the sheet itself."""
    quad = np.asarray(corners, np.float64)
    lengths = geometry.side_lengths(quad)
    to_picture = geometry.unit_to_picture(quad)
    strips = [
        _strip(grey, side, to_picture, float(lengths[side - 1] + lengths[(side + 1) % 4]) / 2)
        for side in range(4)
    ]
    seen = [strip for strip in strips if strip is not None]
    if len(seen) < SIDES:
        return None
    if len(seen) == SIDES and (strips[0] is None) == (strips[2] is None):
        return None  # bands that are printed along two opposite sides
    top, right, bottom, left = (0.0 if strip is None else strip.width for strip in strips)
    unit = np.array([[left, top], [1 - right, top], [1 - right, 1 - bottom], [left, 1 - bottom]])
    inner = geometry.mapped(unit, to_picture).astype(np.float64)
    strength = float(np.median([strip.inner for strip in seen]))
    widths = sorted(strip.width for strip in seen)
    return Within(
        inner,
        strength / max(float(np.median([strip.outer for strip in seen])), 1.0),
        widths[-1] < max(BAND, UNLIKE * widths[-2]),
    )


def _strip(grey: Grey, side: int, to_picture: Floats, depth: float) -> _Strip | None:
    """Between a side and the first edge along it inside, where it is brighter from there on."""
    distances = np.arange(-8.0, max(24.0, DEPTH * depth))
    shares = np.linspace(0.12, 0.88, PLACES)
    across, along = np.meshgrid(distances / depth, shares, indexing="ij")
    unit = turned(np.column_stack([along.ravel(), across.ravel()]), -side % 4)
    points = geometry.mapped(unit, to_picture).astype(np.float32).reshape(*across.shape, 2)
    seen = cv2.remap(
        grey, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float64)
    # Of each distance: what follows less what was before, 3 pixels each.
    total = np.cumsum(np.pad(seen, ((1, 0), (0, 0))), axis=0)
    mean = (total[3:] - total[:-3]) / 3
    steps = mean[4:] - mean[:-4]
    at = distances[3:-3]
    common = np.median(steps, axis=1)
    agree = (steps > 0).mean(axis=1)
    strong = (common > STEP) & (agree > AGREE) & (at >= NEAREST)
    if not strong.any():
        return None
    first = int(np.argmax(strong))
    best = first + int(common[first : first + 6].argmax())
    before = common[(at > SEAM) & (np.arange(len(at)) < first)]
    if len(before) and -before.min() > LINE * common[best]:
        return None  # a line that is printed, or print
    inside = int(distances.searchsorted(at[best]))
    ring = seen[int(distances.searchsorted(SEAM - 2)) : inside - 2]
    if len(ring) < 2:
        return None
    level = float(np.median(ring))
    uneven = float(np.median(np.abs(np.diff(ring, axis=1))))
    if uneven > PLAIN * level + 1.5:
        return None
    paper = float(np.median(seen[inside + 3 : inside + 7]))
    around = float(np.median(seen[:5]))
    return _Strip(float(at[best]) / depth, paper - level, abs(level - around))
