"""Even light and crisp print on a flat page. Pure; fast enough for every frame of 1080p.

The light is a slowly changing factor: it is measured on a small picture of the page, and undone
by a gain for each pixel. Nothing is thresholded, so faint pencil stays what it is beside white.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

Picture = npt.NDArray[np.uint8]
Gain = npt.NDArray[np.float32]
"""A small map of factors, (rows, columns), to be stretched over the picture."""

SMALL: Final = 96
"""Long side of the map."""
PAPER: Final = 238.0
"""Grey level that blank paper gets: nearly white, so that highlights keep some drawing."""
MOST: Final = 4.0
"""Largest gain. More would only show noise."""
SHADOW: Final = 0.42
"""Deepest shadow that is undone, as a share of the light around it; what is darker is print."""


def even(picture: Picture, gain: Gain | None = None, black: int = 0) -> Picture:
    """The page as if lit evenly: blank paper has one brightness all over.

    Takes grey or luma (h, w), or BGR (h, w, 3). `black` is 16 for limited-range luma. Pass a
    `gain` of `gain_map` to use one measured before: a gain that changes with every frame costs
    the encoder bits.
    """
    if gain is None:
        gain = gain_map(picture, black)
    rows, columns = picture.shape[:2]
    # Not in eight bits: their steps would stand as contours on blank paper.
    wide = cv2.resize(gain, (columns, rows), interpolation=cv2.INTER_LINEAR)
    if picture.ndim == 3:
        wide = cv2.merge([wide, wide, wide])
    if not black:
        return cv2.multiply(picture, wide, dtype=cv2.CV_8U).astype(np.uint8, copy=False)
    shifted = cv2.subtract(picture, np.full_like(picture, black))
    lit = cv2.multiply(shifted, wide, dtype=cv2.CV_8U)
    return cv2.add(lit, np.full_like(picture, black)).astype(np.uint8, copy=False)


def gain_map(picture: Picture, black: int = 0) -> Gain:
    """The factors that make the paper of a flat page equally bright everywhere."""
    rows, columns = picture.shape[:2]
    factor = min(1.0, 4 * SMALL / max(rows, columns))
    size = (max(8, round(columns * factor)), max(8, round(rows * factor)))
    shrunk = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.cvtColor(shrunk, cv2.COLOR_BGR2GRAY) if shrunk.ndim == 3 else shrunk
    level: npt.NDArray[Any] = np.maximum(small.astype(np.float32) - black, 1.0)
    # The brightest of each neighbourhood is paper, whatever is printed on it.
    paper = cv2.dilate(level, np.ones((5, 5), np.uint8))
    cells = (max(4, size[0] // 4), max(4, size[1] // 4))
    coarse = cv2.resize(paper, cells, interpolation=cv2.INTER_AREA)
    # No wider: the shadow of a finger would be taken for print.
    closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    lit = _without_pictures(closed.astype(np.float32))
    light = cv2.GaussianBlur(lit, (0, 0), 1.5)
    gain = np.clip(PAPER / np.maximum(light, 1.0), 1.0 / MOST, MOST)
    return np.asarray(gain, np.float32)


def _without_pictures(paper: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The light alone: where a picture or dark print fills the paper, what is around it tells."""
    smooth = _surface(paper)
    share = paper / np.maximum(smooth, 1.0)
    # From "as deep as a hand's shadow" to "too dark for one": from itself to its surroundings.
    own = np.clip((share - SHADOW) / 0.15, 0.0, 1.0)
    mixed = own * np.minimum(paper, 1.15 * smooth) + (1 - own) * smooth
    return np.asarray(mixed, np.float32)


def _surface(paper: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A smooth surface (third order, of the logarithm) along the brightest parts."""
    rows, columns = paper.shape
    coarse = cv2.resize(paper, (16, 16), interpolation=cv2.INTER_AREA)
    terms = _terms(16, 16)
    value = np.log(np.asarray(coarse, np.float64)).ravel()
    weight: npt.NDArray[Any] = np.where(value > np.percentile(value, 40), 1.0, 0.1)
    solution = np.zeros(terms.shape[1])
    for _ in range(5):
        weighted = terms * weight[:, None]
        normal = weighted.T @ terms + 1e-4 * np.eye(terms.shape[1])
        solution = np.linalg.solve(normal, weighted.T @ value)
        below = terms @ solution - value
        weight = np.where(below > 0.05, np.exp(-((below / 0.15) ** 2)), 1.0) + 1e-4
    fit = np.exp(terms @ solution).reshape(16, 16)
    wide = cv2.resize(fit, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide, np.float32)


def _terms(rows: int, columns: int) -> npt.NDArray[np.float64]:
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    powers = [x**i * y**j for i in range(4) for j in range(4 - i)]
    return np.stack(powers, axis=-1).reshape(rows * columns, -1)


def steadied(old: Gain | None, new: Gain) -> Gain:
    """The old map as long as the new one hardly differs, otherwise the new one."""
    if old is None or old.shape != new.shape:
        return new
    change = np.abs(new / np.maximum(old, 1e-3) - 1.0)
    return old if float(np.percentile(change, 98)) < 0.04 else new


def sharpen(picture: Picture, amount: float = 0.8, radius: float = 1.2) -> Picture:
    """Unsharp mask. `radius` is the blur's sigma in pixels; works on grey, luma or BGR."""
    soft = cv2.GaussianBlur(picture, (0, 0), radius)
    return cv2.addWeighted(picture, 1.0 + amount, soft, -amount, 0.0).astype(np.uint8, copy=False)
