"""Pages in a city with odd names, very long ones and very many: nothing overflows or is lost.

One service has a name of 200 letters without a space, a card of it lacks two languages, there are
500 services, and 60 people who answer for one; names hold every direction and piles of marks.
The expert then goes back in mid-conversation, and forward again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.async_api import Page, expect

from signaling.server.settings import SEED_DIRECTORY
from tests.support.accessibility import faults, scrolls_sideways
from tests.support.browser import chromium, open_page
from tests.support.cut_text import cut_texts
from tests.support.players import BoothPlayer, ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WIDTHS = {"wide": (1280, 800), "narrow": (320, 640)}
LONG = ("Kiinteistöverovalitustenkäsittelyneuvonta" * 5)[:200]
EXPERT = "\u202eAino \u2067محمد علي\u2069 👩🏽\u200d💼 Z" + "\u0301\u0316" * 40 + "algo李"
SLOW_MS = 30_000
"""Five hundred cards take a busy machine a while to draw."""
SHOWN = "محمد علي"
"""The part of the name that is looked for."""
CLERK = "P" + "ä" * 120 + "ivi"
OTHERS = ("אברהם", "Мария-Хуана де ла Круз", "O'Brien & <b>Co</b>", "ñandú " * 30, "🙂🙃🫠")


def bad_directory() -> str:
    """The seed's directory as nobody would wish for it."""
    city: dict[str, Any] = yaml.safe_load(SEED_DIRECTORY.read_text("utf-8"))
    services = {each["id"]: each for each in city["services"]}
    people = {each["id"]: each for each in city["people"]}
    services["vero"]["name"] = {"fi": LONG}
    services["vero"]["description"] = {"fi": "Neuvontaa verotuksesta. " * 20}
    people["aino-makela"]["name"] = EXPERT
    people["paivi-koskinen"]["name"] = CLERK
    names = dict.fromkeys(("fi", "sv", "en"), "Asiakaspalvelupiste" * 6)
    for each in (*city["places"], *city["terminals"]):
        each["name"] = {tag: f"{each['name']['fi']} {name}" for tag, name in names.items()}
    kela = services["kela"]
    for number in range(500):
        name = dict.fromkeys(names, f"Palvelu {number} {LONG[:40]}")
        more = {"id": f"palvelu-{number}", "name": name, "group": ("city", "state")[number % 2]}
        city["services"].append({**kela, **more, "known_as": {}})
    for number in range(60):
        person = OTHERS[number % len(OTHERS)]
        city["people"].append(
            {
                "id": f"verovirkailija-{number}",
                "name": f"{person.strip()} {number}",
                "roles": ["expert"],
                "services": ["vero"],
                "languages": ["fi"],
            }
        )
    return yaml.safe_dump(city, allow_unicode=True)


@dataclass
class Look:
    """What does not fit in a wide window and in a narrow one."""

    folder: Path
    defects: list[str] = field(default_factory=list)

    async def at(self, page: Page, name: str) -> None:
        for width, (across, down) in reversed(WIDTHS.items()):
            await page.set_viewport_size({"width": across, "height": down})
            await page.screenshot(path=self.folder / f"{name}-{width}.png")
            found = await cut_texts(page)
            if (beyond := await scrolls_sideways(page)) > 0:
                found.append(f"scrolls sideways by {beyond} px")
            self.defects += [f"{name}, {width}: {each}" for each in found]


async def goes_back_and_forward(expert: ExpertPlayer) -> None:
    """By the browser's own buttons: the page is left, and takes the conversation up again."""
    await expert.page.go_back()
    await expect(expert.page.locator("a[href='/expert']")).to_be_visible(timeout=SLOW_MS)
    await expert.page.go_forward()
    await expert.sees(FACE_MARKER, DOCUMENT_MARKER)


async def test_odd_long_and_many_names_overflow_nowhere(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> None:
    (tmp_path / "directory.yaml").write_text(bad_directory(), "utf-8")
    settings = ('directory = "directory.yaml"',)
    async with (
        stage(tmp_path, redis_server.url, tenant, server=settings) as where,
        chromium() as browser,
    ):
        look = Look(tmp_path)
        expert = ExpertPlayer(await open_page(browser, f"{where.nodes[0]}/"))
        await expert.page.goto(where.page("expert"))
        people = expert.page.get_by_role("button").filter(has_text=SHOWN)
        await expect(people).to_have_count(1, timeout=SLOW_MS)
        await look.at(expert.page, "sign-in")
        await expert.sign_in(SHOWN)
        await expert.become_available()
        await look.at(expert.page, "expert")

        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        await clerk.sign_in(CLERK)
        await expect(clerk.page.get_by_text("Asiakaspalvelupiste").first).to_be_visible(
            timeout=SLOW_MS
        )
        await look.at(clerk.page, "terminals")
        await clerk.take("Porina")
        last = clerk.page.get_by_role("heading", name="Palvelu 499")
        await expect(last).to_be_attached(timeout=SLOW_MS)
        search = clerk.page.get_by_role("searchbox")
        await search.fill("verovalitus")
        card = clerk.page.get_by_role("listitem").filter(has_text="Neuvontaa verotuksesta")
        await card.get_by_text("Tarkenna kutsua").click()
        # Sixty, who was there before, and anybody.
        await expect(card.get_by_label("Kuka").get_by_role("option")).not_to_have_count(
            1, timeout=SLOW_MS
        )
        assert await card.get_by_label("Kuka").get_by_role("option").count() > 60
        await look.at(clerk.page, "services")
        await clerk.page.locator(".language-switch button[lang=sv]").click()
        await expect(card.get_by_text("Allt om detta finns inte på svenska.")).to_be_visible(
            timeout=SLOW_MS
        )
        await clerk.page.locator(".language-switch button[lang=fi]").click()

        await clerk.summon(LONG)
        await expert.rings(LONG)
        await look.at(expert.page, "ring")
        await look.at(clerk.page, "summoning")
        await expert.accept()
        await expert.sees(FACE_MARKER, DOCUMENT_MARKER)
        await look.at(expert.page, "conversation")
        await look.at(clerk.page, "visit")
        assert await faults(expert.page) == []
        booth = BoothPlayer(await open_page(browser, where.booth, size=(1920, 1080)))
        await booth.shows(SHOWN)
        await booth.page.screenshot(path=tmp_path / "booth.png")
        look.defects += [f"booth: {each}" for each in await cut_texts(booth.page)]

        await goes_back_and_forward(expert)
        await booth.shows(SHOWN)
        assert look.defects == []
