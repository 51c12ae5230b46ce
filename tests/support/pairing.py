"""People and terminals for tests of the store, in few words."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.domain.records import Entrance, ReservationRecord
from signaling.protocol import PresenceReason, PresenceState, Role, Seat
from signaling.store.api import Store
from tests.support.waiting import eventually

VERO = "vero/fi"


@dataclass
class Town:
    """A store with somebody in it. Participants are named ``p_<person>`` and ``t_<terminal>``."""

    store: Store
    node: str = "n1"
    grace_s: float = 0.05
    room_grace_s: float = 0.1

    async def enter(
        self, role: Role, subject: str, *, pools: tuple[str, ...] = (), tab: str = ""
    ) -> str:
        participant = f"{'t' if role is Role.TERMINAL else 'p'}_{subject}{tab}"
        await self.store.enter(
            Entrance(
                participant=participant,
                role=role,
                subject=subject,
                name=subject.title(),
                node=self.node,
                pools=pools,
                grace_s=self.grace_s,
                room_grace_s=self.room_grace_s,
            )
        )
        return participant

    async def expert(self, name: str, *pools: str, available: bool = True, tab: str = "") -> str:
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

    async def summon(
        self,
        participant: str,
        request: str = "req-1",
        *,
        terminal: str = "porina-1",
        pool: str = VERO,
        ring_s: float = 30.0,
        wrap_up_s: float = 0.0,
        max_wait_s: float = 60.0,
    ) -> None:
        service, language = pool.split("/")
        await self.store.create_request(
            participant,
            request=request,
            service=service,
            language=language,
            terminal=terminal,
            new_room=f"room-{request}",
            ring_s=ring_s,
            wrap_up_s=wrap_up_s,
            max_wait_s=max_wait_s,
        )

    async def ring(self, person: str) -> ReservationRecord | None:
        """What rings at the person now."""
        presence = await self.store.presence(person)
        if presence is None or presence.reservation is None:
            return None
        return await self.store.reservation(presence.reservation)

    async def answer(self, participant: str) -> None:
        """The person accepts what rings."""
        rung = await self.ring(participant[2:].split("#", maxsplit=1)[0])
        assert rung is not None, f"nothing rings at {participant}"
        await self.store.accept(participant, rung.id)

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
