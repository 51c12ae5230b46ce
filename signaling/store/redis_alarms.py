"""Alarms between the script and the records. See `redis_records` for the others."""

from __future__ import annotations

from signaling.domain.alarm import AlarmRecord, Pressed
from signaling.protocol import AlarmState, Role

from .redis_records import Kept


def pressed_arguments(pressed: Pressed) -> dict[str, object]:
    """What the script's ``raise_alarm`` takes."""
    return {
        "alarm": pressed.alarm,
        "participant": pressed.participant,
        "role": pressed.role,
        "name": pressed.name,
        "who": pressed.who,
        "at": pressed.at,
        "places": " ".join(pressed.places),
        # Lua would take a null for a value.
        **({"terminal": pressed.terminal} if pressed.terminal else {}),
        "since_s": pressed.since_s,
        "escalate_s": pressed.escalate_s,
    }


def alarm(id_: str, h: Kept) -> AlarmRecord:
    """An alarm as it is kept, as a record."""
    acknowledged_at = h.get("acknowledged_at")
    return AlarmRecord(
        id=id_,
        state=AlarmState(h["state"]),
        at=h["at"],
        places=tuple(h["places"].split()),
        terminal=h.get("terminal"),
        role=Role(h["role"]),
        name=h["name"],
        raisers=tuple(h["raisers"].split()),
        participants=tuple(h["participants"].split()),
        raised_at=float(h["raised_at"]),
        escalated=h.get("escalated", False),
        acknowledged_by=h.get("acknowledged_by"),
        acknowledged_name=h.get("acknowledged_name"),
        acknowledged_at=None if acknowledged_at is None else float(acknowledged_at),
        cleared_by=h.get("cleared_by"),
        reached=h.get("reached", False),
    )
