"""What a client knows: the latest state of everything the server told it.

The server tells whole states, never changes, so the mirror only has to keep the newest.
Pure: `World.told(message)` gives the next `World`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from signaling.protocol import (
    AlarmState,
    AlarmTold,
    AnyServerMessage,
    AvailabilityState,
    CallbackState,
    CallbackTold,
    Grant,
    Identity,
    Link,
    Member,
    PresenceTold,
    Purpose,
    RequestKind,
    RequestState,
    RequestTold,
    ReservationState,
    ReservationTold,
    RoomMode,
    RoomState,
    RoomTold,
    ServerState,
    ServiceAvailability,
    Synced,
    TerminalState,
    Welcome,
)

LIVE_REQUESTS = frozenset({RequestState.PENDING, RequestState.RESERVED, RequestState.ASSIGNED})

OPEN_CALLBACKS = frozenset({CallbackState.SCHEDULED, CallbackState.DUE, CallbackState.TAKEN})


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as one participant (`me`) sees it."""

    told: RoomTold
    me: str

    @property
    def id(self) -> str:
        """The room's id."""
        return self.told.room

    def member(self, participant: str) -> Member | None:
        """The member of that participant id."""
        return next((m for m in self.told.members if m.participant == participant), None)

    def others(self) -> list[Member]:
        """Everybody else, in the server's order."""
        return [m for m in self.told.members if m.participant != self.me]

    def my_links(self) -> list[Link]:
        """The pairs that need a peer connection of mine."""
        return [link for link in self.told.links if self.me in (link.offerer, link.answerer)]

    def granted(self, sender: str, receiver: str) -> frozenset[Purpose]:
        """What `sender` may send to `receiver`; empty when nothing is granted."""
        grants: list[Grant] = self.told.grants
        return frozenset(
            purpose
            for grant in grants
            if grant.sender == sender and grant.receiver == receiver
            for purpose in grant.purposes
        )

    def may_send(self, to: str) -> frozenset[Purpose]:
        """What I may send to another member."""
        return self.granted(self.me, to)

    def may_receive(self, sender: str) -> frozenset[Purpose]:
        """What another member may send to me."""
        return self.granted(sender, self.me)

    def receivable(self) -> dict[str, frozenset[Purpose]]:
        """What each of the others may send to me."""
        return {
            member.participant: self.may_receive(member.participant) for member in self.others()
        }

    @property
    def consulting(self) -> bool:
        """Whether staff consult in private, or are about to: the resident is cut off already."""
        return RoomMode.CONSULTATION in (self.told.mode, self.told.wanted)


@dataclass(frozen=True)
class World:
    """The mirror. `synced` is False from ``welcome`` to ``synced``."""

    participant: str | None = None
    identity: Identity | None = None
    synced: bool = False
    presence: PresenceTold | None = None
    rooms: Mapping[str, RoomTold] = field(default_factory=dict)
    """Live rooms."""
    last_ended: RoomTold | None = None
    requests: Mapping[str, RequestTold] = field(default_factory=dict)
    """Live requests."""
    over: Mapping[RequestKind, RequestTold] = field(default_factory=dict)
    """Of each kind the latest request that is over, to tell people why."""
    reservations: Mapping[str, ReservationTold] = field(default_factory=dict)
    """Rings that are pending."""
    last_reservation: ReservationTold | None = None
    alarms: Mapping[str, AlarmTold] = field(default_factory=dict)
    """Open ones."""
    callbacks: Mapping[str, CallbackTold] = field(default_factory=dict)
    """Open callbacks that were left here, and the one that was taken here."""
    last_callback: CallbackTold | None = None
    """The latest that is over."""
    terminals: Mapping[str, TerminalState] = field(default_factory=dict)
    availability: Mapping[str, ServiceAvailability] = field(default_factory=dict)
    accepting: bool = True
    """Whether the server takes up new work; conversations go on without it."""
    _unconfirmed: frozenset[tuple[str, str]] = frozenset()
    """What was known before ``welcome`` and has not been told again since."""
    _revisions: Mapping[str, int] = field(default_factory=dict)

    @property
    def room(self) -> RoomView | None:
        """The room one is in; the latest one if there should be several."""
        if not self.rooms or self.participant is None:
            return None
        return RoomView(list(self.rooms.values())[-1], self.participant)

    @property
    def request(self) -> RequestTold | None:
        """The live request for a visit; an interpreter beside it is another matter."""
        return self.request_for(RequestKind.VISIT)

    def request_for(self, kind: RequestKind) -> RequestTold | None:
        """The live request of a kind, the latest one if there should be several."""
        found = [request for request in self.requests.values() if request.kind is kind]
        return found[-1] if found else None

    @property
    def last_request(self) -> RequestTold | None:
        """The latest request for a visit that is over."""
        return self.over.get(RequestKind.VISIT)

    @property
    def ring(self) -> ReservationTold | None:
        """The ring that is pending."""
        return list(self.reservations.values())[-1] if self.reservations else None

    def told(self, message: AnyServerMessage) -> World:
        """The world after a message."""
        after = self
        match message:
            case Welcome():
                after = self._welcomed(message)
            case Synced():
                after = self._settled()
            case ServerState(accepting=accepting):
                after = replace(self, accepting=accepting)
            case PresenceTold():
                after = replace(self, presence=message)
            case RoomTold():
                after = self._room(message)
            case RequestTold():
                after = self._request(message)
            case ReservationTold():
                after = self._reservation(message)
            case CallbackTold():
                after = self._callback(message)
            case TerminalState():
                unconfirmed = self._unconfirmed - {("terminals", message.terminal)}
                terminals = {**self.terminals, message.terminal: message}
                after = replace(self, terminals=terminals, _unconfirmed=unconfirmed)
            case AlarmTold():
                cleared = message.state is AlarmState.CLEARED
                alarms = _put(self.alarms, message.alarm, None if cleared else message)
                unconfirmed = self._unconfirmed - {("alarms", message.alarm)}
                after = replace(self, alarms=alarms, _unconfirmed=unconfirmed)
            case AvailabilityState():
                told = {service.service: service for service in message.services}
                after = replace(self, availability={**self.availability, **told})
        return after

    def _welcomed(self, message: Welcome) -> World:
        base = self if message.participant == self.participant else World()
        known = frozenset(
            (kind, id_)
            for kind in (
                "rooms",
                "requests",
                "reservations",
                "callbacks",
                "terminals",
                "alarms",
            )
            for id_ in getattr(base, kind)
        )
        return replace(
            base,
            participant=message.participant,
            identity=message.identity,
            synced=False,
            accepting=True,
            _unconfirmed=known,
        )

    def _settled(self) -> World:
        """Anything remembered that was not told again is over."""

        def kept(kind: str) -> dict[str, Any]:
            return {
                id_: value
                for id_, value in getattr(self, kind).items()
                if (kind, id_) not in self._unconfirmed
            }

        return replace(
            self,
            synced=True,
            rooms=kept("rooms"),
            requests=kept("requests"),
            reservations=kept("reservations"),
            callbacks=kept("callbacks"),
            terminals=kept("terminals"),
            alarms=kept("alarms"),
            _unconfirmed=frozenset(),
        )

    def _room(self, message: RoomTold) -> World:
        if message.revision < self._revisions.get(message.room, -1):
            return self
        over = message.state is RoomState.ENDED or all(
            member.participant != self.participant for member in message.members
        )
        return replace(
            self,
            rooms=_put(self.rooms, message.room, None if over else message),
            last_ended=message if over else self.last_ended,
            _revisions={message.room: message.revision}
            if over
            else {**self._revisions, message.room: message.revision},
            _unconfirmed=self._unconfirmed - {("rooms", message.room)},
        )

    def _request(self, message: RequestTold) -> World:
        live = message.state in LIVE_REQUESTS
        return replace(
            self,
            requests=_put(self.requests, message.request, message if live else None),
            over=self.over if live else {**self.over, message.kind: message},
            _unconfirmed=self._unconfirmed - {("requests", message.request)},
        )

    def _reservation(self, message: ReservationTold) -> World:
        pending = message.state is ReservationState.PENDING
        return replace(
            self,
            reservations=_put(self.reservations, message.reservation, message if pending else None),
            last_reservation=self.last_reservation if pending else message,
            _unconfirmed=self._unconfirmed - {("reservations", message.reservation)},
        )

    def _callback(self, message: CallbackTold) -> World:
        live = message.state in OPEN_CALLBACKS
        return replace(
            self,
            callbacks=_put(self.callbacks, message.callback, message if live else None),
            last_callback=self.last_callback if live else message,
            _unconfirmed=self._unconfirmed - {("callbacks", message.callback)},
        )


def _put(items: Mapping[str, Any], id_: str, value: object | None) -> Mapping[str, Any]:
    if value is None:
        return {known: item for known, item in items.items() if known != id_}
    return {**items, id_: value}
