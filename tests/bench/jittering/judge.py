"""What a listener would say of what was heard: gaps, delay, quality. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from speechmos import plcmos

from tests.bench.jittering.lines import INCIDENT_S, RATE, Samples

WINDOW = RATE // 200
"""5 ms: gaps are looked for in such steps."""

SILENT = 0.12
"""Under this share of its usual loudness a voice that never pauses has a gap."""

SEGMENT = RATE // 4
"""The delay is looked for in pieces of a quarter of a second."""

LONGEST_DELAY_S = 3.0


@dataclass(frozen=True)
class Found:
    """Of one case. Times in ms; `concealed` is a share; `quality` 1 to 5 (PLCMOS v2)."""

    gap_ms: float
    delay_p50_ms: float
    delay_p95_ms: float
    delay_after_ms: float
    """Two seconds after the incident's end, above what it was before."""
    quality: float
    concealed: float


def gap_ms(heard: Samples, from_s: float = 2.0) -> float:
    """The longest gap in a voice that never pauses."""
    body = heard[int(from_s * RATE) :]
    body = body[: body.size // WINDOW * WINDOW].reshape(-1, WINDOW)
    loudness = np.sqrt((body**2).mean(axis=1))
    quiet = loudness < SILENT * np.median(loudness)
    longest = run = 0
    for each in quiet:
        run = run + 1 if each else 0
        longest = max(longest, run)
    return longest * 5.0


def delays_ms(said: Samples, heard: Samples) -> list[tuple[float, float]]:
    """(when, how late) of every quarter of a second that can be recognised; seconds, ms."""
    found = []
    for at in range(0, heard.size - SEGMENT, SEGMENT):
        piece = heard[at : at + SEGMENT]
        if np.sqrt((piece**2).mean()) < 0.01:
            continue
        start = max(0, at - int(LONGEST_DELAY_S * RATE))
        window = said[start : at + SEGMENT]
        if window.size <= piece.size:
            continue
        size = 1 << int(np.ceil(np.log2(window.size + piece.size)))
        product = np.fft.rfft(window, size) * np.conj(np.fft.rfft(piece, size))
        match = np.fft.irfft(product, size)[: window.size - piece.size + 1]
        best = int(np.argmax(match))
        part = window[best : best + piece.size]
        power = np.sqrt((part**2).sum() * (piece**2).sum())
        if power > 0 and match[best] / power > 0.6:
            found.append((at / RATE, (at - start - best) / RATE * 1e3))
    return found


def delay_after_ms(told: list[tuple[float, float]], end_s: float) -> float:
    """The delay two to three seconds after the incident, above the one before it."""
    before = [late for when, late in told if 3.0 < when < INCIDENT_S - 0.5]
    after = [late for when, late in told if end_s + 2.0 <= when < end_s + 3.0]
    if not before or not after:
        return float("nan")
    return float(np.median(after) - np.median(before))


def quality(heard: Samples) -> float:
    """PLCMOS v2: how people would judge a voice with concealed losses (Diener et al., 2023)."""
    taps = np.hanning(25)
    low = np.convolve(heard, taps / taps.sum(), "same")[: heard.size // 3 * 3 : 3]
    scores = [
        plcmos.run(np.clip(low[at : at + 160_000], -1, 1).astype(np.float32), sr=16_000)["plcmos"]
        for at in range(0, low.size - 80_000, 160_000)
    ]
    return float(np.mean(scores))
