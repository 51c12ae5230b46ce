"""Journey 3 in real Chromium: a resident alone in a booth, without a clerk beside them.

Each step is a touch on what the screen shows; pictures are read from decoded pixels, and at the
end the page is searched for anything that the visit could have left.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Page, expect

from edge_client.config import CameraSection
from edge_client.devices.pattern import draw_background, draw_bar
from signaling.server.sealing import add_key
from tests.support.browser import Picture, chromium, open_page, write_tone, write_y4m
from tests.support.players import VERO, BoothPlayer, ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.remains import NOTHING, REMAINS, remembered
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, SYNTHETIC, Stage, stage, where_vero
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

STAFF_MARKER = 31
ALONE = (*SYNTHETIC, "alone.enabled=true")
BJORN = "Björn Öhman"
PHONE_ENDS = r"765 ?4321"

TYPED = "Född 131052"
"""What the resident writes."""


@asynccontextmanager
async def staff_browser(folder: Path) -> AsyncIterator[Browser]:
    """Staff are seen as a marker with a moving bar."""
    section = CameraSection(device=0, width=640, height=480, fps=30, marker=STAFF_MARKER)
    film: list[Picture] = []
    for number in range(30):
        frame = draw_background("face", section)
        draw_bar(frame, number / 30)
        film.append(np.asarray(frame, np.uint8))
    camera = write_y4m(folder / "staff.y4m", film)
    async with chromium(
        camera=camera, microphone=write_tone(folder / "staff.wav", 660.0)
    ) as browser:
        yield browser


async def touch(page: Page, name: str) -> None:
    """Touch a button by what stands on it, or at its beginning."""
    await page.get_by_role("button", name=re.compile(f"^{name}")).click(timeout=15_000)


async def choose_tax_in_swedish(booth: BoothPlayer) -> None:
    await touch(booth.page, "Svenska")
    await booth.shows("Vad gäller ditt ärende")
    await touch(booth.page, "Skatter, stöd och fakturor")
    await touch(booth.page, "Skatteförvaltningen")
    await expect(booth.page.get_by_role("heading", name="Skatteförvaltningen")).to_be_visible()


async def nothing_remains(page: Page, *words: str) -> None:
    """The start is shown, and no store, picture or word of the visit is left in the page."""
    await expect(page.get_by_role("heading", name="Tervetuloa · Välkommen")).to_be_visible()
    found = await page.evaluate(REMAINS)
    text = found.pop("text")
    assert found == NOTHING
    assert not [word for word in words if word in text]
    assert await page.evaluate("document.documentElement.lang") == "fi"


async def writes(booth: Page, expert: Page) -> None:
    """What is written is looked for at the other end: asking the page would put it there."""
    await booth.get_by_role("button", name="Skriv", exact=True).click()
    await expect(booth.get_by_role("textbox")).to_be_focused()
    await booth.keyboard.type(TYPED)
    await expect(expert.get_by_text(TYPED)).to_be_visible(timeout=15_000)


async def is_told(where: Stage, *, rating: int) -> None:
    """The server has kept the resident's feedback as a line of its log, with nothing of a person."""

    def so() -> bool:
        log = (where.folder / "node-0.log").read_text()
        (line,) = [line for line in log.splitlines() if '"feedback"' in line]
        said = json.loads(line)
        facts = {name: said[name] for name in ("service", "place", "language", "rating")}
        assert facts == {"service": "vero", "place": "porina", "language": "sv", "rating": rating}
        return True

    await eventually(so, timeout_s=10, what="the feedback is kept")


async def forgets(page: Page, *words: str) -> None:
    """Nowhere in the page's memory is any of these left."""

    async def so() -> bool:
        held = await remembered(page, *words)
        assert held == {}, held
        return True

    await eventually(so, timeout_s=30, what="the page has forgotten the visit")


async def test_a_resident_asks_waits_talks_and_leaves_nothing(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    places = ("porina-1", "lavia-1")
    async with (
        stage(tmp_path, redis_server.url, tenant, terminals=places, settings=ALONE) as where,
        staff_browser(tmp_path) as browser,
    ):
        size = (1920, 1080)
        here, there = [BoothPlayer(await open_page(browser, u, size=size)) for u in where.booths]
        await choose_tax_in_swedish(here)
        await here.shows("Ingen är just nu i tjänst på det språk du har valt")
        await expect(here.page.get_by_role("button", name="Ta kontakt")).to_have_count(0)

        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        await expert.sign_in(BJORN)
        await expert.become_available()
        await expect(here.page.get_by_role("button", name="Ta kontakt")).to_be_visible()
        await here.shows("Svar inom en minut|Ledig nu")

        await choose_tax_in_swedish(there)
        await touch(there.page, "Ta kontakt")
        await touch(there.page, "Med bild")
        await there.shows("Vi kontaktar")
        await expert.rings()
        await touch(here.page, "Ta kontakt")
        await here.shows("Vem ser och hör dig")
        await here.shows("Sakkunnig, Skatteförvaltningen")
        await touch(here.page, "Bara ljud")
        await here.shows("Du har plats 1 i kön. (Du får svar|Vi kan inte uppskatta)")
        await touch(there.page, "Avbryt")
        await touch(there.page, "Till början")
        await nothing_remains(there.page, "Skatteförvaltningen")

        await expect(expert.page.get_by_text("Porina, palvelupiste 1")).to_be_visible(
            timeout=15_000
        )
        await expert.accept()
        await expert.sees_only(DOCUMENT_MARKER)
        await here.page.get_by_role("button", name="Bara ljud", pressed=True).click()
        await expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await here.sees_expert(STAFF_MARKER)
        pages = await here.page.evaluate("history.length")
        await writes(here.page, expert.page)
        assert set(await remembered(here.page, TYPED, BJORN)) == {TYPED, BJORN}
        await expert.hang_up()
        await here.shows("Tack för besöket")
        await here.shows("Hur gick ditt ärende")
        await touch(here.page, "Bra$")
        await here.shows("Tack för din respons")
        await is_told(where, rating=4)
        await touch(here.page, "Till början")
        await nothing_remains(here.page, "Skatteförvaltningen", "Verohallinto", "Björn")
        assert await here.page.evaluate("history.length") == pages
        await forgets(here.page, TYPED, BJORN)


async def test_a_clerk_helps_to_choose_brings_the_specialist_and_leaves(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    # Nothing here depends on how soon a ring is answered.
    patient = [where_vero(tmp_path, ring_s=150)]
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=ALONE, server=patient) as where,
        staff_browser(tmp_path) as browser,
    ):
        booth = BoothPlayer(await open_page(browser, where.booth, size=(1080, 1920)))
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        await clerk.sign_in()
        await clerk.page.get_by_role("button", name="Olen tavoitettavissa").click()
        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        await expert.sign_in()
        await expert.become_available()

        await touch(booth.page, "Suomi")
        await touch(booth.page, "En tiedä, auttakaa valitsemaan")
        await touch(booth.page, "Ota yhteyttä")
        await touch(booth.page, "Kuvan kanssa")
        ring = clerk.page.get_by_role("alertdialog", name="Palvelupiste Porina")
        await expect(ring).to_be_visible(timeout=15_000)
        await clerk.page.get_by_role("button", name="Vastaa", exact=True).click()
        await booth.sees_expert(STAFF_MARKER)

        await clerk.summon()
        await expert.rings()
        await expert.accept()
        await expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await clerk.page.get_by_role("button", name="Poistu keskustelusta").click()
        await booth.shows("Aino Mäkelä")
        await expect(booth.page.get_by_text("Päivi Koskinen")).to_have_count(0)
        await booth.sees_expert(STAFF_MARKER)
        await expert.hang_up()
        await booth.shows("Kiitos käynnistä")
        await touch(booth.page, "Palaa alkuun")
        await nothing_remains(booth.page, "Palvelupiste", "Verohallinto", "Aino", "Päivi")
        interpreter = ExpertPlayer(await open_page(browser, where.page("expert")))
        await interpreter.sign_in("Amira Haddad")
        await interpreter.become_available()
        await touch(booth.page, "Muut kielet")
        await touch(booth.page, "العربية")
        await booth.shows("لا يتم تسجيل المحادثة")
        await booth.page.get_by_role("button", name="مع الصورة").click()
        coming = booth.page.get_by_text("سينضم إليك موظف الخدمة ومترجم فوري")
        await expect(coming).to_have_attribute("dir", "rtl")
        await expect(ring).to_be_visible(timeout=15_000)
        await interpreter.rings("Tulkkaus")
        await touch(booth.page, "Cancel")
        await touch(booth.page, "To the start")
        await nothing_remains(booth.page, "لا يتم", "سينضم", "Amira")
        await touch(booth.page, "Suomi")
        await booth.shows("Mitä asiasi koskee")
        await a_clerk_looks_after_who_waits(booth, clerk, expert)


async def a_clerk_looks_after_who_waits(
    booth: BoothPlayer, clerk: ClerkPlayer, expert: ExpertPlayer
) -> None:
    """The clerk sees in the list of terminals that somebody waits, is with them in one action,
    and is asked how it ended, also after a reload; the specialist sees the answer.
    """
    await touch(booth.page, "Verot, tuet ja laskut")
    await touch(booth.page, VERO)
    await touch(booth.page, "Ota yhteyttä")
    await touch(booth.page, "Kuvan kanssa")
    terminals = clerk.page.get_by_role("region", name="Valitse pääte").get_by_role("listitem")
    await expect(terminals.first).to_contain_text("Asiakas odottaa, kutsu soi", timeout=15_000)
    await expect(terminals.first).to_contain_text(f"{VERO}, suomi")
    await terminals.first.get_by_role("button", name="Auta asiakasta").click()
    await booth.sees_expert(STAFF_MARKER)

    await expert.accept()
    await expert.sees(FACE_MARKER, DOCUMENT_MARKER)
    await clerk.end_visit()
    await booth.shows("Kiitos käynnistä")
    asked = clerk.page.get_by_role("group", name=f"Miten asia päättyi? {VERO}")
    await expect(asked).to_be_visible(timeout=15_000)
    await clerk.page.reload()
    await asked.get_by_role("button", name="Asia ratkesi").click(timeout=15_000)
    for player in (clerk, expert):
        await expect(player.page.get_by_text("Kirjattu: Asia ratkesi")).to_be_visible()
    await expect(terminals.filter(has_text="palvelupiste 1")).to_contain_text("Vapaa")


async def test_a_resident_whom_nobody_serves_is_called_back(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    phone = "040 765 4321"
    add_key(tmp_path / "contact.key")
    # Nobody is on duty at first: it is soon tried again.
    again = where_vero(tmp_path, callback_again_s=3)
    server = ['contact_key_file = "contact.key"', "always_open = true", again]
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=ALONE, server=server) as where,
        chromium() as browser,
    ):
        booth = BoothPlayer(await open_page(browser, where.booth, size=(1080, 1920)))
        await choose_tax_in_swedish(booth)
        await booth.shows("Ingen är just nu i tjänst på det språk du har valt")
        await touch(booth.page, "Lämna en begäran om att bli uppringd")
        await booth.shows("När ska vi ringa dig")
        await booth.page.get_by_role("button", name=re.compile("^i dag före kl")).first.click()
        for key in "040":
            await touch(booth.page, f"{key}$")
        await booth.page.keyboard.type("7654329")
        await touch(booth.page, "Sudda")
        await touch(booth.page, "1$")
        await expect(booth.page.get_by_label("Numret du har skrivit")).to_have_text(phone)
        await touch(booth.page, "Fortsätt")
        await booth.shows(f"Vi ringer dig i dag före kl.* på numret {phone}")
        await touch(booth.page, "Skicka")
        await booth.shows("Din begäran har lämnats")
        left = await booth.page.evaluate(REMAINS)
        assert not re.search(PHONE_ENDS, left["text"])
        await touch(booth.page, "Till början")
        await nothing_remains(booth.page, phone, phone.replace(" ", ""), "Skatteförvaltningen")
        logs = [path.read_text() for path in where.folder.glob("*.log")]
        assert logs and not [log for log in logs if re.search(PHONE_ENDS, log)]

        expert = ExpertPlayer(await open_page(browser, where.page("expert")))
        await expert.sign_in(BJORN)
        # Whoever becomes available is rung at once.
        await expert.page.get_by_role("button", name="Olen tavoitettavissa").click()
        ring = expert.page.get_by_role("alertdialog", name=VERO)
        await expect(ring).to_contain_text("Porina", timeout=30_000)
        await expert.page.get_by_role("button", name="Ota hoitaaksesi").click()
        await expect(expert.page.get_by_role("link", name=phone)).to_be_visible()
