"""A voice's packets: their numbers without wrap-around, and how long each one sounds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RATE: Final = 48_000
"""Time stamps count at this rate, whatever the voice was sampled at (RFC 7587, 4.1)."""

_SILK = (480, 960, 1920, 2880)
_HYBRID = (480, 960)
_CELT = (120, 240, 480, 960)
_LONGEST: Final = 5760


@dataclass(frozen=True, slots=True)
class VoicePacket:
    """One RTP packet of Opus. Numbers and time stamps have been unwrapped: they only grow."""

    number: int
    timestamp: int
    payload: bytes
    samples: int
    """How long it sounds, at `RATE`."""
    again: bool = False
    """Whether it was lost, and came whole in a later one."""

    @property
    def end(self) -> int:
        """The time stamp of what follows it."""
        return self.timestamp + self.samples


def repeats_last(payload: bytes) -> bool:
    """Whether an Opus packet brings the one before it again, at a lower rate (in-band FEC).

    Only SILK has it: the flag follows the voice activity of the mono frames (RFC 6716, 4.2.3).
    """
    if len(payload) < 2 or payload[0] >> 3 >= 16 or payload[0] & 3:
        return False
    configuration = payload[0] >> 3
    # A SILK frame lasts 10 or 20 ms; 40 and 60 ms have two and three, each with a flag.
    frames = {2: 2, 3: 3}.get(configuration % 4, 1) if configuration < 12 else 1
    return bool(payload[1] >> (7 - frames) & 1)


class Unwrapper:
    """Turns a counter of some bits into one that goes on, by the shortest way from the last."""

    def __init__(self, bits: int) -> None:
        self._size = 1 << bits
        self._last: int | None = None

    def unwrap(self, value: int) -> int:
        """The value's place on the endless line; it may lie before the last one."""
        last = value if self._last is None else self._last
        half = self._size // 2
        step = (value - last + half) % self._size - half
        self._last = last + step
        return self._last


def packet_samples(payload: bytes) -> int:
    """How long an Opus packet sounds, in samples at `RATE` (RFC 6716, 3.1 and 3.2).

    Raises ValueError for what is no Opus packet.
    """
    if not payload:
        raise ValueError("an empty packet")
    configuration, code = payload[0] >> 3, payload[0] & 3
    if configuration < 12:
        frame = _SILK[configuration % 4]
    elif configuration < 16:
        frame = _HYBRID[configuration % 2]
    else:
        frame = _CELT[configuration % 4]
    if code == 3:
        if len(payload) < 2:
            raise ValueError("a packet without its count of frames")
        frames = payload[1] & 0x3F
    else:
        frames = 1 if code == 0 else 2
    if not 0 < frames * frame <= _LONGEST:
        raise ValueError(f"a packet of {frames} frames")
    return frames * frame
