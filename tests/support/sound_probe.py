"""A sound engine in a process of its own, on real PortAudio: `python -m tests.support.sound_probe`.

PortAudio and ALSA read their environment once in a process, so a test that brings its own sound
server needs a fresh one. Prints a JSON line ten times a second; writes a tone of 700 Hz to the
loudspeaker all the time. Options are `section.key=value` texts of the configuration.
"""

from __future__ import annotations

import asyncio
import json
import sys

import numpy as np

from edge_client.config import load_config
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.voice_file import ToneVoice
from tests.support.media import tone_in


async def probe(overrides: list[str]) -> None:
    """Run until the process is ended."""
    config = load_config(None, overrides)
    engine = AudioEngine(config.voice, config.loudspeaker, PortAudio())
    engine.start()
    listener = engine.voice.listen()
    handle = engine.sink.add("tone")
    tone = ToneVoice(700.0)
    blocks: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    count, first_pts = 0, None
    while True:
        block = await listener.next()
        handle.write(tone.next_block())
        count += 1
        first_pts = block.pts if first_pts is None else first_pts
        blocks = [*blocks[-19:], block.samples]
        if count % 5:
            continue
        samples = np.concatenate(blocks)
        report = {
            "voice": engine.voice_status.state,
            "reason": engine.voice_status.reason,
            "loudspeaker": engine.loudspeaker_status.state,
            "tone": tone_in(samples),
            "blocks": count,
            "dropped": listener.dropped,
            "lost": engine.lost_blocks,
            "seconds": (block.pts - first_pts) / 48_000,
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(probe(sys.argv[1:]))
