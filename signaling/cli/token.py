"""``etaluukku token``: mint an access token with a trusted key, for operators and programs."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from signaling.protocol import Role

from .errors import CommandError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

ROLES = [role.value for role in Role if role is not Role.TERMINAL]
MOST_MINUTES = 12 * 60


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser(
        "token",
        help="print an access token, signed with a trusted key",
        description="Prints an access token. The public half of the key must stand in the "
        "nodes' folder trusted/ (see `etaluukku keys new`), the person in the directory.",
    )
    parser.add_argument("--key", type=Path, required=True, help="private key, PEM")
    parser.add_argument("--person", required=True, help="id in the directory")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long it holds (30)")
    parser.add_argument("--tenant", default="pori", help="whose service it is for (pori)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the token."""
    from signaling.server.keys import KeyFileError, read_private_key
    from signaling.server.tokens import mint_access

    if not 0 < arguments.minutes <= MOST_MINUTES:
        raise CommandError(f"--minutes: expected more than 0 and at most {MOST_MINUTES}")
    try:
        key = read_private_key(arguments.key)
    except KeyFileError as error:
        raise CommandError(str(error)) from None
    role, life_s = Role(arguments.role), arguments.minutes * 60
    print(mint_access(key, arguments.tenant, arguments.person, role, life_s, time.time()))
    return 0
