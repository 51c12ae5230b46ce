"""What goes on in a tenant now, as records: what a supervisor's page is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .records import PresenceRecord, RequestRecord, RoomRecord, TerminalRecord


@dataclass(frozen=True)
class Overview:
    """Of the people and terminals that were asked for; whoever was never here is missing.

    Records may have moved on while the others were read: the next reading has them right.
    """

    people: Mapping[str, PresenceRecord]
    terminals: Mapping[str, TerminalRecord]
    requests: Mapping[str, RequestRecord]
    """What is awaited at the terminals."""
    rooms: Mapping[str, RoomRecord]
    """Those of the terminals."""


def awaited_at(terminal: TerminalRecord) -> list[str]:
    """The requests that are live there."""
    return [each for each in (terminal.request, terminal.interpreter) if each is not None]
