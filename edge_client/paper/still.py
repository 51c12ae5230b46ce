"""One still of the paper, made of several frames. Pure: pictures in, JPEG bytes out.

Frames are chosen (`still_choice`), laid over the sharpest one (`still_align`), averaged, so that
the noise falls with the square root of their number, flattened, evenly lit, and freed of what
blur can be undone (`still_restore`). Brightness is worked on at the sensor's full size, colours at
half of it, as a JPEG keeps them anyway.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture, turn
from edge_client.devices.opencv import cv2
from edge_client.paper.light import gain_map
from edge_client.paper.still_align import Matrix, find_patches, motion
from edge_client.paper.still_choice import Choice, Plane, choose, sharpness, smooth
from edge_client.paper.still_restore import blur_of, noise_alone, noise_of, restore

SMALL: Final = 8
"""Frames are compared at this part of their size."""

MOST_PIXELS: Final = 64_000_000
"""Of all frames of a still together: bounds memory. At 8 megapixels that is seven frames."""

PAGE_QUALITY, CAMERA_QUALITY = 82, 84
"""JPEG quality: fine print reads as well as from the pixels themselves (docs/bench)."""

COLOURED: Final = 14
"""How far from grey a place has to be to count as coloured, of 128."""

_NEARLY_WHITE: Final = 222
_CALM: Final = np.clip(
    np.rint(np.interp(np.arange(256), [0, _NEARLY_WHITE, 255], [0, 1.05 * _NEARLY_WHITE, 245])),
    0,
    255,
).astype(np.uint8)
"""Differences between bare paper and bare paper are noise: they are kept at a third, and a still
has half the bytes. Whatever is darker than paper stays as it is."""

Divisor = Literal[1, 2, 4, 8]

Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or one that works on several processors."""


class Shot(Protocol):
    """A frame of the document camera. May decode anew at every call."""

    def grey(self, divisor: Divisor) -> Picture:
        """(height, width), with sides of 1 / `divisor`, rounded up."""

    def colour(self, divisor: Divisor) -> Picture:
        """(height, width, 3) BGR, with sides of 1 / `divisor`, rounded up."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame decoded for a still, and what it is judged by."""

    shot: Shot
    grey: Picture
    smooth: Plane


@dataclass(frozen=True, eq=False)
class Flat:
    """Where the page lies in the full picture, and how it is flattened.

    `matrix` takes a point of the picture to the flat page of `size` (width, height). A bent page
    has `bent` in its stead: for every pixel of the flat page where it is in the picture, x and y.
    """

    corners: npt.NDArray[np.float32]
    size: tuple[int, int]
    matrix: Matrix
    bent: tuple[Plane, Plane] | None = None

    def ends(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The least and the greatest x and y of the page in the picture."""
        points = self.corners.astype(np.float64)
        if self.bent is not None:
            # Every eighth place tells how far a bent page reaches.
            across, down = (side[::8, ::8].ravel() for side in self.bent)
            points = np.concatenate([points, np.column_stack([across, down])])
        return points.min(axis=0), points.max(axis=0)


@dataclass(frozen=True, eq=False)
class Made:
    """A picture of a still. Sizes in pixels; `frames` is how many it was made of."""

    jpeg: bytes
    width: int
    height: int
    frames: int


@dataclass(frozen=True, eq=False)
class Fused:
    """A page's surroundings averaged: brightness from `origin` (x, y) on, and its noise."""

    plane: Plane
    origin: tuple[int, int]
    noise: float
    frames: int


def see(shot: Shot) -> Seen:
    """Decode a frame and look at it."""
    grey = shot.grey(1)
    rows, columns = grey.shape
    small = cv2.resize(
        grey,
        (max(1, columns // SMALL), max(1, rows // SMALL)),
        interpolation=cv2.INTER_AREA,
    )
    return Seen(shot, grey, smooth(np.asarray(small, np.uint8)))


def pick(seen: Sequence[Seen], flat: Flat | None = None, spread: Spread = map) -> Choice:
    """Choose among frames, by what they show of the page. Raises ValueError without frames."""
    box = page_box(flat, seen[-1].grey) if flat else None
    sharp = list(spread(lambda one: sharpness(_middle(one.grey, box)), seen))
    return choose([_of_page(one.smooth, box) for one in seen], sharp)


def page_box(flat: Flat, grey: Picture) -> tuple[int, int, int, int]:
    """x, y, width, height of the page in the picture, with a margin; multiples of `SMALL`."""
    rows, columns = grey.shape[:2]
    least, most = flat.ends()
    low = np.floor(least / SMALL - 2) * SMALL
    high = np.ceil(most / SMALL + 2) * SMALL
    left, top = (max(0, int(value)) for value in low)
    right, bottom = min(columns, int(high[0])), min(rows, int(high[1]))
    return left, top, max(right - left, 1), max(bottom - top, 1)


def fuse(seen: Sequence[Seen], choice: Choice, flat: Flat, spread: Spread = map) -> Fused:
    """Average the chosen frames, each laid over the reference."""
    reference = seen[choice.reference].grey
    box = page_box(flat, reference)
    x, y, width, height = box
    window = np.s_[y : y + height, x : x + width]
    patches = find_patches(reference, box)
    others = [index for index in choice.kept if index != choice.reference]

    def laid(index: int) -> tuple[int, Picture] | None:
        moved = motion(reference, seen[index].grey, patches)
        if moved is None:
            return None
        return index, _laid_over(seen[index].grey, moved, box)

    layers = [(choice.reference, reference[window])]
    layers += [one for one in spread(laid, others) if one is not None]
    noise = noise_alone(layers[0][1])
    if len(layers) > 1:
        # What is left of motion looks like noise between two frames; frames that a frozen camera
        # repeats look like none.
        noise = float(np.clip(noise_of(layers[0][1], layers[1][1]), 0.5 * noise, 1.5 * noise))
    plane = _mean(layers, choice, box)
    return Fused(plane, (x, y), noise / float(np.sqrt(len(layers))), len(layers))


def make_page(
    seen: Sequence[Seen], choice: Choice, flat: Flat, spread: Spread = map, turned: int = 0
) -> Made:
    """The flat page of the chosen frames, turned clockwise by so many degrees."""
    fused = fuse(seen, choice, flat, spread)
    page = flatten(fused.plane, flat, fused.origin, spread)
    colours = _colours(seen[choice.reference].shot, flat)
    gain = light_gain(_whole_levels(page))
    even = cv2.multiply(page, gain)
    noise = fused.noise * float(np.median(gain[::16, ::16]))
    sharp = restore(np.asarray(even, np.float32), blur_of(page), noise)
    light = cv2.LUT(_whole_levels(sharp), _CALM).astype(np.uint8, copy=False)
    shown = turn(_coloured(light, colours), turned, mirror=False)
    return Made(encode(shown, PAGE_QUALITY), shown.shape[1], shown.shape[0], fused.frames)


def make_camera(bgr: Picture, turned: int = 0) -> Made:
    """The camera's own picture, turned clockwise by so many degrees."""
    bgr = turn(bgr, turned, mirror=False)
    return Made(encode(bgr, CAMERA_QUALITY), bgr.shape[1], bgr.shape[0], 1)


def flatten(
    plane: Plane, flat: Flat, origin: tuple[int, int], spread: Spread = map, strips: int = 4
) -> Plane:
    """The page out of a part of the picture that begins at `origin`."""
    width, height = flat.size
    shift = np.array([[1, 0, origin[0]], [0, 1, origin[1]], [0, 0, 1]], np.float64)

    def strip(rows: tuple[int, int]) -> Picture:
        top, bottom = rows
        if flat.bent is not None:
            across, down = (side[top:bottom] for side in flat.bent)
            return cv2.remap(
                plane,
                across - origin[0],
                down - origin[1],
                cv2.INTER_CUBIC,
                borderMode=cv2.BORDER_REPLICATE,
            ).astype(np.float32, copy=False)
        place = np.array([[1, 0, 0], [0, 1, -top], [0, 0, 1]], np.float64)
        return cv2.warpPerspective(
            plane,
            place @ flat.matrix @ shift,
            (width, bottom - top),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32, copy=False)

    edges = np.linspace(0, height, strips + 1).astype(int).tolist()
    return np.concatenate(list(spread(strip, itertools.pairwise(edges))))


def light_gain(page: Picture) -> Plane:
    """By what each place of a grey page is multiplied to be lit evenly: (height, width)."""
    height, width = page.shape
    return cv2.resize(gain_map(page), (width, height), interpolation=cv2.INTER_LINEAR).astype(
        np.float32, copy=False
    )


def encode(picture: Picture, quality: int) -> bytes:
    """JPEG, grey or colour; colours at half the size (4:2:0)."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture cannot be encoded")
    return data.tobytes()


def _of_page(smooth_whole: Plane, box: tuple[int, int, int, int] | None) -> Plane:
    if box is None:
        return smooth_whole
    x, y, width, height = (side // SMALL for side in box)
    return smooth_whole[y : y + max(height, 1), x : x + max(width, 1)]


def _middle(grey: Picture, box: tuple[int, int, int, int] | None) -> Picture:
    """The middle of the page, a quarter of its area: enough to tell sharp from blurred."""
    x, y, width, height = box or (0, 0, grey.shape[1], grey.shape[0])
    part = grey[y + height // 4 : y + 3 * height // 4, x + width // 4 : x + 3 * width // 4]
    return part if part.size else grey


def _laid_over(grey: Picture, moved: Matrix, box: tuple[int, int, int, int]) -> Picture:
    x, y, width, height = box
    if np.array_equal(moved, np.eye(3)):
        return grey[y : y + height, x : x + width]
    place = np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)
    return cv2.warpPerspective(
        grey,
        moved @ place,
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8, copy=False)


def _mean(
    layers: Sequence[tuple[int, Picture]], choice: Choice, box: tuple[int, int, int, int]
) -> Plane:
    """The mean of all layers; where one is covered, of the others."""
    whole = [layer for index, layer in layers if index not in choice.covered]
    part = [(index, layer) for index, layer in layers if index in choice.covered]
    first = layers[0][1]
    total = np.zeros(first.shape, np.float32 if part else np.uint16)
    for layer in whole:
        cv2.add(total, layer, total, dtype=cv2.CV_32F if part else cv2.CV_16U)
    if not part:
        return np.asarray(total * np.float32(1.0 / len(whole)), np.float32)
    count = np.full(first.shape, len(whole), np.float32)
    for index, layer in part:
        clear = cv2.resize(
            (choice.covered[index] == 0).astype(np.float32),
            (first.shape[1], first.shape[0]),
            interpolation=cv2.INTER_NEAREST,
        )
        total += layer * clear
        count += clear
    # Where every frame is covered the reference is as good as any.
    none = count == 0
    total[none], count[none] = first[none], 1
    return np.asarray(total / count, np.float32)


def _whole_levels(plane: Plane) -> Picture:
    """Grey levels rounded, those below 0 and above 255 cut off."""
    return cv2.convertScaleAbs(np.maximum(plane, 0)).astype(np.uint8, copy=False)


def _colours(shot: Shot, flat: Flat) -> Picture | None:
    """The flat page's colours, Cr and Cb, at half its size; None for a page without any.

    Of one frame: eyes see little noise in colours, and less of it after blurring.
    """
    page = cv2.blur(_flat_at_half(shot.colour(2), flat), (3, 3))
    # Paper that a lamp makes yellow is white: each colour is lit evenly for itself.
    even = [
        cv2.convertScaleAbs(cv2.multiply(one, light_gain(one), dtype=cv2.CV_32F))
        for one in (np.asarray(plane, np.uint8) for plane in cv2.split(page))
    ]
    split = cv2.cvtColor(cv2.merge(even), cv2.COLOR_BGR2YCrCb)[..., 1:]
    strong = np.abs(split[::4, ::4].astype(np.int16) - 128).max(axis=2) > COLOURED
    if float(strong.mean()) < 2e-4:
        return None
    return np.asarray(split, np.uint8)


def _flat_at_half(half: Picture, flat: Flat) -> Picture:
    """The flat page at half its size, of a picture of half the size."""
    size = ((flat.size[0] + 1) // 2, (flat.size[1] + 1) // 2)
    if flat.bent is not None:
        across, down = (
            (cv2.resize(side, size, interpolation=cv2.INTER_AREA) + 0.5) / 2 - 0.5
            for side in flat.bent
        )
        page = cv2.remap(half, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    else:
        shrink = np.diag([0.5, 0.5, 1.0])
        page = cv2.warpPerspective(
            half,
            shrink @ flat.matrix @ np.linalg.inv(shrink),
            size,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    return np.asarray(page, np.uint8)


def _coloured(light: Picture, colours: Picture | None) -> Picture:
    if colours is None:
        return light
    height, width = light.shape
    full = cv2.resize(colours, (width, height), interpolation=cv2.INTER_LINEAR)
    joined = cv2.merge([light, *cv2.split(full)])
    return np.asarray(cv2.cvtColor(joined, cv2.COLOR_YCrCb2BGR), np.uint8)
