"""``etaluukku keys``: make keys."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import CommandError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("keys", help="make keys")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    new = actions.add_parser("new", help="make an Ed25519 key pair")
    new.add_argument("private", type=Path, help="file for the private key; keep it to yourself")
    new.add_argument("public", type=Path, help="file for the public key, config/trusted/NAME.pem")
    new.set_defaults(run=run)
    contact = actions.add_parser(
        "contact",
        help="make the key that contacts of callbacks are sealed with",
        description="Makes the key file, or puts a new key on top of it: the top one seals, all "
        "of them open. Every node needs the same file (setting contact_key_file).",
    )
    contact.add_argument("file", type=Path, help="key file; never in Redis nor beside its backup")
    contact.set_defaults(run=run_contact)


def run(arguments: argparse.Namespace) -> int:
    """Write both files."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from signaling.server.keys import KeyFileError, thumbprint, write_pair

    key = Ed25519PrivateKey.generate()
    try:
        write_pair(key, arguments.private, arguments.public)
    except KeyFileError as error:
        raise CommandError(str(error)) from None
    print(f"made {arguments.private} and {arguments.public}, kid {thumbprint(key.public_key())}")
    return 0


def run_contact(arguments: argparse.Namespace) -> int:
    """Make or extend the key file."""
    from signaling.server.keys import KeyFileError
    from signaling.server.sealing import add_key

    try:
        kid = add_key(arguments.file)
    except KeyFileError as error:
        raise CommandError(str(error)) from None
    print(f"key {kid} is the first in {arguments.file}; give the file to every node")
    return 0
