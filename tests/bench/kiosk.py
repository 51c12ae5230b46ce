"""`make bench-kiosk`: how long a booth is without a screen when its screen stops.

A real terminal starts its own Chromium and watches it. Of every kind of trouble several happen,
each to a terminal that has just been started, so that no pause after an earlier failure counts.
Measured from the trouble until the terminal hears that another browser's page draws; that it is the
start screen is looked at afterwards. Each time less than 5 s is what the booth promises.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from playwright.async_api import expect

from tests.support.kiosk import KioskTerminal, Shown, kiosk_terminal

DRAWS_FOR_S: Final = 3.0
"""So long a screen has drawn before its trouble: the watch has begun, and nothing is new to it."""
LOOK_S: Final = 0.01
PATIENCE_S: Final = 60.0
HANGS_IN_S: Final = 0.05
PROMISED_S: Final = 5.0

Trouble = Callable[[KioskTerminal, Shown], Awaitable[float]]
"""Makes it, and tells when it began by `time.monotonic`."""


async def renderer_stopped(_terminal: KioskTerminal, shown: Shown) -> float:
    """All processes live, and nothing is drawn."""
    shown.signal(signal.SIGSTOP, "renderer")
    return time.monotonic()


async def page_hangs(terminal: KioskTerminal, shown: Shown) -> float:
    """A loop without end in the page."""
    page = await terminal.page(shown)
    await page.evaluate(f"() => void setTimeout(() => {{ for (;;); }}, {HANGS_IN_S * 1000})")
    return time.monotonic() + HANGS_IN_S


async def renderer_killed(_terminal: KioskTerminal, shown: Shown) -> float:
    """The browser lives and shows its own word of regret."""
    shown.signal(signal.SIGKILL, "renderer")
    return time.monotonic()


async def browser_stopped(_terminal: KioskTerminal, shown: Shown) -> float:
    """Every process of it, the first one too."""
    os.killpg(shown.leader, signal.SIGSTOP)
    return time.monotonic()


async def browser_killed(_terminal: KioskTerminal, shown: Shown) -> float:
    """As the system does when memory runs out."""
    shown.kill()
    return time.monotonic()


TROUBLES: Final[Mapping[str, Trouble]] = {
    each.__name__: each
    for each in (renderer_stopped, page_hangs, renderer_killed, browser_stopped, browser_killed)
}


async def without_screen_s(trouble: Trouble) -> float:
    """One trouble of a terminal of its own; seconds until another page draws."""
    with tempfile.TemporaryDirectory() as folder:
        async with kiosk_terminal(Path(folder)) as terminal:
            first = await terminal.shown()
            await drawn(terminal, 1)
            await asyncio.sleep(DRAWS_FOR_S)
            began = await trouble(terminal, first)
            await drawn(terminal, 2)
            took = time.monotonic() - began
            page = await terminal.page(await terminal.shown(not_in=first.profile))
            start = page.get_by_role("heading", name=re.compile("Tervetuloa"))
            await expect(start).to_be_visible(timeout=20_000)
            return took


async def drawn(terminal: KioskTerminal, times: int) -> None:
    """Wait until the terminal has heard of a drawn page that often."""
    async with asyncio.timeout(PATIENCE_S):
        while terminal.process.log.read_text().count("kiosk.drawn") < times:
            await asyncio.sleep(LOOK_S)


async def main() -> int:
    """Measure and print; returns the exit status: 1 when one took longer than is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=7, help="of each kind of trouble")
    count: int = parser.parse_args().count
    found: dict[str, list[float]] = {}
    for name, trouble in TROUBLES.items():
        found[name] = [await without_screen_s(trouble) for _ in range(count)]
        told = ", ".join(f"{took:.2f}" for took in sorted(found[name]))
        print(f"{name}: median {statistics.median(found[name]):.2f} s of {told}", flush=True)
    longest = max(took for each in found.values() for took in each)
    medians = {f"{name}_s_p50": round(statistics.median(each), 2) for name, each in found.items()}
    print(json.dumps({**medians, "longest_s": round(longest, 2)}))
    return 0 if longest < PROMISED_S else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
