"""The paper in real Chromium: what an expert sees of it, chooses and takes along.

Assertions read what stands on the expert's screen: screenshots of the paper's window, read by
tesseract as a person would, and the pixels of the still.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import cv2
import pytest
from playwright.async_api import Browser, expect

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    Cast,
    browser,
    cast,
    expert_camera,
    expert_microphone,
)
from tests.support.accessibility import faults, scrolls_sideways
from tests.support.paper_player import FORM, TITLE, PaperPlayer, edge_is_paper, word_height
from tests.support.papers.page import render
from tests.support.papers.photo import photograph
from tests.support.papers.reading import cer, ocr
from tests.support.papers.scene import STANDARD
from tests.support.papers.text import running
from tests.support.processes import RedisServer
from tests.support.stage import stage, where_vero
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CUT_AT_FIFTH = """
window.deskBytes = []
window.partSizes = {}
const make = RTCPeerConnection.prototype.createDataChannel
RTCPeerConnection.prototype.createDataChannel = function (...given) {
  const channel = make.apply(this, given)
  if (channel.label !== 'desk') return channel
  const index = window.deskBytes.push({ frames: 0, bytes: 0 }) - 1
  channel.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') {
      const told = JSON.parse(data)
      if (told.type === 'still.part') window.partSizes[told.shows] = told.size
      return
    }
    const count = window.deskBytes[index]
    count.frames += 1
    count.bytes += data.byteLength
    if (index === 0 && count.frames === 5 && window.cut) this.close()
  })
  return channel
}
"""


Talk: TypeAlias = Callable[..., AbstractAsyncContextManager[tuple[Cast, PaperPlayer]]]


@pytest.fixture
def talk(browser: Browser, redis_server: RedisServer, tenant: str, tmp_path: Path) -> Talk:  # noqa: F811
    """Begins a conversation over a paper; the expert has answered, in a window of a good size."""
    return partial(_talk, browser, redis_server.url, tenant, tmp_path)


@asynccontextmanager
async def _talk(
    browser: Browser,  # noqa: F811
    redis_url: str,
    tenant: str,
    folder: Path,
    *,
    settings: Sequence[str] = FORM,
    server: Sequence[str] = (),
    init: str = "",
    size: tuple[int, int] = (1600, 1000),
) -> AsyncIterator[tuple[Cast, PaperPlayer]]:
    async with (
        stage(folder, redis_url, tenant, settings=settings, server=server) as where,
        cast(browser, where, init=init) as play,
    ):
        page = play.expert.page
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.accept()
        yield play, PaperPlayer(page)


async def test_an_expert_reads_zooms_and_turns_the_paper(talk: Talk, tmp_path: Path) -> None:
    async with talk() as (play, paper):
        page = paper.page
        whole = await paper.reads(TITLE, flat=True)
        assert whole.shape[0] > 1.3 * whole.shape[1], "an upright page, and no bars beside it"
        before = word_height(whole, TITLE)
        await page.screenshot(path=tmp_path / "expert-paper.png")

        box = await page.get_by_test_id("paper-window").bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 5, box["y"] + box["height"] * 0.03)
        await page.mouse.down()
        await page.mouse.move(
            box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.3, steps=5
        )
        await page.mouse.up()
        await expect(page.get_by_role("img", name="prosenttia sivusta")).to_be_visible()

        async def larger() -> bool:
            after = word_height(await paper.window(), TITLE)
            assert before * 1.5 < after < before * 4, f"{before} and then {after} pixels high"
            return True

        await eventually(larger, timeout_s=20, what="the print is larger")
        await page.get_by_role("button", name="Koko sivu").press("0")
        await paper.reads(TITLE)

        await page.get_by_role("button", name="Käännä").click()
        turned = await paper.reads(TITLE, cv2.ROTATE_90_COUNTERCLOCKWISE)
        assert turned.shape[1] > 1.3 * turned.shape[0]
        # The resident sees their paper as the expert does.
        own = play.booth.page.get_by_test_id("picture-own_document")

        async def lies() -> bool:
            size = await own.evaluate("canvas => [canvas.width, canvas.height]")
            assert size[0] > 1.3 * size[1], size
            return True

        await eventually(lies, timeout_s=10, what="the resident's own view is turned, too")


async def test_an_expert_takes_a_still_and_leaves_nothing_behind(
    talk: Talk, tmp_path: Path
) -> None:
    async with talk() as (play, paper):
        page = paper.page
        await paper.reads(TITLE)
        await paper.take_still()
        await page.get_by_role("button", name="Peru tarkka kuva").click()
        await expect(page.get_by_role("button", name="Ota tarkka kuva")).to_be_visible()
        await expect(page.get_by_test_id("still")).to_have_count(0)

        await paper.take_still()
        width, height, flat = await paper.still()
        assert width * height > 2_000_000
        await paper.has_all()
        await page.screenshot(path=tmp_path / "expert-still.png")
        await expect(page.get_by_role("button", name="Tallenna kuva")).to_have_count(0)
        await page.get_by_role("button", name="Kameran kuva").click()
        wide, high, raw = await paper.still()
        assert wide * high >= 7_900_000, "all of the sensor"
        await page.get_by_role("button", name="Palaa videokuvaan").click()
        await expect(page.get_by_test_id("still")).to_have_count(0)

        await play.expert.hang_up()
        await play.expert.is_available()
        left = await page.evaluate(
            """async urls => [
              ...(await Promise.all(urls.map(url => fetch(url).then(() => url, () => null)))),
              ...(await indexedDB.databases()), ...(await caches.keys()),
              ...Object.values(localStorage).filter(text => text.length > 10_000),
            ].filter(Boolean)""",
            [flat, raw],
        )
        assert left == []
        await expect(page.locator("img[src^='blob:']")).to_have_count(0)


async def test_a_still_goes_on_over_a_new_path(talk: Talk) -> None:
    async with talk(init=CUT_AT_FIFTH) as (_, paper):
        page = paper.page
        await paper.reads(TITLE)
        await page.evaluate("window.cut = true")
        await paper.take_still()
        await paper.still()
        await paper.has_all()
        counts = await page.evaluate("window.deskBytes")
        assert len(counts) >= 2, "the cut made a new channel"
        assert counts[0]["frames"] >= 5, "it was cut half-way"
        sizes = await page.evaluate("window.partSizes")
        assert set(sizes) == {"page", "camera"}
        assert sum(each["bytes"] for each in counts) == sum(sizes.values()), "no byte came twice"


async def test_a_still_shown_whole_reads_as_well_as_the_living_picture(
    talk: Talk, tmp_path: Path
) -> None:
    """At 9 points in a window of 1920 × 1080; and this service lets it be saved."""
    sheet = render(running("fi", 5), points=9)
    photo = photograph(sheet, replace(STANDARD, hand_shadow=False), 3)
    cv2.imwrite(str(tmp_path / "page.jpg"), photo.frame)
    paper_file, turn = f"document.file={tmp_path / 'page.jpg'}", f"document.rotate={photo.turn}"
    server = (where_vero(tmp_path, may_save_stills=True),)
    async with talk(settings=(*FORM, paper_file, turn), server=server, size=(1920, 1080)) as (
        _,
        paper,
    ):

        async def settled() -> float:
            shown = await paper.window()
            assert edge_is_paper(shown), "the table is in sight"
            errors = cer(sheet.text, ocr(shown, "fi", 2.5))
            assert errors < 0.06, f"{errors:.1%} of the characters are read wrong"
            return max(errors, 1e-9)

        live = await eventually(settled, timeout_s=60, what="the living picture can be read")
        await paper.take_still()
        await paper.still()
        await paper.has_all()
        whole = await paper.copy()
        await paper.page.screenshot(path=tmp_path / "still-whole.png")
        assert 800 < whole.shape[0] < 1080, "all of the page is in sight"
        errors = cer(sheet.text, ocr(whole, "fi", 2.5))
        assert errors <= live, f"still {errors:.1%}, living picture {live:.1%}"
        assert errors <= 0.02, f"still {errors:.1%}"

        width, height, _ = await paper.still()
        async with paper.page.expect_download() as coming:
            await paper.page.get_by_role("button", name="Tallenna kuva").click()
        saved = await coming.value
        assert re.fullmatch(r"tarkka-kuva-sivu-[\d-]+-1\.jpg", saved.suggested_filename)
        picture = cv2.imread(str(await saved.path()))
        assert picture is not None
        assert picture.shape[:2] == (height, width), "all that came"


async def test_the_paper_by_keys_alone(talk: Talk) -> None:
    async with talk() as (_, paper):
        page = paper.page
        await paper.reads(TITLE)

        async def go_to(name: str) -> None:
            """Press Tab until the focus is there."""
            button = page.get_by_role("button", name=name)
            for _ in range(60):
                if await button.evaluate("each => each === document.activeElement"):
                    return
                await page.keyboard.press("Tab")
            raise AssertionError(f"{name} is not reached by Tab")

        await go_to("Lähennä")
        await page.keyboard.press("Enter")
        part = page.get_by_role("img", name="prosenttia sivusta")
        await expect(part).to_be_visible()
        share = await part.get_attribute("aria-label")
        await page.keyboard.press("+")
        await expect(part).not_to_have_attribute("aria-label", share or "")
        await go_to("Siirry alaspäin")
        await page.keyboard.press("Enter")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("0")
        await expect(part).to_have_count(0)
        # The arrow that had the focus is gone, and the keys go on working.
        await page.keyboard.press("+")
        await expect(part).to_be_visible()
        await page.keyboard.press("0")
        await go_to("Ota tarkka kuva")
        await page.keyboard.press("Space")
        await paper.still()
        await paper.has_all()
        await go_to("Käännä")
        await page.keyboard.press("Enter")
        turned = await paper.copy()
        assert turned.shape[1] > 1.3 * turned.shape[0], "it lies on its side"
        await go_to("Palaa videokuvaan")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("still")).to_have_count(0)
        await go_to("Tarkka kuva 1")
        await page.keyboard.press("Enter")
        await paper.copy()
        await go_to("Poista kuva")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Poista heti")).to_be_focused()


WINDOWS = {
    "magnified twofold": (640, 400),
    "magnified fourfold": (320, 256),
    "telephone": (320, 640),
    "portrait": (800, 1280),
    "small": (900, 600),
    "laptop": (1366, 768),
}


async def test_the_paper_fits_small_and_magnified_windows(talk: Talk) -> None:
    async with talk() as (_, paper):
        page = paper.page

        async def fits(state: str) -> None:
            for name, (width, height) in WINDOWS.items():
                await page.set_viewport_size({"width": width, "height": height})
                assert await scrolls_sideways(page) == 0, f"{state}, {name}"
                assert await faults(page) == [], f"{state}, {name}"

        await paper.reads(TITLE)
        await fits("living")
        await page.get_by_role("button", name="Lähennä").click()
        await expect(page.get_by_role("img", name="prosenttia sivusta")).to_be_visible()
        await fits("enlarged")
        await paper.take_still()
        await paper.still()
        await paper.has_all()
        await fits("still")
        await page.get_by_role("button", name="Lähennä").click()
        await fits("still, enlarged")
