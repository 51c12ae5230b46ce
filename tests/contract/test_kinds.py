"""Interpreters beside a visit, and inquiries without the resident; both stores."""

from __future__ import annotations

import pytest

from signaling.domain.records import RoomRecord
from signaling.protocol import (
    CancelReason,
    EndReason,
    ErrorCode,
    PresenceState,
    RequestState,
    RoomKind,
    RoomMode,
    RoomState,
    Seat,
    UnservedWhy,
)
from tests.support.pairing import ARABIC, Town, refused

BUSY, AVAILABLE, AWAY = PresenceState.BUSY, PresenceState.AVAILABLE, PresenceState.AWAY


async def outcome(
    town: Town, request: str
) -> tuple[RequestState, CancelReason | None, UnservedWhy | None]:
    record = await town.store.request(request)
    assert record is not None
    return record.state, record.reason, record.why


async def the_room(town: Town, room: str) -> RoomRecord:
    record = await town.store.room(room)
    assert record is not None
    return record


async def who(town: Town, room: str) -> list[str]:
    return sorted(member.participant for member in (await the_room(town, room)).members)


class TestInterpreter:
    async def test_is_asked_for_with_the_specialist_and_joins_the_same_room(
        self, town: Town
    ) -> None:
        aino, tuula = await town.expert("aino"), await town.interpreter()
        booth, clerk = await town.desk()
        await town.summon(clerk, interpreter=ARABIC)
        await town.answer(aino)
        await town.answer(tuula)
        assert await who(town, "room-req-1") == sorted([booth, clerk, aino, tuula])
        terminal = await town.store.terminal("porina-1")
        assert (terminal.request, terminal.interpreter) == (None, None)

    async def test_is_added_later(self, town: Town) -> None:
        aino, tuula = await town.expert("aino"), await town.interpreter()
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await town.interpret(clerk, "int-1")
        await town.answer(tuula)
        assert tuula in await who(town, "room-req-1")

    async def test_only_one_of_the_pair_is_rung(self, town: Town) -> None:
        await town.interpreter("vera", "tulkkaus/fi+ru")
        await town.interpreter("tuula")
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk, interpreter=ARABIC)
        assert await town.ring("tuula") is not None
        assert await town.ring("vera") is None

    async def test_none_on_duty_is_told_and_the_specialist_comes_all_the_same(
        self, town: Town
    ) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk, interpreter=ARABIC)
        assert await outcome(town, "req-1-i") == (
            RequestState.CANCELED,
            CancelReason.UNSERVED,
            UnservedWhy.NOBODY_ON_DUTY,
        )
        await town.answer(aino)
        assert aino in await who(town, "room-req-1")

    async def test_without_the_specialist_nobody_is_asked_for_either(self, town: Town) -> None:
        await town.interpreter()
        _, clerk = await town.desk()
        await town.summon(clerk, interpreter=ARABIC)
        assert await town.ring("tuula") is None
        assert await town.store.request("req-1-i") is None

    async def test_a_clerk_at_the_desk_talks_through_one(self, town: Town) -> None:
        tuula = await town.interpreter()
        booth, clerk = await town.desk()
        await town.interpret(clerk, "int-1")
        await town.answer(tuula)
        room = await the_room(town, "room-int-1")
        assert room.state is RoomState.LIVE
        assert await who(town, room.id) == sorted([booth, clerk, tuula])

    async def test_that_nobody_comes_ends_the_room_of_a_clerk_who_waited_for_one(
        self, town: Town
    ) -> None:
        tuula = await town.interpreter()
        _, clerk = await town.desk()
        await town.interpret(clerk, "int-1")
        await town.decline(tuula)
        room = await the_room(town, "room-int-1")
        assert (room.state, room.reason) == (RoomState.ENDED, EndReason.UNSERVED)

    async def test_alone_does_not_hold_the_room(self, town: Town) -> None:
        aino, tuula = await town.expert("aino"), await town.interpreter()
        booth = await town.enter_terminal()
        await town.summon(booth, interpreter=ARABIC)
        await town.answer(aino)
        await town.answer(tuula)
        await town.store.leave_room(aino, "room-req-1")
        room = await the_room(town, "room-req-1")
        assert (room.state, room.reason) == (RoomState.ENDED, EndReason.STAFF_LEFT)
        assert await town.state("tuula") is AVAILABLE

    async def test_does_not_keep_ringing_after_the_resident_has_gone(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.interpreter()
        booth = await town.enter_terminal()
        await town.summon(booth, interpreter=ARABIC)
        await town.answer(aino)
        assert await town.ring("tuula") is not None
        await town.store.end_room(booth, "room-req-1")
        assert await town.ring("tuula") is None
        assert (await outcome(town, "req-1-i"))[:2] == (
            RequestState.CANCELED,
            CancelReason.ABANDONED,
        )

    async def test_stops_ringing_when_the_last_of_the_staff_leaves(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.interpreter()
        booth = await town.enter_terminal()
        await town.summon(booth, interpreter=ARABIC)
        await town.answer(aino)
        await town.store.leave_room(aino, "room-req-1")
        assert await town.ring("tuula") is None
        assert (await the_room(town, "room-req-1")).state is RoomState.ENDED

    async def test_waits_with_the_resident_for_the_specialist(self, town: Town) -> None:
        tuula = await town.interpreter()
        aino = await town.expert("aino")
        booth = await town.enter_terminal()
        await town.summon(booth, interpreter=ARABIC)
        await town.answer(tuula)
        assert (await the_room(town, "room-req-1")).state is RoomState.LIVE
        await town.answer(aino)
        assert await who(town, "room-req-1") == sorted([booth, aino, tuula])

    async def test_two_are_not_asked_for_at_once(self, town: Town) -> None:
        await town.expert("aino")
        await town.interpreter()
        _, clerk = await town.desk()
        await town.summon(clerk, interpreter=ARABIC)
        await refused(ErrorCode.REQUEST_EXISTS, town.interpret(clerk, "int-2"))

    async def test_a_resident_alone_does_not_ask_for_one_alone(self, town: Town) -> None:
        await town.interpreter()
        booth = await town.enter_terminal()
        await refused(ErrorCode.WRONG_STATE, town.interpret(booth, "int-1"))

    async def test_taking_it_back_leaves_the_rest_alone(self, town: Town) -> None:
        await town.expert("aino")
        await town.interpreter()
        _, clerk = await town.desk()
        await town.summon(clerk, interpreter=ARABIC)
        await town.store.cancel_request(clerk, "req-1-i")
        assert await town.ring("tuula") is None
        assert await town.ring("aino") is not None

    async def test_an_expert_in_the_room_adds_one(self, town: Town) -> None:
        aino, tuula = await town.expert("aino"), await town.interpreter()
        booth = await town.enter_terminal()
        await town.summon(booth)
        await town.answer(aino)
        await town.interpret(aino, "int-1")
        await town.answer(tuula)
        assert await who(town, "room-req-1") == sorted([booth, aino, tuula])

    async def test_an_expert_of_another_room_does_not(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.interpreter()
        booth = await town.enter_terminal()
        await town.enter_terminal("lavia-1")
        await town.summon(booth)
        await refused(ErrorCode.TERMINAL_NOT_ATTACHED, town.interpret(aino, "int-1"))
        await town.answer(aino)
        await refused(ErrorCode.TERMINAL_NOT_ATTACHED, town.interpret(aino, "int-1", "lavia-1"))
        assert await town.store.request("int-1") is None
        assert (await town.store.terminal("lavia-1")).interpreter is None

    async def test_everybody_in_the_room_is_told_of_it(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.interpreter()
        booth, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        heard = town.store.notices(town.node)
        assert (await anext(heard)).about == "resync"
        await town.interpret(clerk, "int-1")
        told: set[str | None] = set()
        while told != {booth, clerk, aino}:
            notice = await anext(heard)
            if (notice.about, notice.id) == ("request", "int-1"):
                told.add(notice.to)

    async def test_a_ring_for_an_interpreter_is_answered_by_none_but_one(self, town: Town) -> None:
        _, clerk = await town.desk()
        sini = await town.interpreter("sini")
        other = await town.expert("sini", ARABIC, tab="#2")
        await town.interpret(clerk, "int-1")
        rung = await town.ring("sini")
        assert rung is not None
        await refused(ErrorCode.FORBIDDEN, town.store.accept(other, rung.id, town.day))
        await town.store.accept(sini, rung.id, town.day)
        assert sini in await who(town, "room-int-1")


class TestInquiry:
    async def clerk(self, town: Town) -> str:
        _, clerk = await town.desk()
        await town.available(clerk)
        return clerk

    async def test_brings_the_two_together_without_the_resident(self, town: Town) -> None:
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        waiting = await the_room(town, "room-inq-1")
        assert (waiting.kind, waiting.state) == (RoomKind.INQUIRY, RoomState.WAITING)
        await town.answer(aino)
        room = await the_room(town, "room-inq-1")
        assert (room.state, room.terminal) == (RoomState.LIVE, None)
        assert await who(town, room.id) == sorted([clerk, aino])
        assert (await town.store.terminal("porina-1")).room is None

    async def test_nothing_is_switched_on_at_first(self, town: Town) -> None:
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        await town.answer(aino)
        for member in (await the_room(town, "room-inq-1")).members:
            sending = member.sending
            assert not (sending.voice or sending.face or sending.document or sending.screen)

    @pytest.mark.parametrize("leaver", ["p_kaisa", "p_aino"])
    async def test_is_over_when_either_leaves_and_frees_both(self, town: Town, leaver: str) -> None:
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        await town.answer(aino)
        await town.store.leave_room(leaver, "room-inq-1")
        room = await the_room(town, "room-inq-1")
        assert (room.state, room.reason) == (RoomState.ENDED, EndReason.STAFF_LEFT)
        assert await town.state("aino") is AVAILABLE
        assert await town.state("kaisa") is AVAILABLE

    async def test_leaves_no_wrap_up_so_that_the_same_person_can_be_summoned_by_name(
        self, town: Town
    ) -> None:
        await town.rules(wrap_up_s=60)
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        await town.answer(aino)
        await town.store.leave_room(clerk, "room-inq-1")
        await town.summon(clerk, person="aino")
        assert await town.ring("aino") is not None

    async def test_nobody_on_duty_is_told_at_once_and_no_room_opens(self, town: Town) -> None:
        await town.expert("aino", available=False)
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        assert (await outcome(town, "inq-1"))[2] is UnservedWhy.NOBODY_ON_DUTY
        assert await town.store.room("room-inq-1") is None
        assert await town.state("kaisa") is AVAILABLE

    async def test_declined_by_all_frees_the_clerk(self, town: Town) -> None:
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        await town.decline(aino)
        assert (await outcome(town, "inq-1"))[2] is UnservedWhy.ALL_DECLINED
        assert (await the_room(town, "room-inq-1")).reason is EndReason.UNSERVED
        assert await town.state("kaisa") is AVAILABLE

    @pytest.mark.parametrize("how", ["takes back", "leaves", "is lost"])
    async def test_stops_ringing_when_the_clerk_gives_up(self, town: Town, how: str) -> None:
        await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        if how == "takes back":
            await town.store.cancel_request(clerk, "inq-1")
        elif how == "leaves":
            await town.store.leave_room(clerk, "room-inq-1")
        else:
            await town.store.part(clerk, 1)
        assert await town.ring("aino") is None
        assert await town.state("aino") is AVAILABLE
        assert (await outcome(town, "inq-1"))[0] is RequestState.CANCELED
        assert (await the_room(town, "room-inq-1")).state is RoomState.ENDED

    async def test_one_who_also_serves_is_not_rung_for_their_own_question(self, town: Town) -> None:
        await town.expert("aino")
        kaisa = await town.expert("kaisa")
        await town.inquire(kaisa)
        assert await town.ring("aino") is not None
        await town.decline("p_aino")
        assert (await outcome(town, "inq-1"))[2] is UnservedWhy.ALL_DECLINED

    async def test_with_nobody_but_oneself_on_duty_nobody_is_on_duty(self, town: Town) -> None:
        kaisa = await town.expert("kaisa")
        await town.inquire(kaisa)
        assert (await outcome(town, "inq-1"))[2] is UnservedWhy.NOBODY_ON_DUTY

    async def test_has_no_modes_and_is_left_not_ended(self, town: Town) -> None:
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.inquire(clerk)
        await town.answer(aino)
        consulting = town.store.set_mode(aino, "room-inq-1", RoomMode.CONSULTATION)
        await refused(ErrorCode.WRONG_STATE, consulting)
        await refused(ErrorCode.WRONG_STATE, town.store.end_room(clerk, "room-inq-1"))

    async def test_is_not_begun_from_another_room(self, town: Town) -> None:
        aino = await town.expert("aino")
        clerk = await self.clerk(town)
        await town.summon(clerk)
        await town.answer(aino)
        await refused(ErrorCode.IN_ANOTHER_ROOM, town.inquire(clerk))


class TestRefusals:
    async def test_asking_for_oneself(self, town: Town) -> None:
        _, clerk = await town.desk()
        await town.available(clerk)
        await refused(ErrorCode.ASKED_ONESELF, town.inquire(clerk, person="kaisa"))
        await refused(ErrorCode.ASKED_ONESELF, town.summon(clerk, person="kaisa"))
        assert await town.store.request("inq-1") is None
        assert await town.store.request("req-1") is None

    async def test_bringing_somebody_into_a_room_that_is_over(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await town.store.end_room(clerk, "room-req-1")
        await refused(ErrorCode.ROOM_OVER, town.summon(clerk, "req-2", room="room-req-1"))
        assert await town.store.request("req-2") is None
        assert (await town.store.terminal("porina-1")).room is None

    async def test_a_clerk_in_wrap_up_may_join_and_the_wrap_up_is_done(self, town: Town) -> None:
        await town.rules(wrap_up_s=60)
        booth = await town.enter_terminal()
        kaisa = await town.expert("kaisa")
        await town.summon(booth)
        await town.answer(kaisa)
        await town.store.leave_room(kaisa, "room-req-1")
        assert await town.state("kaisa") is PresenceState.WRAP_UP
        await town.expert("aino")
        await town.inquire(kaisa, "inq-1")
        assert (await outcome(town, "req-1"))[0] is RequestState.COMPLETED
        await town.store.leave_room(kaisa, "room-inq-1")
        assert await town.state("kaisa") is AVAILABLE

    async def test_a_seat_is_no_part_of_an_inquiry(self, town: Town) -> None:
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.inquire(clerk)
        member = (await the_room(town, "room-inq-1")).members[0]
        assert member.seat is None
        assert (await town.store.terminal("porina-1")).seat is Seat.AT_DESK
