"""What lies under and beside the page: tables, a second paper, a hand."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

from .view import HEIGHT, WIDTH

Image = npt.NDArray[np.float32]
Table = Literal["dark", "wood", "checked", "patterned", "white"]

SIDE_MM: Final = 900.0
FINE: Final = 3.0
"""The table is drawn as a square of this side, with so many pixels a mm."""
_PIXELS: Final = round(SIDE_MM * FINE)

_TONES: Final[dict[Table, tuple[float, float, float]]] = {
    "dark": (0.13, 0.12, 0.12),
    "wood": (0.24, 0.37, 0.52),
    "checked": (0.72, 0.72, 0.74),
    "patterned": (0.42, 0.46, 0.52),
    "white": (0.86, 0.87, 0.87),
}
"""Reflectance of blue, green, red; paper has about 0.95."""


def table(kind: Table, random: np.random.Generator) -> Image:
    """A table top as reflectance, (side, side, 3), the page's middle in its middle."""
    top = np.empty((_PIXELS, _PIXELS, 3), np.float32)
    top[:] = np.array(_TONES[kind]) * random.uniform(0.85, 1.12)
    if kind == "wood":
        top *= _grain(random)[..., None]
    elif kind == "checked":
        _check(top, random)
    elif kind == "patterned":
        _scatter(top, random)
    else:
        fine = cv2.resize(random.standard_normal((225, 225)).astype(np.float32), (_PIXELS, _PIXELS))
        top *= (1 + 0.02 * fine)[..., None]
    return top


def _grain(random: np.random.Generator) -> Image:
    across = cv2.resize(random.standard_normal((420, 6)).astype(np.float32), (_PIXELS, _PIXELS))
    broad = cv2.resize(random.standard_normal((40, 3)).astype(np.float32), (_PIXELS, _PIXELS))
    boards = np.repeat(random.uniform(0.9, 1.08, 8), _PIXELS // 8 + 1)[:_PIXELS]
    grain = (1 + 0.07 * across + 0.08 * broad) * boards[:, None]
    seams = np.linspace(0, _PIXELS, 9)[1:-1].astype(int)
    for seam in seams:
        grain[seam : seam + 3] *= 0.55
    return grain.astype(np.float32)


def _check(top: Image, random: np.random.Generator) -> None:
    side = round(random.uniform(9, 26) * FINE)
    cells = np.arange(_PIXELS) // side % 2
    colour = np.array([random.uniform(0.15, 0.5) for _ in range(3)], np.float32)
    both = (cells[:, None] + cells[None, :])[..., None]
    top[:] = np.where(both == 1, (top + colour) / 2, np.where(both == 2, colour, top))


def _scatter(top: Image, random: np.random.Generator) -> None:
    for _ in range(420):
        at = random.uniform(0, _PIXELS, 2).astype(int)
        size = int(random.uniform(3, 17) * FINE)
        colour = tuple(float(v) for v in random.uniform(0.1, 0.95, 3))
        if random.random() < 0.5:
            cv2.circle(top, (int(at[0]), int(at[1])), size, colour, -1, cv2.LINE_AA)
        else:
            box = ((float(at[0]), float(at[1])), (size * 2.5, size * 0.9), random.uniform(0, 180))
            cv2.fillPoly(top, [cv2.boxPoints(box).astype(np.int32)], colour, cv2.LINE_AA)


def second_paper(top: Image, page: tuple[float, float], random: np.random.Generator) -> None:
    """Lay another printed sheet on the table, half under where the page will lie or beside it."""
    width, height = random.uniform(100, 150), random.uniform(140, 210)
    angle = random.uniform(-35, 35)
    side = random.choice([-1.0, 1.0])
    at = np.array(
        [
            side * (page[0] / 2 + random.uniform(0.05, 0.55) * width),
            random.uniform(-0.4, 0.4) * page[1],
        ]
    )
    middle = _PIXELS / 2 + at * FINE
    box = ((float(middle[0]), float(middle[1])), (width * FINE, height * FINE), angle)
    tone = random.uniform(0.8, 0.93)
    cv2.fillPoly(top, [cv2.boxPoints(box).astype(np.int32)], (tone * 0.97, tone, tone), cv2.LINE_AA)
    turn = np.radians(angle)
    along, down = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    for line in np.arange(-height / 2 + 15, height / 2 - 15, 6.0):
        ends = [
            middle + (along * x + down * line) * FINE
            for x in (-width / 2 + 12, width / 2 - random.uniform(12, 60))
        ]
        points = [tuple(round(float(v)) for v in end) for end in ends]
        cv2.line(top, points[0], points[1], (0.35, 0.35, 0.36), 4, cv2.LINE_AA)


def hand(tip: npt.NDArray[Any], along: npt.NDArray[Any], size: float) -> Image:
    """The shape of a hand with its forearm, (HEIGHT, WIDTH), 0 to 1.

    `tip` is where the middle finger ends, pixels; `along` points from the wrist to it; `size`
    is its length in pixels.
    """
    shape = np.zeros((HEIGHT, WIDTH), np.uint8)
    ahead = along / np.hypot(*along)
    aside = np.array([-ahead[1], ahead[0]])

    def at(forward: float, right: float) -> tuple[int, int]:
        spot = tip + (ahead * (forward - 1.0) + aside * right) * size
        return round(float(spot[0])), round(float(spot[1]))

    def limb(start: tuple[float, float], end: tuple[float, float], width: float) -> None:
        cv2.line(shape, at(*start), at(*end), 255, round(width * size), cv2.LINE_AA)

    for right, length in ((-0.155, 0.86), (-0.055, 0.95), (0.05, 0.9), (0.15, 0.78)):
        limb((0.42, right * 0.9), (length, right), 0.1)
    limb((0.2, 0.14), (0.52, 0.36), 0.12)
    limb((0.22, 0.0), (0.38, 0.0), 0.42)
    limb((-3.5, -0.1), (0.15, 0.0), 0.34)
    return (cv2.GaussianBlur(shape, (0, 0), 1.5) / np.float32(255)).astype(np.float32)
