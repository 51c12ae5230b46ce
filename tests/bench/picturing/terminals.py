"""One terminal as a process of its own, told by JSON lines what to answer.

`ours` is the product's house, studio and peers, and `paper` the same with its document camera
of 8 megapixels and the page found and flattened; `stock` is aiortc as its examples use it, a
peer connection with plain tracks for each receiver; `chromium` is a browser page; `floor`
connects to nobody and only encodes, with the product's settings.

    {"sdp": offer, "tracks": {mid: purpose}}  ->  {"sdp": answer}
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)

from edge_client.devices.video_source import PictureSource
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.media.video_track import SourceVideoTrack
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.pictures import PictureBoard
from edge_client.video.encoder import PictureEncoder, VideoCodec
from edge_client.video.tiers import TIERS, Level
from signaling.protocol import Purpose, Track
from tests.bench.picturing.browser import answering_page
from tests.bench.picturing.scene import SHOTS, load, paper, source

Answering = Callable[[str, dict[str, str]], Awaitable[str]]


class Ours:
    """The terminal: cameras, one studio, a peer for each expert."""

    def __init__(self, sources: dict[Purpose, PictureSource]) -> None:
        # No voice is sent here, so there is nothing to feed or play.
        none = cast(Any, None)
        self._house = MediaHouse(sources, none, none, PictureBoard(), TERMINAL_RECEIVES)
        self._peers: list[Peer] = []

    async def answer(self, sdp: str, tracks: dict[str, str]) -> str:
        peer = Peer(f"expert-{len(self._peers)}", 1, self._house, Ice(), lambda *_: None)
        self._peers.append(peer)
        peer.allow(frozenset(SHOTS), frozenset())
        named = [Track(mid=mid, purpose=Purpose(purpose)) for mid, purpose in tracks.items()]
        answered = await peer.answer(sdp, named)
        peer.answer_sent()
        return answered


class Stock:
    """Plain aiortc."""

    def __init__(self, sources: dict[Purpose, PictureSource]) -> None:
        self._sources = sources
        self._connections: list[RTCPeerConnection] = []

    async def answer(self, sdp: str, tracks: dict[str, str]) -> str:
        connection = RTCPeerConnection(
            # Its default policy would leave the second video without a transport.
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._connections.append(connection)
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in connection.getTransceivers():
            purpose = Purpose(tracks[str(transceiver.mid)])
            track = SourceVideoTrack(self._sources[purpose])
            transceiver.sender.replaceTrack(track)
            transceiver.direction = "sendonly"
        await connection.setLocalDescription()
        return str(connection.localDescription.sdp)


def floor(folder: Path, codec: VideoCodec) -> None:
    """Encode both videos at their pace, for ever, and nothing else."""

    def encode(purpose: Purpose) -> None:
        shot, tier = SHOTS[purpose], TIERS[purpose][Level.HIGH]
        encoder = PictureEncoder(
            codec, purpose, target=tier.ceiling, ceiling=tier.ceiling, fps=tier.fps
        )
        pictures = load(folder, purpose).copy()
        began = time.monotonic()
        number = 0
        while True:
            time.sleep(max(0.0, began + number / shot.fps - time.monotonic()))
            picture = pictures[number % len(pictures)]
            frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p")
            frame.pts, frame.time_base = number * 90_000 // shot.fps, Fraction(1, 90_000)
            encoder.encode_only(frame, key=number == 0)
            number += 1

    for purpose in SHOTS:
        threading.Thread(target=encode, args=(purpose,), daemon=True).start()


async def serve(answering: Answering) -> None:
    """Answer one offer a line until the input ends."""
    loop = asyncio.get_running_loop()
    say({"ready": True})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        say({"sdp": await answering(asked["sdp"], asked["tracks"])})


def say(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


async def run(kind: str, folder: Path, codec: VideoCodec) -> None:
    if kind == "chromium":
        async with answering_page(folder) as answering:
            await serve(answering)
        return
    if kind == "floor":
        floor(folder, codec)
        say({"ready": True})
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        return
    sources: dict[Purpose, PictureSource] = {
        purpose: paper(folder)
        if kind == "paper" and purpose is Purpose.DOCUMENT
        else source(folder, purpose)
        for purpose in SHOTS
    }
    for each in sources.values():
        each.start()
    terminal = Stock(sources) if kind == "stock" else Ours(sources)
    await serve(terminal.answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("ours", "paper", "stock", "chromium", "floor"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--codec", default="H264")
    options = parser.parse_args()
    asyncio.run(run(options.kind, options.folder, options.codec))


if __name__ == "__main__":
    main()
