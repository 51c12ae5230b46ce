"""Reading pictures of print with tesseract, and how much of it was read wrong."""

from __future__ import annotations

import os
import subprocess

import numpy as np
from rapidfuzz.distance import Levenshtein

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2

from .text import Language

_TRAINED: dict[Language, str] = {"fi": "fin", "sv": "swe", "en": "eng"}
LONGEST = 5200
"""Pixels of the long side of what tesseract is given."""


def ocr(image: Picture, language: Language, scale: float | None = None) -> str:
    """What tesseract reads in an upright picture, grey or BGR.

    It is scaled up by `scale`, 1.5 to 2.5 as fits its size if not given (letters of about 20
    pixels are read best). Raises CalledProcessError if tesseract is missing or fails.
    """
    large = scaled_for_reading(image, scale)
    encoded, png = cv2.imencode(".png", large, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert encoded
    command = ["tesseract", "-", "-", "--psm", "4", "-l", _TRAINED[language]]
    read = subprocess.run(
        command,
        input=np.asarray(png).tobytes(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        check=True,
    )
    return read.stdout.decode("utf-8")


def scaled_for_reading(image: Picture, scale: float | None = None) -> Picture:
    """Grey, as large as `ocr` gives it to tesseract."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    factor = scale or min(2.5, max(1.5, LONGEST / max(grey.shape)))
    large = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return large.astype(np.uint8, copy=False)


def plain(text: str) -> str:
    """Words with one space between them."""
    return " ".join(text.split())


def cer(truth: str, read: str) -> float:
    """Character error rate: edits (Levenshtein) from what was read to the truth, by its length.

    Above 1 when more was read than stands there.
    """
    wanted = plain(truth)
    return Levenshtein.distance(wanted, plain(read)) / max(1, len(wanted))
