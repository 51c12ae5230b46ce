"""Every booth screen in three languages: no text is cut or hangs out of its button.

The states are what the terminal's reducer gives; `make screenshots` does the same with pictures,
axe and upright, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shots import booth
from tests.shots.album import Album
from tests.support.browser import chromium, open_page
from tests.support.cut_text import cut_texts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CUT = """<!doctype html><body style="margin: 0; font: 20px sans-serif">
<p>This fits.</p>
<p style="width: 60px; overflow: hidden; white-space: nowrap">This is cut off</p>
<button style="width: 60px; white-space: nowrap">This hangs out</button>
<p style="white-space: nowrap; width: 2000px"><span style="margin-left: 1500px">Beyond</span></p>
<p style="position: absolute; width: 1px; clip-path: inset(50%)">Read aloud only</p>
"""


async def test_no_text_of_the_booth_is_cut(tmp_path: Path) -> None:
    album = Album(tmp_path, check=False, pictures=False)
    async with chromium() as browser:
        page = await open_page(browser, "about:blank", size=(800, 600))
        await page.set_content(CUT)
        found = await cut_texts(page)
        assert sorted(found) == [
            "beyond the window: Beyond",
            "cut at the side: This is cut off",
            "hangs out of its box: This hangs out",
        ]
        await page.context.close()
        await booth.play(browser, album, ways=("lying",))
    assert album.defects == []
