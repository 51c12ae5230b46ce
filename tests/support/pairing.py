"""People and terminals for tests of the store, in few words."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import pytest

from signaling.domain.entrance import Entrance
from signaling.domain.pools import request_choices
from signaling.domain.records import Asked, CallbackLeft, ReservationRecord, ServiceRules, Serving
from signaling.domain.statement import Statement
from signaling.protocol import (
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    RequestKind,
    RequestState,
    Role,
    Seat,
)
from signaling.store.api import Store
from tests.support.waiting import eventually

VERO = "vero/fi"
ARABIC = "tulkkaus/ar+fi"


@dataclass
class Town:
    """A store with somebody in it. Participants are named ``p_<person>`` and ``t_<terminal>``."""

    store: Store
    node: str = "n1"
    grace_s: float = 0.05
    room_grace_s: float = 0.1
    day: int = 20261123

    async def enter(
        self,
        role: Role,
        subject: str,
        *,
        pools: tuple[str | Serving, ...] = (),
        tab: str = "",
        statement: Statement | None = None,
    ) -> str:
        participant = f"{'t' if role is Role.TERMINAL else 'p'}_{subject}{tab}"
        await self.store.enter(
            Entrance(
                participant=participant,
                role=role,
                subject=subject,
                name=subject.title(),
                node=self.node,
                serves=tuple(p if isinstance(p, Serving) else Serving(p) for p in pools),
                day=self.day,
                grace_s=self.grace_s,
                room_grace_s=self.room_grace_s,
                statement=statement,
            )
        )
        return participant

    async def expert(
        self, name: str, *pools: str | Serving, available: bool = True, tab: str = ""
    ) -> str:
        participant = await self.enter(Role.EXPERT, name, pools=pools or (VERO,), tab=tab)
        if available:
            await self.available(participant)
        return participant

    async def available(self, participant: str) -> None:
        await self.store.set_presence(participant, PresenceState.AVAILABLE, PresenceReason.SELF)

    async def desk(self, terminal: str = "porina-1", clerk: str = "kaisa") -> tuple[str, str]:
        """A terminal with a clerk beside it."""
        booth = await self.enter(Role.TERMINAL, terminal)
        at = await self.enter(Role.CLERK, clerk)
        await self.store.attach(at, terminal, Seat.AT_DESK, False)
        return booth, at

    async def enter_terminal(self, terminal: str = "porina-1") -> str:
        """A booth with nobody beside the resident."""
        return await self.enter(Role.TERMINAL, terminal)

    async def enter_clerk(self, clerk: str = "kaisa") -> str:
        """A clerk who is in charge of nothing."""
        return await self.enter(Role.CLERK, clerk)

    async def take(self, clerk: str, terminal: str = "porina-1") -> None:
        """The clerk takes charge from afar."""
        await self.store.attach(clerk, terminal, Seat.REMOTE, False)

    async def rules(self, service: str = "vero", **changes: Any) -> None:
        """How a service rings; the plain rules where not given."""
        await self.store.configure([ServiceRules(id=service, **changes)])

    async def summon(
        self,
        participant: str,
        request: str = "req-1",
        *,
        terminal: str | None = "porina-1",
        pool: str = VERO,
        languages: tuple[str, ...] = (),
        person: str | None = None,
        priority: int = 0,
        base_s: float = 0.0,
        closed: bool = False,
        room: str | None = None,
        kind: RequestKind = RequestKind.VISIT,
        interpreter: str | None = None,
    ) -> None:
        """`interpreter`: the pool of one who is asked for beside, as request ``<request>-i``."""
        service, language = pool.split("/")
        beside = None
        if interpreter is not None:
            beside = self.interpreting(f"{request}-i", terminal, interpreter)
        asked = Asked(
            request=request,
            service=service,
            language=language,
            terminal=terminal,
            new_room=f"room-{request}",
            choices=request_choices(
                service, languages or (language,), (terminal or "-").split("-")[0], person
            ),
            kind=kind,
            room=room,
            beside=beside,
            priority=priority,
            base_s=base_s,
            closed=closed,
        )
        await self.store.create_request(participant, asked)

    @staticmethod
    def interpreting(request: str, terminal: str | None, pool: str) -> Asked:
        """A request for an interpreter of a pair, such as ``tulkkaus/ar+fi``."""
        service, pair = pool.split("/")
        language, into = pair.split("+")
        return Asked(
            request=request,
            service=service,
            language=language,
            terminal=terminal,
            new_room=f"room-{request}",
            choices=((pool,),),
            kind=RequestKind.INTERPRETER,
            into=into,
        )

    async def interpret(
        self, participant: str, request: str, terminal: str = "porina-1", pool: str = ARABIC
    ) -> None:
        """Ask for an interpreter beside whoever is there."""
        await self.store.create_request(participant, self.interpreting(request, terminal, pool))

    async def interpreter(self, name: str = "tuula", pool: str = ARABIC) -> str:
        """One who is available."""
        participant = await self.enter(Role.INTERPRETER, name, pools=(pool,))
        await self.available(participant)
        return participant

    async def inquire(
        self, participant: str, request: str = "inq-1", *, person: str | None = None
    ) -> None:
        """A clerk asks somebody without the resident."""
        await self.summon(
            participant, request, terminal=None, kind=RequestKind.INQUIRY, person=person
        )

    async def ring(self, person: str) -> ReservationRecord | None:
        """What rings at the person now."""
        presence = await self.store.presence(person)
        if presence is None or presence.reservation is None:
            return None
        return await self.store.reservation(presence.reservation)

    async def answer(self, participant: str) -> None:
        """The person accepts what rings."""
        rung = await self._rings_at(participant)
        await self.store.accept(participant, rung.id, self.day)

    async def decline(self, participant: str) -> None:
        """The person declines what rings."""
        rung = await self._rings_at(participant)
        await self.store.reject(participant, rung.id)

    async def _rings_at(self, participant: str) -> ReservationRecord:
        rung = await self.ring(participant[2:].split("#", maxsplit=1)[0])
        assert rung is not None, f"nothing rings at {participant}"
        return rung

    async def state(self, person: str) -> PresenceState:
        presence = await self.store.presence(person)
        assert presence is not None
        return presence.state

    async def tick_until(self, person: str, state: PresenceState) -> None:
        """Let time do its work until the person is in that state."""

        async def reached() -> bool:
            await self.store.tick()
            now = await self.state(person)
            assert now is state, f"{person} is {now}"
            return True

        await eventually(reached, timeout_s=5, what=f"{person} becomes {state}")

    async def leave(
        self,
        participant: str,
        callback: str = "cb-1",
        *,
        terminal: str | None = None,
        pool: str = VERO,
        from_s: float = 0.0,
        until_s: float = 600.0,
        sealed: str = "sealed",
    ) -> None:
        """Leave a callback with that window."""
        service, language = pool.split("/")
        left = CallbackLeft(
            callback=callback,
            service=service,
            language=language,
            terminal=terminal,
            choices=request_choices(service, (language,), (terminal or "-").split("-")[0]),
            sealed=sealed,
            from_s=from_s,
            until_s=until_s,
        )
        await self.store.create_callback(participant, left)


async def refused(code: ErrorCode, operation: Awaitable[object]) -> None:
    """The operation must be refused with that code."""
    with pytest.raises(ProtocolError) as error:
        await operation
    assert error.value.code is code


async def the_request(town: Town, request: str = "req-1") -> RequestState:
    """Where the request stands."""
    record = await town.store.request(request)
    assert record is not None
    return record.state
