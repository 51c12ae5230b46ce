"""Which keys the configuration has and what each may hold.

A `Rule` checks one value as TOML gave it, or turns a command-line text into such a value.
The tables at the end are the whole schema.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import shlex
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from edge_client.locales import LANGUAGES, Language, text


class RuleError(ValueError):
    """A value does not follow its rule. `expected` is a locale key."""

    def __init__(self, value: object, expected: str, **fields: object) -> None:
        super().__init__(expected)
        self.value = value
        self.expected = expected
        self.fields = fields


class ConfigError(Exception):
    """The configuration cannot be used. `str()` is English; `explain` gives any language."""

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key)
        self.text_key = key
        self.fields = fields
        self._expected: RuleError | None = None

    def explain(self, language: Language) -> str:
        """The whole message in one language: where, what was expected, what to do."""
        fields = dict(self.fields)
        if self._expected is not None:
            fields["expected"] = text(language, self._expected.expected, **self._expected.fields)
        return text(language, self.text_key, **fields)

    def __str__(self) -> str:
        return self.explain("en")

    @classmethod
    def of(cls, file: str, line: int | None, key: str, error: RuleError) -> ConfigError:
        """A value that breaks its rule."""
        made = cls("config.bad_value", file=_place(file, line), key=key, value=_shown(error.value))
        made._expected = error
        return made

    @classmethod
    def unknown(
        cls, file: str, line: int | None, name: str, known: Iterable[str], what: str
    ) -> ConfigError:
        """A key or section that does not exist; the nearest existing one is proposed."""
        names = sorted(known)
        near = difflib.get_close_matches(name.rpartition(".")[2], names, n=1)
        suffix = f"unknown_{what}_near" if near else f"unknown_{what}"
        return cls(
            f"config.{suffix}",
            file=_place(file, line),
            key=name,
            near=near[0] if near else "",
            known=", ".join(names),
        )


def _place(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


class Rule(ABC):
    """What one key may hold."""

    def check(self, value: object, folder: Path) -> Any:
        """A TOML value as the program uses it. Raises RuleError."""
        return self._checked(value, folder)

    def from_text(self, raw: str, folder: Path) -> Any:
        """The same from a command-line text. Raises RuleError."""
        return self._checked(self._read(raw), folder)

    @abstractmethod
    def _checked(self, value: object, folder: Path) -> Any:
        """The value as the program uses it. Raises RuleError."""

    def _read(self, raw: str) -> object:
        """What TOML would have given for this text; the text itself when it is no such thing."""
        return raw


@dataclass(frozen=True)
class Text(Rule):
    """Text that matches a pattern."""

    expected: str
    pattern: str = r".+"

    def _checked(self, value: object, folder: Path) -> str:
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            raise RuleError(value, self.expected)
        return value


@dataclass(frozen=True)
class Choice(Rule):
    """One of a few words."""

    options: tuple[str, ...]

    def _checked(self, value: object, folder: Path) -> str:
        if not isinstance(value, str) or value not in self.options:
            shown = ", ".join(f'"{option}"' for option in self.options)
            raise RuleError(value, "config.expected.choice", options=shown)
        return value


@dataclass(frozen=True)
class Number(Rule):
    """A number within limits; whole unless `whole` is False, even if `even`."""

    low: float
    high: float
    whole: bool = True
    even: bool = False
    options: tuple[int, ...] = ()

    def _checked(self, value: object, folder: Path) -> int | float:
        allowed = int if self.whole else (int, float)
        if not isinstance(value, allowed) or isinstance(value, bool):
            raise self._error(value)
        if self.options and value not in self.options:
            raise self._error(value)
        if not self.low <= value <= self.high or (self.even and value % 2):
            raise self._error(value)
        return value if self.whole else float(value)

    def _read(self, raw: str) -> object:
        try:
            return int(raw) if self.whole else float(raw)
        except ValueError:
            return raw

    def _error(self, value: object) -> RuleError:
        if self.options:
            shown = ", ".join(str(option) for option in self.options)
            return RuleError(value, "config.expected.choice", options=shown)
        kind = "even" if self.even else "whole" if self.whole else "number"
        return RuleError(value, f"config.expected.{kind}", low=self.low, high=self.high)


@dataclass(frozen=True)
class Flag(Rule):
    """true or false."""

    def _checked(self, value: object, folder: Path) -> bool:
        if not isinstance(value, bool):
            raise RuleError(value, "config.expected.flag")
        return value

    def _read(self, raw: str) -> object:
        return {"true": True, "false": False}.get(raw, raw)


@dataclass(frozen=True)
class FileName(Rule):
    """A file name; a relative one is taken from `folder`."""

    def _checked(self, value: object, folder: Path) -> Path:
        if not isinstance(value, str) or not value or "\0" in value:
            raise RuleError(value, "config.expected.file")
        path = Path(value).expanduser()
        return path if path.is_absolute() else folder / path


@dataclass(frozen=True)
class Device(Rule):
    """A device's stable name, or its number."""

    def _checked(self, value: object, folder: Path) -> str | int:
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1000:
            return value
        raise RuleError(value, "config.expected.device")

    def _read(self, raw: str) -> object:
        return int(raw) if raw.isdecimal() else raw


@dataclass(frozen=True)
class ServerUrl(Rule):
    """A WebSocket address without credentials in it, or several with spaces between."""

    def _checked(self, value: object, folder: Path) -> str:
        addresses = value.split() if isinstance(value, str) else []
        if not isinstance(value, str) or not addresses or not all(map(self._good, addresses)):
            raise RuleError(value, "config.expected.server")
        return value

    @staticmethod
    def _good(value: str) -> bool:
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018 - reading it is the check
        except ValueError:
            return False
        bare = not parts.username and not parts.query and not parts.fragment
        return parts.scheme in {"ws", "wss"} and bool(parts.hostname) and bare


@dataclass(frozen=True)
class FeedUrl(Rule):
    """A web address without credentials in it."""

    def _checked(self, value: object, folder: Path) -> str:
        try:
            parts = urlsplit(value if isinstance(value, str) else "")
            parts.port  # noqa: B018 - reading it is the check
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
        except ValueError:
            good = False
        if not good:
            raise RuleError(value, "config.expected.feed")
        return str(value)


@dataclass(frozen=True)
class Slugs(Rule):
    """A list of ids; on the command line with commas between."""

    def _checked(self, value: object, folder: Path) -> tuple[str, ...]:
        good = isinstance(value, list) and all(
            isinstance(each, str) and re.fullmatch(_SLUG, each) for each in value
        )
        if not isinstance(value, list) or not good:
            raise RuleError(value, "config.expected.slugs")
        return tuple(value)

    def _read(self, raw: str) -> object:
        return [each.strip() for each in raw.split(",") if each.strip()]


@dataclass(frozen=True)
class Flags(Rule):
    """Switches of a program; on the command line with spaces between, quoted as in a shell."""

    def _checked(self, value: object, folder: Path) -> tuple[str, ...]:
        good = isinstance(value, list) and all(
            isinstance(each, str) and re.fullmatch(r"--[a-z][^\0]*", each) for each in value
        )
        if not isinstance(value, list) or not good:
            raise RuleError(value, "config.expected.flags")
        return tuple(value)

    def _read(self, raw: str) -> object:
        try:
            return shlex.split(raw)
        except ValueError:
            return raw


@dataclass(frozen=True)
class LoopbackHost(Rule):
    """An address that only this machine reaches: the booth screen has no sign-in of its own."""

    def _checked(self, value: object, folder: Path) -> str:
        if isinstance(value, str) and value == "localhost":
            return value
        try:
            good = isinstance(value, str) and ipaddress.ip_address(value).is_loopback
        except ValueError:
            good = False
        if not good:
            raise RuleError(value, "config.expected.loopback")
        return str(value)


_SLUG: Final = r"[a-z0-9][a-z0-9_-]{0,63}"

_CAMERA: Final[Mapping[str, Rule]] = {
    "source": Choice(("camera", "file", "synthetic", "off")),
    "device": Device(),
    "file": FileName(),
    "width": Number(160, 4096, even=True),
    "height": Number(120, 4096, even=True),
    "fps": Number(1, 60),
    "mirror": Flag(),
    "rotate": Number(0, 270, options=(0, 90, 180, 270)),
    "fit": Choice(("letterbox", "fill")),
    "colour": Text("config.expected.colour", r"#[0-9A-Fa-f]{6}"),
    "marker": Number(0, 49),
}

SECTIONS: Final[Mapping[str, Mapping[str, Rule]]] = {
    "terminal": {
        "id": Text("config.expected.id", r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
        "key_file": FileName(),
        "server": ServerUrl(),
        "language": Choice(LANGUAGES),
        "booth_host": LoopbackHost(),
        "booth_port": Number(0, 65535),
        "feedback": Text("config.expected.feedback", r"[^\x00-\x1f]{0,254}"),
    },
    "face": _CAMERA,
    "document": {
        **_CAMERA,
        # Cameras for documents have sensors of up to some 16 megapixels.
        "sensor_width": Number(160, 8192, even=True),
        "sensor_height": Number(120, 8192, even=True),
        "paper": Flag(),
    },
    "voice": {
        "source": Choice(("device", "file", "synthetic", "off")),
        "device": Device(),
        "file": FileName(),
        "sound": Choice(("tone", "noise")),
        "tone": Number(50, 8000, whole=False),
        "echo": Choice(("software", "device", "off")),
    },
    "loudspeaker": {
        "source": Choice(("device", "null", "off")),
        "device": Device(),
        "headphones": Device(),
        "induction_loop": Device(),
    },
    "alone": {
        "enabled": Flag(),
        "services": Slugs(),
        "help_service": Text("config.expected.slug", _SLUG),
        "idle_s": Number(30, 600, whole=False),
    },
    "speech": {
        "enabled": Flag(),
        "key": Text("config.expected.key", r"F([1-9]|1[0-9]|2[0-4])"),
        "words_per_minute": Number(80, 400),
    },
    "printer": {
        # Without credentials: a queue on this machine needs none.
        "uri": Text("config.expected.printer", r"(ipps?://[^\s/@?#]+/[^\s@?#]+)?"),
    },
    "screen": {
        "kiosk": Flag(),
        "browser": Text("config.expected.browser", r"[^\0]*\S[^\0]*"),
        "flags": Flags(),
        "notices": FeedUrl(),
        "notices_after_s": Number(5, 3600, whole=False),
        "dim_after_s": Number(0, 86_400, whole=False),
    },
}


def parse_override(override: str) -> tuple[str, str, str]:
    """`face.source=file` as ("face", "source", "file"). Raises ConfigError."""
    name, equals, raw = override.partition("=")
    section, dot, key = name.strip().partition(".")
    if not equals or not dot:
        raise ConfigError("config.bad_override", override=override)
    if section not in SECTIONS:
        raise ConfigError.unknown("--set", None, section, SECTIONS, "section")
    if key not in SECTIONS[section]:
        raise ConfigError.unknown("--set", None, f"{section}.{key}", SECTIONS[section], "key")
    return section, key, raw.strip()


def find_line(source: str, section: str, key: str | None) -> int | None:
    """The line (from 1) of a section's heading, or of a key in it; None if not found.

    tomllib keeps no positions, so this reads the plain layout that people write:
    `[section]` on its own line and `key = value` on another.
    """
    here = None
    for number, line in enumerate(source.splitlines(), start=1):
        heading = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if heading:
            here = heading[1].strip("\"' ")
            if key is None and here == section:
                return number
        elif key and here == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return None
