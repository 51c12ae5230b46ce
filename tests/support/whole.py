"""The whole state of a tenant, read out of Redis as a `World`: for invariants and comparisons.

Everything under the tenant's prefix is read, and a key of an unknown kind fails: whoever keeps
a new kind of record teaches it here (`_RECORDS`, `_KEPT_APART`) and says in
`tests.support.invariants` what must hold of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from redis.asyncio import Redis

from signaling.domain.experience import Experience
from signaling.domain.people import is_free
from signaling.domain.pools import person_pool
from signaling.domain.presence import ON_DUTY
from signaling.domain.ranked import Ranked
from signaling.domain.records import ServiceRules
from signaling.domain.tally import Tally
from signaling.domain.world import World
from signaling.protocol import Strategy
from signaling.store import redis_alarms
from signaling.store import redis_records as parse


def _rules(_: str, kept: parse.Kept) -> ServiceRules:
    return ServiceRules(**{**kept, "strategy": Strategy(kept["strategy"])})


_RECORDS: Mapping[str, tuple[str, Callable[[str, parse.Kept], Any]]] = {
    "participant": ("participants", parse.participant),
    "person": ("people", parse.presence),
    "terminal": ("terminals", parse.terminal),
    "request": ("requests", parse.request),
    "reservation": ("reservations", parse.reservation),
    "room": ("rooms", parse.room),
    "callback": ("callbacks", parse.callback),
    "service": ("services", _rules),
    "experience": ("experience", lambda _, kept: Experience.from_fields(kept)),
    "tally": ("tallies", lambda _, kept: Tally(**kept)),
    "alarm": ("alarms", redis_alarms.alarm),
    "alarmed": ("alarmed", lambda _, kept: kept["alarm"]),
}
"""Kind of key: where its records stand in a `World`, and how one is read."""

_WORDS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "era": ("era", str),
    "returning": ("returning_until", float),
}
"""Keys that hold one word: where it stands in a `World`, and how it is read."""

_KEPT_APART = ("jwk", "kids", "assertion", "clock")
"""Kinds that belong to the server or to a test, not to the world."""


@dataclass
class Marks:
    """What only the scripts keep, to save themselves work."""

    at: dict[str, set[str]] = field(default_factory=dict)
    """By node: its connected participants."""
    in_free: set[str] = field(default_factory=set)
    in_duty: set[str] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    alarms: set[str] = field(default_factory=set)
    """Those that are not cleared."""


@dataclass
class Whole:
    """A world, and the scripts' own marks where it comes from Redis."""

    world: World
    marks: Marks | None = None


async def read_whole(redis: Redis, prefix: str, *, strict: bool = True) -> Whole:
    """All of the tenant; not atomic, so let nothing else happen meanwhile.

    `strict`: raises AssertionError for a key of an unknown kind, else it is passed over.
    """
    whole = Whole(World(), Marks())
    names = sorted(str(key).removeprefix(prefix) for key in await redis.keys(f"{prefix}*"))
    pipe: Any = redis.pipeline(transaction=False)
    for name in names:
        kind = name.partition(":")[0]
        if kind in _RECORDS or kind in _WORDS:
            pipe.get(prefix + name)
        elif kind in ("duty", "at", "alarms"):
            pipe.smembers(prefix + name)
        elif kind in ("free", "waiting", "timers", "nodes"):
            pipe.zrange(prefix + name, 0, -1, withscores=True)
        else:
            assert kind in _KEPT_APART or not strict, f"teach tests/support/whole.py the key {name}"
            pipe.exists(prefix + name)
    for name, found in zip(names, await pipe.execute(), strict=True):
        kind, _, id_ = name.partition(":")
        _take(whole, kind, id_, found)
    _index_named_people(whole.world)
    return whole


def _take(whole: Whole, kind: str, id_: str, found: Any) -> None:
    w, marks = whole.world, whole.marks
    assert marks is not None
    if kind in _RECORDS:
        kept = json.loads(found)
        place, make = _RECORDS[kind]
        getattr(w, place)[id_] = make(id_, kept)
        for mark, of in ((marks.in_free, "in_free"), (marks.in_duty, "in_duty")):
            if kind == "person" and kept.get(of):
                mark.add(id_)
        if kind == "request" and kept.get("queued"):
            marks.queued.add(id_)
    elif kind in _WORDS:
        word, read = _WORDS[kind]
        setattr(w, word, read(found))
    elif kind in ("free", "waiting"):
        ranked: Ranked = getattr(w, kind)[id_]
        for member, score in found:
            ranked.put(member, score)
    elif kind in ("timers", "nodes"):
        getattr(w, kind).update(dict(found))
    elif kind == "duty":
        w.duty[id_] |= set(found)
    elif kind == "at":
        marks.at[id_] = set(found)
    elif kind == "alarms":
        marks.alarms = set(found)


def _index_named_people(w: World) -> None:
    """The twin indexes the pools of named people; the scripts look at the person's record."""
    for person in w.people.values():
        pool = person_pool(person.person)
        if is_free(w, person):
            w.free[pool].put(person.person, person.since)
        if person.state in ON_DUTY:
            w.duty[pool].add(person.person)


def copy_of(w: World) -> World:
    """Another world with the same in it: records are frozen, so they are shared."""
    copy = World()
    for name in (*(place for place, _ in _RECORDS.values()), "timers", "nodes"):
        getattr(copy, name).update(getattr(w, name))
    for word, _ in _WORDS.values():
        setattr(copy, word, getattr(w, word))
    for name in ("free", "waiting"):
        for pool, ranked in getattr(w, name).items():
            for score, member in ranked:
                getattr(copy, name)[pool].put(member, score)
    for pool, people in w.duty.items():
        copy.duty[pool] |= people
    return copy


def differences(expected: World, found: World) -> list[str]:
    """Where two worlds differ, in words; order where order means nothing is no difference."""
    told = []
    for place in (*(place for place, _ in _RECORDS.values()), "timers", "nodes"):
        ours, theirs = getattr(expected, place), getattr(found, place)
        for id_ in sorted({*ours, *theirs}):
            if ours.get(id_) == theirs.get(id_):
                continue
            one, other = _plain(ours.get(id_)), _plain(theirs.get(id_))
            if one != other:
                told.append(f"{place} {id_}:\n  expected {one}\n  found    {other}")
    for word, _ in _WORDS.values():
        if getattr(expected, word) != getattr(found, word):
            told.append(f"{word}: expected {getattr(expected, word)}, found {getattr(found, word)}")
    for place in ("free", "waiting", "duty"):
        ours, theirs = getattr(expected, place), getattr(found, place)
        for pool in sorted({*ours, *theirs}):
            one, other = sorted(ours[pool]), sorted(theirs[pool])
            if one != other:
                told.append(f"{place} {pool}: expected {one}, found {other}")
    return told


def _plain(record: Any) -> Any:
    """As two writers of the same can agree on: unordered lists sorted, sums rounded."""
    if isinstance(record, Experience):
        return {name: float(f"{value:.9g}") for name, value in record.as_fields().items()}
    if not is_dataclass(record) or isinstance(record, type):
        return record
    fields = asdict(record)
    for unordered in ("connections", "declined", "charges", "confirmed"):
        if unordered in fields:
            fields[unordered] = sorted(fields[unordered])
    if isinstance(record, Tally):
        return {name: float(f"{value:.9g}") for name, value in fields.items()}
    return fields
