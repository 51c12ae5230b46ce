"""Keeps the booth page told of the newest notices; a feed that fails changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from edge_client.booth.screen_messages import BoothIdle, NoticeShown
from edge_client.config import ScreenSection
from edge_client.notices.feed import FeedError, read_feed
from edge_client.notices.fetching import Version, fetch

log = structlog.get_logger(__name__)

REFRESH_S = 900.0
AGAIN_S, LONGEST_S = 60.0, 3600.0
"""After a failure, and at most: each wait is twice the one before."""


def wait_after(failures: int) -> float:
    """How long until the feed is asked for again, in seconds."""
    if failures == 0:
        return REFRESH_S
    return min(AGAIN_S * 2.0 ** min(failures - 1, 10), LONGEST_S)


class NoticeBoard:
    """Reads the feed of the settings from `begin` to `close`, if there is one."""

    def __init__(
        self,
        settings: ScreenSection,
        show: Callable[[BoothIdle], None],
        wait: Callable[[int], float] = wait_after,
    ) -> None:
        self._settings = settings
        self._show = show
        self._wait = wait
        self._notices: list[NoticeShown] = []
        self._version = Version()
        self._running: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Tell what a screen does when nobody touches it, and begin to read."""
        self._tell()
        if self._settings.notices is not None:
            self._running = asyncio.create_task(self._run(self._settings.notices))

    async def close(self) -> None:
        """Stop."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self, url: str) -> None:
        failures = 0
        while True:
            try:
                await self._read(url)
                failures = 0
            except FeedError as error:
                failures += 1
                # Not the address: it may hold a key.
                log.warning("notices.unread", why=str(error), failures=failures)
            await asyncio.sleep(self._wait(failures))

    async def _read(self, url: str) -> None:
        fetched = await fetch(url, self._version)
        if fetched is None:
            return
        # Beside the event loop, which carries voices.
        notices = await asyncio.to_thread(read_feed, fetched.data, fetched.content_type)
        self._version = fetched.version
        if notices != self._notices:
            self._notices = notices
            self._tell()

    def _tell(self) -> None:
        self._show(
            BoothIdle(
                notices=self._notices,
                notices_after_s=self._settings.notices_after_s,
                dim_after_s=self._settings.dim_after_s or None,
            )
        )
