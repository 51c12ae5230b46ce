"""The microphone, encoded once for everybody who listens."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import structlog
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import RATE, decibels
from edge_client.devices.voice_feed import FeedStoppedError, TimedBlock, VoiceFeed
from edge_client.sound.activity import SILENT, Activity, AudioLevel, audio_level
from edge_client.sound.opus import OpusEncoder, OpusError

log = structlog.get_logger(__name__)

BITRATE: Final = 32_000
"""bit/s: a voice with everything up to 20 kHz (RFC 7587, 3.1.1: 28 to 40 kbit/s)."""

MOST_BEHIND: Final = 5
"""Packets that wait for a slow sender: 100 ms; beyond it the oldest goes."""

UNHEARD: Final = 2
"""A packet of so few bytes says that nothing is said, and need not be sent (RFC 6716, 3.2.1)."""

WORST_LOSS: Final = 0.25
"""Beyond this, more correction takes more than it repairs."""


@dataclass(frozen=True, slots=True)
class EncodedVoice:
    """20 ms of Opus; `timestamp` counts samples at 48 kHz by the microphone's clock, and
    `captured_at` is when the first of them was captured, in monotonic seconds.
    """

    payload: bytes
    timestamp: int
    captured_at: float
    level: AudioLevel = SILENT
    """How loud it is, and whether somebody speaks: everybody's page shows it."""


class Speech:
    """One encoder for all who listen; it works while somebody does. Used in one event loop.

    It corrects for the worst loss that any listener reports (in-band FEC, RFC 6716, 2.1.7).
    """

    def __init__(self, feed: VoiceFeed) -> None:
        self._feed = feed
        self._tracks: list[SpokenTrack] = []
        self._task: asyncio.Task[None] | None = None

    def track(self) -> SpokenTrack:
        """A new listener's track."""
        track = SpokenTrack(self)
        self._tracks.append(track)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="speech")
        return track

    def remove(self, track: SpokenTrack) -> None:
        """Nobody reads it any more; without any it rests."""
        if track in self._tracks:
            self._tracks.remove(track)
        if not self._tracks and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        listener = self._feed.listen()
        loop = asyncio.get_running_loop()
        encoder, activity = OpusEncoder(BITRATE), Activity()
        try:
            while True:
                block = await listener.next()
                level = _level(activity, block)
                worst = max((track.loss for track in self._tracks), default=0.0)
                voice = await loop.run_in_executor(None, _encode, encoder, block, worst, level)
                if len(voice.payload) > UNHEARD:
                    for track in tuple(self._tracks):
                        track.put(voice)
        except FeedStoppedError:
            pass
        except OpusError:
            log.exception("voice.encoding_failed")
        finally:
            listener.close()
            if asyncio.current_task() is self._task:
                for track in tuple(self._tracks):
                    track.stop()


def _level(activity: Activity, block: TimedBlock) -> AudioLevel:
    rms = math.sqrt(float(np.mean(np.square(block.samples))))
    return audio_level(rms, speaks=activity.heard(decibels(rms), block.pts / RATE))


def _encode(
    encoder: OpusEncoder, block: TimedBlock, loss: float, level: AudioLevel
) -> EncodedVoice:
    if abs(loss - encoder.loss) >= 0.01:
        encoder.loss = loss
    return EncodedVoice(encoder.encode(block.samples), block.pts, block.captured_at, level)


class SpokenTrack(MediaStreamTrack):
    """What one sender sends of the voice: `EncodedVoice`. In silence nothing comes (DTX)."""

    kind = "audio"

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self.loss = 0.0
        """The share of packets that this listener loses, smoothed, 0 to `WORST_LOSS`."""
        self.dropped = 0
        """Packets that were thrown away because the sender was slow."""
        self._speech = speech
        self._packets: deque[EncodedVoice] = deque()
        self._news = asyncio.Event()

    def put(self, voice: EncodedVoice) -> None:
        """The next packet."""
        if len(self._packets) >= MOST_BEHIND:
            self._packets.popleft()
            self.dropped += 1
        self._packets.append(voice)
        self._news.set()

    def lost(self, share: float) -> None:
        """The listener newly reported that this share of packets was lost, 0 to 1."""
        self.loss += 0.3 * (min(max(share, 0.0), WORST_LOSS) - self.loss)

    async def recv(self) -> EncodedVoice:  # type: ignore[override]
        """The next packet. Raises MediaStreamError when the track or the microphone ended."""
        while not self._packets:
            if self.readyState != "live":
                raise MediaStreamError
            self._news.clear()
            await self._news.wait()
        return self._packets.popleft()

    def stop(self) -> None:
        """End the track; the microphone goes on for others."""
        if self.readyState == "live":
            super().stop()
            self._speech.remove(self)
            self._packets.clear()
            self._news.set()
