"""One received voice: from its packets to the loudspeaker.

It stands in the place of aiortc's own jitter buffer, which waits always for as long, makes one
lost packet a gap of 320 ms, and keeps the delay that it grew by.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import BLOCK, BLOCK_SECONDS, RATE, SILENCE, to_int16
from edge_client.lip_sync.reported import ReportedClock
from edge_client.sound.activity import Activity, AudioLevel
from edge_client.sound.receiving import VoiceReceiver
from edge_client.sound.redundancy import Earlier


class VoiceTrack(MediaStreamTrack):
    """A voice that is pulled by a loudspeaker, or read frame by frame by somebody without one."""

    kind = "audio"

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.voice = VoiceReceiver(clock=clock)
        self._activity = Activity()
        self.reported = ReportedClock(RATE)
        self._clock = clock
        self._ended = asyncio.Event()
        self._due: float | None = None
        self._at = 0

    def stop(self) -> None:
        """The voice is over."""
        super().stop()
        self._ended.set()

    def sounds(self, level: AudioLevel) -> None:
        """A packet came that says how loud it is."""
        self._activity.heard(-float(level.below), self._clock())

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks now."""
        return self._activity.at(self._clock())

    async def ended(self) -> None:
        """Wait until the voice is over."""
        await self._ended.wait()

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms at the clock's pace: 48 kHz, one channel, 16 bit. Not beside `pull`."""
        now = self._clock()
        self._due = now if self._due is None else max(self._due + BLOCK_SECONDS, now - 0.1)
        if self._due > now:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._due - now):
                    await self._ended.wait()
        if self.readyState != "live":
            raise MediaStreamError
        block = self.voice.pull()
        samples = to_int16(SILENCE if block is None else block)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, Fraction(1, RATE)
        self._at += BLOCK
        return frame


@dataclass
class Hearing:
    """Packets in, a voice out of `track`."""

    track: VoiceTrack = field(default_factory=VoiceTrack)
    _ssrc: int | None = None

    def take(
        self, ssrc: int, number: int, timestamp: int, payload: bytes, again: Sequence[Earlier] = ()
    ) -> None:
        """The next packet of Opus that has come: RFC 3550's fields, and what it brings again."""
        self.track.reported.follow(ssrc)
        if self._ssrc not in (None, ssrc):
            self.track.voice.restart()
        self._ssrc = ssrc
        self.track.voice.put(number, timestamp, payload, again)

    def sounds(self, level: AudioLevel) -> None:
        """The packet says how loud it is."""
        self.track.sounds(level)

    def stop(self) -> None:
        """End the track."""
        self.track.stop()
