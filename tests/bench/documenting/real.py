"""Photographs that somebody really took: no text is known, so the words are counted that are
read with confidence, in the photograph as it is and in the page that is made of it.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from edge_client.paper import geometry, light
from edge_client.paper.curve import Outline
from edge_client.paper.finder import find_page
from edge_client.paper.still import flatten
from edge_client.paper.still_flat import flat_of
from tests.support.papers import scaled_for_reading

SURE = 80
"""Tesseract's confidence, of 100."""
LOOK = 816


def photographs(folder: Path) -> None:
    """Tell of every picture in a folder."""
    for file in sorted([*folder.glob("*.jpg"), *folder.glob("*.png")]):
        grey = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            print(f"{file.name}: cannot be read")
            continue
        whole = np.asarray(grey, np.uint8)
        made = _page(whole)
        line = f"{file.name}: {whole.shape[1]} x {whole.shape[0]}, sure words: {sure_words(whole)}"
        print(f"{line}, {'no page found' if made is None else f'{sure_words(made)} flat'}")


def _page(grey: Picture) -> Picture | None:
    scale = LOOK / max(grey.shape)
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    found = find_page(np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8))
    if found is None:
        return None
    corners = geometry.scaled(found.corners, 1 / scale)
    flat = flat_of(Outline(corners, found.curve), (grey.shape[1], grey.shape[0]))
    warped = np.clip(flatten(grey.astype(np.float32), flat, (0, 0)), 0, 255)
    return light.even(np.asarray(warped, np.uint8))


def sure_words(picture: Picture) -> int:
    """How many words tesseract is sure of."""
    _, png = cv2.imencode(".png", scaled_for_reading(picture))
    read = subprocess.run(
        ["tesseract", "-", "-", "--psm", "4", "-l", "eng", "tsv"],
        input=np.asarray(png).tobytes(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        check=True,
    )
    rows = [row.split("\t") for row in read.stdout.decode().splitlines()[1:]]
    return sum(
        len(row) == 12 and float(row[10]) >= SURE and len(row[11].strip()) > 1 for row in rows
    )
