"""What every terminal of the benchmark sees: the same raw frames in memory, played in a loop.

The face is the film of the simulated terminal (a person who signs), the paper its photographed
form, moved a little and with a hand that goes over it; both with the grain of a real sensor.
Both loops are without a seam: a cut in each loop would be a key frame's worth of bits.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from importlib.resources import files
from math import pi, sin
from pathlib import Path

import av
import cv2
import numpy as np

from edge_client.devices.frame import Content, Picture, fit_bgr
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.pacing import Schedule
from edge_client.devices.placeholder import CameraPlaceholder
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.video_clock import draw_clock, read_clock
from edge_client.devices.video_source import VideoSource
from edge_client.paper.live import PaperSource
from signaling.protocol import Purpose

GRAIN = 2.0
"""Standard deviation of the sensor's noise, in steps of 8 bits."""
PHOTOGRAPH, PHOTOGRAPHS = (3840, 2160), 20
HAND = (120, 150, 205)  # blue, green, red


@dataclass(frozen=True, slots=True)
class Shot:
    """How a camera delivers; the size in pixels."""

    width: int
    height: int
    fps: int
    frames: int


SHOTS = {Purpose.FACE: Shot(1280, 720, 30, 102), Purpose.DOCUMENT: Shot(1920, 1080, 10, 20)}


def write_scene(folder: Path) -> None:
    """The I420 frames of both cameras as arrays on disk, so that all processes share them."""
    for purpose, draw in ((Purpose.FACE, _faces), (Purpose.DOCUMENT, _papers)):
        shot = SHOTS[purpose]
        chance = np.random.default_rng(2026)
        rows = []
        for number, picture in enumerate(draw(shot)):
            grain = chance.normal(0.0, GRAIN, (shot.height, shot.width, 1))
            grainy = np.clip(picture + grain, 0, 255).astype(np.uint8)
            draw_clock(grainy, number)
            rows.append(cv2.cvtColor(grainy, cv2.COLOR_BGR2YUV_I420))
        assert len(rows) == shot.frames
        np.save(folder / f"{purpose}.npy", np.stack(rows))


def write_photographs(folder: Path) -> None:
    """The paper as an 8-megapixel MJPEG camera sees it: askew on a table, with a moving hand."""
    form = files("edge_client.simulation") / "assets" / "form-still.jpg"
    sheet = cv2.imdecode(np.frombuffer(form.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert sheet is not None
    width, height = PHOTOGRAPH
    table = np.full((height, width, 3), (40, 60, 80), np.uint8)
    chance = np.random.default_rng(2026)
    corners = np.array([[880, 150], [2960, 110], [3060, 2060], [800, 2030]], np.float32)
    rows, columns = sheet.shape[:2]
    flat = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    lying = cv2.warpPerspective(
        sheet, warp, (width, height), table.copy(), borderMode=cv2.BORDER_TRANSPARENT
    )
    for number in range(PHOTOGRAPHS):
        turn = 2 * pi * number / PHOTOGRAPHS
        picture = lying.copy()
        tip = (round(2300 + 250 * sin(turn)), round(1500 + 150 * sin(turn + 1)))
        cv2.ellipse(picture, (tip[0] + 180, tip[1] + 380), (220, 420), 155, 0, 360, HAND, -1)
        grain = chance.normal(0.0, GRAIN, (height, width, 1))
        grainy = np.clip(picture + grain, 0, 255).astype(np.uint8)
        _, jpeg = cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 85])
        (folder / f"photograph-{number}.jpg").write_bytes(jpeg.tobytes())


def paper(folder: Path) -> PaperSource:
    """The document camera with page finding on; not started."""
    jpegs = [(folder / f"photograph-{n}.jpg").read_bytes() for n in range(PHOTOGRAPHS)]
    shot = SHOTS[Purpose.DOCUMENT]
    camera = VideoSource(
        "document",
        lambda cancelled: LoopReader(
            [JpegContent(each) for each in jpegs], shot.fps, cancelled, jpegs
        ),
        CameraPlaceholder("document", shot.width, shot.height, lambda: "fi"),
        fps=shot.fps,
    )
    return PaperSource(camera, (shot.width, shot.height))


def load(folder: Path, purpose: Purpose) -> Picture:
    """(frames, height * 3 / 2, width), read only."""
    loaded: Picture = np.load(folder / f"{purpose}.npy", mmap_mode="r")
    return loaded


def number_of(frame: av.VideoFrame, purpose: Purpose) -> int | None:
    """Which frame of the loop a decoded one shows; None where it cannot be read."""
    shot = SHOTS[purpose]
    if (frame.width, frame.height) != (shot.width, shot.height):
        frame = frame.reformat(width=shot.width, height=shot.height)
    found = read_clock(_bgr(frame))
    return found if found is not None and found < shot.frames else None


def _bgr(frame: av.VideoFrame) -> Picture:
    return np.ascontiguousarray(frame.to_ndarray(format="bgr24"), np.uint8)


def _faces(shot: Shot) -> list[Picture]:
    film = files("edge_client.simulation") / "assets" / "student.mkv"
    with av.open(str(film)) as container:
        there = [
            fit_bgr(_bgr(frame), shot.width, shot.height, fill=True)
            for frame in container.decode(container.streams.video[0])
        ]
    return [*there, *reversed(there[1:-1])]  # there and back again: no cut


def _papers(shot: Shot) -> list[Picture]:
    form = files("edge_client.simulation") / "assets" / "form-1080p.jpg"
    paper = cv2.imdecode(np.frombuffer(form.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert paper is not None
    base = fit_bgr(paper.astype(np.uint8), shot.width, shot.height, fill=True)
    drawn = []
    for number in range(shot.frames):
        turn = 2 * pi * number / shot.frames
        shift = np.array([[1, 0, 2.0 * sin(turn)], [0, 1, 1.5 * sin(2 * turn)]])
        picture = cv2.warpAffine(
            base, shift, (shot.width, shot.height), borderMode=cv2.BORDER_REPLICATE
        )
        tip = (
            round(shot.width * (0.6 + 0.12 * sin(turn))),
            round(shot.height * (0.55 + 0.1 * sin(turn + 1))),
        )
        cv2.ellipse(picture, (tip[0] + 90, tip[1] + 190), (110, 210), 155, 0, 360, HAND, -1)
        cv2.line(picture, tip, (tip[0] + 60, tip[1] + 90), (60, 40, 30), 9, cv2.LINE_AA)
        drawn.append(picture.astype(np.uint8))
    return drawn


class LoopReader:
    """A camera that delivers the frames from memory at their rate."""

    def __init__(
        self,
        frames: list[Content],
        fps: int,
        cancelled: threading.Event,
        jpegs: list[bytes] | None = None,
    ) -> None:
        """With `jpegs` each frame is made anew, so that it has to be decoded anew."""
        self._frames = frames
        self._jpegs = jpegs
        self._fps = fps
        self._cancelled = cancelled
        self._count = 0
        self._schedule = Schedule(time.monotonic())

    def read(self) -> tuple[Content, float]:
        now = time.monotonic()
        due = self._schedule.due(self._count / self._fps, now)
        if due > now and self._cancelled.wait(due - now):
            raise DeviceError(SourceState.OFF, Reason.OFF)
        place = self._count % len(self._frames)
        frame = self._frames[place] if self._jpegs is None else JpegContent(self._jpegs[place])
        self._count += 1
        return frame, time.monotonic()

    def close(self) -> None:
        pass


def source(folder: Path, purpose: Purpose) -> VideoSource:
    """The scene's camera as the product has cameras; not started."""
    shot = SHOTS[purpose]
    # A copy of each frame's own: every terminal reads them from memory, none from a file.
    frames = [Content(np.array(frame), "i420") for frame in load(folder, purpose)]
    return VideoSource(
        str(purpose),
        lambda cancelled: LoopReader(frames, shot.fps, cancelled),
        CameraPlaceholder(str(purpose), shot.width, shot.height, lambda: "fi"),
        fps=shot.fps,
    )


def write_y4m(folder: Path, purpose: Purpose) -> Path:
    """The frames as Chromium's fake camera reads them."""
    shot, path = SHOTS[purpose], folder / f"{purpose}.y4m"
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{shot.width} H{shot.height} F{shot.fps}:1 Ip A1:1 C420\n".encode())
        for frame in load(folder, purpose):
            file.write(b"FRAME\n" + frame.tobytes())
    return path
