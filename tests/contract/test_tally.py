"""What became of visits is counted where it happens, alike in every store, without any person."""

from __future__ import annotations

from signaling.domain.tally import KEPT_HOURS, Tally, hour_of, together
from signaling.protocol import RequestState, Role, VisitOutcome
from tests.support.pairing import Town, the_request
from tests.support.waiting import eventually


async def counted(town: Town, service: str = "vero") -> Tally:
    """Of this hour and the one before: the hour may turn during a test."""
    hour = hour_of(await town.store.now())
    found = [await town.store.tallies(each, [service, "kela"]) for each in (hour - 1, hour)]
    return together(each[service] for each in found if service in each)


class TestTallies:
    async def test_an_answered_visit(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        assert await counted(town) == Tally()
        await town.summon(clerk)
        assert await counted(town) == Tally(), "nothing has become of it yet"
        await town.answer(aino)
        answered = await counted(town)
        assert (answered.answered, answered.in_time, answered.handled) == (1, 1, 0)
        assert 0.0 <= answered.waited_s < 20.0
        await town.store.leave_room(aino, "room-req-1")
        handled = await counted(town)
        assert (handled.answered, handled.handled) == (1, 1)
        assert 0.0 <= handled.handled_s < 60.0
        assert await counted(town, "kela") == Tally()

    async def test_wrap_up_is_part_of_handling(self, town: Town) -> None:
        await town.rules(wrap_up_s=60.0)
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await town.store.leave_room(aino, "room-req-1")
        assert await the_request(town) is RequestState.WRAPPING
        assert (await counted(town)).handled == 0, "the notes are still being finished"
        await town.available(aino)
        assert (await counted(town)).handled == 1

    async def test_an_outcome_that_is_put_right_counts_once(self, town: Town) -> None:
        aino = await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.answer(aino)
        await town.store.leave_room(aino, "room-req-1")
        for outcome in (VisitOutcome.SETTLED, VisitOutcome.SETTLED, VisitOutcome.CONTINUES):
            await town.store.conclude(aino, "req-1", outcome)
        found = await counted(town)
        told = {each: found.outcome(each) for each in VisitOutcome if found.outcome(each)}
        assert told == {VisitOutcome.CONTINUES: 1}

    async def test_what_nobody_answered(self, town: Town) -> None:
        await town.expert("aino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        await town.store.cancel_request(clerk, "req-1")
        assert (await counted(town)).abandoned == 1, "the clerk takes it back"
        await town.summon(booth, "req-2")
        await town.store.cancel_request(booth, "req-2")
        assert (await counted(town)).abandoned == 2, "the resident gives up"
        await town.summon(clerk, "req-3", closed=True)
        await town.summon(clerk, "req-4", pool="kela/fi")
        assert (await counted(town)).unserved == 1
        assert await counted(town, "kela") == Tally(unserved=1)

    async def test_who_waited_for_too_long(self, town: Town) -> None:
        await town.rules(max_wait_s=0.0)
        await town.expert("aino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.store.tick()
        assert await counted(town) == Tally(expired=1)

    async def test_only_visits_are_counted(self, town: Town) -> None:
        aino = await town.expert("aino")
        clerk = await town.enter_clerk()
        await town.inquire(clerk)
        await town.answer(aino)
        await town.store.leave_room(aino, "room-inq-1")
        assert await counted(town) == Tally()

    async def test_an_hour_is_known_by_its_number(self, town: Town) -> None:
        hour = hour_of(await town.store.now())
        assert await town.store.tallies(hour + KEPT_HOURS, ["vero"]) == {}


class TestOverview:
    async def test_people_terminals_and_what_goes_on_there(self, town: Town) -> None:
        aino = await town.expert("aino")
        booth, clerk = await town.desk()
        await town.summon(clerk)
        found = await town.store.overview(["aino", "nobody"], ["porina-1", "lavia-1"])
        assert (set(found.people), set(found.terminals)) == ({"aino"}, {"porina-1"})
        assert found.requests["req-1"].state is RequestState.RESERVED
        assert found.rooms["room-req-1"].service == "vero"
        assert found.terminals["porina-1"].since is not None
        await town.answer(aino)
        await town.store.end_room(booth, "room-req-1")
        after = await town.store.overview(["aino"], ["porina-1"])
        assert (after.requests, after.rooms) == ({}, {})

    async def test_a_terminal_s_health_stays_until_it_tells_another(self, town: Town) -> None:
        booth = await town.enter_terminal()
        await town.store.report(booth, '{"version":"1"}')
        await town.store.report(booth, '{"version":"2"}')
        await town.store.part(booth, 1)
        gone = await town.store.terminal("porina-1")
        assert (gone.online, gone.health) == (False, '{"version":"2"}')
        again = await town.enter(Role.TERMINAL, "porina-1")
        assert again == booth
        back = await town.store.terminal("porina-1")
        assert gone.since is not None and back.since is not None
        assert back.since >= gone.since

    async def test_when_a_terminal_went_is_when_it_dropped(self, town: Town) -> None:
        booth = await town.enter_terminal()
        came = (await town.store.terminal("porina-1")).since
        await town.store.drop(booth, 1)
        went = (await town.store.terminal("porina-1")).since
        assert came is not None and went is not None
        assert went >= came

        async def forgotten() -> bool:
            await town.store.tick()
            return await town.store.participant(booth) is None

        await eventually(forgotten, timeout_s=5, what="its place is kept no longer")
        assert (await town.store.terminal("porina-1")).since == went
