"""The paper in real Chromium: what an expert sees of it, chooses and takes along.

Assertions read what stands on the expert's screen: screenshots of the paper's window, read by
tesseract as a person would, and the pixels of the still.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.async_api import Browser, Page, expect

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    Cast,
    browser,
    cast,
    expert_camera,
    expert_microphone,
)
from tests.support.browser import Picture
from tests.support.papers.reading import ocr
from tests.support.processes import RedisServer
from tests.support.stage import FACE_MARKER, TERMINAL_HERTZ, stage
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

FORM = (
    "face.source=synthetic",
    f"face.marker={FACE_MARKER}",
    "voice.source=synthetic",
    f"voice.tone={TERMINAL_HERTZ}",
)
"""The form of the demonstration under the document camera: 8 megapixels, on its side, on a table."""

TITLE = "asukaspysäköintitunnus"

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


async def _talk(play: Cast) -> Page:
    page = play.expert.page
    await page.set_viewport_size({"width": 1600, "height": 1000})
    await play.clerk.summon()
    await play.expert.rings()
    await play.expert.accept()
    return page


async def _seen(page: Page) -> Picture:
    """The paper's window as it stands on the screen."""
    png = await page.get_by_test_id("paper-window").screenshot()
    shown = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    return np.asarray(shown, np.uint8)


async def _reads(
    page: Page, text: str, turned: int | None = None, *, flat: bool = False
) -> Picture:
    """The window, once a person can read `text` in it (turned back by `turned`).

    `flat`: and once it shows the page alone, no table around it.
    """
    found: list[Picture] = []

    async def readable() -> bool:
        shown = await _seen(page)
        assert not flat or _edge_is_paper(shown), "the table is in sight"
        upright = shown if turned is None else cv2.rotate(shown, turned)
        read = ocr(np.asarray(upright, np.uint8), "fi", 2.5)
        assert text in read, read[:200]
        found.append(shown)
        return True

    await eventually(readable, timeout_s=40, what=f"{text} can be read on the expert's screen")
    return found[0]


def _word_height(shown: Picture, word: str) -> float:
    """How high a word stands, in pixels of the screen; 0 when it is not read."""
    _, png = cv2.imencode(".png", cv2.resize(shown, None, fx=2.0, fy=2.0))
    told = subprocess.run(
        ["tesseract", "-", "-", "--psm", "4", "-l", "fin", "tsv"],
        input=np.asarray(png).tobytes(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "OMP_THREAD_LIMIT": "1"},
        check=True,
    ).stdout.decode()
    rows = [line.split("\t") for line in told.splitlines()[1:]]
    return max((int(row[9]) / 2.0 for row in rows if word in row[-1]), default=0.0)


def _edge_is_paper(shown: Picture) -> bool:
    """Whether the window ends where the page ends: its edge is bright all around, no table."""
    grey = cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY)
    edges = np.concatenate([grey[6:10].ravel(), grey[-10:-6].ravel(), grey[:, 6:10].ravel()])
    return float(np.mean(edges > 150)) > 0.9


async def test_an_expert_reads_zooms_and_turns_the_paper(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=FORM) as where,
        cast(browser, where) as play,
    ):
        page = await _talk(play)
        whole = await _reads(page, TITLE, flat=True)
        assert whole.shape[0] > 1.3 * whole.shape[1], "an upright page, and no bars beside it"
        before = _word_height(whole, TITLE)
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
            after = _word_height(await _seen(page), TITLE)
            assert before * 1.5 < after < before * 4, f"{before} and then {after} pixels high"
            return True

        await eventually(larger, timeout_s=20, what="the print is larger")
        await page.get_by_role("button", name="Koko sivu").press("0")
        await _reads(page, TITLE)

        await page.get_by_role("button", name="Käännä").click()
        turned = await _reads(page, TITLE, cv2.ROTATE_90_COUNTERCLOCKWISE)
        assert turned.shape[1] > 1.3 * turned.shape[0]
        # The resident sees their paper as the expert does.
        own = play.booth.page.get_by_test_id("picture-own_document")

        async def lies() -> bool:
            size = await own.evaluate("canvas => [canvas.width, canvas.height]")
            assert size[0] > 1.3 * size[1], size
            return True

        await eventually(lies, timeout_s=10, what="the resident's own view is turned, too")


async def _takes_still(page: Page) -> None:
    await page.get_by_role("button", name="Ota tarkka kuva").click()


async def _still(page: Page) -> tuple[int, int, str]:
    """Size and address of the still that is looked at, once it is there."""
    image = page.get_by_test_id("still")
    await expect(image).to_be_visible(timeout=40_000)
    found = await image.evaluate(
        "i => i.decode().then(() => [i.naturalWidth, i.naturalHeight, i.src])"
    )
    return int(found[0]), int(found[1]), str(found[2])


async def test_an_expert_takes_a_still_and_leaves_nothing_behind(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=FORM) as where,
        cast(browser, where) as play,
    ):
        page = await _talk(play)
        await _reads(page, TITLE)
        await _takes_still(page)
        await page.get_by_role("button", name="Peru tarkka kuva").click()
        await expect(page.get_by_role("button", name="Ota tarkka kuva")).to_be_visible()
        await expect(page.get_by_test_id("still")).to_have_count(0)

        await _takes_still(page)
        width, height, flat = await _still(page)
        assert width * height > 2_000_000
        await expect(page.get_by_role("progressbar")).to_have_count(0, timeout=40_000)
        await page.screenshot(path=tmp_path / "expert-still.png")
        await page.get_by_role("button", name="Kameran kuva").click()
        wide, high, raw = await _still(page)
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


async def test_a_still_goes_on_over_a_new_path(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=FORM) as where,
        cast(browser, where, init=CUT_AT_FIFTH) as play,
    ):
        page = await _talk(play)
        await _reads(page, TITLE)
        await page.evaluate("window.cut = true")
        await _takes_still(page)
        await _still(page)
        await expect(page.get_by_role("progressbar")).to_have_count(0, timeout=40_000)
        counts = await page.evaluate("window.deskBytes")
        assert len(counts) >= 2, "the cut made a new channel"
        assert counts[0]["frames"] >= 5, "it was cut half-way"
        sizes = await page.evaluate("window.partSizes")
        assert set(sizes) == {"page", "camera"}
        assert sum(each["bytes"] for each in counts) == sum(sizes.values()), "no byte came twice"
