"""The `edge_client` command. A sub-command is a module with `add`; see `commands/`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Final, TextIO, cast

from edge_client.booth.server import BoothServerError
from edge_client.commands import check, devices, keygen, run
from edge_client.commands.options import Command, language_of
from edge_client.config_rules import ConfigError
from edge_client.locales import LANGUAGES, Language, text
from edge_client.running import TerminalStoppedError
from signaling.client import CredentialsError

COMMANDS: Final = (run, check, devices, keygen)

BAD_CONFIGURATION: Final = 2
"""Exit code for settings that cannot be used, as argparse has it for options."""


CANNOT_RUN: Final = 1
"""Exit code when the settings are well-formed, but the terminal cannot run."""


def main(argv: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """Run one sub-command and return its exit code."""
    options = parser(_help_language()).parse_args(argv)
    command = cast(Command, options.command)
    try:
        return command(options, out or sys.stdout)
    except ConfigError as error:
        sys.stderr.write(error.explain(language_of(options)) + "\n")
        return BAD_CONFIGURATION
    except (CredentialsError, BoothServerError, TerminalStoppedError) as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_RUN


def parser(language: Language) -> argparse.ArgumentParser:
    """The command line with its help in one language."""
    made = argparse.ArgumentParser(
        prog="edge_client", description=text(language, "cli.description")
    )
    sub_commands = made.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(sub_commands.add_parser, language)
    return made


def _help_language() -> Language:
    """The language of the shell if it is one of ours, else Finnish."""
    spoken = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2]
    return next((language for language in LANGUAGES if language == spoken), "fi")


if __name__ == "__main__":
    sys.exit(main())
