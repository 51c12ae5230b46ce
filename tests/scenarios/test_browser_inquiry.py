"""Journey 8 in real Chromium: a clerk asks a specialist without the resident."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from edge_client.peering.texting import TextState
from tests.support.browser import chromium, open_page, sound, write_tone
from tests.support.city import EXPERT_TONE, ScenarioCity
from tests.support.media import amplitude_of
from tests.support.players import AINO, ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.stage import ROOT, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PAIVI = "Päivi Koskinen"
CLERK_HERTZ, EXPERT_HERTZ = 1250.0, 660.0
LOUD, SILENT = 0.03, 0.01
QUESTION, ANSWER = "Riittääkö verokortin kopio?", "Riittää, jos se on tältä vuodelta."

COUNT_MICROPHONES = """
window.__asked = 0
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
navigator.mediaDevices.getUserMedia = constraints => { window.__asked += 1; return real(constraints) }
"""


@dataclass
class Play:
    """Both pages."""

    clerk: ClerkPlayer
    expert: ExpertPlayer

    async def asked(self) -> None:
        """The clerk asks, the expert answers the ring."""
        ask = self.clerk.page.get_by_role(
            "button", name="Kysy ilman asiakasta: Verohallinto, suomi"
        )
        await expect(ask).to_be_enabled(timeout=15_000)
        await ask.click()
        ring = self.expert.page.get_by_role("alertdialog", name="Verohallinto")
        await expect(ring).to_contain_text("ilman asiakasta", timeout=10_000)
        await expect(ring).to_contain_text(PAIVI)
        await self.expert.accept()

    async def free(self) -> None:
        """Nobody is left busy, and nothing of the texts is left on the pages."""
        await self.expert.is_available()
        for page, other in ((self.clerk.page, AINO), (self.expert.page, PAIVI)):
            await expect(page.get_by_role("log")).to_have_count(0)
            await expect(page.get_by_text(f"Keskustelu päättyi: {other}")).to_be_visible()
            assert QUESTION not in await page.content()

    async def microphones(self) -> list[int]:
        """How often each page has asked for a device."""
        return [
            int(await page.evaluate("window.__asked"))
            for page in (self.clerk.page, self.expert.page)
        ]


@asynccontextmanager
async def play(redis_url: str, tenant: str, folder: Path) -> AsyncIterator[Play]:
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(stage(folder, redis_url, tenant, nodes=2))
        pages = []
        tones = ("clerk", CLERK_HERTZ), ("expert", EXPERT_HERTZ)
        for node, (name, hertz) in enumerate(tones):
            microphone = write_tone(folder / f"{name}.wav", hertz)
            browser = await stack.enter_async_context(chromium(microphone=microphone))
            context = await browser.new_context(locale="fi-FI", permissions=["microphone"])
            await context.add_init_script(COUNT_MICROPHONES)
            pages.append(await open_page(browser, where.page(name, node), context=context))
        clerk, expert = ClerkPlayer(pages[0]), ExpertPlayer(pages[1])
        await expert.sign_in()
        await expert.become_available()
        # Whoever becomes available is asked for devices then, so that no ring has to.
        await expert.page.evaluate("window.__asked = 0")
        await clerk.sign_in(PAIVI)
        await clerk.take("Porina")
        yield Play(clerk, expert)


async def write(page: Page, text: str) -> None:
    """Into the field that has the focus, as a person does; Enter sends."""
    await expect(page.get_by_role("textbox", name=re.compile("Kysymyksesi|Viesti"))).to_be_focused()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def reads(page: Page, text: str, state: str | None = None) -> None:
    """The text stands among the messages, once; an own one with how far it has come."""
    shown = page.get_by_role("log").locator(".text", has_text=text)
    await expect(shown).to_have_count(1, timeout=15_000)
    if state is not None:
        await expect(shown).to_contain_text(state, timeout=15_000)


async def hears(page: Page, hertz: float) -> None:
    async def heard() -> bool:
        loud = amplitude_of(await sound(page), hertz)
        assert loud > LOUD, f"{hertz} Hz at {loud:.3f}"
        return True

    await eventually(heard, timeout_s=15, what=f"{hertz} Hz")


async def test_a_question_by_text_and_by_voice(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with play(redis_server.url, tenant, tmp_path) as pair:
        clerk, expert = pair.clerk.page, pair.expert.page
        await pair.asked()
        await write(clerk, QUESTION)
        await reads(expert, QUESTION)
        await reads(clerk, QUESTION, "Perillä")
        await write(expert, ANSWER)
        await reads(clerk, ANSWER)
        await reads(expert, ANSWER, "Perillä")
        assert await pair.microphones() == [0, 0], "a device was opened for a text"

        await expert.get_by_role("button", name="Kytke puhe").click()
        await expect(clerk.get_by_text(f"{AINO} haluaa puhua")).to_be_visible()
        assert await clerk.locator("audio").count() == 0, "the clerk's page is not silent"
        await clerk.get_by_role("button", name="Kytke puhe").click()
        await hears(clerk, EXPERT_HERTZ)
        await hears(expert, CLERK_HERTZ)
        assert await pair.microphones() == [1, 1]
        await clerk.get_by_role("button", name="Katkaise puhe").click()

        async def silent() -> bool:
            loud = amplitude_of(await sound(expert), CLERK_HERTZ)
            assert loud < SILENT, f"still heard at {loud:.3f}"
            return True

        await eventually(silent, timeout_s=10, what="the clerk's voice is off")
        await expert.get_by_role("button", name="Päätä kysymys").click()
        await pair.free()


async def test_either_may_end_it_and_the_same_person_be_brought_in(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    async with play(redis_server.url, tenant, tmp_path) as pair:
        clerk, expert = pair.clerk.page, pair.expert.page
        await pair.asked()
        await write(clerk, QUESTION)
        await reads(expert, QUESTION)
        await clerk.get_by_role("button", name="Päätä kysymys").click()
        await pair.free()

        await pair.asked()
        await clerk.get_by_role("button", name="Pyydä mukaan asiakkaan luo").click()
        await pair.expert.rings()
        await pair.expert.accept()
        await expect(expert.locator("video[data-testid=video-document]")).to_be_visible(
            timeout=15_000
        )
        await expect(clerk.get_by_role("button", name="Päätä asiointi")).to_be_visible()


async def test_a_specialist_in_python_answers_over_two_connections(
    city: ScenarioCity, tmp_path: Path
) -> None:
    """The second connection replaces the first in the middle: nothing is lost or doubled."""
    node = await city.start(web_dist=ROOT / "web" / "dist")
    await city.desk()
    aino = await city.expert("aino")
    async with chromium(microphone=write_tone(tmp_path / "clerk.wav", CLERK_HERTZ)) as browser:
        page = await open_page(browser, f"http://localhost:{node.port}/clerk")
        clerk = ClerkPlayer(page)
        await clerk.sign_in("Kaisa Kärki")
        await clerk.take("Porina")
        await page.get_by_role("button", name="Kysy ilman asiakasta: Verohallinto, suomi").click()
        await write(page, QUESTION)
        await aino.ring(5)
        await aino.accept()
        await aino.reads(QUESTION)
        await reads(page, QUESTION, "Perillä")
        before = aino.keeper.generation(aino.counterpart or "")

        peer = aino.keeper._pairs[aino.counterpart or ""].peer
        assert peer is not None
        await peer._connection.close()
        first = aino.say(ANSWER)
        await write(page, "Kiitos!")
        await aino.reads("Kiitos!", 20)
        await aino.arrived(first, 20)
        await reads(page, ANSWER)
        assert aino.keeper.generation(aino.counterpart or "") > before
        received = [text.text for text in aino.texts if text.state is TextState.RECEIVED]
        assert received == [QUESTION, "Kiitos!"]

        await page.get_by_role("button", name="Kytke puhe").click()
        await aino.speak(True)
        await hears(page, EXPERT_TONE)
        await eventually(
            lambda: amplitude_of(aino.heard.last(), CLERK_HERTZ) > LOUD,
            timeout_s=10,
            what="the clerk's voice in Python",
        )
