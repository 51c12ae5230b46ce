"""A city for scenarios: nodes on one Redis, terminals with test pictures, experts, clerks."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_client.booth.mark_messages import BoothPointers, BoothStrokes
from edge_client.booth.messages import (
    PICTURE_HEADER,
    TO_BOOTH,
    BoothState,
    FromBooth,
    Picture,
    Screen,
)
from edge_client.booth.sound_messages import QUIET, BoothSound
from edge_client.booth.writing_messages import BoothWritten
from edge_client.config import (
    CameraSection,
    Config,
    LoudspeakerSection,
    TerminalSection,
    VoiceSection,
)
from edge_client.devices.audio import AudioEngine
from edge_client.devices.camera import CaptureOpener, OpenCvCapture
from edge_client.devices.cameras import make_video_source
from edge_client.devices.frame import Picture as Pixels
from edge_client.devices.opencv import cv2
from edge_client.devices.recovery import CAMERA_TIMES, RecoveryTimes
from edge_client.equipment import Equipment
from edge_client.paper.live import paper_source
from edge_client.running import TerminalRuntime
from expert_client.expert import Expert
from expert_client.media import ExpertMedia, Heard
from signaling.client import SignalingClient, TerminalKey, Token, World
from signaling.protocol import (
    RequestCancel,
    RequestCreate,
    RequestKind,
    Role,
    RoomEnd,
    RoomOpen,
    Seat,
    TerminalAttach,
)
from tests.integration.server.city import City, RunningNode
from tests.support.fake_devices import FakeSound
from tests.support.t140 import Reader
from tests.support.waiting import eventually

DIRECTORY = Path(__file__).parents[1] / "scenarios" / "directory.yaml"
FACE_MARKER, DOCUMENT_MARKER, EXPERT_MARKER = 1, 2, 7
CLERK_MARKER = 9
TERMINAL_TONE, EXPERT_TONE, CLERK_TONE = 440.0, 880.0, 1250.0


@dataclass
class Client:
    """Somebody who only speaks signaling: a clerk's console without a browser."""

    wire: SignalingClient
    terminal: str = "porina-1"
    request: str = ""

    @property
    def world(self) -> World:
        return self.wire.world

    async def attach(self, seat: Seat = Seat.AT_DESK) -> None:
        await self.wire.ask(TerminalAttach(terminal=self.terminal, seat=seat))

    async def summon(self, service: str = "vero") -> None:
        self.request = f"q-{secrets.token_hex(6)}"
        await self.wire.ask(
            RequestCreate(
                request=self.request, service=service, language="fi", terminal=self.terminal
            )
        )

    async def take_back(self) -> None:
        await self.wire.ask(RequestCancel(request=self.request))

    async def end(self) -> None:
        assert self.world.room is not None
        await self.wire.ask(RoomEnd(room=self.world.room.id))


class SpeakingClerk(Expert):
    """A clerk with a microphone, and with a camera when remote, but without a browser."""

    async def take(self, terminal: str = "porina-1", *, seat: Seat) -> None:
        await self.client.ask(TerminalAttach(terminal=terminal, seat=seat))
        if seat is Seat.REMOTE:
            await self.client.ask(RoomOpen(terminal=terminal))

    async def inquire(self, service: str = "vero") -> None:
        """Ask somebody who is on duty, without the resident; returns when one can write."""
        await self.client.ask(
            RequestCreate(
                request=f"q-{secrets.token_hex(6)}",
                service=service,
                language="fi",
                kind=RequestKind.INQUIRY,
            )
        )
        await self.until(lambda: self.keeper.text, 5)

    async def summon(self, service: str = "vero", terminal: str = "porina-1") -> None:
        request = f"q-{secrets.token_hex(6)}"
        await self.client.ask(
            RequestCreate(request=request, service=service, language="fi", terminal=terminal)
        )


@dataclass
class BoothPage:
    """The booth's page without a browser: draws every picture at once."""

    ws: aiohttp.ClientWebSocketResponse
    state: BoothState | None = None
    sound: BoothSound = QUIET
    written: dict[str, Reader] = field(default_factory=dict)
    """What each of the others has written."""
    marks: dict[str, BoothPointers | BoothStrokes] = field(default_factory=dict)
    """On the paper, the newest of each kind."""
    pictures: dict[int, Pixels] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    async def listen(self) -> None:
        async for frame in self.ws:
            if frame.type is aiohttp.WSMsgType.TEXT:
                told = TO_BOOTH.validate_json(frame.data)
                if isinstance(told, BoothState):
                    self.state = told
                elif isinstance(told, BoothWritten):
                    self.written.setdefault(told.participant, Reader()).take(told.text)
                elif isinstance(told, BoothSound):
                    self.sound = told
                elif isinstance(told, BoothPointers | BoothStrokes):
                    self.marks[told.type] = told
            elif frame.type is aiohttp.WSMsgType.BINARY:
                kind, seq, _clock = PICTURE_HEADER.unpack_from(frame.data)
                jpeg = np.frombuffer(frame.data, np.uint8, offset=PICTURE_HEADER.size)
                drawn: Any = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
                self.pictures[kind] = drawn
                self.counts[kind] = self.counts.get(kind, 0) + 1
                shown = {"type": "booth.shown", "picture": kind, "seq": seq}
                await self.ws.send_str(json.dumps(shown))

    async def say(self, message: FromBooth) -> None:
        await self.ws.send_str(message.model_dump_json())

    def picture(self, kind: Picture) -> Pixels | None:
        return self.pictures.get(kind)


@dataclass
class Desk:
    """A running terminal, its loudspeaker and its screen."""

    runtime: TerminalRuntime
    heard: Heard
    page: BoothPage

    @property
    def screen(self) -> BoothState:
        """What the page was told last."""
        assert self.page.state is not None
        return self.page.state

    def on(self, screen: Screen) -> bool:
        """Whether that screen is shown."""
        return self.screen.screen is screen


class ScenarioCity(City):
    """Everything is stopped by `a_scenario_city`."""

    def __init__(self, redis_url: str, tenant: str, folder: Path) -> None:
        super().__init__(redis_url, tenant, folder)
        self.directory.write_text(DIRECTORY.read_text("utf-8"), "utf-8")
        self.stack = AsyncExitStack()
        self.know_all_nodes = False
        """Whether people and terminals are given the addresses of all nodes."""

    def urls(self, on: RunningNode | None, path: str) -> list[str]:
        """Where somebody connects: first `on`, else the first node."""
        on = on or self.nodes[0]
        others = [n for n in self.nodes if n is not on] if self.know_all_nodes else []
        return [f"{node.url}{path}" for node in (on, *others)]

    def key(self, terminal: str) -> Ed25519PrivateKey:
        return self.keys[terminal]

    async def desk(
        self,
        terminal: str = "porina-1",
        *,
        on: RunningNode | None = None,
        url: str | None = None,
        document_capture: CaptureOpener = OpenCvCapture,
        document: CameraSection | None = None,
        times: RecoveryTimes = CAMERA_TIMES,
        tone: float = TERMINAL_TONE,
        relay_only: bool = False,
    ) -> Desk:
        """A terminal that runs and is connected, and its page."""
        config = Config(
            terminal=TerminalSection(id=terminal, booth_port=0),
            face=CameraSection(
                source="synthetic", width=640, height=360, fps=30, marker=FACE_MARKER
            ),
            document=document
            or CameraSection(
                source="synthetic",
                width=1280,
                height=720,
                fps=10,
                marker=DOCUMENT_MARKER,
                colour="#F2EFE6",
            ),
            voice=VoiceSection(source="synthetic", tone=tone),
            loudspeaker=LoudspeakerSection(source="null"),
        )
        heard = Heard()
        equipment = Equipment(
            face=make_video_source("face", config.face),
            document=paper_source(config.document, open_capture=document_capture, times=times),
            audio=AudioEngine(config.voice, config.loudspeaker, FakeSound(), processor=heard),
        )
        client = SignalingClient(
            f"{url}/ws/terminal" if url else self.urls(on, "/ws/terminal"),
            TerminalKey(terminal, self.keys[terminal]),
            chance=lambda: 0.0,
        )
        runtime = TerminalRuntime(
            config, client, equipment, self.folder / "web", relay_only=relay_only
        )
        await self.stack.enter_async_context(_running(runtime))
        await eventually(lambda: client.ready, timeout_s=10, what=f"{terminal} to be connected")
        ws = await self.client.ws_connect(
            runtime.booth.url + "booth", headers={"Origin": runtime.booth.url.rstrip("/")}
        )
        page = BoothPage(ws)
        await self.stack.enter_async_context(_task(page.listen()))
        await eventually(lambda: page.state, timeout_s=5, what="the booth page's first state")
        return Desk(runtime, heard, page)

    async def expert(
        self,
        person: str = "aino",
        *,
        on: RunningNode | None = None,
        available: bool = True,
        relay_only: bool = False,
        tone: float = EXPERT_TONE,
        marker: int = EXPERT_MARKER,
    ) -> Expert:
        """An expert who is there, and available."""
        expert = Expert(
            self.urls(on, "/ws/expert"),
            Token(self.token(person, Role.EXPERT)),
            ExpertMedia(tone=tone, marker=marker, width=320, height=240),
            relay_only=relay_only,
        )
        await self.stack.enter_async_context(expert)
        if available:
            await expert.available()
        return expert

    async def speaking_clerk(self, person: str = "kaisa") -> SpeakingClerk:
        """A clerk who can be seen and heard; in charge of nothing yet."""
        clerk = SpeakingClerk(
            self.urls(None, "/ws/clerk"),
            Token(self.token(person, Role.CLERK)),
            ExpertMedia(tone=CLERK_TONE, marker=CLERK_MARKER, width=320, height=240),
        )
        await self.stack.enter_async_context(clerk)
        return clerk

    async def clerk(
        self, person: str = "kaisa", terminal: str = "porina-1", *, on: RunningNode | None = None
    ) -> Client:
        """A clerk in charge of a desk."""
        wire = SignalingClient(
            self.urls(on, "/ws/clerk"), Token(self.token(person, Role.CLERK)), chance=lambda: 0.0
        )
        await self.stack.enter_async_context(wire)

        async def listen() -> None:
            async for _ in wire.messages():
                pass

        await self.stack.enter_async_context(_task(listen()))
        await eventually(lambda: wire.ready, timeout_s=5, what=f"{person} to be connected")
        clerk = Client(wire, terminal)
        await clerk.attach()
        return clerk

    async def together(self, clerk: Client, expert: Expert, service: str = "vero") -> None:
        """Summon, accept, and wait until the media path stands."""
        await clerk.summon(service)
        await expert.ring(5)
        await expert.accept()
        await expert.in_conversation(10)


@asynccontextmanager
async def _task(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _running(runtime: TerminalRuntime) -> AsyncIterator[None]:
    started = asyncio.Event()
    task = asyncio.create_task(runtime.run(started.set))
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        waiting.cancel()
        task.result()
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def a_scenario_city(redis_url: str, tenant: str, folder: Path) -> AsyncIterator[ScenarioCity]:
    """People and terminals leave first, then the nodes stop."""
    city = ScenarioCity(redis_url, tenant, folder)
    try:
        async with city.stack:
            yield city
    finally:
        await city.stop()
