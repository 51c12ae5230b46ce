"""An expert points at and draws on the paper, and the resident sees it at the same place.

What is asserted is measured in decoded pixels: markers printed on the paper tell where its places
are on either screen, whichever way it is shown there.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from playwright.async_api import Browser, Page, expect

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    browser,
    cast,
    expert_camera,
    expert_microphone,
)
from tests.support.browser import Picture
from tests.support.desk_scene import CENTRE, CORNER, markers, scene
from tests.support.paper_player import FORM, shot
from tests.support.processes import RedisServer
from tests.support.stage import stage
from tests.support.waiting import eventually

# Two pages, a paper that is looked for all the time, and a mark that has to follow it.
pytestmark = [pytest.mark.browser, pytest.mark.calm, pytest.mark.timeout(300)]

Spot = npt.NDArray[np.float32]
NEAR = 0.02
"""Of the shown picture's diagonal: a few pixels of the resident's screen."""

MARKS_SHOWN = """shown => document.querySelectorAll('.marks').forEach(
  each => { each.style.visibility = shown ? 'visible' : 'hidden' })"""


async def seen(page: Page, selector: str) -> tuple[Picture, dict[int, Spot]]:
    """A picture of the paper as it stands on the screen without marks, and its markers' middles."""
    await page.evaluate(MARKS_SHOWN, False)
    picture = await shot(page.locator(selector))
    await page.evaluate(MARKS_SHOWN, True)
    found = {
        one: np.asarray(quad.mean(axis=0), np.float32) for one, quad in markers(picture).items()
    }
    return picture, found


async def spot(page: Page, selector: str, marker: int) -> tuple[float, float]:
    """Where a marker is on the whole page, in its pixels, once it is seen there and rests."""
    before: list[Spot] = []

    async def rests() -> bool:
        _, found = await seen(page, selector)
        assert marker in found, f"marker {marker} is not seen, only {sorted(found)}"
        before.append(found[marker])
        assert len(before) > 1
        assert float(np.linalg.norm(before[-1] - before[-2])) < 1.0, "it moves"
        return True

    await eventually(rests, timeout_s=40, what=f"marker {marker} rests on the screen")
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + float(before[-1][0]), box["y"] + float(before[-1][1])


WINDOW, OWN = "[data-testid=paper-window]", ".booth-sheet canvas"


async def points_at(booth: Page, marker: int) -> None:
    """The resident sees the pointer's dot on that marker."""

    async def on_it() -> bool:
        picture, found = await seen(booth, OWN)
        assert marker in found, f"the resident sees {sorted(found)}"
        dot = await booth.locator(".marks-dot").bounding_box(timeout=1000)
        box = await booth.locator(OWN).bounding_box()
        assert dot is not None
        assert box is not None
        at = np.array([dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2])
        away = float(np.linalg.norm(at - [box["x"], box["y"]] - found[marker]))
        assert away < NEAR * float(np.hypot(*picture.shape[:2])), f"{away:.0f} pixels away"
        return True

    await eventually(on_it, timeout_s=30, what="the pointer is on the marker")


async def is_drawn(booth: Page, *ends: int) -> None:
    """The resident sees ink on those markers, and all of it on the line between them."""

    async def lies() -> bool:
        picture, found = await seen(booth, OWN)
        drawn = await shot(booth.locator(OWN))
        # What only marks make: red ink, on a page that has no red.
        blue, green, red = (drawn[:, :, c].astype(int) for c in range(3))
        ink = np.argwhere((red > 150) & (green < 110) & (blue < 110))[:, ::-1]
        assert len(ink) > 50, "no ink"
        near = NEAR * float(np.hypot(*picture.shape[:2]))
        for marker in ends:
            assert marker in found, f"the resident sees {sorted(found)}"
            away = float(np.linalg.norm(ink - found[marker], axis=1).min())
            assert away < near, f"the ink ends {away:.0f} pixels from marker {marker}"
        if len(ends) == 2:
            a, b = (found[one].astype(float) for one in ends)
            along = (b - a) / np.linalg.norm(b - a)
            across = np.abs((ink - a) @ np.array([-along[1], along[0]]))
            assert float(across.max()) < near + 4, "ink beside the line"
        return True

    await eventually(lies, timeout_s=30, what="the stroke lies where it was drawn")


async def test_the_resident_sees_where_the_expert_points_and_draws(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    cv2.imwrite(str(tmp_path / "page.jpg"), cv2.resize(scene(), (3264, 2448)))
    settings = (*FORM, f"document.file={tmp_path / 'page.jpg'}", "document.rotate=0")
    async with (
        stage(tmp_path, redis_server.url, tenant, settings=settings) as where,
        cast(browser, where) as play,
    ):
        page, booth = play.expert.page, play.booth.page
        await page.set_viewport_size({"width": 1600, "height": 1000})
        await booth.set_viewport_size({"width": 1920, "height": 1080})
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.accept()

        async def flat() -> bool:
            picture, found = await seen(page, WINDOW)
            assert set(found) == {CENTRE, CORNER}, "the page alone, without the table"
            assert picture.shape[0] > 1.3 * picture.shape[1]
            return True

        await eventually(flat, timeout_s=40, what="the page is flat")
        await page.get_by_role("button", name="Osoita").click()
        await page.mouse.move(*(await spot(page, WINDOW, CENTRE)), steps=4)
        await points_at(booth, CENTRE)
        await expect(booth.get_by_text("näyttää kohtaa paperistasi")).to_be_visible()
        await booth.screenshot(path=tmp_path / "booth-pointer.png")

        await page.get_by_role("button", name="Piirrä").click()
        start, end = await spot(page, WINDOW, CORNER), await spot(page, WINDOW, CENTRE)
        await page.mouse.move(*start)
        await page.mouse.down()
        await page.mouse.move(*end, steps=12)
        await page.mouse.up()
        # Off the paper: the stroke alone is left.
        await page.get_by_role("button", name="Käännä").hover()
        await expect(booth.locator(".marks-dot")).to_have_count(0)
        await is_drawn(booth, CORNER, CENTRE)
        await page.screenshot(path=tmp_path / "expert-drawn.png")
        await booth.screenshot(path=tmp_path / "booth-drawn.png")

        await page.get_by_role("button", name="Käännä").click()
        await page.get_by_role("button", name="Lähennä").click()
        await expect(page.get_by_role("img", name="prosenttia sivusta")).to_be_visible()
        await spot(page, WINDOW, CENTRE)
        await is_drawn(booth, CENTRE)
        await page.get_by_role("button", name="Osoita").click()
        await page.mouse.move(*(await spot(page, WINDOW, CENTRE)), steps=4)
        await points_at(booth, CENTRE)
        await booth.screenshot(path=tmp_path / "booth-turned.png")
        # By keys alone: an arrow moves it, Esc takes it away.
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Escape")
        await expect(booth.locator(".marks-dot")).to_have_count(0)

        # What the camera sees: the same stroke, by the page's place in its picture.
        await page.get_by_role("button", name="Kameran kuva").click()
        await spot(page, WINDOW, CORNER)
        await is_drawn(booth, CORNER, CENTRE)
        await page.get_by_role("button", name="Poista viivani").click()
        await expect(booth.get_by_test_id("stroke")).to_have_count(0)
        await expect(page.get_by_test_id("stroke")).to_have_count(0)
