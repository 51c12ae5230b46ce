"""A remote voice, from its WebRTC track to the loudspeaker."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import av
import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import BLOCK, RATE, Block
from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.voice_file import mono


class BlockMaker:
    """Turns decoded audio of any rate, form and length into 48 kHz mono blocks of 20 ms."""

    def __init__(self) -> None:
        self._resampler = av.AudioResampler(format="fltp", rate=RATE)
        self._rest = np.zeros(0, np.float32)

    def blocks(self, frame: av.AudioFrame) -> Iterator[Block]:
        """The whole blocks that are ready after this frame."""
        # Times of a stream that lost packets are no matter here: what comes is played.
        frame.pts = None
        for part in self._resampler.resample(frame):
            self._rest = np.concatenate([self._rest, mono(part)])
        while self._rest.size >= BLOCK:
            block, self._rest = self._rest[:BLOCK], self._rest[BLOCK:]
            yield block


async def play_voice(track: MediaStreamTrack, sink: PlaybackSink) -> None:
    """Play a remote track until it ends. Cancel the task to stop sooner.

    A received track has to be read by somebody: aiortc queues without bound what nobody reads.
    """
    handle = sink.add(track.id)
    maker = BlockMaker()
    try:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if isinstance(frame, av.AudioFrame):
                    for block in maker.blocks(frame):
                        handle.write(block)
    finally:
        handle.close()
