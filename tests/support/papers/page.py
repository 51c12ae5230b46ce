"""Printed pages: a text on paper of a known size, drawn finer than any camera sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_client.devices.frame import Picture

from .text import Block, Heading, Language, Row, Text

_FOLDER = Path("/usr/share/fonts/truetype")
FONTS: Final = {
    "Liberation Sans": ("liberation/LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    "Liberation Serif": ("liberation/LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    "Liberation Mono": ("liberation/LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
    "DejaVu Sans": ("dejavu/DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "DejaVu Serif": ("dejavu/DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    "Carlito": ("crosextra/Carlito-Regular.ttf", "Carlito-Bold.ttf"),
}
"""Typefaces by name: the regular file, and the bold one beside it. Set-up installs them."""

LINE: Final = 1.36
"""From baseline to baseline, in sizes of the type."""
_INK, _PAPER = 28, 247


@dataclass(frozen=True)
class Paper:
    """A sheet, mm."""

    width: float
    height: float
    margin: float = 17.0

    @property
    def landscape(self) -> Paper:
        """The same, lying."""
        return Paper(self.height, self.width, self.margin)


A4: Final = Paper(210.0, 297.0)
A5: Final = Paper(148.0, 210.0, 13.0)
RECEIPT: Final = Paper(80.0, 190.0, 6.0)
CARD: Final = Paper(85.6, 54.0, 5.0)


@dataclass(frozen=True)
class Printed:
    """A printed line: where it begins and ends, as shares of the sheet's height, and its words."""

    top: float
    bottom: float
    words: str


@dataclass(frozen=True, eq=False)
class Page:
    """`image` is grey, (height, width), upright; `text` what can be read on it."""

    image: Picture
    text: str
    language: Language
    dpi: float
    points: float
    lines: tuple[Printed, ...] = ()
    spread: bool = False
    """Whether it is an open book: two pages with a fold between them."""

    @property
    def width_mm(self) -> float:
        """Of the whole sheet."""
        return float(self.image.shape[1] / self.dpi * 25.4)

    @property
    def height_mm(self) -> float:
        """Of the whole sheet."""
        return float(self.image.shape[0] / self.dpi * 25.4)


@cache
def _font(name: str, bold: bool, pixels: float) -> ImageFont.FreeTypeFont:
    regular, heavy = FONTS[name]
    file = (_FOLDER / regular).with_name(heavy) if bold else _FOLDER / regular
    return ImageFont.truetype(str(file), pixels)


def render(
    text: Text, font: str = "Liberation Sans", points: float = 10, paper: Paper = A4, dpi: int = 400
) -> Page:
    """The text printed at `points` (1/72 inch), spread over the height of the sheet.

    What does not fit is left out, of the page and of its text.
    """
    unit = dpi / 25.4
    sheet = Image.new("L", (round(paper.width * unit), round(paper.height * unit)), _PAPER)
    column = (paper.margin * unit, (paper.width - 2 * paper.margin) * unit)
    lines = tuple(
        _print(ImageDraw.Draw(sheet), text.blocks, font, points * dpi / 72, column, sheet)
    )
    words = "\n".join(line.words for line in lines)
    return Page(np.asarray(sheet).copy(), words, text.language, dpi, points, lines)


def spread(left: Page, right: Page) -> Page:
    """An open book of two pages of one size."""
    image = np.hstack([left.image, right.image])
    both = f"{left.text}\n{right.text}"
    return Page(image, both, left.language, left.dpi, left.points, spread=True)


@dataclass(frozen=True)
class _Line:
    words: str
    value: str
    bold: bool
    starts: bool
    height: float


def _lines(block: Block, font: str, pixels: float, width: float) -> list[_Line]:
    if isinstance(block, Row):
        return [_Line(block.label, block.value, False, True, pixels * LINE * 1.25)]
    bold = isinstance(block, Heading)
    size = pixels * 1.5 if bold else pixels
    face = _font(font, bold, size)
    lines: list[str] = [""]
    for word in block.words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [_Line(words, "", bold, not i, size * LINE) for i, words in enumerate(lines)]


def _print(
    draw: ImageDraw.ImageDraw,
    blocks: tuple[Block, ...],
    font: str,
    pixels: float,
    column: tuple[float, float],
    sheet: Image.Image,
) -> Iterator[Printed]:
    left, width = column
    room = sheet.height - 2 * left
    laid = [(block, _lines(block, font, pixels, width)) for block in blocks]
    gap = pixels * 0.7
    while sum(line.height for _, lines in laid for line in lines) + gap * len(laid) > room:
        laid.pop()
    spare = room - sum(line.height for _, lines in laid for line in lines)
    # Over the whole sheet, so that every part of it counts.
    gap = spare / max(1.0, sum(0.25 if isinstance(block, Row) else 1.0 for block, _ in laid[:-1]))
    y = left
    for block, lines in laid:
        for line in lines:
            face = _font(font, line.bold, pixels * 1.5 if line.bold else pixels)
            draw.text((left, y), line.words, fill=_INK, font=face)
            if line.value:
                label = face.getlength(line.words) + pixels * 1.5
                draw.text((left + max(width * 0.45, label), y), line.value, fill=_INK, font=face)
            end = y + line.height
            words = f"{line.words} {line.value}".strip()
            yield Printed(y / sheet.height, end / sheet.height, words)
            y = end
        y += gap * (0.25 if isinstance(block, Row) else 1.0)
