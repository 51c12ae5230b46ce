"""Devices and network checked in real Chromium, against a relay that is well, half gone and gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.accessibility import faults, scrolls_sideways
from tests.support.browser import chromium, open_page, write_tone, write_y4m
from tests.support.players import ExpertPlayer
from tests.support.processes import RedisServer, TurnServer
from tests.support.stage import stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# A relay that does not answer is given up after 8 s; measuring what answers takes some more.
_MEASURED_MS = 60_000

_DENIED = """
navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException('denied', 'NotAllowedError')
}
"""


@pytest.fixture
def relay() -> Iterator[TurnServer]:
    """A relay of the test's own, to be stopped in the middle."""
    with TurnServer() as server:
        yield server


async def test_devices_and_network_are_checked_before_a_conversation(
    redis_server: RedisServer, tenant: str, tmp_path: Path, relay: TurnServer
) -> None:
    grey = [np.full((480, 640, 3), level, np.uint8) for level in range(60, 180, 4)]
    camera = write_y4m(tmp_path / "own.y4m", grey)
    microphone = write_tone(tmp_path / "own.wav", 500.0)
    async with (
        stage(tmp_path, redis_server.url, tenant, turn=relay) as where,
        chromium(camera=camera, microphone=microphone) as browser,
    ):
        page = await open_page(browser, where.page("expert"))
        await ExpertPlayer(page).sign_in()
        panel = await _open_by_keys(page)
        await expect(panel.get_by_text("Kamera toimii.")).to_be_visible(timeout=15_000)
        await expect(panel.get_by_text("Mikrofoni toimii: ääni kuuluu.")).to_be_visible(
            timeout=15_000
        )
        await _loudspeaker_is_chosen_and_heard(panel)

        await expect(_figure(panel, "Välitys UDP:llä")).to_contain_text(
            "toimii,", timeout=_MEASURED_MS
        )
        await expect(_figure(panel, "Välitys TCP:llä")).to_contain_text("toimii,")
        assert await faults(page) == []

        await asyncio.to_thread(relay.stop)
        relay.udp = False
        await asyncio.to_thread(relay.start)
        await _measure_again(panel)
        await expect(panel.get_by_text("UDP-yhteys ei toimi.")).to_be_visible(timeout=_MEASURED_MS)
        await expect(_figure(panel, "Välitys TCP:llä")).to_contain_text("toimii,")

        await asyncio.to_thread(relay.stop)
        await _measure_again(panel)
        await expect(
            panel.get_by_text("Kuva ja ääni eivät kulje välityspalvelimen kautta.")
        ).to_be_visible(timeout=_MEASURED_MS)

        # What was chosen is remembered; a narrow window holds all of it.
        await page.set_viewport_size({"width": 320, "height": 800})
        await page.reload()
        panel = await _open_by_keys(page)
        chosen = panel.get_by_label("Valitse kaiutin tai kuulokkeet").locator("option:checked")
        await expect(chosen).to_have_text("Fake Audio Output 1")
        assert await scrolls_sideways(page) == 0

        context = await browser.new_context(locale="fi-FI")
        await context.add_init_script(_DENIED)
        denied = await open_page(browser, where.page("clerk"), context=context)
        await denied.get_by_role("button", name="Päivi Koskinen").click()
        panel = await _open_by_keys(denied)
        await expect(panel.get_by_text("Kamera ei toimi.")).to_be_visible()
        await expect(panel.get_by_text("Salli kamera selaimen osoiterivin")).to_be_visible()
        await context.close()


async def _open_by_keys(page: Page) -> Locator:
    await page.get_by_role("banner").get_by_role("button", name="Laitteet ja yhteys").focus()
    await page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Laitteet ja yhteys")
    await expect(panel.get_by_role("heading", name="Laitteet ja yhteys")).to_be_focused()
    await panel.get_by_role("button", name="Aloita tarkistus").focus()
    await page.keyboard.press("Enter")
    return panel


async def _loudspeaker_is_chosen_and_heard(panel: Locator) -> None:
    which = panel.get_by_label("Valitse kaiutin tai kuulokkeet")
    await which.select_option("Fake Audio Output 1")
    await panel.get_by_role("button", name="Soita koeääni").click()
    await panel.get_by_role("button", name="Kuulin", exact=True).click()
    await expect(panel.get_by_text("Kaiutin toimii.")).to_be_visible()


async def _measure_again(panel: Locator) -> None:
    await panel.get_by_role("button", name="Mittaa yhteys uudelleen").click()


def _figure(panel: Locator, name: str) -> Locator:
    return panel.locator("dt", has_text=name).locator("xpath=following-sibling::dd[1]")
