"""A flash and a click, made together at one end of a conversation: when they are seen and heard.

Everything between is real: Chromium, the peer connection, the terminal's media, PortAudio on
PulseAudio's null sinks, and the booth's page in a Chromium of its own. `python -m
tests.support.flashes WAY SECONDS` runs in an environment that leads PortAudio to PulseAudio,
since PortAudio reads it once, and prints `Told` as JSON; `measure` starts it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Browser, Page

from edge_client.booth.feeds import ReceivedFeed
from edge_client.booth.messages import BoothState, Picture
from edge_client.booth.pages import Pages
from edge_client.booth.server import BoothServer
from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import BLOCK
from edge_client.devices.portaudio import PortAudio
from edge_client.events import PathsSeen, ServerTold
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.lip_sync.together import Together
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.peering.path_watch import Path as PathState
from edge_client.pictures import PictureBoard
from edge_client.showing import booth_state
from edge_client.terminal import Terminal, reduce
from signaling.protocol import Purpose, Track
from tests.support.bad_line import bad_line
from tests.support.browser import chromium
from tests.support.flash_makers import LOUD, flashing
from tests.support.flash_pages import BOOTH, DESK, EXPERT, GATHERED, PAINTED
from tests.support.processes import PulseAudio
from tests.support.recording import Recording, Samples, click, recording
from tests.support.samples import EXPERT as AINO
from tests.support.samples import room, welcome
from tests.support.stock_media import stock_receiver, stock_sender
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
DIST = ROOT / "web" / "dist"
FLAGS = (
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--enable-blink-features=MediaStreamInsertableStreams",
    "--autoplay-policy=no-user-gesture-required",
)
HTML = "<!doctype html><title>flashes</title><body></body>"
PLACE = "http://localhost/flashes"
LIPS = frozenset({Purpose.VOICE, Purpose.FACE})
WARM_S = 6.0
"""Until reports have come and the waits have settled."""

FALSE_LATENCY = "FALSE_LATENCY_S"

LONGEST_S = 0.9
"""Nothing takes so long; what is made next comes later."""


@dataclass
class Told:
    """Milliseconds. `made` are pairs of flash and click, when each of them was captured."""

    made: list[tuple[float, float]] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """How old each flash was when it was seen, and its click when it was heard."""
        found = []
        for flash, clicked in self.made:
            seen = _after(flash, self.seen)
            heard = _after(clicked, self.heard)
            if seen is not None and heard is not None:
                found.append((seen - flash, heard - clicked))
        return found

    @property
    def skews(self) -> list[float]:
        """By how much each flash came later than its click; negative: sooner."""
        return [seen - heard for seen, heard in self.pairs]


def _after(made: float, found: Sequence[float]) -> float | None:
    return next((at for at in found if -20.0 <= at - made < LONGEST_S * 1e3), None)


def measure(way: str, seconds: float, **more: str) -> Told:
    """Run one way for so long, in a process and with a sound server of its own."""
    with PulseAudio() as pulse:
        answer = subprocess.run(
            [sys.executable, "-m", "tests.support.flashes", way, str(seconds)],
            cwd=ROOT,
            env={**os.environ, **pulse.client_environ, "PULSE_SINK": "booth_speaker", **more},
            stdout=subprocess.PIPE,
            check=True,
            timeout=90 + 2 * seconds,
        )
    told = json.loads(answer.stdout.splitlines()[-1])
    return Told([(flash, click) for flash, click in told["made"]], told["seen"], told["heard"])


async def blank(browser: Browser, *scripts: str) -> Page:
    """A page with these scripts."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    # A place that is allowed sound worklets.
    await page.route(PLACE, lambda route: route.fulfill(body=HTML, content_type="text/html"))
    await page.goto(PLACE)
    await page.evaluate(f"() => {{ {''.join(scripts)} }}")
    return page


def in_conversation() -> BoothState:
    """What the booth shows while the expert is there."""
    state = Terminal(home_language="fi", language="fi")
    for event in (
        ServerTold(welcome()),
        ServerTold(room(AINO)),
        PathsSeen({AINO: PathState.CONNECTED}),
    ):
        state, _ = reduce(state, event, 0.0)
    return booth_state(state)


@asynccontextmanager
async def booth_page(
    browser: Browser, board: PictureBoard, together: Together | None
) -> AsyncIterator[Page]:
    """The real booth page, which shows the expert's face from the board."""
    kind = Picture.COUNTERPART_FACE
    feeds = {kind: ReceivedFeed(kind, board, lambda: AINO, together)}
    server = BoothServer(
        Pages(feeds, in_conversation(), lambda _message: None), DIST, "127.0.0.1", 0
    )
    await server.start()
    try:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.add_init_script(PAINTED + BOOTH)
        await page.goto(server.url)
        yield page
    finally:
        await server.close()


@asynccontextmanager
async def terminal_answer(house: MediaHouse, offer: str) -> AsyncIterator[str]:
    """The terminal's end of one connection; yields its answer."""
    peer = Peer(AINO, 1, house, Ice(), lambda _peer, _path: None)
    peer.allow(LIPS, LIPS)
    tracks = [Track(mid="0", purpose=Purpose.VOICE), Track(mid="1", purpose=Purpose.FACE)]
    try:
        answer = await peer.answer(offer, tracks)
        peer.answer_sent()
        yield answer
    finally:
        await peer.close()


@asynccontextmanager
async def sound(
    *, microphone: bool = False, loudspeaker: bool = False
) -> AsyncIterator[AudioEngine]:
    """The terminal's sound on PulseAudio's devices, once they are open."""
    engine = AudioEngine(
        VoiceSection(source="device" if microphone else "off", device="booth_microphone"),
        LoudspeakerSection(source="device" if loudspeaker else "off", device="booth_speaker"),
        PortAudio(),
    )
    engine.start()
    try:
        await eventually(
            lambda: (
                (engine.voice_status.live or not microphone)
                and (engine.loudspeaker_status.live or not loudspeaker)
            ),
            timeout_s=30,
            what="the sound devices to be open",
        )
        yield engine
    finally:
        await asyncio.to_thread(engine.stop)


async def collect(seen: Page, made: Callable[[], Any], heard: Recording, seconds: float) -> Told:
    """What was made in so many seconds, after the warming up, and what came of it."""
    await eventually(
        lambda: seen.evaluate("flashes.length > 1"), timeout_s=30, what="flashes to be seen"
    )
    await asyncio.sleep(WARM_S)
    from_ms = time.time() * 1e3
    await asyncio.sleep(seconds)
    until_ms = time.time() * 1e3
    await asyncio.sleep(LONGEST_S)
    wall = (time.time() - time.monotonic()) * 1e3
    return Told(
        [pair for pair in await made() if from_ms <= pair[0] < until_ms],
        await seen.evaluate("flashes"),
        [at * 1e3 + wall for at in heard.clicks(LOUD)],
    )


async def leading(stack: AsyncExitStack, bad: bool) -> Callable[[str], Awaitable[str]]:
    """What gives each end the other's description: straight, or through a bad line."""

    async def straight(sdp: str) -> str:
        return sdp

    return (await stack.enter_async_context(bad_line())).lead if bad else straight


async def to_booth(seconds: float, *, stock: bool = False, bad: bool = False) -> Told:
    """From the expert's Chromium to the booth's screen and loudspeaker."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        engine = await enter(sound(loudspeaker=True))
        # What a test says falsely of the loudspeaker, to see that it is noticed.
        false_s = float(os.environ.get(FALSE_LATENCY, "0"))
        together = Together(lambda: engine.output_latency + false_s)
        board = PictureBoard()
        expert = await blank(await enter(chromium(flags=FLAGS)), PAINTED, GATHERED, EXPERT)
        browser = await enter(chromium(flags=FLAGS))
        booth = await enter(booth_page(browser, board, None if stock else together))
        heard = await enter(recording("booth_speaker_heard"))
        lead = await leading(stack, bad)
        offer = await lead(await expert.evaluate("offer()"))
        if stock:
            answer = await enter(stock_receiver(offer, AINO, engine.sink, board))
        else:
            house = MediaHouse({}, engine.voice, engine.sink, board, TERMINAL_RECEIVES, together)
            answer = await enter(terminal_answer(house, offer))
        await expert.evaluate("sdp => take(sdp)", await lead(answer))
        return await collect(booth, lambda: expert.evaluate("made"), heard, seconds)


async def to_desk(seconds: float, *, stock: bool = False, bad: bool = False) -> Told:
    """From the booth's microphone and camera to the expert's Chromium, which plays aloud."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        engine = await enter(sound(microphone=True))
        booth = await enter(flashing())
        browser = await enter(chromium(flags=FLAGS, aloud=True))
        desk = await blank(browser, PAINTED, GATHERED, DESK)
        lead = await leading(stack, bad)
        offer = await lead(await desk.evaluate("listen()"))
        if stock:
            answer = await enter(stock_sender(offer, engine.voice, booth.camera))
        else:
            cameras = {Purpose.FACE: booth.camera}
            house = MediaHouse(cameras, engine.voice, engine.sink, PictureBoard(), LIPS)
            answer = await enter(terminal_answer(house, offer))
        await desk.evaluate("sdp => take(sdp)", await lead(answer))
        said = await enter(recording("booth_microphone_source"))
        heard = await enter(recording("booth_speaker_heard"))
        return await collect(desk, lambda: booth.made(said), heard, seconds)


async def between_browsers(seconds: float) -> Told:
    """From the expert's Chromium to another, which plays aloud: what a browser makes of it."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        expert = await blank(await enter(chromium(flags=FLAGS)), PAINTED, GATHERED, EXPERT)
        browser = await enter(chromium(flags=FLAGS, aloud=True))
        desk = await blank(browser, PAINTED, GATHERED, DESK)
        answer = await desk.evaluate("sdp => listen(sdp)", await expert.evaluate("offer()"))
        await expert.evaluate("sdp => take(sdp)", answer)
        heard = await enter(recording("booth_speaker_heard"))
        return await collect(desk, lambda: expert.evaluate("made"), heard, seconds)


class Clicking:
    """A voice that clicks, and knows when the loudspeaker's driver says that it will be heard."""

    def __init__(self, latency: Callable[[], float]) -> None:
        self.made: list[float] = []
        self._latency = latency
        self._pulled = 0

    def pull(self) -> Samples:
        """The next 20 ms: a click now and then."""
        self._pulled += 1
        if self._pulled % 31:
            return np.zeros(BLOCK, np.float32)
        self.made.append(time.monotonic() + self._latency())
        return click()


async def loudspeaker(seconds: float) -> Told:
    """How far what is recorded is from what the driver says: the error of what is heard."""
    async with sound(loudspeaker=True) as engine, recording("booth_speaker_heard") as heard:
        clicking = Clicking(lambda: engine.output_latency)
        await asyncio.sleep(WARM_S)
        engine.sink.attach(clicking)
        await asyncio.sleep(seconds)
        engine.sink.remove(clicking)
        await asyncio.sleep(LONGEST_S)
        made = [at * 1e3 for at in clicking.made]
        return Told(
            list(zip(made, made, strict=True)), made, [at * 1e3 for at in heard.clicks(0.2)]
        )


WAYS: dict[str, Callable[[float], Coroutine[Any, Any, Told]]] = {
    "to_booth": to_booth,
    "to_desk": to_desk,
    "bad_to_booth": partial(to_booth, bad=True),
    "bad_to_desk": partial(to_desk, bad=True),
    "stock_to_booth": partial(to_booth, stock=True),
    "stock_to_desk": partial(to_desk, stock=True),
    "between_browsers": between_browsers,
    "loudspeaker": loudspeaker,
}


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(WAYS[sys.argv[1]](float(sys.argv[2]))))))
