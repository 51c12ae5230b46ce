"""What is learnt, and how long a wait is told."""

from __future__ import annotations

import pytest

from signaling.domain.estimate import Wait
from signaling.domain.experience import EVERYONE, Experience
from signaling.domain.pools import request_choices
from signaling.domain.records import ServiceRules
from tests.support.pairing import Town


class TestExperience:
    """What waiting times are estimated from, learnt from what happened."""

    async def test_what_is_learnt(self, town: Town) -> None:
        await town.expert("aino")
        await town.expert("eino")
        _, clerk = await town.desk()
        await town.summon(clerk)
        await town.decline("p_aino")
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
