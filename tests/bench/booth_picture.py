"""`make bench-booth-picture`: from aiortc's decoded frame to the booth page's canvas.

A Python expert sends 720p30 to a terminal over a real peer connection; the terminal's own
booth server passes the decoded frames to a page in headless Chromium that draws them as the
booth page does. Measured: the time from the decoded frame until the page has drawn it, and
the CPU that this costs on both sides, beside the ways that were not chosen:

- `jpeg`: one JPEG a frame (what the terminal does);
- `raw`: the I420 planes as they are, shown through a WebCodecs VideoFrame;
- `chunks`: the encoded H.264 frames to a WebCodecs VideoDecoder, without decoding them in
  Python (its time begins with the encoded frame, so it holds the decoding too).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import struct
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import av
from playwright.async_api import Page

from edge_client.booth.feeds import Feed, ReceivedFeed, Snapshot
from edge_client.booth.messages import BoothState, Picture
from edge_client.booth.pages import Pages
from edge_client.booth.server import BoothServer
from edge_client.events import PathsSeen, ServerTold
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.peer import Peer
from edge_client.peering.ends import Ice
from edge_client.peering.path_watch import Path as PathState
from edge_client.pictures import PictureBoard
from edge_client.showing import booth_state
from edge_client.terminal import Terminal, reduce
from edge_client.video.budget import RATES
from edge_client.video.encoder import PictureEncoder
from expert_client.media import ExpertEquipment, ExpertMedia
from signaling.protocol import Purpose
from tests.support.browser import chromium
from tests.support.samples import EXPERT, room, welcome
from tests.support.waiting import eventually

FACE = Picture.COUNTERPART_FACE
SETTLE_S = 3.0
"""A browser that has just started is not idle yet."""

WAYS = ("jpeg", "raw", "chunks")

PAGE = """<!doctype html><title>bench</title><style>canvas{width:1280px}</style>
<canvas id="c"></canvas><script src="/assets/bench.js"></script>"""

SCRIPT = """
const way = location.hash.slice(1)
const canvas = document.getElementById('c')
const drawn = window.drawn = []
const socket = new WebSocket('ws://' + location.host + '/booth')
socket.binaryType = 'arraybuffer'
const done = (seq, clock) => {
  drawn.push([clock, performance.timeOrigin + performance.now()])
  socket.send(JSON.stringify({ type: 'booth.shown', picture: 1, seq }))
}
const draw = bitmap => {
  if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
    canvas.width = bitmap.width
    canvas.height = bitmap.height
  }
  canvas.getContext('bitmaprenderer').transferFromImageBitmap(bitmap)
}
const waiting = []
const decoder = way !== 'chunks' ? null : new VideoDecoder({
  output: async frame => {
    const turn = waiting.shift()
    const bitmap = await createImageBitmap(frame)
    frame.close()
    draw(bitmap)
    done(...turn)
  },
  error: error => { window.failed = String(error) },
})
decoder?.configure({ codec: 'avc1.42e01f', optimizeForLatency: true })
socket.onmessage = async event => {
  if (typeof event.data === 'string') return
  const view = new DataView(event.data)
  const seq = view.getUint32(1), clock = view.getFloat64(5)
  const body = new Uint8Array(event.data, 13)
  if (way === 'jpeg') {
    draw(await createImageBitmap(new Blob([body], { type: 'image/jpeg' })))
    done(seq, clock)
  } else if (way === 'raw') {
    const w = view.getUint16(13), h = view.getUint16(15)
    const frame = new VideoFrame(new Uint8Array(event.data, 17), {
      format: 'I420', codedWidth: w, codedHeight: h, timestamp: 0 })
    const bitmap = await createImageBitmap(frame)
    frame.close()
    draw(bitmap)
    done(seq, clock)
  } else {
    waiting.push([seq, clock])
    decoder.decode(new EncodedVideoChunk({
      type: body[0] ? 'key' : 'delta', timestamp: seq * 1000, data: body.subarray(1) }))
  }
}
"""


class RawFeed(ReceivedFeed):
    """The planes as they are, with their size before them."""

    async def next(self, after_seq: int) -> Snapshot:
        taken = await super().next(after_seq)
        assert isinstance(taken.encode, partial)
        frame: av.VideoFrame = taken.encode.args[0]
        return Snapshot(taken.seq, taken.clock, lambda: _raw(frame))


def _raw(frame: av.VideoFrame) -> bytes:
    planes: bytes = frame.to_ndarray().tobytes()
    return struct.pack("!HH", frame.width, frame.height) + planes


class ChunkFeed(ReceivedFeed):
    """H.264 as a receiver has it before decoding; encoding it here is not counted."""

    def __init__(self, board: PictureBoard) -> None:
        super().__init__(FACE, board, lambda: EXPERT)
        self._encoder = PictureEncoder(
            "H264",
            Purpose.FACE,
            target=RATES[Purpose.FACE].start,
            ceiling=RATES[Purpose.FACE].ceiling,
            fps=30,
        )
        self._count = 0

    async def next(self, after_seq: int) -> Snapshot:
        taken = await super().next(after_seq)
        assert isinstance(taken.encode, partial)
        frame: av.VideoFrame = taken.encode.args[0]
        self._encoder._follow_rate(frame)
        key = self._count % 90 == 0
        frame.pict_type = av.video.frame.PictureType.I if key else av.video.frame.PictureType.NONE
        packets = self._encoder._context.encode(frame)
        self._count += 1
        data = bytes([int(key)]) + b"".join(bytes(packet) for packet in packets)
        return Snapshot(taken.seq, time.monotonic(), lambda: data)


@dataclass
class Figures:
    """One way's result. `added_ms` sorted; cores of the terminal and of the page's browser."""

    added_ms: list[float]
    fps: float
    terminal_cores: float
    page_cores: float

    def at(self, share: float) -> float:
        return round(self.added_ms[int(share * (len(self.added_ms) - 1))], 1)

    @property
    def cores(self) -> float:
        return round(self.terminal_cores + self.page_cores, 3)


def in_conversation() -> BoothState:
    state = Terminal(home_language="fi", language="fi")
    for event in (
        ServerTold(welcome()),
        ServerTold(room(EXPERT)),
        PathsSeen({EXPERT: PathState.CONNECTED}),
    ):
        state, _ = reduce(state, event, 0.0)
    return booth_state(state)


@asynccontextmanager
async def expert_on_the_line(board: PictureBoard) -> AsyncIterator[None]:
    """A 720p30 expert whose decoded frames come to `board`."""
    office = ExpertEquipment(ExpertMedia(width=1280, height=720, fps=30))
    office.start()
    house = MediaHouse({}, office.audio.voice, office.audio.sink, board, TERMINAL_RECEIVES)
    offering = Peer("terminal", 1, office.house, Ice(), lambda _peer, _path: None)
    answering = Peer(EXPERT, 1, house, Ice(), lambda _peer, _path: None)
    for peer in (offering, answering):
        peer.allow(frozenset({Purpose.FACE}), frozenset({Purpose.FACE}))
    try:
        sdp, tracks = await offering.offer()
        await offering.take_answer(await answering.answer(sdp, tracks))
        answering.answer_sent()
        await eventually(
            lambda: board.latest(EXPERT, Purpose.FACE), timeout_s=10, what="the expert's picture"
        )
        yield
    finally:
        await asyncio.gather(offering.close(), answering.close())
        await asyncio.to_thread(office.stop)


def feed_of(way: str, board: PictureBoard) -> Feed:
    if way == "jpeg":
        return ReceivedFeed(FACE, board, lambda: EXPERT)
    return RawFeed(FACE, board, lambda: EXPERT) if way == "raw" else ChunkFeed(board)


def browser_seconds() -> float:
    """CPU time of all child processes, the browser's, so far."""
    parents, spent = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # After the name in brackets: state, parent, ..., user and system time in ticks.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # that process has just ended
        parents[int(entry.name)] = int(fields[1])
        spent[int(entry.name)] = int(fields[11]) + int(fields[12])

    def ours(process: int) -> bool:
        while process in parents:
            process = parents[process]
            if process == os.getpid():
                return True
        return False

    return sum(ticks for process, ticks in spent.items() if ours(process)) / os.sysconf(
        "SC_CLK_TCK"
    )


def own_seconds() -> float:
    times = os.times()
    return times.user + times.system


async def cores(seconds: float, clocks: tuple[Callable[[], float], ...]) -> list[float]:
    """What each clock of CPU time gains a second."""
    before, began = [clock() for clock in clocks], time.monotonic()
    await asyncio.sleep(seconds)
    gone = time.monotonic() - began
    return [(clock() - was) / gone for clock, was in zip(clocks, before, strict=True)]


async def measure(
    way: str, page: Page, board: PictureBoard, folder: Path, seconds: float
) -> Figures:
    clocks = (own_seconds, browser_seconds)
    await page.goto("about:blank")
    await asyncio.sleep(SETTLE_S)
    idle = await cores(seconds / 2, clocks)
    pages = Pages({FACE: feed_of(way, board)}, in_conversation(), lambda _message: None)
    server = BoothServer(pages, folder, "127.0.0.1", 0)
    await server.start()
    try:
        await page.goto(f"{server.url}#{way}")
        await eventually(
            lambda: page.evaluate("window.drawn.length > 10 || window.failed"),
            timeout_s=15,
            what="the page to draw",
        )
        await page.evaluate("window.drawn.length = 0")
        busy = await cores(seconds, clocks)
        drawn: list[list[float]] = await page.evaluate("window.drawn")
        failed = await page.evaluate("window.failed ?? null")
        assert failed is None, failed
    finally:
        await server.close()
    wall = time.time() - time.monotonic()
    added = sorted(shown - (clock + wall) * 1000 for clock, shown in drawn)
    terminal, browser = (now - was for now, was in zip(busy, idle, strict=True))
    return Figures(added, round(len(added) / seconds, 1), round(terminal, 3), round(browser, 3))


async def run(seconds: float, rounds: int) -> dict[str, Any]:
    found: dict[str, list[Figures]] = {way: [] for way in WAYS}
    board = PictureBoard()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "assets").mkdir()
        (folder / "assets" / "bench.js").write_text(SCRIPT)
        (folder / "booth.html").write_text(PAGE)
        await stack.enter_async_context(expert_on_the_line(board))
        for number in range(rounds):
            for way in WAYS:
                # A browser of its own: one way's painting would change the next one's.
                async with chromium() as browser:
                    page = await browser.new_page()
                    figures = await measure(way, page, board, folder, seconds)
                found[way].append(figures)
                print(
                    f"round {number + 1} {way:7} {figures.fps:5} fps   added ms p50"
                    f" {figures.at(0.5):6}  p95 {figures.at(0.95):6}   cores: terminal"
                    f" {figures.terminal_cores:6.3f}  page {figures.page_cores:6.3f}"
                )
    middle: dict[str, Any] = {}
    for way in WAYS:
        prefix = "" if way == "jpeg" else f"{way}_"
        middle[f"{prefix}added_ms_p50"] = statistics.median(f.at(0.5) for f in found[way])
        middle[f"{prefix}added_ms_p95"] = statistics.median(f.at(0.95) for f in found[way])
        middle[f"{prefix}cpu_cores"] = statistics.median(f.cores for f in found[way])
    return middle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print("A 720p30 expert on the booth page; medians of", options.rounds, "rounds follow.")
    print(json.dumps(asyncio.run(run(options.seconds, options.rounds))))


if __name__ == "__main__":
    main()
