"""In real Chromium: a node is taken out of service, and Redis loses everything, in mid-talk."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.scenarios.test_browser import (  # noqa: F401 - fixtures
    EXPERT_MARKER,
    Cast,
    browser,
    cast,
    expert_camera,
    expert_microphone,
)
from tests.support.processes import RedisServer
from tests.support.stage import DOCUMENT_MARKER, FACE_MARKER, TERMINAL_HERTZ, logs, stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PAUSED = re.compile("Palvelussa on lyhyt häiriö")
RECONNECTING = re.compile("Yhteys palveluun on poikki")
GONE = re.compile("katkennut|Yhdistetään uudelleen|keskeytynyt", re.IGNORECASE)


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that the test may harm."""
    with RedisServer() as server:
        yield server


async def _talk(play: Cast) -> None:
    await play.clerk.summon()
    await play.expert.rings()
    await play.expert.accept()
    await _still_talk(play)


async def _still_talk(play: Cast) -> None:
    await play.expert.sees(FACE_MARKER, DOCUMENT_MARKER)
    await play.expert.hears(TERMINAL_HERTZ)
    await play.booth.sees_expert(EXPERT_MARKER)


async def test_redis_loses_everything_in_the_middle_of_a_conversation(
    browser: Browser,  # noqa: F811
    own_redis: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, own_redis.url, tenant, nodes=2) as where,
        cast(browser, where, clerk_node=0, expert_node=1) as play,
    ):
        await _talk(play)
        own_redis.kill()
        for page in (play.expert.page, play.clerk.page):
            await expect(page.get_by_text(PAUSED).first).to_be_visible(timeout=15_000)
        await _still_talk(play)
        await expect(play.booth.page.get_by_text(GONE)).to_have_count(0)
        await play.expert.page.screenshot(path=tmp_path / "expert-paused.png")
        await play.clerk.page.screenshot(path=tmp_path / "clerk-paused.png")
        await play.booth.page.screenshot(path=tmp_path / "booth-paused.png")
        own_redis.start()
        for page in (play.expert.page, play.clerk.page):
            await expect(page.get_by_text(PAUSED)).to_have_count(0, timeout=15_000)
        await _still_talk(play)
        await play.expert.hang_up()
        await play.expert.is_available()
        await play.booth.shows("Asiantuntija on poistunut")
        await play.clerk.summon()
        await play.expert.rings()
        await play.expert.accept()
        await _still_talk(play)


async def test_pages_move_to_another_node_before_theirs_closes(
    browser: Browser,  # noqa: F811
    redis_server: RedisServer,
    tenant: str,
    tmp_path: Path,
) -> None:
    async with (
        stage(tmp_path, redis_server.url, tenant, nodes=2, one_service=True) as where,
        cast(browser, where) as play,
    ):
        await _talk(play)
        node = where.processes["node-0"].process
        assert node is not None
        node.terminate()
        async with asyncio.timeout(12):
            assert await node.wait() == 0, logs(tmp_path)
        for page in (play.expert.page, play.clerk.page):
            await expect(page.get_by_text(RECONNECTING)).to_have_count(0)
        await _still_talk(play)
        await play.expert.hang_up()
        await play.expert.is_available()
        await play.booth.shows("Asiantuntija on poistunut")
        await play.clerk.summon()
        await play.expert.rings()
