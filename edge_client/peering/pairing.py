"""One pair of participants: which generation of their peer connection is due. Pure.

Both sides hold one `Pairing`. The offerer makes generations, the answerer asks for a new
one with ``restart``. Events in, actions out; `deadline` tells when to send a `Tick`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edge_client.peering.path_watch import CONNECT_S, Path

ANSWER_S = 8.0
"""No answer, or no new offer after ``restart``, within this time: ask again."""

RETRY_S = (0.0, 1.0, 2.0, 4.0)
"""Waits before the next generation after failures in a row; the last one repeats."""

CLOSED_GRACE_S = 1.0
"""The other side closes the old connection when it makes a new one: its offer is on the way."""


class Phase(StrEnum):
    """Where the pair stands."""

    WAITING = "waiting"
    """No connection yet: an offer, or the answer to ours, is awaited."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    BROKEN = "broken"


# Events ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Told:
    """The room's state: the highest generation offered, and whether both are reachable."""

    generation: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class OfferCame:
    """The offerer sent an offer."""

    generation: int


@dataclass(frozen=True, slots=True)
class AnswerCame:
    """The answerer sent its answer."""

    generation: int


@dataclass(frozen=True, slots=True)
class RestartCame:
    """The answerer asks for a generation after this one."""

    generation: int


@dataclass(frozen=True, slots=True)
class PathSeen:
    """The path of a generation has changed."""

    generation: int
    path: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """The server, or our own end, could not take this generation."""

    generation: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The deadline is reached."""


Event = Told | OfferCame | AnswerCame | RestartCame | PathSeen | Refused | Tick


# Actions ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Close the connection there is and offer this generation."""

    generation: int


@dataclass(frozen=True, slots=True)
class TakeOffer:
    """Close the connection there is and answer this generation."""

    generation: int


@dataclass(frozen=True, slots=True)
class TakeAnswer:
    """Apply the answer to the offer in hand."""


@dataclass(frozen=True, slots=True)
class AskRestart:
    """Send ``restart``."""

    generation: int


Action = MakeOffer | TakeOffer | TakeAnswer | AskRestart


@dataclass
class Pairing:
    """The state of one pair on one side."""

    offerer: bool
    generation: int = 0
    """The generation of the connection in hand, 0 for none."""
    phase: Phase = Phase.WAITING
    deadline: float | None = None
    _highest: int = 0
    _reachable: bool = False
    _failures: int = 0

    def handle(self, event: Event, now: float) -> list[Action]:
        """Do one step; `now` is monotonic, seconds. What is stale changes nothing."""
        match event:
            case Told():
                return self._told(event, now)
            case OfferCame(generation) if not self.offerer and generation > self.generation:
                self.generation = generation
                self._highest = max(self._highest, generation)
                self._enter(Phase.CONNECTING, now + CONNECT_S)
                return [TakeOffer(generation)]
            case AnswerCame(generation):
                if self.offerer and generation == self.generation and self.phase is Phase.WAITING:
                    self._enter(Phase.CONNECTING, now + CONNECT_S)
                    return [TakeAnswer()]
            case RestartCame(generation):
                # Above what was ever offered is no generation at all.
                if self.offerer and self.generation <= generation <= self._highest:
                    return self._next(now)
            case PathSeen(generation, path) if generation == self.generation:
                return self._path(path, now)
            case Refused(generation) if generation == self.generation:
                self._break(now)
            case Tick():
                return self._due(now)
        return []

    def _told(self, told: Told, now: float) -> list[Action]:
        came_back = told.reachable and not self._reachable
        self._reachable = told.reachable
        missed = told.generation > max(self.generation, self._highest)
        self._highest = max(self._highest, told.generation)
        if not told.reachable:
            if self.phase is not Phase.CONNECTED:
                self.deadline = None
            return []
        if self.offerer:
            fresh = self.generation == 0
            lost = came_back and self.phase is not Phase.CONNECTED
            return self._next(now) if fresh or lost else []
        if missed and self.phase is not Phase.CONNECTED:
            # An offer that never reached us; it may also still be on its way.
            self.deadline = now + CLOSED_GRACE_S
        elif self.phase is not Phase.CONNECTED and self.deadline is None:
            self.deadline = now + (ANSWER_S if self.generation == 0 else CLOSED_GRACE_S)
        return []

    def _path(self, path: Path, now: float) -> list[Action]:
        if path is Path.CONNECTED:
            if self.phase is not Phase.CONNECTED:
                self._failures = 0
                self._enter(Phase.CONNECTED, None)
        elif path in (Path.SILENT, Path.FAILED) and self.phase is not Phase.BROKEN:
            grace = path is Path.FAILED and self.phase is Phase.CONNECTED and not self.offerer
            self._break(now, at_least=CLOSED_GRACE_S if grace else 0.0)
            if self.deadline is not None and self.deadline <= now:
                return self._due(now)
        return []

    def _break(self, now: float, at_least: float = 0.0) -> None:
        wait = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1
        self._enter(Phase.BROKEN, now + max(wait, at_least))

    def _due(self, now: float) -> list[Action]:
        if self.deadline is None or now < self.deadline:
            return []
        if self.phase is Phase.CONNECTED or not self._reachable:
            self.deadline = None
            return []
        if self.offerer:
            return self._next(now)
        self._enter(Phase.BROKEN if self.generation else Phase.WAITING, now + ANSWER_S)
        return [AskRestart(max(self.generation, self._highest))]

    def _next(self, now: float) -> list[Action]:
        if not self._reachable:
            return []
        self.generation = self._highest = max(self.generation, self._highest) + 1
        self._enter(Phase.WAITING, now + ANSWER_S)
        return [MakeOffer(self.generation)]

    def _enter(self, phase: Phase, deadline: float | None) -> None:
        self.phase = phase
        self.deadline = deadline if self._reachable or phase is Phase.CONNECTED else None
