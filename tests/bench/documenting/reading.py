"""How much print is read wrong: of one raw frame, the live view, the zoom and the still.

The frames are JPEGs, as a document camera gives them. Everything is done by the terminal's own
code, without its threads, clock and network; the live view's frames go through the terminal's
encoder at a bit rate and are decoded again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import av
import numpy as np

from edge_client.devices.frame import Content, Picture
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.opencv import cv2
from edge_client.paper import geometry, light
from edge_client.paper.eye import Eye
from edge_client.paper.still import make_page, pick, see
from edge_client.paper.still_flat import find_flat
from edge_client.paper.view import Wanted
from edge_client.video.encoder import PictureEncoder
from signaling.protocol import Purpose
from signaling.protocol.desk import Region, Shows, ViewState
from tests.bench.documenting.cases import Case, kept_as
from tests.support.papers import Language, Sitting, cer, ocr

CAMERA_QUALITY = 92
"""Of the camera's JPEG."""
FRAMES = 6
"""Different frames of one resting page; the camera gives them again and again."""
FPS = 10
LIVE_FRAMES = 40
"""What is read is the last one: a page that has rested for some seconds."""
FRAME = (1920, 1080)


class Shots:
    """What the camera delivers of one case."""

    def __init__(self, case: Case, jpegs: list[bytes]) -> None:
        self.case = case
        self.jpegs = jpegs
        self.sitting: Sitting = case.sitting()

    @cached_property
    def contents(self) -> list[JpegContent]:
        """The frames as the terminal holds them."""
        return [JpegContent(data) for data in self.jpegs]


def taken(case: Case) -> list[bytes]:
    """A case's frames as the camera encodes them; kept on disk, since they take many seconds."""
    file = kept_as(case, ".jpegs.npz")
    if file.exists():
        with np.load(file) as kept:
            return [kept[name].tobytes() for name in kept.files]
    sitting = case.sitting()
    jpegs = [jpeg_of(sitting.frame(number)) for number in range(FRAMES)]
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(file, *(np.frombuffer(jpeg, np.uint8) for jpeg in jpegs))
    return jpegs


def jpeg_of(frame: Picture, quality: int = CAMERA_QUALITY) -> bytes:
    """A frame as the camera's own JPEG."""
    done, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return data.tobytes()


@dataclass(frozen=True)
class Shown:
    """A frame of the live view before encoding, and what is told of it."""

    content: Content
    state: ViewState


def shown(shots: Shots, region: Region | None = None) -> Iterator[Shown]:
    """What the terminal shows of the paper, frame by frame."""
    eye = Eye(FRAME)
    wanted = Wanted(True, _turn(shots.sitting.turn), region)
    for number in range(LIVE_FRAMES):
        content = shots.contents[number % FRAMES]
        made = eye.see(content, number / FPS, wanted)
        if made is not None:
            yield Shown(made.content, made.state)


def _turn(degrees: int) -> Any:
    return degrees


def through_codec(frames: list[Shown], bitrate: int) -> Picture:
    """The luma of the last frame, encoded at `bitrate` and decoded."""
    encoder = PictureEncoder(
        "H264", Purpose.DOCUMENT, target=bitrate, ceiling=max(bitrate, 2_500_000), fps=FPS
    )
    decoder: Any = av.CodecContext.create("h264", "r")
    last: Picture | None = None
    for number, each in enumerate(frames):
        frame = av.VideoFrame.from_numpy_buffer(each.content.i420, format="yuv420p")
        frame.pts, frame.time_base = number * 90_000 // FPS, Fraction(1, 90_000)
        for packet in encoder.encode_only(frame, key=number == 0):
            for decoded in decoder.decode(packet):
                last = decoded.to_ndarray(format="gray")
    assert last is not None
    return last


def as_seen(luma: Picture, state: ViewState) -> Picture:
    """What a receiver shows of a frame: the box, turned. Limited-range luma becomes grey."""
    height, width = luma.shape
    box = state.box
    left, top = round(box.x * width), round(box.y * height)
    right, bottom = round((box.x + box.width) * width), round((box.y + box.height) * height)
    cut = luma[top:bottom, left:right]
    full = np.clip((cut.astype(np.float32) - 16) * (255 / 219), 0, 255).astype(np.uint8)
    return turned(full, state.display)


def turned(picture: Picture, degrees: int) -> Picture:
    """Clockwise."""
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90))


@dataclass(frozen=True)
class Read:
    """A picture to be read and what stands there."""

    picture: Picture
    truth: str
    language: Language

    @property
    def cer(self) -> float:
        """Character error rate."""
        return cer(self.truth, ocr(self.picture, self.language))


def raw(shots: Shots) -> Read:
    """One frame as the camera gives it, turned upright."""
    page = shots.case.page
    return Read(turned(shots.contents[0].grey(1), shots.sitting.turn), page.text, page.language)


def live(shots: Shots, bitrate: int | None) -> Read:
    """The live view at `bitrate`; None: not encoded at all."""
    page = shots.case.page
    frames = list(shown(shots))
    return Read(_luma(frames, bitrate), page.text, page.language)


def _luma(frames: list[Shown], bitrate: int | None) -> Picture:
    rows = frames[-1].content.height
    luma = frames[-1].content.i420[:rows] if bitrate is None else through_codec(frames, bitrate)
    return as_seen(luma, frames[-1].state)


def zoom(shots: Shots, bitrate: int | None) -> Read:
    """The view of a third of the page, its middle one by number."""
    page = shots.case.page
    region, truth = third(shots)
    return Read(_luma(list(shown(shots, region)), bitrate), truth, page.language)


def third(shots: Shots) -> tuple[Region, str]:
    """About a third of an upright page, cut between lines; as it lies. And what stands there."""
    lines = shots.case.page.lines
    edges = [0.0, *((a.bottom + b.top) / 2 for a, b in itertools.pairwise(lines)), 1.0]
    gaps = [1.0, *(b.top - a.bottom for a, b in itertools.pairwise(lines)), 1.0]
    start = shots.case.seed % 3 / 3.2
    worth = {
        (top, end): min(gap, other) - 0.1 * abs(top - start)
        for top, gap in zip(edges, gaps, strict=True)
        for end, other in zip(edges, gaps, strict=True)
        if 0.29 < end - top < 0.36
    }
    top, end = max(worth, key=lambda pair: worth[pair])
    words = "\n".join(line.words for line in lines if line.top >= top and line.bottom <= end)
    upright = (0.0, top, 1.0, end - top)
    x, y, width, height = _lying(upright, (360 - shots.sitting.turn) % 360)
    return Region(x=x, y=y, width=width, height=height), words


def _lying(part: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    x, y, width, height = part
    for _ in range(turn // 90):
        x, y, width, height = 1 - y - height, x, height, width
    clip = max(0.0, x), max(0.0, y)
    return *clip, min(width, 1 - clip[0]), min(height, 1 - clip[1])


def still(shots: Shots) -> Read:
    """The page of a still; the whole frame where no page is found."""
    page = shots.case.page
    greys = [content.grey(1) for content in shots.contents]
    flat = find_flat(greys, None)
    if flat is None:
        return raw(shots)
    seen = [see(content) for content in shots.contents]
    made = make_page(seen, pick(seen, flat), flat)
    picture = cv2.imdecode(np.frombuffer(made.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    grey = turned(np.asarray(picture, np.uint8), shots.sitting.turn)
    return Read(grey, page.text, page.language)


def warped_truly(shots: Shots) -> Read:
    """One frame, warped by the true corners and lit evenly: how hard the photograph is."""
    page, sitting = shots.case.page, shots.sitting
    whole = shots.contents[0]
    size = geometry.page_size(sitting.corners, (whole.width, whole.height))
    layout = geometry.Layout(geometry.Box(0, 0, *size), turned=False)
    matrix = geometry.warp_matrix(sitting.corners, layout)
    warped = cv2.warpPerspective(whole.grey(1), matrix, size, flags=cv2.INTER_CUBIC)
    even = light.even(np.asarray(warped, np.uint8))
    return Read(turned(even, sitting.turn), page.text, page.language)


def shows_page(frames: list[Shown]) -> bool:
    """Whether the last frame shows the page."""
    return frames[-1].state.shows is Shows.PAGE
