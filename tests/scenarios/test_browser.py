"""The first conversation in real Chromium, played as the three people would.

Assertions read what people see and hear: decoded pixels of the expert's two videos and of the
booth screen, and sound by its spectrum at both ends, through PulseAudio at the terminal.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Page, expect

from edge_client.config import CameraSection
from edge_client.devices.pattern import draw_background, draw_bar
from tests.support.browser import Picture, chromium, open_page, write_tone, write_y4m
from tests.support.keys import press
from tests.support.players import (
    AINO,
    BJORN,
    VERO,
    BoothPlayer,
    ClerkPlayer,
    ExpertPlayer,
    hears,
)
from tests.support.processes import PulseAudio, RedisServer, TurnServer
from tests.support.room_ear import RoomEar
from tests.support.stage import (
    DOCUMENT_MARKER,
    FACE_MARKER,
    SYNTHETIC,
    TERMINAL_HERTZ,
    Stage,
    stage,
)
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

EXPERT_MARKER, EXPERT_HERTZ = 31, 660.0
PAIVI = "Päivi Koskinen"

RELAY_ONLY = """
const Real = window.RTCPeerConnection
window.RTCPeerConnection = class extends Real {
  constructor(configuration) {
    super({ ...configuration, iceTransportPolicy: 'relay' })
  }
}
"""


@pytest.fixture(scope="session")
def expert_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the experts' cameras see: a marker and a moving bar."""
    section = CameraSection(
        device=0, width=640, height=480, fps=30, colour="#704214", marker=EXPERT_MARKER
    )
    frames: list[Picture] = []
    for number in range(60):
        frame = draw_background("face", section)
        draw_bar(frame, number / 60)
        frames.append(np.asarray(frame, np.uint8))
    return write_y4m(tmp_path_factory.mktemp("camera") / "expert.y4m", frames)


@pytest.fixture(scope="session")
def expert_microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tone(tmp_path_factory.mktemp("microphone") / "expert.wav", EXPERT_HERTZ)


@pytest.fixture
async def browser(expert_camera: Path, expert_microphone: Path) -> AsyncIterator[Browser]:
    async with chromium(camera=expert_camera, microphone=expert_microphone) as started:
        yield started


@dataclass
class Cast:
    """A city with a clerk at the desk, an expert who is available, and the booth screen."""

    stage: Stage
    clerk: ClerkPlayer
    expert: ExpertPlayer
    booth: BoothPlayer


@asynccontextmanager
async def cast(
    browser: Browser, where: Stage, *, clerk_node: int = 0, expert_node: int = 0, init: str = ""
) -> AsyncIterator[Cast]:
    async with AsyncExitStack() as stack:
        pages: list[Page] = []
        for url in (
            where.page("expert", expert_node),
            where.page("clerk", clerk_node),
            where.booth,
        ):
            context = await browser.new_context(
                locale="fi-FI", permissions=["camera", "microphone", "notifications"]
            )
            stack.push_async_callback(context.close)
            if init:
                await context.add_init_script(init)
            pages.append(await open_page(browser, url, context=context))
        expert, clerk, booth = ExpertPlayer(pages[0]), ClerkPlayer(pages[1]), BoothPlayer(pages[2])
        await expert.sign_in()
        await expert.become_available()
        await clerk.sign_in()
        await clerk.take("Porina")
        yield Cast(where, clerk, expert, booth)


async def test_a_clerk_brings_an_expert_to_the_resident(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path, pulse: PulseAudio
) -> None:
    settings = (*SYNTHETIC, "loudspeaker.source=device", "loudspeaker.device=booth_speaker")
    async with (
        stage(
            tmp_path, redis_server.url, tenant, settings=settings, environ=pulse.client_environ
        ) as where,
        cast(browser, where) as play,
    ):
        await play.booth.shows("Tervetuloa")
        await play.clerk.summon()
        await play.expert.rings()
        await expect(play.expert.page).to_have_title(re.compile("Verohallinto"))
        await play.booth.shows("Otamme yhteyttä")
        await play.expert.accept()

        await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await play.expert.hears(TERMINAL_HERTZ)
        await play.booth.sees_expert(EXPERT_MARKER)
        await play.booth.shows(AINO)
        async with RoomEar(pulse) as ear:

            async def heard() -> bool:
                assert hears(ear.last(), EXPERT_HERTZ)
                return True

            await eventually(heard, timeout_s=15, what="the booth plays the expert's voice")

        await play.expert.hang_up()
        await play.expert.is_available()
        await play.booth.shows("Asiantuntija on poistunut")
        await play.clerk.summon()
        await play.expert.rings()
        await play.clerk.cancel()
        await expect(play.expert.page.get_by_role("alertdialog")).to_have_count(0)
        await play.expert.is_available()


async def test_the_same_through_a_turn_relay(
    browser: Browser,
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
    turn_server: TurnServer,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant, turn=turn_server) as where,
        cast(browser, where, init=RELAY_ONLY) as play,
    ):
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.accept()
        await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await play.expert.hears(TERMINAL_HERTZ)
        await play.booth.sees_expert(EXPERT_MARKER)


async def test_clerk_and_expert_on_different_nodes_by_keys_alone(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with stage(tmp_path, redis_server.url, tenant, nodes=2) as where:
        expert = ExpertPlayer(await open_page(browser, where.page("expert", 1)))
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk", 0)))
        booth = BoothPlayer(await open_page(browser, where.booth))
        await expect(expert.page.get_by_role("button", name=AINO)).to_be_visible()
        await press(expert.page, AINO)
        available = expert.page.get_by_role("button", name="Olen tavoitettavissa")
        await expect(available).to_be_enabled()
        await press(expert.page, "Olen tavoitettavissa")
        await expert.is_available()
        await expect(clerk.page.get_by_role("button", name=PAIVI)).to_be_visible()
        await press(clerk.page, PAIVI)
        await expect(
            clerk.page.get_by_role("button", name=re.compile("Ota vast"))
        ).not_to_have_count(0)
        await press(clerk.page, "Asiakkaan vieressä", "Space")
        await press(clerk.page, "Ota vast.*Porina")
        summons = f"Kutsu {VERO}, suomi"
        await expect(clerk.page.get_by_role("button", name=summons)).to_be_enabled(timeout=15_000)
        await press(clerk.page, summons)
        await expert.rings()
        # The ring has the focus.
        await expect(expert.page.get_by_role("button", name="Vastaa", exact=True)).to_be_focused()
        await expert.page.keyboard.press("Enter")
        await expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await booth.sees_expert(EXPERT_MARKER)
        await press(clerk.page, "Päätä asiointi")
        await press(clerk.page, "Päätä heti")
        await booth.shows("Kiitos käynnistä")
        await expert.is_available()
        await press(expert.page, "Asia ratkesi")
        await expect(expert.page.get_by_text("Kirjattu: Asia ratkesi")).to_be_visible()


async def test_a_ring_declined_with_a_reason_is_answered_by_voice_only_by_the_next(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant) as where,
        cast(browser, where) as play,
    ):
        bjorn = ExpertPlayer(await open_page(browser, where.page("expert")))
        await bjorn.sign_in(BJORN)
        await bjorn.become_available()
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.decline("Asia kuuluu toiselle palvelulle")
        await bjorn.rings()
        await play.clerk.sees_state("arvioi, että asia kuuluu toiselle palvelulle")
        await bjorn.accept_by_voice()
        await play.expert.is_available()
        await bjorn.sees(FACE_MARKER, DOCUMENT_MARKER)
        await play.booth.shows("ei lähetä kuvaa")
        await bjorn.page.get_by_role("button", name="Avaa kamera").click()
        await play.booth.sees_expert(EXPERT_MARKER)


async def test_an_expert_without_camera_and_microphone_can_go_on(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    denied = """
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('denied', 'NotAllowedError')
    }
    """
    async with (
        stage(tmp_path, redis_server.url, tenant) as where,
        cast(browser, where, init=denied) as play,
    ):
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.accept()
        await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        note = play.expert.page.get_by_text("asiakas näkee kuvasi sijaan nimesi")
        await expect(note.first).to_be_visible()
        await play.booth.shows("ei lähetä kuvaa")


async def test_a_reload_in_a_conversation_resumes_it(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant) as where,
        cast(browser, where) as play,
    ):
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.accept()
        await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await asyncio.gather(play.expert.page.reload(), play.clerk.page.reload())
        await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await play.booth.sees_expert(EXPERT_MARKER)
        await expect(play.clerk.page.get_by_text(AINO).first).to_be_visible()
