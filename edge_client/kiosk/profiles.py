"""The browser's profile: a folder for one start, gone with it.

It lies in memory where the system has a place for that, and it bears its terminal's process id,
so that what a killed terminal left is found and cleared away by the next.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

PREFIX = "etaluukku-screen-"


def place() -> Path:
    """Where profiles are made: the user's folder in memory, else that for temporary files."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.access(runtime, os.W_OK | os.X_OK):
        return Path(runtime)
    return Path(tempfile.gettempdir())


def make_profile() -> Path:
    """A new folder that only this user may enter. Raises OSError."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place()))


def remove_profile(profile: Path) -> None:
    """Delete it with all that is in it."""
    # Again: a process that is just dying may still have written.
    for _ in range(2):
        shutil.rmtree(profile, ignore_errors=True)


def clear_left() -> int:
    """End the browsers and remove the profiles of terminals that live no more; says how many."""
    cleared = 0
    for profile in place().glob(f"{PREFIX}*"):
        owner = profile.name.removeprefix(PREFIX).partition("-")[0]
        if not owner.isdecimal() or _lives(int(owner)) or not _is_ours(profile):
            continue
        _end_browser(profile)
        remove_profile(profile)
        cleared += 1
    return cleared


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_ours(profile: Path) -> bool:
    try:
        told = profile.lstat()
    except OSError:
        return False
    return profile.is_dir() and not profile.is_symlink() and told.st_uid == os.geteuid()


def _end_browser(profile: Path) -> None:
    """Chromium's lock in its profile is a link to ``host-pid``."""
    with contextlib.suppress(OSError, ValueError):
        process = int(str((profile / "SingletonLock").readlink()).rpartition("-")[2])
        command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        # The number may be another process's by now.
        if f"--user-data-dir={profile}".encode() in command:
            os.killpg(process, signal.SIGKILL)
