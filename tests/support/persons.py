"""Several people before real browsers, each with a face and a voice of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page

from edge_client.config import CameraSection
from edge_client.devices.pattern import draw_background, draw_bar
from tests.support.browser import Picture, chromium, open_page, write_tone, write_y4m

KEEP_CONNECTIONS = """
window.__connections = []
const Real = window.RTCPeerConnection
window.RTCPeerConnection = class extends Real {
  constructor(configuration) {
    super(configuration)
    window.__connections.push(this)
  }
}
"""


def face_of(name: str) -> str:
    """Where somebody's picture stands on a page."""
    return f'video[aria-label="Kuva: {name}"]'


@asynccontextmanager
async def person(
    folder: Path, name: str, marker: int, hertz: float
) -> AsyncIterator[tuple[Browser, Path]]:
    """A browser whose camera and microphone are one person's own."""
    section = CameraSection(device=0, width=640, height=480, fps=30, marker=marker)
    film: list[Picture] = []
    for number in range(30):
        frame = draw_background("face", section)
        draw_bar(frame, number / 30)
        film.append(np.asarray(frame, np.uint8))
    camera = write_y4m(folder / f"{name}.y4m", film)
    microphone = write_tone(folder / f"{name}.wav", hertz)
    async with chromium(camera=camera, microphone=microphone) as browser:
        yield browser, camera


async def a_page(browser: Browser, url: str) -> Page:
    """A page whose peer connections a test can look at."""
    context = await browser.new_context(
        locale="fi-FI",
        viewport={"width": 1280, "height": 1000},
        permissions=["camera", "microphone", "notifications"],
    )
    await context.add_init_script(KEEP_CONNECTIONS)
    return await open_page(browser, url, context=context)
