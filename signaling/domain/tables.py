"""All the machines, for those who need every one: Lua, diagrams, tests."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .presence import PRESENCE
from .request import REQUEST, RESERVATION
from .room import CONNECTION, ROOM
from .transitions import Machine

MACHINES: tuple[Machine[Any], ...] = (PRESENCE, REQUEST, RESERVATION, ROOM, CONNECTION)


def as_lua(machines: tuple[Machine[Any], ...] = MACHINES) -> str:
    """A Lua table literal ``{presence={offline={sign_in="away"}, ...}, ...}``."""

    def row(events: Mapping[str, StrEnum]) -> str:
        return "{" + ",".join(f'["{event}"]="{state}"' for event, state in events.items()) + "}"

    def rows(table: Mapping[StrEnum, Mapping[str, StrEnum]]) -> str:
        return "{" + ",".join(f'["{state}"]={row(events)}' for state, events in table.items()) + "}"

    return "{" + ",".join(f"{m.name}={rows(m.table)}" for m in machines) + "}"


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
