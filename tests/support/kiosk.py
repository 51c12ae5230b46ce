"""A terminal that shows its screen in its own browser, and that browser's processes."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, Playwright, async_playwright

from edge_client.kiosk.profiles import PREFIX
from signaling.cli.children import Child
from tests.support.browser import FLAGS
from tests.support.processes import free_port
from tests.support.stage import SYNTHETIC
from tests.support.waiting import eventually

SWITCHES = " ".join([*FLAGS, "--headless=new", "--remote-debugging-port=0"])
NOBODY = "ws://127.0.0.1:9/ws"
"""A server that does not answer: the screen is there without one."""


@dataclass(frozen=True)
class Shown:
    """One start of the browser: its profile, and what leads its processes."""

    profile: Path
    leader: int

    def processes(self, of_type: str | None = None) -> list[int]:
        """The browser's processes that run still, or those of a type such as ``renderer``."""
        wanted = f"--type={of_type}".encode() if of_type else b""
        return [pid for pid, line in _commands(self.leader) if wanted in line]

    def signal(self, number: int, of_type: str) -> None:
        """Send a signal to all processes of a type."""
        for process in self.processes(of_type):
            os.kill(process, number)

    def is_gone(self) -> bool:
        """Neither a process nor a file of it is left."""
        assert not self.processes()
        assert not self.profile.exists()
        return True

    def kill(self) -> None:
        """Kill the browser's first process, as the system does when memory runs out."""
        os.kill(self.leader, signal.SIGKILL)

    def port(self) -> str:
        """Where the browser's own tools are reached."""
        told = self.profile / "DevToolsActivePort"
        assert told.exists(), "its tools do not answer yet"
        lines = told.read_text().splitlines()
        assert lines
        return lines[0]


def _commands(group: int) -> Iterator[tuple[int, bytes]]:
    """The command lines of a process group."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            if os.getpgid(int(entry.name)) == group:
                line = (entry / "cmdline").read_bytes()
                if line:  # of a process that is only waited for nothing is left
                    yield int(entry.name), line
        except OSError:
            continue


@dataclass
class KioskTerminal:
    """A running terminal with its screen."""

    process: Child
    run: Path
    """Where the browser's profiles are made."""
    playwright: Playwright

    async def shown(self, *, not_in: Path | None = None) -> Shown:
        """The browser that runs now, in another profile than the given one."""
        return await eventually(
            lambda: self._shown(not_in), timeout_s=30, what="the screen is started"
        )

    def _shown(self, not_in: Path | None) -> Shown:
        profiles = [p for p in self.run.glob(f"{PREFIX}*") if p != not_in]
        assert len(profiles) == 1, profiles
        wanted = f"--user-data-dir={profiles[0]}".encode()
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes() if entry.name.isdecimal() else b""
            except OSError:
                continue
            if wanted in line.split(b"\0") and b"--type=" not in line:
                return Shown(profiles[0], int(entry.name))
        raise AssertionError(f"nobody uses {profiles[0].name}")

    async def has_drawn(self, times: int) -> None:
        """The terminal has heard of a drawn page that often: from now on it watches the last."""

        def heard() -> bool:
            log = self.process.log.read_text()
            assert log.count("kiosk.drawn") >= times, log[-2000:]
            return True

        await eventually(heard, timeout_s=30, what=f"a page is drawn, the {times}. time")

    async def page(self, shown: Shown) -> Page:
        """What stands on the screen, through the browser's own tools."""
        port = await eventually(shown.port, timeout_s=30, what="the browser answers")
        browser = await self.playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{port}", no_defaults=True
        )

        def one_page() -> Page:
            pages = [page for context in browser.contexts for page in context.pages]
            assert len(pages) == 1, [page.url for page in pages]
            return pages[0]

        return await eventually(one_page, timeout_s=10, what="the screen's only page")


@asynccontextmanager
async def kiosk_terminal(folder: Path, *settings: str) -> AsyncIterator[KioskTerminal]:
    """`edge_client run --kiosk` with Chromium without a display."""
    # Short, for Chromium puts a socket in there.
    run = Path(tempfile.mkdtemp(prefix="kiosk-"))
    edge = [sys.executable, "-m", "edge_client"]
    key = Child("keygen", [*edge, "keygen", str(folder / "key.pem")], folder / "keygen.log")
    await key.start()
    assert key.process is not None
    assert await key.process.wait() == 0, key.tail()
    told = (
        *SYNTHETIC,
        "loudspeaker.source=null",
        f"terminal.key_file={folder / 'key.pem'}",
        f"terminal.server={NOBODY}",
        f"terminal.booth_port={free_port()}",
        f"screen.flags={SWITCHES}",
        *settings,
    )
    overrides = [word for each in told for word in ("--set", each)]
    argv = ["env", f"XDG_RUNTIME_DIR={run}", *edge, "run", "--kiosk", *overrides]
    process = Child("terminal", argv, folder / "terminal.log")
    await process.start()
    try:
        async with async_playwright() as playwright:
            yield KioskTerminal(process, run, playwright)
    finally:
        await process.stop()
        shutil.rmtree(run, ignore_errors=True)
