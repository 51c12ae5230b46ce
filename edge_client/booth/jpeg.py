"""Pictures as JPEG for the booth page. Runs in a worker thread, never on the event loop."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture as Pixels
from edge_client.devices.opencv import cv2

QUALITY = 82


def bgr_of(frame: av.VideoFrame) -> Pixels:
    """A decoded frame's pixels, (height, width, 3).

    OpenCV turns I420 into BGR about ten times faster than PyAV does.
    """
    even = frame.width % 2 == 0 and frame.height % 2 == 0
    if even and frame.format.name in ("yuv420p", "yuvj420p"):
        i420: npt.NDArray[Any] = frame.to_ndarray()
        return cv2.cvtColor(i420, cv2.COLOR_YUV2BGR_I420).astype(np.uint8, copy=False)
    bgr: Pixels = frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
    return bgr


def encode_jpeg(bgr: Pixels, longest: int) -> bytes:
    """A JPEG whose longer side has at most `longest` pixels."""
    height, width = bgr.shape[:2]
    scale = longest / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        bgr = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    good, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert good
    return data.tobytes()


def encode_frame(frame: av.VideoFrame, longest: int) -> bytes:
    """A decoded frame as such a JPEG."""
    return encode_jpeg(bgr_of(frame), longest)
