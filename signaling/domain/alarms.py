"""Operations on the guard alarm. They touch nothing else, so they work in every state of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from signaling.protocol import AlarmState, ErrorCode, ProtocolError

from .alarm import ALARM, JOIN_S, AlarmRecord, Pressed, new_alarm
from .world import FORGET_S, World


def raise_alarm(w: World, now: float, pressed: Pressed) -> None:
    """See `signaling.store.api.Store.raise_alarm`."""
    known = w.alarms.get(pressed.alarm)
    if known is not None:
        if pressed.who not in known.raisers:
            raise ProtocolError(ErrorCode.NOT_YOURS)
        if known.state is not AlarmState.CLEARED:
            _join(w, known, pressed)
        return
    there = w.alarms.get(w.alarmed.get(pressed.at, ""))
    if there is not None and _still_rings(there, now):
        _join(w, there, pressed)
        return
    if there is not None:
        _close(w, now, there, cleared_by=None)
    w.alarms[pressed.alarm] = new_alarm(pressed, now)
    w.alarmed[pressed.at] = pressed.alarm
    w.set_timer("alarm", pressed.alarm, now + pressed.escalate_s)
    _change(w, pressed.alarm)


def _still_rings(alarm: AlarmRecord, now: float) -> bool:
    return alarm.acknowledged_at is None or now - alarm.acknowledged_at < JOIN_S


def _join(w: World, alarm: AlarmRecord, pressed: Pressed) -> None:
    raisers = _with(alarm.raisers, pressed.who)
    participants = alarm.participants
    if pressed.who.startswith("person:"):
        participants = _with(participants, pressed.participant)
    if (raisers, participants) != (alarm.raisers, alarm.participants):
        _change(w, alarm.id, raisers=raisers, participants=participants)


def _with(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    return items if item in items else (*items, item)


def _change(w: World, alarm: str, **changes: Any) -> None:
    """Replace fields, and tell those who are to help and those who raised it."""
    changed = replace(w.alarms[alarm], **changes)
    w.alarms[alarm] = changed
    w.broadcast("alarm", alarm)
    w.tell_all(changed.participants, "alarm", alarm)


def acknowledge_alarm(w: World, now: float, alarm: str, person: str, name: str) -> None:
    """See `Store.acknowledge_alarm`."""
    record = _answered(w, alarm, person)
    if record.acknowledged_by == person and record.state is AlarmState.ACKNOWLEDGED:
        return
    state = ALARM.step(record.state, "acknowledge")
    w.stop_timer("alarm", alarm)
    _change(
        w,
        alarm,
        state=state,
        acknowledged_by=person,
        acknowledged_name=name,
        acknowledged_at=now,
    )


def clear_alarm(w: World, now: float, alarm: str, person: str) -> None:
    """See `Store.clear_alarm`."""
    record = _answered(w, alarm, person)
    if record.cleared_by != person:
        _close(w, now, record, cleared_by=person)


def _answered(w: World, alarm: str, person: str) -> AlarmRecord:
    record = w.alarms.get(alarm)
    if record is None:
        raise ProtocolError(ErrorCode.UNKNOWN_ALARM)
    if f"person:{person}" in record.raisers:
        raise ProtocolError(ErrorCode.NOT_YOURS, "who raised an alarm cannot answer it")
    return record


def _close(w: World, now: float, alarm: AlarmRecord, *, cleared_by: str | None) -> None:
    state = ALARM.step(alarm.state, "clear")
    w.stop_timer("alarm", alarm.id)
    w.alarmed.pop(alarm.at, None)
    _change(w, alarm.id, state=state, cleared_by=cleared_by)
    w.set_timer("forget", f"alarm:{alarm.id}", now + FORGET_S)


def reach_alarm(w: World, alarm: str) -> None:
    """See `Store.reach_alarm`."""
    record = w.alarms.get(alarm)
    if record is not None and not record.reached:
        _change(w, alarm, reached=True)


def escalate(w: World, now: float, alarm: str) -> None:
    """Nobody has acknowledged it in time."""
    record = w.alarms.get(alarm)
    if record is not None and record.state is AlarmState.RAISED:
        _change(w, alarm, state=ALARM.step(record.state, "escalate"), escalated=True)


def open_alarms(w: World) -> list[str]:
    """The ids of those that are not cleared, in order."""
    return sorted(a.id for a in w.alarms.values() if a.state is not AlarmState.CLEARED)
