"""Voices as packets, and the lines that they come over. Deterministic. Pure but for the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from edge_client import simulation
from edge_client.devices.voice_file import mono
from edge_client.sound.opus import OpusEncoder

Samples = npt.NDArray[np.float32]

RATE, FRAME, FRAME_S = 48_000, 960, 0.02
SPEECH = Path(simulation.__file__).parent / "assets" / "demo-instruct.wav"
INCIDENT_S = 6.0
"""When the one thing happens, in a case where only one thing does."""


@dataclass(frozen=True)
class Line:
    """When each packet arrives, in seconds after the first one was sent; None: never."""

    arrivals: tuple[float | None, ...]
    drift: float = 0.0


Maker = Callable[[int, np.random.Generator], Line]


def speech(seconds: float) -> Samples:
    """A person speaking, 48 kHz."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    with av.open(str(SPEECH)) as file:
        parts = [mono(part) for frame in file.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts)[: int(seconds * RATE)]


def vowel(seconds: float) -> Samples:
    """A voice that never pauses: a gap in it is the line's. Its pitch and loudness wander."""
    times = np.arange(int(seconds * RATE)) / RATE
    pitch = 130 + 25 * np.sin(2 * np.pi * 0.7 * times)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    waves = sum(np.sin(k * phase + k * k) / k for k in range(1, 20))
    loudness = 1 + 0.3 * np.sin(2 * np.pi * 2.3 * times)
    return (0.12 * np.asarray(waves) * loudness).astype(np.float32)


def packets(voice: Samples) -> list[bytes]:
    """As a browser sends a voice that may get lost: 32 kbit/s, with in-band correction."""
    encoder = OpusEncoder(32_000, dtx=False)
    encoder.loss = 0.1
    return [encoder.encode(voice[at : at + FRAME]) for at in range(0, voice.size - FRAME, FRAME)]


def even(count: int) -> list[float]:
    """Each packet leaves when its sound has been said."""
    return [number * FRAME_S for number in range(count)]


def lost(share: float) -> Maker:
    """Each packet may be lost, whatever became of the others."""

    def make(count: int, rng: np.random.Generator) -> Line:
        gone = rng.random(count) < share
        return Line(tuple(None if none else at for at, none in zip(even(count), gone, strict=True)))

    return make


def bursty(share: float, length: float) -> Maker:
    """Losses come together: Gilbert's model, bursts of `length` packets on average."""

    def make(count: int, rng: np.random.Generator) -> Line:
        leave, enter = 1 / length, share / (1 - share) / length
        bad, arrivals = False, []
        for at in even(count):
            bad = rng.random() >= leave if bad else rng.random() < enter
            arrivals.append(None if bad else at)
        return Line(tuple(arrivals))

    return make


def jittery(most: float) -> Maker:
    """Each packet is late by up to so many seconds; they keep their order, as on most lines."""

    def make(count: int, rng: np.random.Generator) -> Line:
        times = np.asarray(even(count)) + rng.uniform(0.0, most, count)
        return Line(tuple(np.maximum.accumulate(times)))

    return make


def one_lost(count: int, rng: np.random.Generator) -> Line:
    """A single packet."""
    gone = int(INCIDENT_S / FRAME_S)
    return Line(tuple(None if n == gone else at for n, at in enumerate(even(count))))


def stopped(seconds: float) -> Maker:
    """The line stands still and then gives everything at once."""

    def make(count: int, rng: np.random.Generator) -> Line:
        end = INCIDENT_S + seconds
        held = [max(at, end) if INCIDENT_S <= at < end else at for at in even(count)]
        return Line(tuple(at + 1e-5 * n for n, at in enumerate(held)))

    return make


def drifting(share: float) -> Maker:
    """The sender's clock is slower by this share."""

    def make(count: int, rng: np.random.Generator) -> Line:
        return Line(tuple(at * (1 + share) for at in even(count)), share)

    return make


CASES: Mapping[str, Maker] = {
    "even": lost(0.0),
    "one lost": one_lost,
    "1 % lost": lost(0.01),
    "2 % lost": lost(0.02),
    "5 % lost": lost(0.05),
    "10 % lost": lost(0.10),
    "20 % lost": lost(0.20),
    "5 % in bursts": bursty(0.05, 3.0),
    "10 % in bursts": bursty(0.10, 3.0),
    "jitter 10 ms": jittery(0.010),
    "jitter 30 ms": jittery(0.030),
    "jitter 60 ms": jittery(0.060),
    "jitter 100 ms": jittery(0.100),
    "drift +200 ppm": drifting(200e-6),
    "drift -200 ppm": drifting(-200e-6),
    "2 s stop": stopped(2.0),
}
LOSING = tuple(case for case in CASES if "%" in case and case != "1 % lost")
"""Lines that lose so many packets, for long, that each is sent twice."""

IN_BROWSER = ("even", "one lost", "5 % lost", "10 % in bursts", "jitter 60 ms", "2 s stop")
"""Cases that Chromium gets too: it hears in real time."""
