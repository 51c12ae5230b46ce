"""Keeps the peer connections that the room asks for: the shell around `Pairing`.

One `Pairing` per link of the room, at most one `Peer` for each. When signaling is away the
connections there are go on; what has to be said waits until it is back.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog

from edge_client.peer import Peer, PeerError
from edge_client.peering.channel_line import Desk
from edge_client.peering.ends import House, Ice
from edge_client.peering.pair import Pair
from edge_client.peering.pairing import (
    Action,
    AnswerCame,
    AskRestart,
    Event,
    MakeOffer,
    OfferCame,
    Pairing,
    PathSeen,
    Phase,
    Refused,
    RestartCame,
    TakeAnswer,
    TakeOffer,
    Tick,
    Told,
)
from edge_client.peering.path_watch import Path
from edge_client.peering.text_line import TextLine
from edge_client.video.priority import first_for
from signaling.client import NotConnectedError, RoomView
from signaling.protocol import (
    Answer,
    ClientMessage,
    IceServer,
    Link,
    Offer,
    ProtocolError,
    Purpose,
    RelayedAnswer,
    RelayedCandidate,
    RelayedOffer,
    RelayedRestart,
    Restart,
    RoomConfirm,
    RoomKind,
)

log = structlog.get_logger(__name__)

MAX_EARLY_CANDIDATES = 64
"""Candidates of a generation kept until its offer is taken."""


class Wire(Protocol):
    """What the keeper needs of the signaling client."""

    @property
    def ready(self) -> bool:
        """Whether the server is there and what it told is the present state."""

    def send(self, message: ClientMessage) -> bool:
        """Send without waiting."""

    async def ask(self, message: ClientMessage) -> None:
        """Send and wait for the ack."""

    async def ice_servers(self) -> list[IceServer]:
        """ICE servers with valid credentials."""


Relayed = RelayedOffer | RelayedAnswer | RelayedCandidate | RelayedRestart


class PeerKeeper:
    """All peer connections of one participant. `changed` is called when a path changes."""

    def __init__(
        self,
        wire: Wire,
        house: House,
        changed: Callable[[], None],
        *,
        relay_only: bool = False,
        desk: Desk | None = None,
        writing: Desk | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """With `desk` there is a channel about the paper on each link with a terminal, with
        `writing` one for real-time text on each link of a visit.
        """
        self._wire = wire
        self._desk, self._writing = desk, writing
        self._house = house
        self._changed = changed
        self._relay_only = relay_only
        self._clock = clock
        self._room: RoomView | None = None
        self._text: TextLine | None = None
        self._switched_on: frozenset[Purpose] = frozenset()
        self._switched_off: frozenset[Purpose] = frozenset()
        self._confirmed: tuple[str, int] | None = None
        self._pairs: dict[str, Pair] = {}
        self._closing: set[asyncio.Task[Any]] = set()

    # What is asked from outside -----------------------------------------------------------
    def path(self, counterpart: str) -> Path | None:
        """How the path to a member is; None where there is no link."""
        pair = self._pairs.get(counterpart)
        if pair is None:
            return None
        if pair.pairing.phase is Phase.CONNECTED:
            return Path.CONNECTED
        return Path.SILENT if pair.met else Path.CONNECTING

    @property
    def text(self) -> TextLine | None:
        """What is written in the inquiry one is in; it ends with the room."""
        return self._text

    def switch_on(self, purposes: frozenset[Purpose]) -> None:
        """What is sent in an inquiry, where nothing is at first; else all that is granted."""
        self._switched_on = purposes
        self.reconsider()

    def switch_off(self, purposes: frozenset[Purpose]) -> None:
        """What is sent to nobody, whatever is granted: when this returns, none of it leaves."""
        if purposes != self._switched_off:
            self._switched_off = purposes
            self.reconsider()

    def generation(self, counterpart: str) -> int:
        """The generation of the connection in hand, 0 for none."""
        pair = self._pairs.get(counterpart)
        return pair.pairing.generation if pair else 0

    def follow(self, room: RoomView | None) -> None:
        """Make, keep and close connections as the room says, and obey its grants.

        When this returns nothing is sent any more that is not granted; only then a change of
        the room's mode is confirmed.
        """
        self._take_room(room)
        links = {self._other(link): link for link in room.my_links()} if room else {}
        for counterpart in [known for known in self._pairs if known not in links]:
            self._end(counterpart)
        for counterpart, link in links.items():
            assert room is not None
            self._follow_link(room, counterpart, link)
        self._confirm(room)

    def relayed(self, message: Relayed) -> None:
        """Take a WebRTC message of another member; what is stale or of no link is dropped."""
        pair = self._pairs.get(message.sender)
        if pair is None or self._room is None or message.room != self._room.id:
            return
        match message:
            case RelayedOffer():
                pair.offer = message
                self._step(pair, OfferCame(message.generation))
            case RelayedAnswer():
                pair.answer = message
                self._step(pair, AnswerCame(message.generation))
            case RelayedRestart():
                self._step(pair, RestartCame(message.generation))
            case RelayedCandidate():
                self._candidate(pair, message)

    async def close(self) -> None:
        """Close everything."""
        self.follow(None)
        if self._closing:
            await asyncio.wait(set(self._closing))

    def _take_room(self, room: RoomView | None) -> None:
        before = self._room.id if self._room else None
        self._room = room
        if before != (room.id if room else None):
            inquiry = room is not None and room.told.kind is RoomKind.INQUIRY
            self._text = TextLine(self._changed) if inquiry else None
            for desk in (self._desk, self._writing):
                if desk is not None and before is not None:
                    desk.room_over()
            self._switched_on = frozenset()

    def _allow(self, room: RoomView, pair: Pair) -> None:
        """Obey the grants. In an inquiry nothing flows, or is missed, that is not switched on."""
        peer = pair.peer
        assert peer is not None
        send, receive = room.may_send(peer.counterpart), room.may_receive(peer.counterpart)
        member = room.member(peer.counterpart)
        if room.told.kind is RoomKind.INQUIRY and member is not None:
            send &= self._switched_on
            receive &= {purpose for purpose in Purpose if getattr(member.sending, purpose.value)}
        peer.allow(send - self._switched_off, receive)
        if member is not None:
            peer.share.prefer(first_for(member.role, room.told.language))
        for line in pair.lines:
            line.follow(room)

    def _confirm(self, room: RoomView | None) -> None:
        """Tell once for each revision that a wanted mode's grants are obeyed."""
        if not self._wire.ready:
            self._confirmed = None  # it may be lost with the connection: said again after it
            return
        if room is None or room.told.wanted is None:
            return
        due = room.id, room.told.revision
        if due != self._confirmed and self._wire.send(
            RoomConfirm(room=room.id, revision=room.told.revision)
        ):
            self._confirmed = due

    # Links ---------------------------------------------------------------------------------
    def _other(self, link: Link) -> str:
        assert self._room is not None
        return link.answerer if link.offerer == self._room.me else link.offerer

    def _follow_link(self, room: RoomView, counterpart: str, link: Link) -> None:
        pair = self._pairs.get(counterpart)
        if pair is None:
            desk = self._desk.line(room, counterpart) if self._desk else None
            writing = self._writing.line(room, counterpart) if self._writing else None
            pair = Pair(counterpart, Pairing(offerer=link.offerer == room.me), desk, writing)
            self._pairs[counterpart] = pair
        if pair.peer is not None:
            self._allow(room, pair)
        member = room.member(counterpart)
        reachable = self._wire.ready and member is not None and member.connected
        pair.told_generation = link.generation
        self._step(pair, Told(link.generation, reachable))

    def reconsider(self) -> None:
        """Signaling came or went."""
        if self._room is not None:
            self.follow(self._room)

    def _end(self, counterpart: str) -> None:
        pair = self._pairs.pop(counterpart)
        pair.over = True
        if pair.timer is not None:
            pair.timer.cancel()
        if pair.task is not None:
            pair.task.cancel()
        self._retire(pair)
        for line in pair.lines:
            line.end()
        self._changed()

    def _retire(self, pair: Pair) -> None:
        """Close the connection in hand beside everything else."""
        peer, pair.peer = pair.peer, None
        if self._text is not None:
            self._text.detach()
        for line in pair.lines:
            line.detach()
        if peer is not None:
            peer.allow(frozenset(), frozenset())  # at once; closing takes its time
            closing = asyncio.create_task(peer.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def _candidate(self, pair: Pair, message: RelayedCandidate) -> None:
        if pair.peer is not None and message.generation == pair.peer.generation:
            pair.peer.add_candidate(message.candidate)
        elif message.generation >= pair.pairing.generation:
            pair.candidates.append(message)
            del pair.candidates[:-MAX_EARLY_CANDIDATES]

    # Steps ----------------------------------------------------------------------------------
    def _step(self, pair: Pair, event: Event) -> None:
        for action in pair.pairing.handle(event, self._clock()):
            self._perform(pair, action)
        self._arm(pair)
        self._changed()

    def _arm(self, pair: Pair) -> None:
        if pair.timer is not None:
            pair.timer.cancel()
            pair.timer = None
        if pair.pairing.deadline is not None and not pair.over:
            wait = max(0.0, pair.pairing.deadline - self._clock()) + 0.001
            loop = asyncio.get_running_loop()
            pair.timer = loop.call_later(wait, self._step, pair, Tick())

    def _perform(self, pair: Pair, action: Action) -> None:
        match action:
            case MakeOffer(generation):
                self._work(pair, generation, self._offer)
            case TakeOffer(generation):
                self._work(pair, generation, self._take_offer)
            case TakeAnswer():
                if pair.peer is not None and pair.answer is not None:
                    self._spawn_answer(pair, pair.peer, pair.answer)
            case AskRestart(generation):
                assert self._room is not None
                log.info("peer.restart_asked", generation=generation)
                self._wire.send(
                    Restart(room=self._room.id, to=pair.counterpart, generation=generation)
                )

    def _work(
        self, pair: Pair, generation: int, work: Callable[[Pair, Peer], Awaitable[None]]
    ) -> None:
        """Begin a generation in place of the one in hand."""
        if pair.task is not None:
            pair.task.cancel()
        self._retire(pair)

        async def run() -> None:
            try:
                ice = Ice(await self._wire.ice_servers(), self._relay_only)
                peer = Peer(
                    pair.counterpart,
                    generation,
                    self._house,
                    ice,
                    self._path_changed,
                    text=self._text,
                    desk=pair.desk,
                    writing=pair.writing,
                )
                pair.peer = peer
                if self._room is not None:
                    self._allow(self._room, pair)
                for message in pair.candidates:
                    if message.generation == generation:
                        peer.add_candidate(message.candidate)
                pair.candidates.clear()
                await work(pair, peer)
            except (PeerError, ProtocolError, NotConnectedError, ValueError) as error:
                log.warning("peer.refused", generation=generation, error=str(error))
                if pair.pairing.generation == generation:
                    self._step(pair, Refused(generation))

        pair.task = asyncio.create_task(run())

    async def _offer(self, pair: Pair, peer: Peer) -> None:
        sdp, tracks = await peer.offer()
        if self._room is None:
            return
        await self._wire.ask(
            Offer(
                room=self._room.id,
                to=pair.counterpart,
                generation=peer.generation,
                sdp=sdp,
                tracks=tracks,
            )
        )

    async def _take_offer(self, pair: Pair, peer: Peer) -> None:
        offer = pair.offer
        if offer is None or offer.generation != peer.generation:
            return
        sdp = await peer.answer(offer.sdp, offer.tracks)
        await self._wire.ask(
            Answer(room=offer.room, to=offer.sender, generation=offer.generation, sdp=sdp)
        )
        peer.answer_sent()

    def _spawn_answer(self, pair: Pair, peer: Peer, answer: RelayedAnswer) -> None:
        async def take() -> None:
            try:
                await peer.take_answer(answer.sdp)
            except PeerError as error:
                log.warning("peer.answer_refused", generation=peer.generation, error=str(error))
                if pair.peer is peer:
                    self._step(pair, Refused(peer.generation))

        task = asyncio.create_task(take())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _path_changed(self, peer: Peer, path: Path) -> None:
        pair = self._pairs.get(peer.counterpart)
        if pair is None or pair.peer is not peer:
            return
        log.info("peer.path", generation=peer.generation, path=path.value)
        pair.met = pair.met or path is Path.CONNECTED
        with contextlib.suppress(RuntimeError):
            self._step(pair, PathSeen(peer.generation, path))
