"""One picture, and how any camera's picture is made to fit the configured size.

Arrays: BGR is (height, width, 3) uint8; I420 is (height * 3 / 2, width) uint8, the luma plane
above the two quarter-size chroma planes, BT.601 limited range, as WebRTC's encoders take it.
A camera's JPEG is kept as it came, see `jpeg_content`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from edge_client.devices.made_once import MadeOnce
from edge_client.devices.opencv import cv2

Picture = npt.NDArray[np.uint8]

_ROTATIONS: Final = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


_FULL_RANGE: Final = np.clip(
    np.rint((np.arange(256, dtype=np.float64) - 16) * 255 / 219), 0, 255
).astype(np.uint8)
"""From limited-range luma."""

Divisor = Literal[1, 2, 4, 8]


class PictureError(ValueError):
    """What the camera delivered is no picture."""


@dataclass(frozen=True, eq=False)
class Content:
    """Pixels in one colour form; the other form is made once, when first asked for.

    Width and height are even. Consumers share the arrays and must not write to them.
    """

    pixels: Picture
    form: Literal["bgr", "i420", "jpeg"] = "bgr"

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        rows = int(self.pixels.shape[0])
        return rows if self.form == "bgr" else rows * 2 // 3

    @MadeOnce
    def bgr(self) -> Picture:
        """(height, width, 3)."""
        if self.form == "bgr":
            return self.pixels
        return cv2.cvtColor(self.pixels, cv2.COLOR_YUV2BGR_I420).astype(np.uint8, copy=False)

    @MadeOnce
    def i420(self) -> Picture:
        """(height * 3 / 2, width). OpenCV converts about ten times faster than PyAV."""
        if self.form == "i420":
            return self.pixels
        return cv2.cvtColor(self.pixels, cv2.COLOR_BGR2YUV_I420).astype(np.uint8, copy=False)

    def colour(self, divisor: Divisor) -> Picture:
        """BGR with sides of 1/1, 1/2, 1/4 or 1/8, rounded up."""
        return _shrunk(self.bgr, divisor)

    def grey(self, divisor: Divisor) -> Picture:
        """(height, width) of full range with sides of 1/1, 1/2, 1/4 or 1/8, rounded up."""
        if self.form == "i420":
            small = _shrunk(self.pixels[: self.height], divisor)
            return cv2.LUT(small, _FULL_RANGE).astype(np.uint8, copy=False)
        small = _shrunk(self.bgr, divisor)
        return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def _shrunk(picture: Picture, divisor: Divisor) -> Picture:
    if divisor == 1:
        return picture
    size = (-(-picture.shape[1] // divisor), -(-picture.shape[0] // divisor))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture at a time.

    `captured_at` is in seconds of the monotonic clock; `seq` grows by one or more with every
    frame of a source. `placeholder` tells that the device itself gave nothing.
    """

    content: Content
    captured_at: float
    seq: int
    placeholder: bool = False

    @property
    def width(self) -> int:
        """In pixels, even."""
        return self.content.width

    @property
    def height(self) -> int:
        """In pixels, even."""
        return self.content.height

    @property
    def bgr(self) -> Picture:
        """(height, width, 3); shared, not to be written to."""
        return self.content.bgr

    def i420(self) -> Picture:
        """(height * 3 / 2, width); converted once for all consumers, not to be written to."""
        return self.content.i420


def to_bgr(raw: object) -> Picture:
    """Any array that a camera gives as BGR.

    Takes grey (8 or 16 bit), two-channel YUYV, BGR, BGRA. Raises PictureError for anything
    else: an empty or one-dimensional buffer is a frame that was cut short on the way.
    """
    if not isinstance(raw, np.ndarray) or raw.size == 0 or raw.ndim not in {2, 3}:
        raise PictureError("not an image")
    pixels: npt.NDArray[Any] = raw
    if min(pixels.shape[:2]) < 2:
        raise PictureError("cut short")
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    if pixels.dtype != np.uint8:
        raise PictureError(f"samples of type {pixels.dtype}")
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if channels == 3:
        return pixels
    conversion = {1: cv2.COLOR_GRAY2BGR, 2: cv2.COLOR_YUV2BGR_YUY2, 4: cv2.COLOR_BGRA2BGR}
    if channels not in conversion:
        raise PictureError(f"{channels} channels")
    return cv2.cvtColor(pixels, conversion[channels]).astype(np.uint8, copy=False)


def turn(plane: Picture, rotate: int, mirror: bool) -> Picture:
    """A plane rotated clockwise by 0, 90, 180 or 270 degrees, then mirrored left to right."""
    if rotate:
        plane = cv2.rotate(plane, _ROTATIONS[rotate]).astype(np.uint8, copy=False)
    if mirror:
        plane = cv2.flip(plane, 1).astype(np.uint8, copy=False)
    return plane


def even(picture: Picture) -> Picture:
    """Without an odd last row or column, as a view."""
    return picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


def fit_bgr(bgr: Picture, width: int, height: int, fill: bool = False) -> Picture:
    """A picture in exactly the given size with its proportions kept.

    With `fill` the overhang is cut off, otherwise the rest is black. An exact picture is
    returned as it is.
    """
    if bgr.shape[:2] == (height, width):
        return bgr
    canvas = np.zeros((height, width, 3), np.uint8)
    _paste(bgr, canvas, fill)
    return canvas


def fit_i420(i420: Picture, width: int, height: int, fill: bool = False) -> Picture:
    """`fit_bgr` for I420: plane by plane, with no colour conversion."""
    if i420.shape == (height * 3 // 2, width):
        return i420
    canvas = black_i420(width, height)
    for source, target in zip(planes(i420), planes(canvas), strict=True):
        _paste(source, target, fill)
    return canvas


def turn_i420(i420: Picture, rotate: int, mirror: bool) -> Picture:
    """`turn` for I420."""
    if not rotate and not mirror:
        return i420
    turned = [turn(plane, rotate, mirror) for plane in planes(i420)]
    rows, columns = turned[0].shape
    joined = np.concatenate([plane.reshape(-1) for plane in turned])
    return joined.reshape(rows * 3 // 2, columns)


def planes(i420: Picture) -> tuple[Picture, Picture, Picture]:
    """Luma (h, w) and the two chroma planes (h / 2, w / 2) as views. I420 must be contiguous."""
    columns = i420.shape[1]
    rows = i420.shape[0] * 2 // 3
    flat = i420.reshape(-1)
    luma, quarter = rows * columns, rows * columns // 4
    shape = (rows // 2, columns // 2)
    return (
        flat[:luma].reshape(rows, columns),
        flat[luma : luma + quarter].reshape(shape),
        flat[luma + quarter :].reshape(shape),
    )


def black_i420(width: int, height: int) -> Picture:
    """A black picture: limited-range luma 16, neutral chroma 128."""
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    picture[:height] = 16
    return picture


def _paste(source: Picture, target: Picture, fill: bool) -> None:
    """Scale `source` into the middle of `target`; what it does not cover stays."""
    rows, columns = source.shape[:2]
    height, width = target.shape[:2]
    choose = max if fill else min
    scale = choose(width / columns, height / rows)
    # Whole pixels, never empty, and covering the target with `fill`.
    new_width = max(1, round(columns * scale))
    new_height = max(1, round(rows * scale))
    shrinking = scale < 1
    method = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    scaled = cv2.resize(source, (new_width, new_height), interpolation=method)
    across, down = min(width, new_width), min(height, new_height)
    from_x, from_y = (new_width - across) // 2, (new_height - down) // 2
    to_x, to_y = (width - across) // 2, (height - down) // 2
    target[to_y : to_y + down, to_x : to_x + across] = scaled[
        from_y : from_y + down, from_x : from_x + across
    ]
