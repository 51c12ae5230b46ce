"""Pictures for the booth page."""

import av
import cv2
import numpy as np
import pytest

from edge_client.booth.jpeg import encode_frame, encode_jpeg


def decoded(jpeg: bytes) -> np.ndarray:
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels


@pytest.mark.parametrize("size", [(640, 360), (321, 181)])
def test_colours_and_size_survive(size: tuple[int, int]) -> None:
    width, height = size
    bgr = np.zeros((height, width, 3), np.uint8)
    bgr[:] = (40, 90, 200)
    frame = av.VideoFrame.from_ndarray(bgr, format="bgr24").reformat(format="yuv420p")
    shown = decoded(encode_frame(frame, 1280))
    assert shown.shape == bgr.shape
    assert np.abs(shown.mean(axis=(0, 1)) - (40, 90, 200)).max() < 6


def test_a_large_picture_is_made_smaller_in_proportion() -> None:
    shown = decoded(encode_jpeg(np.zeros((1920, 1080, 3), np.uint8), 960))
    assert shown.shape == (960, 540, 3)
