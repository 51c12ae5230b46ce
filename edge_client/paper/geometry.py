"""Corners, sizes and mappings of a page in a camera's picture. Pure.

Coordinates are pixels, x to the right and y down, a pixel's centre at whole numbers as OpenCV has
it; so a picture of `width` columns reaches from -0.5 to width - 0.5. Corners are float32 (4, 2),
clockwise from the one at the top left as the page lies in the picture. Sizes are (width, height).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2

Corners = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]
Size = tuple[int, int]


class Part(NamedTuple):
    """A rectangle as shares (0..1) of a picture's width and height."""

    x: float
    y: float
    width: float
    height: float


class Box(NamedTuple):
    """A rectangle in whole pixels of a frame."""

    x: int
    y: int
    width: int
    height: int

    def part(self, frame: Size) -> Part:
        """The same as shares of the frame."""
        return Part(
            self.x / frame[0], self.y / frame[1], self.width / frame[0], self.height / frame[1]
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a frame a picture lies.

    `turned`: it lies on its left side there (its top along the frame's left edge), so a receiver
    turns the frame by 90 degrees clockwise to see it as it was.
    """

    box: Box
    turned: bool

    def display(self, turn: int) -> int:
        """Degrees clockwise by which a receiver turns the frame, for a wanted `turn`."""
        return (turn + (90 if self.turned else 0)) % 360


WHOLE: Final = Part(0.0, 0.0, 1.0, 1.0)

MIN_AREA = 0.018
"""Of the picture's area. An ID card under a camera that sees an A3 sheet has 3.7 %."""
MAX_AREA = 0.93
MAX_ASPECT = 2.6
"""Long side by short side. A long envelope has 2.1; a keyboard 2.4 to 3.4."""
ANGLES = (50.0, 130.0)
"""Of a page's corner as a camera over a table sees it, in degrees."""
SIDES = 2.0
"""Most that opposite sides differ by perspective."""


def ordered(points: npt.ArrayLike) -> Corners:
    """Any four corners of a convex quad in our order. The start is the one nearest the top left."""
    quad = np.asarray(points, np.float64).reshape(4, 2)
    centre = quad.mean(axis=0)
    angles = np.arctan2(quad[:, 1] - centre[1], quad[:, 0] - centre[0])
    quad = quad[np.argsort(angles)]  # y runs down: growing angles run clockwise
    start = int(np.argmin(quad[:, 0] + quad[:, 1]))
    return np.roll(quad, -start, axis=0).astype(np.float32)


def whole_picture(picture: Size) -> Corners:
    """The corners of the picture itself: what is "flattened" where no page is found."""
    right, bottom = picture[0] - 0.5, picture[1] - 0.5
    return np.array([[-0.5, -0.5], [right, -0.5], [right, bottom], [-0.5, bottom]], np.float32)


def side_lengths(corners: npt.ArrayLike) -> Matrix:
    """Top, right, bottom, left, in pixels."""
    quad = np.asarray(corners, np.float64)
    lengths: Matrix = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    return lengths


def area(corners: npt.ArrayLike) -> float:
    """In pixels; positive when clockwise."""
    quad = np.asarray(corners, np.float64)
    after = np.roll(quad, -1, axis=0)
    return float(np.sum(quad[:, 0] * after[:, 1] - after[:, 0] * quad[:, 1]) / 2)


def diagonal(corners: npt.ArrayLike) -> float:
    """Mean of the two, in pixels: what errors of corners are measured by."""
    quad = np.asarray(corners, np.float64)
    return float((math.dist(quad[0], quad[2]) + math.dist(quad[1], quad[3])) / 2)


def inside(corners: npt.ArrayLike, picture: Size, margin: float = 0.0) -> bool:
    """Whether all corners lie in the picture, at least `margin` pixels from its edges."""
    quad = np.asarray(corners, np.float64)
    if not np.all(np.isfinite(quad)):
        return False
    low = margin - 0.5
    return bool(
        np.all(quad >= low)
        and np.all(quad[:, 0] <= picture[0] - 0.5 - margin)
        and np.all(quad[:, 1] <= picture[1] - 0.5 - margin)
    )


def possible(corners: npt.ArrayLike, picture: Size) -> bool:
    """Whether a whole sheet of paper can look so: convex, in the picture, neither tiny nor a strip."""
    quad = np.asarray(corners, np.float64)
    if quad.shape != (4, 2) or not inside(quad, picture):
        return False
    if not MIN_AREA <= area(quad) / (picture[0] * picture[1]) <= MAX_AREA:
        return False
    points = quad.tolist()
    ways = [
        (b[0] - a[0], b[1] - a[1]) for a, b in zip(points, points[1:] + points[:1], strict=True)
    ]
    top, right, bottom, left = (math.hypot(*way) for way in ways)
    if min(top, right, bottom, left) < 4:
        return False
    for before, after in zip(ways[-1:] + ways[:-1], ways, strict=True):
        cross = before[0] * after[1] - before[1] * after[0]
        angle = 180 - math.degrees(math.atan2(cross, before[0] * after[0] + before[1] * after[1]))
        if not ANGLES[0] <= angle <= ANGLES[1]:
            return False
    if max(top, bottom) > SIDES * min(top, bottom) or max(left, right) > SIDES * min(left, right):
        return False
    wide, high = top + bottom, left + right
    return max(wide, high) <= MAX_ASPECT * min(wide, high)


def page_size(corners: npt.ArrayLike, picture: Size) -> Size:
    """Width and height of the flat page as it lies, in pixels of the picture, both even.

    The longer of opposite sides counts, so that flattening loses no detail; the proportions are
    the sheet's own, by the perspective of its corners (Zhang and He, "Whiteboard scanning and
    image enhancement", 2007), the lens in the middle of the picture.
    """
    lengths = side_lengths(corners)
    wide, high = float(max(lengths[0], lengths[2])), float(max(lengths[1], lengths[3]))
    ratio = aspect(corners, picture)
    if wide / high < ratio:
        wide = high * ratio
    else:
        high = wide / ratio
    return _even(wide), _even(high)


def aspect(corners: npt.ArrayLike, picture: Size) -> float:
    """The sheet's width by its height, without perspective."""
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    quad = np.asarray(corners, np.float64)
    centred = quad - np.array([(picture[0] - 1) / 2, (picture[1] - 1) / 2])
    to_picture = cv2.getPerspectiveTransform(unit, centred.astype(np.float32))
    columns = np.asarray(to_picture, np.float64).T
    right, down = columns[0], columns[1]
    focal = _focal_length(right, down, float(max(picture)))
    lengths = [math.hypot(v[0], v[1], focal * v[2]) for v in (right, down)]
    sides = side_lengths(quad)
    plain = float((sides[0] + sides[2]) / max(sides[1] + sides[3], 1e-6))
    ratio = lengths[0] / max(lengths[1], 1e-9)
    # A camera over a table never foreshortens more than this: then the corners say nothing.
    return ratio if 0.5 < ratio / plain < 2.0 else plain


def focal_length(to_picture: npt.ArrayLike, picture: Size) -> float:
    """Of the camera, in pixels, as far as one page's `unit_to_picture` tells."""
    middle = np.array([[1, 0, -(picture[0] - 1) / 2], [0, 1, -(picture[1] - 1) / 2], [0, 0, 1.0]])
    columns = (middle @ np.asarray(to_picture, np.float64)).T
    return _focal_length(columns[0], columns[1], float(max(picture)))


def _focal_length(right: Matrix, down: Matrix, long_side: float) -> float:
    """In pixels. From the right angle between the page's sides where perspective is strong enough
    to tell, otherwise a usual lens's.
    """
    usual = 1.1 * long_side
    product = float(right[2] * down[2])
    if abs(product) < 1e-4:
        return usual
    squared = -float(right[0] * down[0] + right[1] * down[1]) / product
    if not (0.6 * long_side) ** 2 < squared < (3.0 * long_side) ** 2:
        return usual
    # Weak perspective tells the focal length badly: lean on the usual lens there.
    trust = min(1.0, math.sqrt(abs(product)) / 0.1)
    return math.exp(trust * math.log(math.sqrt(squared)) + (1 - trust) * math.log(usual))


def part_size(size: Size, part: Part = WHOLE) -> Size:
    """Of a part of a picture of that size; at least 2 x 2."""
    return _even(size[0] * part.width), _even(size[1] * part.height)


def layout(picture: Size, frame: Size, part: Part = WHOLE) -> Layout:
    """How a part of a picture of that size lies in a frame: as large as fits, in its middle, its
    long side along the frame's. Box edges are even, for 4:2:0 chroma.
    """
    wide, high = max(picture[0] * part.width, 1e-6), max(picture[1] * part.height, 1e-6)
    turned = (wide >= high) != (frame[0] >= frame[1]) and abs(wide - high) > 1e-6
    if turned:
        wide, high = high, wide
    scale = min(frame[0] / wide, frame[1] / high)
    box_wide = min(frame[0], _even(wide * scale))
    box_high = min(frame[1], _even(high * scale))
    x, y = (frame[0] - box_wide) // 4 * 2, (frame[1] - box_high) // 4 * 2
    return Layout(Box(x, y, box_wide, box_high), turned)


def unit_to_picture(corners: npt.ArrayLike) -> Matrix:
    """3 x 3: from the page as unit square (0, 0)..(1, 1), as it lies, to the picture."""
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return cv2.getPerspectiveTransform(unit, np.asarray(corners, np.float32)).astype(np.float64)


def unit_to_frame(layout: Layout, part: Part = WHOLE) -> Matrix:
    """3 x 3: from the page as unit square to the frame in which `part` of it lies in the box."""
    box = layout.box
    zoom = np.array(
        [
            [1 / part.width, 0, -part.x / part.width],
            [0, 1 / part.height, -part.y / part.height],
            [0, 0, 1],
        ]
    )
    if layout.turned:  # a quarter counter-clockwise: up becomes left
        zoom = np.array([[0.0, 1, 0], [-1, 0, 1], [0, 0, 1]]) @ zoom
    place = np.array(
        [[box.width, 0, box.x - 0.5], [0, box.height, box.y - 0.5], [0, 0, 1]], np.float64
    )
    return np.asarray(place @ zoom, np.float64)


def warp_matrix(corners: npt.ArrayLike, layout: Layout, part: Part = WHOLE) -> Matrix:
    """3 x 3: from the picture to the frame, for `cv2.warpPerspective`; `part` of the page, as it
    lies, comes to fill the layout's box.
    """
    matrix = unit_to_frame(layout, part) @ np.linalg.inv(unit_to_picture(corners))
    return np.asarray(matrix / matrix[2, 2], np.float64)


def mapped(points: npt.ArrayLike, matrix: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """(n, 2) points through a 3 x 3 matrix. Its inverse maps back."""
    flat = np.asarray(points, np.float64).reshape(-1, 1, 2)
    return cv2.perspectiveTransform(flat, np.asarray(matrix)).reshape(-1, 2).astype(np.float32)


def scaled(corners: npt.ArrayLike, factor: float) -> Corners:
    """Corners found in a picture, in the picture that is `factor` times as large."""
    return ((np.asarray(corners, np.float64) + 0.5) * factor - 0.5).astype(np.float32)


def cropped(corners: npt.ArrayLike, x: float, y: float) -> Corners:
    """Corners in a picture of which the first `x` columns and `y` rows were cut off."""
    moved: Any = np.asarray(corners, np.float64) - np.array([x, y])
    return np.asarray(moved, np.float32)


def _even(length: float) -> int:
    return max(2, 2 * round(length / 2))
