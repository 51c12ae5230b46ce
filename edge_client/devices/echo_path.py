"""The way from the loudspeaker to the microphone: how late, and how much weaker. Pure.

From what was played and what was captured beside it. Both figures are of that part of the sound
alone that follows what was played: noise in the room does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.blocks import RATE

LONGEST_S: Final = 0.6
"""Greatest delay that is looked for, in seconds."""

BAND_HZ: Final = (300.0, 7000.0)
"""Where the chime has sound and loudspeakers play."""

CLEAR: Final = 8.0
"""How far the peak of the response stands above what lies around it to be believed."""

WINDOW_S: Final = (0.003, 0.08)
"""Before and after the peak: the echo's sound that counts for its strength, in seconds."""


@dataclass(frozen=True)
class EchoPath:
    """What was found. `loss_db` is positive where the echo is weaker than what was played."""

    delay_s: float
    loss_db: float


def echo_path(
    played: npt.NDArray[np.float32], captured: npt.NDArray[np.float32]
) -> EchoPath | None:
    """The delay and the loss of the echo; None where none is heard.

    Both of the same length, 48 kHz, and at least `LONGEST_S` longer than what was played.
    """
    size = 1 << (played.size + captured.size - 1).bit_length()
    source, heard = np.fft.rfft(played, size), np.fft.rfft(captured, size)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    power = np.abs(source) ** 2
    in_band = (frequency > BAND_HZ[0]) & (frequency < BAND_HZ[1])
    if not power[in_band].any():
        return None
    # Divided by what was played (Wiener): where little was played the little does not count much.
    floor = 1e-3 * float(power[in_band].mean())
    weight = np.where(in_band, power / (power + floor), 0.0)
    response = np.fft.irfft(heard * np.conj(source) / (power + floor) * in_band, size)
    alone = np.fft.irfft(weight, size)
    before, after = (round(part * RATE) for part in WINDOW_S)
    # From a little before the start: the response to a band of frequencies rings both ways.
    first = np.concatenate([response[-before:], response[: round(LONGEST_S * RATE)]])
    peak = int(np.abs(first).argmax())
    spread = float(np.median(np.abs(first)))
    if abs(float(first[peak])) < CLEAR * max(spread, 1e-9):
        return None
    echo = first[max(0, peak - before) : peak + after]
    # What noise alone would have there, as found elsewhere: 0.6745 is a normal median's share.
    noise = echo.size * (spread / 0.6745) ** 2
    # An echo of full strength would have the energy of `alone` itself.
    whole = float((alone[:after] ** 2).sum() + (alone[-before:] ** 2).sum())
    strength = max(float((echo**2).sum()) - noise, 1e-12) / whole
    return EchoPath(max(0, peak - before) / RATE, -10 * float(np.log10(strength)))
