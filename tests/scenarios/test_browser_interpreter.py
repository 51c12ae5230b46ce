"""Journey 5 at the real pages, on two nodes: clerk's console, two specialists' pages, booth."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import picture, sound
from tests.support.media import amplitude_of, marker_in
from tests.support.persons import a_page, face_of, person
from tests.support.players import (
    AINO,
    DOCUMENT,
    BoothPlayer,
    ClerkPlayer,
    ExpertPlayer,
    marker_on,
)
from tests.support.processes import PulseAudio, RedisServer
from tests.support.room_ear import RoomEar
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, SYNTHETIC, TERMINAL_HERTZ, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SINI = "Sini Järvelä"
EXPERT_MARKER, EXPERT_HERTZ = 31, 660.0
INTERPRETER_MARKER, INTERPRETER_HERTZ = 41, 1250.0
LOUD = 0.03
SIGNED = "suomi–suomalainen viittomakieli"


@dataclass
class Play:
    """Everybody's page."""

    clerk: ClerkPlayer
    expert: ExpertPlayer
    interpreter: ExpertPlayer
    booth: BoothPlayer
    ear: RoomEar

    async def choose(self, page: Page) -> None:
        """The pair, which says how many are free."""
        choice = page.get_by_label("Tulkkauksen kielet")
        option = choice.locator("option", has_text=SIGNED)
        await expect(option).to_contain_text("1 vapaana", timeout=10_000)
        await choice.select_option(await option.get_attribute("value"))

    async def all_together(self) -> None:
        """Markers at both pages and on the booth screen, voices at all three ends."""

        async def right() -> bool:
            for page, other, marker in (
                (self.expert.page, SINI, INTERPRETER_MARKER),
                (self.interpreter.page, AINO, EXPERT_MARKER),
            ):
                assert await marker_on(page, face_of("Asiakas")) == FACE_MARKER
                assert await marker_on(page, DOCUMENT) == DOCUMENT_MARKER
                assert await marker_on(page, face_of(other)) == marker
            for kind, marker in (
                ("counterpart_face", EXPERT_MARKER),
                ("interpreter_face", INTERPRETER_MARKER),
            ):
                canvas = f"canvas[data-testid=picture-{kind}]"
                assert marker_in(await picture(self.booth.page, canvas)) == marker, kind
            return True

        await eventually(right, timeout_s=25, what="everybody sees everybody")
        missing = {
            ("expert", float(TERMINAL_HERTZ)),
            ("expert", INTERPRETER_HERTZ),
            ("interpreter", float(TERMINAL_HERTZ)),
            ("interpreter", EXPERT_HERTZ),
            ("booth", EXPERT_HERTZ),
            ("booth", INTERPRETER_HERTZ),
        }

        async def heard() -> bool:
            ends = {
                "expert": await sound(self.expert.page),
                "interpreter": await sound(self.interpreter.page),
                "booth": self.ear.last(),
            }
            missing.difference_update(
                {(who, tone) for who, tone in missing if amplitude_of(ends[who], tone) > LOUD}
            )
            assert not missing, f"not heard: {sorted(missing)}"
            return True

        await eventually(heard, timeout_s=20, what="everybody hears everybody")


@asynccontextmanager
async def play(redis_url: str, tenant: str, folder: Path, pulse: PulseAudio) -> AsyncIterator[Play]:
    settings = (*SYNTHETIC, "loudspeaker.source=device", "loudspeaker.device=booth_speaker")
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(
            stage(
                folder,
                redis_url,
                tenant,
                nodes=2,
                settings=settings,
                environ=pulse.client_environ,
            )
        )
        one, _ = await stack.enter_async_context(
            person(folder, "expert", EXPERT_MARKER, EXPERT_HERTZ)
        )
        other, _ = await stack.enter_async_context(
            person(folder, "interpreter", INTERPRETER_MARKER, INTERPRETER_HERTZ)
        )
        clerk = ClerkPlayer(await a_page(one, where.page("clerk")))
        expert = ExpertPlayer(await a_page(one, where.page("expert", node=1)))
        interpreter = ExpertPlayer(await a_page(other, where.page("expert", node=1)))
        booth = BoothPlayer(await a_page(other, where.booth))
        ear = await stack.enter_async_context(RoomEar(pulse))
        await expert.sign_in()
        await expert.become_available()
        await interpreter.sign_in(SINI)
        await interpreter.become_available()
        await clerk.sign_in()
        await clerk.take("Porina")
        yield Play(clerk, expert, interpreter, booth, ear)


async def test_an_interpreter_comes_with_the_specialist_and_is_added_again(
    redis_server: RedisServer, tenant: str, tmp_path: Path, pulse: PulseAudio
) -> None:
    async with play(redis_server.url, tenant, tmp_path, pulse) as all_:
        clerk, expert, interpreter = all_.clerk, all_.expert, all_.interpreter
        await all_.choose(clerk.page)
        await clerk.sees_state("Tulkki kutsutaan samalla")
        await clerk.summon()
        await interpreter.rings("Tulkkaus")
        card = interpreter.page.get_by_role("alertdialog", name="Tulkkaus")
        await expect(card).to_contain_text(f"{SIGNED}, kumpaankin suuntaan")
        await expect(card).to_contain_text("Porina")
        await clerk.sees_state("Tulkille soitetaan")
        await clerk.sees_state("Soi nyt, 1. asiantuntija")
        await all_.booth.shows("Otamme yhteyttä.*Verohallinto")
        await expert.rings()
        await expert.accept()
        await interpreter.accept()
        await all_.all_together()
        await all_.booth.shows("Tulkki")
        await expect(clerk.page.get_by_text("Tulkki on vastannut")).to_be_visible()

        await interpreter.hang_up()
        await all_.booth.sees_expert(EXPERT_MARKER)
        await interpreter.is_available()
        await expert.page.get_by_role("button", name="Pyydä tulkki mukaan").click()
        await all_.choose(expert.page)
        await expert.page.get_by_role("button", name="Kutsu tulkki nyt").click()
        await clerk.sees_state("Tulkille soitetaan")
        await interpreter.rings("Tulkkaus")
        await interpreter.decline()
        for page in (clerk.page, expert.page):
            told = page.get_by_text("Kukaan tulkeista ei voinut nyt vastata.")
            await expect(told).to_be_visible(timeout=10_000)
        await all_.booth.sees_expert(EXPERT_MARKER)
