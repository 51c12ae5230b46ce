"""The cameras of `make bench-glass`: a person who moves, a hand over a paper, and the clock.

Both terminals play the same few frames in memory. They move and have grain, as a camera's do:
a picture at rest would need next to no bits, and no receiver would believe in the line.
"""

from __future__ import annotations

import base64
import threading
import time
from functools import cache
from typing import Any, Final

import numpy as np

from edge_client.devices.frame import Content
from edge_client.devices.opencv import cv2
from edge_client.devices.pacing import Schedule
from edge_client.devices.placeholder import CameraPlaceholder
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.video_clock import draw_clock
from edge_client.devices.video_source import VideoSource
from signaling.protocol import Purpose
from tests.bench.picturing.scene import GRAIN, Shot, _faces, _papers

FACE, DOCUMENT = Purpose.FACE, Purpose.DOCUMENT
SHOTS: Final = {FACE: Shot(1280, 720, 30, 30), DOCUMENT: Shot(1920, 1080, 10, 10)}
_JPEG: Final = [cv2.IMWRITE_JPEG_QUALITY, 95]


@cache
def frames(purpose: Purpose) -> tuple[bytes, ...]:
    """The loop as JPEGs, without a clock."""
    shot = SHOTS[purpose]
    pictures = _faces(shot) if purpose is FACE else _papers(shot)
    # There and back again within the loop: no cut.
    half = pictures[: shot.frames // 2 + 1]
    chance = np.random.default_rng(2026)
    made = []
    for picture in [*half, *reversed(half[1:-1])]:
        grainy = picture + chance.normal(0.0, GRAIN, (shot.height, shot.width, 1))
        good, data = cv2.imencode(".jpg", np.clip(grainy, 0, 255).astype(np.uint8), _JPEG)
        assert good
        made.append(data.tobytes())
    assert len(made) == shot.frames
    return tuple(made)


def for_page(purpose: Purpose) -> dict[str, Any]:
    """The same camera for a page, see `glass_pages.SENDER`."""
    shot = SHOTS[purpose]
    return {
        "width": shot.width,
        "height": shot.height,
        "fps": shot.fps,
        "frames": [
            "data:image/jpeg;base64," + base64.b64encode(each).decode() for each in frames(purpose)
        ],
    }


class ClockReader:
    """A camera whose pictures tell when they were made: wall clock, drawn last."""

    def __init__(self, purpose: Purpose, cancelled: threading.Event) -> None:
        self._frames = [
            cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_COLOR)
            for each in frames(purpose)
        ]
        self._fps = SHOTS[purpose].fps
        self._cancelled = cancelled
        self._count = 0
        self._schedule = Schedule(time.monotonic())

    def read(self) -> tuple[Content, float]:
        now = time.monotonic()
        due = self._schedule.due(self._count / self._fps, now)
        if due > now and self._cancelled.wait(due - now):
            raise DeviceError(SourceState.OFF, Reason.OFF)
        picture = np.array(self._frames[self._count % len(self._frames)], np.uint8)
        self._count += 1
        captured_at = time.monotonic()
        draw_clock(picture, round(time.time() * 1000))
        return Content(picture), captured_at

    def close(self) -> None:
        """Nothing is held."""


def source(purpose: Purpose) -> VideoSource:
    """The camera as the product has cameras; not started."""
    shot = SHOTS[purpose]
    return VideoSource(
        purpose.value,
        lambda cancelled: ClockReader(purpose, cancelled),
        CameraPlaceholder(
            "face" if purpose is FACE else "document", shot.width, shot.height, lambda: "en"
        ),
        fps=shot.fps,
    )
