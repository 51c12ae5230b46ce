"""A terminal's sound with its cleaning, in a process of its own: `python -m tests.support.echo_probe`.

An expert's voice is played all the time. Prints a JSON line twice a second: how loud the microphone
was and how loud what is sent, both over the last two seconds and in decibels below full scale,
the terminal's own gain taken off, and what the cleaner says.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
from collections import deque

import numpy as np

from edge_client.config import load_config
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK, Block, decibels
from edge_client.devices.portaudio import PortAudio
from edge_client.sound.cleaning import Cleaner
from tests.bench.jittering.lines import speech

BLOCKS = 100


class Listened:
    """The cleaner, with an ear before it."""

    def __init__(self, cleaner: Cleaner) -> None:
        self.cleaner = cleaner
        self.heard: deque[float] = deque(maxlen=BLOCKS)

    def capture(self, block: Block, played_block: Block) -> Block:
        """As the cleaner does."""
        self.heard.append(float(block @ block) / BLOCK)
        return self.cleaner.capture(block, played_block)


def loud(powers: deque[float]) -> float:
    """In decibels below full scale."""
    return decibels(math.sqrt(sum(powers) / max(1, len(powers))))


async def probe(overrides: list[str]) -> None:
    """Run until the process is ended."""
    config = load_config(None, overrides)
    listened = Listened(Cleaner(config.voice))
    engine = AudioEngine(config.voice, config.loudspeaker, PortAudio(), processor=listened)
    engine.start()
    listener = engine.voice.listen()
    handle = engine.sink.add("expert")
    voice = speech(20.0)
    voice = (voice * (0.08 / voice.std())).astype(np.float32)
    sent: deque[float] = deque(maxlen=BLOCKS)
    at = count = 0
    while True:
        block = await listener.next()
        samples = block.samples
        gain = listened.cleaner.figures.gain_db
        sent.append(float(samples @ samples) / BLOCK / 10 ** (gain / 10))
        handle.write(voice[at : at + BLOCK])
        at = (at + BLOCK) % (voice.size - BLOCK)
        count += 1
        if count % 25:
            continue
        figures = listened.cleaner.figures
        report = {
            "voice": engine.voice_status.state,
            "loudspeaker": engine.loudspeaker_status.state,
            "heard_db": loud(listened.heard),
            "sent_db": loud(sent),
            "delay_ms": figures.delay_ms,
            "erle_db": figures.erle_db,
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(probe(sys.argv[1:]))
