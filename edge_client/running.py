"""The running terminal: performs what `edge_client.terminal` decides."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path as FilePath
from typing import Any
from uuid import uuid4

import structlog

from edge_client.being_seen import BeingSeen, camera_opens, withheld
from edge_client.booth.directory import DirectoryError, read_directory
from edge_client.booth.feeding import feeds
from edge_client.booth.messages import BoothState, FromBooth
from edge_client.booth.pages import Pages
from edge_client.booth.print_messages import BoothPrintSaid
from edge_client.booth.screen_messages import BoothFrames
from edge_client.booth.server import BoothServer
from edge_client.booth.speech_messages import BoothHush, BoothSay
from edge_client.booth.writing_messages import BoothWrite
from edge_client.choosing import Alone
from edge_client.config import Config
from edge_client.ending import is_owed
from edge_client.equipment import Equipment
from edge_client.events import (
    BoothSaid,
    DevicesSeen,
    DirectorySeen,
    Event,
    LinkSeen,
    OutputsSeen,
    PathsSeen,
    Refused,
    ServerTold,
    Tick,
)
from edge_client.figures_told import telling_figures
from edge_client.guard_button import GuardButton
from edge_client.health_told import telling_health
from edge_client.house import TERMINAL_RECEIVES, MediaHouse
from edge_client.kiosk.screen import Kiosk
from edge_client.lip_sync.together import Together
from edge_client.marking import Marking, watch_paper
from edge_client.notices.board import NoticeBoard
from edge_client.paper.still_taking import StillCamera
from edge_client.peering.codecs import warm_up
from edge_client.peering.desk_line import TerminalDesk
from edge_client.peering.keeper import PeerKeeper
from edge_client.peering.rtt_line import RealTimeText
from edge_client.peering.stills import Stills
from edge_client.pictures import PictureBoard
from edge_client.printing.offers import printing_at
from edge_client.screens import VISITED
from edge_client.showing import booth_state, kept_pictures
from edge_client.sound.clarity import Clarity
from edge_client.sound.complaints import STEP_S
from edge_client.sounding import Sounding
from edge_client.speech.announcer import Announcer
from edge_client.speech.switch import Speech
from edge_client.terminal import Terminal, desired_room, reduce
from signaling.client import (
    Connected,
    Credentials,
    CredentialsError,
    Lost,
    NotConnectedError,
    SignalingClient,
    Told,
)
from signaling.protocol import (
    ClientMessage,
    ProtocolError,
    Purpose,
    RelayedAnswer,
    RelayedCandidate,
    RelayedOffer,
    RelayedRestart,
    RoomTold,
)
from signaling.protocol.desk import SoundState

log = structlog.get_logger(__name__)

TICK_S = 0.5
DIRECTORY_S, DIRECTORY_AGAIN_S = 300.0, 5.0
"""How often the directory is read anew, and when again after a failure."""

TELL_AGAIN_S = 1.0
"""After the server could not take up what it was told."""


class TerminalStoppedError(Exception):
    """The server will not have this terminal any more; the text says what to do."""


class TerminalRuntime:
    """One terminal; `run` returns only by cancellation or raises."""

    def __init__(
        self,
        config: Config,
        client: SignalingClient,
        equipment: Equipment,
        dist: FilePath,
        *,
        credentials: Credentials | None = None,
        relay_only: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`credentials` are for reading the directory, which only a booth alone needs."""
        self.board = PictureBoard(clock)
        self._client = client
        self.guard_button = GuardButton(client)
        self._equipment = equipment
        self._clock = clock
        self._lips = Together(lambda: equipment.audio.output_latency, clock)
        self._credentials = credentials
        self._announcer = Announcer(config.speech, config.terminal.language, equipment.audio.sink)
        self._state = _at_first(config, self._announcer.speech, reads=credentials is not None)
        self._followed: tuple[RoomTold | None, bool] = (None, False)
        house = MediaHouse(
            equipment.cameras,
            equipment.audio.voice,
            equipment.audio.sink,
            self.board,
            TERMINAL_RECEIVES,
            self._lips,
        )
        self.studio = house.studio
        self._clarity = Clarity()
        self._output = self._state.aids.output
        equipment.audio.sink.shape = self._clarity.process
        self._sounding = Sounding(equipment.audio, house.speaking, clock)
        self._shown = booth_state(self._state)
        self._pages = Pages(
            feeds(self.board, equipment, lambda: self._shown, self._lips),
            self._shown,
            self._booth_said,
        )
        paper = equipment.paper
        self._stills = Stills(StillCamera(paper.camera, paper)) if paper is not None else None
        self._marking = Marking(self._pages.show_kept, clock)
        self._printing = printing_at(config.printer.uri, self._pages.show_kept)
        self.desk = TerminalDesk(paper, self._stills, self._marking, self._printing)
        self._writing = RealTimeText(self._pages.show_written)
        self.keeper = self._make_keeper(house, relay_only)
        self.kiosk = Kiosk(config.screen)
        self._notices = NoticeBoard(config.screen, self._pages.show_kept)
        self.booth = BoothServer(
            self._pages,
            dist,
            config.terminal.booth_host,
            config.terminal.booth_port,
            feedback=config.terminal.feedback,
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self._paths_due = False

    def _make_keeper(self, house: MediaHouse, relay_only: bool) -> PeerKeeper:
        return PeerKeeper(
            self._client,
            house,
            self._paths_changed,
            relay_only=relay_only,
            desk=self.desk,
            writing=self._writing,
            clock=self._clock,
        )

    @property
    def state(self) -> Terminal:
        """The state now."""
        return self._state

    @property
    def shown(self) -> BoothState:
        """What the booth screen shows now."""
        return self._shown

    @property
    def language(self) -> str:
        """The resident's language now: that of the placeholders too."""
        return self._state.language

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Serve the booth screen and hold the connection until cancelled.

        `started` is called once the booth screen is served. Raises `BoothServerError`,
        `TerminalStoppedError`, `CredentialsError`.
        """
        loop = asyncio.get_running_loop()
        forget = self._watch_devices(loop)
        await self.booth.start()
        self.kiosk.begin(self.booth.url)
        self._notices.begin()
        try:
            await asyncio.to_thread(self._equipment.start)
            started()
            async with self._client:
                self._spawn(self._ticking())
                self._spawn(telling_figures(self.studio, self._equipment))
                seen = self._equipment, self.kiosk, self._pages, self._printing
                self._spawn(telling_health(self._client, *seen))
                self._spawn(self._telling_sound())
                self._spawn(warm_up())
                if self._printing is not None:
                    self._spawn(self._printing.watch())
                if self._state.alone.enabled and self._credentials is not None:
                    self._spawn(self._reading_directory(self._credentials))
                await self._listen()
        finally:
            for end in forget:
                end()
            await self._close()

    async def _listen(self) -> None:
        async for told in self._client.messages():
            self._told(told)
            if isinstance(told, Lost) and told.retry_in_s is None:
                raise TerminalStoppedError(
                    "Another program has connected as this terminal, so this one stops. "
                    "Run each terminal once, with a key of its own."
                )

    async def _close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await self.guard_button.close()
        await self.keeper.close()
        if self._stills is not None:
            await self._stills.close()
        if self._printing is not None:
            await self._printing.close()
        await self.kiosk.close()
        await self._notices.close()
        await self.booth.close()
        await asyncio.to_thread(self._announcer.close)
        await asyncio.to_thread(self._equipment.stop)

    # Events -------------------------------------------------------------------------------
    def _told(self, told: Told) -> None:
        match told:
            case Connected():
                log.info("signaling.connected", resumed=told.resumed)
                self._apply(LinkSeen(online=True))
            case Lost():
                log.warning(
                    "signaling.lost",
                    verdict=told.verdict.value,
                    close_code=told.close_code,
                    http_status=told.http_status,
                    refused=told.refused,
                    retry_in_s=told.retry_in_s,
                )
                self._apply(LinkSeen(online=False))
            case RelayedOffer() | RelayedAnswer() | RelayedCandidate() | RelayedRestart():
                self.keeper.relayed(told)
            case _:
                self._apply(ServerTold(told))

    def _apply(self, event: Event) -> None:
        self._state, messages = reduce(self._state, event, self._clock())
        for message in messages:
            self._spawn(self._tell(message))
        self._equipment.face.want(camera_opens(self._state.seen, self._state.screen))
        self.keeper.switch_off(withheld(self._state.seen))
        room = desired_room(self._state)
        follow = (room.told if room else None, self._client.ready)
        if follow != self._followed:
            self._followed = follow
            self.keeper.follow(room)
            self.board.keep(kept_pictures(room))
        self._hear_as_wished()
        shown = booth_state(self._state)
        if shown != self._shown:
            if shown.language != self._shown.language:
                self._spawn(self._redraw_placeholders())
            self._shown = shown
            self._pages.show_state(shown)
            self._announcer.seen(shown)

    async def _redraw_placeholders(self) -> None:
        await asyncio.sleep(0)
        for camera in self._equipment.cameras.values():
            await asyncio.to_thread(camera.refresh_placeholder)

    def _booth_said(self, message: FromBooth) -> None:
        match message:
            case BoothFrames():
                self.kiosk.heard(message)
            case BoothWrite():
                self._writing.write(message.text)
            case BoothSay():
                self._announcer.say(message)
            case BoothHush():
                self._announcer.hush()
            case BoothPrintSaid():
                if self._printing is not None:
                    self._printing.said(message)
            case _:
                self._apply(BoothSaid(message, f"req_{uuid4().hex}"))

    def _paths_changed(self) -> None:
        # Gathered: the keeper calls this in the middle of following a room.
        if not self._paths_due:
            self._paths_due = True
            asyncio.get_running_loop().call_soon(self._see_paths)

    def _see_paths(self) -> None:
        self._paths_due = False
        room = desired_room(self._state)
        others = [member.participant for member in room.others()] if room else []
        found = {participant: self.keeper.path(participant) for participant in others}
        self._apply(PathsSeen({one: path for one, path in found.items() if path is not None}))

    async def _tell(self, message: ClientMessage) -> None:
        while True:
            try:
                await self._client.ask(message)
            except (ProtocolError, NotConnectedError) as error:
                log.warning("signaling.refused", error=str(error))
                if is_owed(message, error):
                    await asyncio.sleep(TELL_AGAIN_S)
                    continue
                self._apply(Refused(message))
            return

    async def _reading_directory(self, credentials: Credentials) -> None:
        while True:
            wait_s = DIRECTORY_AGAIN_S
            try:
                self._apply(DirectorySeen(await read_directory(self._client.url, credentials)))
                wait_s = DIRECTORY_S
            except (DirectoryError, CredentialsError) as error:
                log.warning("directory.unread", error=str(error))
            await asyncio.sleep(wait_s)

    async def _ticking(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._apply(self._announcer.news(self._equipment.audio.plugged) or Tick())

    async def _telling_sound(self) -> None:
        while True:
            await asyncio.sleep(STEP_S)
            room = desired_room(self._state)
            others = room.others() if room else []
            heard = room is not None and any(
                Purpose.VOICE in room.may_send(each.participant) for each in others
            )
            visited = self._state.screen in VISITED
            sound = self._sounding.look(visited=visited, heard=heard or not others)
            self._pages.show_sound(sound)
            self.desk.tell_sound(SoundState(trouble=sound.trouble))

    # Devices ------------------------------------------------------------------------------
    def _watch_devices(self, loop: asyncio.AbstractEventLoop) -> list[Callable[[], None]]:
        """Observers are called from the devices' own threads."""

        def changed(*_: object) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(self._see_devices)

        return [
            *watch_paper(self._equipment.paper, loop, self.desk.tell, self._marking.saw),
            *(camera.observe(changed) for camera in self._equipment.cameras.values()),
            self._equipment.audio.observe(changed),
        ]

    def _see_devices(self) -> None:
        self._apply(DevicesSeen(self._equipment.states()))
        self._apply(OutputsSeen(self._equipment.audio.outputs()))

    def _hear_as_wished(self) -> None:
        aids, audio = self._state.aids, self._equipment.audio
        self._clarity.wish = aids.wish
        if aids.output is not self._output:
            self._output = aids.output
            if any(each.id is aids.output and not each.chosen for each in audio.outputs()):
                audio.choose_output(aids.output)

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _at_first(config: Config, speech: Speech, *, reads: bool) -> Terminal:
    """The state at start; `reads`: the directory can be read, without which no booth is alone."""
    language = config.terminal.language
    alone = replace(Alone(**asdict(config.alone)), enabled=config.alone.enabled and reads)
    seen = BeingSeen(config.face.source != "off")
    return Terminal(language, language, alone=alone, seen=seen, speech=speech)
