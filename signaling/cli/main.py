"""The `etaluukku` command.

A module of this package that has `register(subparsers)` is a sub-command: it adds its
parser and sets ``run``, a function of the parsed arguments that returns the exit code.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from signaling import cli
from signaling.cli.errors import CommandError


def build_parser() -> argparse.ArgumentParser:
    """The parser with every sub-command."""
    parser = argparse.ArgumentParser(prog="etaluukku", description="Etäluukku's server side")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in sorted(pkgutil.iter_modules(cli.__path__), key=lambda m: m.name):
        if module.name == "main":
            continue
        register = getattr(
            importlib.import_module(f"{cli.__name__}.{module.name}"), "register", None
        )
        if register is not None:
            register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a sub-command; its own errors become one line on standard error."""
    parsed = build_parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except CommandError as error:
        print(f"etaluukku: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
