"""Ids in the order of a number, as a sorted set of Redis keeps them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator


class Ranked:
    """Each id once, with a rank; equal ranks in the order of the ids."""

    __slots__ = ("_order", "_ranks")

    def __init__(self) -> None:
        self._order: list[tuple[float, str]] = []
        self._ranks: dict[str, float] = {}

    def put(self, id_: str, rank: float) -> None:
        """Add it, or move it to another rank."""
        known = self._ranks.get(id_)
        if known == rank:
            return
        if known is not None:
            self.discard(id_)
        self._ranks[id_] = rank
        insort(self._order, (rank, id_))

    def discard(self, id_: str) -> None:
        """Take it out; not being there is fine."""
        rank = self._ranks.pop(id_, None)
        if rank is not None:
            del self._order[bisect_left(self._order, (rank, id_))]

    def __iter__(self) -> Iterator[tuple[float, str]]:
        """(rank, id), lowest first."""
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._ranks
