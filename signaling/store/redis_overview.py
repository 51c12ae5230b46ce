"""Reading for supervisors: many records in few questions, and the counts of visits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar

from redis.asyncio import Redis

from signaling.domain.overview import Overview, awaited_at
from signaling.domain.tally import Tally, tally_id

from . import redis_records as parse

_R = TypeVar("_R")

AT_ONCE = 500
"""Records of one question at the most: Redis answers nobody else meanwhile."""


class OverviewReader:
    """Raises what the Redis client raises."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def read(self, people: Sequence[str], terminals: Sequence[str]) -> Overview:
        """See `Store.overview`."""
        found = await self._records("terminal", terminals, parse.terminal)
        awaited = list(chain.from_iterable(map(awaited_at, found.values())))
        rooms = [each.room for each in found.values() if each.room is not None]
        return Overview(
            people=await self._records("person", people, parse.presence),
            terminals=found,
            requests=await self._records("request", awaited, parse.request),
            rooms=await self._records("room", rooms, parse.room),
        )

    async def tallies(self, hour: int, services: Iterable[str]) -> dict[str, Tally]:
        """See `Store.tallies`."""
        ids = {tally_id(hour, service): service for service in services}
        found = await self._records("tally", list(ids), lambda _, h: Tally(**h))
        return {ids[id_]: tally for id_, tally in found.items()}

    async def _records(
        self, kind: str, ids: Sequence[str], make: Callable[[str, Any], _R]
    ) -> dict[str, _R]:
        found: dict[str, _R] = {}
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            texts = await self._redis.mget([f"{self._prefix}{kind}:{id_}" for id_ in some])
            for id_, text in zip(some, texts, strict=True):
                if text:
                    found[id_] = make(id_, json.loads(text))
        return found
