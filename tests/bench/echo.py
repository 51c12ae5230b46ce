"""`make bench-echo`: what the other end hears of himself, and of who speaks in the booth.

The same booths (what is played, what the microphone hears) go through the terminal's cleaning, and
some of them through Chromium's, in real time. Told for each: by how much less the far voice
comes back (ERLE), how much of the near voice is kept while both speak (correlation, and how people
would judge echo and voice: AECMOS, 1 to 5), and the processor time for each second of sound.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
import wave
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK
from edge_client.sound.cleaning import Cleaner
from tests.bench.echoing import browser, plot
from tests.bench.echoing.judge import Found, judged
from tests.bench.echoing.scenes import ROOMS, SECONDS, Room, Scene, staged
from tests.bench.echoing.voices import Samples

QUICK = (0, 3, 7, 11, 16)
IN_BROWSER = (1, 3, 7, 11)
"""By number in `ROOMS`: Chromium hears in real time."""
OUT = Path(__file__).parents[2] / ".cache" / "echo"
RECORDED = "tail 100, delay 150, echo -6"
"""The room of which a recording before and after is kept, and the spectrogram drawn."""

Ways = dict[str, dict[str, Found]]


def cleaned(scene: Scene) -> tuple[Samples, float]:
    """What the terminal makes of it, and processor seconds for each second of sound."""
    cleaner = Cleaner(VoiceSection())
    began = time.thread_time()
    blocks = [
        cleaner.capture(scene.mic[at : at + BLOCK], scene.far[at : at + BLOCK])
        for at in range(0, scene.mic.size, BLOCK)
    ]
    if not cleaner.figures.working:
        raise RuntimeError("the library for echo cancellation is missing or fails: make setup")
    return np.concatenate(blocks), (time.thread_time() - began) / SECONDS


def compare(rooms: Mapping[str, Room], in_browser: Sequence[str]) -> tuple[Ways, list[float]]:
    """Every room through every way."""
    ways: Ways = {"ours": {}, "Chromium": {}}
    factors = []
    for name, room in rooms.items():
        scene = staged(room)
        out, factor = cleaned(scene)
        factors.append(factor)
        ways["ours"][name] = found = judged(room, scene, out)
        show("ours", name, found, factor)
        if name == RECORDED:
            keep(scene, out)
        if name in in_browser:
            found = judged(room, scene, browser.cleaned(scene))
            ways["Chromium"][name] = found
            show("Chromium", name, found, math.nan)
    return ways, factors


def keep(scene: Scene, out: Samples) -> None:
    """The room before and after, for ears and for the spectrogram."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, samples in (("before", scene.mic), ("after", out)):
        with wave.open(str(OUT / f"double-talk-{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48_000)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    print(f"recordings: {OUT}/double-talk-before.wav, double-talk-after.wav")
    plot.spectrogram(scene, out)


def show(way: str, name: str, found: Found, factor: float) -> None:
    """One line for people."""
    print(
        f"{way:<9}{name:<43} ERLE {found.erle_db:5.1f} dB  first second "
        f"{found.first_second_db:5.1f} dB  both {found.corr_both:.3f}  alone {found.corr_near:.3f}"
        f"  AECMOS echo {found.mos_echo:.2f} voice {found.mos_voice:.2f}  factor {factor:.4f}",
        flush=True,
    )


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rooms, and no browser")
    parser.add_argument("--no-browser", action="store_true", help="all rooms, and no browser")
    asked = parser.parse_args(arguments)
    names = list(ROOMS)
    rooms = {names[n]: ROOMS[names[n]] for n in QUICK} if asked.quick else dict(ROOMS)
    in_browser = [] if asked.quick or asked.no_browser else [names[n] for n in IN_BROWSER]
    ways, factors = compare(rooms, in_browser)
    ours = ways["ours"]
    first = [name for name, room in rooms.items() if room.first_group]
    line = {
        "erle_db_min": round(min(ours[name].erle_db for name in first), 1),
        "erle_db_hard_min": round(min(ours[n].erle_db for n in rooms if n not in first), 1),
        "double_talk_corr_min": round(min(ours[name].corr_both for name in first), 3),
        "rtf": round(float(np.median(factors)), 4),
    }
    if not asked.quick:
        told = {way: {name: asdict(each) for name, each in of.items()} for way, of in ways.items()}
        plot.DATA.write_text(json.dumps({"ways": told, **line}, indent=1) + "\n")
        plot.main()
    print(json.dumps(line))


if __name__ == "__main__":
    main(sys.argv[1:])
