"""What a page holds of a visit: its stores, what it shows, its history, its memory."""

from __future__ import annotations

import json

from playwright.async_api import Page

REMAINS = """async () => ({
  local: {...localStorage},
  session: {...sessionStorage},
  cookies: document.cookie,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
  state: history.state,
  hash: location.hash,
  canvases: document.querySelectorAll('canvas').length,
  text: document.documentElement.outerHTML,
})"""

NOTHING = {
    "local": {},
    "session": {},
    "cookies": "",
    "databases": 0,
    "caches": 0,
    "workers": 0,
    "state": None,
    "hash": "",
    "canvases": 0,
}


async def memory(page: Page) -> list[str]:
    """Every text in the page's memory that can still be reached, after a garbage collection.

    Chromium cuts a long text after its first 1024 characters.
    """
    pieces: list[str] = []
    tools = await page.context.new_cdp_session(page)
    tools.on("HeapProfiler.addHeapSnapshotChunk", lambda told: pieces.append(told["chunk"]))
    await tools.send("HeapProfiler.enable")
    await tools.send("HeapProfiler.collectGarbage")
    await tools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    await tools.detach()
    texts: list[str] = json.loads("".join(pieces))["strings"]
    return texts


async def remembered(page: Page, *words: str) -> dict[str, list[str]]:
    """Where each of the words stands in the page's memory, shortened; {} where none does."""
    texts = await memory(page)
    found = {word: [text[:300] for text in texts if word in text] for word in words}
    return {word: where for word, where in found.items() if where}
