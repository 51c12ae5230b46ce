"""`make bench-glass`: from the camera's glass to the screen's.

A clock is drawn into each picture as it is made, and read from the pixels that Chromium hands
to its compositor; both ends read one wall clock. Four ways, one after the other, several times:

- `terminal`: our sending path (camera thread, shared encoder, peer) to a Chromium page;
- `chromium`: Chromium as the terminal, with a camera that gives each frame away as soon as it is
  drawn, to the same page;
- `booth`: Chromium as the expert to our terminal, whose booth server feeds the real booth page;
- with `--document`, the first two again with a 1080p10 document beside the face.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from edge_client.booth.feeds import ReceivedFeed
from edge_client.booth.messages import Picture
from edge_client.booth.pages import Pages
from edge_client.booth.server import BoothServer
from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.video_source import VideoSource
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.pictures import PictureBoard
from signaling.protocol import Purpose, Track
from tests.bench.booth_picture import in_conversation
from tests.bench.glass_camera import DOCUMENT, FACE, for_page, source
from tests.bench.glass_pages import BOOTH, CLOCK, RECEIVER, SENDER
from tests.bench.glass_plot import picture
from tests.bench.glass_stages import Stages, watch_stages
from tests.support.browser import chromium
from tests.support.samples import EXPERT
from tests.support.waiting import eventually

WEB = Path(__file__).parents[2] / "web" / "dist"
FLAGS = (
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--enable-blink-features=MediaStreamInsertableStreams",
)
HTML = "<!doctype html><title>bench</title><body></body>"


@dataclass
class Seen:
    """One way's face: milliseconds from the drawn clock to the compositor, and the rest."""

    ages: list[float] = field(default_factory=list)
    received: list[float] = field(default_factory=list)
    """From the drawn clock until the page's last packet of the frame came, ms."""
    decode: list[float] = field(default_factory=list)
    seconds: float = 0.0
    widths: set[int] = field(default_factory=set)

    def at(self, share: float) -> float:
        """A quantile, ms."""
        ordered = sorted(self.ages)
        return round(ordered[int(share * (len(ordered) - 1))], 1) if ordered else float("nan")

    @property
    def fps(self) -> float:
        """Pictures a second whose clock was read."""
        return round(len(self.ages) / self.seconds, 1)


def purposes(document: bool) -> tuple[Purpose, ...]:
    """What is sent."""
    return (FACE, DOCUMENT) if document else (FACE,)


def cameras_of(kinds: tuple[Purpose, ...]) -> list[dict[str, Any]]:
    """Chromium's cameras: the same pictures as the terminal's."""
    return [for_page(kind) for kind in kinds]


def house(cameras: dict[Purpose, VideoSource], board: PictureBoard) -> MediaHouse:
    """A terminal's media without sound."""
    engine = AudioEngine(VoiceSection(source="off"), LoudspeakerSection(source="off"), PortAudio())
    return MediaHouse(cameras, engine.voice, engine.sink, board, TERMINAL_RECEIVES)


@asynccontextmanager
async def terminal_peer(at: MediaHouse) -> AsyncIterator[Peer]:
    """The terminal's end of one link."""
    peer = Peer(EXPERT, 1, at, Ice(), lambda _peer, _path: None)
    peer.allow(frozenset(Purpose), frozenset(Purpose))
    try:
        yield peer
    finally:
        await peer.close()


async def blank(browser: Browser, *scripts: str) -> Page:
    """A page with these scripts."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.set_content(HTML)
    for script in scripts:
        await page.evaluate(f"() => {{ {script} }}")
    return page


async def collect(page: Page, name: str, warm: float, seconds: float) -> Seen:
    """What the page showed for so long, after so long."""
    await eventually(
        lambda: page.evaluate("name => (window.seen[name]?.length ?? 0) > 5", name),
        timeout_s=20,
        what=f"the {name} to be shown with a clock that can be read",
    )
    await asyncio.sleep(warm)
    await page.evaluate("for (const name in window.seen) window.seen[name].length = 0")
    await asyncio.sleep(seconds)
    rows: list[list[float]] = await page.evaluate("name => window.seen[name]", name)
    seen = Seen(seconds=seconds)
    for clock, received, shown, decode, width in rows:
        age = (shown - clock + 2**31) % 2**32 - 2**31
        seen.ages.append(age)
        seen.received.append((received - clock + 2**31) % 2**32 - 2**31)
        seen.decode.append(decode)
        seen.widths.add(round(width))
    return seen


@dataclass
class Bench:
    """Browsers of one round, and how long it looks."""

    warm: float
    seconds: float
    stages: Stages

    async def terminal(self, document: bool = False) -> Seen:
        """Our path, camera to Chromium."""
        kinds = purposes(document)
        sources = {kind: source(kind) for kind in kinds}
        for camera in sources.values():
            camera.start()
        try:
            async with AsyncExitStack() as stack:
                # Before the link is made, which binds some of the functions that are watched.
                stack.enter_context(watch_stages(Stages() if document else self.stages))
                browser = await stack.enter_async_context(chromium(flags=FLAGS))
                peer = await stack.enter_async_context(
                    terminal_peer(house(sources, PictureBoard()))
                )
                page = await blank(browser, CLOCK, RECEIVER)
                offer = await page.evaluate("kinds => listen(kinds)", list(kinds))
                tracks = [Track(mid=str(at), purpose=kind) for at, kind in enumerate(kinds)]
                answer = await peer.answer(offer, tracks)
                await page.evaluate("sdp => take(sdp)", answer)
                peer.answer_sent()
                return await collect(page, "face", self.warm, self.seconds)
        finally:
            for camera in sources.values():
                await asyncio.to_thread(camera.stop)

    async def chromium(self, document: bool = False) -> Seen:
        """Chromium as the terminal; a browser of its own at each end."""
        kinds = purposes(document)
        async with chromium(flags=FLAGS) as there, chromium(flags=FLAGS) as here:
            sending = await blank(there, CLOCK, SENDER)
            page = await blank(here, CLOCK, RECEIVER)
            offer = await page.evaluate("kinds => listen(kinds)", list(kinds))
            answer = await sending.evaluate(
                "([cameras, offer]) => send(cameras, offer)", [cameras_of(kinds), offer]
            )
            await page.evaluate("sdp => take(sdp)", answer)
            seen = await collect(page, "face", self.warm, self.seconds)
            print("  Chromium sends", await sending.evaluate("report()"))
            return seen

    async def booth(self) -> Seen:
        """Chromium as the expert, the terminal, and the real booth page."""
        board = PictureBoard()
        feeds = {
            Picture.COUNTERPART_FACE: ReceivedFeed(Picture.COUNTERPART_FACE, board, lambda: EXPERT)
        }
        pages = Pages(feeds, in_conversation(), lambda _message: None)
        server = BoothServer(pages, WEB, "127.0.0.1", 0)
        await server.start()
        try:
            async with (
                chromium(flags=FLAGS) as there,
                chromium(flags=FLAGS) as here,
                terminal_peer(house({}, board)) as peer,
            ):
                sending = await blank(there, CLOCK, SENDER)
                offer = await sending.evaluate("cameras => send(cameras)", cameras_of((FACE,)))
                answer = await peer.answer(offer, [Track(mid="0", purpose=FACE)])
                await sending.evaluate("sdp => take(sdp)", answer)
                peer.answer_sent()
                page = await here.new_page(viewport={"width": 1280, "height": 800})
                await page.add_init_script(CLOCK + BOOTH)
                await page.goto(server.url)
                seen = await collect(page, "booth", self.warm, self.seconds)
                print("  Chromium sends", await sending.evaluate("report()"))
                return seen
        finally:
            await server.close()


async def run(options: argparse.Namespace) -> dict[str, list[Seen]]:
    """All ways, round by round."""
    stages: Stages = options.stages
    bench = Bench(options.warm, options.seconds, stages)
    ways: dict[str, Callable[[], Any]] = {
        "terminal": bench.terminal,
        "chromium": bench.chromium,
        "booth": bench.booth,
    }
    if options.document:
        ways["terminal with document"] = lambda: bench.terminal(True)
        ways["chromium with document"] = lambda: bench.chromium(True)
    found: dict[str, list[Seen]] = defaultdict(list)
    for number in range(options.rounds):
        for name, measure in ways.items():
            if options.only and name not in options.only:
                continue
            seen: Seen = await measure()
            found[name].append(seen)
            print(
                f"round {number + 1} {name:23} {seen.fps:5} fps  width {sorted(seen.widths)}"
                f"  p50 {seen.at(0.5):6} ms  p95 {seen.at(0.95):6} ms",
                flush=True,
            )
    return found


def middle(found: list[Seen], share: float) -> float:
    """The median of the rounds."""
    return round(statistics.median(seen.at(share) for seen in found), 1) if found else 0.0


def page_stages(found: list[Seen]) -> tuple[float, float, float]:
    """Medians, ms: drawn to received, received to painted, and the decoding in it."""
    received = [value for seen in found for value in seen.received]
    painted = [
        age - came for seen in found for age, came in zip(seen.ages, seen.received, strict=True)
    ]
    decode = [value for seen in found for value in seen.decode]
    return tuple(round(statistics.median(each), 1) for each in (received, painted, decode))  # type: ignore[return-value]


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement")
    parser.add_argument("--warm", type=float, default=6.0, help="before it, seconds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--document", action="store_true", help="with the document beside, too")
    parser.add_argument("--only", nargs="*", help="these ways only")
    parser.add_argument("--plot", type=Path, help="draw the result there (SVG)")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.warm = 1, 4.0, 3.0
    options.stages = Stages()
    found = asyncio.run(run(options))
    print("\nwhere the terminal's time goes, medians in ms:")
    rows = options.stages.rows()
    for name, value in rows:
        print(f"  {name:45} {value:6.2f}")
    for way in ("terminal", "chromium"):
        if found.get(way):
            received, painted, decode = page_stages(found[way])
            print(
                f"  {way}: drawn to last packet {received}, packet to compositor {painted}"
                f" (of it decoding {decode})"
            )
    if options.plot is not None:
        ages = {name: [age for s in each for age in s.ages] for name, each in found.items()}
        options.plot.write_text(picture(ages, rows), "utf-8")
    print(
        json.dumps(
            {
                "p50_ms": middle(found.get("terminal", []), 0.5),
                "p95_ms": middle(found.get("terminal", []), 0.95),
                "chromium_p95_ms": middle(found.get("chromium", []), 0.95),
                "booth_p95_ms": middle(found.get("booth", []), 0.95),
            }
        )
    )


if __name__ == "__main__":
    main()
