"""What supervisors are told, and what they are not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import cast

import pytest

from signaling.domain.tally import HOUR_S, Tally, hour_of, tally_id
from signaling.protocol import (
    PresenceState,
    Role,
    ServerMessage,
    SupervisionFigures,
    SupervisionState,
    VisitOutcome,
)
from signaling.server import supervision
from signaling.server.calendar import HELSINKI, clock_hour, hours_today
from signaling.server.connection import Connection
from signaling.server.directory import load_directory
from signaling.server.supervision import ROWS_A_MESSAGE, SupervisionBoard
from signaling.server.watched import figures_told
from signaling.store.memory import MemoryStore
from tests.integration.server.city import DIRECTORY
from tests.support.pairing import Town
from tests.support.waiting import eventually


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI).timestamp()


class TestHours:
    def test_today_begins_at_local_midnight(self) -> None:
        hours = hours_today(at(2026, 11, 22, 2, 30))
        assert [clock_hour(hour) for hour in hours] == [0, 1, 2]
        assert hours[-1] == hour_of(at(2026, 11, 22, 2, 30))

    def test_the_day_on_which_clocks_are_put_back_has_an_hour_twice(self) -> None:
        hours = hours_today(at(2026, 10, 25, 23))
        assert len(hours) == 25
        shown = [clock_hour(hour) for hour in hours]
        assert shown == [0, 1, 2, 3, 3, *range(4, 24)]
        told = figures_told(["vero"], {hour: {"vero": Tally(answered=1)} for hour in hours})
        assert [each.hour for each in told.hours] == list(range(24))
        assert told.hours[3].figures.answered == 2
        assert told.services[0].figures.answered == 25


def test_an_outcome_put_right_after_midnight_is_not_less_than_none() -> None:
    told = figures_told(["vero"], {0: {"vero": Tally(settled=-1, continues=1)}})
    outcomes = told.services[0].figures.outcomes
    assert (outcomes[VisitOutcome.SETTLED], outcomes[VisitOutcome.CONTINUES]) == (0, 1)


def test_services_without_anything_to_count_are_left_out() -> None:
    told = figures_told(["vero", "kela"], {0: {"vero": Tally(abandoned=1)}})
    assert [each.service for each in told.services] == ["vero"]


class Listener:
    """Remembers what it is told. `left_s`: how long its access still holds."""

    def __init__(self) -> None:
        self.told: list[ServerMessage] = []
        self.left_s = 60.0

    def say(self, message: ServerMessage) -> None:
        self.told.append(message)

    def expires_in(self, clock: Callable[[], float]) -> float:
        return self.left_s

    @property
    def states(self) -> list[SupervisionState]:
        return [each for each in self.told if isinstance(each, SupervisionState)]

    @property
    def figures(self) -> list[SupervisionFigures]:
        return [each for each in self.told if isinstance(each, SupervisionFigures)]


class Watching:
    """A board on a store of its own, and people to put into it."""

    def __init__(self) -> None:
        self.now = at(2026, 11, 23, 9, 30)
        self.store = MemoryStore(lambda: self.now)
        self.town = Town(self.store)
        directory = load_directory(DIRECTORY)
        self.board = SupervisionBoard(self.store, lambda: directory, lambda: self.now)

    def watch(self) -> Listener:
        listener = Listener()
        self.board.watch(cast(Connection, listener))
        return listener


@pytest.fixture
async def watching(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watching]:
    monkeypatch.setattr(supervision, "SUPERVISION_INTERVAL_S", 0.01)
    found = Watching()
    running = asyncio.create_task(found.board.run())
    yield found
    assert not running.done()
    running.cancel()


async def test_everything_is_told_once_and_then_what_changes(watching: Watching) -> None:
    aino = await watching.town.expert("aino", "vero/fi")
    booth = await watching.town.enter_terminal()
    listener = watching.watch()
    await eventually(lambda: bool(listener.figures), timeout_s=5, what="the first reading")
    (first,) = listener.states
    assert first.anew
    assert {each.terminal for each in first.terminals} == {"porina-1", "lavia-1"}
    assert {each.person for each in first.people} == {"kaisa", "leo", "aino", "bo", "amira"}

    await watching.town.summon(booth)
    await eventually(lambda: len(listener.states) >= 2, timeout_s=5, what="the ring")
    changed = listener.states[1]
    assert not changed.anew
    assert [each.person for each in changed.people] == ["aino"]
    (terminal,) = changed.terminals
    assert [(each.service, each.ringing) for each in terminal.waits] == [("vero", True)]
    assert terminal.room is None, "whoever waits alone is in no conversation"

    await watching.town.answer(aino)
    await eventually(lambda: len(listener.states) >= 3, timeout_s=5, what="the conversation")
    (terminal,) = listener.states[2].terminals
    assert terminal.waits == []
    assert terminal.room is not None
    assert terminal.room.roles == [Role.EXPERT, Role.TERMINAL]
    assert "Aino" not in terminal.model_dump_json(), "nobody in a room is named"
    await eventually(lambda: len(listener.figures) >= 2, timeout_s=5, what="the count")
    assert listener.figures[-1].services[0].figures.answered == 1
    assert [each.hour for each in listener.figures[-1].hours] == list(range(10))


async def test_a_health_that_cannot_be_read_is_not_known(watching: Watching) -> None:
    booth = await watching.town.enter_terminal()
    await watching.store.report(booth, '{"of": "another version"}')
    listener = watching.watch()
    await eventually(lambda: bool(listener.states), timeout_s=5, what="the first reading")
    assert {each.health for each in listener.states[0].terminals} == {None}


async def test_a_second_page_is_told_all_and_the_first_nothing(watching: Watching) -> None:
    first = watching.watch()
    await eventually(lambda: bool(first.figures), timeout_s=5, what="the first reading")
    before = len(first.told)
    second = watching.watch()
    await eventually(lambda: bool(second.figures), timeout_s=5, what="the second's reading")
    assert second.states[0].anew
    assert len(first.told) == before


async def test_access_that_has_expired_shows_nothing_more(watching: Watching) -> None:
    expired, other = watching.watch(), watching.watch()
    await eventually(lambda: bool(expired.figures), timeout_s=5, what="the first reading")
    before = len(expired.told)
    expired.left_s = 0.0
    await watching.town.expert("aino", "vero/fi")
    await eventually(lambda: len(other.states) >= 2, timeout_s=5, what="the other's news")
    assert len(expired.told) == before


async def test_an_hour_that_is_over_is_not_counted_again(watching: Watching) -> None:
    listener = watching.watch()
    await eventually(lambda: bool(listener.figures), timeout_s=5, what="the first reading")
    hour = hour_of(watching.now)
    watching.store.world.tallies[tally_id(hour, "vero")] = Tally(answered=2)
    await eventually(lambda: len(listener.figures) >= 2, timeout_s=5, what="the count")
    # In the hour's last moment one more is counted, and then it is over.
    watching.store.world.tallies[tally_id(hour, "vero")] = Tally(answered=3)
    watching.now += HOUR_S
    await eventually(lambda: len(listener.figures) >= 3, timeout_s=5, what="the next hour")
    told = {each.hour: each.figures.answered for each in listener.figures[-1].hours}
    assert (told[9], told[10]) == (3, 0)


def test_many_services_are_told_in_several_messages() -> None:
    services = [f"service-{number}" for number in range(2 * ROWS_A_MESSAGE + 1)]
    figures = figures_told(services, {0: {each: Tally(answered=1) for each in services}})
    parts = supervision.parted(figures)
    assert [each.anew for each in parts] == [True, False, False]
    assert sum(len(each.services) for each in parts) == len(services)
    assert max(len(each.model_dump_json()) for each in parts) < 64 * 1024


async def test_who_was_never_here_is_offline(watching: Watching) -> None:
    listener = watching.watch()
    await eventually(lambda: bool(listener.states), timeout_s=5, what="the first reading")
    people = listener.states[0].people
    assert {each.state for each in people} == {PresenceState.OFFLINE}
    assert {each.since_s for each in people} == {None}
