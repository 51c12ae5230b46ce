"""Moving test pictures that a program can recognise.

Each has a colour of its own, an ArUco marker (DICT_4X4_50), a moving bar and a clock (see
`video_clock`), so that a test can tell which picture it sees, that it moves, and how old it is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from edge_client.config import CameraSection
from edge_client.devices.frame import Content, Picture
from edge_client.devices.opencv import cv2
from edge_client.devices.pacing import Schedule
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.video_clock import draw_clock

BAR_PERIOD: Final = 2.0
"""Seconds in which the bar crosses the picture."""

_MARKER_CELLS: Final = 6  # 4x4 bits and a black frame


class PatternReader:
    """The pattern of one camera at its configured rate."""

    def __init__(
        self,
        kind: str,
        section: CameraSection,
        cancelled: threading.Event,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """`kind` is "face" or "document": a plain coloured picture, or a page on a table."""
        self._cancelled = cancelled
        self._clock = clock
        self._wall_clock = wall_clock
        self._fps = section.fps
        self._frame = 0
        self._schedule = Schedule(clock())
        self._background = draw_background(kind, section)

    def read(self) -> tuple[Content, float]:
        """The next picture, when it is due."""
        now = self._clock()
        due = self._schedule.due(self._frame / self._fps, now)
        if due > now and self._cancelled.wait(due - now):
            raise DeviceError(SourceState.OFF, Reason.OFF)
        self._frame += 1
        captured_at = self._clock()
        picture = self._background.copy()
        draw_bar(picture, captured_at / BAR_PERIOD % 1.0)
        draw_clock(picture, round(self._wall_clock() * 1000))
        return Content(picture), captured_at

    def close(self) -> None:
        """Nothing is held."""


def draw_background(kind: str, section: CameraSection) -> Picture:
    """What stays the same: the colour, the page and the marker."""
    width, height = section.output_size
    red, green, blue = (int(section.colour[at : at + 2], 16) for at in (1, 3, 5))
    picture = np.full((height, width, 3), (blue, green, red), np.uint8)
    if kind == "document":
        _draw_page(picture)
    side = min(width, height) // 3 // _MARKER_CELLS * _MARKER_CELLS
    draw_marker(picture, section.marker, (width - side) // 2, (height - side) // 2, side)
    return picture


def draw_marker(picture: Picture, marker: int, left: int, top: int, side: int) -> None:
    """A DICT_4X4_50 marker with the white margin that detection needs, in place."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    drawn = cv2.aruco.generateImageMarker(dictionary, marker, side)
    margin = side // _MARKER_CELLS
    picture[top - margin : top + side + margin, left - margin : left + side + margin] = 255
    picture[top : top + side, left : left + side] = drawn[..., None]


def draw_bar(picture: Picture, position: float) -> None:
    """A white bar in the bottom tenth at `position` 0..1 of the width, in place."""
    height, width = picture.shape[:2]
    bar = max(2, width // 24)
    left = round((width - bar) * position)
    strip = picture[height - height // 10 :]
    strip[:] = 0
    strip[:, left : left + bar] = 255


def _draw_page(picture: Picture) -> None:
    """A white page with grey lines of make-believe text."""
    height, width = picture.shape[:2]
    left, right = width // 5, width - width // 5
    top, bottom = height // 6, height - height // 8
    cv2.rectangle(picture, (left, top), (right, bottom), (252, 252, 252), cv2.FILLED)
    cv2.rectangle(picture, (left, top), (right, bottom), (140, 140, 140), 2)
    step = max(6, height // 36)
    margin = width // 30
    for number, y in enumerate(range(top + step, bottom - step // 2, step)):
        end = right - margin - (number * 37 % 11) * (right - left) // 40
        cv2.rectangle(picture, (left + margin, y), (end, y + step // 3), (90, 90, 90), cv2.FILLED)
