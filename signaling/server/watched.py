"""Records as a supervisor is told of them: what is awaited and who is together, nobody's matter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from pydantic import ValidationError

from signaling.domain.overview import Overview, awaited_at
from signaling.domain.records import RequestRecord, RoomRecord
from signaling.domain.request import LIVE_REQUEST
from signaling.domain.tally import SERVICE_LEVEL_S, Tally, together
from signaling.protocol import (
    Figures,
    HourFigures,
    PresenceReason,
    PresenceState,
    RequestState,
    Role,
    RoomState,
    ServiceFigures,
    SupervisionFigures,
    TerminalHealth,
    VisitOutcome,
    WatchedPerson,
    WatchedRoom,
    WatchedTerminal,
    WatchedWait,
)

from .calendar import clock_hour
from .directory_model import Directory, Person, Terminal


def watched_terminal(
    directory: Directory, terminal: Terminal, found: Overview, now: float
) -> WatchedTerminal:
    """A terminal of the directory, its health, and what goes on there."""
    record = found.terminals.get(terminal.id)
    room = _room(found, terminal.id)
    return WatchedTerminal(
        terminal=terminal.id,
        name=terminal.name.names,
        place=terminal.place,
        place_name=directory.place_names(terminal.place),
        online=record is not None and record.online,
        since_s=None if record is None else _ago(record.since, now),
        health=None if record is None else _health(record.health),
        waits=[_wait(each, now) for each in _awaited(found, terminal.id)],
        room=None if room is None else _together(room, now),
    )


def terminal_mark(found: Overview, terminal: str) -> Hashable:
    """Another one: what is told of the terminal has changed, and not only because time goes."""
    record = found.terminals[terminal]
    room = _room(found, terminal)
    waits = tuple((each.id, each.state) for each in _awaited(found, terminal))
    inside = None if room is None else (room.id, room.mode, room.service, tuple(_roles(room)))
    return record.online, record.since, record.health, waits, inside


def watched_person(
    directory: Directory, person: Person, found: Overview, now: float
) -> WatchedPerson:
    """A person of the directory and their presence."""
    record = found.people.get(person.id)
    return WatchedPerson(
        person=person.id,
        name=person.name,
        services=[each for each in directory.services if each in person.services],
        state=PresenceState.OFFLINE if record is None else record.state,
        reason=PresenceReason.SIGNED_OUT if record is None else record.reason,
        since_s=None if record is None else _ago(record.since, now),
    )


def person_mark(found: Overview, person: str) -> Hashable:
    """Another one: their presence has changed."""
    record = found.people[person]
    return record.state, record.reason, record.since


def figures_told(
    services: Sequence[str], counted: Mapping[int, Mapping[str, Tally]]
) -> SupervisionFigures:
    """Today's counts, by hour of the clock and by service."""
    hours: dict[int, list[Tally]] = {}
    for hour, counts in sorted(counted.items()):
        # When clocks are put back, an hour of the clock is two.
        hours.setdefault(clock_hour(hour), []).extend(counts.values())
    by_service = {
        service: together(counts[service] for counts in counted.values() if service in counts)
        for service in services
    }
    return SupervisionFigures(
        level_s=SERVICE_LEVEL_S,
        hours=[HourFigures(hour=h, figures=_figures(together(t))) for h, t in hours.items()],
        services=[
            ServiceFigures(service=service, figures=_figures(tally))
            for service, tally in by_service.items()
            if tally != Tally()
        ],
    )


def _figures(tally: Tally) -> Figures:
    return Figures(
        answered=tally.answered,
        in_time=tally.in_time,
        waited_s=max(0.0, tally.waited_s),
        abandoned=tally.abandoned,
        unserved=tally.unserved,
        expired=tally.expired,
        handled=tally.handled,
        handled_s=max(0.0, tally.handled_s),
        # One that was said before midnight may have been put right after it.
        outcomes={each: max(0, tally.outcome(each)) for each in VisitOutcome},
    )


def _awaited(found: Overview, terminal: str) -> list[RequestRecord]:
    record = found.terminals.get(terminal)
    requests = [] if record is None else [found.requests.get(id_) for id_ in awaited_at(record)]
    # Read after the terminal: what has moved on meanwhile is right in the next reading.
    return [each for each in requests if each is not None and each.state in LIVE_REQUEST]


def _wait(record: RequestRecord, now: float) -> WatchedWait:
    return WatchedWait(
        kind=record.kind,
        service=record.service,
        language=record.language,
        into=record.into,
        ringing=record.state is RequestState.RESERVED,
        waited_s=max(0.0, now - record.created_at),
    )


def _room(found: Overview, terminal: str) -> RoomRecord | None:
    record = found.terminals.get(terminal)
    room = None if record is None or record.room is None else found.rooms.get(record.room)
    # Whoever waits alone is no conversation.
    return room if room is not None and room.state is RoomState.LIVE else None


def _roles(room: RoomRecord) -> list[Role]:
    return sorted(member.role for member in room.members if member.connected)


def _together(room: RoomRecord, now: float) -> WatchedRoom:
    return WatchedRoom(
        service=room.service,
        language=room.language,
        mode=room.mode,
        roles=_roles(room),
        elapsed_s=max(0.0, now - room.opened_at),
    )


def _health(kept: str | None) -> TerminalHealth | None:
    try:
        return None if kept is None else TerminalHealth.model_validate_json(kept)
    except ValidationError:
        # Kept by a node of another version; the terminal tells it again within a minute.
        return None


def _ago(then: float | None, now: float) -> float | None:
    return None if then is None else max(0.0, now - then)
