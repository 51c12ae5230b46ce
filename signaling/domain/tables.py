"""All the machines, for those who need every one: Lua, diagrams, tests."""

from __future__ import annotations

from typing import Any

from .alarm import ALARM
from .callback import CALLBACK
from .presence import PRESENCE
from .request import REQUEST, RESERVATION
from .room import CONNECTION, ROOM
from .transitions import Machine

MACHINES: tuple[Machine[Any], ...] = (
    PRESENCE,
    REQUEST,
    RESERVATION,
    ROOM,
    CALLBACK,
    CONNECTION,
    ALARM,
)


def as_words(machines: tuple[Machine[Any], ...] = MACHINES) -> list[str]:
    """Every transition as ``machine:state:event=next``."""
    return [
        f"{m.name}:{state}:{event}={target}"
        for m in machines
        for state, events in m.table.items()
        for event, target in events.items()
    ]


def as_mermaid(m: Machine[Any]) -> str:
    """The machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {m.initial}"]
    lines += [
        f"    {state} --> {target}: {event}"
        for state, events in m.table.items()
        for event, target in events.items()
    ]
    lines += [f"    {state} --> [*]" for state in m.table if state in m.final]
    return "\n".join(lines) + "\n"
