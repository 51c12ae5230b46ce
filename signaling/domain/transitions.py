"""One transition table per state machine; anything that a table does not list raises.

The tables are data: the in-memory world steps through them here, the Lua scripts get
them as literals, and the diagrams in docs/ are drawn from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from signaling.protocol import ErrorCode, ProtocolError

S = TypeVar("S", bound=StrEnum)


class IllegalTransition(ProtocolError):
    """The machine's table has no such event in that state."""

    def __init__(self, machine: str, state: str, event: str) -> None:
        super().__init__(ErrorCode.WRONG_STATE, f"{machine} is {state}: cannot {event}")
        self.machine = machine
        self.state = state
        self.event = event


@dataclass(frozen=True)
class Machine(Generic[S]):
    """A named table ``{state: {event: next state}}`` with its first state."""

    name: str
    initial: S
    table: Mapping[S, Mapping[str, S]]

    def step(self, state: S, event: str) -> S:
        """The next state; raises `IllegalTransition`."""
        try:
            return self.table[state][event]
        except KeyError:
            raise IllegalTransition(self.name, state, event) from None

    def allows(self, state: S, event: str) -> bool:
        """Whether the table has that event in that state."""
        return event in self.table.get(state, {})

    @property
    def final(self) -> frozenset[S]:
        """States that nothing leads out of."""
        return frozenset(state for state, events in self.table.items() if not events)


def machine(name: str, initial: S, table: dict[S, dict[str, S]]) -> Machine[S]:
    """A frozen machine; every member of the state's enumeration must stand in the table."""
    missing = set(type(initial)) - set(table)
    assert not missing, f"{name}: no row for {sorted(missing)}"
    rows = {state: MappingProxyType(dict(events)) for state, events in table.items()}
    return Machine(name, initial, MappingProxyType(rows))
