"""Processes that belong to this one: started together, told in one place, ended together."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

STOP_S = 6.0
"""How long a child may take to end in an orderly way before it is killed."""

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A child ended by itself; the text names it and holds the end of its log."""


def _die_with_parent() -> None:
    """Even a parent that is killed outright leaves nobody behind (Linux)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A process in a session of its own, so that Ctrl-C reaches only the parent."""

    name: str
    argv: Sequence[str]
    log: Path
    process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> None:
        """Start it; what it prints goes to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as out:
            self.process = await asyncio.create_subprocess_exec(
                *self.argv,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    async def watch(self) -> None:
        """Returns never; raises `ChildFailed` when the process ends."""
        assert self.process is not None
        code = await self.process.wait()
        raise ChildFailed(f"The {self.name} ended by itself (exit code {code}).\n{self.tail()}")

    def tail(self, lines: int = 12) -> str:
        """The end of the log."""
        with contextlib.suppress(OSError):
            text = self.log.read_text("utf-8", "replace").splitlines()[-lines:]
            return "\n".join(f"  | {line}" for line in text)
        return ""

    async def stop(self) -> None:
        """End it and whatever it started; kill it when it does not end in time."""
        if self.process is None:
            return
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
            try:
                async with asyncio.timeout(STOP_S):
                    await self.process.wait()
            except TimeoutError:
                pass
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()
