"""The guard alarm: its states, what is remembered of it, and who is to hear it."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.protocol import AlarmState as A
from signaling.protocol import Role

from .transitions import machine

ALARM = machine(
    "alarm",
    A.RAISED,
    {
        A.RAISED: {"acknowledge": A.ACKNOWLEDGED, "escalate": A.ESCALATED, "clear": A.CLEARED},
        A.ESCALATED: {"acknowledge": A.ACKNOWLEDGED, "clear": A.CLEARED},
        A.ACKNOWLEDGED: {"clear": A.CLEARED},
        A.CLEARED: {},
    },
)

ALARM_ESCALATE_S = 15.0
"""An alarm that nobody has acknowledged after so long goes to everybody who could help."""

JOIN_S = 120.0
"""A press joins an alarm acknowledged at most so long ago. Later it rings anew: who had gone
there may have left without clearing it."""

CALLED_FIRST = frozenset({Role.CLERK, Role.GUARD})
"""Of the alarm's places."""

CALLED_LATER = frozenset({Role.GUARD, Role.SUPERVISOR, Role.OPERATOR})
"""Of the whole tenant, once it has escalated."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of the button, as the node has understood it.

    It carries all that an alarm has to say: alarms work also when the store has just
    forgotten who is connected. Durations in seconds.
    """

    alarm: str
    participant: str
    role: Role
    subject: str
    name: str
    places: tuple[str, ...]
    terminal: str | None = None
    since_s: float = 0.0
    """How long ago it was pressed."""
    escalate_s: float = ALARM_ESCALATE_S

    @property
    def who(self) -> str:
        """The one who pressed: several tabs and devices of a person are one."""
        return raiser(self.role, self.subject)

    @property
    def at(self) -> str:
        """Where at most one alarm is open: the terminal, else the person."""
        return self.terminal or self.who


@dataclass(frozen=True, slots=True)
class AlarmRecord:
    """An alarm. Points in time as in `domain.records`."""

    id: str
    state: A
    at: str
    places: tuple[str, ...]
    terminal: str | None
    role: Role
    name: str
    """Of the first who pressed; of a terminal the terminal's."""
    raisers: tuple[str, ...]
    """All who pressed, see `raiser`."""
    participants: tuple[str, ...]
    """Those of them who are told how it goes: never a terminal."""
    raised_at: float
    escalated: bool = False
    acknowledged_by: str | None = None
    """The person's id."""
    acknowledged_name: str | None = None
    acknowledged_at: float | None = None
    cleared_by: str | None = None
    reached: bool = False
    """Somebody who is to help has been told."""


def raiser(role: Role, subject: str) -> str:
    """How a record names who pressed: people and terminals may have the same id."""
    return f"{'terminal' if role is Role.TERMINAL else 'person'}:{subject}"


def new_alarm(pressed: Pressed, now: float) -> AlarmRecord:
    """The alarm of a first press."""
    return AlarmRecord(
        id=pressed.alarm,
        state=ALARM.initial,
        at=pressed.at,
        places=pressed.places,
        terminal=pressed.terminal,
        role=pressed.role,
        name=pressed.name,
        raisers=(pressed.who,),
        participants=() if pressed.role is Role.TERMINAL else (pressed.participant,),
        raised_at=now - pressed.since_s,
    )


def hears(alarm: AlarmRecord, role: Role, subject: str, places: frozenset[str]) -> bool:
    """Whether somebody of that role and those places is called to help, and may answer it.

    Never who raised it: whoever is threatened must not be the one to call it off.
    """
    if raiser(role, subject) in alarm.raisers:
        return False
    first = role in CALLED_FIRST and not places.isdisjoint(alarm.places)
    return first or (alarm.escalated and role in CALLED_LATER)
