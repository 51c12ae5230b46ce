"""`make tour`: journey 1 in headless Chromium, a picture of every step.

Clerk, expert and resident are played at their real pages against the real server and a
terminal with the demo's simulated devices. The pictures are what anyone would see who runs
`make demo` with a camera.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium, open_page, picture, write_tone, write_y4m
from tests.support.players import (
    DOCUMENT,
    FACE,
    BoothPlayer,
    ClerkPlayer,
    ExpertPlayer,
    moves,
)
from tests.support.processes import RedisServer
from tests.support.stage import ROOT, stage
from tests.support.waiting import eventually

EXPERT_CLIP = ROOT / "edge_client" / "simulation" / "assets" / "again.mkv"
BOOTH_SIZE, DESK_SIZE = (1920, 1080), (1280, 800)


class Album:
    """Numbered pictures of pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = 0

    async def take(self, page: Page, name: str) -> None:
        """Save what the page shows."""
        self.count += 1
        path = self.folder / f"{self.count:02d}-{name}.png"
        await page.screenshot(path=path)
        print(f"  {path}", flush=True)


def expert_camera(folder: Path) -> Path:
    """The clip of a person as the expert's camera."""
    import cv2
    import numpy as np

    clip = cv2.VideoCapture(str(EXPERT_CLIP))
    frames = []
    while (read := clip.read())[0]:
        frames.append(np.asarray(read[1], np.uint8))
    return write_y4m(folder / "expert.y4m", frames)


async def play(browser: Browser, album: Album, folder: Path, redis_url: str) -> None:
    """Journey 1, step by step."""
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(stage(folder, redis_url, "tour", settings=()))
        booth = BoothPlayer(await open_page(browser, where.booth, size=BOOTH_SIZE))
        await booth.shows("Tervetuloa")
        await album.take(booth.page, "booth-start")

        expert = ExpertPlayer(await open_page(browser, where.page("expert"), size=DESK_SIZE))
        await album.take(expert.page, "expert-sign-in")
        await expert.sign_in()
        await album.take(expert.page, "expert-away")
        await expert.become_available()
        await album.take(expert.page, "expert-available")

        clerk = ClerkPlayer(await open_page(browser, where.page("clerk"), size=DESK_SIZE))
        await clerk.sign_in()
        await expect(clerk.page.get_by_text("Porina").first).to_be_visible()
        await album.take(clerk.page, "clerk-chooses-terminal")
        await clerk.take("Porina")
        await clerk.sees_state("1 vapaana")
        await album.take(clerk.page, "clerk-services")
        await clerk.summon()
        await expert.rings()
        await album.take(expert.page, "expert-rings")
        await clerk.sees_state("Soi nyt")
        await album.take(clerk.page, "clerk-summoning")
        await booth.shows("Otamme yhteyttä")
        await album.take(booth.page, "booth-connecting")

        await expert.accept()
        assert await moves(expert.page, FACE)
        await shown(expert.page, DOCUMENT)
        assert await moves(booth.page, "canvas >> nth=0")
        await settle_quality(expert.page)
        await album.take(expert.page, "expert-conversation")
        await album.take(booth.page, "booth-conversation")
        await album.take(clerk.page, "clerk-conversation")

        await expert.hang_up()
        await booth.shows("Asiantuntija on poistunut")
        await album.take(booth.page, "booth-with-clerk")
        await expert.is_available()
        await clerk.end_visit()
        await booth.shows("Kiitos käynnistä")
        await album.take(booth.page, "booth-ended")
        await album.take(clerk.page, "clerk-ended")


async def shown(page: Page, selector: str) -> None:
    """Wait until the video has a picture."""

    async def is_there() -> bool:
        return await picture(page, selector) is not None

    await eventually(is_there, timeout_s=10, what=f"{selector} is shown")


async def settle_quality(page: Page) -> None:
    """The first seconds of any WebRTC picture are coarse; wait for some hundred frames."""

    async def seen() -> bool:
        frames: int = await page.evaluate(
            "() => Math.min(...[...document.querySelectorAll('video[data-testid]')]"
            ".map(v => v.getVideoPlaybackQuality().totalVideoFrames))"
        )
        assert frames > 60, f"{frames} frames so far"
        return True

    await eventually(seen, timeout_s=60, what="the pictures have settled")


async def main() -> int:
    """Play and save; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "tour", help="for the pictures")
    folder: Path = parser.parse_args().folder
    print("Playing journey 1: a clerk brings an expert to the resident.", flush=True)
    with tempfile.TemporaryDirectory() as scratch, RedisServer() as redis:
        here = Path(scratch)
        camera, voice = expert_camera(here), write_tone(here / "expert.wav", 330.0)
        async with chromium(camera=camera, microphone=voice) as browser:
            await play(browser, Album(folder), here, redis.url)
    print("Done.")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
