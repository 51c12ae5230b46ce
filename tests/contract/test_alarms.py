"""The guard alarm, on the in-memory twin and on Redis."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from signaling.domain import alarm as rules
from signaling.domain.alarm import AlarmRecord, Pressed
from signaling.domain.records import Notice
from signaling.protocol import AlarmState, ErrorCode, Role
from signaling.store import memory, scripts
from signaling.store.api import Store
from tests.support.pairing import Town, refused
from tests.support.waiting import eventually


def pressed(alarm: str = "a-0001", **changes: Any) -> Pressed:
    """By the terminal at Porina, where not said otherwise."""
    given: dict[str, Any] = {
        "alarm": alarm,
        "participant": "t_porina-1",
        "role": Role.TERMINAL,
        "subject": "porina-1",
        "name": "Porina 1",
        "places": ("porina",),
        "terminal": "porina-1",
    }
    return Pressed(**{**given, **changes})


def by_kaisa(alarm: str, **changes: Any) -> Pressed:
    given: dict[str, Any] = {
        "participant": "p_kaisa",
        "role": Role.CLERK,
        "subject": "kaisa",
        "name": "Kaisa Kärki",
        "places": ("porina", "lavia"),
        "terminal": None,
    }
    return pressed(alarm, **{**given, **changes})


async def the(store: Store, alarm: str = "a-0001") -> AlarmRecord:
    record = await store.alarm(alarm)
    assert record is not None
    return record


async def test_an_alarm_says_where_and_who(store: Store) -> None:
    before = await store.now()
    await store.raise_alarm(by_kaisa("a-0001", since_s=40.0))
    record = await the(store)
    assert (record.state, record.role, record.name) == (
        AlarmState.RAISED,
        Role.CLERK,
        "Kaisa Kärki",
    )
    assert (record.places, record.terminal) == (("porina", "lavia"), None)
    assert record.raised_at == pytest.approx(before - 40.0, abs=5.0)
    assert not record.escalated
    assert await store.open_alarms() == ["a-0001"]


async def test_nobody_needs_to_be_known_to_the_store(store: Store) -> None:
    """It has just lost everything, and the node still knows who pressed."""
    assert await store.participant("t_porina-1") is None
    await store.raise_alarm(pressed())
    assert await store.open_alarms() == ["a-0001"]


async def test_the_same_again_is_no_second_alarm(store: Store) -> None:
    await store.raise_alarm(pressed())
    first = await the(store)
    await store.raise_alarm(pressed())
    assert await the(store) == first
    await store.clear_alarm("a-0001", "ville")
    await store.raise_alarm(pressed())
    assert await store.open_alarms() == [], "a late repetition must not ring again"


async def test_somebody_elses_id_is_refused(store: Store) -> None:
    await store.raise_alarm(pressed())
    await refused(ErrorCode.NOT_YOURS, store.raise_alarm(by_kaisa("a-0001")))
    assert (await the(store)).raisers == ("terminal:porina-1",)


async def test_a_second_press_at_the_terminal_joins(store: Store) -> None:
    await store.raise_alarm(pressed())
    await store.raise_alarm(pressed("a-0002"))
    await store.raise_alarm(by_kaisa("a-0003", terminal="porina-1", places=("porina",)))
    assert await store.open_alarms() == ["a-0001"]
    record = await the(store)
    assert record.raisers == ("terminal:porina-1", "person:kaisa")
    assert record.participants == ("p_kaisa",), "the terminal is told nothing"


async def test_a_person_without_a_terminal_has_one_alarm(store: Store) -> None:
    await store.raise_alarm(by_kaisa("a-0001"))
    await store.raise_alarm(by_kaisa("a-0002", participant="p_kaisa2"))
    assert await store.open_alarms() == ["a-0001"]
    assert (await the(store)).participants == ("p_kaisa", "p_kaisa2")


async def test_terminals_ring_apart(store: Store) -> None:
    await store.raise_alarm(pressed())
    await store.raise_alarm(
        pressed("a-0002", subject="lavia-1", participant="t_lavia-1", terminal="lavia-1")
    )
    assert await store.open_alarms() == ["a-0001", "a-0002"]


async def test_acknowledged_then_cleared(store: Store) -> None:
    await store.raise_alarm(pressed())
    await store.acknowledge_alarm("a-0001", "ville", "Ville V")
    record = await the(store)
    assert (record.state, record.acknowledged_name) == (AlarmState.ACKNOWLEDGED, "Ville V")
    await store.acknowledge_alarm("a-0001", "ville", "Ville V")
    await refused(ErrorCode.WRONG_STATE, store.acknowledge_alarm("a-0001", "leo", "Leo"))
    await store.clear_alarm("a-0001", "leo")
    assert (await the(store)).state is AlarmState.CLEARED
    assert await store.open_alarms() == []
    await store.clear_alarm("a-0001", "leo")
    await refused(ErrorCode.WRONG_STATE, store.clear_alarm("a-0001", "ville"))
    await refused(ErrorCode.WRONG_STATE, store.acknowledge_alarm("a-0001", "ville", "Ville V"))


async def test_who_raised_it_cannot_call_it_off(store: Store) -> None:
    await store.raise_alarm(by_kaisa("a-0001"))
    await refused(ErrorCode.NOT_YOURS, store.acknowledge_alarm("a-0001", "kaisa", "Kaisa"))
    await refused(ErrorCode.NOT_YOURS, store.clear_alarm("a-0001", "kaisa"))
    assert (await the(store)).state is AlarmState.RAISED


async def test_an_unknown_alarm_cannot_be_answered(store: Store) -> None:
    await refused(ErrorCode.UNKNOWN_ALARM, store.acknowledge_alarm("a-none", "ville", "Ville"))
    await refused(ErrorCode.UNKNOWN_ALARM, store.clear_alarm("a-none", "ville"))
    await store.reach_alarm("a-none")
    assert await store.alarm("a-none") is None


async def test_nobody_acknowledges_and_it_escalates_once(store: Store) -> None:
    await store.raise_alarm(pressed(escalate_s=0.05))

    async def escalated() -> bool:
        await store.tick()
        return (await the(store)).state is AlarmState.ESCALATED

    await eventually(escalated, timeout_s=5, what="the alarm escalates")
    assert (await the(store)).escalated
    await store.acknowledge_alarm("a-0001", "ville", "Ville V")
    record = await the(store)
    assert record.state is AlarmState.ACKNOWLEDGED
    assert record.escalated, "those who were called later are still told how it goes"


async def test_an_acknowledged_alarm_does_not_escalate(store: Store) -> None:
    await store.raise_alarm(pressed(escalate_s=0.0))
    await store.raise_alarm(by_kaisa("a-0002", escalate_s=0.0))
    await store.acknowledge_alarm("a-0001", "ville", "Ville V")
    await store.tick()
    assert (await the(store)).state is AlarmState.ACKNOWLEDGED
    assert (await the(store, "a-0002")).state is AlarmState.ESCALATED


async def test_a_press_long_after_the_acknowledgement_rings_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who went there has left without clearing it: the next danger must not be swallowed."""
    await store.raise_alarm(pressed())
    await store.acknowledge_alarm("a-0001", "ville", "Ville V")
    await store.raise_alarm(pressed("a-0002"))
    assert await store.open_alarms() == ["a-0001"]
    # In both: what the twin reads, and what is written into the script.
    assert scripts._constants()["JOIN_S"] == str(rules.JOIN_S)
    if isinstance(store, memory.MemoryStore):
        monkeypatch.setattr("signaling.domain.alarms.JOIN_S", 0.0)
    else:
        text = scripts.script("raise_alarm").replace(str(rules.JOIN_S), "0")
        monkeypatch.setitem(store._scripts, "raise_alarm", text)  # type: ignore[attr-defined]
        monkeypatch.setitem(store._shas, "raise_alarm", "0" * 40)  # type: ignore[attr-defined]
    await store.raise_alarm(pressed("a-0003"))
    assert await store.open_alarms() == ["a-0003"]
    assert (await the(store)).state is AlarmState.CLEARED
    assert (await the(store, "a-0003")).state is AlarmState.RAISED


async def test_raised_again_after_it_was_cleared(store: Store) -> None:
    await store.raise_alarm(pressed())
    await store.clear_alarm("a-0001", "ville")
    await store.raise_alarm(pressed("a-0002"))
    assert await store.open_alarms() == ["a-0002"]


async def test_every_node_hears_of_it_and_a_terminal_does_not(town: Town) -> None:
    await town.enter(Role.TERMINAL, "porina-1")
    kaisa = await town.enter(Role.CLERK, "kaisa")
    heard: list[Notice] = []
    listening = asyncio.create_task(_collect(town.store, heard))
    try:
        await eventually(lambda: heard, timeout_s=5, what="the subscription")
        heard.clear()
        await town.store.raise_alarm(pressed())
        await town.store.raise_alarm(by_kaisa("a-0002", terminal="porina-1"))
        await town.store.reach_alarm("a-0001")
        await town.store.reach_alarm("a-0001")
        await town.store.acknowledge_alarm("a-0001", "ville", "Ville V")
        everybody, own = Notice(None, "alarm", "a-0001"), Notice(kaisa, "alarm", "a-0001")
        await eventually(lambda: len(heard) >= 7, timeout_s=5, what="the notices")
        assert (heard.count(everybody), heard.count(own), len(heard)) == (4, 3, 7)
    finally:
        listening.cancel()


async def _collect(store: Store, heard: list[Notice]) -> None:
    async for notice in store.notices("n1"):
        heard += [notice]
