"""The microphone as stock aiortc takes it: frames that every sender encodes for itself."""

from __future__ import annotations

from fractions import Fraction

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import RATE, to_int16
from edge_client.devices.voice_feed import FeedStoppedError, VoiceFeed


class MicrophoneTrack(MediaStreamTrack):
    """16-bit blocks of 20 ms, 48 kHz, one channel, at the microphone's own pace."""

    kind = "audio"

    def __init__(self, feed: VoiceFeed) -> None:
        super().__init__()
        self._listener = feed.listen()

    def stop(self) -> None:
        """End the track; the microphone goes on."""
        super().stop()
        self._listener.close()

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms. Raises MediaStreamError when the engine ended."""
        try:
            block = await self._listener.next()
        except FeedStoppedError:
            self.stop()
            raise MediaStreamError from None
        frame = av.AudioFrame.from_ndarray(
            to_int16(block.samples)[None, :], format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE, block.pts, Fraction(1, RATE)
        return frame
