"""``etaluukku terminal``: register a terminal's public key, remove it, list them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import CommandError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from signaling.server.key_folder import KeyFolder


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("terminal", help="register, remove and list terminals' keys")
    folder: dict[str, Any] = {"type": Path, "help": "the nodes' folder (config)"}
    parser.add_argument("--config-dir", default=Path("config"), **folder)
    # Before the action or after it, as people write it; there without a default of its own.
    after = argparse.ArgumentParser(add_help=False)
    after.add_argument("--config-dir", default=argparse.SUPPRESS, **folder)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    new = actions.add_parser("add", help="let a terminal in with this key", parents=[after])
    new.add_argument("id", help="the terminal's id in the directory")
    new.add_argument("public_key", type=Path, help="its public key, PEM")
    new.set_defaults(run=add)
    gone = actions.add_parser(
        "remove", help="lock a terminal out, within two seconds", parents=[after]
    )
    gone.add_argument("id")
    gone.set_defaults(run=remove)
    every = actions.add_parser("list", help="ids and key thumbprints", parents=[after])
    every.set_defaults(run=list_all)


def _folder(arguments: argparse.Namespace) -> KeyFolder:
    from signaling.server.key_folder import KeyFolder

    folder = KeyFolder(arguments.config_dir / "terminals")
    folder.read()
    return folder


def add(arguments: argparse.Namespace) -> int:
    """Register a key."""
    from signaling.server.keys import KeyFileError, read_public_key

    try:
        file = _folder(arguments).add(arguments.id, read_public_key(arguments.public_key))
    except KeyFileError as error:
        raise CommandError(str(error)) from None
    print(f"{arguments.id} may connect; its key is {file}")
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Remove a key."""
    from signaling.server.keys import KeyFileError

    try:
        _folder(arguments).remove(arguments.id)
    except KeyFileError as error:
        raise CommandError(str(error)) from None
    print(f"{arguments.id} is locked out")
    return 0


def list_all(arguments: argparse.Namespace) -> int:
    """Print a line for each."""
    from signaling.server.keys import thumbprint

    folder = _folder(arguments)
    for name in folder.names():
        key = folder.by_name(name)
        assert key is not None
        print(f"{name}\t{thumbprint(key)}")
    return 0
