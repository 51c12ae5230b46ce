"""A camera's JPEG, kept as it came and decoded only as far as somebody needs it.

A document camera gives 8 megapixels ten times a second. Measured per picture of 1 MB: all of it
to BGR 36 ms, its grey alone 15 ms, half the size 13 ms, an eighth 10 ms. So all colours are decoded
for a still only, and for the live view never more than is shown.
"""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from edge_client.devices.frame import (
    Content,
    Divisor,
    Picture,
    PictureError,
    turn,
)
from edge_client.devices.made_once import MadeOnce
from edge_client.devices.opencv import cv2

_COLOUR: Final = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}
_GREY: Final = {
    1: cv2.IMREAD_GRAYSCALE,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
}
# Upside down and mirrored pictures are the configuration's business, not the file's.
_AS_IT_IS: Final = cv2.IMREAD_IGNORE_ORIENTATION

MAX_SIDE: Final = 16_384
"""In pixels. A header may claim 65535 x 65535, which would be 13 GB."""
MAX_PIXELS: Final = 64_000_000

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"


@dataclass(frozen=True)
class JpegHead:
    """What a JPEG says of itself. Size in pixels; `colours` 1 for grey, 3 for YCbCr."""

    width: int
    height: int
    colours: int


def read_head(data: bytes) -> JpegHead:
    """The size in a JPEG's frame header (ITU-T T.81, B.2.2).

    Raises PictureError for what is no JPEG, is cut short, or is absurdly large.
    """
    if not data.startswith(_SOI):
        raise PictureError("not a JPEG")
    at = 2
    head: JpegHead | None = None
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise PictureError("damaged JPEG header")
        marker = data[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD7 or marker == 0x01:
            at += 1 if marker == 0xFF else 2  # a filling byte; markers without a length
            continue
        length = struct.unpack_from(">H", data, at + 2)[0]
        # SOF0 to SOF15, of which three numbers mean something else.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC} and at + 10 <= len(data):
            height, width, colours = struct.unpack_from(">HHB", data, at + 5)
            head = JpegHead(width, height, colours)
        if marker == 0xDA:  # the picture's own data: it ends with the only EOI after it
            if head is None or data.rfind(_EOI, at) < 0:
                break
            return _checked(head)
        at += 2 + length
    raise PictureError("cut short")


def _checked(head: JpegHead) -> JpegHead:
    sides = (head.width, head.height)
    if min(sides) < 16 or max(sides) > MAX_SIDE or head.width * head.height > MAX_PIXELS:
        raise PictureError(f"a JPEG of {head.width} x {head.height}")
    return head


class JpegContent(Content):
    """A JPEG as `Content`: each scale is decoded once, when it is first asked for.

    The picture is turned clockwise by `rotate` degrees and then mirrored, as configured. Its width
    and height are even: an odd last row or column is left out. Any of the decoding properties
    raises PictureError when the data turns out to be damaged. May be used by several threads.
    """

    def __init__(self, data: bytes, rotate: int = 0, mirror: bool = False) -> None:
        """Read the header. Raises PictureError."""
        head = read_head(data)
        super().__init__(np.frombuffer(data, np.uint8), "jpeg")
        set_ = object.__setattr__  # the class that it derives from is frozen
        set_(self, "data", data)
        set_(self, "rotate", rotate)
        set_(self, "mirror", mirror)
        set_(self, "_head", head)
        set_(self, "_lock", threading.RLock())
        set_(self, "_decoded", {})

    data: bytes
    """As the camera gave it, before turning and mirroring."""
    rotate: int
    mirror: bool
    _head: JpegHead
    _lock: Any
    _decoded: dict[tuple[str, int], Picture]

    @property
    def width(self) -> int:
        """In pixels, after turning, even."""
        sides = (self._head.width, self._head.height)
        return sides[self.rotate in {90, 270}] // 2 * 2

    @property
    def height(self) -> int:
        """In pixels, after turning, even."""
        sides = (self._head.width, self._head.height)
        return sides[self.rotate not in {90, 270}] // 2 * 2

    @property
    def bgr(self) -> Picture:
        """(height, width, 3)."""
        return self.colour(1)[: self.height, : self.width]

    @MadeOnce
    def i420(self) -> Picture:
        """(height * 3 / 2, width), limited range."""
        with self._lock:
            whole = np.ascontiguousarray(self.bgr)
            return cv2.cvtColor(whole, cv2.COLOR_BGR2YUV_I420).astype(np.uint8, copy=False)

    def colour(self, divisor: Divisor) -> Picture:
        """BGR with sides of 1/1, 1/2, 1/4 or 1/8, rounded up."""
        return self._at(_COLOUR, "colour", divisor)

    def grey(self, divisor: Divisor) -> Picture:
        """(height, width) of full range with sides of 1/1, 1/2, 1/4 or 1/8, rounded up."""
        return self._at(_GREY, "grey", divisor)

    def forget(self) -> None:
        """Drop what was decoded: 8 megapixels are 24 MB."""
        with self._lock:
            self._decoded.clear()
            self.__dict__.pop("i420", None)

    def _at(self, flags: dict[int, int], kind: str, divisor: int) -> Picture:
        with self._lock:
            found = self._decoded.get((kind, divisor))
            if found is None:
                found = turn(self._decode(flags[divisor] | _AS_IT_IS), self.rotate, self.mirror)
                self._decoded[kind, divisor] = found
            return found

    def _decode(self, flags: int) -> Picture:
        try:
            decoded = cv2.imdecode(self.pixels, flags)
        except cv2.error as error:
            raise PictureError("damaged JPEG") from error
        if decoded is None:
            raise PictureError("damaged JPEG")
        return decoded.astype(np.uint8, copy=False)
