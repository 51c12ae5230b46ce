"""What several sub-commands share: the settings file, overrides, the language."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TextIO

from edge_client.config import Config, load_config
from edge_client.locales import LANGUAGES, Language, text

SubCommands = Callable[..., argparse.ArgumentParser]
"""`add_parser` of the action that argparse's `add_subparsers` returns."""


class Command(Protocol):
    """What a sub-command does; returns the process's exit code."""

    def __call__(self, options: argparse.Namespace, out: TextIO) -> int:
        """Run with parsed options. Raises ConfigError."""


def add_language(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add `--language`."""
    parser.add_argument("--language", choices=LANGUAGES, help=text(language, "cli.language"))


def add_config(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the settings file and `--set`."""
    parser.add_argument("--config", type=Path, help=text(language, "cli.config"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="overrides",
        metavar="SECTION.KEY=VALUE",
        help=text(language, "cli.set"),
    )


def read_config(options: argparse.Namespace) -> Config:
    """The configuration that `--config` and `--set` name. Raises ConfigError."""
    return load_config(options.config, options.overrides)


def language_of(options: argparse.Namespace, config: Config | None = None) -> Language:
    """`--language`, else the terminal's, else Finnish."""
    chosen: Language | None = options.language
    if chosen is not None:
        return chosen
    return config.terminal.language if config else "fi"
