"""Journey 9: the specialist shows their screen, and a file, on the booth screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import chromium, open_page
from tests.support.cups import PrintServer
from tests.support.marked_files import marked_page, write_pdf
from tests.support.players import (
    AINO,
    BoothPlayer,
    ClerkPlayer,
    ExpertPlayer,
    marker_on,
    meet,
)
from tests.support.processes import RedisServer
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, SYNTHETIC, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

TAB, TAB_MARKER, PAGE_MARKERS = "Verokortin ohje", 12, (13, 14, 15)
SCREEN = "canvas[data-testid=picture-counterpart_screen]"


async def shows(booth: Page, marker: int) -> None:
    async def so() -> bool:
        found = await marker_on(booth, SCREEN)
        assert found == marker, f"marker {found}"
        return True

    await eventually(so, timeout_s=30, what=f"the booth shows the marker {marker}")


async def choose(page: Page, file: Path) -> None:
    async with page.expect_file_chooser() as asked:
        await page.get_by_role("button", name="Näytä tiedosto").click()
    await (await asked.value).set_files(file)


@asynccontextmanager
async def printer() -> AsyncIterator[PrintServer]:
    server = PrintServer()
    await asyncio.to_thread(server.__enter__)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


async def is_printed(expert: Page, booth: Page, cups: PrintServer, file: Path) -> None:
    """The resident is asked, says yes, and the very file comes out."""
    offer = expert.get_by_role("button", name="Tarjoa tulostettavaksi")
    await offer.click()
    await expect(booth.get_by_text(f"{AINO} tarjoaa sinulle paperin")).to_be_visible()
    await booth.get_by_role("button", name="Ei kiitos").click()
    await expect(expert.get_by_text("Asukas ei halunnut tulostetta")).to_be_visible()
    assert cups.printed == []
    await offer.click()
    await booth.get_by_role("button", name="Tulosta", exact=True).click()
    await expect(expert.get_by_text("Tulostettu.")).to_be_visible(timeout=30_000)
    assert cups.printed == [await asyncio.to_thread(file.read_bytes)]
    await expect(booth.get_by_text("Paperi on tulostettu")).to_be_visible()
    await booth.get_by_role("button", name="Selvä").click()
    await expect(booth.get_by_text("Paperi on tulostettu")).to_have_count(0)


async def test_a_screen_and_a_file_are_shown_to_the_resident(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with (
        chromium(shares=TAB) as browser,
        printer() as cups,
        stage(
            tmp_path,
            redis_server.url,
            tenant,
            settings=(*SYNTHETIC, f"printer.uri={cups.uri()}"),
        ) as where,
    ):
        mine = await browser.new_context(
            locale="fi-FI", permissions=["camera", "microphone", "notifications"]
        )
        shown = await mine.new_page()
        await shown.goto(marked_page(TAB, TAB_MARKER))
        expert = ExpertPlayer(await open_page(browser, where.page("expert"), context=mine))
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        booth = BoothPlayer(await open_page(browser, where.booth, size=(1920, 1080)))
        await meet(clerk, expert)
        await expert.sees(FACE_MARKER, DOCUMENT_MARKER)

        share = expert.page.get_by_role("button", name="Jaa näyttö")
        await share.click()
        await shows(booth.page, TAB_MARKER)
        await booth.shows(f"{AINO} näyttää sinulle tätä")
        await expect(expert.page.get_by_text("Sen näkevät: Asiakas, Porina")).to_be_visible()
        # As when the browser's own button ends it.
        await shown.close()
        await expect(booth.page.locator(SCREEN)).to_have_count(0, timeout=15_000)
        await expect(expert.page.get_by_text("Jakaminen on päättynyt")).to_be_visible()

        broken = tmp_path / "rikki.pdf"
        broken.write_bytes(b"%PDF-1.4\nnothing else")
        await choose(expert.page, broken)
        await expect(expert.page.get_by_text("Tiedosto on viallinen")).to_be_visible(timeout=20_000)
        await choose(expert.page, write_pdf(tmp_path / "ohje.pdf", PAGE_MARKERS))
        await shows(booth.page, PAGE_MARKERS[0])
        await expert.page.get_by_role("button", name="Seuraava").click()
        await shows(booth.page, PAGE_MARKERS[1])
        await expert.page.get_by_label("Siirry sivulle").fill("3")
        await expert.page.get_by_role("button", name="Siirry", exact=True).click()
        await shows(booth.page, PAGE_MARKERS[2])
        await is_printed(expert.page, booth.page, cups, tmp_path / "ohje.pdf")
        await expert.page.get_by_role("button", name="Lopeta jakaminen").click()
        await expect(booth.page.locator(SCREEN)).to_have_count(0, timeout=15_000)
        await expect(share).to_be_focused()

        await choose(expert.page, tmp_path / "ohje.pdf")
        await shows(booth.page, PAGE_MARKERS[0])
        await expert.hang_up()
        await expect(booth.page.locator(SCREEN)).to_have_count(0, timeout=15_000)
        await expert.is_available()
