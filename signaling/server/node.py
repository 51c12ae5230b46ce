"""One node: what all its parts share."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from signaling.domain.alarm import ALARM_ESCALATE_S
from signaling.domain.entrance import Entrance
from signaling.domain.pools import language_pair, request_choices
from signaling.domain.records import Asked, Serving
from signaling.protocol import (
    ErrorCode,
    IceServer,
    InterpreterNeed,
    ProtocolError,
    RequestCreate,
    RequestKind,
    Role,
)
from signaling.store.api import Store

from .availability import AvailabilityBoard
from .calendar import day_number, open_now
from .connection import Connection, Visitor
from .directory_model import Directory, Person, Service
from .directory_watch import LiveDirectory
from .hub import Hub
from .key_folder import KeyFolder
from .keys import thumbprint
from .logs import log
from .sealing import Sealer
from .settings import Settings
from .statements import Statements
from .supervision import SupervisionBoard
from .telling import Teller
from .tokens import Tokens
from .turn import ice_servers


@dataclass
class Node:
    """The parts of one server process."""

    name: str
    settings: Settings
    store: Store
    tokens: Tokens
    live: LiveDirectory
    terminals: KeyFolder
    trusted: KeyFolder
    teller: Teller
    hub: Hub
    availability: AvailabilityBoard
    supervision: SupervisionBoard
    statements: Statements
    sealer: Sealer
    turn_secret: bytes = b""
    clock: Callable[[], float] = field(default=time.time)
    alarm_escalate_s: float = ALARM_ESCALATE_S
    unkept_alarms: dict[str, float] = field(default_factory=dict)
    """Alarms that came while the store was out of reach, and when."""
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    """Set: the node closes without waiting for anybody to move."""

    era: str | None = None
    """The store's, as of the last beat."""

    @property
    def directory(self) -> Directory:
        """The directory in force."""
        return self.live.current

    def person(self, subject: str, role: Role) -> Person | None:
        """The person, if the directory still lets them act in that role."""
        person = self.directory.people.get(subject)
        return person if person is not None and role in person.roles else None

    def may_act(self, visitor: Visitor) -> bool:
        """Whether directory and key folder still know the visitor."""
        if visitor.role is not Role.TERMINAL:
            return self.person(visitor.subject, visitor.role) is not None
        key = self.terminals.by_name(visitor.subject)
        known = visitor.subject in self.directory.terminals and key is not None
        return known and key is not None and thumbprint(key) == visitor.key

    def entrance(self, visitor: Visitor, participant: str) -> Entrance | None:
        """What the directory says of the visitor now; None when it says nothing any more."""
        if not self.may_act(visitor):
            return None
        name = self.directory.terminal_names(visitor.subject).fi
        languages: tuple[str, ...] = ()
        serves: tuple[Serving, ...] = ()
        if visitor.role is not Role.TERMINAL:
            person = self.directory.people[visitor.subject]
            name, languages = person.name, tuple(person.languages)
            serves = self.directory.serves(person, visitor.role)
        return Entrance(
            participant=participant,
            role=visitor.role,
            subject=visitor.subject,
            name=name,
            node=self.name,
            languages=languages,
            serves=serves,
            day=day_number(self.clock()),
            grace_s=self.settings.grace_s,
            room_grace_s=self.settings.room_grace_s,
        )

    def entrance_again(self, connection: Connection) -> Entrance | None:
        """The same for somebody who is in already."""
        return self.entrance(connection.visitor, connection.participant)

    async def beat(self) -> str:
        """Say that this node lives; the store's era. Raises `StoreUnavailable`.

        A store that has begun anew is told the rules and the keys before anything else.
        """
        era = await self.store.beat(self.name)
        if era != self.era:
            await self.tokens.publish()
            await self.publish_rules()
            if self.era is not None:
                await self.tokens.publish_all()
                log.warning("the store has lost its data", node=self.name)
            self.era = era
        return era

    def own_terminal(self, connection: Connection, terminal: str) -> str:
        """A terminal of the clerk's places; raises ``unknown_terminal``."""
        person = self.directory.people.get(connection.subject)
        if person is None or not self.directory.in_places_of(person, terminal):
            raise ProtocolError(ErrorCode.UNKNOWN_TERMINAL)
        return terminal

    async def publish_rules(self) -> None:
        """Tell the store how the services of the directory ring and wait."""
        await self.store.configure([service.rules for service in self.directory.file.services])

    def asked(self, message: RequestCreate, terminal: str | None) -> Asked:
        """What is asked for, checked against the directory; `terminal`: None for an inquiry.

        Raises ``unknown_service``, ``unknown_language``, ``unknown_person``.
        """
        service = self.service(message.service)
        languages: tuple[str, ...] = tuple(dict.fromkeys((message.language, *message.also)))
        if message.kind is RequestKind.INTERPRETER:
            languages = (self._pair(service, message.language, message.into),)
        elif service.interpreting or not set(languages) <= set(service.languages):
            raise ProtocolError(ErrorCode.UNKNOWN_LANGUAGE)
        if message.person is not None:
            self._check_person(message.person, service, languages)
        place, _ = self.directory.place_of(terminal or "")
        return Asked(
            request=message.request,
            service=service.id,
            language=message.language,
            terminal=terminal,
            new_room=new_room(),
            choices=request_choices(service.id, languages, place, message.person),
            kind=message.kind,
            into=message.into if message.kind is RequestKind.INTERPRETER else None,
            room=message.room,
            beside=self._beside(message.interpreter, terminal, place),
            priority=1 if message.urgent else 0,
            closed=self._is_closed(service),
        )

    def service(self, service: str) -> Service:
        """Of the directory; raises ``unknown_service``."""
        found = self.directory.services.get(service)
        if found is None:
            raise ProtocolError(ErrorCode.UNKNOWN_SERVICE)
        return found

    def _check_person(self, id_: str, service: Service, languages: tuple[str, ...]) -> None:
        """Whoever is asked for by name serves it; an interpreter interprets just that pair."""
        person = self.directory.people.get(id_)
        if person is None or service.id not in person.services:
            raise ProtocolError(ErrorCode.UNKNOWN_PERSON)
        pairs = {language_pair(*pair) for pair in person.pairs}
        if service.interpreting and not pairs & set(languages):
            raise ProtocolError(ErrorCode.UNKNOWN_PERSON)

    def _is_closed(self, service: Service) -> bool:
        return not self.settings.always_open and not open_now(service, self.clock())

    def _pair(self, service: Service, language: str, into: str | None) -> str:
        """Both languages of an interpreter, which somebody in the directory interprets."""
        pair = language_pair(language, into or "")
        if not service.interpreting or (service.id, pair) not in self.directory.pools:
            raise ProtocolError(ErrorCode.UNKNOWN_LANGUAGE)
        return pair

    def _beside(
        self, need: InterpreterNeed | None, terminal: str | None, place: str
    ) -> Asked | None:
        if need is None:
            return None
        service = self.service(need.service)
        pair = self._pair(service, need.language, need.into)
        return Asked(
            request=need.request,
            service=service.id,
            language=need.language,
            terminal=terminal,
            new_room=new_room(),
            choices=request_choices(service.id, (pair,), place),
            kind=RequestKind.INTERPRETER,
            into=need.into,
            closed=self._is_closed(service),
        )

    async def reread(self) -> None:
        """Take up changed keys and a changed directory, and see who may stay."""
        # Off the event loop: a country has ten thousand key files.
        keys_changed = await asyncio.to_thread(self.terminals.read)
        await asyncio.to_thread(self.trusted.read)
        await asyncio.to_thread(self.sealer.reread)
        texts_changed = await self.live.poll()
        if texts_changed:
            await self.publish_rules()
        if keys_changed or texts_changed:
            await self.hub.take_up_directory(self.entrance_again, texts_changed=texts_changed)

    def ice_servers(self, participant: str) -> tuple[list[IceServer], float]:
        """Fresh ICE servers, and for how many seconds their credentials hold."""
        turn = self.settings.turn
        life_s = turn.life_s if turn is not None else 3600.0
        servers = ice_servers(
            stun_urls=self.settings.stun_urls,
            turn_urls=turn.urls if turn is not None else (),
            secret=self.turn_secret,
            name=participant,
            life_s=life_s,
            now=self.clock(),
        )
        return servers, life_s


def new_participant(visitor: Visitor) -> str:
    """A terminal is always the same participant; a person's every sign-in is a new one."""
    if visitor.role is Role.TERMINAL:
        return f"t_{visitor.subject}"
    return f"p_{secrets.token_hex(8)}"


def new_room() -> str:
    """The id of a room to be opened."""
    return f"r_{secrets.token_hex(8)}"
