"""What a page fetches before it can be used, and how soon that is on a slow processor."""

from __future__ import annotations

import gzip
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Request

from tests.support.waiting import eventually

FILES = ("code", "texts", "styles", "fonts", "rest")
"""What belongs to the page itself; `data` is what it shows."""
SLOWER = 4
"""By how much the processor is slowed (CDP, Emulation.setCPUThrottlingRate)."""

# Tells when a person could begin: the control is there, enabled, and painted.
_WATCH = """
(() => {
  const control = CONTROL
  const usable = () =>
    [...document.querySelectorAll('button')].some(
      each => control.test(each.getAttribute('aria-label') ?? each.textContent) &&
        !each.disabled && each.getAttribute('aria-disabled') !== 'true')
  const look = () => {
    if (!usable()) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => {
      window.__usable = { s: performance.now() / 1000, at: performance.timeOrigin + performance.now() }
    }))
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { subtree: true, childList: true, attributes: true })
})()
"""


@dataclass(frozen=True)
class Workspace:
    """A page, and the control that says that it can be used."""

    name: str
    url: str
    control: str
    """Its name, a regular expression of JavaScript without the slashes."""
    state: Any = None
    """Cookies of who is signed in (playwright's storage state)."""


@dataclass
class Load:
    """One opening of a page with nothing in the cache."""

    usable_s: float
    kinds: dict[str, int] = field(default_factory=dict)
    """Bytes by kind, compressed, of what was asked for before the page could be used."""
    later: int = 0
    """Bytes of what it fetched afterwards by itself."""

    @property
    def kb(self) -> float:
        """Files that came before the page could be used, without data; kB of 1000 bytes."""
        return round(sum(self.kinds.get(kind, 0) for kind in FILES) / 1000, 1)


def kind_of(url: str) -> str:
    """What a file is, by its name."""
    path = urlsplit(url).path
    if re.search(r"/(fi|sv|en)-[^/]+\.js$", path):
        return "texts"
    if path.startswith("/api/"):
        return "data"
    ending = path.rpartition(".")[2] if "." in path else ""
    return {"js": "code", "css": "styles", "woff2": "fonts", "woff": "fonts"}.get(ending, "rest")


def compressed(url: str, body: bytes) -> int:
    """Its size on a line whose proxy compresses; fonts are compressed as they are."""
    return len(body) if kind_of(url) == "fonts" else len(gzip.compress(body))


async def load(browser: Browser, what: Workspace, *, slower: int = SLOWER) -> Load:
    """Open it once as somebody who has never been here."""
    context = await browser.new_context(
        locale="fi-FI",
        viewport={"width": 1280, "height": 800},
        permissions=["camera", "microphone", "notifications"],
        storage_state=what.state,
    )
    try:
        return await _load(context, what, slower)
    finally:
        await context.close()


async def _load(context: BrowserContext, what: Workspace, slower: int) -> Load:
    page = await context.new_page()
    await page.add_init_script(_WATCH.replace("CONTROL", f"/{what.control}/"))
    cdp = await context.new_cdp_session(page)
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108
    await page.goto(what.url)
    usable = await _usable(page, what)
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    await page.wait_for_load_state("networkidle")
    found = Load(usable["s"])
    for request in asked:
        response = await request.response()
        if response is None or not response.ok:
            continue
        size = compressed(request.url, await response.body())
        kind = kind_of(request.url)
        # Letters are asked for when they are first painted: they belong to the page.
        if request.timing["startTime"] <= usable["at"] or kind == "fonts":
            found.kinds[kind] = found.kinds.get(kind, 0) + size
        else:
            found.later += size
    return found


async def _usable(page: Page, what: Workspace) -> dict[str, float]:
    async def told() -> dict[str, float]:
        found: dict[str, float] | None = await page.evaluate("() => window.__usable ?? null")
        assert found is not None, f"no control named {what.control}"
        return found

    return await eventually(told, timeout_s=60, what=f"{what.name} can be used")


def middle(loads: Sequence[Load]) -> Load:
    """The one in the middle by time."""
    ordered = sorted(loads, key=lambda each: each.usable_s)
    at = statistics.median_low(each.usable_s for each in ordered)
    return next(each for each in ordered if each.usable_s == at)
