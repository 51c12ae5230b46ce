"""`make bench-echo-warning`: when is somebody told that the others hear themselves?

Booths in which the canceller copes, and ones in which it does not, go through the terminal's
cleaning. For each: what is really left of the far voice, against the near one as both are sent;
what the cleaner thinks that it took away (`CleaningFigures.erle_db`); and for how much of the
time in which the far voice was heard the terminal would warn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK, RATE, decibels
from edge_client.sound.activity import Activity
from edge_client.sound.cleaning import Cleaner
from edge_client.sound.complaints import STEP_S, Complaints, Look
from edge_client.sounding import echo_left
from signaling.protocol.desk import Trouble
from tests.bench.echoing.judge import left_db
from tests.bench.echoing.scenes import BOTH, ROOMS, Room, Scene, cut, staged

HARD: Final[Mapping[str, Room]] = {
    "noise -10, echo -6": Room(0.1, 0.06, -6, noise=-10),
    "noise -10, echo -20": Room(0.1, 0.06, -20, noise=-10),
    "noise -5, echo -10": Room(0.1, 0.06, -10, noise=-5),
    "faint, echo -35": Room(0.05, 0.06, -35, noise=-30),
    "overdriven x3, echo 0": Room(0.1, 0.04, 0, drive=3.0),
    "overdriven x10, echo 0": Room(0.1, 0.04, 0, drive=10.0),
    "overdriven x10, echo +6": Room(0.4, 0.04, 6, drive=10.0),
    "microphone clips, echo +20": Room(0.2, 0.04, 20),
    "jumps each 2 s": Room(
        0.1, 0.05, -6, jumps=tuple((2.0 * n, 0.05 + 0.07 * (n % 3)) for n in range(1, 22))
    ),
    "jumps each second": Room(
        0.1, 0.05, 0, jumps=tuple((1.0 * n, 0.05 + 0.11 * (n % 4)) for n in range(1, 44))
    ),
    "delay 550": Room(0.2, 0.55, 0),
    "drift 3000 ppm": Room(0.1, 0.05, 0, drift=3e-3),
}
BOTH_FOR_LONG: Final = "both speak for 32 s (what is left is not told)"
SETTLED_S: Final = 6.0
LOOK: Final = 5
"""Blocks in a look."""


@dataclass(frozen=True)
class Warned:
    """Of one booth. `left_db`: the echo that is sent, against the near voice that is sent."""

    left_db: float
    told_low_db: float | None
    told_db: float | None
    heard: float
    warned: float


def watched(room: Room, scene: Scene) -> Warned:
    """What the terminal thinks and says while it cleans; shares of the time of a far voice."""
    cleaner, complaints, activity = Cleaner(VoiceSection()), Complaints(), Activity()
    blocks, told, heard, warned = [], [], [], []
    for number, at in enumerate(range(0, scene.mic.size, BLOCK)):
        mic = scene.mic[at : at + BLOCK]
        blocks.append(cleaner.capture(mic, scene.far[at : at + BLOCK]))
        now = at / RATE
        if number % LOOK:
            continue
        recent = np.concatenate(blocks[-LOOK:])
        resident = activity.heard(decibels(float(np.sqrt(np.mean(recent**2)))), now)
        echo = not resident and echo_left(cleaner)
        rms = decibels(float(np.sqrt(np.mean(mic**2))))
        trouble = complaints.look(Look(rms, float(np.abs(mic).max()), resident, echo))
        if now < SETTLED_S:
            continue
        heard.append(cleaner.figures.echo_heard)
        warned.append(trouble is Trouble.ECHO)
        if cleaner.figures.erle_db is not None:
            told.append(cleaner.figures.erle_db)
    assert abs(LOOK * BLOCK / RATE - STEP_S) < 1e-9
    return Warned(
        left_db=round(left_db(room, scene, np.concatenate(blocks)), 1),
        told_low_db=round(min(told), 1) if told else None,
        told_db=round(float(np.median(told)), 1) if told else None,
        heard=round(float(np.mean(heard)), 2),
        warned=round(float(np.mean(warned)), 2),
    )


def both_for_long(room: Room) -> Scene:
    """The resident speaks for 32 s whenever the expert does, and then listens."""
    scene = staged(room)
    said = cut(scene.near, BOTH)
    near = np.zeros_like(scene.near)
    begin, end = RATE, round(BOTH[0][1] * RATE)
    near[begin:end] = np.resize(said, end - begin)
    return replace(scene, near=near, mic=np.clip(scene.echo + near, -1, 1).astype(np.float32))


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few booths")
    asked = parser.parse_args(arguments)
    rooms = {**ROOMS, **HARD}
    names = list(rooms)[:: 6 if asked.quick else 1]
    spoken_over = ROOMS["tail 100, delay 150, echo -6"]
    scenes = ((name, rooms[name], staged(rooms[name])) for name in names)
    found: dict[str, Warned] = {}
    for name, room, scene in chain(
        scenes, [(BOTH_FOR_LONG, spoken_over, both_for_long(spoken_over))]
    ):
        found[name] = each = watched(room, scene)
        print(
            f"{name:<43} left {each.left_db:6.1f} dB   told {each.told_db} dB "
            f"(least {each.told_low_db})   echo seen {each.heard:.0%}   warned {each.warned:.0%}",
            flush=True,
        )
    good = [each.told_low_db for name, each in found.items() if name in ROOMS and each.told_low_db]
    print(
        json.dumps(
            {
                "told_db_min_of_good": min(good, default=None),
                "warned_of_good": max(found[name].warned for name in names if name in ROOMS),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
