"""A synthesiser's sound made into blocks as loud as a voice. Pure."""

from __future__ import annotations

import struct
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import BLOCK, RATE, Block
from edge_client.devices.fairness import ACTIVE_DB, TARGET_DB

CEILING: Final = 0.7
"""The loudest moment, as an amplitude."""

_HEADER = struct.Struct("<4sI4s")
_CHUNK = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")
_PCM = 1

Samples = npt.NDArray[np.float32]


def parse_wav(data: bytes) -> tuple[int, npt.NDArray[np.int16]]:
    """Rate in Hz and samples of a WAV with one channel of 16 bits.

    Written to a pipe its sizes are not known beforehand, and so are not believed: samples go on
    to the end. Raises ValueError for anything else.
    """
    if len(data) < _HEADER.size or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("no WAV")
    at, rate = _HEADER.size, 0
    while at + _CHUNK.size <= len(data):
        name, size = _CHUNK.unpack_from(data, at)
        at += _CHUNK.size
        if name == b"data" and rate:
            rest = data[at : at + (len(data) - at) // 2 * 2]
            return rate, np.frombuffer(rest, "<i2").astype(np.int16, copy=False)
        if name == b"fmt " and at + _FORMAT.size <= len(data):
            kind, channels, rate, _, _, bits = _FORMAT.unpack_from(data, at)
            if (kind, channels, bits) != (_PCM, 1, 16) or not 8000 <= rate <= 192_000:
                raise ValueError("a WAV of another kind")
        at += size
    raise ValueError("a WAV without samples")


def at_our_rate(rate: int, samples: npt.NDArray[np.int16]) -> Samples:
    """The samples at 48 kHz, from -1 to 1."""
    if samples.size == 0:
        return np.zeros(0, np.float32)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray().reshape(-1) for part in parts])


def levelled(samples: Samples) -> Samples:
    """As loud as people's voices are made (`FairLevel`), pauses left out of the reckoning."""
    whole = samples[: samples.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    powers = np.mean(np.square(whole), axis=1) if whole.size else np.zeros(0)
    spoken = powers[powers > 10 ** (ACTIVE_DB / 10)]
    if spoken.size == 0:
        return samples
    gain = 10 ** (TARGET_DB / 20) / float(np.sqrt(spoken.mean()))
    peak = float(np.abs(samples).max())
    return (samples * np.float32(min(gain, CEILING / peak))).astype(np.float32)


def blocks_of(samples: Samples) -> list[Block]:
    """The samples in blocks, the last one filled up with silence."""
    missing = -samples.size % BLOCK
    return list(np.pad(samples, (0, missing)).reshape(-1, BLOCK))
