#!/usr/bin/env python3
"""Set up what Etäluukku needs on this machine; what is already there is left alone.

usage: setup.py [demo|test]

`demo` is enough to run the product: a Python environment in .venv, PortAudio, Node (the
system's when it is new enough, otherwise one from PyPI inside .venv) and the built web app.
`test` adds the development tools, Chromium, Firefox, coturn, PulseAudio and the like.

System packages come from apt when this user may install them; otherwise the exact command
is printed and set-up stops with exit code 2. ETALUUKKU_NODE=bundled takes PyPI's Node even
when the system has a good one. Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import platform
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator

from setup_steps.common import EXIT_NEEDS_A_PERSON, LOGS, PROFILES, SetupError, Step
from setup_steps.python import install_python_packages
from setup_steps.system import install_system_packages
from setup_steps.web import build_web_app, install_node, install_web_packages

SUPPORTED_PYTHON = ((3, 11), (3, 12), (3, 13))


def use_supported_python() -> None:
    """Start over with a Python that Etäluukku supports when this one is not."""
    if sys.version_info[:2] in SUPPORTED_PYTHON:
        return
    for major, minor in SUPPORTED_PYTHON:
        other = shutil.which(f"python{major}.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])
    raise SetupError(
        f"Etäluukku needs Python 3.11, 3.12 or 3.13, and this is {platform.python_version()}.\n"
        "Install one of them and start again, for example: make demo PYTHON=/path/to/python3.11",
        EXIT_NEEDS_A_PERSON,
    )


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second set-up in the same folder wait for the first."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another set-up is running in this folder; waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up(profile: str) -> None:
    """Do all steps of `profile`, each only as far as needed."""
    started = time.monotonic()
    worked = False
    steps: tuple[tuple[str, Callable[[Step], None]], ...] = (
        ("System packages", lambda step: install_system_packages(step, profile)),
        ("Python packages", lambda step: install_python_packages(step, profile)),
        ("Node", install_node),
        ("Web packages", install_web_packages),
        ("Web app", build_web_app),
    )
    for number, (title, work) in enumerate(steps, start=1):
        step = Step(number, title)
        work(step)
        step.end()
        worked = worked or step.busy
    state = "finished" if worked else "is current"
    print(f"Set-up {state} ({time.monotonic() - started:.1f} s).", flush=True)


def main() -> int:
    """Run set-up; return the exit code."""
    parser = argparse.ArgumentParser(description="Set up Etäluukku on this machine.")
    parser.add_argument("profile", nargs="?", choices=PROFILES, default="test")
    profile: str = parser.parse_args().profile
    # A termination ends the running command and closes the lock just as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        use_supported_python()
        with one_at_a_time():
            set_up(profile)
    except SetupError as error:
        print(f"\nSet-up stopped. {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; start it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
