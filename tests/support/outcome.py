"""What a simulated day leaves behind: figures, told waiting times, and what must hold."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from signaling.domain import people
from signaling.domain.estimate import Estimate, Outlook
from signaling.domain.experience import Experience
from signaling.domain.world import World
from signaling.protocol import (
    CancelReason,
    PresenceState,
    RequestState,
    ReservationState,
    RoomState,
)


class Timers(dict[str, float]):
    """The world's timers, with the next one at hand: a virtual clock jumps to it."""

    def __init__(self) -> None:
        super().__init__()
        self._heap: list[tuple[float, str]] = []

    def __setitem__(self, timer: str, due: float) -> None:
        super().__setitem__(timer, due)
        if not timer.startswith("forget:"):
            heapq.heappush(self._heap, (due, timer))

    def next_due(self) -> float:
        """When the next one is due that anybody could notice; infinity for none."""
        while self._heap and self.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf


@dataclass(slots=True)
class Told:
    """A waiting time told to somebody, and what it was in the end."""

    service: str
    at: float
    first: bool
    """When the request was made; else when its place in the queue had changed."""
    outlook: Outlook
    experience: Experience
    range: Estimate | None
    real_s: float | None = None
    """Seconds from `at` until somebody answered; None when nobody did."""
    left_s: float | None = None
    """Seconds from `at` until it was given up or had waited too long."""


@dataclass(slots=True)
class Results:
    """What happened on a day. Durations in seconds."""

    told: list[Told] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    """From request to answer, of those answered."""
    left_s: list[float] = field(default_factory=list)
    """From request to giving up (or expiring), of those who did."""
    unserved: int = 0
    """Told at once that nobody is there."""
    unserved_later: int = 0
    """Told while waiting that nobody is there any more."""
    handled_s: list[float] = field(default_factory=list)
    on_duty_s: float = 0.0
    occupied_s: float = 0.0
    lobby: int = 0
    """Residents who had to wait for a terminal; that wait is in no other figure."""
    checks: int = 0


def check_now(w: World, now: float) -> None:
    """At this moment nobody idle while a request that they may take waits."""
    for request in {r for queue in w.waiting.values() for _, r in queue}:
        idle = people.free_for(w, now, w.requests[request])
        assert not idle, f"{request} waits at {now} while {idle} could take it"
    for person in w.people.values():
        if person.state is PresenceState.RESERVED:
            held = w.reservations[person.reservation or ""]
            assert held.state is ReservationState.PENDING, (person, held)
            assert held.due_at >= now, (person, held)


def check_the_end(w: World, states: Mapping[str, tuple[RequestState, CancelReason | None]]) -> None:
    """Every request ended, with a reason where it was not served; nobody is left behind."""
    over = (RequestState.COMPLETED, RequestState.CANCELED)
    for request, (state, reason) in states.items():
        assert state in over, f"{request} is {state} at the end"
        assert (reason is None) == (state is RequestState.COMPLETED), (request, state, reason)
    held = (PresenceState.RESERVED, PresenceState.BUSY, PresenceState.WRAP_UP)
    for person in w.people.values():
        assert person.state not in held, f"{person.person} is {person.state} at the end"
        assert person.reservation is None, person
    live = [r.id for r in w.rooms.values() if r.state is not RoomState.ENDED]
    assert not live, f"rooms left open: {live}"
