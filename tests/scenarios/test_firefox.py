"""An expert whose browser is Firefox: it has no H.264, and a worker and a clock of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    browser,
    expert_camera,
    expert_microphone,
)
from tests.support.browser import Picture, open_page
from tests.support.firefox import FirefoxError, FirefoxPage, firefox
from tests.support.media import marker_in
from tests.support.paper_player import FORM, TITLE
from tests.support.papers.reading import ocr
from tests.support.players import AINO, BoothPlayer, ClerkPlayer
from tests.support.processes import RedisServer
from tests.support.stage import FACE_MARKER, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_an_expert_in_firefox_sees_the_resident_and_reads_the_paper(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=FORM) as where,
        firefox(tmp_path / "firefox") as expert,
    ):
        booth = BoothPlayer(await open_page(browser, where.booth))
        await expert.resize(1600, 1000)
        await expert.goto(where.page("expert"))
        await expert.press(AINO)
        await expert.press("Olen tavoitettavissa")
        await expert.shows("Tavoitettavissa")
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        await clerk.sign_in()
        await clerk.take("Porina")
        await clerk.summon()
        await expert.press("Vastaa")

        await _sees_face(expert)
        await _reads(expert, "[data-testid=paper-window]")
        await booth.shows(AINO)

        await expert.press("Ota tarkka kuva")
        await _reads(expert, "[data-testid=still-copy]")
        size = await expert.evaluate(
            "(i => [i.naturalWidth, i.naturalHeight])(document.querySelector('[data-testid=still]'))"
        )
        assert size[0] * size[1] > 2_000_000, "all that the sensor saw of the page"
        await expert.press("Palaa videokuvaan")
        await expert.press("Lopeta keskustelu")
        await expert.shows("Tavoitettavissa")


async def _sees_face(expert: FirefoxPage) -> None:
    """The marker of the resident's camera, and that something moves beside it."""
    seen: list[Picture] = []

    async def moves() -> bool:
        shown = await _shown(expert, ".view-face")
        found = marker_in(shown)
        assert found == FACE_MARKER, f"marker {found}"
        seen.append(shown)
        first = seen[0].astype(np.int16)
        if first.shape != shown.shape:
            seen[:] = [shown]
            return False
        return float(np.abs(first - shown).mean()) > 0.2

    await eventually(moves, timeout_s=40, what="Firefox shows the resident's face, moving")


async def _reads(expert: FirefoxPage, selector: str) -> None:
    async def readable() -> bool:
        read = ocr(await _shown(expert, selector), "fi", 2.5)
        assert TITLE in read, read[:200]
        return True

    await eventually(readable, timeout_s=60, what=f"{TITLE} can be read in Firefox")


async def _shown(expert: FirefoxPage, selector: str) -> Picture:
    try:
        return await expert.seen(selector)
    except FirefoxError as error:
        raise AssertionError(str(error)) from error
