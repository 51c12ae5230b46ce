"""What clerks of a place are told of its terminals while a resident waits at one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from signaling.domain.records import Notice
from signaling.protocol import RequestState
from tests.support.pairing import Town, the_request
from tests.support.waiting import SCALE

TOLD = Notice(None, "terminal", "porina-1", "")


async def told(heard: AsyncIterator[Notice]) -> None:
    """Every node hears of the terminal."""
    await hears(heard, TOLD)


async def hears(heard: AsyncIterator[Notice], awaited: Notice) -> None:
    """That notice comes, among others."""
    async with asyncio.timeout(10 * SCALE):
        while await anext(heard) != awaited:
            pass


async def everything_after(town: Town) -> AsyncIterator[Notice]:
    """What a node hears from now on."""
    heard = town.store.notices(town.node)
    assert (await anext(heard)).about == "resync"
    return heard


class TestAwaitedVisits:
    async def two_experts_one_busy(self, town: Town) -> str:
        """Aino is free, Eino talks at another terminal; the booth's participant."""
        eino = await town.expert("eino")
        lavia = await town.enter_terminal("lavia-1")
        await town.summon(lavia, "req-lavia", terminal="lavia-1")
        await town.answer(eino)
        await town.expert("aino")
        return await town.enter_terminal()

    async def test_that_it_rings_waits_and_rings_again_is_told(self, town: Town) -> None:
        booth = await self.two_experts_one_busy(town)
        heard = await everything_after(town)
        await town.summon(booth)
        await told(heard)
        assert (await town.store.terminal("porina-1")).request == "req-1"
        assert await the_request(town) is RequestState.RESERVED

        heard = await everything_after(town)
        await town.decline("p_aino")
        await told(heard)
        assert await the_request(town) is RequestState.PENDING

        heard = await everything_after(town)
        await town.store.leave_room("p_eino", "room-req-lavia")
        await told(heard)
        assert await the_request(town) is RequestState.RESERVED

    async def test_that_it_is_answered_or_given_up_is_told(self, town: Town) -> None:
        aino = await town.expert("aino")
        booth = await town.enter_terminal()
        await town.summon(booth)
        heard = await everything_after(town)
        await town.answer(aino)
        await told(heard)
        record = await town.store.terminal("porina-1")
        assert (record.request, record.room) == (None, "room-req-1")

        heard = await everything_after(town)
        await town.store.end_room(booth, "room-req-1")
        await told(heard)
        await town.summon(booth, "req-2")
        heard = await everything_after(town)
        await town.store.cancel_request(booth, "req-2")
        await told(heard)
        assert (await town.store.terminal("porina-1")).request is None

    async def test_whoever_takes_charge_meanwhile_is_with_the_resident(self, town: Town) -> None:
        booth = await self.two_experts_one_busy(town)
        await town.summon(booth)
        await town.decline("p_aino")
        clerk = await town.enter_clerk()
        heard = await everything_after(town)
        await town.take(clerk)
        await hears(heard, Notice(clerk, "request", "req-1", ""))
        room = await town.store.room("room-req-1")
        assert room is not None
        assert {member.participant for member in room.members} == {booth, clerk}
        assert await the_request(town) is RequestState.PENDING, "the specialist is still awaited"
