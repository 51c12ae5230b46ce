"""Measures the echo again and again on real PortAudio: `python -m tests.support.echo_probe`.

Prints a JSON line after each chime: the delay in milliseconds and the loss in dB, null where no
echo was heard. Options are `section.key=value` texts of the configuration.
"""

from __future__ import annotations

import asyncio
import json
import sys

import numpy as np

from edge_client.config import load_config
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import Block
from edge_client.devices.echo_path import echo_path
from edge_client.devices.inspection import chime
from edge_client.devices.portaudio import PortAudio

AFTER = 40
"""Blocks after the chime: 0.8 s."""


class Pairs:
    """Keeps what was captured beside what was played."""

    def __init__(self) -> None:
        self.pairs: list[tuple[Block, Block]] = []

    def capture(self, block: Block, played_block: Block) -> Block:
        self.pairs.append((played_block, block))
        return block


async def probe(overrides: list[str]) -> None:
    """Run until the process is ended."""
    config = load_config(None, overrides)
    pairs = Pairs()
    engine = AudioEngine(config.voice, config.loudspeaker, PortAudio(), processor=pairs)
    engine.start()
    listener = engine.voice.listen()
    handle = engine.sink.add("chime")
    while True:
        pairs.pairs.clear()
        for block in chime():
            handle.write(block)
            await listener.next()
        for _ in range(AFTER):
            await listener.next()
        played, captured = zip(*pairs.pairs, strict=True)
        path = echo_path(np.concatenate(played), np.concatenate(captured))
        both = engine.voice_status.live and engine.loudspeaker_status.live
        report = {
            "live": both,
            "delay_ms": round(path.delay_s * 1000, 1) if path else None,
            "loss_db": round(path.loss_db, 1) if path else None,
            "lost": engine.lost_blocks,
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(probe(sys.argv[1:]))
