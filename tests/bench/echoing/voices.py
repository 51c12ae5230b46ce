"""What is said: voices of several people in Finnish and Swedish, spoken by espeak-ng."""

from __future__ import annotations

import io
import subprocess
import wave
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import RATE
from tests.bench.jittering.lines import speech as recorded

Samples = npt.NDArray[np.float32]

LOUDNESS: Final = 0.06
"""Effective value of a voice while it speaks: -24 dB of full scale."""

_TEXTS: Final = {
    "fi": (
        "Hyvää päivää, tervetuloa palvelupisteeseen. Voisitteko näyttää paperin kameralle? "
        "Kiitos, nyt se näkyy hyvin. Kohdassa kolme kysytään asumiskuluja, siihen kirjoitetaan "
        "vuokra ja vesimaksu kuukaudessa. Jos ette ole varma, jättäkää kohta tyhjäksi. "
        "Hakemuksen liitteeksi tarvitaan vuokrasopimus ja tiliotteet kahdelta kuukaudelta. "
        "Päätös tulee postissa noin kahden viikon kuluttua, ja siihen voi hakea muutosta. "
    ),
    "sv": (
        "God dag och välkommen till servicestället. Kan ni visa pappret för kameran? "
        "Tack, nu syns det bra. I punkt tre frågas om boendekostnader, dit skriver man hyran "
        "och vattenavgiften per månad. Om ni inte är säker kan ni lämna punkten tom. "
        "Till ansökan behövs hyresavtalet och kontoutdrag för två månader som bilagor. "
        "Beslutet kommer med posten om ungefär två veckor, och det går att överklaga. "
    ),
}


@cache
def spoken(voice: str, seconds: float, start: float = 0.0) -> Samples:
    """One person's speech at `LOUDNESS`, 48 kHz: an espeak-ng voice such as "fi+f2", or
    "recording", which is a person at a telephone's rate.

    Raises FileNotFoundError without espeak-ng.
    """
    samples = recorded(72.0) if voice == "recording" else _espoken(voice)
    samples = np.roll(samples, -round(start * RATE))
    count = round(seconds * RATE)
    whole = np.tile(samples, -(-count // samples.size))[:count]
    return (whole * (LOUDNESS / _active_rms(whole))).astype(np.float32)


def _espoken(voice: str) -> Samples:
    text = _TEXTS[voice.split("+", maxsplit=1)[0]]
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", "155", "--stdout"],
        input=text.encode(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    with wave.open(io.BytesIO(said)) as file:
        rate = file.getframerate()
        whole = np.frombuffer(file.readframes(10**9), "<i2")
    return resampled((whole / 32768).astype(np.float32), rate)


def resampled(samples: Samples, rate: int) -> Samples:
    """From `rate` to 48 kHz, by its spectrum."""
    count = samples.size * RATE // rate
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    own = np.fft.rfft(samples)
    common = min(own.size, spectrum.size)
    spectrum[:common] = own[:common]
    return np.asarray(np.fft.irfft(spectrum, count) * (RATE / rate), np.float32)


def _active_rms(samples: Samples) -> float:
    """Over the 20 ms in which something is said (ITU-T P.56 in short)."""
    power = (samples[: samples.size // 960 * 960].reshape(-1, 960) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 1e-3].mean()))
