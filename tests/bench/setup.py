"""`make bench-setup`: how soon the expert sees both pictures after answering.

Ten conversations in real Chromium against the real server and a terminal with synthetic
cameras, direct on loopback, and as many through a real coturn on loopback with both ends
forced to relay. Measured in the page from the click on "answer" to the first decoded frame
of the later of the two videos (requestVideoFrameCallback). Where the time goes is read from
the page's own peer connection.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.support.browser import chromium, open_page
from tests.support.players import ClerkPlayer, ExpertPlayer
from tests.support.processes import RedisServer, TurnServer
from tests.support.stage import stage
from tests.support.waiting import eventually

# Steps of each peer connection on the page's clock, and the relay where it is asked for.
PROBE = """
const Real = window.RTCPeerConnection
window.__steps = []
window.RTCPeerConnection = class extends Real {
  constructor(configuration) {
    super(RELAY ? { ...configuration, iceTransportPolicy: 'relay' } : configuration)
    const step = name => window.__steps.push([name, performance.now()])
    this.addEventListener('iceconnectionstatechange', () => step('ice ' + this.iceConnectionState))
    this.addEventListener('connectionstatechange', () => step('dtls ' + this.connectionState))
    this.addEventListener('track', event => step('track'))
    const local = this.setLocalDescription.bind(this)
    this.setLocalDescription = async d => { await local(d); step('offer made') }
    const remote = this.setRemoteDescription.bind(this)
    this.setRemoteDescription = async d => { step('answer here'); await remote(d) }
  }
}
"""

TIMES = """() => {
  const at = name => performance.getEntriesByName(name).at(-1)?.startTime ?? null
  return {
    accept: at('etaluukku:accept'),
    face: at('etaluukku:first-frame:face'),
    document: at('etaluukku:first-frame:document'),
    steps: window.__steps,
  }
}"""


async def conversations(
    browser: Browser, redis: RedisServer, turn: TurnServer | None, count: int
) -> list[dict[str, float]]:
    """Times in ms since the click, one entry a conversation."""
    tenant = "bench-relay" if turn else "bench-direct"
    found: list[dict[str, float]] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        where = await stack.enter_async_context(stage(folder, redis.url, tenant, turn=turn))
        context = await browser.new_context(
            locale="fi-FI", permissions=["camera", "microphone", "notifications"]
        )
        await context.add_init_script(PROBE.replace("RELAY", "true" if turn else "false"))
        expert = ExpertPlayer(await open_page(browser, where.page("expert"), context=context))
        clerk = ClerkPlayer(await open_page(browser, where.page("clerk")))
        await expert.sign_in()
        await expert.become_available()
        await clerk.sign_in()
        await clerk.take("Porina")
        for number in range(count):
            await clerk.summon()
            await expert.rings()
            await rung_for_a_moment(expert.page)
            await expert.accept()
            found.append(await first_frames(expert.page))
            print(f"  {number + 1:2d}: {line(found[-1])}", flush=True)
            await expert.hang_up()
            await expert.is_available()
            await clerk.end_visit()
            await clerk.sees_state("Palvelut")
        await context.close()
    return found


async def rung_for_a_moment(page: Page) -> None:
    """Nobody answers in the very millisecond of the ring: a person needs a second."""
    await page.wait_for_timeout(1000)


async def first_frames(page: Page) -> dict[str, float]:
    """Wait for the first frames of both videos; ms since the click."""

    async def both() -> dict[str, float]:
        times = await page.evaluate(TIMES)
        accept, face, document = times["accept"], times["face"], times["document"]
        if None in (accept, face, document) or min(face, document) < accept:
            return {}
        told = {name: at - accept for name, at in times["steps"] if at > accept}
        return {**told, "face": face - accept, "document": document - accept}

    return await eventually(both, timeout_s=30, what="both videos show a frame")


def line(times: dict[str, float]) -> str:
    """One conversation for people."""
    ordered = sorted(times.items(), key=lambda each: each[1])
    return ", ".join(f"{name} {at:.0f}" for name, at in ordered)


def first_frame(times: dict[str, float]) -> float:
    """When the later of the two videos was there."""
    return max(times["face"], times["document"])


async def main() -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="conversations of each kind")
    count: int = parser.parse_args().count
    with RedisServer() as redis, TurnServer() as turn:
        async with chromium() as browser:
            print("Direct on loopback, ms from the click on answer:", flush=True)
            direct = [first_frame(t) for t in await conversations(browser, redis, None, count)]
        async with chromium() as browser:
            print("Through coturn, both ends relayed:", flush=True)
            relayed = [first_frame(t) for t in await conversations(browser, redis, turn, count)]
    result = {
        "first_frame_ms_p50": round(statistics.median(direct)),
        "first_frame_ms_p95": round(statistics.quantiles(direct, n=20, method="inclusive")[-1]),
        "relay_first_frame_ms_p50": round(statistics.median(relayed)),
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
