"""What a conversation costs a page, and what many of them leave behind in its tab."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from playwright.async_api import CDPSession, Page

# Long tasks, and every peer connection by a weak reference.
PROBE = """
window.__tasks = []
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) window.__tasks.push(duration)
}).observe({ type: 'longtask' })
const Real = window.RTCPeerConnection
window.__connections = []
if (Real) window.RTCPeerConnection = class extends Real {
  constructor(...given) {
    super(...given)
    window.__connections.push(new WeakRef(this))
  }
}
"""


@dataclass(frozen=True)
class Cost:
    """A page's main thread over some seconds of a conversation."""

    share: float
    """Of one core's time, tasks of the main thread."""
    long_tasks: int
    """Over 50 ms."""
    longest_ms: float


@dataclass(frozen=True)
class Kept:
    """What a tab holds after its garbage was collected."""

    heap_mb: float
    nodes: int
    listeners: int
    connections: int
    """Peer connections that are not collected."""

    def told(self) -> dict[str, float]:
        """For JSON."""
        return asdict(self)


async def metrics(cdp: CDPSession) -> dict[str, float]:
    """CDP's counters by name; times in seconds, sizes in bytes."""
    told = await cdp.send("Performance.getMetrics")
    return {each["name"]: float(each["value"]) for each in told["metrics"]}


async def cost(page: Page, cdp: CDPSession, seconds: float) -> Cost:
    """Watch for so long."""
    await cdp.send("Performance.enable")
    await page.evaluate("() => { window.__tasks.length = 0 }")
    before = await metrics(cdp)
    await page.wait_for_timeout(seconds * 1000)
    after = await metrics(cdp)
    tasks: list[float] = await page.evaluate("() => window.__tasks")
    worked = after["TaskDuration"] - before["TaskDuration"]
    passed = after["Timestamp"] - before["Timestamp"]
    return Cost(round(worked / passed, 3), len(tasks), round(max(tasks, default=0.0), 1))


async def kept(page: Page, cdp: CDPSession) -> Kept:
    """Collect and count. Twice, since what is finalised first lets go of more."""
    await cdp.send("Performance.enable")
    for _ in range(3):
        await cdp.send("HeapProfiler.collectGarbage")
        await page.wait_for_timeout(200)
    counted = await metrics(cdp)
    connections: int = await page.evaluate(
        "() => window.__connections.filter(each => each.deref() !== undefined).length"
    )
    return Kept(
        heap_mb=round(counted["JSHeapUsedSize"] / 1e6, 2),
        nodes=int(counted["Nodes"]),
        listeners=int(counted["JSEventListeners"]),
        connections=connections,
    )


def growth_mb(heaps: list[tuple[int, Kept]]) -> float:
    """From the tenth conversation (all code has run by then) to the last, MB."""
    warm = next((each for count, each in heaps if count >= 10), heaps[0][1])
    return round(heaps[-1][1].heap_mb - warm.heap_mb, 2)
