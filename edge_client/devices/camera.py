"""A real camera through OpenCV.

Measured order of settings: FOURCC MJPG, then size, then rate; after that the delivered frame's
shape is believed, not what the driver says it accepted.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from edge_client.config import CameraSection
from edge_client.devices.frame import Content, Picture, PictureError, fit_bgr, to_bgr, turn
from edge_client.devices.opencv import cv2
from edge_client.devices.pacing import RateLimit
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.v4l2 import VideoDevice, find_video_device, is_in_use, may_open

MAX_MISSED: Final = 20
"""Reads in a row that give nothing before the camera counts as stuck."""

MAX_DAMAGED: Final = 60
"""Damaged frames in a row before the camera counts as failed."""

SHAPE_CHANGE_AFTER: Final = 3
"""Frames of another shape in a row before the new shape is believed."""


class Capture(Protocol):
    """The part of cv2.VideoCapture that is used, and whether the device still exists."""

    def grab(self) -> bool:
        """Take the next frame from the driver without decoding it. Blocks."""

    def retrieve(self) -> tuple[bool, object]:
        """Decode the frame that was grabbed."""

    def release(self) -> None:
        """Close the device."""

    def present(self) -> bool:
        """Whether the device is still there."""


CaptureOpener = Callable[[CameraSection], Capture]


class OpenCvCapture:
    """cv2.VideoCapture with the settings of one camera."""

    def __init__(self, section: CameraSection) -> None:
        """Open the camera. Raises DeviceError."""
        self._path: Path | None = None
        if sys.platform == "linux":
            self._path = _linux_path(section.device)
            regular = self._path.is_file() or self._path.is_fifo()
            backend = cv2.CAP_FFMPEG if regular else cv2.CAP_V4L2
            self._capture = cv2.VideoCapture(str(self._path), backend)
        elif isinstance(section.device, int):
            self._capture = cv2.VideoCapture(section.device, cv2.CAP_ANY)
        else:
            raise DeviceError(SourceState.MISSING, Reason.NOT_FOUND)
        if not self._capture.isOpened():
            self._capture.release()
            raise self._why_not_open()
        self._configure(section)

    def grab(self) -> bool:
        """Take the next frame from the driver."""
        return self._capture.grab()

    def retrieve(self) -> tuple[bool, object]:
        """Decode the frame that was grabbed."""
        return self._capture.retrieve()

    def release(self) -> None:
        """Close the device."""
        self._capture.release()

    def present(self) -> bool:
        """Whether the device file is still there."""
        return self._path is None or self._path.exists()

    def _configure(self, section: CameraSection) -> None:
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, section.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, section.height)
        self._capture.set(cv2.CAP_PROP_FPS, section.fps)
        # The newest frame counts; drivers that allow it keep no queue of old ones.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 2)

    def _why_not_open(self) -> DeviceError:
        if self._path is not None and is_in_use(self._path):
            return DeviceError(SourceState.BUSY, Reason.IN_USE)
        return DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN)


def _linux_path(device: str | int) -> Path:
    """The device file behind a stable name, a card's name or a number; resolved every time.

    A camera that was unplugged may come back under another number.
    """
    if isinstance(device, int):
        path = Path(f"/dev/video{device}")
    elif os.sep in device:
        path = Path(device)
    else:
        found: VideoDevice | None = find_video_device(device)
        if found is None:
            raise DeviceError(SourceState.MISSING, Reason.NOT_FOUND)
        path = found.path
    if not path.exists():
        raise DeviceError(SourceState.MISSING, Reason.NOT_FOUND)
    if not may_open(path):
        raise DeviceError(SourceState.FAILED, Reason.NO_PERMISSION)
    return path.resolve()


class ShapeGuard:
    """Tells a half frame from a camera that changed its size: the latter repeats."""

    def __init__(self) -> None:
        self._shape: tuple[int, ...] | None = None
        self._other: tuple[int, ...] | None = None
        self._seen = 0

    def accept(self, shape: tuple[int, ...]) -> bool:
        """Whether a frame of this shape is whole."""
        if self._shape is None or shape == self._shape:
            self._shape, self._seen = shape, 0
            return True
        self._seen = self._seen + 1 if shape == self._other else 1
        self._other = shape
        if self._seen < SHAPE_CHANGE_AFTER:
            return False
        self._shape, self._seen = shape, 0
        return True


class CameraReader:
    """Frames of one open camera in the configured size, rotation and at most its rate."""

    def __init__(
        self,
        section: CameraSection,
        cancelled: threading.Event,
        open_capture: CaptureOpener = OpenCvCapture,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the camera. Raises DeviceError."""
        self._section = section
        self._cancelled = cancelled
        self._clock = clock
        self._guard = ShapeGuard()
        self._limit = RateLimit(section.fps)
        self._missed = 0
        self._damaged = 0
        self._capture = open_capture(section)

    def read(self) -> tuple[Content, float]:
        """The next good picture. Raises DeviceError."""
        while not self._cancelled.is_set():
            if not self._capture.grab():
                self._miss()
                continue
            captured_at = self._clock()
            if not self._limit.accept(captured_at):
                continue
            good, raw = self._capture.retrieve()
            picture = self._whole(raw) if good else None
            if picture is None:
                self._damage()
                continue
            self._missed = self._damaged = 0
            return self._fit(picture), captured_at
        raise DeviceError(SourceState.OFF, Reason.OFF)

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()

    def _whole(self, raw: object) -> Picture | None:
        try:
            picture = to_bgr(raw)
        except PictureError:
            return None
        return picture if self._guard.accept(picture.shape) else None

    def _fit(self, picture: Picture) -> Content:
        section = self._section
        width, height = section.output_size
        turned = turn(picture, section.rotate, section.mirror)
        fitted = fit_bgr(turned, width, height, section.fit == "fill")
        if fitted is picture:
            # Drivers may reuse their buffer for the next frame.
            fitted = _own(picture)
        return Content(fitted)

    def _miss(self) -> None:
        if not self._capture.present():
            raise DeviceError(SourceState.MISSING, Reason.UNPLUGGED)
        self._missed += 1
        if self._missed >= MAX_MISSED:
            raise DeviceError(SourceState.STUCK, Reason.NO_DATA)
        self._cancelled.wait(0.02)

    def _damage(self) -> None:
        self._damaged += 1
        if self._damaged >= MAX_DAMAGED:
            raise DeviceError(SourceState.FAILED, Reason.DAMAGED_DATA)


def _own(picture: Picture) -> Picture:
    """An array that owns its memory."""
    owned: npt.NDArray[np.uint8] = picture if picture.flags.owndata else picture.copy()
    return owned
