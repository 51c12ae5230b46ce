"""The told wait: when nothing is said, that it grows with the queue, and that it holds."""

from __future__ import annotations

import heapq
import random

import pytest

from signaling.domain.estimate import Busy, Estimate, Outlook, estimate
from signaling.domain.experience import (
    MEMORY,
    Experience,
    Running,
    observe_answered,
    observe_handled,
    observe_unanswered,
    observe_waited,
)

RING_S = 25.0


def learnt(handled_s: float = 600.0, variation: float = 0.4, count: float = 100.0) -> Experience:
    """A service that has seen enough: answers in 8 s, nobody declines or gives up."""
    return Experience(
        handled=Running(count, handled_s, handled_s * handled_s * (1.0 + variation)),
        answered=Running(count, 8.0, 8.0 * 8.0 * 1.25),
        rings=Running(count, 1.0, 1.0),
        waited=Running(count, 60.0, 7200.0),
        gave_up=Running(count, 0.0, 0.0),
    )


def told(outlook: Outlook, experience: Experience | None = None) -> Estimate:
    found = estimate(outlook, experience or learnt(), RING_S)
    assert found is not None
    return found


class TestExtremes:
    def test_nobody_on_duty_cannot_be_said(self) -> None:
        assert estimate(Outlook(0, 0, 0), learnt(), RING_S) is None

    def test_a_queue_without_experience_cannot_be_said(self) -> None:
        assert estimate(Outlook(0, 0, 2), Experience(), RING_S) is None

    def test_somebody_free_answers_in_the_time_of_an_answer(self) -> None:
        found = told(Outlook(0, 1, 3))
        assert found.low_s < 8.0 < found.high_s < RING_S

    def test_somebody_free_and_nothing_learnt_is_one_ring(self) -> None:
        assert told(Outlook(0, 1, 1), Experience()) == Estimate(0.0, RING_S)

    def test_the_only_one_has_just_begun(self) -> None:
        found = told(Outlook(0, 0, 1, busy=(Busy(0.0),)))
        assert found.low_s < 600.0 < found.high_s
        assert found.low_s > 60.0, "nobody is done in a minute who takes ten"

    def test_a_wrap_up_about_to_end_is_a_short_wait(self) -> None:
        assert told(Outlook(0, 0, 1, known_s=(20.0,))).high_s < 75.0

    def test_what_those_ahead_take_is_not_ours(self) -> None:
        assert told(Outlook(1, 0, 1, known_s=(20.0,))).high_s > 600.0

    def test_a_very_long_conversation_breaks_nothing(self) -> None:
        assert told(Outlook(0, 0, 1, busy=(Busy(1e6),))).high_s < 1e8


def outlooks(seed: int) -> list[Outlook]:
    chance = random.Random(seed)
    found = []
    for _ in range(100):
        busy = tuple(Busy(chance.uniform(0, 1500)) for _ in range(chance.randrange(5)))
        known = tuple(sorted(chance.uniform(0, 120) for _ in range(chance.randrange(3))))
        others = chance.randrange(1, 40) if not busy else 0
        people = len(busy) + len(known) + others
        found.append(Outlook(0.0, 0, people, busy, known))
    return found


class TestOrder:
    @pytest.mark.parametrize("variation", [0.1, 0.4, 1.0, 2.0])
    def test_more_ahead_is_never_a_shorter_wait(self, variation: float) -> None:
        for outlook in outlooks(1):
            before = Estimate(0.0, 0.0)
            for ahead in range(12):
                now = told(
                    Outlook(ahead, 0, outlook.on_duty, outlook.busy, outlook.known_s),
                    learnt(variation=variation),
                )
                assert now.low_s >= before.low_s - 0.5, (ahead, outlook)
                assert now.high_s >= before.high_s - 0.5, (ahead, outlook)
                before = now

    def test_more_people_are_never_a_longer_wait(self) -> None:
        highs = [told(Outlook(3, 0, people)).high_s for people in range(1, 60)]
        assert highs == sorted(highs, reverse=True)

    def test_little_experience_is_a_wider_range(self) -> None:
        little, much = (told(Outlook(1, 0, 2), learnt(count=n)) for n in (2.0, 200.0))
        assert little.high_s - little.low_s > much.high_s - much.low_s

    def test_help_that_often_comes_shortens_it(self) -> None:
        alone = learnt()
        helped = Experience(
            alone.handled,
            alone.answered,
            alone.rings,
            alone.waited,
            alone.gave_up,
            came=Running(100.0, 0.1, 0.1),
        )
        assert told(Outlook(0, 0, 1), helped).high_s < told(Outlook(0, 0, 1), alone).high_s


def waits(people: int, load: float, count: int, seed: int) -> list[tuple[Estimate, float]]:
    """M/M/c, first come first served, answers at once told and lived, of those who queue.

    Handling is exponential of mean 600 s although the estimate believes in log-normal.
    """
    chance = random.Random(seed)
    experience = learnt(variation=1.0)
    now, free_at = 0.0, [0.0] * people
    begun_at: list[float] = []
    found: list[tuple[Estimate, float]] = []
    while len(found) < count:
        now += chance.expovariate(load * people / 600.0)
        begun_at = [start for start in begun_at if start > now]
        start = max(now, heapq.heappop(free_at))
        heapq.heappush(free_at, start + chance.expovariate(1.0 / 600.0))
        if start > now:
            answer = 8.0 * chance.lognormvariate(-0.11, 0.47)
            outlook = Outlook(float(len(begun_at)), 0, people)
            found.append((told(outlook, experience), start - now + answer))
            begun_at.append(start)
    return found


@pytest.mark.parametrize(("people", "load"), [(1, 0.7), (3, 0.8), (10, 0.9), (40, 0.95)])
def test_nine_of_ten_waits_of_a_plain_queue_are_in_their_range(people: int, load: float) -> None:
    lived = waits(people, load, 4000, seed=7)
    within = sum(e.low_s <= real <= e.high_s for e, real in lived) / len(lived)
    assert 0.86 <= within <= 0.985, within


class TestExperience:
    def test_the_plain_mean_until_memory_and_then_one_that_forgets(self) -> None:
        seen = Running()
        for value in (1.0, 2.0, 6.0):
            seen = seen.add(value)
        assert seen.count == 3.0
        assert seen.mean == pytest.approx(3.0)
        assert seen.square == pytest.approx(41 / 3)
        for _ in range(int(MEMORY) * 10):
            seen = seen.add(10.0)
        assert seen.count == MEMORY
        assert seen.mean == pytest.approx(10.0, abs=0.01)
        assert seen.variation == pytest.approx(0.0, abs=0.01)

    def test_what_all_have_seen_stands_behind_a_service_with_little(self) -> None:
        own, everyone = Running(1.0, 100.0, 10000.0), Running(200.0, 600.0, 400000.0)
        backed = own.backed_by(everyone, 4.0)
        assert backed.count == 5.0
        assert backed.mean == pytest.approx(500.0)
        assert Running().backed_by(Running(), 4.0) == Running()

    def test_it_is_a_hash_and_back(self) -> None:
        seen = observe_handled(observe_answered(Experience(), 8.0), 600.0)
        seen = observe_waited(observe_unanswered(seen), 30.0, gave_up=True)
        assert Experience.from_fields(seen.as_fields()) == seen
        assert Experience.from_fields({}) == Experience()
        assert seen.rings.mean == 0.5
        assert seen.leaving_per_s == pytest.approx(1 / 30)
