"""Callbacks: left, tried in their window, taken, over and erased; both stores."""

from __future__ import annotations

import pytest

from signaling.domain.callback_operations import MOST_OPEN
from signaling.domain.records import CallbackRecord
from signaling.protocol import (
    CallbackOutcome,
    CallbackState,
    ErrorCode,
    PresenceState,
    RequestKind,
    RequestState,
    Role,
    RoomKind,
    RoomState,
)
from tests.support.pairing import Town, refused
from tests.support.waiting import eventually

S = CallbackState
REACHED, NOT_REACHED = CallbackOutcome.REACHED, CallbackOutcome.NOT_REACHED


async def kept(town: Town, callback: str = "cb-1") -> CallbackRecord:
    record = await town.store.callback(callback)
    assert record is not None
    return record


async def becomes(town: Town, state: CallbackState, callback: str = "cb-1") -> CallbackRecord:
    """Let time do its work until the callback is in that state."""

    async def reached() -> CallbackRecord:
        await town.store.tick()
        record = await kept(town, callback)
        assert record.state is state, f"it is {record.state}"
        return record

    return await eventually(reached, timeout_s=5, what=f"the callback becomes {state}")


async def taken(town: Town, by: str, callback: str = "cb-1") -> CallbackRecord:
    """Its window is open, and somebody takes it."""
    await becomes(town, S.DUE, callback)
    await town.answer(by)
    record = await kept(town, callback)
    assert (record.state, record.taken_by) == (S.TAKEN, by)
    return record


class TestLeaving:
    @pytest.mark.parametrize("who", ["a clerk", "a clerk in charge", "a terminal"])
    async def test_it_is_kept_sealed(self, town: Town, who: str) -> None:
        booth, clerk = await town.desk()
        by = booth if who == "a terminal" else clerk
        terminal = None if who == "a clerk" else "porina-1"
        await town.leave(by, terminal=terminal, from_s=60, until_s=600)
        record = await kept(town)
        assert (record.state, record.created_by, record.terminal) == (S.SCHEDULED, by, terminal)
        assert record.sealed == "sealed"
        assert record.closes_at - record.opens_at == pytest.approx(540, abs=0.01)
        left_by = await town.store.participant(by)
        assert left_by is not None
        assert left_by.callbacks == ("cb-1",)

    async def test_the_same_again_is_no_second_one(self, town: Town) -> None:
        _, clerk = await town.desk()
        await town.leave(clerk, from_s=60)
        await town.leave(clerk, from_s=500, sealed="other")
        assert (await kept(town)).sealed == "sealed"

    async def test_somebody_elses_id_is_refused(self, town: Town) -> None:
        booth, clerk = await town.desk()
        await town.leave(clerk, from_s=60)
        await refused(ErrorCode.NOT_YOURS, town.leave(booth, terminal="porina-1"))

    async def test_a_terminal_leaves_it_for_itself_only(self, town: Town) -> None:
        booth, _ = await town.desk()
        await refused(ErrorCode.NOT_YOURS, town.leave(booth, terminal="lavia-1"))
        await refused(ErrorCode.NOT_YOURS, town.leave(booth, terminal=None))

    async def test_a_clerk_leaves_it_for_a_terminal_in_their_charge_only(self, town: Town) -> None:
        _, clerk = await town.desk()
        leaving = town.leave(clerk, terminal="lavia-1")
        await refused(ErrorCode.TERMINAL_NOT_ATTACHED, leaving)

    async def test_there_is_an_end_to_how_many(self, town: Town) -> None:
        _, clerk = await town.desk()
        for number in range(MOST_OPEN):
            await town.leave(clerk, f"cb-{number}", from_s=60)
        await refused(ErrorCode.TOO_MANY_CALLBACKS, town.leave(clerk, "cb-more", from_s=60))
        await town.store.withdraw_callback(clerk, "cb-3")
        await town.leave(clerk, "cb-more", from_s=60)


class TestWithdrawing:
    async def test_erases_it_at_once(self, town: Town) -> None:
        _, clerk = await town.desk()
        await town.leave(clerk, from_s=60)
        await town.store.withdraw_callback(clerk, "cb-1")
        record = await kept(town)
        assert (record.state, record.sealed) == (S.WITHDRAWN, None)
        left_by = await town.store.participant(clerk)
        assert left_by is not None
        assert left_by.callbacks == ()

    async def test_stops_the_ring(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await becomes(town, S.DUE)
        assert await town.ring("aino") is not None
        await town.store.withdraw_callback(clerk, "cb-1")
        assert await town.ring("aino") is None
        assert (await kept(town)).state is S.WITHDRAWN
        request = await town.store.request("cb-1.1")
        assert request is not None
        assert request.state is RequestState.CANCELED

    async def test_is_for_who_left_it(self, town: Town) -> None:
        booth, clerk = await town.desk()
        await town.leave(clerk, from_s=60)
        await refused(ErrorCode.NOT_YOURS, town.store.withdraw_callback(booth, "cb-1"))
        await refused(ErrorCode.UNKNOWN_CALLBACK, town.store.withdraw_callback(clerk, "cb-9"))

    async def test_comes_too_late_when_somebody_has_taken_it(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await taken(town, aino)
        await refused(ErrorCode.WRONG_STATE, town.store.withdraw_callback(clerk, "cb-1"))
        await town.store.finish_callback(aino, "cb-1", REACHED)
        await refused(ErrorCode.WRONG_STATE, town.store.withdraw_callback(clerk, "cb-1"))


class TestTheWindow:
    async def test_nobody_is_rung_before_it_opens(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, from_s=0.2)
        await town.store.tick()
        assert await town.ring("aino") is None
        await becomes(town, S.DUE)
        assert await town.ring("aino") is not None

    async def test_a_request_of_its_own_kind_rings_the_services_people(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino", "kela/fi")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await becomes(town, S.DUE)
        request = await town.store.request("cb-1.1")
        assert request is not None
        assert (request.kind, request.callback) == (RequestKind.CALLBACK, "cb-1")
        assert (request.terminal, request.created_by) == (None, "")
        assert await town.ring("eino") is None

    async def test_who_comes_on_duty_in_the_window_is_rung(self, town: Town) -> None:
        await town.rules(callback_again_s=0.05)
        _, clerk = await town.desk()
        await town.leave(clerk)
        await town.store.tick()
        assert (await kept(town)).state is S.SCHEDULED
        await town.expert("aino")
        await becomes(town, S.DUE)

    async def test_a_resident_who_waits_goes_first(self, town: Town) -> None:
        aino = await town.expert("aino")
        lavia = await town.enter_terminal("lavia-1")
        await town.summon(lavia, "req-0", terminal="lavia-1")
        await town.answer(aino)
        booth, clerk = await town.desk()
        await town.leave(clerk)
        await becomes(town, S.DUE)
        await town.summon(booth)
        await town.store.leave_room(aino, "room-req-0")
        ring = await town.ring("aino")
        assert ring is not None
        assert ring.request == "req-1"

    async def test_declined_by_all_it_is_tried_again_with_everybody(self, town: Town) -> None:
        await town.rules(callback_again_s=0.05)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await becomes(town, S.DUE)
        ring = await town.ring("aino")
        assert ring is not None
        await town.store.reject(aino, ring.id)
        assert (await kept(town)).state is S.SCHEDULED
        await becomes(town, S.DUE)
        again = await town.ring("aino")
        assert again is not None
        assert (again.request, (await kept(town)).attempt) == ("cb-1.2", 0)

    async def test_the_last_on_duty_who_goes_leaves_it_scheduled(self, town: Town) -> None:
        aino = await town.expert("aino")
        lavia = await town.enter_terminal("lavia-1")
        await town.summon(lavia, "req-0", terminal="lavia-1")
        await town.answer(aino)
        _, clerk = await town.desk()
        await town.leave(clerk)
        await becomes(town, S.DUE)
        await town.store.part(aino, 1)
        record = await kept(town)
        assert (record.state, record.request, record.sealed) == (S.SCHEDULED, None, "sealed")

    async def test_at_its_end_it_is_expired_and_erased(self, town: Town) -> None:
        _, clerk = await town.desk()
        await town.leave(clerk, until_s=0.05)
        record = await becomes(town, S.EXPIRED)
        assert record.sealed is None

    async def test_its_end_stops_the_ring(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, until_s=0.2)
        await becomes(town, S.DUE)
        await becomes(town, S.EXPIRED)
        assert await town.ring("aino") is None
        assert await town.state("aino") is PresenceState.AVAILABLE

    async def test_it_outlives_who_left_it(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, from_s=0.1)
        await town.store.part(clerk, 1)
        await becomes(town, S.DUE)
        assert await town.ring("aino") is not None

    async def test_a_request_with_the_same_id_is_not_overwritten(self, town: Town) -> None:
        await town.rules(callback_again_s=0.05)
        aino = await town.expert("aino")
        booth, clerk = await town.desk()
        await town.summon(booth, "cb-1.1")
        await town.leave(clerk)
        await town.store.tick()
        request = await town.store.request("cb-1.1")
        assert request is not None
        assert request.kind is RequestKind.VISIT
        await town.answer(aino)
        await town.store.end_room(booth, "room-cb-1.1")
        record = await becomes(town, S.DUE)
        assert record.request != "cb-1.1"


class TestTaking:
    async def test_opens_a_room_of_its_kind_with_nobody_else_in_it(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, terminal="porina-1")
        record = await taken(town, aino)
        room = await town.store.room("r_cb-1.1")
        assert room is not None
        assert (room.kind, room.state, room.terminal) == (RoomKind.CALLBACK, RoomState.LIVE, None)
        assert [member.participant for member in room.members] == [aino]
        assert (record.attempt, await town.state("aino")) == (1, PresenceState.BUSY)
        assert (await town.store.terminal("porina-1")).room is None

    async def test_reached_is_done_erased_and_wrapped_up(self, town: Town) -> None:
        await town.rules(wrap_up_s=60)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await taken(town, aino)
        await town.store.finish_callback(aino, "cb-1", REACHED)
        record = await kept(town)
        assert (record.state, record.sealed) == (S.DONE, None)
        assert await town.state("aino") is PresenceState.WRAP_UP
        room = await town.store.room("r_cb-1.1")
        assert room is not None
        assert room.state is RoomState.ENDED
        request = await town.store.request("cb-1.1")
        assert request is not None
        assert request.state is RequestState.WRAPPING

    @pytest.mark.parametrize("how", ["says so", "leaves"])
    async def test_not_reached_is_tried_again_later(self, town: Town, how: str) -> None:
        await town.rules(callback_again_s=0.05)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await taken(town, aino)
        if how == "says so":
            await town.store.finish_callback(aino, "cb-1", NOT_REACHED)
        else:
            await town.store.leave_room(aino, "r_cb-1.1")
        record = await kept(town)
        assert (record.state, record.sealed, record.taken_by) == (S.SCHEDULED, "sealed", None)
        assert await town.state("aino") is PresenceState.AVAILABLE
        assert (await taken(town, aino)).attempt == 2

    async def test_there_is_an_end_to_attempts(self, town: Town) -> None:
        await town.rules(callback_again_s=0.01, callback_attempts=2)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        for _ in range(2):
            await taken(town, aino)
            await town.store.finish_callback(aino, "cb-1", NOT_REACHED)
        record = await kept(town)
        assert (record.state, record.sealed) == (S.UNREACHED, None)

    async def test_one_who_is_lost_has_made_no_attempt(self, town: Town) -> None:
        await town.rules(callback_again_s=0.05)
        aino = await town.expert("aino")
        eino = await town.expert("eino", available=False)
        _, clerk = await town.desk()
        await town.leave(clerk)
        await taken(town, aino)
        await town.store.drop(aino, 1)
        record = await becomes(town, S.SCHEDULED)
        assert (record.attempt, record.taken_by, record.sealed) == (0, None, "sealed")
        await town.available(eino)
        assert (await taken(town, eino)).attempt == 1

    async def test_given_back_it_was_no_attempt(self, town: Town) -> None:
        await town.rules(callback_again_s=0.05, callback_attempts=1)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        for _ in range(2):
            await taken(town, aino)
            await town.store.finish_callback(aino, "cb-1", CallbackOutcome.RETURNED)
            record = await kept(town)
            assert (record.state, record.attempt, record.sealed) == (S.SCHEDULED, 0, "sealed")
            assert await town.state("aino") is PresenceState.AVAILABLE

    async def test_one_who_comes_back_in_time_still_has_it(self, town: Town) -> None:
        town.room_grace_s = 60
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await taken(town, aino)
        await town.store.drop(aino, 1)
        await town.enter(Role.EXPERT, "aino")
        record = await kept(town)
        assert (record.state, record.taken_by) == (S.TAKEN, aino)

    async def test_nobody_else_finishes_it(self, town: Town) -> None:
        aino, eino = await town.expert("aino"), await town.expert("eino", available=False)
        _, clerk = await town.desk()
        await town.leave(clerk)
        await becomes(town, S.DUE)
        await refused(ErrorCode.NOT_YOURS, town.store.finish_callback(aino, "cb-1", REACHED))
        await town.answer(aino)
        await refused(ErrorCode.NOT_YOURS, town.store.finish_callback(eino, "cb-1", REACHED))
        await refused(ErrorCode.NOT_YOURS, town.store.finish_callback(clerk, "cb-1", REACHED))
        await town.store.finish_callback(aino, "cb-1", REACHED)
        again = town.store.finish_callback(aino, "cb-1", REACHED)
        await refused(ErrorCode.WRONG_STATE, again)

    async def test_who_has_it_when_the_window_closes_may_finish(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, until_s=0.2)
        record = await taken(town, aino)

        async def closed() -> bool:
            await town.store.tick()
            return await town.store.now() > record.closes_at

        await eventually(closed, timeout_s=5, what="the window has closed")
        await town.store.tick()
        assert (await kept(town)).sealed == "sealed"
        await town.store.finish_callback(aino, "cb-1", REACHED)
        assert (await kept(town)).state is S.DONE

    async def test_not_reached_after_the_window_is_expired(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, until_s=0.2)
        record = await taken(town, aino)

        async def closed() -> bool:
            return await town.store.now() > record.closes_at

        await eventually(closed, timeout_s=5, what="the window has closed")
        await town.store.finish_callback(aino, "cb-1", NOT_REACHED)
        record = await kept(town)
        assert (record.state, record.sealed) == (S.EXPIRED, None)

    async def test_nobody_keeps_it_for_ever(self, town: Town) -> None:
        await town.rules(callback_overtime_s=0.1)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk, until_s=0.2)
        await taken(town, aino)
        record = await becomes(town, S.EXPIRED)
        assert record.sealed is None
        room = await town.store.room("r_cb-1.1")
        assert room is not None
        assert room.state is RoomState.ENDED
        assert await town.state("aino") is PresenceState.AVAILABLE

    async def test_callbacks_teach_nothing_of_waiting_in_line(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.leave(clerk)
        await taken(town, aino)
        experience = await town.store.experience("vero")
        assert (experience.waited.count, experience.answered.count) == (0, 1)


class TestTelling:
    async def test_who_left_it_and_who_has_it_are_told(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.expert("eino", "kela/fi")
        _, clerk = await town.desk()
        notices = town.store.notices(town.node)
        assert (await anext(notices)).about == "resync"
        await town.leave(clerk)
        await taken(town, aino)
        await town.store.finish_callback(aino, "cb-1", REACHED)
        told: set[str | None] = set()
        async for notice in notices:
            if notice.about == "callback":
                told.add(notice.to)
            if notice.about == "presence" and (notice.to, told) == (aino, {clerk, aino}):
                break
        assert told == {clerk, aino}
