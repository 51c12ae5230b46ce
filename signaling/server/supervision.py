"""Tells supervisors what goes on now, and today's figures: a reading every two seconds.

Presence and rooms are told to those whom they concern and to nobody else; a supervisor is told
from the records instead, read in few questions whatever goes on, and only while one watches.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from signaling.domain.overview import Overview
from signaling.domain.tally import Tally
from signaling.protocol import (
    Role,
    SupervisionFigures,
    SupervisionState,
    WatchedPerson,
    WatchedTerminal,
)
from signaling.protocol.limits import SUPERVISION_INTERVAL_S
from signaling.store.api import Store, StoreUnavailable

from .calendar import hours_today
from .connection import Connection
from .directory_model import Directory
from .watched import figures_told, person_mark, terminal_mark, watched_person, watched_terminal

ROWS_A_MESSAGE = 50
"""More are told in several messages, to stay far below the limit of 64 KiB."""

RUNG = frozenset({Role.CLERK, Role.EXPERT, Role.INTERPRETER})


@dataclass(frozen=True)
class _Reading:
    """One reading: the rows, and by what each would be noticed to have changed."""

    directory: Directory
    terminals: Mapping[str, WatchedTerminal]
    people: Mapping[str, WatchedPerson]
    marks: Mapping[tuple[str, str], Hashable]


@dataclass
class _Counted:
    """Today's counts by hour. An hour that is over has been counted for good."""

    over: dict[int, Mapping[str, Tally]] = field(default_factory=dict)

    async def read(
        self, store: Store, services: Sequence[str], now: float
    ) -> dict[int, Mapping[str, Tally]]:
        """By hour of the local clock, in order; the same hour twice is one of 25."""
        found: dict[int, Mapping[str, Tally]] = {}
        today = hours_today(now)
        for hour in today:
            if hour not in self.over:
                found[hour] = await store.tallies(hour, services)
        present = today[-1]
        self.over = {
            hour: counts
            for hour, counts in {**self.over, **found}.items()
            if hour in today and hour != present
        }
        return {**self.over, present: found[present]}


class SupervisionBoard:
    """One task reads and tells, so that an older reading never overtakes a newer one."""

    def __init__(
        self, store: Store, directory: Callable[[], Directory], clock: Callable[[], float]
    ) -> None:
        """`clock`: seconds since the epoch, by which access expires."""
        self._store = store
        self._directory = directory
        self._clock = clock
        self._watching: set[Connection] = set()
        self._new: set[Connection] = set()
        self._told: _Reading | None = None
        self._figures: SupervisionFigures | None = None
        self._counted = _Counted()
        self._wake = asyncio.Event()

    def watch(self, connection: Connection) -> None:
        """Tell it everything at once, and what changes from now on."""
        self._new.add(connection)
        self._wake.set()

    def forget(self, connection: Connection) -> None:
        """The socket is gone."""
        self._watching.discard(connection)
        self._new.discard(connection)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wake.wait()
            if not self._new:
                with contextlib.suppress(TimeoutError):
                    self._wake.clear()
                    await asyncio.wait_for(self._wake.wait(), SUPERVISION_INTERVAL_S)
            try:
                await self._round()
            except StoreUnavailable:
                # Nothing is lost: the next reading tells what has changed meanwhile.
                await asyncio.sleep(SUPERVISION_INTERVAL_S)
            if self._watching or self._new:
                self._wake.set()
            else:
                self._wake.clear()
                self._told = None

    async def _round(self) -> None:
        """Read once; the new ones are told all of it, the others what is not as before."""
        self._let_go()
        new = set(self._new)
        if not new and not self._watching:
            return
        reading = await self._read()
        figures = await self._read_figures()
        _tell(self._watching, _changes(self._told, reading))
        if figures != self._figures:
            _tell(self._watching, parted(figures))
        _tell(new, [*_changes(None, reading), *parted(figures)])
        self._told, self._figures = reading, figures
        # Whoever left while it was read is in neither.
        self._watching |= new & self._new
        self._new -= new

    def _let_go(self) -> None:
        """Access that has expired shows nothing more; a page that renews it watches on."""
        for group in (self._watching, self._new):
            group -= {each for each in group if each.expires_in(self._clock) <= 0.0}

    async def _read(self) -> _Reading:
        directory = self._directory()
        people = [each for each in directory.file.people if RUNG & set(each.roles)]
        found = await self._store.overview(
            [each.id for each in people], [each.id for each in directory.file.terminals]
        )
        now = await self._store.now()
        return _Reading(
            directory=directory,
            terminals={
                each.id: watched_terminal(directory, each, found, now)
                for each in directory.file.terminals
            },
            people={each.id: watched_person(directory, each, found, now) for each in people},
            marks=_marks(found),
        )

    async def _read_figures(self) -> SupervisionFigures:
        services = list(self._directory().services)
        counted = await self._counted.read(self._store, services, await self._store.now())
        return figures_told(services, counted)


def _marks(found: Overview) -> dict[tuple[str, str], Hashable]:
    terminals = {("terminal", id_): terminal_mark(found, id_) for id_ in found.terminals}
    return {**terminals, **{("person", id_): person_mark(found, id_) for id_ in found.people}}


def _changes(before: _Reading | None, now: _Reading) -> list[SupervisionState]:
    """What of the rows is not as it was told; all of them after another directory."""
    anew = before is None or before.directory is not now.directory

    def changed(kind: str, id_: str) -> bool:
        return anew or before is None or before.marks.get((kind, id_)) != now.marks.get((kind, id_))

    terminals = [row for id_, row in now.terminals.items() if changed("terminal", id_)]
    people = [row for id_, row in now.people.items() if changed("person", id_)]
    most = max(len(terminals), len(people), 1 if anew else 0)
    return [
        SupervisionState(
            anew=anew and start == 0,
            terminals=terminals[start : start + ROWS_A_MESSAGE],
            people=people[start : start + ROWS_A_MESSAGE],
        )
        for start in range(0, most, ROWS_A_MESSAGE)
    ]


def parted(figures: SupervisionFigures) -> list[SupervisionFigures]:
    """In messages that are not too long."""
    return [
        figures.model_copy(
            update={
                "anew": start == 0,
                "hours": figures.hours if start == 0 else [],
                "services": figures.services[start : start + ROWS_A_MESSAGE],
            }
        )
        for start in range(0, max(len(figures.services), 1), ROWS_A_MESSAGE)
    ]


def _tell(
    connections: Iterable[Connection],
    messages: Sequence[SupervisionState]
    | Sequence[SupervisionFigures]
    | Sequence[SupervisionState | SupervisionFigures],
) -> None:
    for connection in list(connections):
        for message in messages:
            connection.say(message)
