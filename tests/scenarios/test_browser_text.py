"""Real-time text in real Chromium: each sees what the others write while they write it.

EN 301 549, 6.2; ITU-T T.140 over RFC 8865. At the wire it is held against a second
implementation of T.140 (`tests/support/t140.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect

from edge_client.booth.writing_messages import BoothWrite
from tests.scenarios.test_browser_consultation import PAIVI, play
from tests.support.browser import chromium, open_page
from tests.support.city import BoothPage
from tests.support.players import AINO, BoothPlayer, ClerkPlayer, ExpertPlayer, meet
from tests.support.processes import PulseAudio, RedisServer
from tests.support.stage import stage
from tests.support.t140 import Keys, Reader
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TEXT = "Tekstikeskustelu"


def panel(page: Page) -> Locator:
    """The text on a page."""
    return page.get_by_role("region", name=TEXT)


def line(page: Page) -> Locator:
    """Where one writes."""
    return page.get_by_role("textbox", name="Kirjoita tähän")


async def opens(page: Page) -> None:
    """Ask for the text."""
    await page.get_by_role("button", name="Kirjoita", exact=True).click()
    await expect(line(page)).to_be_focused()


async def reads(page: Page, text: str) -> None:
    """The page shows this of the others' text, whether its line is finished or not."""
    await expect(panel(page).locator('[data-from="other"]', has_text=text)).to_be_visible(
        timeout=15_000
    )


async def has_finished(page: Page, text: str) -> None:
    """This stands in the log, which a screen reader says aloud."""
    await expect(panel(page).get_by_role("log")).to_contain_text(text, timeout=15_000)


async def test_three_write_and_the_resident_is_not_told_what_is_private(
    redis_server: RedisServer, tenant: str, tmp_path: Path, pulse: PulseAudio
) -> None:
    async with play(redis_server.url, tenant, tmp_path, pulse) as room:
        await room.all_together()
        clerk, expert, booth = room.clerk.page, room.expert.page, room.booth.page

        await opens(booth)
        await (
            booth.get_by_role("group", name="Näppäimistö")
            .get_by_role("button", name="H", exact=True)
            .click()
        )
        for key in "ei":
            await booth.get_by_role("button", name=key, exact=True).click()
        for page in (clerk, expert):
            await reads(page, "Hei")
        await booth.get_by_role("button", name="Uusi rivi").click()
        for page in (clerk, expert):
            await has_finished(page, "Asiakas: Hei")

        await line(expert).press_sequentially("Mitä voin tehdä? x")
        await reads(booth, "Mitä voin tehdä? x")
        await reads(clerk, "Mitä voin tehdä? x")
        await line(expert).press("Backspace")
        await line(expert).press("Backspace")
        await line(expert).press("Enter")
        await has_finished(booth, f"{AINO}: Mitä voin tehdä?")
        await expect(panel(booth)).not_to_contain_text("x")

        await clerk.get_by_role("button", name="Neuvottele kahden kesken").click()
        await room.booth.shows("He eivät nyt kuule eivätkä näe sinua")
        await expect(panel(clerk)).to_contain_text(f"Tekstisi näkee: {AINO}")
        await line(clerk).press_sequentially("Vain meille")
        await line(clerk).press("Enter")
        await has_finished(expert, f"{PAIVI}: Vain meille")
        await expert.get_by_role("button", name="Jatketaan yhdessä").click()
        await room.booth.sees_expert(31)
        await line(clerk).press_sequentially("Kaikille")
        await reads(booth, "Kaikille")
        assert "Vain meille" not in await booth.locator("body").inner_text()
        await has_finished(booth, "Sinä: Hei")

        await booth.get_by_role("button", name="Lopeta").click()
        await booth.get_by_role("button", name="Lopeta keskustelu").click()
        await room.booth.shows("Kiitos käynnistä")
        for page in (booth, expert):
            await expect(panel(page)).to_have_count(0)
            assert "Mitä voin tehdä" not in await page.content()


@asynccontextmanager
async def booth_socket(url: str) -> AsyncIterator[BoothPage]:
    """A booth page without a browser, and its listening."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{url}/booth", headers={"Origin": url}) as ws,
    ):
        page = BoothPage(ws)
        listening = asyncio.create_task(page.listen())
        try:
            yield page
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


async def test_the_page_writes_t140_as_others_do(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant) as where,
        chromium() as browser,
        booth_socket(where.booth) as resident,
    ):
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        await meet(clerk, expert)
        page = expert.page
        await opens(page)
        await expect(panel(page)).to_contain_text("Tekstisi näkee: Asiakas", timeout=15_000)

        written = "Ääkkösiä: åäö, 👍🏽 ja e\u0301."
        await line(page).press_sequentially("Virhe!")
        await line(page).fill(written)
        await line(page).press("Enter")
        await line(page).press_sequentially("kesken")

        def one_reader() -> Reader:
            (reader,) = resident.written.values()
            return reader

        await eventually(
            lambda: one_reader().lines == [written, "kesken"],
            timeout_s=10,
            what="the second implementation to read the same",
        )

        keys, there = Keys(), Reader()
        keys.type("\ufeffOsoite: Yrjönkatu 66")
        keys.backspace()
        keys.enter()
        keys.type("\u009b1mPostinumero\u009b0m 28101\x1bz")
        keys.backspace(5)
        keys.type("28100")
        for block in keys.blocks:
            there.take(block)
        for start in range(0, len(keys.blocks), 7):
            text = "".join(keys.blocks[start : start + 7])
            await resident.say(BoothWrite(text=text))
            await asyncio.sleep(0)
        first, second = there.lines
        assert (first, second) == ("Osoite: Yrjönkatu 6", "Postinumero 28100")
        await has_finished(page, f"Asiakas: {first}")
        await reads(page, second)
        booth = BoothPlayer(await open_page(browser, where.booth))
        await booth.shows("Aino")
