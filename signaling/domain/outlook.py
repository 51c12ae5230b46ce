"""What a request would find now: who could serve it, and who is before it.

The in-memory reading of what the estimate needs. It touches the pools of the request and
the pools of a few of its people, never all requests or all people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from signaling.protocol import PresenceState

from .estimate import Busy, Outlook
from .experience import Experience
from .people import is_free
from .pools import Choices
from .records import PresenceRecord, ServiceRules
from .strategy import open_tiers
from .world import World

FEW = 8
"""Among so few it matters how long each has been busy; among more it evens out."""

ASKED = 16
"""So many of the people are asked what else they serve."""


def looked_at(w: World, pools: Collection[str], declined: Collection[str] = ()) -> set[str]:
    """Whose records `look` reads: those on duty while they are few, else some of them."""
    persons = _on_duty(w, pools, declined)
    if len(persons) <= FEW:
        return set(persons)
    return {*persons[:ASKED], *filter(None, (_first_free(w, pool, declined) for pool in pools))}


def _on_duty(w: World, pools: Collection[str], declined: Collection[str]) -> list[str]:
    return sorted(set().union(*(w.duty[pool] for pool in pools)) - set(declined))


def _first_free(w: World, pool: str, declined: Collection[str]) -> str | None:
    return next((each for _, each in w.free[pool] if each not in declined), None)


def look(
    w: World,
    now: float,
    rules: ServiceRules,
    choices: Choices,
    *,
    rank: tuple[float, str],
    created_at: float,
    experience_of: Callable[[str], Experience],
    declined: Collection[str] = (),
) -> Outlook:
    """The outlook of a request, made or only thought of, with that turn in the queue.

    `experience_of` gives what a service has learnt. People who declined it do not count.
    """
    pools = [pool for group in choices for pool in group]
    persons = _on_duty(w, pools, declined)
    tiers = open_tiers(rules, now - created_at)
    free, known, busy = 0, [], []
    ringing: set[str] = set()
    few = len(persons) <= FEW
    for person in persons if few else ():
        record = w.people[person]
        if is_free(w, record):
            opens = _opens_s(rules, record, pools, tiers, now - created_at)
            if opens > 0.0:
                known.append(opens)
            else:
                free += 1
        elif record.state is PresenceState.AVAILABLE:
            if record.rests_until is not None:
                known.append(max(0.0, record.rests_until - now))
        elif record.state is PresenceState.WRAP_UP and record.ends_at is not None:
            known.append(max(0.0, record.ends_at - now))
        elif record.state is PresenceState.RESERVED and _another_rings(w, record, ringing):
            known.append(experience_of(rules.id).answered.mean)
        else:
            busy.append(_busy(w, now, record, experience_of))
    if not few:
        free, known = _free_of_many(w, rules, pools, declined, tiers, now - created_at)
    return Outlook(
        ahead=_ahead(w, pools, rank) + _shared(w, pools, persons, rank),
        free=free,
        on_duty=free + len(known) + len(busy) if few else len(persons),
        busy=tuple(busy),
        known_s=tuple(sorted(known)),
    )


def _free_of_many(
    w: World,
    rules: ServiceRules,
    pools: list[str],
    declined: Collection[str],
    tiers: int | None,
    waited_s: float,
) -> tuple[int, list[float]]:
    """How many are free, or, when their tiers are all closed, when the first one opens."""
    opens = []
    for pool in pools:
        first = _first_free(w, pool, declined)
        if first is not None:
            opens.append(_opens_s(rules, w.people[first], pools, tiers, waited_s))
    if not opens:
        return 0, []
    count = sum(len(w.free[pool]) for pool in pools)
    return (count, []) if min(opens) <= 0.0 else (0, [min(opens)] * min(count, FEW))


def _opens_s(
    rules: ServiceRules,
    record: PresenceRecord,
    pools: list[str],
    tiers: int | None,
    waited_s: float,
) -> float:
    """Seconds until the tier of a free person opens; 0 when it is open."""
    if tiers is None:
        return 0.0
    tier = min((s.tier for s in record.serves if s.pool in pools), default=1)
    return 0.0 if tier <= tiers else (tier - 1) * rules.overflow_s - waited_s


def _another_rings(w: World, record: PresenceRecord, seen: set[str]) -> bool:
    """Whether the ring is one of several for one request: all but one will be free again."""
    reservation = w.reservations.get(record.reservation or "")
    if reservation is None:
        return False
    if reservation.request in seen:
        return True
    seen.add(reservation.request)
    return False


def _busy(
    w: World, now: float, record: PresenceRecord, experience_of: Callable[[str], Experience]
) -> Busy:
    if record.state is PresenceState.RESERVED:
        reservation = w.reservations.get(record.reservation or "")
        request = reservation.request if reservation else None
        since = now
    else:
        requests = (w.participants[c].request for c in record.connections)
        request = next((each for each in requests if each is not None), None)
        since = record.since
    serving = w.requests.get(request or "")
    return Busy(
        for_s=max(0.0, now - since),
        handled=experience_of(serving.service).handled if serving else None,
    )


def _ahead(w: World, pools: list[str], rank: tuple[float, str]) -> float:
    """Requests of the same pools whose turn is before."""
    before = set()
    for pool in pools:
        for turn in w.waiting[pool]:
            if turn >= rank:
                break
            before.add(turn[1])
    return float(len(before))


def _shared(w: World, pools: list[str], persons: list[str], rank: tuple[float, str]) -> float:
    """Requests of other pools whose turn is before and that will take some of our people."""
    asked = persons[:ASKED]
    serving: dict[str, int] = {}
    for person in asked:
        for each in w.people[person].serves:
            serving[each.pool] = serving.get(each.pool, 0) + 1
    own, found = set(pools), 0.0
    for pool, count in serving.items():
        if pool in own or not len(w.waiting[pool]):
            continue
        before = 0
        for turn in w.waiting[pool]:
            if turn >= rank:
                break
            if own.isdisjoint(w.requests[turn[1]].pools):
                before += 1
        ours = count * len(persons) / len(asked)
        found += before * min(1.0, ours / max(1, len(w.duty[pool])))
    return found
