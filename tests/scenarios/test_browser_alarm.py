"""Journey 12 in real Chromium: who helps sees and hears the alarm, the resident's side nothing."""

from __future__ import annotations

import json
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Locator, Page, WebSocket, expect

from edge_client.config import CameraSection
from edge_client.devices.pattern import draw_background, draw_bar
from tests.support.browser import Picture, chromium, open_page, write_tone, write_y4m
from tests.support.media import amplitude_of
from tests.support.players import BoothPlayer, ClerkPlayer, marker_on
from tests.support.processes import PulseAudio, RedisServer
from tests.support.room_ear import RoomEar
from tests.support.stage import FACE_MARKER, SYNTHETIC, Stage, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MARKER, HERTZ = 37, 1250.0
SIREN = (988.0, 740.0)
LOUD, SILENT = 0.05, 0.01
FACE = 'video[aria-label="Kuva: Asiakas"]'

HEAR_ITSELF = """
const connect = AudioNode.prototype.connect
AudioNode.prototype.connect = function (target, ...more) {
  if (target instanceof AudioDestinationNode) {
    window.__tap ??= new AnalyserNode(target.context, { fftSize: 8192, smoothingTimeConstant: 0 })
    connect.call(this, window.__tap)
  }
  return connect.call(this, target, ...more)
}
window.__heard = () => {
  if (!window.__tap) return null
  const samples = new Float32Array(8192)
  window.__tap.getFloatTimeDomainData(samples)
  return { rate: window.__tap.context.sampleRate, samples: [...samples] }
}
"""
"""What the page makes heard by itself, beside its audio elements."""

WATCH = """() => {
  window.__changes = []
  // How loud it is, and who speaks, changes all the time.
  const ofSound = ({ type, target }) => {
    const element = target instanceof Element ? target : target.parentElement
    const around = type === 'attributes' && element?.matches('.booth-view')
    // On a busy machine a camera may be late, or a path interrupted for a moment.
    return around || element?.closest('.booth-meters, .booth-plate-role, .booth-notices')
  }
  new MutationObserver(records => {
    for (const { type, target } of records.filter(each => !ofSound(each)))
      window.__changes.push(`${type}: ${(target.outerHTML ?? target.data ?? '').slice(0, 200)}`)
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
}"""


IN_FRONT = """() => {
  const banner = document.querySelector('.alarm-banner')
  const { x, y, width, height } = banner.getBoundingClientRect()
  return banner.contains(document.elementFromPoint(x + width / 2, y + height / 2))
}"""


async def siren_of(page: Page) -> float:
    """How loud the siren is on the page now."""
    heard = await page.evaluate("window.__heard()")
    if heard is None:
        return 0.0
    samples = np.asarray(heard["samples"], np.float32)
    # `amplitude_of` counts in 48 kHz; the page may play at another rate.
    return max(amplitude_of(samples, hertz * 48_000 / heard["rate"]) for hertz in SIREN)


async def sounds(page: Page, wanted: bool) -> None:
    async def so() -> bool:
        loudness = await siren_of(page)
        assert loudness > LOUD if wanted else loudness < SILENT, loudness
        return True

    await eventually(so, timeout_s=10, what=f"the siren is {'heard' if wanted else 'silent'}")


def alarm_on(page: Page) -> Locator:
    return page.get_by_role("region", name="Vartijahälytys")


@dataclass
class Play:
    """A clerk in conversation with the resident, a clerk elsewhere, a guard, the booth."""

    where: Stage
    clerk: ClerkPlayer
    other: ClerkPlayer
    guard: Page
    booth: BoothPlayer
    ear: RoomEar
    told: list[str] = field(default_factory=list)
    """What the booth page was told in words since `watch`."""

    def press(self) -> None:
        """The button under the desk."""
        process = self.where.processes["porina-1"].process
        assert process is not None
        process.send_signal(signal.SIGUSR1)

    async def watch(self) -> None:
        self.told.clear()
        await self.booth.page.evaluate(WATCH)

    async def nothing_shows_at_the_terminal(self) -> None:
        assert self.told == [], "the booth page was told something"
        assert await self.booth.page.evaluate("window.__changes") == []
        heard = self.ear.last()
        assert amplitude_of(heard, SIREN[0]) < SILENT
        assert amplitude_of(heard, SIREN[1]) < SILENT
        await self.booth.sees_expert(MARKER)


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    section = CameraSection(device=0, width=640, height=480, fps=30, marker=MARKER)
    film: list[Picture] = []
    for number in range(30):
        frame = draw_background("face", section)
        draw_bar(frame, number / 30)
        film.append(np.asarray(frame, np.uint8))
    camera = write_y4m(tmp_path / "clerk.y4m", film)
    async with chromium(
        camera=camera, microphone=write_tone(tmp_path / "clerk.wav", HERTZ)
    ) as started:
        yield started


async def a_page(browser: Browser, url: str) -> Page:
    context = await browser.new_context(
        locale="fi-FI",
        viewport={"width": 1280, "height": 900},
        permissions=["camera", "microphone", "notifications"],
    )
    await context.add_init_script(HEAR_ITSELF)
    return await open_page(browser, url, context=context)


@asynccontextmanager
async def play(
    browser: Browser, redis_url: str, tenant: str, folder: Path, pulse: PulseAudio
) -> AsyncIterator[Play]:
    settings = (*SYNTHETIC, "loudspeaker.source=device", "loudspeaker.device=booth_speaker")
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(
            stage(folder, redis_url, tenant, settings=settings, environ=pulse.client_environ)
        )
        ear = await stack.enter_async_context(RoomEar(pulse))
        guard = await a_page(browser, where.page("guard"))
        await guard.get_by_role("button", name="Kimmo Niskala").click()
        await expect(guard.get_by_role("heading", name="Ei avoimia hälytyksiä")).to_be_visible()
        other = ClerkPlayer(await a_page(browser, where.page("clerk")))
        await other.sign_in("Mikael Sjöberg")
        clerk = ClerkPlayer(await a_page(browser, where.page("clerk")))
        await clerk.sign_in()
        await clerk.take("Porina", seat="Etänä")
        told: list[str] = []
        booth = BoothPlayer(await a_page(browser, "about:blank"))
        booth.page.on("websocket", lambda ws: _note(ws, told))
        await booth.page.goto(where.booth)
        await clerk.page.get_by_role("button", name="Avaa yhteys asiakkaaseen").click()
        yield Play(where, clerk, other, guard, booth, ear, told)


def _note(ws: WebSocket, told: list[str]) -> None:
    last = ""

    def note(data: str | bytes) -> None:
        nonlocal last
        if not isinstance(data, str):
            return
        said = json.loads(data)
        # How loud it is is told all the time; a late camera and a path's hiccup when they come.
        if said["type"] == "booth.sound":
            return
        said.pop("devices", None)
        for other in said.get("counterparts", []):
            other.pop("path")
        if (text := json.dumps(said)) != last:
            told.append(text)
            last = text

    ws.on("framereceived", note)


async def in_conversation(room: Play) -> None:
    async def seen() -> bool:
        return await marker_on(room.clerk.page, FACE) == FACE_MARKER

    await eventually(seen, timeout_s=20, what="the clerk sees the resident")
    await room.booth.sees_expert(MARKER)

    async def quiet() -> bool:
        """No word to the booth page for a second: its devices and paths have come to rest."""
        await room.watch()
        await room.booth.page.wait_for_function("performance.now() > 0")
        seen = await room.booth.page.locator("canvas").count()
        await room.booth.sees_expert(MARKER)
        return seen > 0 and not room.told

    await eventually(quiet, timeout_s=20, what="the booth screen at rest")


async def test_the_terminals_alarm_shows_to_helpers_and_not_at_the_terminal(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path, pulse: PulseAudio
) -> None:
    async with play(browser, redis_server.url, tenant, tmp_path, pulse) as room:
        await in_conversation(room)
        await room.watch()
        room.press()
        await expect(alarm_on(room.guard)).to_contain_text("Porina")
        await expect(alarm_on(room.guard).get_by_role("alert").first).to_contain_text(
            "Hälytti: asiointipisteen painike"
        )
        await sounds(room.guard, True)
        # Who talks with the resident sees it over the conversation, and it makes no sound there.
        await expect(alarm_on(room.clerk.page)).to_be_visible()
        await sounds(room.clerk.page, False)
        await sounds(room.other.page, True)

        await room.guard.get_by_role("button", name="Olen menossa").click()
        for page in (room.clerk.page, room.other.page):
            await expect(alarm_on(page)).to_contain_text("Kuitannut: Kimmo Niskala")
        for page in (room.guard, room.other.page, room.clerk.page):
            await sounds(page, False)
        await room.nothing_shows_at_the_terminal()

        end = alarm_on(room.guard).get_by_role("button", name="Päätä hälytys")
        await end.click()
        # A double click is one press: the second one has to be meant.
        await room.guard.wait_for_function("performance.now() > 0")
        await _confirm(room.guard, "Vahvista: vaara ohi")
        for page in (room.guard, room.clerk.page, room.other.page):
            await expect(page.get_by_text("Vartijahälytys")).to_have_count(0)
        await room.nothing_shows_at_the_terminal()


async def _confirm(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)

    async def gone() -> bool:
        if await button.count():
            await button.first.press("Enter")
        return await button.count() == 0

    await eventually(gone, timeout_s=5, what=f"{name} to be pressed")


async def test_a_clerk_raises_it_by_keyboard_and_is_told_quietly(
    browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path, pulse: PulseAudio
) -> None:
    async with play(browser, redis_server.url, tenant, tmp_path, pulse) as room:
        await in_conversation(room)
        await room.clerk.page.get_by_role("button", name="Koko näyttö").click()
        await room.clerk.page.wait_for_function("document.fullscreenElement !== null")
        await room.watch()
        page = room.other.page
        await page.get_by_role("button", name="Hälytä vartija").press("Enter")
        await _confirm(page, "Vahvista hälytys")
        await expect(page.get_by_text("Lähetetty, odotetaan kuittausta.")).to_be_visible()
        await sounds(page, False)
        # Another place's alarm is seen and heard over a conversation.
        await expect(alarm_on(room.clerk.page)).to_contain_text("Mikael Sjöberg, asiakaspalvelija")
        assert await room.clerk.page.evaluate(IN_FRONT), "hidden behind a picture in full screen"
        await sounds(room.clerk.page, True)
        await room.guard.get_by_role("button", name="Olen menossa").press("Enter")
        await expect(page.get_by_text("Kuitannut: Kimmo Niskala")).to_be_visible()
        await sounds(room.clerk.page, False)
        await room.nothing_shows_at_the_terminal()
