"""`edge_client keygen`: makes the key pair by which the server knows the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from edge_client.commands.options import SubCommands, add_language, language_of
from edge_client.locales import Language, text
from signaling.client import make_key, write_public


def add(sub_commands: SubCommands, language: Language) -> None:
    """Add the sub-command."""
    parser = sub_commands("keygen", help=text(language, "cli.keygen"))
    parser.add_argument("path", type=Path, help=text(language, "cli.keygen.path"))
    add_language(parser, language)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace, out: TextIO) -> int:
    """Make and save both halves. Raises CredentialsError."""
    language = language_of(options)
    private: Path = options.path
    pem = make_key(private)
    public = write_public(private, pem)
    out.write(text(language, "keygen.done", private=private, public=public) + "\n\n")
    out.write(pem + "\n")
    out.write(text(language, "keygen.next", private=private, public=public) + "\n")
    return 0
