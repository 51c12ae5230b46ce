"""The terminal's configuration: a TOML file, then command-line overrides, then defaults.

    config = load_config(Path("terminal.toml"), overrides=["face.source=file"])

Every section is a frozen dataclass. The checker refuses what it does not know: an unknown
key, a wrong type and a bad value each give a `ConfigError` that names the file, the line, the
key, what was expected and what to do. The rules are in `config_rules`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from edge_client.config_rules import (
    SECTIONS,
    ConfigError,
    Rule,
    RuleError,
    find_line,
    parse_override,
)
from edge_client.locales import Language

VideoSourceKind = Literal["camera", "file", "synthetic", "off"]
AudioSourceKind = Literal["device", "file", "synthetic", "off"]
AudioSinkKind = Literal["device", "null", "off"]
EchoKind = Literal["software", "device", "off"]
Fit = Literal["letterbox", "fill"]

COMMAND_LINE = "--set"


@dataclass(frozen=True)
class TerminalSection:
    """Who the terminal is, which server it belongs to, where its booth screen is served."""

    id: str = "terminal-1"
    key_file: Path | None = None
    server: str = "ws://127.0.0.1:8080/ws"
    language: Language = "fi"
    booth_host: str = "127.0.0.1"
    booth_port: int = 8090
    feedback: str = ""


@dataclass(frozen=True)
class CameraSection:
    """One camera. Sizes in pixels, `fps` in frames a second, `rotate` in degrees clockwise."""

    source: VideoSourceKind = "camera"
    device: str | int = 0
    file: Path | None = None
    width: int = 1280
    height: int = 720
    fps: int = 30
    mirror: bool = False
    rotate: int = 0
    fit: Fit = "letterbox"
    colour: str = "#1F6F78"
    marker: int = 1

    @property
    def output_size(self) -> tuple[int, int]:
        """Width and height in pixels of the picture that is sent, after rotation."""
        if self.rotate in {90, 270}:
            return self.height, self.width
        return self.width, self.height

    @property
    def sensor_size(self) -> tuple[int, int] | None:
        """What is asked of the camera where that is not what is sent, before rotation."""
        return None

    @property
    def flattens(self) -> bool:
        """Whether the page is found and flattened, unless a person wants it otherwise."""
        return False


@dataclass(frozen=True)
class DocumentSection(CameraSection):
    """The document camera: its sensor has more pixels than a frame that is sent.

    With `paper` the page is found, flattened and evenly lit, unless a person wants to see it as
    the camera does.
    """

    device: str | int = 1
    width: int = 1920
    height: int = 1080
    fps: int = 10
    colour: str = "#F2EFE6"
    marker: int = 2
    sensor_width: int = 3264
    sensor_height: int = 2448
    paper: bool = True

    @property
    def output_size(self) -> tuple[int, int]:
        """Width and height in pixels of the frames that are sent, however the camera stands."""
        return self.width, self.height

    @property
    def sensor_size(self) -> tuple[int, int]:
        """What is asked of the camera; what it gives is taken."""
        return self.sensor_width, self.sensor_height

    @property
    def flattens(self) -> bool:
        """Whether the page is found and flattened, unless a person wants it otherwise."""
        return self.paper


@dataclass(frozen=True)
class VoiceSection:
    """The microphone. A synthetic source gives a tone of `tone` Hz, or noise.

    `echo` says who takes the loudspeaker's echo out of it: the terminal, the device, or nobody.
    """

    source: AudioSourceKind = "device"
    device: str | int = "default"
    file: Path | None = None
    sound: Literal["tone", "noise"] = "tone"
    tone: float = 440.0
    echo: EchoKind = "software"


@dataclass(frozen=True)
class LoudspeakerSection:
    """The loudspeaker. `null` plays to nobody and keeps levels only, for tests.

    `headphones` and `induction_loop` are devices that a person may choose in its place.
    """

    source: AudioSinkKind = "device"
    device: str | int = "default"
    headphones: str | int | None = None
    induction_loop: str | int | None = None


@dataclass(frozen=True)
class AloneSection:
    """Whether residents may ask for a service without a clerk, and for which; times in seconds."""

    enabled: bool = False
    services: tuple[str, ...] = ()
    help_service: str = "palvelupiste"
    idle_s: float = 90.0


@dataclass(frozen=True)
class SpeechSection:
    """The screens spoken aloud, when a resident presses `key` (as a browser names it)."""

    enabled: bool = True
    key: str = "F2"
    words_per_minute: int = 160


@dataclass(frozen=True)
class PrinterSection:
    """Where the terminal prints: a CUPS queue's or a printer's address for IPP. Empty: nowhere."""

    uri: str = ""


@dataclass(frozen=True)
class ScreenSection:
    """Whether the terminal opens the booth screen itself, in which browser, with which switches.

    `browser` None: Chromium as it is called where it is installed. `notices` is the address of a
    feed; times in seconds since the last touch, `dim_after_s` 0: never.
    """

    kiosk: bool = False
    browser: str | None = None
    flags: tuple[str, ...] = ()
    notices: str | None = None
    notices_after_s: float = 60.0
    dim_after_s: float = 600.0


@dataclass(frozen=True)
class Config:
    """All of a terminal's configuration."""

    terminal: TerminalSection
    face: CameraSection
    document: CameraSection
    voice: VoiceSection
    loudspeaker: LoudspeakerSection
    alone: AloneSection = AloneSection()
    speech: SpeechSection = SpeechSection()
    printer: PrinterSection = PrinterSection()
    screen: ScreenSection = ScreenSection()


_DEFAULTS: Mapping[str, Any] = {
    "terminal": TerminalSection(),
    "face": CameraSection(),
    "document": DocumentSection(),
    "voice": VoiceSection(),
    "loudspeaker": LoudspeakerSection(),
    "alone": AloneSection(),
    "speech": SpeechSection(),
    "printer": PrinterSection(),
    "screen": ScreenSection(),
}


def load_config(path: Path | None, overrides: Iterable[str] = ()) -> Config:
    """Read and check a configuration.

    `path` None means defaults only. `overrides` are `section.key=value` texts from the command
    line, where a file name is relative to the working directory; in the TOML file it is
    relative to the folder of that file.

    Raises ConfigError.
    """
    values: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    if path is not None:
        values |= _read(path)
    apply_overrides(values, overrides)
    config = Config(**{name: _build(name, values[name]) for name in SECTIONS})
    _check_together(config, str(path) if path else COMMAND_LINE)
    return config


def apply_overrides(values: dict[str, dict[str, Any]], overrides: Iterable[str]) -> None:
    """Write `section.key=value` texts over checked values, in order; the last one wins.

    Raises ConfigError.
    """
    for override in overrides:
        section, key, raw = parse_override(override)
        rule = SECTIONS[section][key]
        try:
            values[section][key] = rule.from_text(raw, Path.cwd())
        except RuleError as error:
            raise ConfigError.of(COMMAND_LINE, None, f"{section}.{key}", error) from None


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Checked values of one TOML file, section to key to value."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError("config.file_missing", file=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("config.file_unreadable", file=str(path), detail=str(error)) from None
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("config.not_toml", file=str(path), detail=str(error)) from None

    checked: dict[str, dict[str, Any]] = {}
    for section, content in document.items():
        rules = SECTIONS.get(section)
        if rules is None:
            raise ConfigError.unknown(
                str(path), find_line(source, section, None), section, SECTIONS, "section"
            )
        if not isinstance(content, dict):
            raise ConfigError("config.not_section", file=str(path), key=section)
        checked[section] = {
            key: _check(path, source, section, key, value, rules) for key, value in content.items()
        }
    return checked


def _check(
    path: Path, source: str, section: str, key: str, value: object, rules: Mapping[str, Rule]
) -> Any:
    line = find_line(source, section, key)
    rule = rules.get(key)
    if rule is None:
        raise ConfigError.unknown(str(path), line, f"{section}.{key}", rules, "key")
    try:
        return rule.check(value, path.parent)
    except RuleError as error:
        raise ConfigError.of(str(path), line, f"{section}.{key}", error) from None


def _build(section: str, values: Mapping[str, Any]) -> Any:
    default = _DEFAULTS[section]
    merged = {field.name: getattr(default, field.name) for field in fields(default)}
    merged.update(values)
    return type(default)(**merged)


def _check_together(config: Config, file: str) -> None:
    """What no single key can tell."""
    for name in ("face", "document", "voice"):
        section = getattr(config, name)
        if section.source == "file" and section.file is None:
            raise ConfigError("config.file_needed", file=file, key=f"{name}.file", section=name)
    both_cameras = config.face.source == config.document.source == "camera"
    if both_cameras and config.face.device == config.document.device:
        raise ConfigError("config.same_camera", file=file, device=config.face.device)
