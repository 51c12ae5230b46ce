"""An expert without a browser: for the command line, for probes, and as the fast peer of tests.

::

    async with Expert(url, credentials) as expert:
        await expert.available()
        await expert.ring(timeout_s=60)
        await expert.accept()
        await expert.in_conversation(timeout_s=10)
        picture = expert.document()
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

from edge_client.peering.codecs import warm_up
from edge_client.peering.keeper import PeerKeeper
from edge_client.peering.path_watch import Path
from edge_client.peering.texting import Text, TextState
from edge_client.pictures import PictureBoard, Received
from expert_client.desk import AskingDesk, AskingLine
from expert_client.media import ExpertEquipment, ExpertMedia, Heard
from signaling.client import (
    Credentials,
    CredentialsError,
    Lost,
    RoomView,
    SignalingClient,
    Told,
    World,
    raise_alarm,
)
from signaling.protocol import (
    MediaSet,
    PresenceReason,
    PresenceSet,
    PresenceState,
    Purpose,
    RelayedAnswer,
    RelayedCandidate,
    RelayedOffer,
    RelayedRestart,
    ReservationAccept,
    ReservationReject,
    ReservationTold,
    Role,
    RoomKind,
    RoomLeave,
    RoomMode,
    RoomModeSet,
    RoomState,
    RoomTold,
    Sending,
)

log = structlog.get_logger(__name__)

T = TypeVar("T")


class ExpertStoppedError(ConnectionError):
    """The connection is gone for good; the text says why."""


class Expert:
    """One expert. Every waiting method raises TimeoutError, and `ExpertStoppedError`."""

    def __init__(
        self,
        url: str | Sequence[str],
        credentials: Credentials,
        media: ExpertMedia | None = None,
        *,
        relay_only: bool = False,
        client: SignalingClient | None = None,
    ) -> None:
        """`url` is the experts' endpoint, for example ``wss://host/ws/expert``, or several.

        `relay_only` uses TURN only (W3C `iceTransportPolicy` "relay").
        """
        self.client = client or SignalingClient(
            url, credentials, name="expert_client", unattended=False
        )
        self._equipment = ExpertEquipment(media or ExpertMedia())
        self._desk = AskingDesk(self._wake)
        self.keeper = PeerKeeper(
            self.client,
            self._equipment.house,
            self._wake,
            relay_only=relay_only,
            desk=self._desk,
        )
        self._changed = asyncio.Event()
        self._stopped: str | None = None
        self._followed: tuple[RoomTold | None, bool] = (None, False)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Connect, and wait until everything has been told."""
        await asyncio.to_thread(self._equipment.start)
        await warm_up()
        await self.client.__aenter__()
        self._task = asyncio.create_task(self._listen())
        try:
            await self.until(lambda: self.world.synced, timeout_s=15.0)
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave for good."""
        if self._task is not None:
            self._task.cancel()
        await self.keeper.close()
        await self.client.__aexit__(kind, error, trace)
        await asyncio.to_thread(self._equipment.stop)

    # What is so ---------------------------------------------------------------------------
    @property
    def world(self) -> World:
        """All that the server told."""
        return self.client.world

    @property
    def presence(self) -> PresenceState | None:
        """One's own availability."""
        return self.world.presence.state if self.world.presence else None

    @property
    def room(self) -> RoomView | None:
        """The conversation one is in."""
        return self.world.room

    @property
    def board(self) -> PictureBoard:
        """The newest picture of every member and purpose."""
        return self._equipment.board

    @property
    def heard(self) -> Heard:
        """What came in as sound."""
        return self._equipment.heard

    def speaking(self) -> list[str]:
        """Who of the others speaks now, by participant."""
        return self._equipment.house.speaking()

    @property
    def terminal(self) -> str | None:
        """The terminal's participant id in the conversation."""
        others = self.room.others() if self.room else []
        return next((m.participant for m in others if m.role is Role.TERMINAL), None)

    def face(self) -> Received | None:
        """The newest picture of the resident."""
        return self.board.latest(self.terminal, Purpose.FACE) if self.terminal else None

    def document(self) -> Received | None:
        """The newest picture of the paper."""
        return self.board.latest(self.terminal, Purpose.DOCUMENT) if self.terminal else None

    @property
    def paper(self) -> AskingLine | None:
        """The line for asking how the paper is shown; None without a link to a terminal."""
        return self._desk.current

    def face_of(self, participant: str) -> Received | None:
        """The newest picture of any member."""
        return self.board.latest(participant, Purpose.FACE)

    @property
    def counterpart(self) -> str | None:
        """Whom one talks with: the terminal, or in an inquiry the other person."""
        if self.room is None or self.room.told.kind is not RoomKind.INQUIRY:
            return self.terminal
        return next((member.participant for member in self.room.others()), None)

    def path(self) -> Path | None:
        """How the media path to the counterpart is."""
        return self.keeper.path(self.counterpart) if self.counterpart else None

    @property
    def texts(self) -> tuple[Text, ...]:
        """What has been written in the inquiry one is in, by either; gone when it is over."""
        return self.keeper.text.log if self.keeper.text else ()

    # What one does ------------------------------------------------------------------------
    async def available(self) -> None:
        """Be there for whoever needs one's services."""
        await self.client.ask(PresenceSet(state=PresenceState.AVAILABLE))

    async def away(self, reason: PresenceReason = PresenceReason.SELF) -> None:
        """Be away."""
        await self.client.ask(PresenceSet(state=PresenceState.AWAY, reason=reason))

    async def ring(self, timeout_s: float = 30.0) -> ReservationTold:
        """Wait for a ring."""
        return await self.until(lambda: self.world.ring, timeout_s)

    async def accept(self) -> None:
        """Answer the ring. Raises `ProtocolError` when it is over."""
        ring = await self.ring(0.1)
        await self.client.ask(ReservationAccept(reservation=ring.reservation))

    async def decline(self) -> None:
        """Let the ring go on to the next person."""
        ring = await self.ring(0.1)
        await self.client.ask(ReservationReject(reservation=ring.reservation))

    async def in_conversation(self, timeout_s: float = 10.0) -> RoomView:
        """Wait until the connection with the counterpart is there."""

        def connected() -> RoomView | None:
            live = self.room is not None and self.room.told.state is RoomState.LIVE
            return self.room if live and self.path() is Path.CONNECTED else None

        return await self.until(connected, timeout_s)

    async def hang_up(self) -> None:
        """Leave the conversation; nothing happens when there is none."""
        if self.room is not None:
            await self.client.ask(RoomLeave(room=self.room.id))

    def say(self, text: str) -> str:
        """Write to the other person of an inquiry; its id among `texts`.

        It goes out when the connection is there. Raises ValueError outside an inquiry, and
        when it is empty, too long or too much has not arrived yet.
        """
        if self.keeper.text is None:
            raise ValueError("not in an inquiry")
        return self.keeper.text.say(text)

    async def reads(self, text: str, timeout_s: float = 10.0) -> None:
        """Wait until the other person has written exactly this."""
        wanted = (text, TextState.RECEIVED)
        await self.until(lambda: wanted in [(t.text, t.state) for t in self.texts], timeout_s)

    async def arrived(self, id_: str, timeout_s: float = 10.0) -> None:
        """Wait until one's own text of that id is at the other end."""
        wanted = (id_, TextState.ARRIVED)
        await self.until(lambda: wanted in [(t.id, t.state) for t in self.texts], timeout_s)

    async def speak(self, on: bool) -> None:
        """Switch one's voice on or off in an inquiry, where it is off at first."""
        if self.room is not None:
            self.keeper.switch_on(frozenset({Purpose.VOICE}) if on else frozenset())
            sending = Sending(voice=on, face=False, document=False)
            await self.client.ask(MediaSet(room=self.room.id, sending=sending))

    async def consult(self, timeout_s: float = 10.0) -> None:
        """Speak with the other staff in private; returns when the resident is cut off.

        Raises `ProtocolError` when there is nobody to consult.
        """
        await self._go_over(RoomMode.CONSULTATION, timeout_s)

    async def come_together(self, timeout_s: float = 10.0) -> None:
        """Let the resident hear and see everybody again."""
        await self._go_over(RoomMode.CONVERSATION, timeout_s)

    async def _go_over(self, mode: RoomMode, timeout_s: float) -> None:
        room = self.room
        if room is None:
            return
        await self.client.ask(RoomModeSet(room=room.id, mode=mode))

        def in_force() -> bool:
            told = self.room.told if self.room else None
            return told is None or (told.mode is mode and told.wanted is None)

        await self.until(in_force, timeout_s)

    async def alarm(self) -> None:
        """Call for help for the resident, silently; returns when the server has it.

        Raises `ProtocolError` when one has been in no room.
        """
        await raise_alarm(self.client, self.room.told.terminal if self.room else None)

    async def until(self, check: Callable[[], T | None], timeout_s: float) -> T:
        """Wait until `check` gives something truthy, looked at on every news; returns it."""
        async with asyncio.timeout(timeout_s):
            while True:
                found = check()
                if found:
                    return found
                if self._stopped is not None:
                    raise ExpertStoppedError(self._stopped)
                self._changed.clear()
                await self._changed.wait()

    # The shell -----------------------------------------------------------------------------
    def _wake(self) -> None:
        self._changed.set()

    async def _listen(self) -> None:
        try:
            async for told in self.client.messages():
                self._told(told)
            self._stopped = self._stopped or "The connection was closed."
        except CredentialsError as error:
            self._stopped = str(error)
        finally:
            self._wake()

    def _told(self, told: Told) -> None:
        match told:
            case RelayedOffer() | RelayedAnswer() | RelayedCandidate() | RelayedRestart():
                self.keeper.relayed(told)
            case Lost(retry_in_s=None):
                self._stopped = _why(told)
            case _:
                pass
        self._follow()
        self._wake()

    def _follow(self) -> None:
        room = self.room
        follow = (room.told if room else None, self.client.ready)
        if follow != self._followed:
            self._followed = follow
            self.keeper.follow(room)
            self.board.keep(room.receivable() if room else {})


def _why(lost: Lost) -> str:
    refused: Any = lost.refused or lost.http_status or lost.close_code
    if lost.close_code == 4409:
        return "Somebody connected elsewhere as the same expert; this one stops."
    return (
        f"The server does not let this expert in ({refused}). Make a fresh token with "
        "`etaluukku token` and see that the directory names the person as an expert."
    )
