"""How an expert arranges a conversation, in real Chromium: sizes, an own window, ready phrases.

What is seen is read from decoded pixels by the markers that the pictures hold.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    browser,
    cast,
    expert_camera,
    expert_microphone,
)
from tests.support.accessibility import faults, scrolls_sideways
from tests.support.players import DOCUMENT, FACE, marker_on
from tests.support.processes import RedisServer
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WINDOWS = {"telephone": (320, 640), "magnified twofold": (640, 400), "laptop": (1280, 800)}


async def area(page: Page, selector: str) -> float:
    """Of what is seen of a picture's place, square CSS pixels."""
    box = await page.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not seen"
    return box["width"] * box["height"]


async def share(page: Page) -> float:
    """How much larger the document's place is than the face's."""
    return await area(page, ".paper-stage") / await area(page, ".view-face")


async def sees_document(page: Page) -> None:
    async def so() -> bool:
        assert await marker_on(page, DOCUMENT) == DOCUMENT_MARKER
        return True

    await eventually(so, timeout_s=20, what="the document is shown")


async def test_an_expert_arranges_document_and_face_and_picks_a_phrase(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant) as where,
        cast(browser, where) as play,
    ):
        page = play.expert.page
        await page.set_viewport_size({"width": 1280, "height": 800})
        await play.clerk.summon(language="ruotsi")
        await play.expert.rings()
        await play.expert.accept()
        await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        large = await share(page)
        await page.screenshot(path=tmp_path / "layout-document.png")

        for name, shot in (
            ("Asiakirja ja asiakas rinnakkain", "even"),
            ("Asiakas suurena", "face"),
        ):
            await page.get_by_role("button", name=name).click()
            smaller = await share(page)
            assert smaller < large / 1.5, f"{name}: {smaller} after {large}"
            large = smaller
            await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
            await page.screenshot(path=tmp_path / f"layout-{shot}.png")
        assert large < 1, "the face is the larger one"

        async with page.expect_popup() as coming:
            await page.get_by_role("button", name="Asiakirja omaan ikkunaan").click()
        second = await coming.value
        await sees_document(second)
        await expect(page.locator(DOCUMENT)).to_have_count(0)
        assert await marker_on(page, FACE) == FACE_MARKER
        assert await faults(second) == []
        # Its tools work there.
        await second.get_by_role("button", name="Kirkkaus").click()
        await second.keyboard.press(".")
        await expect(second.get_by_text("Kirkkaus 110")).to_be_visible()
        await second.screenshot(path=tmp_path / "layout-window.png")
        await page.screenshot(path=tmp_path / "layout-away.png")
        await second.close()
        await sees_document(page)

        await page.get_by_role("button", name="Valmiit lauseet").click()
        await page.get_by_role("button", name="Hetki, luen papereita.").click()
        await play.booth.shows("Ett ögonblick, jag läser papperen.")
        await play.booth.page.screenshot(path=tmp_path / "layout-booth.png")
        for name, (width, height) in WINDOWS.items():
            await page.set_viewport_size({"width": width, "height": height})
            assert await scrolls_sideways(page) == 0, name
            assert await faults(page) == [], name
            await page.screenshot(path=tmp_path / f"layout-{width}.png", full_page=True)

        async with page.expect_popup() as coming:
            await page.get_by_role("button", name="Asiakirja omaan ikkunaan").click()
        second = await coming.value
        await sees_document(second)
        await play.expert.hang_up()
        await play.expert.is_available()

        async def closed() -> bool:
            assert second.is_closed()
            return True

        await eventually(closed, timeout_s=10, what="the window closes with the conversation")
