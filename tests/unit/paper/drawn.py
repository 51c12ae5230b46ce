"""Simple pictures of pages, drawn exactly, for unit tests."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

Grey = npt.NDArray[np.uint8]

UPRIGHT = np.array([[330, 90], [690, 100], [720, 660], [300, 650]], np.float32)


def desk(level: int = 70, seed: int = 1, noise: float = 2.0) -> Grey:
    """A table of 1024 x 768 with nothing on it."""
    grain = np.random.default_rng(seed).normal(level, noise, (768, 1024))
    return np.clip(grain, 0, 255).astype(np.uint8)


def with_page(
    grey: Grey, corners: npt.NDArray[np.float32], level: int = 225, shadow: bool = False
) -> Grey:
    """A page with rows of print laid on it; the corners are its exact edge. With a `shadow` it does
    not lie quite flat."""
    large = cv2.resize(grey, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    page = np.full((1188, 840), level, np.uint8)
    for y in range(100, 1090, 28):
        for x in range(80, 740, 60):
            cv2.putText(page, "tieto", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 40, 2)
    edges = np.array([[-0.5, -0.5], [839.5, -0.5], [839.5, 1187.5], [-0.5, 1187.5]], np.float32)
    wide = (corners + 0.5) * 4 - 0.5
    matrix = cv2.getPerspectiveTransform(edges, wide.astype(np.float32))
    size = (large.shape[1], large.shape[0])
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_LINEAR)
    covers = cv2.warpPerspective(np.full_like(page, 255), matrix, size, flags=cv2.INTER_NEAREST)
    if shadow:
        dropped = cv2.GaussianBlur(np.roll(covers, (10, 8), (0, 1)), (0, 0), 8)
        large = (large * (1 - 0.35 * (dropped / 255.0))).astype(np.uint8)
    joined = np.where(covers > 0, laid, large).astype(np.uint8)
    small = cv2.resize(joined, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)
