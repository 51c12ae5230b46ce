"""The store loses its data; who comes back with a statement is put back where it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from signaling.domain.records import RoomRecord
from signaling.domain.statement import Statement
from signaling.protocol import (
    ConnectionState,
    DeclineReason,
    PresenceReason,
    PresenceState,
    RequestState,
    Role,
    RoomMode,
    RoomState,
    Seat,
    Sending,
)
from signaling.store.api import Store
from tests.support.pairing import VERO, Town
from tests.support.waiting import eventually

ROLES = {"aino": Role.EXPERT, "eino": Role.EXPERT, "kaisa": Role.CLERK, "porina-1": Role.TERMINAL}
ROOM = "room-req-1"


@dataclass
class Lost:
    """A town whose store can lose everything, and what people say afterwards."""

    town: Town
    empty: Callable[[], Awaitable[None]]
    said: dict[str, Statement] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.town.store

    async def remember(self, *subjects: str) -> None:
        """What the server last told them to say."""
        for subject in subjects:
            participant = f"{'t' if ROLES[subject] is Role.TERMINAL else 'p'}_{subject}"
            said = await self.store.statement(participant)
            assert said is not None, subject
            self.said[subject] = said

    async def back(self, subject: str, *, mute: bool = False) -> str:
        """Comes back with its statement, or (`mute`) without."""
        pools: tuple[str, ...] = (VERO,) if ROLES[subject] is Role.EXPERT else ()
        statement = None if mute else self.said[subject]
        return await self.town.enter(ROLES[subject], subject, pools=pools, statement=statement)

    async def room(self) -> RoomRecord | None:
        return await self.store.room(ROOM)

    async def inside(self) -> set[tuple[str, bool]]:
        room = await self.room()
        assert room is not None
        return {(m.participant, m.connected) for m in room.members}


@pytest.fixture
def lost(store: Store, empty: Callable[[], Awaitable[None]]) -> Lost:
    return Lost(Town(store, room_grace_s=60, grace_s=60), empty)


async def conversation(lost: Lost) -> None:
    """Clerk at the desk, resident and expert together, and everybody's statement taken."""
    await lost.town.expert("aino")
    _, clerk = await lost.town.desk()
    await lost.town.summon(clerk)
    await lost.town.answer("p_aino")
    await lost.remember("aino", "kaisa", "porina-1")


async def state_of(lost: Lost, request: str = "req-1") -> RequestState | None:
    record = await lost.store.request(request)
    return None if record is None else record.state


class TestEra:
    async def test_an_era_lasts_until_the_data_is_lost(self, lost: Lost) -> None:
        era = await lost.store.beat("n1")
        assert await lost.store.beat("n2") == era
        await lost.empty()
        assert float(await lost.store.beat("n1")) > float(era)

    async def test_in_the_same_era_a_statement_changes_nothing(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.store.end_room("t_porina-1", ROOM)
        await lost.store.part("p_aino", 1)
        await lost.back("aino")
        assert await lost.town.state("aino") is PresenceState.AWAY
        room = await lost.room()
        assert room is not None and room.state is RoomState.ENDED


class TestConversation:
    @pytest.mark.parametrize(
        "order",
        [
            ("aino", "kaisa", "porina-1"),
            ("porina-1", "aino", "kaisa"),
            ("kaisa", "porina-1", "aino"),
        ],
    )
    async def test_it_is_the_same_room_whoever_comes_first(
        self, lost: Lost, order: tuple[str, ...]
    ) -> None:
        await conversation(lost)
        before = await lost.room()
        assert before is not None
        await lost.store.set_media("p_aino", ROOM, Sending(voice=False, document=False))
        await lost.remember("aino")
        await lost.empty()
        await lost.back(order[0])
        assert len(await lost.inside()) == 3, "the others' places are kept"
        for subject in order[1:]:
            await lost.back(subject)
        room = await lost.room()
        assert room is not None
        assert room.state is RoomState.LIVE
        assert (room.service, room.language, room.opened_at) == (
            before.service,
            before.language,
            before.opened_at,
        )
        assert await lost.inside() == {
            ("p_aino", True),
            ("p_kaisa", True),
            ("t_porina-1", True),
        }
        assert room.revision > before.revision + 1
        muted = next(m for m in room.members if m.participant == "p_aino")
        assert muted.sending.voice is False
        terminal = await lost.store.terminal("porina-1")
        assert (terminal.room, terminal.in_charge, terminal.seat) == (
            ROOM,
            "p_kaisa",
            Seat.AT_DESK,
        )
        assert await state_of(lost) is RequestState.ASSIGNED
        assert await lost.town.state("aino") is PresenceState.BUSY

    async def test_hanging_up_afterwards_frees_the_expert(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.empty()
        for subject in ("aino", "kaisa", "porina-1"):
            await lost.back(subject)
        await lost.store.leave_room("p_aino", ROOM)
        assert await lost.town.state("aino") is PresenceState.AVAILABLE
        assert await state_of(lost) is RequestState.COMPLETED
        await lost.store.end_room("p_kaisa", ROOM)
        await lost.town.summon("p_kaisa", "req-2")
        assert (await lost.town.ring("aino")) is not None

    async def test_who_does_not_come_back_is_out_after_the_grace_of_a_room(
        self, lost: Lost
    ) -> None:
        lost.town.room_grace_s = 0.1
        await conversation(lost)
        await lost.empty()
        await lost.back("kaisa")
        await lost.back("porina-1")
        assert await lost.town.state("aino") is PresenceState.BUSY
        await lost.town.tick_until("aino", PresenceState.OFFLINE)
        assert await lost.inside() == {("p_kaisa", True), ("t_porina-1", True)}

    async def test_nobody_at_all_comes_back_but_one(self, lost: Lost) -> None:
        lost.town.room_grace_s = 0.1
        await conversation(lost)
        await lost.empty()
        await lost.back("aino")
        await lost.town.tick_until("aino", PresenceState.AVAILABLE)
        room = await lost.room()
        assert room is not None and room.state is RoomState.ENDED

    async def test_a_terminal_started_anew_finds_its_room(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.empty()
        await lost.back("porina-1", mute=True)
        await lost.back("aino")
        assert ("t_porina-1", True) in await lost.inside()

    async def test_a_consultation_stays_private(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.store.set_mode("p_aino", ROOM, RoomMode.CONSULTATION)
        room = await lost.room()
        assert room is not None
        for participant in ("t_porina-1", "p_aino"):
            await lost.store.confirm(participant, ROOM, room.revision)
        room = await lost.room()
        assert room is not None and room.mode is RoomMode.CONSULTATION
        await lost.remember("kaisa")
        await lost.empty()
        # The others' statements are older, and say that all were together.
        for subject in ("aino", "porina-1", "kaisa"):
            await lost.back(subject)
        room = await lost.room()
        assert room is not None and room.mode is RoomMode.CONSULTATION

    async def test_the_newer_statement_tells_who_is_in_the_room(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.store.leave_room("p_aino", ROOM)
        await lost.remember("kaisa")
        await lost.empty()
        await lost.back("porina-1")
        assert ("p_aino", False) in await lost.inside()
        await lost.back("kaisa")
        assert await lost.inside() == {("p_kaisa", True), ("t_porina-1", True)}
        await lost.back("aino")
        assert ("p_aino", True) not in await lost.inside()

    async def test_who_left_says_so_against_an_older_statement(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.store.leave_room("p_aino", ROOM)
        await lost.remember("aino")
        await lost.empty()
        await lost.back("porina-1")
        assert await lost.town.state("aino") is PresenceState.BUSY
        await lost.back("aino")
        assert await lost.inside() == {("p_kaisa", False), ("t_porina-1", True)}
        assert await lost.town.state("aino") is PresenceState.AVAILABLE

    async def test_it_is_not_begun_again_after_it_ended_in_the_new_era(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.empty()
        await lost.back("kaisa")
        await lost.back("porina-1")
        await lost.store.end_room("t_porina-1", ROOM)
        await lost.back("aino")
        room = await lost.room()
        assert room is not None and room.state is RoomState.ENDED
        assert await lost.town.state("aino") is PresenceState.AVAILABLE

    async def test_twice_lost(self, lost: Lost) -> None:
        await conversation(lost)
        oldest = dict(lost.said)
        await lost.empty()
        for subject in ("aino", "kaisa", "porina-1"):
            await lost.back(subject)
        await lost.store.leave_room("p_aino", ROOM)
        await lost.remember("aino", "kaisa")
        lost.said["porina-1"] = oldest["porina-1"]
        await lost.empty()
        for subject in ("porina-1", "aino", "kaisa"):
            await lost.back(subject)
        assert await lost.inside() == {("p_kaisa", True), ("t_porina-1", True)}

    async def test_an_older_socket_of_the_lost_era_is_no_drop(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.empty()
        await lost.back("porina-1")
        back = await lost.store.participant(await lost.back("aino"))
        assert back is not None and back.epoch == 2
        await lost.store.drop("p_aino", 1)
        again = await lost.store.participant("p_aino")
        assert again is not None and again.connection is ConnectionState.CONNECTED


class TestWaiting:
    async def waiting(self, lost: Lost) -> None:
        """Eino is busy elsewhere in thought: somebody on duty, nobody free."""
        await lost.town.expert("aino")
        await lost.town.enter(Role.TERMINAL, "lavia-1")
        await lost.town.enter(Role.CLERK, "tuomo")
        await lost.store.attach("p_tuomo", "lavia-1", Seat.AT_DESK, False)
        await lost.town.summon("p_tuomo", "req-0", terminal="lavia-1")
        _, clerk = await lost.town.desk()
        await lost.town.summon(clerk)
        assert await state_of(lost) is RequestState.PENDING
        await lost.remember("aino", "kaisa", "porina-1")

    @pytest.mark.parametrize("order", [("porina-1", "kaisa"), ("kaisa", "porina-1")])
    async def test_the_place_is_kept_and_nobody_is_told_unserved_while_people_return(
        self, lost: Lost, order: tuple[str, str]
    ) -> None:
        await self.waiting(lost)
        before = await lost.store.request("req-1")
        assert before is not None
        await lost.empty()
        for subject in order:
            await lost.back(subject)
        await lost.store.tick()
        after = await lost.store.request("req-1")
        assert after is not None
        assert after.state is RequestState.PENDING
        assert after.created_at == pytest.approx(before.created_at, abs=1e-5)
        # Somebody new is not told so, either.
        await lost.town.enter(Role.TERMINAL, "lavia-1")
        await lost.town.summon("t_lavia-1", "req-9", terminal="lavia-1")
        assert await state_of(lost, "req-9") is RequestState.PENDING
        await lost.back("aino")
        rung = await lost.town.ring("aino")
        assert rung is not None and rung.request == "req-1", "the first in the queue"

    async def test_the_truth_is_told_when_nobody_has_come(self, lost: Lost) -> None:
        lost.town.room_grace_s = 0.3
        await self.waiting(lost)
        await lost.empty()
        await lost.back("porina-1")
        await lost.back("kaisa")
        assert await state_of(lost) is RequestState.PENDING

        async def told() -> bool:
            await lost.store.tick()
            return await state_of(lost) is RequestState.CANCELED

        await eventually(told, timeout_s=5, what="unserved is told")

    async def test_an_accept_that_came_last_outranks_the_queue(self, lost: Lost) -> None:
        """The clerk's statement still says that all wait; the expert has answered already."""
        await lost.town.expert("aino")
        _, clerk = await lost.town.desk()
        await lost.town.summon(clerk)
        await lost.remember("kaisa", "porina-1")
        await lost.town.answer("p_aino")
        await lost.remember("aino")
        await lost.empty()
        await lost.back("kaisa")
        await lost.town.expert("eino")
        assert await lost.town.state("eino") is PresenceState.RESERVED
        await lost.back("aino")
        assert await state_of(lost) is RequestState.ASSIGNED
        assert await lost.town.state("eino") is PresenceState.AVAILABLE
        await lost.back("porina-1")
        assert ("p_aino", True) in await lost.inside()

    async def test_an_interpreter_is_still_awaited(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.town.interpreter()
        await lost.town.interpret("p_kaisa", "req-2")
        await lost.remember("porina-1")
        await lost.empty()
        await lost.back("porina-1")
        terminal = await lost.store.terminal("porina-1")
        assert terminal.interpreter == "req-2"
        assert await state_of(lost, "req-2") is RequestState.PENDING


class TestPresence:
    @pytest.mark.parametrize("away", [PresenceReason.BREAK, PresenceReason.MEETING])
    async def test_away_stays_away(self, lost: Lost, away: PresenceReason) -> None:
        aino = await lost.town.expert("aino")
        await lost.store.set_presence(aino, PresenceState.AWAY, away)
        await lost.remember("aino")
        await lost.empty()
        await lost.back("aino")
        presence = await lost.store.presence("aino")
        assert presence is not None
        assert (presence.state, presence.reason) == (PresenceState.AWAY, away)

    async def test_who_is_put_back_is_on_duty_again(self, lost: Lost) -> None:
        """Found by tests/stateful: free, but not counted among those on duty."""
        await lost.town.expert("aino")
        await lost.remember("aino")
        await lost.empty()
        await lost.back("aino")
        assert await lost.store.availability([VERO]) == {VERO: (1, 1)}

    async def test_nobody_stays_reserved_and_turns_are_kept(self, lost: Lost) -> None:
        await lost.town.expert("aino")
        await lost.town.expert("eino")
        _, clerk = await lost.town.desk()
        await lost.town.summon(clerk)
        assert await lost.town.state("aino") is PresenceState.RESERVED
        await lost.remember("aino", "eino", "kaisa", "porina-1")
        await lost.empty()
        await lost.back("eino")
        await lost.back("aino")
        assert await lost.town.state("aino") is PresenceState.AVAILABLE
        await lost.back("kaisa")
        assert await lost.town.state("aino") is PresenceState.RESERVED, "the longest idle"
        await lost.town.answer("p_aino")
        assert await state_of(lost) is RequestState.ASSIGNED

    async def test_a_wrap_up_is_over(self, lost: Lost) -> None:
        await lost.town.rules(wrap_up_s=600)
        await conversation(lost)
        await lost.store.leave_room("p_aino", ROOM)
        assert await lost.town.state("aino") is PresenceState.WRAP_UP
        await lost.remember("aino")
        await lost.empty()
        await lost.back("aino")
        assert await lost.town.state("aino") is PresenceState.AVAILABLE

    async def test_a_callback_is_not_gone_on_with(self, lost: Lost) -> None:
        """Whom to reach is lost: nobody is left busy with it."""
        await lost.town.expert("aino")
        _, clerk = await lost.town.desk()
        await lost.town.leave(clerk)

        async def rings() -> bool:
            await lost.store.tick()
            return await lost.town.ring("aino") is not None

        await eventually(rings, timeout_s=5, what="the callback rings")
        await lost.town.answer("p_aino")
        assert await lost.town.state("aino") is PresenceState.BUSY
        await lost.remember("aino", "kaisa", "porina-1")
        await lost.empty()
        for subject in ("aino", "kaisa", "porina-1"):
            await lost.back(subject)
        assert await lost.town.state("aino") is PresenceState.AVAILABLE

    async def test_a_second_tab_does_not_make_somebody_free_who_speaks(self, lost: Lost) -> None:
        await lost.town.expert("aino", tab="#2")
        await conversation(lost)
        tab = await lost.store.statement("p_aino#2")
        await lost.empty()
        await lost.town.enter(Role.EXPERT, "aino", pools=(VERO,), tab="#2", statement=tab)
        assert await lost.town.state("aino") is PresenceState.AWAY
        await lost.back("porina-1")
        assert await lost.town.state("aino") is PresenceState.BUSY
        await lost.back("aino")
        assert ("p_aino", True) in await lost.inside()

    async def test_without_a_statement_one_begins_anew(self, lost: Lost) -> None:
        await conversation(lost)
        await lost.empty()
        await lost.back("aino", mute=True)
        assert await lost.town.state("aino") is PresenceState.AWAY
        assert await lost.room() is None


async def test_a_statement_says_nothing_of_who_declined(lost: Lost) -> None:
    await lost.town.expert("aino")
    await lost.town.expert("eino")
    _, clerk = await lost.town.desk()
    await lost.town.summon(clerk)
    rung = await lost.town.ring("aino")
    assert rung is not None
    await lost.store.reject("p_aino", rung.id, DeclineReason.WRONG_SERVICE)
    said = await lost.store.statement("t_porina-1")
    assert said is not None
    (waiting,) = said.awaited
    assert (waiting.declined, waiting.decline, waiting.reservations) == ((), None, ())
    assert "aino" not in str(replace(said, room=None))
    assert await lost.store.statement("p_nobody") is None
