"""The open booth pages: each is told the newest state, and pictures as fast as it draws them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import structlog
from aiohttp import ClientError, WSMsgType, web
from pydantic import ValidationError

from edge_client.booth.feeds import Feed, Snapshot, wanted
from edge_client.booth.flow import DRAWN_S, Flow
from edge_client.booth.held import Held
from edge_client.booth.mark_messages import (
    NOBODY_POINTS,
    NOTHING_DRAWN,
    BoothPointers,
    BoothStrokes,
)
from edge_client.booth.messages import (
    FROM_BOOTH,
    PICTURE_HEADER,
    BoothShown,
    BoothState,
    FromBooth,
    Picture,
)
from edge_client.booth.print_messages import NOTHING_TO_PRINT, BoothPrint
from edge_client.booth.screen_messages import UNTOLD, BoothIdle
from edge_client.booth.sound_messages import QUIET, BoothSound
from edge_client.booth.writing_messages import BoothWritten
from signaling.protocol.rtt import MISSING_TEXT

log = structlog.get_logger(__name__)

Kept = BoothPointers | BoothStrokes | BoothPrint | BoothIdle
"""What every page is told anew, the newest of its type."""

AT_FIRST: Final[tuple[Kept, ...]] = (NOBODY_POINTS, NOTHING_DRAWN, NOTHING_TO_PRINT, UNTOLD)

MAX_PAGES = 8
WAITING_TEXTS = 200
"""Pieces of text that a page may leave unread; then the oldest go, and it is told so."""

MESSAGES_PER_S = 400.0
"""Mostly ``booth.shown``; a page that sends more is closed."""

PAINTED_S = 0.012
"""From a page's having drawn a picture until its screen shows it: half a period of 60 Hz, and
what the compositor takes.
"""


class Page:
    """One page. Its writer sends the newest state first, then what pictures wait."""

    def __init__(self, ws: web.WebSocketResponse) -> None:
        self.flow = Flow()
        self._ws = ws
        self._state: BoothState | None = None
        self._sound: BoothSound | None = None
        self._kept: dict[str, Kept] = {}
        self._written: list[BoothWritten] = []
        self._pictures: dict[Picture, bytes] = {}
        self._news = asyncio.Event()
        self._tokens = MESSAGES_PER_S
        self._counted_at = time.monotonic()

    def show_state(self, state: BoothState) -> None:
        """Tell the state; one that was not sent yet is replaced."""
        self._state = state
        self._news.set()

    def show_sound(self, sound: BoothSound) -> None:
        """Tell what is heard; what was not sent yet is replaced."""
        self._sound = sound
        self._news.set()

    def show_kept(self, kept: Kept) -> None:
        """Tell what is marked on the paper, or can be printed; what was not sent yet is replaced."""
        self._kept[kept.type] = kept
        self._news.set()

    def show_written(self, written: BoothWritten) -> None:
        """Tell what somebody has written; all of it, in order."""
        self._written.append(written)
        if len(self._written) > WAITING_TEXTS:
            del self._written[0]
            oldest = self._written[0]
            marked = MISSING_TEXT + oldest.text.lstrip(MISSING_TEXT)
            self._written[0] = oldest.model_copy(update={"text": marked})
        self._news.set()

    def show_picture(self, kind: Picture, data: bytes) -> None:
        """Send a picture; one of its kind that was not sent yet is replaced."""
        self._pictures[kind] = data
        self._news.set()

    async def write(self) -> None:
        """Send what there is until the page closes."""
        while True:
            await self._news.wait()
            self._news.clear()
            state, self._state = self._state, None
            if state is not None:
                await self._ws.send_str(state.model_dump_json())
            sound, self._sound = self._sound, None
            if sound is not None:
                await self._ws.send_str(sound.model_dump_json())
            news, self._kept = self._kept, {}
            for kept in news.values():
                await self._ws.send_str(kept.model_dump_json())
            texts, self._written = self._written, []
            for written in texts:
                await self._ws.send_str(written.model_dump_json())
            pictures, self._pictures = self._pictures, {}
            for picture in pictures.values():
                await self._ws.send_bytes(picture)

    async def read(self, said: Callable[[FromBooth], None]) -> None:
        """Hand on what the page says until it closes; what cannot be read closes it."""
        async for frame in self._ws:
            if frame.type is not WSMsgType.TEXT or not self._counts():
                await self._ws.close(code=1008)
                return
            try:
                message = FROM_BOOTH.validate_json(frame.data)
            except ValidationError:
                log.warning("booth.unreadable")
                await self._ws.close(code=1007)
                return
            if isinstance(message, BoothShown):
                self.flow.shown(message.picture, message.seq, time.monotonic())
            said(message)

    def _counts(self) -> bool:
        now = time.monotonic()
        self._tokens = min(MESSAGES_PER_S, self._tokens + (now - self._counted_at) * MESSAGES_PER_S)
        self._counted_at = now
        self._tokens -= 1
        return self._tokens >= 0


class Pages:
    """All pages, and the one stream of each picture kind that feeds them."""

    def __init__(
        self, feeds: Mapping[Picture, Feed], state: BoothState, said: Callable[[FromBooth], None]
    ) -> None:
        self._feeds = feeds
        self._state = state
        self._sound = QUIET
        self._kept: dict[str, Kept] = {each.type: each for each in AT_FIRST}
        self._said = said
        self._pages: set[Page] = set()
        self._streams: dict[Picture, asyncio.Task[None]] = {}
        self._room = asyncio.Event()
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="booth-jpeg")

    @property
    def count(self) -> int:
        """How many pages are open."""
        return len(self._pages)

    def show_state(self, state: BoothState) -> None:
        """Tell all pages."""
        if state == self._state:
            return
        self._state = state
        for page in self._pages:
            page.show_state(state)
        self._arrange_streams()

    def show_sound(self, sound: BoothSound) -> None:
        """Tell all pages."""
        if sound == self._sound:
            return
        self._sound = sound
        for page in self._pages:
            page.show_sound(sound)

    def show_kept(self, kept: Kept) -> None:
        """Tell all pages what is marked on the paper, or can be printed."""
        if kept == self._kept.get(kept.type):
            return
        self._kept[kept.type] = kept
        for page in self._pages:
            page.show_kept(kept)

    def show_written(self, participant: str, text: str) -> None:
        """Tell all pages what somebody has written."""
        for page in self._pages:
            page.show_written(BoothWritten(participant=participant, text=text))

    async def serve(self, ws: web.WebSocketResponse) -> None:
        """One page's whole life."""
        page = Page(ws)
        self._pages.add(page)
        self._arrange_streams()
        page.show_state(self._state)
        if self._sound != QUIET:
            page.show_sound(self._sound)
        for kept in self._kept.values():
            if kept not in AT_FIRST:
                page.show_kept(kept)
        writer = asyncio.create_task(self._write(page))
        try:
            await page.read(self._heard)
        finally:
            writer.cancel()
            self._pages.discard(page)
            self._arrange_streams()
            await asyncio.gather(writer, return_exceptions=True)

    async def close(self) -> None:
        """Stop the streams; the pages' sockets are closed by the server."""
        for stream in self._streams.values():
            stream.cancel()
        await asyncio.gather(*self._streams.values(), return_exceptions=True)
        self._streams.clear()
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _write(self, page: Page) -> None:
        with contextlib.suppress(ConnectionError, ClientError):
            await page.write()

    def _heard(self, message: FromBooth) -> None:
        if isinstance(message, BoothShown):
            self._room.set()
        else:
            self._said(message)

    def _arrange_streams(self) -> None:
        """Pictures are taken and encoded only while a page shows them."""
        needed = wanted(self._state) if self._pages else frozenset()
        for kind in [known for known in self._streams if known not in needed]:
            self._streams.pop(kind).cancel()
        for kind in needed:
            if kind in self._feeds and kind not in self._streams:
                self._streams[kind] = asyncio.create_task(self._stream(kind, self._feeds[kind]))

    async def _stream(self, kind: Picture, feed: Feed) -> None:
        """Newest picture, encoded once, to every page that has drawn the ones before."""
        seq, number, failing = -1, 0, False
        loop = asyncio.get_running_loop()
        held = Held()
        try:
            while True:
                await self._some_page_has_room(kind)
                picture = await feed.next(seq)
                seq = picture.seq
                try:
                    jpeg = await loop.run_in_executor(self._workers, picture.encode)
                except Exception as error:
                    if not failing:
                        name = type(error).__name__
                        log.warning("booth.picture_failed", kind=kind.name, error=name)
                    failing = True
                    continue
                failing = False
                number = (number + 1) % 2**32
                waits = picture.waits(self._shown_after(kind))
                held.add(waits, partial(self._send, kind, number, picture, jpeg))
        finally:
            held.clear()

    def _shown_after(self, kind: Picture) -> float:
        """How long the slowest page takes to show a picture, in seconds."""
        drawing = max((page.flow.draws.get(kind, DRAWN_S) for page in self._pages), default=0.0)
        return drawing + PAINTED_S

    def _send(self, kind: Picture, number: int, picture: Snapshot, jpeg: bytes) -> None:
        data = PICTURE_HEADER.pack(kind, number, picture.clock) + jpeg
        now = time.monotonic()
        for page in self._pages:
            if page.flow.has_room(kind, now):
                page.flow.sent(kind, number, now)
                page.show_picture(kind, data)

    async def _some_page_has_room(self, kind: Picture) -> None:
        while True:
            now = time.monotonic()
            if any(page.flow.has_room(kind, now) for page in self._pages):
                return
            self._room.clear()
            with contextlib.suppress(TimeoutError):
                # Looks again by itself, since an answer may never come.
                async with asyncio.timeout(0.5):
                    await self._room.wait()
