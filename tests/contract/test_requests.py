"""Requests and rings: summoned, answered, declined, missed, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from signaling.domain.records import Notice
from signaling.protocol import (
    CancelReason,
    DeclineReason,
    EndReason,
    ErrorCode,
    PresenceReason,
    PresenceState,
    RequestState,
    ReservationState,
    Role,
    RoomState,
    UnservedWhy,
    VisitOutcome,
)
from tests.support.pairing import VERO, Town, refused, the_request
from tests.support.waiting import SCALE, eventually

A = PresenceState.AVAILABLE


async def both_told(heard: AsyncIterator[Notice], *both: str) -> None:
    """These are told of the visit that is over."""
    missing = set(both)
    async with asyncio.timeout(10 * SCALE):
        while missing:
            notice = await anext(heard)
            if (notice.about, notice.id) == ("visit", "req-1"):
                missing.discard(notice.to or "")


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
        await town.decline("p_aino")
        assert await town.state("aino") is A
        assert await town.ring("aino") is None
        assert await town.state("eino") is PresenceState.RESERVED

    async def test_when_all_on_duty_decline_the_clerk_is_told_the_truth(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.decline("p_aino")
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


class TestConsequences:
    async def test_the_last_reason_given_stays_with_the_request(self, town: Town) -> None:
        for name in ("aino", "eino", "oona"):
            await town.expert(name)
        _, clerk = await town.desk()
        await town.summon(clerk)
        seen = []
        for reason in (None, DeclineReason.WRONG_SERVICE, None):
            request = await town.store.request("req-1")
            assert request is not None and len(request.reservations) == 1
            ring = await town.store.reservation(request.reservations[0])
            assert ring is not None
            await town.store.reject(f"p_{ring.person}", ring.id, reason)
            after = await town.store.request("req-1")
            assert after is not None
            seen.append(after.decline)
        given = DeclineReason.WRONG_SERVICE
        assert seen == [None, given, given], "who gives none takes nobody else's back"

    async def test_who_asked_is_told_of_a_declined_ring(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        heard = town.store.notices(town.node)
        assert (await anext(heard)).about == "resync"
        await town.decline("p_aino")
        told: set[tuple[str, str | None]] = set()
        async with asyncio.timeout(20):
            while not {("request", booth), ("request", clerk), ("reservation", "p_eino")} <= told:
                notice = await anext(heard)
                told.add((notice.about, notice.to))

    async def test_declining_rests_for_a_while(self, town: Town) -> None:
        await town.rules(reject_delay_s=0.2)
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.decline("p_aino")
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
        await town.decline("p_aino")
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

    async def test_who_served_a_visit_says_afterwards_how_it_ended(self, town: Town) -> None:
        aino = await town.expert("aino")
        other = await town.expert("aino", tab="#2")
        _, clerk = await town.desk()
        await town.summon(clerk)
        early = town.store.conclude(aino, "req-1", VisitOutcome.SETTLED)
        await refused(ErrorCode.NOT_YOURS, early)
        await town.answer(aino)
        during = town.store.conclude(aino, "req-1", VisitOutcome.SETTLED)
        await refused(ErrorCode.WRONG_STATE, during)
        await town.store.leave_room(aino, "room-req-1")
        refusal = town.store.conclude(other, "req-1", VisitOutcome.SETTLED)
        await refused(ErrorCode.NOT_YOURS, refusal)
        unknown = town.store.conclude(aino, "req-2", VisitOutcome.SETTLED)
        await refused(ErrorCode.UNKNOWN_REQUEST, unknown)
        for outcome in (VisitOutcome.SETTLED, VisitOutcome.CONTINUES):
            await town.store.conclude(aino, "req-1", outcome)
            record = await town.store.request("req-1")
            assert record is not None
            assert (record.outcome, record.state) == (outcome, RequestState.COMPLETED)

    async def test_the_clerk_who_was_with_them_says_it_too(self, town: Town) -> None:
        aino = await town.expert("aino")
        booth, clerk = await town.desk()
        other = await town.enter_clerk("leo")
        await town.summon(clerk)
        await town.answer(aino)
        heard = town.store.notices(town.node)
        assert (await anext(heard)).about == "resync"
        await town.store.end_room(booth, "room-req-1")
        await both_told(heard, aino, clerk)
        for who in (aino, clerk):
            participant = await town.store.participant(who)
            assert participant is not None and participant.concluding == "req-1"
        await refused(
            ErrorCode.NOT_YOURS, town.store.conclude(other, "req-1", VisitOutcome.SETTLED)
        )
        await town.store.conclude(clerk, "req-1", VisitOutcome.CONTINUES)
        await both_told(heard, aino, clerk)
        record = await town.store.request("req-1")
        assert record is not None
        assert (record.served_by, record.attended_by) == (aino, clerk)
        assert record.outcome is VisitOutcome.CONTINUES

        again = await town.enter(Role.CLERK, "kaisa")
        participant = await town.store.participant(again)
        assert participant is not None and participant.concluding == "req-1", "after a reload too"

    async def test_a_clerk_who_has_left_or_was_never_there_is_not_asked(self, town: Town) -> None:
        aino, eino = await town.expert("aino"), await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await town.store.leave_room(clerk, "room-req-1")
        await town.store.leave_room(aino, "room-req-1")
        await refused(
            ErrorCode.NOT_YOURS, town.store.conclude(clerk, "req-1", VisitOutcome.SETTLED)
        )
        lavia = await town.enter_terminal("lavia-1")
        await town.summon(lavia, "req-2", terminal="lavia-1")
        await town.answer(eino)
        await town.store.end_room(lavia, "room-req-2")
        record = await town.store.request("req-2")
        assert record is not None and (record.served_by, record.attended_by) == (eino, None)

    async def test_a_clerk_who_served_it_is_asked_once_as_who_served(self, town: Town) -> None:
        leo = await town.enter(Role.CLERK, "leo", pools=(VERO,))
        await town.available(leo)
        booth = await town.enter_terminal()
        await town.summon(booth)
        await town.answer(leo)
        await town.take(leo)
        await town.store.end_room(booth, "room-req-1")
        record = await town.store.request("req-1")
        assert record is not None and (record.served_by, record.attended_by) == (leo, None)
        await town.store.conclude(leo, "req-1", VisitOutcome.SETTLED)

    async def test_a_closed_service_is_told_at_once(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk, closed=True)
        record = await town.store.request("req-1")
        assert record is not None
        assert (record.reason, record.why) == (CancelReason.UNSERVED, UnservedWhy.CLOSED)
        assert await town.state("aino") is A
