"""`edge_client devices`: what is there, and the line that sets it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from edge_client.commands.options import SubCommands, add_language, language_of
from edge_client.devices.portaudio import PortAudio, plain_name
from edge_client.devices.sound_stream import SoundDevice
from edge_client.devices.status import DeviceError
from edge_client.devices.v4l2 import VideoDevice, list_video_devices
from edge_client.locales import Language, text


def add(sub_commands: SubCommands, language: Language) -> None:
    """Add the sub-command."""
    parser = sub_commands("devices", help=text(language, "cli.devices"))
    add_language(parser, language)
    parser.set_defaults(command=run)


def run(
    options: argparse.Namespace,
    out: TextIO,
    *,
    cameras: Callable[[], list[VideoDevice]] = list_video_devices,
    sounds: Callable[[], list[SoundDevice]] | None = None,
) -> int:
    """List cameras, microphones and loudspeakers; always 0."""
    language = language_of(options)
    out.write(text(language, "devices.cameras") + "\n")
    _write(out, language, [_camera_lines(camera, language) for camera in cameras()])
    try:
        found = (sounds or PortAudio().devices)()
        problem = None
    except DeviceError as error:
        found, problem = [], error.reason
    for heading, capture in (("devices.microphones", True), ("devices.loudspeakers", False)):
        out.write("\n" + text(language, heading) + "\n")
        usable = [sound for sound in found if (sound.inputs if capture else sound.outputs)]
        _write(out, language, [_sound_lines(sound, language, capture) for sound in usable])
    if problem is not None:
        out.write(
            f"\n{text(language, f'reason.{problem}')} {text(language, f'advice.{problem}')}\n"
        )
    out.write("\n" + text(language, "devices.hint") + "\n")
    return 0


def _write(out: TextIO, language: Language, entries: Iterable[list[str]]) -> None:
    lines = [line for entry in entries for line in entry]
    for line in lines or [text(language, "devices.none")]:
        out.write(line + "\n")


def _toml(value: object) -> str:
    # A JSON text is a TOML basic string as well.
    return json.dumps(value, ensure_ascii=False)


def _camera_lines(camera: VideoDevice, language: Language) -> list[str]:
    lines = [f"  {camera.name}", f"    device = {_toml(str(camera.stable))}"]
    if camera.stable == Path(camera.path):
        lines[-1] += f"    # {text(language, 'devices.unstable')}"
    if camera.formats:
        shown = ", ".join(camera.formats)
        lines.append("    " + text(language, "devices.formats", formats=shown))
    return lines


def _sound_lines(sound: SoundDevice, language: Language, capture: bool) -> list[str]:
    is_default = sound.default_input if capture else sound.default_output
    note = f" ({text(language, 'devices.default')})" if is_default else ""
    return [f"  {sound.name}{note}", f"    device = {_toml(plain_name(sound.name))}"]
