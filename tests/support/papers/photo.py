"""Virtual photographs: a page on a table as a camera of 8 megapixels sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2

from .page import Page
from .scene import Chosen, Scene, choose
from .table import FINE, SIDE_MM, hand, second_paper, table
from .view import FOCAL, HEIGHT, WIDTH, Bend, View, look

Light = npt.NDArray[Any]
"""Shares or levels, float32."""

_PAPER = np.array([0.93, 0.95, 0.96], np.float32)
_SKIN = np.array([0.42, 0.52, 0.72], np.float32)
HAND_MM = 190.0


@dataclass(frozen=True, eq=False)
class Photo:
    """`frame` is BGR; `corners` (4, 2) are the truth, as the page lies in the frame: clockwise
    from the one nearest the frame's top left. Turned clockwise by `turn` the page is upright.
    """

    frame: Picture
    corners: npt.NDArray[np.float32]
    turn: int


def photograph(page: Page, scene: Scene, seed: int) -> Photo:
    """One picture of the page; the same for the same seed."""
    return Sitting(page, scene, seed).photo(0)


class Sitting:
    """A page that rests before the camera, of which many frames can be taken.

    The frames differ by their noise and by some tenths of a pixel, as a table is never still.
    """

    def __init__(self, page: Page, scene: Scene, seed: int) -> None:
        self._page = page
        self._scene = scene
        self._seed = seed
        random = np.random.default_rng([20261122, seed])
        self._random = random
        self.chosen: Chosen = choose(scene, random)
        self.view = _view(page, self.chosen, scene)
        self.corners = _ordered(self.view.corners())

    @cached_property
    def _still(self) -> npt.NDArray[np.float16]:
        # Seconds of work, which where the page lies does not need.
        return self._composed()

    @property
    def turn(self) -> int:
        """Clockwise degrees that put the page, as it lies in the frame, upright."""
        return (360 - self.chosen.turn) % 360

    def photo(self, number: int) -> Photo:
        """Frame `number` with the truth about it."""
        return Photo(self.frame(number), self.corners, self.turn)

    def frame(self, number: int, *, motion_px: float = 0.0, covered: bool = False) -> Picture:
        """One frame; moved by `motion_px` while the shutter was open; with a hand on the page."""
        random = np.random.default_rng([7, self._seed, number])
        light: Light = self._still.astype(np.float32)
        if covered:
            over = _hand_over(self.view, random)[..., None]
            light = light * (1 - over) + _SKIN * 190 * over
        away = random.uniform(-0.4, 0.4, 2) if number else np.zeros(2)
        if number:
            moved = np.array([[1, 0, away[0]], [0, 1, away[1]]])
            light = cv2.warpAffine(light, moved, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        if motion_px > 0:
            light = _smeared(light, motion_px, random)
        return _sensed(light, self._scene.noise, random)

    def _composed(self) -> npt.NDArray[np.float16]:
        """Light at the sensor, 0 to 255, (HEIGHT, WIDTH, 3), lens included, without noise."""
        random, view, scene = self._random, self.view, self._scene
        top = table(self.chosen.table, random)
        if scene.second:
            second_paper(top, (view.width, view.height), random)
        place = np.array(
            [
                [1 / FINE, 0, (view.width - SIDE_MM) / 2],
                [0, 1 / FINE, (view.height - SIDE_MM) / 2],
                [0, 0, 1],
            ]
        )
        picture: Light = cv2.warpPerspective(
            top, view.homography() @ place, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT
        )
        ink, cover, slope = _sheet(self._page, view)
        dropped = np.roll(cv2.GaussianBlur(cover, (0, 0), 9), (7, 9), (0, 1))
        picture *= (1 - 0.4 * dropped)[..., None]
        paper = _PAPER * (ink * slope)[..., None]
        picture += (paper - picture) * cover[..., None]
        picture *= (scene.exposure / 0.96 * _light(self.chosen.uneven, random))[..., None]
        if scene.hand_shadow:
            shade = cv2.GaussianBlur(_hand_over(view, random, 1.4), (0, 0), random.uniform(25, 60))
            picture *= (1 - random.uniform(0.3, 0.5) * shade)[..., None]
        for _ in range(scene.glare):
            picture += _glare(view, random)[..., None]
        if scene.hand:
            over = _hand_over(view, random)[..., None]
            picture += (_shaded(over) * scene.exposure - picture) * over
        blur = self.chosen.blur
        return cv2.GaussianBlur(picture, (0, 0), blur).astype(np.float16)


def _view(page: Page, chosen: Chosen, scene: Scene) -> View:
    bend = Bend(chosen.bend_mm, page.spread) if scene.bend else None
    return look(
        page.width_mm,
        page.height_mm,
        turn=chosen.turn,
        roll=chosen.roll,
        tilt=chosen.tilt,
        fill=chosen.fill,
        aside=chosen.aside,
        bend=bend,
    )


def _ordered(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    first = int(np.argmin(corners.sum(axis=1)))
    return np.roll(corners, -first, axis=0).astype(np.float32)


def _sheet(page: Page, view: View) -> tuple[Light, Light, Light]:
    """The print as reflectance, where the sheet covers the table, and how its slope is lit."""
    unit = page.dpi / 25.4
    ink: Light = page.image.astype(np.float32) / np.float32(255)
    # What one pixel of the sensor gathers is wider than one of the page: no aliasing.
    wide = unit * float(view.shift[2]) / FOCAL
    if wide > 1:
        ink = cv2.GaussianBlur(ink, (0, 0), 0.3 * wide)
    if view.bend is None:
        matrix = view.homography() @ np.diag([1 / unit, 1 / unit, 1.0])
        half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
        matrix = matrix @ half
        seen = cv2.warpPerspective(
            ink, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        outline = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.fillConvexPoly(
            outline, np.round(view.corners() * 256).astype(np.int32), 255, cv2.LINE_AA, 8
        )
        return seen, (outline / np.float32(255)).astype(np.float32), np.ones_like(seen)
    return _bent(ink, unit, view, view.bend)


def _bent(ink: Light, unit: float, view: View, bend: Bend) -> tuple[Light, Light, Light]:
    x, y = np.meshgrid(np.arange(-4, WIDTH + 8, 8.0), np.arange(-4, HEIGHT + 8, 8.0))
    across, down = view.unproject(x, y)
    columns, rows = np.meshgrid(
        (np.arange(WIDTH, dtype=np.float32) + 4) / 8, (np.arange(HEIGHT, dtype=np.float32) + 4) / 8
    )
    u, v = (
        cv2.remap(part.astype(np.float32), columns, rows, cv2.INTER_LINEAR)
        for part in (across, down)
    )
    seen = cv2.remap(
        ink, u * unit - 0.5, v * unit - 0.5, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    inside = np.minimum.reduce([u, view.width - u, v, view.height - v])
    cover = np.clip(inside * FOCAL / float(view.shift[2]) + 0.5, 0, 1).astype(np.float32)
    step = 0.005
    share = u.astype(np.float64) / view.width
    rise = (bend.above(share + step) - bend.above(share - step)) / (2 * step * view.width)
    return seen, cover, np.clip(1 + 0.22 * rise, 0.6, 1.1).astype(np.float32)


def _light(uneven: float, random: np.random.Generator) -> Light:
    """Light over the frame, at most 1: falling off to one side, and a little to the corners."""
    way = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    slope = (x * np.cos(way) + y * np.sin(way)) / 1.42
    field = 1 - uneven * (0.5 - 0.5 * slope) - 0.08 * (x * x + y * y)
    return np.asarray(field / field.max(), np.float32)


def _hand_over(view: View, random: np.random.Generator, reach: float = 1.0) -> Light:
    """A hand that comes in over one edge of the page, its finger tips 20 to 45 mm inside."""
    corners = view.corners()
    scale = FOCAL / float(view.shift[2])
    edge = int(random.integers(4))
    start, end = corners[edge], corners[(edge + 1) % 4]
    spot = start + (end - start) * random.uniform(0.25, 0.75)
    inward = corners.mean(axis=0) - (start + end) / 2
    inward = inward / np.hypot(*inward)
    lean = np.radians(random.uniform(-25, 25))
    turned = np.array(
        [
            inward[0] * np.cos(lean) - inward[1] * np.sin(lean),
            inward[0] * np.sin(lean) + inward[1] * np.cos(lean),
        ]
    )
    deep = random.uniform(20, 45) * reach * scale
    return hand(spot + turned * deep, turned, HAND_MM * scale)


def _shaded(over: Light) -> Light:
    """Skin, darker towards its outline."""
    inner = cv2.GaussianBlur(over[..., 0], (0, 0), 30)
    return (_SKIN * (0.55 + 0.5 * inner[..., None])).astype(np.float32)


def _glare(view: View, random: np.random.Generator) -> Light:
    """A lamp's reflection somewhere on the page, in levels."""
    corners = view.corners()
    spot = corners.mean(axis=0) + (corners[int(random.integers(4))] - corners.mean(axis=0)) * (
        random.uniform(0.2, 0.7)
    )
    size = float(np.hypot(*(corners[2] - corners[0]))) * random.uniform(0.03, 0.06)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = ((x - spot[0]) / (1.6 * size)) ** 2 + ((y - spot[1]) / size) ** 2
    return np.asarray(random.uniform(55, 95) * np.exp(-away / 2), np.float32)


def _smeared(light: Light, length: float, random: np.random.Generator) -> Light:
    way = random.uniform(0, np.pi)
    side = int(np.ceil(length)) | 1
    kernel = np.zeros((side, side), np.float32)
    middle = side // 2
    far = np.array([np.cos(way), np.sin(way)]) * length / 2
    ends = [(round(float(middle + s * far[0])), round(float(middle + s * far[1]))) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1)
    return cv2.filter2D(light, -1, kernel / kernel.sum()).astype(np.float32)


def _sensed(light: Light, noise: float, random: np.random.Generator) -> Picture:
    """With the sensor's noise: mostly of brightness, some of colour, as after demosaicing."""
    grey = random.standard_normal((HEIGHT, WIDTH), np.float32)
    sensed = light + noise * grey[..., None]
    colour = random.standard_normal((HEIGHT, WIDTH, 3), np.float32)
    sensed += 0.4 * noise * colour
    return np.asarray(np.clip(sensed + 0.5, 0, 255), np.uint8)
