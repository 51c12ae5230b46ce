"""The feed is asked for as a good guest would, and whatever it answers, the screen goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from edge_client.booth.screen_messages import BoothIdle
from edge_client.config import ScreenSection
from edge_client.notices.board import AGAIN_S, LONGEST_S, REFRESH_S, NoticeBoard, wait_after
from edge_client.notices.feed import MAX_BYTES, FeedError
from edge_client.notices.fetching import MAX_REDIRECTS, Version, fetch
from tests.support.waiting import eventually
from tests.unit.notices.test_feed import rss

GOOD = rss("<title>Auki</title>")
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """A web server whose answer the test gives."""

    url: str = ""
    answer: Answer | None = None
    asked: list[web.Request] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        assert self.answer is not None
        return await self.answer(request)

    def says(self, body: bytes, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(_request: web.Request) -> web.Response:
            return web.Response(body=body, status=status, headers=named)

        self.answer = answer


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.handle)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/feed"))
        yield made


async def test_it_is_asked_for_only_when_it_has_changed(site: Site) -> None:
    site.says(GOOD, ETag='"7"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT")
    fetched = await fetch(site.url, Version())
    assert fetched is not None
    assert fetched.data == GOOD
    site.says(b"", 304)
    assert await fetch(site.url, fetched.version) is None
    first, second = [request.headers for request in site.asked]
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == '"7"'
    assert second["If-Modified-Since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert "Cookie" not in second


@pytest.mark.parametrize("status", [204, 401, 404, 500])
async def test_another_status_is_told(site: Site, status: int) -> None:
    site.says(b"", status)
    with pytest.raises(FeedError, match=str(status)):
        await fetch(site.url, Version())


async def test_no_more_is_read_than_is_shown(site: Site) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        await answer.prepare(request)
        try:
            while sent < 200 * MAX_BYTES:
                await answer.write(b"<rss>" * 4096)
                sent += 5 * 4096
        except ConnectionError:
            pass
        return answer

    site.answer = endless
    with pytest.raises(FeedError, match="more than"):
        await fetch(site.url, Version())
    assert sent < 100 * MAX_BYTES


async def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(site: Site) -> None:
    async def packed(_request: web.Request) -> web.Response:
        answer = web.Response(body=b" " * 40 * MAX_BYTES)
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    site.answer = packed
    with pytest.raises(FeedError):
        await fetch(site.url, Version())


async def test_a_silent_server_is_left(site: Site) -> None:
    asleep = asyncio.Event()

    async def silent(_request: web.Request) -> web.Response:
        await asleep.wait()
        return web.Response()

    site.answer = silent
    with pytest.raises(FeedError, match="in time"):
        await fetch(site.url, Version(), timeout_s=0.2)
    asleep.set()


@pytest.mark.parametrize("to", ["/again", "file:///etc/passwd", "ftp://localhost/", "http://", ""])
async def test_it_is_not_led_around_or_elsewhere(site: Site, to: str) -> None:
    site.says(b"", 302, Location=to)
    with pytest.raises(FeedError):
        await fetch(site.url, Version())
    assert len(site.asked) <= MAX_REDIRECTS + 1


async def test_nobody_there_is_told() -> None:
    with pytest.raises(FeedError):
        await fetch("http://127.0.0.1:9/feed", Version(), timeout_s=5)


def test_it_is_asked_for_less_often_while_it_fails() -> None:
    assert [wait_after(n) for n in range(4)] == [REFRESH_S, AGAIN_S, 2 * AGAIN_S, 4 * AGAIN_S]
    assert wait_after(50) == LONGEST_S


async def test_the_last_good_ones_stay_whatever_comes_then(site: Site) -> None:
    shown: list[BoothIdle] = []
    settings = ScreenSection(notices=site.url, notices_after_s=30.0, dim_after_s=0.0)
    site.says(GOOD)
    async with AsyncExitStack() as stack:
        board = NoticeBoard(settings, shown.append, lambda _failures: 0.01)
        stack.push_async_callback(board.close)
        board.begin()
        assert shown == [BoothIdle(notices=[], notices_after_s=30.0, dim_after_s=None)]
        await eventually(lambda: len(shown) == 2, timeout_s=10, what="the notices are shown")

        for bad in (b"<html>", b"\0\0\0", b"<!DOCTYPE x>"):
            site.says(bad)
            await _asked_again(site)
        site.says(b"", 503)
        await _asked_again(site)
        assert [notice.title for notice in shown[-1].notices] == ["Auki"]
        assert len(shown) == 2

        site.says(rss("<title>Kiinni</title>"))
        await eventually(lambda: len(shown) == 3, timeout_s=10, what="the new ones are shown")
        site.says(rss())
        await eventually(lambda: not shown[-1].notices, timeout_s=10, what="none are told any more")


async def _asked_again(site: Site) -> None:
    """Two more times: the answer to the one before has been taken in then."""
    times = len(site.asked) + 2
    await eventually(lambda: len(site.asked) >= times, timeout_s=10, what="it is asked again")


async def test_without_a_feed_nothing_is_asked_for() -> None:
    shown: list[BoothIdle] = []
    board = NoticeBoard(ScreenSection(), shown.append)
    board.begin()
    await board.close()
    assert shown == [BoothIdle(notices=[], notices_after_s=60.0, dim_after_s=600.0)]
