"""What a service has learnt from what happened: the ground of every told waiting time.

One observation changes a handful of numbers by one formula, so that a Redis script can do
it in the very step in which the thing happens; the numbers of a service are one hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

EVERYONE = "*"
"""The id under which all services' experience together is kept."""

MEMORY = 200.0
"""Observations that count; after so many the older ones fade exponentially."""

BACKING = 4.0
"""What all services have seen together speaks for a new one as so many of its own."""


@dataclass(frozen=True, slots=True)
class Running:
    """Count, mean and mean square of a quantity; nothing seen yet is three zeros."""

    count: float = 0.0
    mean: float = 0.0
    square: float = 0.0

    def add(self, value: float) -> Running:
        """One more observation.

        ``n = min(n + 1, MEMORY); mean += (x - mean) / n; square += (x*x - square) / n``:
        the plain mean until `MEMORY` observations, from then on one that forgets.
        """
        count = min(self.count + 1.0, MEMORY)
        return Running(
            count,
            self.mean + (value - self.mean) / count,
            self.square + (value * value - self.square) / count,
        )

    def backed_by(self, other: Running, weight: float) -> Running:
        """This one with `other` counting as at most `weight` observations more."""
        extra = min(other.count, weight)
        count = self.count + extra
        if count == 0.0:
            return self
        share = extra / count
        return Running(
            count,
            self.mean + (other.mean - self.mean) * share,
            self.square + (other.square - self.square) * share,
        )

    @property
    def variation(self) -> float:
        """Squared coefficient of variation: variance over squared mean, 0 for nothing."""
        if self.mean <= 0.0:
            return 0.0
        return max(0.0, self.square / (self.mean * self.mean) - 1.0)


@dataclass(frozen=True, slots=True)
class Experience:
    """What happened in one service (or in all of them); durations in seconds."""

    handled: Running = field(default_factory=Running)
    """From answering to being free again: talk and wrap-up."""
    answered: Running = field(default_factory=Running)
    """From the ring to the answer, of the rings that were answered."""
    rings: Running = field(default_factory=Running)
    """1 for a ring that was answered, 0 for one declined or missed; the mean is the share."""
    waited: Running = field(default_factory=Running)
    """How long requests were in the queue, however that ended."""
    gave_up: Running = field(default_factory=Running)
    """1 for a request that was given up while waiting, 0 for one served."""
    came: Running = field(default_factory=Running)
    """1 for a request served by somebody who came on duty while it waited, else 0."""

    def backed_by(self, everyone: Experience, weight: float = BACKING) -> Experience:
        """With what all services have seen standing behind it: for services with few visits."""
        return Experience(
            self.handled.backed_by(everyone.handled, weight),
            self.answered.backed_by(everyone.answered, weight),
            self.rings.backed_by(everyone.rings, weight),
            self.waited.backed_by(everyone.waited, weight),
            self.gave_up.backed_by(everyone.gave_up, weight),
            self.came.backed_by(everyone.came, weight),
        )

    @property
    def leaving_per_s(self) -> float:
        """How often somebody who waits gives up: per second of one request's waiting."""
        return self.gave_up.mean / self.waited.mean if self.waited.mean > 0.0 else 0.0

    @property
    def coming_per_s(self) -> float:
        """How often a wait ends by somebody's coming on duty, per second of waiting."""
        return self.came.mean / self.waited.mean if self.waited.mean > 0.0 else 0.0

    def as_fields(self) -> dict[str, float]:
        """As a hash: ``handled.count``, ``handled.mean`` and so on."""
        return {
            f"{name}.{part}": getattr(getattr(self, name), part)
            for name in QUANTITIES
            for part in PARTS
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, str | float]) -> Experience:
        """From such a hash; what is missing has not been seen."""
        return cls(
            **{
                name: Running(*(float(fields.get(f"{name}.{part}", 0.0)) for part in PARTS))
                for name in QUANTITIES
            }
        )


QUANTITIES = ("handled", "answered", "rings", "waited", "gave_up", "came")
PARTS = ("count", "mean", "square")


def observe_answered(experience: Experience, after_s: float) -> Experience:
    """A ring was answered."""
    return replace(
        experience,
        answered=experience.answered.add(after_s),
        rings=experience.rings.add(1.0),
    )


def observe_unanswered(experience: Experience) -> Experience:
    """A ring was declined or missed; one taken back by the server is not observed."""
    return replace(experience, rings=experience.rings.add(0.0))


def observe_handled(experience: Experience, took_s: float) -> Experience:
    """A person is free again so long after answering."""
    return replace(experience, handled=experience.handled.add(took_s))


def observe_waited(
    experience: Experience, waited_s: float, *, gave_up: bool, came: bool = False
) -> Experience:
    """A request left the queue: served, or withdrawn or abandoned by those who wait.

    `came`: who serves it has come on duty only since it was made.
    """
    return replace(
        experience,
        waited=experience.waited.add(waited_s),
        gave_up=experience.gave_up.add(1.0 if gave_up else 0.0),
        came=experience.came.add(1.0 if came else 0.0),
    )
