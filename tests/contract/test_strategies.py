"""Who is rung, and whose turn it is."""

from __future__ import annotations

from typing import Any

from signaling.domain.records import Serving
from signaling.protocol import (
    CancelReason,
    ErrorCode,
    PresenceState,
    RequestState,
    ReservationState,
    Strategy,
    UnservedWhy,
)
from tests.support.pairing import VERO, Town, refused, the_request

A = PresenceState.AVAILABLE


class TestStrategies:
    """Aino and Eino are free, Aino first; who rings?"""

    async def rings(self, town: Town, request: str = "req-1", **how: Any) -> list[str]:
        _, clerk = await town.desk()
        await town.summon(clerk, request, **how)
        return [p for p in ("aino", "eino", "olavi") if await town.ring(p) is not None]

    async def test_longest_idle(self, town: Town) -> None:
        await town.expert("eino")
        await town.expert("aino")
        assert await self.rings(town) == ["eino"]

    async def test_round_robin_rings_whose_last_ring_is_longest_ago(self, town: Town) -> None:
        await town.rules(strategy=Strategy.ROUND_ROBIN)
        await town.expert("aino")
        await town.expert("eino")
        assert await self.rings(town) == ["aino"]
        await town.store.cancel_request("p_kaisa", "req-1")
        assert await self.rings(town, "req-2") == ["eino"]
        await town.store.cancel_request("p_kaisa", "req-2")
        assert await self.rings(town, "req-3") == ["aino"]

    async def test_fewest_today(self, town: Town) -> None:
        await town.rules(strategy=Strategy.FEWEST_TODAY)
        await town.expert("aino")
        assert await self.rings(town) == ["aino"]
        await town.answer("p_aino")
        await town.store.end_room("p_kaisa", "room-req-1")
        await town.expert("eino")
        assert await self.rings(town, "req-2") == ["eino"]
        await town.answer("p_eino")
        await town.store.end_room("p_kaisa", "room-req-2")
        town.day += 1
        await town.expert("eino", available=False)
        assert await self.rings(town, "req-3") == ["eino"], "a new day begins at nothing"

    async def test_best_skill(self, town: Town) -> None:
        await town.rules(strategy=Strategy.BEST_SKILL)
        await town.expert("aino", Serving(VERO, skill=3))
        await town.expert("eino", Serving(VERO, skill=8))
        assert await self.rings(town) == ["eino"]

    async def test_ordered_opens_the_next_tier_after_a_while(self, town: Town) -> None:
        await town.rules(strategy=Strategy.ORDERED, overflow_s=0.2)
        await town.expert("aino", Serving(VERO, tier=2))
        assert await self.rings(town) == []
        await town.tick_until("aino", PresenceState.RESERVED)

    async def test_who_becomes_free_waits_for_their_tier(self, town: Town) -> None:
        await town.rules(strategy=Strategy.ORDERED, overflow_s=600)
        first = await town.expert("aino", Serving(VERO, tier=1))
        await town.expert("eino", Serving(VERO, tier=2), available=False)
        booth, other = await town.enter_terminal(), await town.enter_terminal("lavia-1")
        await town.summon(booth)
        await town.answer(first)
        await town.summon(other, "req-2", terminal="lavia-1")
        await town.available("p_eino")
        assert await town.ring("eino") is None
        await town.store.end_room(booth, "room-req-1")
        assert await town.ring("aino") is not None

    async def test_ordered_rings_the_first_tier_first(self, town: Town) -> None:
        await town.rules(strategy=Strategy.ORDERED, overflow_s=600)
        await town.expert("aino", Serving(VERO, tier=2))
        await town.expert("eino", Serving(VERO, tier=1))
        assert await self.rings(town) == ["eino"]
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "req-2", terminal="lavia-1")
        assert await town.ring("aino") is None, "the second tier is not open yet"
        await town.expert("olavi", Serving(VERO, tier=1))
        assert await town.ring("olavi") is not None

    async def test_ring_all_and_the_first_to_answer_has_it(self, town: Town) -> None:
        await town.rules(strategy=Strategy.RING_ALL)
        await town.expert("aino")
        await town.expert("eino")
        assert await self.rings(town) == ["aino", "eino"]
        other = await town.ring("aino")
        assert other is not None
        await town.answer("p_eino")
        over = await town.store.reservation(other.id)
        assert over is not None
        assert over.state is ReservationState.RESCINDED
        assert await town.state("aino") is A
        await refused(ErrorCode.RING_OVER, town.store.accept("p_aino", other.id))

    async def test_ring_all_goes_on_while_one_of_them_still_rings(self, town: Town) -> None:
        await town.rules(strategy=Strategy.RING_ALL)
        await town.expert("aino")
        await town.expert("eino")
        await self.rings(town)
        await town.decline("p_aino")
        assert await the_request(town) is RequestState.RESERVED
        await town.decline("p_eino")
        record = await town.store.request("req-1")
        assert record is not None
        assert record.why is UnservedWhy.ALL_DECLINED

    async def test_a_named_person_and_nobody_else(self, town: Town) -> None:
        await town.expert("eino")
        await town.expert("aino")
        assert await self.rings(town, person="aino") == ["aino"]
        await town.decline("p_aino")
        record = await town.store.request("req-1")
        assert record is not None
        assert record.reason is CancelReason.UNSERVED
        assert await town.state("eino") is A

    async def test_a_named_person_is_waited_for(self, town: Town) -> None:
        await town.expert("aino")
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "first", terminal="lavia-1")
        await town.answer("p_aino")
        assert await self.rings(town, person="aino") == []
        await town.store.leave_room("p_aino", "room-first")
        assert await town.ring("aino") is not None

    async def test_a_named_person_who_is_away_is_said_so(self, town: Town) -> None:
        await town.expert("aino", available=False)
        assert await self.rings(town, person="aino") == []
        record = await town.store.request("req-1")
        assert record is not None
        assert record.why is UnservedWhy.NOBODY_ON_DUTY

    async def test_the_language_asked_for_comes_before_the_second_choice(self, town: Town) -> None:
        await town.expert("aino", "vero/fi")
        await town.expert("eino", "vero/sv")
        assert await self.rings(town, pool="vero/sv", languages=("sv", "fi")) == ["eino"]
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "r-2", terminal="lavia-1", pool="vero/sv", languages=("sv", "fi"))
        assert await town.ring("aino") is not None

    async def test_a_language_that_nobody_speaks_is_not_assumed(self, town: Town) -> None:
        await town.expert("aino", "vero/fi")
        assert await self.rings(town, pool="vero/sv") == []
        assert await the_request(town) is RequestState.CANCELED

    async def test_people_bound_to_a_place_serve_only_it(self, town: Town) -> None:
        await town.expert("aino", "vero/fi@lavia")
        assert await self.rings(town) == []
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "req-2", terminal="lavia-1")
        assert await town.ring("aino") is not None


class TestTurns:
    async def waiting(self, town: Town, *requests: dict[str, Any]) -> str:
        """Aino is busy, the requests wait; whose turn is it when she is free?"""
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk, "now")
        await town.answer("p_aino")
        for number, how in enumerate(requests):
            _, other = await town.desk(f"lavia-{number}", f"clerk-{number}")
            await town.summon(other, f"next-{number}", terminal=f"lavia-{number}", **how)
        await town.store.leave_room("p_aino", "room-now")
        rung = await town.ring("aino")
        assert rung is not None
        return rung.request

    async def test_first_come(self, town: Town) -> None:
        assert await self.waiting(town, {}, {}) == "next-0"

    async def test_priority_before_waiting(self, town: Town) -> None:
        assert await self.waiting(town, {}, {"priority": 1}, {"base_s": 900}) == "next-1"

    async def test_a_head_start_counts_as_waiting(self, town: Town) -> None:
        assert await self.waiting(town, {}, {"base_s": 60}) == "next-1"
