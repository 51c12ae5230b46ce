"""The booth's browser as processes: what `edge_client.kiosk.watch` decides is done here."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from edge_client.booth.screen_messages import BoothFrames
from edge_client.config import ScreenSection
from edge_client.kiosk.browser import arguments, find_browser, page_url
from edge_client.kiosk.profiles import clear_left, make_profile, remove_profile
from edge_client.kiosk.watch import Deed, Watch, drew, ended, missing, passed

log = structlog.get_logger(__name__)

TICK_S = 0.2


@dataclass(frozen=True)
class _Browser:
    process: asyncio.subprocess.Process
    profile: Path
    screen: str
    """What only this start's page knows."""


class Kiosk:
    """Keeps one browser on the booth's page, from `begin` to `close`."""

    def __init__(
        self, settings: ScreenSection, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._watch = Watch()
        self._browser: _Browser | None = None
        self._is_missing = False
        self._running: asyncio.Task[None] | None = None

    @property
    def enabled(self) -> bool:
        """Whether this terminal opens its browser itself."""
        return self._settings.kiosk

    @property
    def watch(self) -> Watch:
        """How the screen stands."""
        return self._watch

    def heard(self, told: BoothFrames) -> None:
        """A page tells its count; that of any page but the browser's own is nobody's."""
        if self._browser is not None and told.screen == self._browser.screen:
            before = self._watch.stage
            self._watch, _ = drew(self._watch, told.frames)
            if self._watch.stage is not before:
                log.info("kiosk.drawn")

    def begin(self, booth: str) -> None:
        """Show the booth page at this address, if the settings want it."""
        if self._settings.kiosk:
            self._running = asyncio.create_task(self._run(booth))

    async def close(self) -> None:
        """End the browser; nothing of it remains."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self, booth: str) -> None:
        cleared = await asyncio.to_thread(clear_left)
        if cleared:
            log.info("kiosk.cleared", profiles=cleared)
        then = self._clock()
        try:
            while True:
                now = self._clock()
                await self._look(booth, now - then)
                then = now
                await asyncio.sleep(TICK_S)
        finally:
            await self._end()

    async def _look(self, booth: str, seconds: float) -> None:
        if self._browser is not None and self._browser.process.returncode is not None:
            self._watch, deed = ended(self._watch)
        else:
            self._watch, deed = passed(self._watch, seconds)
        match deed:
            case Deed.START:
                await self._start(booth)
            case Deed.KILL:
                gone = self._browser is not None and self._browser.process.returncode is not None
                log.warning(
                    "kiosk.stopped",
                    why="ended" if gone else "still",
                    failures=self._watch.failures,
                    again_in_s=self._watch.pause_s,
                )
                await self._end()

    async def _start(self, booth: str) -> None:
        path = find_browser(self._settings.browser)
        if path is None:
            if not self._is_missing:
                log.warning("kiosk.no_browser", wanted=self._settings.browser)
            self._is_missing = True
            self._watch = missing(self._watch)
            return
        self._is_missing = False
        try:
            self._browser = await self._begin(path, booth)
        except OSError as error:
            log.warning("kiosk.cannot_start", error=error.strerror)
            self._watch, _ = ended(self._watch)
            return
        log.info("kiosk.started")

    async def _begin(self, path: str, booth: str) -> _Browser:
        screen = secrets.token_hex(8)
        profile = make_profile()
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments(path, page_url(booth, screen), profile, self._settings.flags),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # What it writes beside its profile goes with the profile.
                env={**os.environ, "TMPDIR": str(profile)},
                # All that it starts can be ended as one.
                start_new_session=True,
            )
        except BaseException:
            remove_profile(profile)
            raise
        return _Browser(process, profile, screen)

    async def _end(self) -> None:
        """Nothing of the browser remains, neither process nor file."""
        browser, self._browser = self._browser, None
        if browser is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(browser.process.pid, signal.SIGKILL)
        await browser.process.wait()
        await asyncio.to_thread(remove_profile, browser.profile)
