"""A clock drawn into a picture as black and white blocks, readable after compression.

It shows the wall clock in milliseconds modulo 2**32, so that the glass-to-glass delay can be
measured in any program of the same machine: in a page, `Date.now() % 2**32` minus the value.

The block field stands near the top left corner: a dark margin of one cell around two rows of
22 cells. A cell's side is 1/48 of the picture's width. Each row begins with a black and a
white reference cell; the other 40 cells hold 32 bits of time and a checksum of 8, the most
significant bit first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from edge_client.devices.frame import Picture

CLOCK_MODULUS: Final = 2**32
"""In milliseconds: about 49 days."""

_COLUMNS: Final = 22
_ROWS: Final = 2
_CELLS_ACROSS: Final = 48
_CONTRAST: Final = 60


def draw_clock(bgr: Picture, milliseconds: int) -> None:
    """Draw the clock into a BGR picture (height, width, 3), in place."""
    cells = _cells(milliseconds % CLOCK_MODULUS)
    side = bgr.shape[1] / _CELLS_ACROSS
    top, bottom = round(side / 2), round(side * (_ROWS + 1.5))
    left, right = round(side / 2), round(side * (_COLUMNS + 1.5))
    bgr[top:bottom, left:right] = 64
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            y0, y1 = round(side * (1 + row)), round(side * (2 + row))
            x0, x1 = round(side * (1 + column)), round(side * (2 + column))
            bgr[y0:y1, x0:x1] = 255 if cells[row, column] else 0


def read_clock(bgr: Picture) -> int | None:
    """Milliseconds of a picture of any size in which `draw_clock` drew.

    None when there is no clock, or it was blurred beyond its checksum.
    """
    side = bgr.shape[1] / _CELLS_ACROSS
    if side < 2 or bgr.shape[0] < side * (_ROWS + 1):
        return None
    levels = np.array(
        [[_level(bgr, row, column, side) for column in range(_COLUMNS)] for row in range(_ROWS)]
    )
    black, white = float(levels[:, 0].mean()), float(levels[:, 1].mean())
    if white - black < _CONTRAST:
        return None
    bits = (levels > (black + white) / 2)[:, 2:].reshape(-1)
    value = int("".join("1" if bit else "0" for bit in bits), 2)
    milliseconds, checksum = value >> 8, value & 0xFF
    return milliseconds if checksum == _checksum(milliseconds) else None


def _cells(milliseconds: int) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    value = milliseconds << 8 | _checksum(milliseconds)
    bits = np.array([value >> place & 1 for place in range(39, -1, -1)], np.bool_)
    cells = np.zeros((_ROWS, _COLUMNS), np.bool_)
    cells[:, 1] = True
    cells[:, 2:] = bits.reshape(_ROWS, _COLUMNS - 2)
    return cells


def _level(bgr: Picture, row: int, column: int, side: float) -> float:
    """Mean brightness of the inner half of one cell: its edges are smeared by scaling."""
    y0, y1 = side * (1.25 + row), side * (1.75 + row)
    x0, x1 = side * (1.25 + column), side * (1.75 + column)
    inner = bgr[
        round(y0) : max(round(y1), round(y0) + 1), round(x0) : max(round(x1), round(x0) + 1)
    ]
    return float(inner.mean())


def _checksum(value: int) -> int:
    """CRC-8 with polynomial 0x07 over the four bytes; never zero for a zero field."""
    remainder = 0x5A
    for byte in value.to_bytes(4, "big"):
        remainder ^= byte
        for _ in range(8):
            shifted = remainder << 1
            remainder = (shifted ^ 0x07) & 0xFF if remainder & 0x80 else shifted & 0xFF
    return remainder
