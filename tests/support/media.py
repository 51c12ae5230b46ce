"""What a person would see and hear, read from decoded pictures and played sound."""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK_SECONDS, RATE
from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.opencv import cv2
from edge_client.pictures import Received

_MARKERS = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))


def marker_in(picture: Received | npt.NDArray[np.uint8] | None) -> int | None:
    """The ArUco marker drawn into a picture (a received one, or BGR pixels), None if none."""
    if picture is None:
        return None
    pixels = picture.frame.to_ndarray(format="bgr24") if isinstance(picture, Received) else picture
    ids: Any = _MARKERS.detectMarkers(pixels)[1]
    return int(ids.flatten()[0]) if ids is not None else None


class Ear:
    """A loudspeaker for tests: pulls the mix in real time and keeps the last second of it."""

    def __init__(self, sink: PlaybackSink) -> None:
        self._sink = sink
        self._blocks: deque[npt.NDArray[np.float32]] = deque(maxlen=50)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="test-ear", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            self._blocks.append(self._sink.pull())
            due += BLOCK_SECONDS

    def last(self, seconds: float = 0.4) -> npt.NDArray[np.float32]:
        """What was played last, 48 kHz."""
        blocks = list(self._blocks)[-round(seconds / BLOCK_SECONDS) :]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def loudness(self) -> float:
        """Root of the mean square of the last 0.4 s."""
        heard = self.last()
        return float(np.sqrt(np.mean(heard**2))) if heard.size else 0.0


def tone_in(samples: npt.NDArray[Any]) -> float | None:
    """The frequency in Hz that clearly stands out of 48 kHz samples, None if none does."""
    if samples.size < RATE // 10 or float(np.abs(samples).max()) < 0.01:
        return None
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    spectrum[: round(50 * samples.size / RATE)] = 0
    loudest = int(spectrum.argmax())
    around = spectrum[max(0, loudest - 3) : loudest + 4]
    if float((around**2).sum()) < 0.5 * float((spectrum**2).sum()):
        return None
    return loudest * RATE / samples.size


def amplitude_of(samples: npt.NDArray[Any], hertz: float) -> float:
    """How strong one frequency is in 48 kHz samples that may hold several; of a sine its peak."""
    if samples.size < RATE // 10:
        return 0.0
    window = np.hanning(samples.size)
    turns = np.exp(-2j * np.pi * hertz * np.arange(samples.size) / RATE)
    return float(2 * abs((samples * window * turns).sum()) / window.sum())


def share_of(samples: npt.NDArray[Any], known: npt.NDArray[Any]) -> float:
    """How much of a known sound is in 48 kHz samples, at its best place: 1 is all of it."""
    if samples.size < known.size:
        return 0.0
    size = samples.size + known.size
    product = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(known, size))
    return float(np.fft.irfft(product, size).max() / np.dot(known, known))
