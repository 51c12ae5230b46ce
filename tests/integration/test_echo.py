"""A microphone that hears its loudspeaker, through real PortAudio on a real sound server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench.jittering.lines import speech
from tests.integration.test_devices_sound import DEVICES, Probe, Room, both_live, sound_file
from tests.support.processes import PulseAudio

AIR_DB = -10


@pytest.fixture
def room() -> Iterator[Room]:
    with PulseAudio() as server:
        made = Room(server)
        made.keep_quick()
        made.air()
        quieter(made)
        yield made
        made.end()


def quieter(room: Room) -> None:
    """The air takes 10 dB."""

    def pactl(*argv: str) -> str:
        done = subprocess.run(
            ["pactl", *argv], env=room.environ, check=True, capture_output=True, text=True
        )
        return done.stdout

    inputs = json.loads(pactl("--format=json", "list", "sink-inputs"))
    (air,) = [each for each in inputs if each["driver"] == "module-loopback.c"]
    pactl("set-sink-input-volume", str(air["index"]), f"{AIR_DB}dB")


def near_voice(folder: Path) -> Path:
    """Somebody else's words, as loud as the far voice is played."""
    voice = speech(70.0)[30 * 48_000 :].astype(np.float64)
    whole = np.tile(voice * (0.08 / voice.std()), 3)
    return sound_file(folder / "near.wav", np.clip(whole, -1, 1))


class EchoProbe(Probe):
    module = "tests.support.echo_probe"


def down_db(last: dict[str, Any]) -> float:
    return float(last["heard_db"] - last["sent_db"])


def test_an_expert_does_not_hear_himself_and_hears_the_resident(room: Room, tmp_path: Path) -> None:
    probe = EchoProbe(room, *DEVICES)
    try:
        probe.until(both_live, "both devices work", within=15)

        def alone(last: dict[str, Any]) -> bool:
            found = last["delay_ms"] is not None
            return bool(found and last["heard_db"] > -45 and down_db(last) >= 20)

        probe.until(alone, "the expert's own voice is 20 dB down", within=45)
        room.play(near_voice(tmp_path))

        def spoken_to(last: dict[str, Any]) -> bool:
            return bool(last["heard_db"] > -30 and down_db(last) < 8)

        probe.until(spoken_to, "the resident is heard beside the expert", within=45)
    finally:
        probe.end()


def test_without_cleaning_an_expert_hears_himself(room: Room) -> None:
    probe = EchoProbe(room, *DEVICES, "voice.echo=off")
    try:

        def echoes(last: dict[str, Any]) -> bool:
            return bool(last["heard_db"] > -45 and down_db(last) < 1)

        probe.until(echoes, "the echo is sent as it is heard", within=30)
    finally:
        probe.end()
