"""A clerk elsewhere whose browser is Firefox, with an expert in Chromium: the two meet each other, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    EXPERT_HERTZ,
    EXPERT_MARKER,
    browser,
    expert_camera,
    expert_microphone,
)
from tests.scenarios.test_firefox import aside, sounds
from tests.support.browser import open_page, sound
from tests.support.firefox import FAKE_HERTZ, firefox
from tests.support.firefox_player import LOUD, FirefoxClerk
from tests.support.media import amplitude_of
from tests.support.persons import face_of
from tests.support.players import AINO, VERO, BoothPlayer, ExpertPlayer, moves
from tests.support.processes import PulseAudio, RedisServer
from tests.support.room_ear import RoomEar
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, SYNTHETIC, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


async def test_a_clerk_in_firefox_finds_summons_consults_and_ends(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
    pulse: PulseAudio,
) -> None:
    aloud = (*SYNTHETIC, "loudspeaker.source=device", "loudspeaker.device=booth_speaker")
    running = stage(
        tmp_path, redis_server.url, tenant, settings=aloud, environ=pulse.client_environ
    )
    async with (
        running as where,
        firefox(tmp_path / "firefox", environ=aside(pulse)) as page,
        RoomEar(pulse) as ear,
    ):
        booth = BoothPlayer(await open_page(browser, where.booth))
        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        await expert.sign_in()
        await expert.become_available()
        clerk = FirefoxClerk(page)
        await page.resize(1280, 1000)
        await page.goto(where.page("clerk"))
        await clerk.sign_in()
        await clerk.take("Porina")
        await clerk.sees(".view-face", FACE_MARKER)
        await sounds(ear, loud=True)

        await clerk.finds("verotoimsto", VERO)
        await clerk.summon()
        await expert.rings()
        await expert.accept()
        await everybody(clerk, expert, booth)

        await page.press("Neuvottele kahden kesken")
        await page.shows("Asiakas odottaa, hän ei kuule eikä näe teitä.")
        await booth.shows("He eivät nyt kuule eivätkä näe sinua")
        await sounds(ear, loud=False)
        await clerk.hears(EXPERT_HERTZ)
        await page.press("Jatketaan yhdessä")
        await everybody(clerk, expert, booth)
        await sounds(ear, loud=True)

        await page.press("Neuvottele kahden kesken")
        await booth.shows("He eivät nyt kuule eivätkä näe sinua")
        await expert.hang_up()
        await clerk.sees(".view-face", FACE_MARKER)
        await sounds(ear, loud=True)

        await page.press("Päätä asiointi")
        await page.press("Päätä heti")
        await booth.shows("Kiitos käynnistä")
        await expert.is_available()
        await page.press("Asia ratkesi")
        await page.shows("Kirjattu: Asia ratkesi")


async def everybody(clerk: FirefoxClerk, expert: ExpertPlayer, booth: BoothPlayer) -> None:
    """Clerk and expert see the resident and each other, and the resident sees the expert."""
    await clerk.sees_person(face_of("Asiakas"), FACE_MARKER)
    await clerk.sees_person(face_of(AINO), EXPERT_MARKER)
    await clerk.hears(EXPERT_HERTZ)
    await expert.sees(FACE_MARKER, DOCUMENT_MARKER)
    assert await moves(expert.page, face_of("Päivi Koskinen"))

    async def heard() -> bool:
        loud = amplitude_of(await sound(expert.page), FAKE_HERTZ)
        assert loud > LOUD, f"{loud:.3f}"
        return True

    await eventually(heard, timeout_s=20, what="the expert hears the clerk")
    await booth.sees_expert(EXPERT_MARKER)
