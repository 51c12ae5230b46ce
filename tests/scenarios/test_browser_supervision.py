"""A supervisor's page beside a real conversation: queue, room, figures, and nothing to hear."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.accessibility import faults, scrolls_sideways
from tests.support.browser import chromium, open_page
from tests.support.players import BoothPlayer, ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.stage import stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SOON_MS = 15_000
STOPS = 60
"""The most that Tab is pressed on the way to anything of this page."""

FOCUSED = "() => document.activeElement?.textContent ?? ''"


async def tab_to(page: Page, text: str) -> None:
    """By the Tab key alone, to what has this text in it."""
    for _ in range(STOPS):
        await page.keyboard.press("Tab")
        if text in await page.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab does not lead to {text}")


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


async def test_a_supervisor_sees_a_conversation_come_and_go(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with stage(tmp_path, redis_server.url, tenant) as where, chromium() as browser:
        page = await open_page(browser, where.page("supervision"), permissions=())
        await expect(page.get_by_role("button", name="Riitta Lehtonen")).to_be_visible()
        await tab_to(page, "Riitta Lehtonen")
        await page.keyboard.press("Enter")
        queues, talks, today = (region(page, each) for each in ("Jonot", "Keskustelut", "Tänään"))
        await expect(queues).to_contain_text("Mitään palvelua ei nyt palvella", timeout=SOON_MS)

        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        booth = BoothPlayer(await open_page(browser, where.booth))
        await expert.sign_in()
        await expert.become_available()
        await clerk.sign_in()
        await clerk.take("Porina")
        vero = queues.get_by_role("listitem").filter(has_text="Verohallinto").first
        await expect(vero).to_contain_text("Kukaan ei odota", timeout=SOON_MS)
        await expect(vero).to_contain_text("tavoitettavissa 1, palveluvuorossa 1")

        await clerk.summon()
        await expert.rings()
        await expect(vero).to_contain_text(re.compile(r"Odottaa 1, pisin 0:\d\d"), timeout=SOON_MS)
        await expert.accept()
        await booth.shows("Aino")
        talk = talks.get_by_role("listitem")
        await expect(talk).to_contain_text("Verohallinto, suomi", timeout=SOON_MS)
        await expect(talk).to_contain_text(re.compile("Asiantuntija"))
        await expect(talk).not_to_contain_text("Aino")
        await expect(vero).to_contain_text("tavoitettavissa 0, palveluvuorossa 1")
        # No picture, no sound, and nothing to come in by.
        await expect(page.locator("video, audio, canvas")).to_have_count(0)
        await expect(talks.get_by_role("button")).to_have_count(0)
        await expect(today.get_by_text("Vastattu", exact=True).first).to_be_visible()
        assert await faults(page) == []

        await expert.hang_up()
        await expert.page.get_by_role("button", name="Asia jatkuu").click()
        await expect(talks).to_contain_text("Keskusteluja ei ole käynnissä", timeout=SOON_MS)
        await tab_to(page, "Näytä taulukkona: Miten asiat päättyivät")
        await page.keyboard.press("Enter")
        outcome = today.get_by_role("row", name="Asia jatkuu")
        await expect(outcome).to_contain_text("1", timeout=SOON_MS)
        level = today.locator("dl > div").filter(has_text="Palvelutaso 20 s")
        await expect(level).to_contain_text("100 %")

        await the_terminal_is_told(page)
        await page.set_viewport_size({"width": 320, "height": 640})
        assert await faults(page) == []
        assert await scrolls_sideways(page) <= 0


async def the_terminal_is_told(page: Page) -> None:
    """Its devices are told by itself, and the booth's page is open."""
    terminals = region(page, "Toimipaikat ja päätteet")
    porina = terminals.get_by_role("listitem").filter(has_text="Porina, palvelupiste 1")
    await expect(porina).to_contain_text("Yhteydessä")
    await expect(porina).to_contain_text("laitteet kunnossa", timeout=SOON_MS)
    await porina.get_by_text("Laitteet", exact=True).click()
    camera = porina.locator("dl > div").filter(has_text="Asiakirjakamera")
    await expect(camera).to_contain_text("kunnossa")
    lavia = terminals.get_by_role("listitem").filter(has_text="Ei ole vielä ollut yhteydessä")
    await expect(lavia.first).to_be_visible()
