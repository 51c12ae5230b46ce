"""The staff's pages, by a real conversation and what comes before, beside and after it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.shots.album import DESK, Album
from tests.support.browser import chromium, open_page, write_tone
from tests.support.players import DOCUMENT, FACE, VERO, ClerkPlayer, ExpertPlayer, moves
from tests.support.stage import Stage, stage, where_vero
from tests.tour.__main__ import expert_camera, settle_quality, shown


async def opened(browser: Browser, url: str) -> Page:
    """A page of a desk's size."""
    return await open_page(browser, url, size=DESK)


async def before(browser: Browser, where: Stage, album: Album) -> tuple[ExpertPlayer, ClerkPlayer]:
    """Front page, statement, and each workspace until somebody is summoned."""
    page = await opened(browser, f"{where.nodes[0]}/")
    await expect(page.get_by_role("heading", name="Valitse työtila")).to_be_visible()
    await album.staff(page, "landing")
    await page.get_by_role("link", name="Saavutettavuusseloste").click()
    await expect(page.get_by_role("heading", name="Anna palautetta")).to_be_visible()
    await album.staff(page, "statement")
    await page.context.close()

    expert = ExpertPlayer(await opened(browser, where.page("expert")))
    await expect(expert.page.get_by_role("button", name="Aino Mäkelä")).to_be_visible()
    await album.staff(expert.page, "expert-sign-in")
    await expert.sign_in()
    await album.staff(expert.page, "expert-away")
    await expert.page.get_by_role("button", name="Laitteet ja yhteys", exact=True).click()
    panel = expert.page.get_by_role("dialog")
    await expect(panel).to_be_visible()
    await album.staff(expert.page, "expert-check")
    await panel.get_by_role("button", name="Sulje").first.click()
    await expert.become_available()
    await album.staff(expert.page, "expert-available")

    clerk = ClerkPlayer(await opened(browser, where.page("clerk")))
    await clerk.sign_in()
    await expect(clerk.page.get_by_text("Porina").first).to_be_visible()
    await album.staff(clerk.page, "clerk-terminals")
    await clerk.take("Porina")
    await clerk.sees_state("1 vapaana")
    await album.staff(clerk.page, "clerk-services")
    return expert, clerk


async def supervision(browser: Browser, where: Stage, album: Album) -> Page:
    """The overview, before anything has happened; signed in."""
    page = await opened(browser, where.page("supervision"))
    await expect(page.get_by_role("button", name="Riitta Lehtonen")).to_be_visible()
    await album.staff(page, "overview-sign-in")
    await page.get_by_role("button", name="Riitta Lehtonen").click()
    await expect(page.get_by_role("heading", name="Jonot")).to_be_visible()
    await album.staff(page, "overview-quiet")
    return page


async def with_tables(page: Page) -> None:
    """Everything that can be opened on the overview is open."""
    await page.evaluate(
        "() => document.querySelectorAll('details').forEach(d => { d.open = true })"
    )


async def conversation(
    expert: ExpertPlayer, clerk: ClerkPlayer, booth: Page, overview: Page, album: Album
) -> None:
    """From the ring to the end."""
    await clerk.summon()
    await expert.rings()
    await expect(overview.get_by_text("Odottaa 1, pisin")).to_be_visible()
    await album.staff(overview, "overview-waiting")
    await album.staff(expert.page, "expert-rings")
    await clerk.sees_state("Soi nyt")
    await album.staff(clerk.page, "clerk-summoning")
    await expert.accept()
    assert await moves(expert.page, FACE)
    await shown(expert.page, DOCUMENT)
    assert await moves(booth, "canvas >> nth=0")
    await settle_quality(expert.page)
    await album.save(booth, "fi/booth-with-pictures")
    await album.staff(expert.page, "expert-conversation")
    await album.staff(clerk.page, "clerk-conversation")
    await expect(overview.get_by_text("Verohallinto, suomi")).to_be_visible()
    await album.staff(overview, "overview-conversation")
    for name, shot in (
        ("Asiakirja ja asiakas rinnakkain", "expert-conversation-even"),
        ("Asiakas suurena", "expert-conversation-face"),
    ):
        await expert.page.get_by_role("button", name=name).click()
        await album.staff(expert.page, shot)
    await expert.page.get_by_role("button", name="Asiakirja suurena").click()
    await expert.page.get_by_role("button", name="Valmiit lauseet").click()
    await expert.page.get_by_role("button", name="Kirjoita", exact=True).click()
    await album.staff(expert.page, "expert-conversation-panels")
    await expert.hang_up()
    await expect(expert.page.get_by_text("Miten asia päättyi?").first).to_be_visible()
    await album.staff(expert.page, "expert-after")
    await with_tables(overview)
    await album.staff(overview, "overview-after")
    await clerk.end_visit()
    await clerk.sees_state("Palvelut")
    await album.staff(clerk.page, "clerk-after")


async def guard(browser: Browser, where: Stage, clerk: ClerkPlayer, album: Album) -> None:
    """The guard's page, quiet and called."""
    page = await opened(browser, where.page("guard"))
    await expect(page.get_by_role("button", name="Kimmo Niskala")).to_be_visible()
    await album.staff(page, "guard-sign-in")
    await page.get_by_role("button", name="Kimmo Niskala").click()
    await expect(page.get_by_role("heading", level=2).first).to_be_visible()
    await album.staff(page, "guard-quiet")
    await clerk.page.get_by_role("button", name="Hälytä vartija").first.click()
    await clerk.page.get_by_role("button", name="Vahvista hälytys").first.click()
    await expect(page.get_by_text("Porina").first).to_be_visible(timeout=10_000)
    await album.staff(page, "guard-called")
    await album.staff(clerk.page, "clerk-alarm-raised")


async def inquiry(expert: ExpertPlayer, clerk: ClerkPlayer, album: Album) -> None:
    """A question without the resident, by text."""
    await expert.is_available()
    ask = clerk.page.get_by_role("button", name=f"Kysy ilman asiakasta: {VERO}, suomi")
    await expect(ask).to_be_enabled(timeout=15_000)
    await ask.click()
    await expect(expert.page.get_by_role("alertdialog", name=VERO)).to_be_visible(timeout=10_000)
    await album.staff(expert.page, "expert-inquiry-rings")
    await album.staff(clerk.page, "clerk-inquiry-waits")
    await expert.accept()
    await expect(clerk.page.get_by_role("log")).to_have_count(1, timeout=15_000)
    await expect(expert.page.get_by_role("log")).to_have_count(1, timeout=15_000)
    await album.staff(expert.page, "expert-inquiry")
    await album.staff(clerk.page, "clerk-inquiry")


async def play(folder: Path, redis_url: str, album: Album) -> None:
    """Everything, in the order of a day."""
    async with AsyncExitStack() as stack:
        # A ring waits until it was looked at in every language.
        server = (where_vero(folder, ring_s=900), 'feedback = "saavutettavuus@pori.example"')
        where = await stack.enter_async_context(
            stage(folder, redis_url, "shots", settings=(), server=server)
        )
        camera = await asyncio.to_thread(expert_camera, folder)
        voice = write_tone(folder / "expert.wav", 330.0)
        browser = await stack.enter_async_context(chromium(camera=camera, microphone=voice))
        expert, clerk = await before(browser, where, album)
        booth = await open_page(browser, where.booth, size=(1920, 1080))
        overview = await supervision(browser, where, album)
        await conversation(expert, clerk, booth, overview, album)
        await inquiry(expert, clerk, album)
        await guard(browser, where, clerk, album)
