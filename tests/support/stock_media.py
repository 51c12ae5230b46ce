"""What an application makes of aiortc as it is, to stand beside the terminal in benchmarks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Any

import av
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import BLOCK, RATE, to_int16
from edge_client.devices.mixer import PlaybackSink
from edge_client.devices.video_source import VideoSource
from edge_client.devices.voice_feed import VoiceFeed
from edge_client.media.video_track import SourceVideoTrack
from edge_client.pictures import PictureBoard
from signaling.protocol import Purpose


class FedVoice(MediaStreamTrack):
    """The microphone's blocks as frames, counted from 0 as aiortc's own examples do."""

    kind = "audio"

    def __init__(self, feed: VoiceFeed) -> None:
        super().__init__()
        self._listener = feed.listen()
        self._at = 0

    async def recv(self) -> av.AudioFrame:
        block = await self._listener.next()
        samples = to_int16(block.samples)[None, :]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, Fraction(1, RATE)
        self._at += BLOCK
        return frame


async def _hear(track: Any, sink: PlaybackSink) -> None:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=BLOCK)
    handle = sink.add(track.id)
    with contextlib.suppress(MediaStreamError):
        while True:
            for frame in resampler.resample(await track.recv()):
                handle.write(np.asarray(frame.to_ndarray()[0], np.float32))
    handle.close()


async def _see(track: Any, who: str, board: PictureBoard) -> None:
    with contextlib.suppress(MediaStreamError):
        while True:
            board.put(who, Purpose.FACE, await track.recv())


@asynccontextmanager
async def _connection() -> AsyncIterator[RTCPeerConnection]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        yield connection
    finally:
        await connection.close()


async def _answer(connection: RTCPeerConnection, offer: str) -> str:
    await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await connection.setLocalDescription()
    return connection.localDescription.sdp


@asynccontextmanager
async def stock_receiver(
    offer: str, who: str, sink: PlaybackSink, board: PictureBoard
) -> AsyncIterator[str]:
    """Plays and shows whatever comes at once; yields the answer."""
    async with _connection() as connection:
        tasks = []

        def taken(track: Any) -> None:
            work = _hear(track, sink) if track.kind == "audio" else _see(track, who, board)
            tasks.append(asyncio.ensure_future(work))

        connection.on("track", taken)
        try:
            yield await _answer(connection, offer)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def stock_sender(offer: str, feed: VoiceFeed, camera: VideoSource) -> AsyncIterator[str]:
    """Sends a microphone and a camera with aiortc's own encoders; yields the answer."""
    async with _connection() as connection:
        connection.addTrack(FedVoice(feed))
        connection.addTrack(SourceVideoTrack(camera))
        yield await _answer(connection, offer)
