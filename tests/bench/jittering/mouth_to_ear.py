"""From a click at the microphone until the loudspeaker plays it, through real PortAudio.

One sound engine on PulseAudio's null sinks is microphone and loudspeaker of two ends of a real
peer connection on loopback. Both sides of it are recorded by PulseAudio, in the same way, so that
what the recording itself is late cancels out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.house import MediaHouse
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.peering.path_watch import Path as PathState
from edge_client.pictures import PictureBoard
from signaling.protocol import Purpose
from tests.support.processes import PulseAudio
from tests.support.recording import RATE, Recording, click
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]
EVERY_S = 0.5
LONGEST_S = 0.4
SETTLE_S = 3.0


def measure(clicks: int) -> list[float]:
    """Milliseconds from mouth to ear of each click that was heard; most are.

    Raises AssertionError when fewer than 80 % were.
    """
    with PulseAudio() as pulse:
        environ = {**os.environ, **pulse.client_environ}
        answer = subprocess.run(
            [sys.executable, "-m", "tests.bench.jittering.mouth_to_ear", str(clicks)],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            check=True,
            timeout=60 + 2 * clicks * EVERY_S,
        )
    heard: list[float] = json.loads(answer.stdout.splitlines()[-1])
    assert len(heard) >= 0.8 * clicks, f"only {len(heard)} of {clicks} clicks were heard"
    return heard


async def play_clicks(count: int) -> None:
    """Into the microphone, at uneven distances: none has a fixed place in a block."""
    process = await asyncio.create_subprocess_exec(
        *("pacat", "--playback", "--device=booth_microphone", "--format=float32le"),
        *("--rate=48000", "--channels=1", "--latency-msec=20"),
        stdin=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    sounds = [np.zeros(int(SETTLE_S * RATE), np.float32)]
    for number in range(count):
        pause = int((EVERY_S + 0.0037 * (number % 11)) * RATE)
        sounds += [click(), np.zeros(pause, np.float32)]
    process.stdin.write(np.concatenate(sounds).tobytes())
    await process.stdin.drain()
    process.stdin.close()
    await process.wait()


async def converse(engine: AudioEngine, then: Callable[[], asyncio.Task[None]]) -> None:
    """Two ends of a connection: one speaks from the microphone, the other plays."""
    voice = frozenset({Purpose.VOICE})
    houses = [
        MediaHouse({}, engine.voice, engine.sink, PictureBoard(), voice) for _ in ("mouth", "ear")
    ]

    def ignore(peer: Peer, path: PathState) -> None:
        return

    mouth, ear = (
        Peer(name, 1, house, Ice(), ignore) for name, house in zip("ba", houses, strict=True)
    )
    mouth.allow(voice, frozenset())
    ear.allow(frozenset(), voice)
    try:
        sdp, tracks = await mouth.offer()
        await mouth.take_answer(await ear.answer(sdp, tracks))
        ear.answer_sent()
        await eventually(
            lambda: mouth.path is PathState.CONNECTED, timeout_s=10, what="the two to be connected"
        )
        await then()
    finally:
        await asyncio.gather(mouth.close(), ear.close())


async def probe(count: int) -> list[float]:
    """In a process of its own, since PortAudio reads its environment once."""
    engine = AudioEngine(
        VoiceSection(source="device", device="booth_microphone"),
        LoudspeakerSection(source="device", device="booth_speaker"),
        PortAudio(),
    )
    engine.start()
    mouth, ear = Recording("booth_microphone_source"), Recording("booth_speaker_heard")
    recording = [asyncio.create_task(each.run()) for each in (mouth, ear)]
    try:
        await converse(engine, lambda: asyncio.create_task(play_clicks(count)))
    finally:
        for task in recording:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
                await task
        await asyncio.to_thread(engine.stop)
    heard = ear.clicks()
    late = [
        next((at - said for at in heard if 0.0 <= at - said < LONGEST_S), None)
        for said in mouth.clicks()
    ]
    return [round(each * 1e3, 2) for each in late if each is not None]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(probe(int(sys.argv[1])))))
