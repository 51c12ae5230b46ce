"""What a listener at the other end would say of a cleaned microphone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge_client.devices.blocks import RATE
from tests.bench.echoing import opinion
from tests.bench.echoing.scenes import BOTH, FAR_ONLY, NEAR_ONLY, QUIET, Room, Scene, cut, settled
from tests.bench.echoing.voices import Samples

LONGEST_LAG: Final = 0.06
"""Seconds by which a canceller may be late."""

MOST_DB: Final = 60.0

FLOOR: Final = 1e-12
"""Power: below it nothing is heard."""


@dataclass(frozen=True)
class Found:
    """Of one room. `erle_db`: how much less of himself the expert hears, once it has settled, for
    the same loudness of the near voice: a gain that raises both changes nothing. What is more than
    `MOST_DB` is not told apart."""

    erle_db: float
    first_second_db: float
    corr_both: float
    corr_near: float
    mos_echo: float
    mos_voice: float


def judged(room: Room, scene: Scene, cleaned: Samples) -> Found:
    """Of all that the microphone heard, and what was made of it."""
    spans = settled(room)
    echo = _power(cut(scene.echo, spans))
    # What is left when nobody speaks is noise, not echo: it does not count as echo that is left.
    hush = _power(cut(cleaned, tuple(each for each in QUIET if each[0] > 5)))
    gain = _power(cut(cleaned, NEAR_ONLY)) / _power(cut(scene.near, NEAR_ONLY))
    left = max(_power(cut(cleaned, spans)) - hush, FLOOR) / gain
    early = ((1.0, 2.0),)
    both = [cut(each, BOTH) for each in (scene.far, scene.mic, np.clip(cleaned, -1, 1))]
    echo_score, voice_score = opinion.judge(*both)
    first = _power(cut(scene.echo, early)) / max(_power(cut(cleaned, early)) / gain, FLOOR)
    return Found(
        erle_db=min(MOST_DB, 10 * float(np.log10(echo / left))),
        first_second_db=10 * float(np.log10(first)),
        corr_both=correlation(cut(scene.near, BOTH), cut(cleaned, BOTH)),
        corr_near=correlation(cut(scene.near, NEAR_ONLY), cut(cleaned, NEAR_ONLY)),
        mos_echo=echo_score,
        mos_voice=voice_score,
    )


def left_db(room: Room, scene: Scene, cleaned: Samples) -> float:
    """How loud the far voice is in what is sent, against the near voice, once it has settled."""
    hush = _power(cut(cleaned, tuple(each for each in QUIET if each[0] > 5)))
    left = max(_power(cut(cleaned, settled(room) or FAR_ONLY)) - hush, FLOOR)
    return 10 * float(np.log10(left / _power(cut(cleaned, NEAR_ONLY))))


def correlation(said: Samples, heard: Samples) -> float:
    """Of the near voice as the microphone got it with what came out, -1 to 1, at the best lag."""
    size = 1 << int(np.ceil(np.log2(2 * said.size)))
    product = np.conj(np.fft.rfft(said, size)) * np.fft.rfft(heard, size)
    match = np.fft.irfft(product, size)[: round(LONGEST_LAG * RATE)]
    power = np.sqrt(float((said**2).sum()) * float((heard**2).sum()))
    return float(match.max() / power) if power > 0 else 0.0


def _power(samples: Samples) -> float:
    return float((samples.astype(np.float64) ** 2).mean())
