"""A sheet of small pictures: what the camera sees, and what the live view and a still show."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from tests.bench.documenting.cases import sought
from tests.bench.documenting.reading import Shots, live, still

TILE = CUT = (320, 240)
ACROSS = 4
"""Of a photograph, and of a piece of the flat page in its own pixels."""


def sheet(file: Path, shots: list[Shots]) -> None:
    """Every kind of scene, and below what is made of the photographs given."""
    tiles = _row([_small(case.sitting().frame(0)) for case in sought(range(1))])
    for each in shots:
        seen = cv2.imdecode(np.frombuffer(each.jpegs[0], np.uint8), cv2.IMREAD_COLOR)
        assert seen is not None
        flat = live(each, 2_500_000).picture
        tiles += [
            _small(np.asarray(seen, np.uint8)),
            _small(flat),
            _cut(flat),
            _cut(still(each).picture),
        ]
    rows = [np.hstack(tiles[at : at + ACROSS]) for at in range(0, len(tiles), ACROSS)]
    cv2.imwrite(str(file), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 78])


def _row(tiles: list[Picture]) -> list[Picture]:
    """With white ones up to whole rows."""
    white = np.full((TILE[1], TILE[0], 3), 255, np.uint8)
    return [*tiles, *[white] * (-len(tiles) % ACROSS)]


def _small(picture: Picture) -> Picture:
    scale = min(TILE[0] / picture.shape[1], TILE[1] / picture.shape[0])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return _tile(cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8))


def _cut(flat: Picture) -> Picture:
    rows, columns = flat.shape[:2]
    top, left = rows // 12, columns // 10
    return _tile(flat[top : top + CUT[1], left : left + CUT[0]])


def _tile(picture: Picture) -> Picture:
    colour = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture
    tile = np.full((TILE[1], TILE[0], 3), 255, np.uint8)
    tile[: colour.shape[0], : colour.shape[1]] = colour
    return tile
