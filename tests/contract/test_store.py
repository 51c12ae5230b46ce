"""What every store does. Each test runs on the in-memory twin and on Redis."""

from __future__ import annotations

from typing import Any

import pytest

from signaling.domain.estimate import Wait
from signaling.domain.experience import EVERYONE, Experience
from signaling.domain.pools import request_choices
from signaling.domain.records import Notice, RoomRecord, ServiceRules, Serving
from signaling.protocol import (
    CancelReason,
    EndReason,
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    RequestState,
    ReservationState,
    Role,
    RoomMode,
    RoomState,
    Seat,
    Sending,
    Strategy,
    UnservedWhy,
)
from signaling.store.api import Store
from tests.support.pairing import VERO, Town
from tests.support.waiting import eventually

A = PresenceState.AVAILABLE


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store)


async def refused(code: ErrorCode, operation: object) -> None:
    with pytest.raises(ProtocolError) as error:
        await operation  # type: ignore[misc]
    assert error.value.code is code


async def the_request(town: Town, request: str = "req-1") -> RequestState:
    record = await town.store.request(request)
    assert record is not None
    return record.state


class TestPresence:
    async def test_a_person_who_signs_in_is_away_until_they_say_otherwise(self, town: Town) -> None:
        await town.expert("aino", available=False)
        presence = await town.store.presence("aino")
        assert presence is not None
        assert (presence.state, presence.reason) == (PresenceState.AWAY, PresenceReason.SIGNED_IN)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 0)}

    async def test_the_available_are_counted_by_service_and_language(self, town: Town) -> None:
        await town.expert("aino", "vero/fi", "vero/sv")
        await town.expert("eino", "vero/fi")
        assert await town.store.availability(["vero/fi", "vero/sv", "kela/fi"]) == {
            "vero/fi": (2, 2),
            "vero/sv": (1, 1),
            "kela/fi": (0, 0),
        }

    async def test_several_tabs_are_one_presence(self, town: Town) -> None:
        first = await town.expert("aino", tab="#1")
        await town.expert("aino", tab="#2", available=False)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}
        await town.store.part(first, 1)
        assert await town.state("aino") is A

    async def test_a_dropped_socket_keeps_its_place_but_is_not_rung(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.store.drop(aino, 1)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 1)}
        await town.expert("aino", available=False)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}

    async def test_a_browser_that_dies_is_offline_after_the_grace_period(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.store.drop(aino, 1)
        await town.tick_until("aino", PresenceState.OFFLINE)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 0)}
        presence = await town.store.presence("aino")
        assert presence is not None and presence.reason is PresenceReason.CONNECTION_LOST
        await town.expert("aino", available=False)
        presence = await town.store.presence("aino")
        assert presence is not None and presence.reason is PresenceReason.CONNECTION_LOST

    async def test_a_late_drop_of_an_older_socket_does_nothing(self, town: Town) -> None:
        aino = await town.expert("aino")
        again = await town.enter(Role.EXPERT, "aino", pools=("vero/fi",))
        assert again == aino
        await town.store.drop(aino, 1)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}

    async def test_the_participant_of_one_person_cannot_be_taken_by_another(
        self, town: Town
    ) -> None:
        await town.expert("aino")
        with pytest.raises(ProtocolError):
            await town.enter(Role.CLERK, "aino")

    async def test_a_reason_that_only_the_system_gives_is_refused(self, town: Town) -> None:
        aino = await town.expert("aino")
        await refused(
            ErrorCode.INVALID_MESSAGE,
            town.store.set_presence(aino, PresenceState.AWAY, PresenceReason.MISSED_RING),
        )
        assert await town.state("aino") is A

    async def test_pools_follow_the_directory_at_the_next_entrance(self, town: Town) -> None:
        await town.expert("aino", "vero/fi")
        await town.enter(Role.EXPERT, "aino", pools=("kela/fi",))
        assert await town.store.availability(["vero/fi", "kela/fi"]) == {
            "vero/fi": (0, 0),
            "kela/fi": (1, 1),
        }


class TestSummoning:
    async def test_the_longest_idle_is_rung_and_joins_the_room(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None and rung.state is ReservationState.PENDING
        assert await town.state("aino") is PresenceState.RESERVED
        assert await town.state("eino") is A
        assert await the_request(town) is RequestState.RESERVED

        await town.answer("p_aino")
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.LIVE
        assert {m.participant for m in room.members} == {booth, clerk, "p_aino"}
        assert await the_request(town) is RequestState.ASSIGNED
        assert await town.state("aino") is PresenceState.BUSY

    async def test_hanging_up_frees_the_expert_for_the_next_request(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.store.leave_room("p_aino", "room-req-1")
        assert await town.state("aino") is A
        assert await the_request(town) is RequestState.COMPLETED
        await town.summon(clerk, "req-2")
        assert await town.state("aino") is PresenceState.RESERVED

    async def test_wrap_up_lasts_as_long_as_the_service_says(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.rules(wrap_up_s=0.05)
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.store.leave_room("p_aino", "room-req-1")
        assert await town.state("aino") is PresenceState.WRAP_UP
        assert await the_request(town) is RequestState.WRAPPING
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 1)}
        await town.tick_until("aino", A)
        assert await the_request(town) is RequestState.COMPLETED

    async def test_wrap_up_can_be_ended_early(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.rules(wrap_up_s=60)
        await town.summon(clerk)
        await town.answer(aino)
        await town.store.leave_room(aino, "room-req-1")
        await town.available(aino)
        assert await town.state("aino") is A
        assert await the_request(town) is RequestState.COMPLETED

    async def test_a_declined_request_goes_on_and_does_not_come_back(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
        assert await town.state("aino") is A
        assert await town.ring("aino") is None
        assert await town.state("eino") is PresenceState.RESERVED

    async def test_when_all_on_duty_decline_the_clerk_is_told_the_truth(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
        record = await town.store.request("req-1")
        assert record is not None and record.reason is CancelReason.UNSERVED
        room = await town.store.room("room-req-1")
        assert room is not None and room.reason is EndReason.UNSERVED
        assert await town.state("kaisa") is PresenceState.AWAY

    async def test_a_missed_ring_sets_away_and_goes_on(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.rules(ring_s=0.05)
        await town.summon(clerk)
        await town.tick_until("aino", PresenceState.AWAY)
        presence = await town.store.presence("aino")
        assert presence is not None and presence.reason is PresenceReason.MISSED_RING
        assert await town.state("eino") is PresenceState.RESERVED
        await town.tick_until("eino", PresenceState.AWAY)
        record = await town.store.request("req-1")
        assert record is not None and record.reason is CancelReason.UNSERVED

    async def test_a_request_waits_while_all_on_duty_are_busy(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.summon(other, "req-2", terminal="lavia-1")
        assert await the_request(town, "req-2") is RequestState.PENDING
        await town.store.leave_room("p_aino", "room-req-1")
        assert await the_request(town, "req-2") is RequestState.RESERVED

    async def test_the_oldest_request_is_served_first(self, town: Town) -> None:
        aino = await town.expert("aino", "vero/fi", "kela/fi")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        for number, (terminal, pool) in enumerate(
            [("lavia-1", "kela/fi"), ("reposaari-1", "vero/fi")]
        ):
            _, other = await town.desk(terminal, f"clerk-{number}")
            await town.summon(other, f"next-{number}", terminal=terminal, pool=pool)
        await town.store.leave_room(aino, "room-req-1")
        assert await the_request(town, "next-0") is RequestState.RESERVED
        assert await the_request(town, "next-1") is RequestState.PENDING

    async def test_nobody_waits_for_a_queue_that_nobody_serves(self, town: Town) -> None:
        await town.expert("aino", available=False)
        _, clerk = await town.desk()
        await town.summon(clerk)
        record = await town.store.request("req-1")
        assert record is not None
        assert (record.state, record.reason) == (RequestState.CANCELED, CancelReason.UNSERVED)
        assert record.room is None

    async def test_those_who_wait_are_told_when_the_last_one_goes_home(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(clerk)
        await town.answer(aino)
        await town.summon(other, "req-2", terminal="lavia-1")
        await town.store.part(aino, 1)
        record = await town.store.request("req-2")
        assert record is not None and record.reason is CancelReason.UNSERVED

    async def test_a_request_waits_no_longer_than_allowed(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.rules(max_wait_s=0.05)
        await town.summon(other, "req-2", terminal="lavia-1")

        async def expired() -> bool:
            await town.store.tick()
            record = await town.store.request("req-2")
            assert record is not None and record.reason is CancelReason.EXPIRED, record
            return True

        await eventually(expired, timeout_s=5, what="the request expires")

    async def test_the_same_request_twice_is_one(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.summon(clerk)
        assert await town.state("eino") is A

    async def test_a_second_request_of_the_terminal_is_refused(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await refused(ErrorCode.REQUEST_EXISTS, town.summon(clerk, "req-2"))
        assert await town.store.request("req-2") is None

    async def test_only_the_clerk_in_charge_summons(self, town: Town) -> None:
        await town.expert("aino")
        await town.desk()
        other = await town.enter(Role.CLERK, "tuomo")
        await refused(ErrorCode.TERMINAL_NOT_ATTACHED, town.summon(other))
        booth = await town.enter(Role.TERMINAL, "lavia-1")
        await refused(ErrorCode.NOT_YOURS, town.summon(booth))
        assert await town.state("aino") is A

    async def test_an_absent_terminal_cannot_be_summoned_to(self, town: Town) -> None:
        await town.expert("aino")
        booth, clerk = await town.desk()
        await town.store.drop(booth, 1)
        await refused(ErrorCode.TERMINAL_OFFLINE, town.summon(clerk))

    async def test_a_resident_alone_summons_for_the_own_terminal(self, town: Town) -> None:
        await town.expert("aino")
        booth = await town.enter(Role.TERMINAL, "lavia-1")
        await town.summon(booth, terminal="lavia-1")
        await town.answer("p_aino")
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.LIVE
        await town.store.leave_room("p_aino", "room-req-1")
        room = await town.store.room("room-req-1")
        assert room is not None and room.reason is EndReason.STAFF_LEFT


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
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
        assert await the_request(town) is RequestState.RESERVED
        rung = await town.ring("eino")
        assert rung is not None
        await town.store.reject("p_eino", rung.id)
        record = await town.store.request("req-1")
        assert record is not None
        assert record.why is UnservedWhy.ALL_DECLINED

    async def test_a_named_person_and_nobody_else(self, town: Town) -> None:
        await town.expert("eino")
        await town.expert("aino")
        assert await self.rings(town, person="aino") == ["aino"]
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
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


class TestConsequences:
    async def test_declining_rests_for_a_while(self, town: Town) -> None:
        await town.rules(reject_delay_s=0.2)
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
        assert await town.state("aino") is A
        assert (await town.store.availability([VERO]))[VERO] == (0, 2)
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "req-2", terminal="lavia-1")
        await town.tick_until("aino", PresenceState.RESERVED)

    async def test_who_says_available_again_has_rested(self, town: Town) -> None:
        await town.rules(reject_delay_s=600)
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
        await town.available("p_aino")
        assert (await town.store.availability([VERO]))[VERO] == (1, 2)

    async def test_a_second_missed_ring_in_a_row_sets_away(self, town: Town) -> None:
        await town.rules(ring_s=0.05, max_missed=2, no_answer_delay_s=0.05)
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.tick_until("aino", A)
        presence = await town.store.presence("aino")
        assert presence is not None
        assert presence.missed == 1
        await town.tick_until("aino", PresenceState.AWAY)

    async def test_wrap_up_can_be_prolonged(self, town: Town) -> None:
        await town.rules(wrap_up_s=0.2)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await refused(ErrorCode.WRONG_STATE, town.store.prolong(aino, 60))
        await town.store.leave_room(aino, "room-req-1")
        before = await town.store.presence("aino")
        await town.store.prolong(aino, 60)
        after = await town.store.presence("aino")
        assert before is not None
        assert after is not None
        assert before.ends_at is not None
        assert after.ends_at == pytest.approx(before.ends_at + 60)

    async def test_a_closed_service_is_told_at_once(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk, closed=True)
        record = await town.store.request("req-1")
        assert record is not None
        assert (record.reason, record.why) == (CancelReason.UNSERVED, UnservedWhy.CLOSED)
        assert await town.state("aino") is A


class TestExperience:
    """What waiting times are estimated from, learnt from what happened."""

    async def test_what_is_learnt(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.reject("p_aino", rung.id)
        await town.answer("p_eino")
        await town.store.leave_room("p_eino", "room-req-1")
        await town.summon(clerk, "req-2")
        await town.store.cancel_request(clerk, "req-2")
        for service in ("vero", EVERYONE):
            seen = await town.store.experience(service)
            assert (seen.rings.count, seen.rings.mean) == (2, 0.5)
            assert (seen.answered.count, seen.handled.count) == (1, 1)
            assert (seen.gave_up.count, seen.gave_up.mean) == (2, 0.5)
            assert 0 <= seen.answered.mean < 5
            assert 0 <= seen.handled.mean < 5
            assert seen.waited.square == pytest.approx(seen.waited.mean**2, abs=1.0)
        assert await town.store.experience("kela") == Experience()

    async def test_help_that_came_only_while_one_waited_is_learnt(self, town: Town) -> None:
        await town.expert("aino")
        eino = await town.expert("eino", available=False)
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "req-2", terminal="lavia-1")
        await town.available(eino)
        await town.answer(eino)
        came = (await town.store.experience("vero")).came
        assert (came.count, came.mean) == (2, 0.5)


class TestWaiting:
    """What the waiting are told."""

    RULES = ServiceRules(id="vero", ring_s=20)
    CHOICES = request_choices("vero", ("fi",), "porina")

    async def test_nobody_on_duty_cannot_be_said(self, town: Town) -> None:
        wait = await town.store.wait(self.RULES, self.CHOICES)
        assert wait == Wait(0, None)

    async def test_somebody_free_answers_within_the_ring(self, town: Town) -> None:
        await town.expert("aino")
        wait = await town.store.wait(self.RULES, self.CHOICES)
        assert wait.ahead == 0
        assert wait.estimate is not None
        assert 0 <= wait.estimate.low_s < wait.estimate.high_s <= 20

    async def test_the_place_in_the_queue(self, town: Town) -> None:
        await town.expert("aino")
        for number in range(4):
            _, clerk = await town.desk(f"porina-{number}", f"clerk-{number}")
            await town.summon(clerk, f"req-{number}", terminal=f"porina-{number}")
            if number == 0:
                await town.answer("p_aino")
        waits = []
        for number in range(1, 4):
            record = await town.store.request(f"req-{number}")
            assert record is not None
            waits.append(await town.store.wait(self.RULES, record.choices, record))
        assert [wait.ahead for wait in waits] == [0, 1, 2]
        thought_of = await town.store.wait(self.RULES, self.CHOICES)
        assert thought_of.ahead == 3
        assert [wait.estimate for wait in waits] == [None] * 3, "nothing is known of talking times"

    async def test_what_was_learnt_makes_the_range(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.store.leave_room("p_aino", "room-req-1")
        await town.summon(clerk, "req-2")
        await town.answer("p_aino")
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(other, "req-3", terminal="lavia-1")
        record = await town.store.request("req-3")
        assert record is not None
        wait = await town.store.wait(self.RULES, record.choices, record)
        assert wait.ahead == 0
        assert wait.estimate is not None
        assert wait.estimate.low_s <= wait.estimate.high_s


class TestCanceling:
    async def test_a_canceled_request_stops_ringing_and_costs_no_turn(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.cancel_request(clerk, "req-1")
        over = await town.store.reservation(rung.id)
        assert over is not None and over.state is ReservationState.CANCELED
        assert await town.state("aino") is A
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.ENDED
        await town.summon(clerk, "req-2")
        assert await town.state("aino") is PresenceState.RESERVED

    async def test_accept_after_cancel_or_timeout_or_by_another_is_refused(
        self, town: Town
    ) -> None:
        await town.expert("aino")
        eino = await town.expert("eino", "kela/fi")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await refused(ErrorCode.NOT_YOUR_RING, town.store.accept(eino, rung.id))
        await refused(ErrorCode.UNKNOWN_RESERVATION, town.store.accept(eino, "nothing.1"))
        await town.store.cancel_request(clerk, "req-1")
        await refused(ErrorCode.RING_OVER, town.store.accept("p_aino", rung.id))
        await refused(ErrorCode.RING_OVER, town.store.reject("p_aino", rung.id))
        assert await town.state("aino") is A

    async def test_a_repeated_accept_changes_nothing(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.accept("p_aino", rung.id)
        await town.store.accept("p_aino", rung.id)
        room = await town.store.room("room-req-1")
        assert room is not None and len(room.members) == 3

    async def test_two_tabs_answering_one_ring_are_one_answer(self, town: Town) -> None:
        await town.expert("aino", tab="#1")
        await town.expert("aino", tab="#2", available=False)
        _, clerk = await town.desk()
        await town.summon(clerk)
        rung = await town.ring("aino")
        assert rung is not None
        await town.store.accept("p_aino#2", rung.id)
        await refused(ErrorCode.RING_OVER, town.store.accept("p_aino#1", rung.id))
        over = await town.store.reservation(rung.id)
        assert over is not None and over.accepted_by == "p_aino#2"

    async def test_strangers_cannot_cancel(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await refused(ErrorCode.NOT_YOURS, town.store.cancel_request(aino, "req-1"))
        await refused(ErrorCode.UNKNOWN_REQUEST, town.store.cancel_request(clerk, "req-9"))
        await town.answer(aino)
        await refused(ErrorCode.WRONG_STATE, town.store.cancel_request(clerk, "req-1"))

    async def test_going_away_while_it_rings_is_declining(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.store.set_presence(aino, PresenceState.AWAY, PresenceReason.BREAK)
        assert await town.state("aino") is PresenceState.AWAY
        assert await town.state("eino") is PresenceState.RESERVED

    async def test_an_expert_who_vanishes_while_it_rings_is_passed_over(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.store.drop(aino, 1)
        await town.tick_until("aino", PresenceState.OFFLINE)
        assert await town.state("eino") is PresenceState.RESERVED

    async def test_a_terminal_that_vanishes_takes_its_request_with_it(self, town: Town) -> None:
        await town.expert("aino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        await town.store.drop(booth, 1)
        await town.tick_until("aino", A)
        record = await town.store.request("req-1")
        assert record is not None and record.reason is CancelReason.ABANDONED
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.ENDED


class TestRooms:
    async def test_the_clerk_stays_when_the_expert_leaves(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.store.leave_room("p_aino", "room-req-1")
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.WAITING
        await town.store.end_room(clerk, "room-req-1")
        room = await town.store.room("room-req-1")
        assert room is not None and room.reason is EndReason.ENDED_BY_STAFF
        terminal = await town.store.terminal("porina-1")
        assert terminal.room is None

    async def test_the_clerk_steps_back_and_the_expert_goes_on(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.store.leave_room(clerk, "room-req-1")
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.LIVE
        await town.store.leave_room("p_aino", "room-req-1")
        room = await town.store.room("room-req-1")
        assert room is not None and room.reason is EndReason.STAFF_LEFT

    async def test_the_resident_ends_it_for_all(self, town: Town) -> None:
        await town.expert("aino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        await town.store.end_room(booth, "room-req-1")
        room = await town.store.room("room-req-1")
        assert room is not None and room.reason is EndReason.ENDED_BY_RESIDENT
        assert room.members == ()
        assert await town.state("aino") is A
        await refused(ErrorCode.WRONG_STATE, town.store.end_room(booth, "room-req-1"))

    async def test_an_expert_lost_in_conversation_is_kept_for_the_grace_period(
        self, town: Town
    ) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await town.store.drop(aino, 1)
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.LIVE
        assert [m.connected for m in room.members if m.participant == aino] == [False]
        await town.expert("aino", available=False)
        room = await town.store.room("room-req-1")
        assert room is not None
        assert [m.connected for m in room.members if m.participant == aino] == [True]
        await town.store.drop(aino, 2)
        await town.tick_until("aino", PresenceState.OFFLINE)
        room = await town.store.room("room-req-1")
        assert room is not None and room.state is RoomState.WAITING
        assert await the_request(town) is RequestState.COMPLETED

    async def test_a_remote_clerk_opens_a_conversation(self, town: Town) -> None:
        await town.enter(Role.TERMINAL, "lavia-1")
        clerk = await town.enter(Role.CLERK, "kaisa")
        await town.store.attach(clerk, "lavia-1", Seat.REMOTE, False)
        await town.store.open_room(clerk, "lavia-1", "room-a")
        room = await town.store.room("room-a")
        assert room is not None and room.state is RoomState.LIVE
        assert await town.state("kaisa") is PresenceState.BUSY
        await town.store.leave_room(clerk, "room-a")
        assert await town.state("kaisa") is PresenceState.AWAY
        room = await town.store.room("room-a")
        assert room is not None and room.reason is EndReason.STAFF_LEFT

    async def test_a_clerk_at_the_desk_opens_none(self, town: Town) -> None:
        _, clerk = await town.desk()
        await refused(ErrorCode.WRONG_STATE, town.store.open_room(clerk, "porina-1", "room-a"))

    async def test_one_clerk_is_in_charge_at_a_time(self, town: Town) -> None:
        _, clerk = await town.desk()
        other = await town.enter(Role.CLERK, "tuomo")
        attach = town.store.attach
        await refused(ErrorCode.TERMINAL_TAKEN, attach(other, "porina-1", Seat.AT_DESK, False))
        await attach(other, "porina-1", Seat.AT_DESK, True)
        terminal = await town.store.terminal("porina-1")
        assert terminal.in_charge == other
        await refused(ErrorCode.TERMINAL_NOT_ATTACHED, town.store.detach(clerk, "porina-1"))
        await town.store.detach(other, "porina-1")
        terminal = await town.store.terminal("porina-1")
        assert terminal.in_charge is None

    async def test_the_same_person_takes_over_from_a_crashed_tab_unasked(self, town: Town) -> None:
        await town.desk()
        again = await town.enter(Role.CLERK, "kaisa", tab="#2")
        await town.store.attach(again, "porina-1", Seat.AT_DESK, False)
        assert (await town.store.terminal("porina-1")).in_charge == again

    async def test_a_clerk_who_vanishes_frees_the_terminal(self, town: Town) -> None:
        _, clerk = await town.desk()
        await town.store.drop(clerk, 1)
        await town.tick_until("kaisa", PresenceState.OFFLINE)
        assert (await town.store.terminal("porina-1")).in_charge is None

    async def test_what_is_switched_off_is_told(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer("p_aino")
        before = await town.store.room("room-req-1")
        assert before is not None
        muted = Sending(voice=False, face=True, document=False)
        await town.store.set_media("p_aino", "room-req-1", muted)
        room = await town.store.room("room-req-1")
        assert room is not None and room.revision > before.revision
        assert [m.sending for m in room.members if m.participant == "p_aino"] == [muted]
        stranger = await town.expert("eino", "kela/fi")
        await refused(ErrorCode.NOT_YOURS, town.store.set_media(stranger, "room-req-1", muted))

    async def test_two_conversations_at_once_do_not_touch(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        booth, clerk = await town.desk()
        _, other = await town.desk("lavia-1", "tuomo")
        await town.summon(clerk)
        await town.summon(other, "req-2", terminal="lavia-1")
        await town.answer("p_aino")
        await town.answer("p_eino")
        await town.store.end_room(booth, "room-req-1")
        room = await town.store.room("room-req-2")
        assert room is not None and room.state is RoomState.LIVE
        assert await town.state("eino") is PresenceState.BUSY


class TestConsultation:
    """Clerk and expert talk in private; the resident is cut off first."""

    async def conversation(self, town: Town, seat: Seat = Seat.AT_DESK) -> tuple[str, str, str]:
        await town.expert("aino")
        booth = await town.enter(Role.TERMINAL, "porina-1")
        clerk = await town.enter(Role.CLERK, "kaisa")
        await town.store.attach(clerk, "porina-1", seat, False)
        await town.summon(clerk)
        await town.answer("p_aino")
        return booth, clerk, "room-req-1"

    async def room(self, town: Town) -> RoomRecord:
        record = await town.store.room("room-req-1")
        assert record is not None
        return record

    async def test_it_begins_when_everybody_who_sends_has_confirmed(self, town: Town) -> None:
        booth, clerk, room = await self.conversation(town)
        await town.store.set_mode(clerk, room, RoomMode.CONSULTATION)
        record = await self.room(town)
        assert record.modes == (RoomMode.CONVERSATION, RoomMode.CONSULTATION)
        await town.store.confirm(booth, room, record.revision)
        await town.store.confirm(booth, room, record.revision)
        assert (await self.room(town)).mode is RoomMode.CONVERSATION
        await town.store.confirm("p_aino", room, record.revision)
        record = await self.room(town)
        assert record.modes == (RoomMode.CONSULTATION,)
        await town.store.set_mode("p_aino", room, RoomMode.CONVERSATION)
        assert (await self.room(town)).modes == (RoomMode.CONVERSATION,)

    async def test_an_older_state_cannot_be_confirmed(self, town: Town) -> None:
        booth, clerk, room = await self.conversation(town)
        await town.store.set_mode(clerk, room, RoomMode.CONSULTATION)
        record = await self.room(town)
        muted = Sending(voice=False, face=True, document=False)
        await town.store.set_media("p_aino", room, muted)
        old = record.revision
        await refused(ErrorCode.STALE_REVISION, town.store.confirm(booth, room, old))
        assert (await self.room(town)).confirmed == ()

    async def test_changing_ones_mind_before_it_begins(self, town: Town) -> None:
        _, clerk, room = await self.conversation(town)
        await town.store.set_mode(clerk, room, RoomMode.CONSULTATION)
        await town.store.set_mode(clerk, room, RoomMode.CONVERSATION)
        assert (await self.room(town)).modes == (RoomMode.CONVERSATION,)

    async def test_who_leaves_need_not_confirm_any_more(self, town: Town) -> None:
        booth, clerk, room = await self.conversation(town, Seat.REMOTE)
        await town.expert("eino")
        await town.summon(clerk, "req-2")
        rung = await town.ring("eino")
        assert rung is not None
        await town.store.accept("p_eino", rung.id, 1)
        await town.store.set_mode(clerk, room, RoomMode.CONSULTATION)
        for participant in (booth, clerk, "p_aino"):
            revision = (await self.room(town)).revision
            await town.store.confirm(participant, room, revision)
        assert (await self.room(town)).wanted is RoomMode.CONSULTATION
        await town.store.leave_room("p_eino", room)
        assert (await self.room(town)).modes == (RoomMode.CONSULTATION,)

    async def test_alone_with_the_resident_there_is_no_consultation(self, town: Town) -> None:
        booth, clerk, room = await self.conversation(town)
        await town.store.set_mode(clerk, room, RoomMode.CONSULTATION)
        revision = (await self.room(town)).revision
        await town.store.confirm(booth, room, revision)
        await town.store.confirm("p_aino", room, revision)
        await town.store.leave_room(clerk, room)
        assert (await self.room(town)).modes == (RoomMode.CONVERSATION,)
        await refused(
            ErrorCode.CONSULT_ALONE, town.store.set_mode("p_aino", room, RoomMode.CONSULTATION)
        )

    async def test_who_may_set_the_mode(self, town: Town) -> None:
        booth, _, room = await self.conversation(town)
        stranger = await town.expert("eino", "kela/fi")
        consult = RoomMode.CONSULTATION
        await refused(ErrorCode.FORBIDDEN, town.store.set_mode(booth, room, consult))
        await refused(ErrorCode.NOT_YOURS, town.store.set_mode(stranger, room, consult))
        await refused(ErrorCode.UNKNOWN_ROOM, town.store.set_mode(stranger, "room-x", consult))

    async def test_a_clerk_at_the_desk_has_a_link_for_the_headset_only_then(
        self, town: Town
    ) -> None:
        _, clerk, room = await self.conversation(town)
        relay = town.store.relay
        await refused(ErrorCode.UNKNOWN_PARTICIPANT, relay(clerk, room, "p_aino", "offer", 1, ""))
        await town.store.set_mode(clerk, room, RoomMode.CONSULTATION)
        first, second = sorted((clerk, "p_aino"))
        await relay(first, room, second, "offer", 1, "{}")


class TestRelay:
    async def test_the_rules_of_offer_and_answer(self, town: Town) -> None:
        aino = await town.expert("aino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        relay, room = town.store.relay, "room-req-1"
        await refused(ErrorCode.WRONG_OFFERER, relay(booth, room, aino, "offer", 1, "{}"))
        await relay(aino, room, booth, "offer", 1, "{}")
        await refused(ErrorCode.STALE_GENERATION, relay(aino, room, booth, "offer", 1, "{}"))
        await relay(booth, room, aino, "answer", 1, "{}")
        await refused(ErrorCode.WRONG_OFFERER, relay(aino, room, booth, "answer", 1, "{}"))
        await relay(aino, room, booth, "offer", 2, "{}")
        for kind in ("answer", "candidate", "restart"):
            await refused(ErrorCode.STALE_GENERATION, relay(booth, room, aino, kind, 1, "{}"))
            await relay(booth, room, aino, kind, 2, "{}")
        record = await town.store.room(room)
        assert record is not None and list(record.generations.values()) == [2]

    async def test_nobody_outside_the_room_and_no_silent_console(self, town: Town) -> None:
        aino = await town.expert("aino")
        eino = await town.expert("eino", "kela/fi")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        relay, room = town.store.relay, "room-req-1"
        await refused(ErrorCode.NOT_YOURS, relay(eino, room, booth, "offer", 1, "{}"))
        await refused(ErrorCode.UNKNOWN_PARTICIPANT, relay(aino, room, eino, "offer", 1, "{}"))
        await refused(ErrorCode.UNKNOWN_PARTICIPANT, relay(aino, room, clerk, "offer", 1, "{}"))
        await refused(ErrorCode.UNKNOWN_ROOM, relay(aino, "room-x", booth, "offer", 1, "{}"))


class TestNodes:
    async def test_what_a_node_hears(self, town: Town) -> None:
        heard = town.store.notices("n2")
        assert (await anext(heard)).about == "resync"
        town.node = "n2"
        aino = await town.expert("aino")
        town.node = "n1"
        _, clerk = await town.desk()
        await town.summon(clerk)

        async def next_of(about: str) -> Notice:
            while (notice := await anext(heard)).about != about:
                pass
            return notice

        assert await next_of("reservation") == Notice(aino, "reservation", "req-1.1", "")
        await town.answer(aino)
        assert await next_of("room") == Notice(aino, "room", "room-req-1", "")
        await town.store.relay("p_aino", "room-req-1", "t_porina-1", "offer", 1, "{}")
        await town.store.relay("t_porina-1", "room-req-1", "p_aino", "answer", 1, '{"a":"ä"}')
        assert await next_of("relay") == Notice(aino, "relay", "t_porina-1", '{"a":"ä"}')

    async def test_a_socket_replaced_by_a_newer_one_is_told_on_its_own_node(
        self, town: Town
    ) -> None:
        heard = town.store.notices("n1")
        await anext(heard)
        aino = await town.expert("aino")
        town.node = "n2"
        await town.expert("aino", available=False)
        while (notice := await anext(heard)).about != "replaced":
            pass
        assert notice == Notice(aino, "replaced", "1", "")

    async def test_a_silent_node_loses_its_participants(self, town: Town) -> None:
        heard = town.store.notices("n1")
        assert (await anext(heard)).about == "resync"
        await town.store.beat("n1")
        await town.expert("aino")
        # Taken for dead; somebody still comes in there, and then it dies before it beats again.
        await town.store.retire("n2")
        town.node = "n2"
        await town.expert("eino")
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (2, 2)}

        async def noticed() -> bool:
            await town.store.tick()
            counts = await town.store.availability(["vero/fi"])
            assert counts["vero/fi"][0] == 0, counts
            return True

        await eventually(noticed, timeout_s=10, what="the dead node is noticed")
        # Should it live after all, it is told to put them back.
        while (await anext(heard)).about != "resync":
            pass

    async def test_a_node_that_closes_hands_its_participants_over(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.store.retire("n1")
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 1)}
        town.node = "n2"
        await town.expert("aino", available=False)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}
        participant = await town.store.participant(aino)
        assert participant is not None and participant.node == "n2"


async def test_tick_says_when_to_come_back(town: Town) -> None:
    assert await town.store.tick() == pytest.approx(1.0)
    aino = await town.expert("aino")
    town.grace_s = 0.5
    await town.expert("aino", available=False)
    await town.store.drop(aino, 2)
    assert 0 < await town.store.tick() <= 0.5
