"""Renders the demo's document picture: `python -m edge_client.simulation.render_form`.

Draws the form and photographs it virtually: a document camera looks down at a page that lies
a little askew on a wooden table, with light from one side, a soft shadow, a lens that is not
perfectly sharp, and sensor noise. Everything is seeded: the same pictures come every time.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from edge_client.simulation import ASSETS
from edge_client.simulation.form_page import draw_form

Image = npt.NDArray[np.floating[Any]]

DOTS_PER_MM: Final = 16.0
"""About 400 dots an inch: finer than any picture taken of the page."""


@dataclass(frozen=True)
class Shot:
    """One picture: its size in pixels, the blur of its lens in pixels, its noise, its file."""

    name: str
    width: int
    height: int
    blur: float
    noise: float
    quality: int


SHOTS: Final = (
    Shot("form-1080p.jpg", 1920, 1080, 0.45, 1.2, 90),
    Shot("form-still.jpg", 3264, 2448, 0.6, 1.4, 84),
)

OVERSAMPLING: Final = 2
"""The page is warped at this many times the picture's size and then shrunk: fine lines stay."""


def photograph(page: Picture, shot: Shot) -> Picture:
    """The page on the table as the camera sees it, BGR."""
    random = np.random.default_rng(20261122)
    scene = _table(shot, random)
    corners = _corners(shot, page)
    paper, cover = _warped(page, shot, corners)
    unit = shot.width / 1920
    shadow = cv2.GaussianBlur(cover, (0, 0), 9 * unit)
    shadow = np.roll(shadow, (round(7 * unit), round(9 * unit)), (0, 1))
    scene *= 1 - 0.45 * shadow[..., None]
    scene = scene * (1 - cover[..., None]) + paper * cover[..., None]
    lit = scene * _light(shot)[..., None]
    seen = cv2.GaussianBlur(lit, (0, 0), shot.blur)
    seen = seen + random.normal(0, shot.noise, seen.shape)
    result: Picture = np.clip(np.rint(seen), 0, 255).astype(np.uint8)
    return result


def _warped(page: Picture, shot: Shot, corners: Image) -> tuple[Image, Image]:
    """The page as it appears in the picture, and where (0 to 1) it covers the table."""
    size = (shot.width * OVERSAMPLING, shot.height * OVERSAMPLING)
    transform = _transform(page, corners * OVERSAMPLING)
    paper = cv2.warpPerspective(page, transform, size, borderMode=cv2.BORDER_REPLICATE)
    cover = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(cover, np.rint(corners * OVERSAMPLING).astype(np.int32), 255, cv2.LINE_AA)
    small = (shot.width, shot.height)
    small_paper = cv2.resize(paper, small, interpolation=cv2.INTER_AREA)
    small_cover = cv2.resize(cover, small, interpolation=cv2.INTER_AREA)
    return small_paper.astype(np.float32), small_cover.astype(np.float32) / 255


def _corners(shot: Shot, page: Picture) -> Image:
    """The page's corners in the picture, kept to the proportions of A4."""
    height = shot.height * 0.9
    width = height * page.shape[0] / page.shape[1]
    if width > shot.width * 0.94:
        width = shot.width * 0.94
        height = width * page.shape[1] / page.shape[0]
    centre = np.array([shot.width / 2, shot.height / 2])
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    angle = np.deg2rad(-1.6)
    turned = square @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    # The camera stands a little aslant: the farther edge is shorter.
    turned[:, 0] *= 1 - 0.022 * (turned[:, 1] < 0)
    return np.asarray(centre + turned, np.float32)


def _transform(page: Picture, corners: Image) -> npt.NDArray[Any]:
    rows, columns = page.shape[:2]
    upright = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    # The page's top left corner lies bottom left in the picture: a quarter turn to the left.
    lying = np.roll(corners, 1, axis=0)
    return np.asarray(cv2.getPerspectiveTransform(upright, lying))


def _table(shot: Shot, random: np.random.Generator) -> Image:
    """Wood: stretched noise in brown."""
    size = (shot.width, shot.height)
    strands = random.normal(0, 1, (shot.height, max(2, shot.width // 60))).astype(np.float32)
    grain = cv2.resize(strands, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), 12, sigmaY=1.2 * shot.width / 1920))
    planks = random.normal(0, 1, (12, 3)).astype(np.float32)
    broad = cv2.resize(planks, size, interpolation=cv2.INTER_CUBIC)
    tone = 1 + 0.10 * grain / max(float(grain.std()), 1e-6) * 0.5 + 0.05 * broad
    wood = np.array([92, 128, 168], np.float32)  # blue, green, red
    return np.asarray(tone[..., None] * wood, np.float32)


def _light(shot: Shot) -> Image:
    """A lamp at the upper left: bright there, a third less in the far corner."""
    y, x = np.mgrid[0 : shot.height, 0 : shot.width].astype(np.float32)
    distance = np.hypot(x / shot.width - 0.3, (y / shot.height - 0.2) * 0.7)
    return np.asarray(1.0 - 0.34 * np.clip(distance, 0, 1) ** 1.3, np.float32)


def main() -> int:
    """Write all pictures into a folder, by default over the assets."""
    parser = argparse.ArgumentParser(description="Render the demo's document pictures.")
    parser.add_argument("--into", type=Path, default=ASSETS)
    folder: Path = parser.parse_args().into
    page = draw_form(DOTS_PER_MM)
    for shot in SHOTS:
        picture = photograph(page, shot)
        good, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, shot.quality])
        assert good
        (folder / shot.name).write_bytes(data.tobytes())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
