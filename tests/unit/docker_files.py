"""Reads what stands in docker/, for the tests of it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
SCRIPTS = Path(sysconfig.get_path("scripts"))
DOCKERFILES = sorted(DOCKER.glob("*.Dockerfile"))

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
SECRET_NAME = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE", re.IGNORECASE)


def interpolate(text: str, variables: Mapping[str, str]) -> str:
    """As Compose does, of the three forms in use here."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if variables.get(name):
            return variables[name]
        assert kind == "-", f"{name} {rest or 'has no value'}"
        return str(rest)

    return VARIABLE.sub(value, text)


def example() -> dict[str, str]:
    lines = (DOCKER / ".env.example").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return dict(pairs)


def compose_file(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    text = (DOCKER / "compose.yaml").read_text()
    filled = interpolate(text, example() if variables is None else variables)
    compose: dict[str, Any] = yaml.safe_load(filled)
    return compose


SERVICES: dict[str, dict[str, Any]] = compose_file()["services"]
NODES = ("signaling-1", "signaling-2")


@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile, its continued lines joined."""

    word: str
    rest: str

    @property
    def listed(self) -> list[str]:
        """The arguments: a JSON list as it is, else split as a shell does; flags left out."""
        words = json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)
        return [word for word in words if not word.startswith("--")]


def steps_of(file: Path) -> list[Step]:
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    parted = [line.strip().split(None, 1) for line in joined.splitlines() if line.strip()]
    return [Step(word.upper(), rest.strip()) for word, rest in parted]


def last_step(file: Path, word: str) -> Step:
    return [step for step in steps_of(file) if step.word == word][-1]


def context_of(file: Path) -> Path:
    """The folder that the builder gets."""
    builds: list[dict[str, str]] = [service["build"] for service in SERVICES.values()]
    contexts = {(build["context"], build["dockerfile"]) for build in builds}
    (context,) = [c for c, name in contexts if (DOCKER / c / name).resolve() == file]
    return DOCKER / context


def environment_of(file: Path) -> dict[str, str]:
    pairs = [pair for step in steps_of(file) if step.word == "ENV" for pair in step.listed]
    return dict(pair.split("=", 1) for pair in pairs)


def is_ignored(path: str, patterns: list[str]) -> bool:
    """By .dockerignore's rules: the last pattern that fits the path or a folder of it decides."""
    parts = path.split("/")
    names = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    out = False
    for pattern in patterns:
        plain = pattern.removeprefix("!").strip("/")
        regex = re.escape(plain).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if any(re.fullmatch(regex, name) for name in names):
            out = not pattern.startswith("!")
    return out


def ignore_patterns(file: Path) -> list[str]:
    """What is kept from the image: the file beside the Dockerfile rules over the context's."""
    own = file.with_name(f"{file.name}.dockerignore")
    text = (own if own.exists() else context_of(file) / ".dockerignore").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def copies() -> list[tuple[Path, str]]:
    """What the Dockerfiles take from the repository."""
    return [
        (file, source.rstrip("/"))
        for file in DOCKERFILES
        for step in steps_of(file)
        if step.word == "COPY" and "--from=" not in step.rest
        for source in step.listed[:-1]
    ]


def command_of(file: Path) -> list[str]:
    """What a container of the image runs."""
    return [*last_step(file, "ENTRYPOINT").listed, *last_step(file, "CMD").listed]


def tool(*argv: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    words = [str(word) for word in argv]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
