"""What a request would find in Redis now, for its waiting time.

Reads the counts of its pools and, where only a few people are on duty, those people's
records, into a small `World`, so that the reading of it stands once
(`signaling.domain.outlook`). Not atomic, and need not be: it is an estimate.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from redis.asyncio import Redis

from signaling.domain.estimate import Outlook
from signaling.domain.experience import EVERYONE, Experience
from signaling.domain.outlook import FEW, look
from signaling.domain.pools import Choices
from signaling.domain.records import ServiceRules
from signaling.domain.world import World
from signaling.protocol import PresenceState

from . import redis_records as parse

MOST_AHEAD = 1000
"""Nobody is told a wait behind more than so many; they are not read."""


class OutlookReader:
    """Reads one tenant's Redis."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def read(
        self, rules: ServiceRules, choices: Choices, rank: tuple[float, str], created_at: float
    ) -> tuple[Outlook, Experience]:
        """The outlook of a request with that turn, and its service's experience."""
        pools = [pool for group in choices for pool in group]
        pipe = self._redis.pipeline(transaction=False)
        pipe.time()
        pipe.mget(*(f"{self._prefix}experience:{id_}" for id_ in (rules.id, EVERYONE)))
        for pool in pools:
            pipe.zcard(f"{self._prefix}free:{pool}")
            pipe.scard(f"{self._prefix}duty:{pool}")
            pipe.zrangebyscore(
                f"{self._prefix}waiting:{pool}", "-inf", rank[0], 0, MOST_AHEAD, withscores=True
            )
        (seconds, micros), learnt, *found = await pipe.execute()
        now = seconds + micros / 1e6
        own, everyone = (Experience.from_fields(json.loads(t) if t else {}) for t in learnt)
        experience = own.backed_by(everyone)
        free, duty, waiting = found[0::3], found[1::3], found[2::3]
        w = World()
        for pool, queue in zip(pools, waiting, strict=True):
            for request, turn in queue:
                w.waiting[pool].put(request, turn)
        if sum(duty) > FEW:
            ahead = {turn for pool in pools for turn in w.waiting[pool] if turn < rank}
            outlook = Outlook(ahead=float(len(ahead)), free=sum(free), on_duty=sum(duty))
            return outlook, experience
        if sum(duty):
            await self._read_people(w, pools)
        outlook = look(
            w,
            now,
            rules,
            choices,
            rank=rank,
            created_at=created_at,
            experience_of=lambda _: experience,
        )
        return outlook, experience

    async def _read_people(self, w: World, pools: Iterable[str]) -> None:
        """The few on duty: their records, their sockets, and what they are busy with."""
        pipe = self._redis.pipeline(transaction=False)
        pools = list(pools)
        for pool in pools:
            pipe.smembers(f"{self._prefix}duty:{pool}")
        for pool, members in zip(pools, await pipe.execute(), strict=True):
            w.duty[pool].update(members)
        people = await self._get("person", set().union(*(w.duty[pool] for pool in pools)))
        w.people.update({id_: parse.presence(id_, kept) for id_, kept in people.items()})
        sockets = {c for person in w.people.values() for c in person.connections}
        held = await self._get("participant", sockets)
        w.participants.update({id_: parse.participant(id_, kept) for id_, kept in held.items()})
        served = {p.request for p in w.participants.values() if p.request is not None}
        requests = await self._get("request", served)
        w.requests.update({id_: parse.request(id_, kept) for id_, kept in requests.items()})
        # Somebody whose record went meanwhile is on duty no more.
        for pool in pools:
            w.duty[pool] &= {
                person
                for person in w.duty[pool]
                if w.person(person).state is not PresenceState.OFFLINE
            }

    async def _get(self, kind: str, ids: Iterable[str]) -> Mapping[str, Any]:
        wanted = sorted(ids)
        if not wanted:
            return {}
        texts = await self._redis.mget(*(f"{self._prefix}{kind}:{id_}" for id_ in wanted))
        return {id_: json.loads(text) for id_, text in zip(wanted, texts, strict=True) if text}
