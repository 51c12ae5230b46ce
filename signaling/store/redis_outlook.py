"""What a request would find in Redis now, for its waiting time.

Reads into a small `World` just what `signaling.domain.outlook` looks at, so that the reading
of it stands once. Few round trips, one where many are on duty. Not atomic, and need not be:
it is an estimate.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from redis.asyncio import Redis

from signaling.domain.estimate import Outlook
from signaling.domain.experience import EVERYONE, Experience
from signaling.domain.outlook import look, looked_at
from signaling.domain.pools import Choices, person_of, service_of
from signaling.domain.presence import ON_DUTY
from signaling.domain.records import ServiceRules
from signaling.domain.world import World

from . import redis_records as parse

_R = TypeVar("_R")

MOST_AHEAD = 1000
"""Nobody is told a wait behind more than so many; they are not read."""

CROWD = 200
"""Among more people on duty than so many, only how many there are is read."""


class OutlookReader:
    """Reads one tenant's Redis."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def read(
        self,
        rules: ServiceRules,
        choices: Choices,
        rank: tuple[float, str],
        created_at: float,
        declined: Collection[str] = (),
    ) -> tuple[Outlook, Experience]:
        """The outlook of a request with that turn, and its service's experience."""
        pools = [pool for group in choices for pool in group]
        w = World()
        now, free, duty = await self._read_queues(w, rules.id, pools, rank)
        experience = _experience_of(w)(rules.id)
        if sum(duty) > CROWD:
            ahead = {turn for pool in pools for turn in w.waiting[pool] if turn < rank}
            outlook = Outlook(ahead=float(len(ahead)), free=sum(free), on_duty=sum(duty))
            return outlook, experience
        await self._read_people(w, pools, declined)
        await self._read_around(w, pools, rank)
        outlook = look(
            w,
            now,
            rules,
            choices,
            rank=rank,
            created_at=created_at,
            experience_of=_experience_of(w),
            declined=declined,
        )
        return outlook, experience

    async def _read_queues(
        self, w: World, service: str, pools: list[str], rank: tuple[float, str]
    ) -> tuple[float, list[int], list[int]]:
        """Who waits before, and how many are free and on duty, by pool."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.time()
        pipe.mget(self._keys("experience", (service, EVERYONE)))
        for pool in pools:
            pipe.zcard(f"{self._prefix}free:{pool}")
            pipe.scard(f"{self._prefix}duty:{pool}")
            self._ask_for_queue(pipe, pool, rank)
        (seconds, micros), learnt, *found = await pipe.execute()
        _learn(w, dict(zip((service, EVERYONE), learnt, strict=True)))
        for pool, queue in zip(pools, found[2::3], strict=True):
            _queue(w, pool, queue)
        return seconds + micros / 1e6, found[0::3], found[1::3]

    async def _read_people(self, w: World, pools: list[str], declined: Collection[str]) -> None:
        """Who is on duty and who of them is free; the records of those that are looked at."""
        pipe = self._redis.pipeline(transaction=False)
        for pool in pools:
            pipe.smembers(f"{self._prefix}duty:{pool}")
            pipe.zrange(f"{self._prefix}free:{pool}", 0, -1, withscores=True)
        found = await pipe.execute()
        for pool, members, free in zip(pools, found[0::2], found[1::2], strict=True):
            w.duty[pool].update(members)
            for person, rank in free:
                w.free[pool].put(person, rank)
        named = {pool: person for pool in pools if (person := person_of(pool)) is not None}
        wanted = {*looked_at(w, pools, declined), *named.values()}
        w.people.update(await self._records("person", wanted, parse.presence))
        for pool, person in named.items():
            # There is no index of one; their own record says it.
            if w.person(person).state in ON_DUTY:
                w.duty[pool].add(person)
        for pool in pools:
            # Somebody whose record went meanwhile is on duty no more.
            w.duty[pool] -= wanted - set(w.people)

    async def _read_around(self, w: World, pools: list[str], rank: tuple[float, str]) -> None:
        """What the people are busy with, and who else waits for them."""
        people = w.people.values()
        serves = {each.pool for person in people for each in person.serves}
        others = sorted(serves - set(pools))
        pipe = self._redis.pipeline(transaction=False)
        for pool in others:
            pipe.scard(f"{self._prefix}duty:{pool}")
            self._ask_for_queue(pipe, pool, rank)
        found = await pipe.execute() if others else []
        for pool, count, queue in zip(others, found[0::2], found[1::2], strict=True):
            # How many there are is all that is asked of them.
            w.duty[pool].update(map(str, range(count)))
            _queue(w, pool, queue)
        services = sorted({service for pool in serves if (service := service_of(pool))})
        _learn(w, await self._get("experience", services))
        sockets = {each for person in people for each in person.connections}
        w.participants.update(await self._records("participant", sockets, parse.participant))
        rung = {person.reservation for person in people if person.reservation is not None}
        w.reservations.update(await self._records("reservation", rung, parse.reservation))
        known = {each.request for each in w.reservations.values()}
        known |= {each.request for each in w.participants.values() if each.request is not None}
        known |= {turn[1] for pool in others for turn in w.waiting[pool]}
        w.requests.update(await self._records("request", known, parse.request))
        _drop_what_went(w, others)

    def _ask_for_queue(self, pipe: Any, pool: str, rank: tuple[float, str]) -> None:
        key = f"{self._prefix}waiting:{pool}"
        pipe.zrangebyscore(key, "-inf", rank[0], 0, MOST_AHEAD, withscores=True)

    def _keys(self, kind: str, ids: Iterable[str]) -> list[str]:
        return [f"{self._prefix}{kind}:{id_}" for id_ in ids]

    async def _get(self, kind: str, ids: Iterable[str]) -> Mapping[str, str | None]:
        wanted = sorted(ids)
        if not wanted:
            return {}
        texts = await self._redis.mget(self._keys(kind, wanted))
        return dict(zip(wanted, cast("list[str | None]", texts), strict=True))

    async def _records(
        self, kind: str, ids: Iterable[str], make: Callable[[str, parse.Kept], _R]
    ) -> dict[str, _R]:
        found = await self._get(kind, ids)
        return {id_: make(id_, json.loads(text)) for id_, text in found.items() if text}


def _queue(w: World, pool: str, found: Iterable[tuple[str, float]]) -> None:
    for request, turn in found:
        w.waiting[pool].put(request, turn)


def _drop_what_went(w: World, pools: Iterable[str]) -> None:
    """Between two reads a socket or a request may have gone."""
    for person in list(w.people.values()):
        here = tuple(each for each in person.connections if each in w.participants)
        w.people[person.person] = replace(person, connections=here)
    for pool in pools:
        for _, request in list(w.waiting[pool]):
            if request not in w.requests:
                w.waiting[pool].discard(request)


def _learn(w: World, texts: Mapping[str, str | None]) -> None:
    for service, text in texts.items():
        w.experience[service] = Experience.from_fields(json.loads(text) if text else {})


def _experience_of(w: World) -> Callable[[str], Experience]:
    everyone = w.experience[EVERYONE]
    return lambda service: w.experience.get(service, Experience()).backed_by(everyone)
