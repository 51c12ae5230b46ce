"""The microphone as a WebRTC track. Each peer has its own, all read the same feed."""

from __future__ import annotations

from fractions import Fraction

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import RATE, SILENCE, to_int16
from edge_client.devices.voice_feed import FeedStoppedError, VoiceFeed, VoiceListener


class MicrophoneTrack(MediaStreamTrack):
    """16-bit blocks of 20 ms, 48 kHz, one channel, at the microphone's own pace.

    Timestamps are the monotonic time at 48 kHz; they jump where this track's reader was too
    slow and blocks were dropped.
    """

    kind = "audio"

    def __init__(self, feed: VoiceFeed, *, enabled: bool = True) -> None:
        """Must be made in the running event loop."""
        super().__init__()
        self.enabled = enabled
        """Whether the voice is sent; silence is sent when not."""
        self._listener: VoiceListener = feed.listen()

    @property
    def dropped(self) -> int:
        """Blocks that were thrown away because the reader was slow."""
        return self._listener.dropped

    def stop(self) -> None:
        """End the track; the microphone goes on for others."""
        super().stop()
        self._listener.close()

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms. Raises MediaStreamError when the track or the engine ended."""
        try:
            block = await self._listener.next()
        except FeedStoppedError:
            self.stop()
            raise MediaStreamError from None
        samples = block.samples if self.enabled else SILENCE
        frame = av.AudioFrame.from_ndarray(to_int16(samples)[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = block.pts
        frame.time_base = Fraction(1, RATE)
        return frame
