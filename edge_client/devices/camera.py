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
from edge_client.devices.frame import Content, Picture, PictureError, even, fit_bgr, to_bgr, turn
from edge_client.devices.jpeg_content import JpegContent
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


Shape = tuple[int | str, ...]

CaptureOpener = Callable[[CameraSection], Capture]


class OpenCvCapture:
    """cv2.VideoCapture with the settings of one camera."""

    def __init__(self, section: CameraSection) -> None:
        """Open the camera. Raises DeviceError."""
        self._path: Path | None = None
        if sys.platform == "linux":
            self._path = device_path(section.device)
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
        motion_jpeg = cv2.VideoWriter.fourcc(*"MJPG")
        width, height = section.sensor_size or (section.width, section.height)
        self._capture.set(cv2.CAP_PROP_FOURCC, motion_jpeg)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._capture.set(cv2.CAP_PROP_FPS, section.fps)
        if section.sensor_size is not None and self._capture.getBackendName() == "V4L2":
            # Undecoded, where the camera has taken to Motion JPEG: mostly a part is enough.
            given = int(self._capture.get(cv2.CAP_PROP_FOURCC)) == motion_jpeg
            self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 0.0 if given else 1.0)
        # The newest frame counts; drivers that allow it keep no queue of old ones.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 2)

    def _why_not_open(self) -> DeviceError:
        if self._path is not None and is_in_use(self._path):
            return DeviceError(SourceState.BUSY, Reason.IN_USE)
        return DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN)


def device_path(device: str | int) -> Path:
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
        self._shape: Shape | None = None
        self._other: Shape | None = None
        self._seen = 0

    def accept(self, shape: Shape) -> bool:
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
            return picture, captured_at
        raise DeviceError(SourceState.OFF, Reason.OFF)

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()

    def _whole(self, raw: object) -> Content | None:
        try:
            content = content_of(raw, self._section)
            shape = (content.height, content.width, content.form)
            return self._fit(content) if self._guard.accept(shape) else None
        except PictureError:
            return None

    def _fit(self, content: Content) -> Content:
        section = self._section
        if section.sensor_size is not None:
            # As it is: whoever shows the paper makes it fit.
            return content if isinstance(content, JpegContent) else Content(_own(content.pixels))
        width, height = section.output_size
        fitted = fit_bgr(content.bgr, width, height, section.fit == "fill")
        # Drivers may reuse their buffer for the next frame.
        return Content(_own(fitted))

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


def content_of(raw: object, section: CameraSection) -> Content:
    """What a camera delivered, turned and mirrored as configured: a JPEG or pixels of any kind.

    Raises PictureError.
    """
    if isinstance(raw, np.ndarray) and raw.dtype == np.uint8 and 1 in (raw.ndim, *raw.shape[:1]):
        # One row of bytes: no picture has that shape, so it can only be an undecoded one.
        return JpegContent(raw.tobytes(), section.rotate, section.mirror)
    return Content(even(turn(to_bgr(raw), section.rotate, section.mirror)))


def _own(picture: Picture) -> Picture:
    """An array that owns its memory and lies in one piece."""
    whole = picture.flags.owndata and picture.flags.c_contiguous
    owned: npt.NDArray[np.uint8] = picture if whole else picture.copy()
    return owned
