"""The booth's own browser, started and watched by a real terminal.

Nothing of the terminal is asked: the browser's processes are stopped, hung and killed as trouble
would, and what is looked at is whether another one shows the start screen.
"""

from __future__ import annotations

import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from edge_client.kiosk.profiles import PREFIX
from tests.support.kiosk import KioskTerminal, Shown, kiosk_terminal
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def shows_the_start(terminal: KioskTerminal, shown: Shown) -> Page:
    page = await terminal.page(shown)
    await expect(page.get_by_role("heading", name=re.compile("Tervetuloa"))).to_be_visible(
        timeout=20_000
    )
    await expect(page.locator("html[data-kiosk=true]")).to_have_count(1)
    return page


async def is_back(terminal: KioskTerminal, stopped: Shown) -> Shown:
    """Another browser shows the start, and of the one before nothing is left."""
    shown = await terminal.shown(not_in=stopped.profile)
    await shows_the_start(terminal, shown)
    await eventually(stopped.is_gone, timeout_s=10, what="nothing of the stopped one is left")
    return shown


NEWS = "Kirjasto on auki & <i>lämmin</i>"
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Pori</title>
<item><title><![CDATA[{NEWS}]]></title><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""


@asynccontextmanager
async def feed() -> AsyncIterator[str]:
    """The address of a feed with one notice."""

    async def told(_request: web.Request) -> web.Response:
        return web.Response(text=FEED, content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/feed", told)
    async with TestServer(app) as server:
        yield str(server.make_url("/feed"))


async def tap(page: Page, where: tuple[float, float]) -> None:
    """A finger on the display: Chromium makes of it all that it does of a real one."""
    tools = await page.context.new_cdp_session(page)
    point = {"x": where[0], "y": where[1]}
    await tools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await tools.detach()


async def is_woken_by_a_touch_that_chooses_nothing(page: Page) -> None:
    swedish = await page.get_by_role("button", name="Svenska").bounding_box()
    assert swedish is not None
    there = (swedish["x"] + swedish["width"] / 2, swedish["y"] + swedish["height"] / 2)
    notice = page.locator("[data-idle=notices]").get_by_text("Kirjasto on auki & lämmin")
    await expect(notice).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("20. marraskuuta 2026")).to_be_visible()
    await tap(page, there)
    await expect(notice).to_have_count(0)
    await expect(page.get_by_role("heading", name="Tervetuloa")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "fi")

    async def swedish_is_chosen() -> bool:
        # Again, should the machine be so slow that the screen sleeps once more.
        await tap(page, there)
        return await page.locator("html").get_attribute("lang") == "sv"

    await eventually(swedish_is_chosen, timeout_s=20, what="an awake screen is touched as ever")


async def test_a_screen_that_stops_is_started_anew(tmp_path: Path) -> None:
    settings = ("screen.notices_after_s=5", "screen.dim_after_s=0")
    async with (
        feed() as url,
        kiosk_terminal(tmp_path, f"screen.notices={url}", *settings) as terminal,
    ):
        first = await terminal.shown()
        await shows_the_start(terminal, first)
        await terminal.has_drawn(1)

        # The processes live on, and nothing is drawn any more.
        first.signal(signal.SIGSTOP, "renderer")
        second = await is_back(terminal, first)

        await terminal.has_drawn(2)
        page = await shows_the_start(terminal, second)
        await page.evaluate("() => void setTimeout(() => { for (;;); }, 50)")
        third = await is_back(terminal, second)

        await terminal.has_drawn(3)
        third.kill()
        fourth = await is_back(terminal, third)

        await terminal.has_drawn(4)
        await is_woken_by_a_touch_that_chooses_nothing(await shows_the_start(terminal, fourth))

        await terminal.process.stop()
        assert fourth.is_gone()
        assert list(terminal.run.glob(f"{PREFIX}*")) == []
