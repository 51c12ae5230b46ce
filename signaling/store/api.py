"""What every store does: one contract, held by one test suite.

Each changing operation is one atomic step. It raises `ProtocolError` and changes nothing
when the operation is not allowed, and `StoreUnavailable` when the store cannot be reached.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from signaling.domain.alarm import AlarmRecord, Pressed
from signaling.domain.entrance import Entrance
from signaling.domain.estimate import Wait
from signaling.domain.experience import Experience
from signaling.domain.overview import Overview
from signaling.domain.pools import Choices
from signaling.domain.records import (
    Asked,
    CallbackLeft,
    CallbackRecord,
    Notice,
    ParticipantRecord,
    PresenceRecord,
    RequestRecord,
    ReservationRecord,
    RoomRecord,
    ServiceRules,
    TerminalRecord,
)
from signaling.domain.statement import Statement
from signaling.domain.tally import Tally
from signaling.protocol import (
    CallbackOutcome,
    DeclineReason,
    PresenceReason,
    PresenceState,
    RoomMode,
    Seat,
    Sending,
    VisitOutcome,
)


class StoreUnavailable(Exception):
    """The store cannot be reached or did not answer in time."""


class Store(Protocol):
    """State shared by all nodes of one tenant."""

    async def configure(self, services: Sequence[ServiceRules]) -> None:
        """The rules of the services, for all nodes; others keep what they had."""

    # Coming and going -------------------------------------------------------------
    async def enter(self, entrance: Entrance) -> ParticipantRecord:
        """Connect, or come back as the same participant.

        A person that was offline becomes away; the rest stays as it was. Another live
        socket of the same participant gets the notice ``replaced``.
        """

    async def drop(self, participant: str, epoch: int) -> None:
        """The socket of that epoch is gone: keep the place for the grace period."""

    async def part(self, participant: str, epoch: int) -> None:
        """The participant leaves for good."""

    # Presence -----------------------------------------------------------------------
    async def set_presence(
        self, participant: str, state: PresenceState, reason: PresenceReason
    ) -> None:
        """Available or away, by the person's own wish. Raises ``wrong_state`` in a room."""

    async def prolong(self, participant: str, by_s: float) -> None:
        """A little more wrap-up. Raises ``wrong_state``."""

    # Terminals ----------------------------------------------------------------------
    async def attach(self, participant: str, terminal: str, seat: Seat, take_over: bool) -> None:
        """Take charge; joins the terminal's room where one is. Raises ``terminal_taken``."""

    async def detach(self, participant: str, terminal: str) -> None:
        """Give up the charge. Raises ``terminal_not_attached``."""

    async def report(self, participant: str, health: str) -> None:
        """Keep how the terminal's devices are: a `protocol.TerminalHealth` as JSON."""

    # Requests and reservations ------------------------------------------------------
    async def create_request(self, participant: str, asked: Asked) -> None:
        """Ask for a service, and ring somebody at once if one is free.

        The same request from the same participant again changes nothing. Raises
        ``terminal_not_attached``, ``terminal_offline``, ``request_exists``.
        """

    async def cancel_request(self, participant: str, request: str) -> None:
        """Take it back. Raises ``unknown_request``, ``not_yours``, ``wrong_state``."""

    async def accept(self, participant: str, reservation: str, day: int = 0) -> None:
        """Answer the ring and join the room. A repeated accept changes nothing.

        `day` is the date as a number, for counting what a person answered today.
        """

    async def reject(
        self, participant: str, reservation: str, reason: DeclineReason | None = None
    ) -> None:
        """Decline; the request goes on to the next person, and the reason is kept with it."""

    async def conclude(self, participant: str, request: str, outcome: VisitOutcome) -> None:
        """Say how a visit ended that the participant served and has left, or at whose terminal
        they were with who served it; again: in its place. Both are told.

        Raises ``unknown_request`` (also some time later), ``not_yours``, ``wrong_state``.
        """

    # Callbacks ----------------------------------------------------------------------
    async def create_callback(self, participant: str, left: CallbackLeft) -> None:
        """Leave a callback; in its window the service's people are rung for it.

        The same callback from the same participant again changes nothing. Raises
        ``not_yours``, ``terminal_not_attached``, ``too_many_callbacks``.
        """

    async def withdraw_callback(self, participant: str, callback: str) -> None:
        """Take it back. Raises ``unknown_callback``, ``not_yours``, ``wrong_state``."""

    async def finish_callback(
        self, participant: str, callback: str, outcome: CallbackOutcome
    ) -> None:
        """Who has taken it says how it went, and leaves its room. Raises the same."""

    # Rooms --------------------------------------------------------------------------
    async def open_room(self, participant: str, terminal: str, new_room: str) -> None:
        """A remote clerk in charge joins the terminal in a room."""

    async def leave_room(self, participant: str, room: str) -> None:
        """One member leaves. Raises ``unknown_room``, ``not_yours``."""

    async def end_room(self, participant: str, room: str) -> None:
        """End it for all: the terminal itself or the clerk in charge."""

    async def set_mode(self, participant: str, room: str, mode: RoomMode) -> None:
        """Go over to a mode; a consultation begins when all who have to have confirmed.

        Raises ``not_yours``, ``forbidden`` (the terminal), ``wrong_state`` (nobody to consult).
        """

    async def confirm(self, participant: str, room: str, revision: int) -> None:
        """A sender has stopped what that revision does not grant. Raises ``stale_revision``."""

    async def set_media(self, participant: str, room: str, sending: Sending) -> None:
        """What a member has switched on."""

    async def relay(
        self, participant: str, room: str, to: str, kind: str, generation: int, payload: str
    ) -> None:
        """Pass a WebRTC message (`kind`: offer, answer, candidate, restart) to another member.

        Checks membership, who offers in the pair, and the generation, and records an
        offer's generation in the same step. The payload is passed on and not kept.
        """

    # Alarms -------------------------------------------------------------------------
    async def raise_alarm(self, pressed: Pressed) -> None:
        """The guard button. The same alarm by the same again changes nothing.

        A press where an alarm is open already joins it: nothing rings twice. Raises
        ``not_yours`` for somebody else's id. Whom it concerns is the nodes' to know.
        """

    async def acknowledge_alarm(self, alarm: str, person: str, name: str) -> None:
        """Somebody is going. Raises ``unknown_alarm``, ``wrong_state``, and ``not_yours`` for
        who raised it.
        """

    async def clear_alarm(self, alarm: str, person: str) -> None:
        """The danger is over. Raises the same."""

    async def reach_alarm(self, alarm: str) -> None:
        """Somebody who is to help has been told of it; nothing for one that is unknown."""

    # After a loss -------------------------------------------------------------------
    async def statement(self, participant: str) -> Statement | None:
        """What the participant can say of itself, for `Entrance.statement` later on.

        Read in one step; None where the store does not know it.
        """

    # Time and nodes -----------------------------------------------------------------
    async def tick(self) -> float:
        """Do what is due (rings, grace, wrap-up, dead nodes); seconds until the next is."""

    async def beat(self, node: str) -> str:
        """This node lives; the store's era, which is another one when it lost its data.

        A node silent for `domain.clock.NODE_TIMEOUT_S` has its participants dropped.
        """

    async def retire(self, node: str) -> None:
        """The node closes in an orderly way: its participants count as dropped now."""

    async def nodes(self) -> tuple[str, ...]:
        """The nodes that live, by name."""

    def notices(self, node: str) -> AsyncIterator[Notice]:
        """What concerns the node's participants.

        Begins with ``resync``, said when nothing that happens from then on is missed;
        it is said again whenever notices may have been lost in between, and to a node that
        was taken for dead and has to put its participants back.
        """

    # Reading ------------------------------------------------------------------------
    async def ping(self) -> None:
        """Does it answer? Raises `StoreUnavailable`."""

    async def now(self) -> float:
        """The store's clock, seconds."""

    async def participant(self, participant: str) -> ParticipantRecord | None:
        """A participant, or None where there is none (any more)."""

    async def presence(self, person: str) -> PresenceRecord | None:
        """A person's presence, or None where there is none (any more)."""

    async def terminal(self, terminal: str) -> TerminalRecord:
        """A terminal; one never seen is offline."""

    async def request(self, request: str) -> RequestRecord | None:
        """A request, or None where there is none (any more)."""

    async def reservation(self, reservation: str) -> ReservationRecord | None:
        """A reservation, or None where there is none (any more)."""

    async def callback(self, callback: str) -> CallbackRecord | None:
        """A callback, or None where there is none (any more)."""

    async def room(self, room: str) -> RoomRecord | None:
        """A room, or None where there is none (any more)."""

    async def alarm(self, alarm: str) -> AlarmRecord | None:
        """An alarm, or None where there is none (any more)."""

    async def open_alarms(self) -> list[str]:
        """The ids of all alarms that are not cleared, in order."""

    async def overview(self, people: Sequence[str], terminals: Sequence[str]) -> Overview:
        """What goes on now with these people and at these terminals."""

    async def tallies(self, hour: int, services: Sequence[str]) -> Mapping[str, Tally]:
        """What became of visits in that hour since the epoch, of services with any."""

    async def wait(
        self, rules: ServiceRules, choices: Choices, request: RequestRecord | None = None
    ) -> Wait:
        """How long a request would wait: one that waits already, or one only thought of."""

    async def experience(self, service: str) -> Experience:
        """What the service has learnt; of `EVERYONE`, all together."""

    async def availability(self, pools: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        """For each pool: (free now, on duty)."""
