"""An expert whose browser is Firefox: it has no H.264, and a worker and a clock of its own.

What the others see and hear of them is read at the booth's screen and loudspeaker.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Page, expect

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    browser,
    expert_camera,
    expert_microphone,
)
from tests.support.browser import open_page, picture
from tests.support.firefox import FAKE_HERTZ, FirefoxPage, firefox
from tests.support.firefox_player import LOUD, FirefoxExpert
from tests.support.marked_files import write_pdf
from tests.support.media import amplitude_of
from tests.support.paper_player import FORM, TITLE
from tests.support.players import (
    AINO,
    BoothPlayer,
    ClerkPlayer,
    marker_on,
    moves,
)
from tests.support.processes import PulseAudio, RedisServer
from tests.support.room_ear import RoomEar
from tests.support.stage import FACE_MARKER, TERMINAL_HERTZ, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SILENT = 0.005
EXPERT_FACE = "canvas[data-testid=picture-counterpart_face]"
EXPERT_SCREEN = "canvas[data-testid=picture-counterpart_screen]"
WINDOW = "[data-testid=paper-window]"
WRITTEN, ANSWERED = "Kuulen huonosti", "Kirjoitetaan siis. Täällä Äimä"


async def test_an_expert_in_firefox_has_the_whole_conversation(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
    pulse: PulseAudio,
) -> None:
    aloud = (*FORM, "loudspeaker.source=device", "loudspeaker.device=booth_speaker")
    running = stage(
        tmp_path, redis_server.url, tenant, settings=aloud, environ=pulse.client_environ
    )
    async with (
        running as where,
        firefox(tmp_path / "firefox", environ=aside(pulse)) as page,
        RoomEar(pulse) as ear,
    ):
        booth = BoothPlayer(await open_page(browser, where.booth))
        expert = FirefoxExpert(page)
        await page.resize(1600, 1000)
        await page.goto(where.page("expert"))
        await expert.sign_in()
        await expert.become_available()
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        await clerk.sign_in()
        await clerk.take("Porina")
        await clerk.summon()
        await expert.accept()

        await expert.sees(".view-face", FACE_MARKER)
        await expert.hears(TERMINAL_HERTZ)
        await page.shows("puhuu")
        await expert.reads(WINDOW, TITLE)
        await booth.shows(AINO)
        await is_seen_and_heard(booth, page, ear)
        await writes(booth.page, page)
        await points_and_zooms(booth.page, expert)
        await takes_a_still(expert)
        await shows_a_file(booth.page, page, tmp_path)

        await expert.hang_up()
        await expert.is_available()
        await page.press("Asia ratkesi")
        await page.shows("Kirjattu: Asia ratkesi")


def aside(pulse: PulseAudio) -> dict[str, str]:
    """Firefox plays on a sound server, but not from the booth's loudspeaker."""
    return {**pulse.client_environ, "PULSE_SINK": "booth_microphone"}


async def is_seen_and_heard(booth: BoothPlayer, page: FirefoxPage, ear: RoomEar) -> None:
    """Firefox's made picture and tone at the booth; muted and without a camera, neither."""

    async def coloured() -> bool:
        shown = await picture(booth.page, EXPERT_FACE)
        assert shown is not None
        assert float(np.ptp(shown.reshape(-1, 3).mean(axis=0))) > 20, "grey"
        return True

    await eventually(coloured, timeout_s=20, what="the resident sees the expert")
    assert await moves(booth.page, EXPERT_FACE)
    await sounds(ear, loud=True)
    await page.press("Mykistä")
    await sounds(ear, loud=False)
    await page.press("Poista mykistys")
    await sounds(ear, loud=True)
    await page.press("Sulje kamera")
    await booth.shows("ei lähetä kuvaa")
    await page.press("Avaa kamera")
    await eventually(coloured, timeout_s=20, what="the resident sees the expert again")


async def sounds(ear: RoomEar, *, loud: bool) -> None:
    def so() -> bool:
        heard = amplitude_of(ear.last(), FAKE_HERTZ)
        assert heard > LOUD if loud else heard < SILENT, f"{heard:.3f}"
        return True

    await eventually(so, timeout_s=20, what=f"the booth plays the expert's voice: {loud}")


async def writes(booth: Page, page: FirefoxPage) -> None:
    """Character by character, both ways."""
    await booth.get_by_role("button", name="Kirjoita", exact=True).click()
    await expect(booth.get_by_role("textbox")).to_be_focused()
    await booth.keyboard.type(WRITTEN)
    await page.shows(WRITTEN)
    await page.touch(".rtt textarea")
    await page.type(ANSWERED)
    await expect(booth.locator('[data-from="other"]', has_text=ANSWERED)).to_be_visible(
        timeout=15_000
    )
    await booth.get_by_role("button", name="Sulje", exact=True).click()


async def points_and_zooms(booth: Page, expert: FirefoxExpert) -> None:
    await expert.page.press("Osoita")
    await expert.page.point(WINDOW)
    await expect(booth.get_by_text("näyttää kohtaa paperistasi")).to_be_visible(timeout=15_000)
    await expect(booth.locator(".marks-dot")).to_have_count(1)
    await expert.page.press("Osoita")
    await expert.page.press("Lähennä")

    async def enlarged() -> bool:
        assert await expert.count('[aria-label*="prosenttia sivusta"]') == 1
        return True

    await eventually(enlarged, timeout_s=20, what="a part of the page is shown")


async def takes_a_still(expert: FirefoxExpert) -> None:
    await expert.page.press("Ota tarkka kuva")
    await expert.reads("[data-testid=still-copy]", TITLE)
    size = await expert.page.evaluate(
        "(i => [i.naturalWidth, i.naturalHeight])(document.querySelector('[data-testid=still]'))"
    )
    assert size[0] * size[1] > 2_000_000, "all that the sensor saw of the page"
    await expert.page.press("Palaa videokuvaan")


async def shows_a_file(booth: Page, page: FirefoxPage, folder: Path) -> None:
    file = await asyncio.to_thread(write_pdf, folder / "ohje.pdf", (13, 14))
    await page.choose_file("[data-testid=share-file]", file)
    for turned, marker in enumerate((13, 14)):
        if turned:
            await page.press("Seuraava")

        async def shown(marker: int = marker) -> bool:
            found = await marker_on(booth, EXPERT_SCREEN)
            assert found == marker, f"marker {found}"
            return True

        await eventually(shown, timeout_s=30, what=f"the booth shows page {turned + 1}")
    await page.press("Lopeta jakaminen")
    await expect(booth.locator(EXPERT_SCREEN)).to_have_count(0, timeout=15_000)
