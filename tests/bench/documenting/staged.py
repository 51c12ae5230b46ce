"""The terminal's real path to a real browser: camera, page, shared encoder, peer, data channel."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.async_api import Page

from edge_client.config import LoudspeakerSection, VoiceSection
from edge_client.devices.audio import AudioEngine
from edge_client.devices.frame import Content, Picture
from edge_client.devices.jpeg_content import JpegContent
from edge_client.devices.opencv import cv2
from edge_client.devices.pacing import Schedule
from edge_client.devices.placeholder import CameraPlaceholder
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.video_source import VideoSource
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.paper.live import PaperSource
from edge_client.paper.still_taking import StillCamera
from edge_client.peer import Peer
from edge_client.peering.desk_line import TerminalDesk
from edge_client.peering.ends import Ice
from edge_client.peering.stills import Stills
from edge_client.pictures import PictureBoard
from signaling.client.world import RoomView
from signaling.protocol import Purpose, Track
from signaling.protocol.desk import Region, ViewState
from tests.bench.documenting.line import Line
from tests.bench.documenting.pages import SCRIPT
from tests.bench.documenting.reading import FPS, FRAME
from tests.support.browser import chromium
from tests.support.samples import EXPERT, ME, room
from tests.support.waiting import eventually

FLAGS = ("--disable-features=WebRtcHideLocalIpsWithMdns",)
SENSOR = (3264, 2448)


@dataclass
class Table:
    """What lies before the document camera: its frames, again and again."""

    jpegs: list[bytes] = field(default_factory=list)


class Camera:
    """An open camera of 8 megapixels that gives JPEGs, ten a second."""

    def __init__(self, table: Table, cancelled: threading.Event) -> None:
        self._table = table
        self._cancelled = cancelled
        self._count = 0
        self._schedule = Schedule(time.monotonic())

    def read(self) -> tuple[Content, float]:
        """The next frame of what lies there now."""
        now = time.monotonic()
        due = self._schedule.due(self._count / FPS, now)
        if due > now and self._cancelled.wait(due - now):
            raise DeviceError(SourceState.OFF, Reason.OFF)
        self._count += 1
        jpegs = self._table.jpegs
        return JpegContent(jpegs[self._count % len(jpegs)]), time.monotonic()

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Told:
    """A still on the page's screen. Times in seconds from the request."""

    picture: Picture
    turn: int
    size: int
    frames: int
    shows: str
    received_s: float
    shown_s: float

    def upright(self) -> Picture:
        """As the page's viewer turns it."""
        return np.ascontiguousarray(np.rot90(self.picture, -self.turn // 90), np.uint8)


class Desk:
    """One expert's page, connected to a terminal with a document camera."""

    def __init__(self, page: Page, table: Table, line: Line, media: MediaHouse) -> None:
        self._page = page
        self._table = table
        self.line = line
        self.media = media
        self._stills = 0

    async def lay(self, jpegs: list[bytes], turn: int, region: Region | None = None) -> None:
        """Another page on the table, or another part of it shown."""
        self._table.jpegs = jpegs
        await self.view(turn, region)

    async def view(self, turn: int, region: Region | None = None) -> None:
        """Ask to see it so."""
        part = None if region is None else region.model_dump()
        message = {"type": "view.set", "flat": True, "turn": turn, "region": part}
        await self._page.evaluate("message => ask(message)", message)

    async def rests(self, seconds: float) -> None:
        """Let it lie for so long."""
        await asyncio.sleep(seconds)

    async def shown(self) -> Picture:
        """What the page's video shows now, as the receiver's page turns and cuts it; grey."""
        view = await self._page.evaluate("JSON.stringify(seen.view)")
        state = ViewState.model_validate_json(view)
        png = base64.b64decode(await self._page.evaluate("grab()"))
        frame = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert frame is not None
        height, width = frame.shape
        box = state.box
        left, top = round(box.x * width), round(box.y * height)
        right, bottom = round((box.x + box.width) * width), round((box.y + box.height) * height)
        cut = frame[top:bottom, left:right]
        return np.ascontiguousarray(np.rot90(cut, -state.display // 90), np.uint8)

    async def still(self) -> Told | None:
        """Ask for a still and wait until its first part is on the screen."""
        self._stills += 1
        name = f"still{self._stills:08d}{time.time_ns():020d}"
        told = await self._page.evaluate("id => still(id)", name)
        if told is None:
            return None
        jpeg = base64.b64decode(told["jpeg"])
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        message = told["message"]
        return Told(
            np.asarray(picture, np.uint8),
            message["turn"],
            message["size"],
            message["frames"],
            message["shows"],
            told["received"] / 1000,
            told["shown"] / 1000,
        )

    async def rate(self, seconds: float) -> float:
        """What comes to the page, bit/s."""
        before, had = await self._page.evaluate("rate()")
        await asyncio.sleep(seconds)
        now, has = await self._page.evaluate("rate()")
        return float((has - had) * 8000 / (now - before))


@asynccontextmanager
async def desk(line: Line, first: list[bytes], face: VideoSource | None) -> AsyncIterator[Desk]:
    """A terminal and a page that are connected and see each other."""
    table = Table(first)
    camera = VideoSource(
        "document",
        lambda cancelled: Camera(table, cancelled),
        CameraPlaceholder("document", *FRAME, lambda: "en"),
        fps=FPS,
    )
    paper = PaperSource(camera, FRAME)
    sources: dict[Purpose, Any] = {Purpose.DOCUMENT: paper}
    if face is not None:
        sources[Purpose.FACE] = face
    audio = AudioEngine(VoiceSection(source="off"), LoudspeakerSection(source="off"), PortAudio())
    media = MediaHouse(sources, audio.voice, audio.sink, PictureBoard(), TERMINAL_RECEIVES)
    async with AsyncExitStack() as stack:
        for source in sources.values():
            source.start()
            stack.push_async_callback(asyncio.to_thread, source.stop)
        stills = Stills(StillCamera(camera, paper))
        stack.push_async_callback(stills.close)
        told = TerminalDesk(paper, stills)
        page, peer = await _connected(stack, line, media, told, list(sources))
        loop = asyncio.get_running_loop()

        def changed(state: ViewState) -> None:
            loop.call_soon_threadsafe(told.tell, state)

        stack.callback(paper.observe_state(changed))
        if paper.state is not None:
            told.tell(paper.state)
        stack.push_async_callback(peer.close)
        await eventually(
            lambda: page.evaluate("seen.frames > 3 && seen.view !== null"),
            timeout_s=30,
            what="the page to show the paper",
        )
        yield Desk(page, table, line, media)


async def _connected(
    stack: AsyncExitStack, line: Line, media: MediaHouse, told: TerminalDesk, kinds: list[Purpose]
) -> tuple[Page, Peer]:
    browser = await stack.enter_async_context(chromium(flags=FLAGS, path=line.browser))
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.set_content(f"<!doctype html><body><script>{SCRIPT}</script>")
    view = RoomView(room(EXPERT), ME)
    desk_line = told.line(view, EXPERT)
    assert desk_line is not None
    desk_line.follow(view)
    peer = Peer(EXPERT, 1, media, Ice(), lambda _peer, _path: None, desk=desk_line)
    peer.allow(frozenset(kinds), frozenset())
    offer = await page.evaluate("kinds => listen(kinds)", [kind.value for kind in kinds])
    tracks = [Track(mid=mid, purpose=Purpose(kind)) for mid, kind in offer["tracks"].items()]
    answer = await peer.answer(offer["sdp"], tracks)
    await page.evaluate("sdp => take(sdp)", answer)
    peer.answer_sent()
    return page, peer
