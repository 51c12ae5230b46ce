"""Table tops as a camera sees them from above, drawn from a seed, for unit tests."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from edge_client.devices.opencv import cv2
from tests.unit.paper.drawn import Grey

TABLES = ("dark", "grey", "wood", "checked", "cloth", "spotted")


def table(kind: str, seed: int) -> Grey:
    """1024 x 768, with a camera's noise and uneven light."""
    random = np.random.default_rng([seed, len(kind), ord(kind[0])])
    rows, columns = np.mgrid[0:768, 0:1024].astype(np.float64)
    turn = random.uniform(0, math.pi / 2)
    across = columns * math.cos(turn) + rows * math.sin(turn)
    along = -columns * math.sin(turn) + rows * math.cos(turn)
    top = _drawn(kind, across, along, random)
    way = random.uniform(0, 2 * math.pi)
    light = 1 - 0.15 * (1 + (columns / 1024 * math.cos(way) + rows / 768 * math.sin(way)))
    seen = cv2.GaussianBlur(top * light, (0, 0), 0.7) + random.normal(0, 2, top.shape)
    return np.asarray(np.clip(seen, 0, 255), np.uint8)


def _drawn(kind: str, across: Any, along: Any, random: np.random.Generator) -> Any:
    if kind == "checked":
        side = random.uniform(30, 90)
        odd = (across // side + along // side) % 2
        return np.where(odd > 0, random.uniform(30, 90), random.uniform(120, 180))
    if kind == "cloth":
        side = random.uniform(16, 50)
        return 190 - 45 * ((across // side) % 2) - 45 * ((along // side) % 2)
    if kind == "wood":
        grain = cv2.resize(random.normal(0, 9, (400, 5)), (1024, 768))
        seams = np.where((along % 150) < 3, 0.6, 1.0)
        return (random.uniform(80, 130) + grain) * seams
    flat = np.full(across.shape, random.uniform(25, 70) if kind == "dark" else 120.0)
    if kind == "spotted":
        for _ in range(150):
            spot = (int(random.integers(0, 1024)), int(random.integers(0, 768)))
            radius = int(random.integers(5, 30))
            cv2.circle(flat, spot, radius, float(random.uniform(30, 180)), -1)
    return flat
