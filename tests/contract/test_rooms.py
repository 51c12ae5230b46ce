"""Rooms: who is in them, private consultation, and what is passed on."""

from __future__ import annotations

from signaling.domain.records import RoomRecord
from signaling.protocol import (
    EndReason,
    ErrorCode,
    PresenceState,
    RequestState,
    Role,
    RoomMode,
    RoomState,
    Seat,
    Sending,
)
from tests.support.pairing import Town, refused, the_request

A = PresenceState.AVAILABLE


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
