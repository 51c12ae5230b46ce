"""`edge_client devices` and `edge_client check`, as an operator reads them."""

from __future__ import annotations

import argparse
import asyncio
import io
import threading
import tomllib
from collections import deque
from pathlib import Path

import numpy as np
import pytest

from edge_client.__main__ import BAD_CONFIGURATION, main
from edge_client.commands import check as check_command
from edge_client.commands import devices as devices_command
from edge_client.commands import run as run_command
from edge_client.commands.check import CheckTimes, Machine
from edge_client.config import Config, load_config
from edge_client.devices.blocks import BLOCK, SILENCE
from edge_client.devices.portaudio import find_sides, find_sound_device, plain_name
from edge_client.devices.sound_stream import SoundDevice
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.v4l2 import VideoDevice
from edge_client.simulation import DEMO_CONFIG
from edge_client.video.contexts import SOFTWARE
from tests.support.fake_devices import FakeCamera, FakeSound, grey_picture

SOUNDS = [
    SoundDevice(0, "HDA Intel PCH: ALC257 Analog (hw:0,0)", "ALSA", 2, 2, 44_100.0),
    SoundDevice(1, "HDA Intel PCH: HDMI 0 (hw:0,3)", "ALSA", 0, 8, 44_100.0),
    SoundDevice(2, "Jabra SPEAK 510 USB: Audio (hw:1,0)", "ALSA", 1, 2, 16_000.0),
    SoundDevice(3, "default", "ALSA", 32, 32, 44_100.0, True, True),
]
CAMERAS = [
    VideoDevice(
        Path("/dev/video0"),
        "Logitech BRIO",
        Path("/dev/v4l/by-id/usb-Logitech_BRIO-video-index0"),
        ("MJPG 1920x1080",),
    ),
    VideoDevice(Path("/dev/video2"), "IPEVO V4K", Path("/dev/video2")),
]


def listed(language: str, sounds: object = None) -> str:
    out = io.StringIO()
    options = argparse.Namespace(language=language)
    code = devices_command.run(
        options,
        out,
        cameras=lambda: CAMERAS,
        sounds=sounds or (lambda: SOUNDS),  # type: ignore[arg-type]
    )
    assert code == 0
    return out.getvalue()


def test_devices_gives_lines_that_can_be_pasted() -> None:
    shown = listed("en")
    lines = [line.strip() for line in shown.splitlines() if "device = " in line]
    values = [tomllib.loads(line)["device"] for line in lines]
    assert values == [
        "/dev/v4l/by-id/usb-Logitech_BRIO-video-index0",
        "/dev/video2",
        "HDA Intel PCH: ALC257 Analog",
        "Jabra SPEAK 510 USB: Audio",
        "default",
        "HDA Intel PCH: ALC257 Analog",
        "HDA Intel PCH: HDMI 0",
        "Jabra SPEAK 510 USB: Audio",
        "default",
    ]
    assert "MJPG 1920x1080" in shown
    assert "may change" in shown


def test_what_devices_prints_is_what_the_terminal_finds() -> None:
    for sound in SOUNDS:
        name = plain_name(sound.name)
        if sound.inputs:
            assert find_sound_device(name, SOUNDS, capture=True) == sound
        if sound.outputs:
            assert find_sound_device(name, SOUNDS, capture=False) == sound


@pytest.mark.parametrize(
    ("wanted", "index"), [("jabra", 2), (1, 1), ("HDMI", 1), ("default", 3), ("speak 510", 2)]
)
def test_sound_devices_are_found_by_parts_and_numbers(wanted: str | int, index: int) -> None:
    found = find_sound_device(wanted, SOUNDS, capture=False)
    assert found is not None
    assert found.index == index


def test_sound_devices_without_that_side_are_not_found() -> None:
    assert find_sound_device("HDMI", SOUNDS, capture=True) is None
    assert find_sound_device(1, SOUNDS, capture=True) is None
    assert find_sound_device("nothing", SOUNDS, capture=False) is None


def test_devices_without_a_sound_system_says_how_to_get_one() -> None:
    def broken() -> list[SoundDevice]:
        raise DeviceError(SourceState.FAILED, Reason.NO_SOUND_SYSTEM)

    shown = listed("fi", broken)
    assert "libportaudio2" in shown
    assert "Logitech BRIO" in shown
    assert "Ei yhtään" in shown


QUICK = CheckTimes(live_within=3.0, watch=0.5)


async def checked(
    overrides: list[str],
    camera: FakeCamera | None = None,
    sound: FakeSound | None = None,
    encoder: str = SOFTWARE,
    synthesiser: str | None = "/usr/bin/espeak-ng",
) -> tuple[int, str]:
    # The speech file begins with a breath that is longer than this quick look.
    # Low rates: a slow machine must not look like a slow camera.
    calm = ["voice.source=synthetic", "face.fps=2", "document.fps=2"]
    config = load_config(DEMO_CONFIG, [*calm, *overrides])
    used = camera or FakeCamera()
    machine = Machine(sound or FakeSound(), used.open, QUICK, lambda: encoder, lambda: synthesiser)
    out = io.StringIO()
    code = await check_command.check(config, "en", out, machine)
    return code, out.getvalue()


async def test_demo_is_in_order() -> None:
    code, shown = await checked([])
    assert code == 0
    assert shown.count("OK: ") == 6
    assert "Video is encoded in software" in shown
    assert "All devices work." in shown


async def test_it_says_which_hardware_encodes() -> None:
    _, shown = await checked([], encoder="h264_qsv")
    assert "Video is encoded by the hardware (h264_qsv)." in shown


async def test_without_a_synthesiser_it_says_what_to_install() -> None:
    code, shown = await checked([], synthesiser=None)
    assert code == 1
    assert "FAULT: The screen cannot be read aloud." in shown
    assert "sudo apt install espeak-ng" in shown
    _, shown = await checked(["speech.enabled=false"], synthesiser=None)
    assert "read aloud" not in shown


async def test_real_camera_is_judged() -> None:
    random = np.random.default_rng(1)
    camera = FakeCamera(period=0.01)
    camera.burst.extend(random.integers(90, 110, (500, 48, 64, 3)).astype(np.uint8))
    code, shown = await checked(["face.source=camera", "face.device=0"], camera)
    assert "OK: Face camera (camera 0). Pictures arrive" in shown
    assert code == 0


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (grey_picture(64, 48, 3), "too dark"),
        (grey_picture(64, 48, 255), "burnt out"),
        (grey_picture(64, 48, 120), "does not change"),
    ],
)
async def test_faulty_camera_fails_the_check(picture: object, said: str) -> None:
    code, shown = await checked(["face.source=camera"], FakeCamera(picture, period=0.01))
    assert "FAULT: Face camera" in shown
    assert said in shown
    assert code == 1
    assert "Faults: 1." in shown


async def test_missing_devices_are_told_with_what_to_do() -> None:
    camera = FakeCamera()
    camera.unplug()
    code, shown = await checked(
        ["face.source=camera", "voice.source=device", "loudspeaker.source=device"],
        camera,
        FakeSound(devices=set()),
    )
    assert code == 1
    assert shown.count("The device was not found. Check the cable") == 3
    assert "Document camera" in shown, "the others are checked all the same"
    assert "Faults: 3." in shown


async def test_null_loudspeaker_is_a_note() -> None:
    code, shown = await checked(["loudspeaker.source=null"])
    assert code == 0
    assert "note: Loudspeaker" in shown


class Room:
    """Calls the open streams back as a driver does; the microphone hears what was played."""

    def __init__(self, sound: FakeSound, blocks: int, gain: float, hiss: float = 0.002) -> None:
        self._sound = sound
        self._air = deque([SILENCE] * blocks)
        self._gain = gain
        self._hiss = hiss
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        chance = np.random.default_rng(1)
        while not self._over.wait(0.02):
            hiss = self._hiss * chance.standard_normal(BLOCK)
            heard = (self._gain * self._air[0] + hiss).astype(np.float32)
            played = self._sound.beat(heard)
            self._air.append(played[-1] if played else SILENCE)
            self._air.popleft()


SOUND = ["voice.source=device", "voice.device=microphone", "loudspeaker.source=device"]


async def test_the_echo_is_measured() -> None:
    sound = FakeSound()
    with Room(sound, blocks=4, gain=0.25):
        code, shown = await checked([*SOUND, "loudspeaker.device=speaker"], sound=sound)
    assert "The chime was heard by the microphone," in shown
    assert "OK: Echo. The loudspeaker's sound is back in the microphone after 80 ms, 12 dB" in shown
    assert code == 0


async def test_an_echo_as_strong_as_the_sound_is_a_note() -> None:
    sound = FakeSound()
    with Room(sound, blocks=10, gain=1.41):
        code, shown = await checked([*SOUND, "loudspeaker.device=speaker"], sound=sound)
    assert "note: Echo. The loudspeaker's sound is back in the microphone after 200 ms" in shown
    assert "3 dB stronger" in shown
    assert code == 0


async def test_headphones_are_tried_and_a_missing_loop_is_told() -> None:
    sound = FakeSound(devices={"microphone", "speaker", "headset"})
    outputs = ["loudspeaker.headphones=headset", "loudspeaker.induction_loop=loop"]
    with Room(sound, blocks=4, gain=0.25):
        code, shown = await checked([*SOUND, "loudspeaker.device=speaker", *outputs], sound=sound)
    assert "OK: Headphones (sound device headset). The chime was played. Listen" in shown
    assert "FAULT: Induction loop (sound device loop). The device was not found." in shown
    assert code == 1


async def test_damaged_sound_is_told() -> None:
    sound = FakeSound()
    with Room(sound, blocks=4, gain=0.0, hiss=float("nan")):
        code, shown = await checked([*SOUND, "loudspeaker.device=speaker"], sound=sound)
    assert "FAULT: Microphone (sound device microphone). The microphone sends damaged" in shown
    assert code == 1


async def test_the_device_that_is_used_is_named() -> None:
    _, shown = await checked(["voice.source=device", "voice.device=microphone"])
    assert "Microphone (sound device microphone)" in shown
    assert "Document camera (file" in shown


async def test_missing_file_is_told() -> None:
    code, shown = await checked(["voice.source=file", "voice.file=/nowhere/a.wav"])
    assert code == 1
    assert "The file was not found." in shown


def test_bad_settings_end_with_words_not_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", "--set", "face.sorce=off", "--language", "sv"])
    assert code == BAD_CONFIGURATION
    assert "Menade du source?" in capsys.readouterr().err


def test_unknown_command_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["fly"])
    assert caught.value.code == 2
    assert "check" in capsys.readouterr().err


def test_command_line_reads_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def noted(config: object, language: str, out: object, machine: object) -> int:
        await asyncio.sleep(0)
        asked.append(language)
        return 0

    monkeypatch.setattr(check_command, "check", noted)
    assert main(["check", "--config", str(DEMO_CONFIG), "--set", "terminal.language=sv"]) == 0
    assert main(["check", "--config", str(DEMO_CONFIG), "--language", "en"]) == 0
    assert asked == ["sv", "en"]


def test_run_can_open_the_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted: list[bool] = []

    async def noted(config: Config, *_: object) -> None:
        await asyncio.sleep(0)
        wanted.append(config.screen.kiosk)

    assert main(["keygen", str(tmp_path / "key.pem")], io.StringIO()) == 0
    monkeypatch.setattr(run_command, "_run", noted)
    monkeypatch.setattr(run_command, "set_up_logs", lambda: None)
    line = ["run", "--set", f"terminal.key_file={tmp_path / 'key.pem'}"]
    assert main(line) == 0
    assert main([*line, "--kiosk"]) == 0
    assert wanted == [False, True]


def card(index: int, name: str, host: str, inputs: int, outputs: int) -> SoundDevice:
    return SoundDevice(index, name, host, inputs, outputs, 48_000.0)


SPEAKERPHONE = [
    card(0, "Speak 510 Microphone", "MME", 1, 0),
    card(1, "Speak 510 Microphone", "WASAPI", 1, 0),
    card(2, "Speak 510 Loudspeaker", "DirectSound", 0, 2),
    card(3, "Speak 510 Loudspeaker", "WASAPI", 0, 2),
]


def test_speakerphone_that_shows_up_as_two_cards_is_joined_where_it_can_be() -> None:
    source, sink = find_sides("Speak 510", "Speak 510", SPEAKERPHONE)
    assert source is not None
    assert sink is not None
    assert (source.index, sink.index) == (1, 3)
    assert find_sides("Speak 510", None, SPEAKERPHONE) == (SPEAKERPHONE[0], None)
    assert find_sides(None, "Speak 510", SPEAKERPHONE) == (None, SPEAKERPHONE[2])
    with pytest.raises(DeviceError) as apart:
        find_sides("Speak 510", "Speak 510", SPEAKERPHONE[:3])
    assert apart.value.reason is Reason.CANNOT_OPEN, "two streams have to do"
    with pytest.raises(DeviceError) as missing:
        find_sides("Speak 510", "Speak 710", SPEAKERPHONE)
    assert missing.value.reason is Reason.NOT_FOUND
