"""The paper on an expert's or clerk's page in Chromium: what is seen of it, and what is done."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from playwright.async_api import Locator, Page, expect

from tests.support.browser import Picture
from tests.support.papers.reading import ocr
from tests.support.stage import FACE_MARKER, TERMINAL_HERTZ
from tests.support.waiting import eventually

FORM: Final = (
    "face.source=synthetic",
    f"face.marker={FACE_MARKER}",
    "voice.source=synthetic",
    f"voice.tone={TERMINAL_HERTZ}",
)
"""A terminal that can be recognised, with the form of the demonstration under its document camera:
8 megapixels, on its side, on a table."""

TITLE: Final = "asukaspysäköintitunnus"
"""A word of that form's title."""

COMES_MS: Final = 90_000
"""So long a still may take on a slow machine, ms."""


@dataclass
class PaperPlayer:
    """Somebody who reads the paper at this page, in Finnish."""

    page: Page

    async def window(self) -> Picture:
        """The living picture as it stands on the screen, BGR."""
        return await shot(self.page.get_by_test_id("paper-window"))

    async def copy(self) -> Picture:
        """The still that is looked at, as it stands on the screen, once it is drawn at its best."""
        drawn = self.page.get_by_test_id("still-copy")
        await expect(drawn).to_be_visible(timeout=COMES_MS)
        return await shot(drawn)

    async def reads(self, text: str, turned: int | None = None, *, flat: bool = False) -> Picture:
        """The window, once a person can read `text` in it (turned back by `turned`).

        `flat`: and once it shows the page alone, no table around it.
        """
        found: list[Picture] = []

        async def readable() -> bool:
            shown = await self.window()
            assert not flat or edge_is_paper(shown), "the table is in sight"
            upright = shown if turned is None else cv2.rotate(shown, turned)
            read = ocr(np.asarray(upright, np.uint8), "fi", 2.5)
            assert text in read, read[:200]
            found.append(shown)
            return True

        await eventually(readable, timeout_s=40, what=f"{text} can be read on the screen")
        return found[0]

    async def take_still(self) -> None:
        """Ask for one."""
        await self.page.get_by_role("button", name="Ota tarkka kuva").click()

    async def still(self) -> tuple[int, int, str]:
        """Width, height and address of the still that is looked at, once it is there."""
        image = self.page.get_by_test_id("still")
        await expect(image).to_be_visible(timeout=COMES_MS)
        found = await image.evaluate(
            "i => i.decode().then(() => [i.naturalWidth, i.naturalHeight, i.src])"
        )
        return int(found[0]), int(found[1]), str(found[2])

    async def has_all(self) -> None:
        """Nothing of the still is under way any more."""
        await expect(self.page.get_by_role("progressbar")).to_have_count(0, timeout=COMES_MS)


async def shot(element: Locator) -> Picture:
    """How an element looks on the screen, BGR."""
    shown = cv2.imdecode(np.frombuffer(await element.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    return np.asarray(shown, np.uint8)


def word_height(shown: Picture, word: str) -> float:
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


def edge_is_paper(shown: Picture) -> bool:
    """Whether the window ends where the page ends: its edge is bright all around, no table."""
    grey = cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY)
    edges = np.concatenate([grey[6:10].ravel(), grey[-10:-6].ravel(), grey[:, 6:10].ravel()])
    return float(np.mean(edges > 150)) > 0.9
