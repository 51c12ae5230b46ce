"""From a camera's picture to a frame that shows the paper. Pure functions of pictures.

Brightness and colours go separate ways, as they do in the encoder: brightness at the frame's full
size, once; colours at half of it. So nothing is converted at full size, and a zoom needs all of
the camera's pixels in grey only, which costs a third of all colours.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Content, Divisor, Picture, black_i420, planes
from edge_client.devices.opencv import cv2
from edge_client.paper import curve as curves
from edge_client.paper import geometry, light
from edge_client.paper.geometry import Box, Layout, Size
from edge_client.paper.light import Gain
from edge_client.paper.view import View
from signaling.protocol.desk import Shows

SHARPNESS: Final = 0.6
"""Amount of the unsharp mask on a flat page."""

FLAT_SMALL: Final = 384
"""Long side in pixels of the flat page by which its light is measured."""

_LIMITED: Final = np.rint(16 + np.arange(256, dtype=np.float64) * 219 / 255).astype(np.uint8)
_CHROMA: Final = np.rint(128 + (np.arange(256, dtype=np.float64) - 128) * 224 / 255).astype(
    np.uint8
)


def grey_and_colour(content: Content, divisor: Divisor) -> tuple[Picture, Picture, Divisor]:
    """Grey at the scale that is needed, colours, and the colours' scale."""
    if divisor == 1:
        return content.grey(1), content.colour(4), 4
    colour = content.colour(divisor)
    return cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False), colour, divisor


def render(
    content: Content, view: View, frame: Size, gain: Gain | None, sharpness: float = SHARPNESS
) -> Content:
    """The frame, I420. With a `gain` (of `page_light`) the page is lit evenly and sharpened.

    Raises PictureError when the camera's picture is damaged.
    """
    grey, colour, colour_divisor = grey_and_colour(content, view.divisor)
    canvas = black_i420(*frame)
    luma, blue, red = planes(canvas)
    box = view.layout.box
    flat = _warped(grey, view, view.divisor, (box.width, box.height))
    if view.shows is Shows.PAGE:
        if gain is not None:
            flat = light.even(flat, part_of_gain(gain, view))
        if sharpness:
            flat = light.sharpen(flat, sharpness)
    _put(luma, box, cv2.LUT(flat, _LIMITED))
    half = Box(box.x // 2, box.y // 2, box.width // 2, box.height // 2)
    shades = _warped(colour, view, colour_divisor, (half.width, half.height))
    chroma = cv2.LUT(cv2.cvtColor(shades, cv2.COLOR_BGR2YCrCb), _CHROMA)
    _put(red, half, chroma[:, :, 1])
    _put(blue, half, chroma[:, :, 2])
    return Content(canvas, "i420")


def page_light(grey: Picture, corners: geometry.Corners) -> Gain:
    """The gain that lights the whole page evenly, as it lies; `corners` in pixels of `grey`."""
    size = geometry.page_size(corners, (grey.shape[1], grey.shape[0]))
    scale = FLAT_SMALL / max(size)
    small = (max(8, round(size[0] * scale)), max(8, round(size[1] * scale)))
    layout = Layout(Box(0, 0, *small), turned=False)
    matrix = geometry.warp_matrix(corners, layout)
    flat = cv2.warpPerspective(
        grey, matrix, small, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return light.gain_map(flat.astype(np.uint8, copy=False))


def part_of_gain(gain: Gain, view: View) -> Gain:
    """The page's gain for the part and the way round that the frame shows."""
    rows, columns = gain.shape
    part = view.part
    small = (max(2, round(columns * part.width)), max(2, round(rows * part.height)))
    zoom = np.array(
        [
            [small[0] / (columns * part.width), 0, -part.x * small[0] / part.width],
            [0, small[1] / (rows * part.height), -part.y * small[1] / part.height],
        ]
    )
    # Pixels have their centres at whole numbers: half a pixel there and back.
    zoom[:, 2] += 0.5 * (zoom[:, 0] + zoom[:, 1]) - 0.5
    cut = cv2.warpAffine(gain, zoom, small, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if view.layout.turned:
        cut = cv2.rotate(cut, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return np.ascontiguousarray(cut, dtype=np.float32)


def _warped(picture: Picture, view: View, divisor: Divisor, size: Size) -> Picture:
    """The part of the whole picture that is shown, in exactly that size."""
    layout = Layout(Box(0, 0, *size), view.layout.turned)
    corners = geometry.scaled(view.corners, 1 / divisor)
    if view.curve is not None:
        whole = (picture.shape[1], picture.shape[0])
        across, down = curves.maps(view.curve, corners, whole, layout, size, view.part)
        bent = cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return bent.astype(np.uint8, copy=False)
    matrix = geometry.warp_matrix(corners, layout, view.part)
    return cv2.warpPerspective(
        picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def _put(plane: Picture, box: Box, picture: npt.NDArray[Any]) -> None:
    plane[box.y : box.y + box.height, box.x : box.x + box.width] = picture
