"""How people would judge echo and voice: AECMOS, a frozen model that the speechmos wheel brings.

M. Purin et al., "AECMOS: a speech quality assessment metric for echo impairment", ICASSP 2022. The
wheel's own wrapper wants librosa for one transform, which is written out here.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime

from edge_client.devices.blocks import RATE
from tests.bench.echoing.voices import Samples

MODEL: Final = "Run_1668423760_Stage_0.onnx"
"""At 48 kHz, told which of the two speak."""
HOP, SIZE, MELS = 768, 1537, 160
MARK: Final = 20
"""Frames at the end that tell who speaks."""

Spectrogram = npt.NDArray[np.float64]


def judge(far: Samples, mic: Samples, cleaned: Samples) -> tuple[float, float]:
    """(echo, other degradation), each 1 to 5, of at most 20 s in which both speak."""
    parts = []
    for samples in (far, mic, cleaned):
        mel = _mel(samples)
        # Both speak: no stream is marked as that of one who is silent.
        marker = np.ones((MARK, MELS))
        parts.append(np.concatenate([mel, marker, np.zeros((MARK, MELS))]))
    stacked = np.stack(parts)[None].astype(np.float32)
    session = _session()
    hidden = np.zeros((4, 1, 96), np.float32)
    (scores,) = session.run([], {session.get_inputs()[0].name: stacked, "h0": hidden})
    return float(scores[0]), float(scores[1])


@cache
def _session() -> Any:
    found = find_spec("speechmos")
    assert found is not None and found.origin is not None, "speechmos is missing: make setup"
    path = Path(found.origin).parent / "aecmos_models" / MODEL
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def _mel(samples: Samples) -> Spectrogram:
    """Power by mel band in decibels below the loudest, 40 dB as 1."""
    padded = np.pad(samples.astype(np.float64), SIZE // 2)
    count = 1 + (padded.size - SIZE) // HOP
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][:count]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SIZE) / SIZE)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    mel = power @ _bands().T
    decibels = 10 * np.log10(np.maximum(mel, 1e-10))
    decibels -= 10 * np.log10(max(1e-10, float(mel.max())))
    return np.asarray((np.maximum(decibels, decibels.max() - 80) + 40) / 40)


@cache
def _bands() -> Spectrogram:
    """Triangles on Slaney's mel scale, each of the same area."""
    hz = np.fft.rfftfreq(SIZE, 1 / RATE)
    edges = _hz(np.linspace(0, _mel_of(RATE / 2), MELS + 2))
    rise = (hz[None] - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - hz[None]) / np.diff(edges)[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    return np.asarray(np.maximum(0, np.minimum(rise, fall)) * area[:, None])


def _mel_of(hz: float) -> float:
    return 15 + 27 * float(np.log(hz / 1000) / np.log(6.4))


def _hz(mel: Spectrogram) -> Spectrogram:
    return np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27))
