"""How long a request will wait: a range that should hold nine times out of ten.

The queue is seen as it is at this moment. To be served, a request needs one more
completion than there are requests before it. Completions are counted by a clock of their
own, on which they come at random at one a unit (a Poisson process by the random time
change theorem): for each person the clock runs at the rate at which people who have been
busy for so long become free. How many units pass until the k-th completion is a gamma
variable of mean k; its quantiles (Wilson and Hilferty, 1931) are read back to seconds
through the inverse of that clock. Handling times are taken as log-normal, as they are
in every telephone centre measured (Brown et al., 2005).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from .experience import Experience, Running

LOW, HIGH = 0.01, 0.94
"""Quantiles of the range. Waits lean to the right, so nine tenths are narrowest this way.
These and the next three numbers are tuned in the day simulator (docs/bench/day.md)."""

DOUBT = 0.05
"""Squared error of the model itself, relative: people go for breaks, others overtake."""

EARLY = 0.3
"""Who has a wrap-up or rest to the end may be ready after this share of it already."""
LATE, LATE_S = 1.1, 8.0
"""Or take longer: this factor and so many seconds more."""

CERTAIN = 0.1
"""The smallest variation of handling times that is believed."""

ANSWERED_SHARE = 0.9
"""Share of answered rings before any was seen, with the weight of `ANSWERED_WEIGHT` rings."""
ANSWERED_WEIGHT = 10.0

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody on duty who is busy: for how many seconds, and what such things take."""

    for_s: float
    handled: Running | None = None
    """Handling times of what they are busy with; None: those of the service asked for."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a request finds when it looks for somebody."""

    ahead: float
    """Requests whose turn is before, those that want only some of the people in part."""
    free: int
    """People who could be rung this moment."""
    on_duty: int
    """All people who could take it, `free` included."""
    busy: tuple[Busy, ...] = ()
    """Those busy, where it is known for how long; the rest may be any way through."""
    known_s: tuple[float, ...] = ()
    """For those whose time is known: seconds until a wrap-up or rest ends, a tier opens."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The wait until somebody answers, seconds: from `low_s` to `high_s`."""

    low_s: float
    high_s: float

    @property
    def middle_s(self) -> float:
        """The middle of the range."""
        return (self.low_s + self.high_s) / 2.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A place in the queue and what it means. `estimate` is None where nothing can be said."""

    ahead: int
    estimate: Estimate | None

    @classmethod
    def of(cls, outlook: Outlook, experience: Experience, ring_s: float) -> Wait:
        """From the outlook of a request."""
        return cls(round(outlook.ahead), estimate(outlook, experience, ring_s))


def estimate(outlook: Outlook, experience: Experience, ring_s: float) -> Estimate | None:
    """The range of the wait; None where nothing can be said.

    Nothing can be said of a queue that nobody serves, nor of one whose service (and the
    tenant behind it) has no experience of how long handling takes. `ring_s` is how long
    one person is rung. The strategy needs no word of its own: what it does to ringing
    stands in the experience, its tiers in the outlook.
    """
    if outlook.on_duty <= 0:
        return None
    ring = _ring(experience, ring_s)
    if outlook.free > 0:
        return Estimate(ring.low, ring.high)
    if experience.handled.count <= 0.0 and len(outlook.known_s) <= outlook.ahead:
        return None
    queue = _queue(outlook, experience, ring.middle)
    middle = queue.middle + ring.middle
    return Estimate(
        low_s=max(0.0, middle - math.hypot(queue.middle - queue.low, ring.middle - ring.low)),
        high_s=middle + math.hypot(queue.high - queue.middle, ring.high - ring.middle),
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    low: float
    middle: float
    high: float


def _answered_share(experience: Experience) -> float:
    seen = experience.rings
    return (seen.mean * seen.count + ANSWERED_SHARE * ANSWERED_WEIGHT) / (
        seen.count + ANSWERED_WEIGHT
    )


def _ring(experience: Experience, ring_s: float) -> _Spread:
    """From the first ring to the answer; some rings are missed, and the next one follows."""
    if experience.answered.count <= 0.0:
        return _Spread(0.0, ring_s / 2.0, ring_s)
    answer = _LogNormal.of(experience.answered)
    share, tail = _answered_share(experience), 1.0 - HIGH
    # A declined ring costs no more than an answer does; half of them are taken as missed.
    lost = (1.0 - share) / 2.0
    if lost < tail * 0.9:
        high = answer.quantile(1.0 - (tail - lost) / share)
    else:
        high = ring_s + answer.quantile(max(0.5, 1.0 - tail / lost))
    return _Spread(answer.quantile(LOW), answer.quantile(0.5), high)


def _queue(outlook: Outlook, experience: Experience, ring_s: float) -> _Spread:
    """Until the completion that is ours."""
    handled = experience.handled
    cycle_s = handled.mean + ring_s
    persons = outlook.on_duty
    variation = max(CERTAIN, handled.variation)
    clock = _Clock.of(outlook, handled, cycle_s, experience.coming_per_s)
    ahead = outlook.ahead
    leaving = experience.leaving_per_s / (persons / cycle_s + clock.coming_per_s)
    if leaving > 0.0:
        # While completions take those ahead one by one, patience takes some of them too.
        ahead = math.log1p(leaving * ahead) / leaving
    share = _answered_share(experience)
    sure = outlook.known_s

    def at(quantile: float) -> float:
        found = math.inf
        for used in range(len(sure) + 1):
            after = sure[used - 1] if used else 0.0
            if used and quantile == LOW:
                after *= EARLY
            elif used and quantile == HIGH:
                after = after * LATE + LATE_S
            if after >= found:
                break
            needed = (1.0 + ahead - used) / share
            if needed <= 0.0:
                return min(found, after)
            through = needed / persons
            spread = variation + (1.0 - variation) / (1.0 + through) if variation < 1 else variation
            relative = spread / needed + variation / max(1.0, handled.count) + DOUBT
            units = needed * _gamma_factor(quantile, relative)
            found = min(found, max(after, clock.seconds(units, needed)))
        return found

    return _Spread(at(LOW), at(0.5), at(HIGH))


def _gamma_factor(quantile: float, relative: float) -> float:
    """The quantile of a gamma variable of mean 1 and that variance (Wilson–Hilferty)."""
    ninth = relative / 9.0
    root = max(0.0, 1.0 - ninth + _NORMAL.inv_cdf(quantile) * math.sqrt(ninth))
    return root * root * root


@dataclass(frozen=True, slots=True)
class _LogNormal:
    mu: float
    sigma: float

    @classmethod
    def of(cls, seen: Running) -> _LogNormal:
        variance = math.log1p(max(CERTAIN, seen.variation))
        return cls(math.log(max(seen.mean, 1e-3)) - variance / 2.0, math.sqrt(variance))

    def quantile(self, quantile: float) -> float:
        return math.exp(self.mu + self.sigma * _NORMAL.inv_cdf(quantile))

    def beyond(self, value: float) -> float:
        """The share that lasts longer."""
        if value <= 0.0:
            return 1.0
        z = (math.log(value) - self.mu) / self.sigma
        return max(1e-12, 0.5 * math.erfc(z * math.sqrt(0.5)))


@dataclass(frozen=True, slots=True)
class _Clock:
    """Completions that have come due by a time, over all people together."""

    begun: tuple[tuple[_LogNormal, float, float], ...]
    """Of each person busy: law, seconds so far, share that lasts longer than that."""
    known_s: tuple[float, ...]
    others: int
    cycle_s: float
    coming_per_s: float

    @classmethod
    def of(cls, outlook: Outlook, handled: Running, cycle_s: float, coming_per_s: float) -> _Clock:
        own = _LogNormal.of(handled)
        begun = []
        for busy in outlook.busy:
            law = own if busy.handled is None else _LogNormal.of(busy.handled)
            begun.append((law, busy.for_s, law.beyond(busy.for_s)))
        others = max(0, outlook.on_duty - outlook.free - len(begun) - len(outlook.known_s))
        return cls(tuple(begun), outlook.known_s, others, cycle_s, coming_per_s)

    def seconds(self, units: float, needed: float) -> float:
        """When the clock shows so many units."""
        if not self.begun and not self.known_s:
            return units / (self.others / self.cycle_s + self.coming_per_s)
        # A single completion comes by the hazard of the first; a person of whom several
        # are needed begins anew after each.
        most = min(3.0, max(1.0, 3.0 / needed))
        renewed = tuple((self._renewal(e, 1.0), self._renewal(e, most)) for e in self.begun)
        low, high = 0.0, self.cycle_s
        while self._units(high, renewed) < units:
            low, high = high, high * 2.0
        for _ in range(14):
            half = (low + high) / 2.0
            if self._units(half, renewed) < units:
                low = half
            else:
                high = half
        return (low + high) / 2.0

    @staticmethod
    def _renewal(begun: tuple[_LogNormal, float, float], most: float) -> float:
        law, so_far, share = begun
        return law.quantile(1.0 - share * math.exp(-most)) - so_far

    def _units(self, seconds: float, renewed: tuple[tuple[float, float], ...]) -> float:
        units = (self.others / self.cycle_s + self.coming_per_s) * seconds
        for (law, so_far, share), (once, again) in zip(self.begun, renewed, strict=True):
            first = min(seconds, again)
            due = math.log(share / law.beyond(so_far + first))
            # Past one completion never slower than the service's own pace: a long
            # conversation says little of the next.
            units += max(due, 1.0 + (first - once) / self.cycle_s) if first > once else due
            units += (seconds - first) / self.cycle_s
        for due in self.known_s:
            units += max(0.0, seconds - due) / self.cycle_s
        return units
