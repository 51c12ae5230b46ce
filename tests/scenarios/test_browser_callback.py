"""Journey 6 in real Chromium: the clerk leaves a callback, the specialist reaches the resident."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from signaling.server.sealing import add_key
from tests.support.browser import chromium, open_page
from tests.support.players import AINO, VERO, ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.stage import stage, where_vero

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PHONE = "040 765 4321"


async def keep(page: Page, name: str) -> None:
    """A picture of the page, for whoever wants to look at it."""
    folder = os.environ.get("ETALUUKKU_TEST_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def left_at(page: Page) -> None:
    """The form tells plainly what is missing, and then takes it."""
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=VERO))
    await card.get_by_role("button", name="Jätä soittopyyntö").click()
    form = page.get_by_role("form", name=f"Soittopyyntö: {VERO}")
    await expect(form.get_by_label("Nimi")).to_be_focused()
    await form.get_by_role("button", name="Jätä soittopyyntö").click()
    await expect(form.get_by_text("Kirjoita puhelinnumero tai sähköpostiosoite.")).to_be_visible()
    await expect(form.get_by_label("Puhelinnumero")).to_be_focused()
    await form.get_by_label("Puhelinnumero").fill("soita minulle")
    await expect(form.get_by_text("Tarkista puhelinnumero.")).to_be_visible()
    await keep(page, "callback-form-wrong")
    await form.get_by_label("Nimi").fill("Matti Meikäläinen")
    await form.get_by_label("Puhelinnumero").fill(PHONE)
    await expect(form.get_by_label("Milloin asiakkaan tavoittaa")).to_contain_text(
        "nyt, viimeistään"
    )
    await keep(page, "callback-form")
    await form.get_by_role("button", name="Jätä soittopyyntö").click()
    await expect(page.get_by_text("Soittopyyntö on jätetty.")).to_be_focused()


async def test_from_the_clerks_console_to_who_reaches_the_resident(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    add_key(tmp_path / "contact.key")
    # Nobody is on duty at first: it is soon tried again.
    again = where_vero(tmp_path, callback_again_s=3)
    server = ['contact_key_file = "contact.key"', "always_open = true", again]
    async with (
        stage(tmp_path, redis_server.url, tenant, nodes=2, server=server) as play,
        chromium() as browser,
    ):
        clerk = ClerkPlayer(await open_page(browser, play.page("clerk"), size=(1280, 1000)))
        await clerk.sign_in()
        await clerk.take("Porina")
        await clerk.page.get_by_placeholder("Hae palvelua").fill(VERO)
        await left_at(clerk.page)
        mine = clerk.page.get_by_role("region", name="Jättämäsi soittopyynnöt")
        await expect(mine).to_contain_text(VERO)
        await expect(mine).not_to_contain_text("Matti")
        await keep(clerk.page, "callback-left")

        expert = ExpertPlayer(await open_page(browser, play.page("expert", 1)))
        await expert.sign_in(AINO)
        await expert.become_available()
        page = expert.page
        ring = page.get_by_role("alertdialog", name=VERO)
        await expect(ring).to_contain_text("Soittopyyntö", timeout=30_000)
        await expect(ring).to_contain_text("Porina")
        await expect(ring).not_to_contain_text(PHONE)
        await keep(page, "callback-ring")
        await page.get_by_role("button", name="Ota hoitaaksesi").click()
        await expect(page.get_by_role("link", name=PHONE)).to_have_attribute(
            "href", "tel:0407654321"
        )
        await expect(page.get_by_text("Matti Meikäläinen")).to_be_visible()
        await expect(mine).to_contain_text("yhteyttä otetaan nyt")
        await keep(page, "callback-task")
        await page.get_by_role("button", name="Tavoitin", exact=True).click()
        await expect(page.get_by_text(PHONE)).to_have_count(0)
        await expect(page.get_by_role("heading", name=re.compile(VERO))).to_have_count(0)
        await expect(mine).to_have_count(0)
