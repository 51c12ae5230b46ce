"""That nothing of one page is left in the picture of the next, however narrow the line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.video.encoder import PictureEncoder
from edge_client.video.rest import Lying
from signaling.protocol import Purpose

FPS = 10
NARROW = 150_000
CEILING = 600_000
WIDTH, HEIGHT = 1280, 720

Picture = npt.NDArray[np.uint8]


def page(seed: int, spacing: int) -> Picture:
    """Lines of words on grey paper."""
    random = np.random.default_rng(seed)
    sheet: Picture = np.full((HEIGHT, WIDTH, 3), 225, np.uint8)
    for y in range(40, HEIGHT, spacing):
        words = " ".join("".join(random.choice(list("aeiklnorstv"), 6)) for _ in range(12))
        cv2.putText(sheet, words, (40, y), cv2.FONT_HERSHEY_SIMPLEX, spacing / 46, (40, 40, 40), 2)
    return np.asarray(cv2.GaussianBlur(sheet, (0, 0), 0.8), np.uint8)


def remains(one: Picture, other: Picture, shown: Picture) -> float:
    """Mean darkness of what is shown where only the page before had print, in steps of grey."""
    was = cv2.erode(one[..., 0], np.ones((3, 3))) < 150
    near = cv2.dilate((other[..., 0] < 200).astype(np.uint8), np.ones((31, 31))) > 0
    return float((225.0 - shown[..., 0][was & ~near]).mean())


def shown_after(one: Picture, other: Picture, *, choosing: bool) -> Picture:
    """The third picture after the change of pages, decoded."""
    encoder = PictureEncoder("H264", Purpose.DOCUMENT, target=NARROW, ceiling=CEILING, fps=FPS)
    decoder: Any = av.CodecContext.create("h264", "r")
    lying = Lying()
    shown: Picture = one
    for number in range(33):
        frame = av.VideoFrame.from_ndarray(one if number < 30 else other, format="bgr24")
        frame = frame.reformat(format="yuv420p")
        frame.pts, frame.time_base = number * 90_000 // FPS, Fraction(1, 90_000)
        key = number == 0
        if choosing:
            chosen = lying.choose(frame, number / FPS, key)
            if chosen is None:
                continue
            frame, key = chosen
        for packet in encoder.encode_only(frame, key):
            lying.encoded(packet.size, number / FPS, NARROW)
            for decoded in decoder.decode(av.Packet(bytes(packet))):
                shown = decoded.to_ndarray(format="bgr24")
    return shown


def test_nothing_of_the_page_before_is_left() -> None:
    one, other = page(1, 30), page(2, 64)
    stock = remains(one, other, shown_after(one, other, choosing=False))
    ours = remains(one, other, shown_after(one, other, choosing=True))
    assert ours < 4.0, f"{ours:.1f} steps of grey"
    assert stock > 3 * ours, f"the case must show it: {stock:.1f} against {ours:.1f}"
