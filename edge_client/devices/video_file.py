"""A film or a still picture in place of a camera, played in a loop at the right speed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from edge_client.config import CameraSection
from edge_client.devices.frame import (
    Content,
    Picture,
    PictureError,
    even,
    fit_bgr,
    fit_i420,
    to_bgr,
    turn,
    turn_i420,
)
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.opencv import cv2
from edge_client.devices.pacing import RateLimit, Schedule
from edge_client.devices.status import DeviceError, Reason, SourceState

STILL_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})

_DEFAULT_FPS: Final = 25.0

Shot = av.VideoFrame | bytes
"""A picture of a film, decoded or as a JPEG."""


def open_file(section: CameraSection, cancelled: threading.Event) -> StillReader | FilmReader:
    """The reader for the section's file. Raises DeviceError."""
    if section.file is None or not section.file.is_file():
        raise DeviceError(SourceState.MISSING, Reason.FILE_NOT_FOUND)
    if section.file.suffix.lower() in STILL_SUFFIXES:
        return StillReader(section, section.file, cancelled)
    return FilmReader(section, section.file, cancelled)


class _Player:
    """Waiting for the next due time in a way that ends at once when nobody wants it."""

    def __init__(self, cancelled: threading.Event, clock: Callable[[], float]) -> None:
        self._cancelled = cancelled
        self.clock = clock
        self.schedule = Schedule(clock())

    def wait_for(self, position: float) -> float:
        """Sleep until `position` seconds of this loop; the time it is then."""
        now = self.clock()
        due = self.schedule.due(position, now)
        if due > now and self._cancelled.wait(due - now):
            raise DeviceError(SourceState.OFF, Reason.OFF)
        if self._cancelled.is_set():
            raise DeviceError(SourceState.OFF, Reason.OFF)
        return max(due, now)


class StillReader:
    """The same picture at the configured rate; decoded, scaled and converted once."""

    def __init__(
        self,
        section: CameraSection,
        file: Path,
        cancelled: threading.Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read the picture. Raises DeviceError."""
        self._player = _Player(cancelled, clock)
        self._fps = section.fps
        self._count = 0
        self._make = _load_still(section, file)

    def read(self) -> tuple[Content, float]:
        """The picture, when its next time is due."""
        at = self._player.wait_for(self._count / self._fps)
        self._count += 1
        return self._make(), at

    def close(self) -> None:
        """Nothing is held."""


class FilmReader:
    """A film's pictures at its own rate, or the configured one if that is lower."""

    def __init__(
        self,
        section: CameraSection,
        file: Path,
        cancelled: threading.Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the film. Raises DeviceError."""
        self._section = section
        self._file = file
        self._player = _Player(cancelled, clock)
        self._limit = RateLimit(section.fps)
        self._container: InputContainer | None = None
        self._pictures = self._loop_for_ever()

    def read(self) -> tuple[Content, float]:
        """The next picture, when it is due. Raises DeviceError."""
        while True:
            picture, position = next(self._pictures)
            at = self._player.wait_for(position)
            if self._limit.accept(at):
                try:
                    return self._content(picture), at
                except PictureError:  # this one is damaged, the next may be whole
                    continue

    def close(self) -> None:
        """Close the film."""
        self._pictures.close()
        if self._container is not None:
            self._container.close()
            self._container = None

    def _loop_for_ever(self) -> Generator[tuple[Shot, float], None, None]:
        """Pictures with their position in seconds in the current loop."""
        while True:
            length = 0.0
            # Opened anew for each loop: not every format can be rewound.
            for frame, position, duration in self._one_loop():
                length = position + duration
                yield frame, position
            if not length:
                raise DeviceError(SourceState.FAILED, Reason.FILE_UNREADABLE)
            self._player.schedule.next_loop(length)

    def _one_loop(self) -> Generator[tuple[Shot, float, float], None, None]:
        try:
            self._container = av.open(str(self._file))
            stream = self._container.streams.video[0]
            rate = float(stream.average_rate or stream.guessed_rate or _DEFAULT_FPS)
            first: float | None = None
            for count, (shot, time_s) in enumerate(self._shots(self._container, stream)):
                # Raw formats have no times of their own.
                shown = count / rate if time_s is None else time_s
                first = shown if first is None else first
                yield shot, max(0.0, shown - first), 1 / rate
        except (av.FFmpegError, OSError, IndexError, ValueError):
            # A damaged end is the end; a film that is damaged from the start has no length.
            return
        finally:
            if self._container is not None:
                self._container.close()
                self._container = None

    def _shots(
        self, container: InputContainer, stream: VideoStream
    ) -> Iterator[tuple[Shot, float | None]]:
        """Frames with their times; of a document camera's Motion JPEG the packets as they are."""
        if self._section.sensor_size is None or stream.codec_context.name != "mjpeg":
            for frame in container.decode(stream):
                yield frame, frame.time if frame.pts is not None else None
            return
        for packet in container.demux(stream):
            if packet.size:
                base = packet.time_base if packet.pts is not None else None
                yield bytes(packet), None if base is None else float((packet.pts or 0) * base)

    def _content(self, shot: Shot) -> Content:
        section = self._section
        if isinstance(shot, bytes):
            return JpegContent(shot, section.rotate, section.mirror)
        i420 = turn_i420(_i420_of(shot), section.rotate, section.mirror)
        if section.sensor_size is not None:
            return Content(i420, "i420")
        width, height = section.output_size
        return Content(fit_i420(i420, width, height, section.fit == "fill"), "i420")


def _i420_of(frame: av.VideoFrame) -> Picture:
    """A decoded picture as I420 of even size and limited range."""
    plain = frame.format.name == "yuv420p"
    even_width, even_height = frame.width // 2 * 2, frame.height // 2 * 2
    if not plain or (frame.width, frame.height) != (even_width, even_height):
        frame = frame.reformat(even_width, even_height, "yuv420p", dst_color_range="MPEG")
    return np.ascontiguousarray(frame.to_ndarray(), dtype=np.uint8)


def _load_still(section: CameraSection, file: Path) -> Callable[[], Content]:
    """Gives the picture each time; a document camera's JPEG new each time, as a camera does."""
    width, height = section.output_size
    try:
        data = file.read_bytes()
        if section.sensor_size is not None and file.suffix.lower() in {".jpg", ".jpeg"}:
            JpegContent(data).grey(8)
            return lambda: JpegContent(data, section.rotate, section.mirror)
        # imdecode instead of imread: that one cannot open every file name everywhere.
        bgr = to_bgr(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))
    except (OSError, cv2.error, PictureError):
        raise DeviceError(SourceState.FAILED, Reason.FILE_UNREADABLE) from None
    turned = turn(bgr, section.rotate, section.mirror)
    if section.sensor_size is None:
        turned = fit_bgr(turned, width, height, section.fit == "fill")
    else:
        turned = np.ascontiguousarray(even(turned))
    content = Content(turned)
    return lambda: content
