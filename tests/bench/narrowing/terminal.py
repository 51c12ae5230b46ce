"""The terminal of `make bench-narrow`, in its namespace: the product's, or plain aiortc.

Told by JSON lines: {"sdp", "tracks"} -> {"sdp", "ssrcs"}; {"packets": true} -> {"packets"}.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.video_source import VideoSource
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.media.video_track import SourceVideoTrack
from edge_client.peer import Peer
from edge_client.peering.codecs import warm_up
from edge_client.peering.ends import Ice
from edge_client.pictures import PictureBoard
from signaling.protocol import Purpose, Track
from tests.bench.narrowing.microphone import MicrophoneTrack
from tests.bench.narrowing.tap import Tap
from tests.bench.picturing.scene import SHOTS, source


class Ours:
    """The product's house and peer."""

    def __init__(self, sources: dict[Purpose, VideoSource], audio: AudioEngine) -> None:
        self._house = MediaHouse(
            sources, audio.voice, audio.sink, PictureBoard(), TERMINAL_RECEIVES
        )
        self._peer = Peer("expert", 1, self._house, Ice(), lambda *_: None)

    async def answer(self, sdp: str, tracks: dict[str, str]) -> str:
        self._peer.allow(frozenset({Purpose.VOICE, *SHOTS}), frozenset())
        named = [Track(mid=mid, purpose=Purpose(purpose)) for mid, purpose in tracks.items()]
        answered = await self._peer.answer(sdp, named)
        self._peer.answer_sent()
        return answered

    def figures(self) -> dict[str, Any]:
        """What it takes the line for, and what each picture gets of it, bit/s."""
        budget = self._peer.share.budget
        return {
            "line": round(budget.line.rate),
            "queue_ms": round(budget.line.queue * 1000),
            "targets": budget.targets,
            "keys": {
                f"{each.purpose[:1]}-{each.tier}": each.key_frames
                for each in self._house.studio.figures()
            },
        }


class Stock:
    """Plain aiortc, as its examples use it."""

    def __init__(self, sources: dict[Purpose, VideoSource], audio: AudioEngine) -> None:
        self._sources = sources
        self._audio = audio
        self._connection = RTCPeerConnection(
            # Its default policy would leave the second video without a transport.
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )

    async def answer(self, sdp: str, tracks: dict[str, str]) -> str:
        await self._connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in self._connection.getTransceivers():
            purpose = Purpose(tracks[str(transceiver.mid)])
            if purpose is Purpose.VOICE:
                transceiver.sender.replaceTrack(MicrophoneTrack(self._audio.voice))
            else:
                transceiver.sender.replaceTrack(SourceVideoTrack(self._sources[purpose]))
            transceiver.direction = "sendonly"
        await self._connection.setLocalDescription()
        return str(self._connection.localDescription.sdp)

    def figures(self) -> dict[str, Any]:
        """It tells nothing."""
        return {}


def ssrcs(sdp: str, tracks: dict[str, str]) -> dict[str, int]:
    """The first SSRC of each m-line, by purpose (RFC 5576, 4.1)."""
    found: dict[str, int] = {}
    for part in sdp.split("\nm=")[1:]:
        lines = [row.strip() for row in part.splitlines()]
        mid = next(row[6:] for row in lines if row.startswith("a=mid:"))
        first = next((row for row in lines if row.startswith("a=ssrc:")), None)
        if first is not None and mid in tracks:
            found[tracks[mid]] = int(first[7:].split()[0])
    return found


async def run(kind: str, folder: Path) -> None:
    speech = Path(str(files("edge_client.simulation") / "assets" / "demo-instruct.wav"))
    audio = AudioEngine(
        VoiceSection(source="file", file=speech), LoudspeakerSection(source="null"), PortAudio()
    )
    sources = {purpose: source(folder, purpose) for purpose in SHOTS}
    audio.start()
    for each in sources.values():
        each.start()
    await warm_up()
    terminal = Ours(sources, audio) if kind == "ours" else Stock(sources, audio)
    tap = Tap("line0", outgoing=True)
    loop = asyncio.get_running_loop()
    say({"ready": True})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        if "sdp" in asked:
            sdp = await terminal.answer(asked["sdp"], asked["tracks"])
            say({"sdp": sdp, "ssrcs": ssrcs(sdp, asked["tracks"])})
        elif "figures" in asked:
            say(terminal.figures())
        else:
            say({"packets": tap.packets()})


def say(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2])))
