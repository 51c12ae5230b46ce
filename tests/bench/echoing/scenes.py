"""Booths in which a microphone hears the loudspeaker. Deterministic. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge_client.devices.blocks import BLOCK, RATE
from tests.bench.echoing.voices import LOUDNESS, Samples, spoken

SECONDS: Final = 44.0
FAR_ONLY: Final = ((1.0, 13.0), (34.5, 44.0))
"""Only the expert speaks."""
NEAR_ONLY: Final = ((14.0, 20.0),)
BOTH: Final = ((21.0, 33.0),)
QUIET: Final = ((0.0, 1.0), (13.3, 14.0), (20.3, 21.0), (33.3, 34.5))
"""Nobody does; a voice's echo has died away."""
SETTLED_AFTER: Final = 4.0
"""Seconds of the expert's voice after which the echo is expected to be gone."""
SETTLED_AGAIN: Final = 2.0
"""Seconds after the delay has jumped, likewise."""

Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Room:
    """Times in seconds, levels in dB. `tail` is the reverberation time (60 dB)."""

    tail: float
    delay: float
    echo: float
    """Of the loudspeaker's signal as the microphone hears it, against what is played."""
    noise: float = -90.0
    """Against a voice at the microphone."""
    drift: float = 0.0
    """By which the microphone's clock is slower."""
    jumps: tuple[tuple[float, float], ...] = ()
    """(when, the delay from then on)"""
    drive: float = 0.0
    """How far the loudspeaker is overdriven; 0: linear."""
    far: str = "fi+f2"
    near: str = "sv+m3"

    @property
    def first_group(self) -> bool:
        """Those of which the most is asked."""
        return self.tail <= 0.1 and self.echo <= -6 and self.drive == 0


@dataclass(frozen=True)
class Scene:
    """48 kHz, whole blocks. `mic` is all that the microphone hears."""

    far: Samples
    near: Samples
    echo: Samples
    mic: Samples


ROOMS: Final[Mapping[str, Room]] = {
    "tail 20, delay 10, echo -20": Room(0.02, 0.010, -20),
    "tail 20, delay 40, echo -6": Room(0.02, 0.040, -6, far="sv+f4", near="fi+m2"),
    "tail 50, delay 80, echo -10": Room(0.05, 0.080, -10, far="fi+m1", near="fi+f3"),
    "tail 100, delay 150, echo -6": Room(0.10, 0.150, -6, far="sv+m4", near="sv+f1"),
    "tail 100, delay 300, echo -10": Room(0.10, 0.300, -10, far="fi+m5", near="sv+f2"),
    "tail 100, delay 60, echo -6, noise": Room(0.10, 0.060, -6, noise=-25, far="sv+f3"),
    "tail 50, delay 60, echo -10, drift": Room(0.05, 0.060, -10, drift=100e-6, near="fi+m3"),
    "tail 50, echo -6, moving": Room(
        0.05, 0.060, -6, jumps=((8.0, 0.140), (28.0, 0.030), (38.0, 0.09)), near="fi+f1"
    ),
    "tail 100, delay 20, echo -6, recording": Room(0.10, 0.020, -6, far="recording"),
    "tail 200, delay 40, echo -6": Room(0.20, 0.040, -6, far="sv+f4", near="fi+m2"),
    "tail 400, delay 80, echo -10": Room(0.40, 0.080, -10, far="fi+m1", near="sv+f3"),
    "tail 400, delay 300, echo 0": Room(0.40, 0.300, 0, far="sv+m4", near="fi+f1"),
    "tail 100, delay 60, echo 0": Room(0.10, 0.060, 0, near="fi+m3"),
    "tail 50, delay 40, echo +3": Room(0.05, 0.040, 3, far="fi+m5", near="sv+f2"),
    "tail 400, delay 120, echo +3, noise, drift": Room(
        0.40, 0.120, 3, noise=-20, drift=100e-6, far="sv+f3", near="fi+m2"
    ),
    "tail 200, echo 0, moving": Room(
        0.20, 0.050, 0, jumps=((8.0, 0.170), (28.0, 0.080), (38.0, 0.25)), near="fi+m4"
    ),
    "tail 100, delay 40, echo -6, overdriven": Room(
        0.10, 0.040, -6, drive=1.0, far="fi+m1", near="sv+m2"
    ),
}


def staged(room: Room, seed: int = 2026) -> Scene:
    """What is played and what the microphone hears of it."""
    rng = np.random.default_rng(seed)
    count = round(SECONDS * RATE) // BLOCK * BLOCK
    far = spoken(room.far, SECONDS) * _spans(count, FAR_ONLY + BOTH)
    said = spoken(room.near, SECONDS, 7.0) * _spans(count, NEAR_ONLY + BOTH)
    near = _through(said, _response(rng, min(room.tail, 0.15)))
    near *= np.float32(LOUDNESS / max(1e-9, _rms(near, NEAR_ONLY + BOTH)))
    echo = _echo(room, far, rng)
    noise = rng.standard_normal(count) * LOUDNESS * 10 ** (max(room.noise, -60) / 20)
    mic = np.clip(near + echo + noise.astype(np.float32), -1, 1)
    return Scene(far.astype(np.float32), near, echo, mic.astype(np.float32))


def settled(room: Room) -> Spans:
    """When only the expert speaks and the canceller has had its time."""
    spans: list[tuple[float, float]] = []
    for start, end in FAR_ONLY:
        begin = start + (SETTLED_AFTER if start < 10 else 0.5)
        for when, _ in room.jumps:
            if start <= when < end:
                spans.append((begin, when))
                begin = when + SETTLED_AGAIN
        spans.append((begin, end))
    return tuple((start, end) for start, end in spans if end > start)


def cut(samples: Samples, spans: Spans) -> Samples:
    """Those parts, joined."""
    return np.concatenate([samples[round(a * RATE) : round(b * RATE)] for a, b in spans])


def _echo(room: Room, far: Samples, rng: np.random.Generator) -> Samples:
    played = far
    if room.drive:
        most = LOUDNESS * 5 / (1 + room.drive)
        played = (np.tanh(far / most) * most).astype(np.float32)
    heard = _through(played, _response(rng, room.tail))
    count = far.size
    places = np.arange(count) * (1 + room.drift)
    delays = np.full(count, room.delay)
    for when, delay in room.jumps:
        delays[round(when * RATE) :] = delay
    moved = _at(heard, places - delays * RATE)
    level = LOUDNESS * 10 ** (room.echo / 20)
    return (moved * (level / _rms(moved, FAR_ONLY + BOTH))).astype(np.float32)


def _at(samples: Samples, places: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Samples:
    """Values between samples: a windowed sinc of 32 taps, in 64 steps of a sample."""
    taps, steps = 32, 64
    offsets = np.arange(taps) - taps // 2 + 1
    fraction = np.arange(steps)[:, None] / steps
    table = np.sinc(offsets - fraction) * np.kaiser(taps, 8.0)
    quantised = np.round(places * steps).astype(np.int64)
    whole, step = quantised // steps, quantised % steps
    padded = np.pad(samples, (taps, taps))
    result = np.zeros(places.size)
    for number, offset in enumerate(offsets):
        index = np.clip(whole + offset + taps, 0, padded.size - 1)
        result += padded[index] * table[step, number]
    return result.astype(np.float32)


def _response(rng: np.random.Generator, tail: float) -> Samples:
    """A room's: the direct sound, and reflections that fall by 60 dB within the tail."""
    count = max(64, round(tail * RATE))
    times = np.arange(count) / RATE
    late = rng.standard_normal(count) * 10 ** (-3 * times / tail)
    late[: round(0.0015 * RATE)] = 0
    # The longer a room rings, the less of it is direct sound.
    late *= np.sqrt(min(2.0, 5 * tail) / max(1e-12, float((late**2).sum())))
    late[0] += 1.0
    # A small loudspeaker: little below 150 Hz and above 10 kHz.
    size = 1 << int(np.ceil(np.log2(2 * count)))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    shape = (1j * hz / 150) ** 2 / (1 + 1.4j * hz / 150 - (hz / 150) ** 2) / (1 + 1j * hz / 10_000)
    return np.fft.irfft(np.fft.rfft(late, size) * shape, size)[: count + 2400].astype(np.float32)


def _through(samples: Samples, response: Samples) -> Samples:
    size = 1 << int(np.ceil(np.log2(samples.size + response.size)))
    product = np.fft.rfft(samples, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[: samples.size].astype(np.float32)


def _spans(count: int, spans: Spans) -> Samples:
    """1 within, 0 without, 10 ms between."""
    gate = np.zeros(count, np.float32)
    for start, end in spans:
        gate[round(start * RATE) : round(end * RATE)] = 1
    ramp = np.hanning(960)
    return np.convolve(gate, ramp / ramp.sum(), "same").astype(np.float32)


def _rms(samples: Samples, spans: Spans) -> float:
    """While something is heard."""
    part = cut(samples, spans)
    power = (part[: part.size // 960 * 960].reshape(-1, 960) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 1e-3].mean()))
