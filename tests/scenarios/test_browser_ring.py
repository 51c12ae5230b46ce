"""A ring at real pages: noticed wherever the person is, and what became of it told truthfully."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import chromium, open_page
from tests.support.players import BoothPlayer, ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.stage import stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# From the service workers themselves: what the system shows, whichever tab is in front.
NOTICES = """async () => {
  const workers = await navigator.serviceWorker.getRegistrations()
  const shown = await Promise.all(workers.map(worker => worker.getNotifications()))
  return shown.flat().map(({ title, body }) => `${title} / ${body}`)
}"""

STORED = "async () => (await caches.keys()).length"


async def notified(page: Page, *notices: str) -> None:
    """The system shows these notifications and no others."""

    async def so() -> bool:
        shown = await page.evaluate(NOTICES)
        assert shown == list(notices), f"shown: {shown}"
        return True

    await eventually(so, timeout_s=15, what=f"notifications {notices}")


async def test_a_ring_is_noticed_and_what_became_of_it_is_told(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with stage(tmp_path, redis_server.url, tenant) as where, chromium() as browser:
        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        booth = BoothPlayer(await open_page(browser, where.booth))
        await expert.sign_in()
        await expert.become_available()
        other_tab = ExpertPlayer(await expert.page.context.new_page())
        await other_tab.page.goto(where.page("expert"))
        await other_tab.is_available()
        await clerk.sign_in()
        await clerk.take("Porina")

        await clerk.summon()
        await expert.rings()
        await other_tab.rings()
        await notified(expert.page, "Soi: Verohallinto / Asiakas odottaa: Porina (Yrjönkatu 6)")
        await expect(other_tab.page).to_have_title("Soi: Verohallinto")
        await expert.accept()
        await expect(other_tab.page.get_by_text("vastasit toisessa ikkunassa")).to_be_visible()
        await expect(other_tab.page).not_to_have_title(re.compile("Soi"))
        await notified(expert.page)
        assert await expert.page.evaluate(STORED) == 0, "the service worker keeps nothing"
        await booth.shows("Aino")

        await expert.hang_up()
        await expert.is_available()
        await expert.page.get_by_role("button", name="Asia jatkuu").click()
        await expect(expert.page.get_by_text("Kirjattu: Asia jatkuu")).to_be_visible()
        await clerk.summon()
        await expert.rings()
        await clerk.cancel()
        await expect(expert.page.get_by_text("soitto peruttiin")).to_be_visible()
        # What was told before is still there to be read, and goes when it has been.
        told = other_tab.page.get_by_role("listitem").filter(has_text="Verohallinto")
        await expect(told).to_have_count(2)
        await other_tab.page.get_by_role("button", name="Luettu").click()
        await expect(told).to_have_count(0)
