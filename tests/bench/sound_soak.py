"""`make bench-sound-soak`: an hour of sound on a clock of its own, to see that nothing grows.

Two remote voices over a line with jitter and loss, from senders whose clocks are 100 ppm wrong;
a loudspeaker and a microphone that are two cards, each 100 ppm wrong, whose drivers call back up
to 10 ms unevenly; the microphone hears the loudspeaker. Between them is the terminal's own code:
jitter buffers, decoders, mixer, limiter, the tape of what was played, the echo canceller, the
encoder. Memory is the whole process's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK, RATE
from edge_client.sound.cleaning import Cleaner
from edge_client.sound.opus import OpusEncoder
from tests.bench.jittering.lines import speech
from tests.bench.soaking import plot
from tests.bench.soaking.world import BEEP_EVERY, Samples, World, beep

PPM = 100.0
SEED = 2026
SETTLED = 0.1
"""Share of the time that is left out: caches fill, loops settle."""


def packets(samples: Samples) -> list[bytes]:
    """The sound as a sender's packets, without pauses: an under-run is then one of ours."""
    encoder = OpusEncoder(dtx=False)
    return [encoder.encode(block) for block in samples.reshape(-1, BLOCK)]


def voices() -> tuple[list[bytes], list[bytes]]:
    """One who speaks, and one who is nearly silent but for a beep every 5 s."""
    talk = speech(20.0)[: 1000 * BLOCK]
    beeps = 0.0005 * np.random.default_rng(SEED).standard_normal(BEEP_EVERY * BLOCK)
    beeps[:BLOCK] += beep()
    return packets(0.3 * talk.astype(np.float32)), packets(beeps.astype(np.float32))


def memory_mb() -> float:
    """What this process has in memory, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


def growth(points: Sequence[tuple[float, float]], seconds: float) -> float:
    """By how much it grew, from the first fifth of the settled time to the last: medians."""
    settled = [(at, value) for at, value in points if at >= SETTLED * seconds]
    part = max(1, len(settled) // 5)
    values = [value for _, value in settled]
    return float(np.median(values[-part:]) - np.median(values[:part]))


def soak(seconds: float) -> tuple[dict[str, object], dict[str, object]]:
    """The figures, and what the picture is drawn from."""
    cleaner = Cleaner(VoiceSection())
    world = World(voices(), cleaner, PPM, SEED)
    world.start()
    memory: list[tuple[float, float]] = []
    began = time.monotonic()
    for at in world.run(seconds):
        memory.append((at, memory_mb()))
        if len(memory) % 5 == 0:
            took = time.monotonic() - began
            print(f"{at / 60:3.0f} min in {took:4.0f} s   {memory[-1][1]:6.1f} MB", flush=True)
    seen, figures = world.seen, world.engine.figures
    hours = seconds / 3600
    counts: dict[str, object] = {
        "hours": round(hours, 2),
        "memory_growth_mb": round(growth(memory, seconds), 2),
        "delay_growth_ms": round(growth(seen.delays, seconds) * 1000, 1),
        "echo_delay_growth_ms": round(growth(seen.echoes, seconds) * 1000, 1),
        "microphone_delay_growth_ms": round(growth(seen.waits, seconds) * 1000, 1),
        "underruns_per_hour": round(seen.underruns / hours, 1),
        "lost_blocks_per_hour": round(figures.lost / hours, 1),
        "slips_per_hour": round(figures.slips / hours, 1),
    }
    told = {
        "figures": counts,
        "delay_p50_ms": round(1000 * float(np.median([d for _, d in seen.delays])), 1),
        "delay_p95_ms": round(1000 * float(np.percentile([d for _, d in seen.delays], 95)), 1),
        "beeps": len(seen.delays),
        "drift_ppm": figures.drift_ppm,
        "cleaner_faults": figures.processor_faults,
        "cleaner_works": cleaner.figures.working,
        "blocks_encoded": seen.encoded,
        "memory_mb": [(round(at), round(value, 2)) for at, value in memory],
        "delay_ms": [(round(at), round(value * 1000, 1)) for at, value in seen.delays],
        "echo_ms": [(round(at), round(value * 1000, 2)) for at, value in seen.echoes],
    }
    return counts, told


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="five minutes' worth")
    asked = parser.parse_args(arguments)
    counts, told = soak(300.0 if asked.quick else 3600.0)
    print(
        f"\n{told['beeps']} beeps: delay p50 {told['delay_p50_ms']} ms, p95 "
        f"{told['delay_p95_ms']} ms; clocks followed at {told['drift_ppm']} ppm; "
        f"{RATE} Hz, {told['blocks_encoded']} blocks encoded"
    )
    if not asked.quick:
        plot.DATA.write_text(json.dumps(told) + "\n")
        plot.main()
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1:])
