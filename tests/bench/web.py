"""`make bench-web`: how much the pages fetch, how soon they work, what they cost and keep.

In real Chromium against the real server and a terminal with synthetic cameras. A first load is
what is asked for before the page's first control can be used, with nothing in the cache and
signed in, gzip; the time to it is the median of several on a processor slowed fourfold. Then a
conversation: long tasks and the main thread's share on the expert's, the clerk's and the booth's
page. Then fifty conversations in one tab of an expert's, and what is left after its garbage was
collected.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from edge_client.booth.pages import Pages
from edge_client.booth.server import BoothServer
from tests.bench.setup import first_frames
from tests.bench.webbing import plot
from tests.bench.webbing.loading import SLOWER, Load, Workspace, load, middle
from tests.bench.webbing.talking import PROBE, Cost, Kept, cost, growth_mb, kept
from tests.support.browser import chromium, open_page
from tests.support.players import ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer
from tests.support.stage import ROOT, Stage, stage
from tests.tour.booth import Visit


@asynccontextmanager
async def booth_start() -> AsyncIterator[str]:
    """The terminal's own page server with the start of a booth where the resident is alone."""
    pages = Pages({}, Visit("fi").happens(), lambda _: None)
    server = BoothServer(pages, ROOT / "web" / "dist", "127.0.0.1", 0)
    await server.start()
    try:
        yield server.url
    finally:
        await server.close()


async def signed_in(browser: Browser, where: Stage) -> dict[str, Any]:
    """Cookies of an expert, a clerk and a supervisor."""
    expert = ExpertPlayer(await open_page(browser, where.page("expert")))
    await expert.sign_in()
    clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
    await clerk.sign_in()
    await clerk.sees_state("Porina")
    overview = await open_page(browser, where.page("supervision"))
    await overview.get_by_role("button", name="Riitta Lehtonen").click()
    await expect(overview.get_by_role("heading", name="Jonot")).to_be_visible()
    found = {}
    pages = (("expert", expert.page), ("clerk", clerk.page), ("supervision", overview))
    for name, page in pages:
        found[name] = await page.context.storage_state()
        await page.context.close()
    return found


async def loads(browser: Browser, where: Stage, rounds: int) -> dict[str, list[Load]]:
    """Each workspace, opened so many times."""
    states = await signed_in(browser, where)
    found: dict[str, list[Load]] = {}
    async with booth_start() as booth:
        for what in (
            Workspace(
                "expert", where.page("expert"), "Olen tavoitettavissa|Poistun", states["expert"]
            ),
            Workspace("clerk", where.page("clerk"), "Ota vast.*Porina", states["clerk"]),
            Workspace(
                "supervision", where.page("supervision"), "Kirjaudu ulos", states["supervision"]
            ),
            Workspace("booth", booth, "Svenska"),
        ):
            found[what.name] = [await load(browser, what) for _ in range(rounds)]
            one = middle(found[what.name])
            kinds = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in one.kinds.items())
            times = " ".join(f"{each.usable_s:.2f}" for each in found[what.name])
            print(f"  {what.name}: {one.kb} kB ({kinds}), later {one.later / 1000:.1f} kB")
            print(f"    usable after {times} s", flush=True)
    return found


async def watched(browser: Browser, url: str) -> Page:
    """A page with the probes."""
    context = await browser.new_context(
        locale="fi-FI", permissions=["camera", "microphone", "notifications"]
    )
    await context.add_init_script(PROBE)
    return await open_page(browser, url, context=context)


async def conversations(
    browser: Browser, where: Stage, count: int, seconds: float
) -> tuple[dict[str, Cost], list[tuple[int, Kept]]]:
    """What each page spends in the first, and what the expert's tab holds after some of them."""
    expert = ExpertPlayer(await watched(browser, where.page("expert")))
    clerk = ClerkPlayer(await watched(browser, where.page("clerk")))
    booth = await watched(browser, where.booth)
    cdp = await expert.page.context.new_cdp_session(expert.page)
    await expert.sign_in()
    await expert.become_available()
    await clerk.sign_in()
    await clerk.take("Porina")
    costs: dict[str, Cost] = {}
    heaps: list[tuple[int, Kept]] = []
    for number in range(count + 1):
        if number % 5 == 0:
            heaps.append((number, await kept(expert.page, cdp)))
            print(f"  after {number:2d} conversations: {heaps[-1][1]}", flush=True)
        if number == count:
            break
        await clerk.summon()
        await expert.rings()
        await expert.accept()
        await first_frames_shown(expert.page)
        if number == 0:
            for name, page in (("expert", expert.page), ("clerk", clerk.page), ("booth", booth)):
                session = await page.context.new_cdp_session(page)
                costs[name] = await cost(page, session, seconds)
                print(f"  {name}: {costs[name]}", flush=True)
        await expert.hang_up()
        await expert.is_available()
        await clerk.end_visit()
        await clerk.sees_state("Palvelut")
    return costs, heaps


async def first_frames_shown(page: Page) -> None:
    """Both videos are there."""
    # The steps of a connection belong to another benchmark.
    await page.evaluate("() => { window.__steps ??= [] }")
    await first_frames(page)


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, as it is kept in docs/bench/web.json."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(RedisServer())
        where = await stack.enter_async_context(stage(folder, redis.url, "bench-web"))
        browser = await stack.enter_async_context(chromium())
        print(f"First loads, gzip; time on a processor slowed {SLOWER} times:", flush=True)
        opened = await loads(browser, where, options.rounds)
        print("A conversation:", flush=True)
        costs, heaps = await conversations(browser, where, options.count, options.seconds)
    return {
        "loads": {
            name: {
                "kinds": middle(each).kinds,
                "later": middle(each).later,
                "usable_s": [round(one.usable_s, 2) for one in each],
            }
            for name, each in opened.items()
        },
        "costs": {name: asdict(each) for name, each in costs.items()},
        "left": [{"conversations": number, **each.told()} for number, each in heaps],
        "line": {
            **{f"{name}_kb": middle(each).kb for name, each in opened.items()},
            # Of the page that takes longest.
            "usable_s": round(max(middle(each).usable_s for each in opened.values()), 2),
            "memory_growth_mb": growth_mb(heaps),
        },
    }


def main() -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="openings of each page")
    parser.add_argument("--count", type=int, default=50, help="conversations in one tab")
    parser.add_argument("--seconds", type=float, default=20.0, help="watched of the first")
    parser.add_argument("--keep", action="store_true", help="in docs/bench/web.json, and draw")
    options = parser.parse_args()
    found = asyncio.run(measure(options))
    if options.keep:
        plot.DATA.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        plot.main()
    print(json.dumps(found["line"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
