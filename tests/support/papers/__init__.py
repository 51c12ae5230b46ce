"""Printed pages of known text, photographed virtually, and read again.

`render` prints a `Text` on paper, `photograph` (or `Sitting`, for many frames of one page at
rest) sees it with a camera of 8 megapixels and knows where its corners are, `ocr` and `cer` say
how much of it can be read. Everything is chosen by seeds: the same pictures come every time.
"""

from .page import A4, A5, CARD, FONTS, RECEIPT, Page, Paper, render, spread
from .photo import Photo, Sitting, photograph
from .reading import cer, ocr, plain, scaled_for_reading
from .scene import HARD, KINDS, STANDARD, Scene
from .text import LANGUAGES, Language, Text, form, receipt, running

__all__ = [
    "A4",
    "A5",
    "CARD",
    "FONTS",
    "HARD",
    "KINDS",
    "LANGUAGES",
    "RECEIPT",
    "STANDARD",
    "Language",
    "Page",
    "Paper",
    "Photo",
    "Scene",
    "Sitting",
    "Text",
    "cer",
    "form",
    "ocr",
    "photograph",
    "plain",
    "receipt",
    "render",
    "running",
    "scaled_for_reading",
    "spread",
]
