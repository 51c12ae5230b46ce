"""Simulated places and days: who works when and serves what, and who comes with what."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

from signaling.domain.pools import request_choices, serving_pools
from signaling.domain.records import ServiceRules, Serving
from signaling.protocol import Strategy

HOUR = 3600.0
OPENS, CLOSES = 9 * HOUR, 16 * HOUR
PROFILE = (1.0, 1.35, 1.2, 0.8, 1.0, 1.1, 0.7)
"""Arrivals by the hour from 9 on: a peak before noon, a dip at lunch."""

SIGMA = 0.6
"""Of log-normal talk times."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A specialist's day; seconds since midnight."""

    id: str
    serves: tuple[Serving, ...]
    comes_at: float
    goes_at: float
    pauses: tuple[tuple[float, float], ...]
    """(from, length): breaks and work elsewhere."""
    answer_s: float
    """Median time to answer a ring."""
    pace: float
    """Their handling times against those of others."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A terminal, with a clerk beside it or alone."""

    id: str
    clerk: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A resident's errand."""

    id: str
    at: float
    service: str
    languages: tuple[str, ...]
    person: str | None
    priority: int
    talk_s: float
    patience_s: float

    def choices(self, place: str) -> tuple[tuple[str, ...], ...]:
        """Where the request looks."""
        return request_choices(self.service, self.languages, place, self.person)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one place."""

    name: str
    rules: dict[str, ServiceRules]
    workers: tuple[Worker, ...]
    desks: tuple[Desk, ...]
    visits: tuple[Visit, ...]
    seed: str


@dataclass(frozen=True, slots=True)
class Size:
    """How large a place is, and how its people share the day."""

    name: str
    terminals: int
    people: int
    services: int
    visits: int
    """A day, on average."""
    shift_h: float
    """How long a specialist is signed in; a whole day is 7."""
    elsewhere: int
    """Blocks of the day that a specialist serves people face to face instead."""
    evenness: float
    """Demand of the n-th service is n to minus this."""
    scale: str


PORI = Size("pori", 21, 60, 30, 335, 7.0, 2, 0.8, "1 : 1")
COUNTRY = Size(
    "country", 667, 3333, 60, 10000, 1.0, 0, 0.5, "1 : 15 of 10,000 terminals, 50,000 specialists"
)


@dataclass(frozen=True, slots=True)
class Town:
    """What stays the same from day to day."""

    size: Size
    rules: dict[str, ServiceRules]
    demand: tuple[float, ...]
    talk_s: tuple[float, ...]
    desks: tuple[Desk, ...]
    people: tuple[Worker, ...]


def build(size: Size, strategy: Strategy, seed: str) -> Town:
    """A town with its services and people; the strategy changes nothing else in it."""
    rng = random.Random(f"town:{size.name}:{seed}")
    names = [f"s{number:02d}" for number in range(size.services)]
    demand = [(rank + 1.0) ** -size.evenness for rank in range(size.services)]
    talk = [rng.uniform(6, 15) * 60.0 for _ in names]
    rules = {
        name: ServiceRules(
            id=name,
            strategy=strategy,
            ring_s=25.0,
            wrap_up_s=rng.choice((30.0, 60.0, 120.0)),
            max_wait_s=2700.0,
            reject_delay_s=20.0,
            overflow_s=30.0,
        )
        for name in names
    }
    desks = tuple(
        Desk(f"place{number % 16}-{number}", f"clerk{number}" if rng.random() < 0.5 else None)
        for number in range(size.terminals)
    )
    # As many people as a service's load and its square root ask for.
    load = [d * t for d, t in zip(demand, talk, strict=True)]
    need = [x / sum(load) + 0.35 * math.sqrt(x / sum(load) / size.services) for x in load]
    chosen = [*range(size.services), *rng.choices(range(size.services), need, k=size.people)]
    people = tuple(
        _worker(rng, f"person{number}", first, names, size)
        for number, first in enumerate(chosen[: size.people])
    )
    return Town(size, rules, tuple(demand), tuple(talk), desks, people)


def _worker(rng: random.Random, id_: str, first: int, names: list[str], size: Size) -> Worker:
    services = [names[first]]
    while rng.random() < 0.5 and len(services) < 4:
        services.append(rng.choice([n for n in names if n not in services]))
    spoken = ["fi"]
    spoken += [lang for lang, share in (("sv", 0.35), ("en", 0.55)) if rng.random() < share]
    places = [f"place{rng.randrange(16)}"] if rng.random() < 0.03 else []
    pools = serving_pools([(s, ("fi", "sv", "en")) for s in services], spoken, places)
    tier, skill = rng.choices((1, 2, 3), (6, 3, 1))[0], rng.randint(3, 9)
    return Worker(
        id=id_,
        serves=tuple(
            Serving(p, max(1, skill - 2 * (not p.startswith(services[0]))), tier) for p in pools
        ),
        comes_at=0.0,
        goes_at=0.0,
        pauses=(),
        answer_s=rng.lognormvariate(math.log(8.0), 0.25),
        pace=rng.lognormvariate(0.0, 0.12),
    )


def day(town: Town, number: int, seed: str, *, absent: float = 0.0) -> Day:
    """The day of that number; `absent` of the people come in at noon only."""
    rng = random.Random(f"day:{town.size.name}:{seed}:{number}")
    workers = []
    for worker in town.people:
        hours = _hours(rng, town.size)
        late = rng.random() < absent
        if late:
            hours = (12 * HOUR, hours[1], tuple(p for p in hours[2] if p[0] > 12 * HOUR))
        workers.append(
            replace(worker, comes_at=hours[0], goes_at=max(hours[1], hours[0]), pauses=hours[2])
        )
    return Day(
        name=town.size.name,
        rules=town.rules,
        workers=tuple(workers),
        desks=town.desks,
        visits=tuple(_visits(rng, town, number)),
        seed=f"{seed}:{number}",
    )


def _hours(rng: random.Random, size: Size) -> tuple[float, float, tuple[tuple[float, float], ...]]:
    if size.shift_h < 7.0:
        comes = rng.uniform(OPENS - size.shift_h * HOUR, CLOSES)
        return max(OPENS - 300, comes), comes + size.shift_h * HOUR, ()
    pauses = [(rng.uniform(10.75, 12.75) * HOUR, rng.uniform(25, 40) * 60)]
    pauses += [
        (rng.uniform(*span) * HOUR, rng.uniform(8, 18) * 60) for span in ((9.5, 10.5), (13.5, 15))
    ]
    pauses += [
        (rng.uniform(OPENS, CLOSES), rng.uniform(20, 70) * 60) for _ in range(size.elsewhere)
    ]
    return OPENS - rng.uniform(0, 600), CLOSES + 900, tuple(sorted(pauses))


def _visits(rng: random.Random, town: Town, number: int) -> list[Visit]:
    total = sum(PROFILE)
    found: list[Visit] = []
    at, index = OPENS, 0
    while True:
        hour = min(len(PROFILE) - 1, int((at - OPENS) / HOUR))
        at += rng.expovariate(town.size.visits * PROFILE[hour] / total / HOUR)
        if at >= CLOSES - 600:
            return found
        found.append(_visit(rng, town, f"d{number}v{index}", at))
        index += 1


def _visit(rng: random.Random, town: Town, id_: str, at: float) -> Visit:
    service = rng.choices(range(len(town.demand)), town.demand)[0]
    languages = rng.choices(
        (("fi",), ("sv",), ("sv", "fi"), ("en",), ("en", "fi")), (86, 3, 5, 3, 3)
    )[0]
    name = f"s{service:02d}"
    person = None
    if rng.random() < 0.02:
        able = [w.id for w in town.people if any(s.pool == f"{name}/fi" for s in w.serves)]
        person = rng.choice(able) if able else None
    return Visit(
        id=id_,
        at=at,
        service=name,
        languages=languages,
        person=person,
        priority=1 if rng.random() < 0.02 else 0,
        talk_s=rng.lognormvariate(math.log(town.talk_s[service]), SIGMA),
        patience_s=rng.lognormvariate(math.log(600.0), 0.7),
    )
