"""Moves of presence, and who of the people is free for a request."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from signaling.protocol import ConnectionState, PresenceReason, PresenceState, Strategy

from .experience import observe_handled
from .pools import person_pool, service_of
from .presence import ON_DUTY, PRESENCE
from .records import PresenceRecord, RequestRecord, ServiceRules, Serving
from .request import REQUEST
from .strategy import open_tiers, rank
from .world import World

RING_ALL_MOST = 50
"""So many are rung at once at the most; more would only frighten."""


def move(
    w: World,
    now: float,
    person: str,
    event: str,
    *,
    reason: PresenceReason,
    keep_since: bool = False,
    **changes: object,
) -> PresenceRecord:
    """Step a person's presence, tell their sockets, and mark what it may unsettle.

    `keep_since` leaves the time of being idle as it was: a ring taken back costs
    nobody their turn. What belongs to one state only (`reservation`, `ends_at`,
    `request`, `rests_until`) is cleared unless given in `changes`.
    """
    old = w.person(person)
    state = PRESENCE.step(old.state, event)
    comes = state in ON_DUTY and old.state not in ON_DUTY
    given: dict[str, object] = {
        "reservation": None,
        "ends_at": None,
        "request": None,
        "rests_until": None,
        **changes,
    }
    new = replace(
        old,
        state=state,
        reason=reason,
        since=old.since if keep_since else now,
        duty_since=now if comes else old.duty_since,
        **given,  # type: ignore[arg-type]
    )
    put(w, new)
    return new


def put(w: World, new: PresenceRecord) -> None:
    """Store a presence, bring the indexes to what it says, and mark what it may unsettle."""
    old = w.person(new.person)
    w.people[new.person] = new
    w.unsettled_people[new.person] = None
    w.tell_all(new.connections, "presence", new.person)
    free, on_duty = is_free(w, new), new.state in ON_DUTY
    serves = {each.pool: each for each in _servings(new)}
    for pool in sorted({each.pool for each in _servings(old)} | set(serves)):
        serving = serves.get(pool)
        service = service_of(pool)
        if free and serving is not None:
            rules = w.service(service) if service else ServiceRules(id="")
            w.free[pool].put(new.person, rank(rules, new, serving))
        else:
            w.free[pool].discard(new.person)
        if on_duty and serving is not None:
            w.duty[pool].add(new.person)
        else:
            w.duty[pool].discard(new.person)
            w.unsettled_pools[pool] = None
        if service is not None:
            w.broadcast("availability", service)


def _servings(person: PresenceRecord) -> tuple[Serving, ...]:
    """Everybody also serves the pool of their own name."""
    return (*person.serves, Serving(person_pool(person.person)))


def is_free(w: World, person: PresenceRecord) -> bool:
    """Available, rested, and with a living socket to ring on."""
    return (
        person.state is PresenceState.AVAILABLE
        and person.rests_until is None
        and any(
            w.participants[c].connection is ConnectionState.CONNECTED for c in person.connections
        )
    )


def finish_wrap_up(w: World, now: float, person: str) -> None:
    """The wrap-up is over: back to available, or to away if that was before."""
    record = w.person(person)
    close_wrap_up(w, now, record)
    event = "finish" if record.after is PresenceState.AVAILABLE else "finish_away"
    move(w, now, person, event, reason=PresenceReason.SELF)


def close_wrap_up(w: World, now: float, person: PresenceRecord) -> None:
    """What was being wrapped up is done; the person's presence is the caller's to move."""
    w.stop_timer("wrap_up", person.person)
    handled(w, now, person.request)
    complete(w, person.request)


def handled(w: World, now: float, request: str | None) -> None:
    """Somebody is free again: how long what they answered took, wrap-up included."""
    record = w.requests.get(request) if request is not None else None
    if record is not None and record.served_at is not None:
        took_s = now - record.served_at
        w.observe(record.service, lambda e: observe_handled(e, took_s))
        w.count(now, record, handled=1, handled_s=took_s)


def complete(w: World, request: str | None) -> None:
    """The wrapped-up request is done."""
    if request is not None and request in w.requests:
        w.change_request(request, state=REQUEST.step(w.requests[request].state, "complete"))


def free_for(w: World, now: float, request: RequestRecord) -> list[str]:
    """Whom to ring: of the first group of choices with somebody free, the lowest rank; with
    `ring_all` everybody of it, up to `RING_ALL_MOST`.
    """
    rules = w.service(request.service)
    tiers = open_tiers(rules, now - request.created_at)
    most = RING_ALL_MOST if rules.strategy is Strategy.RING_ALL else 1
    for group in request.choices:
        found: list[tuple[float, str]] = []
        for pool in group:
            # Each pool gives its best; the best of the group are among them.
            able = (
                each
                for each in w.free[pool]
                if each[1] not in request.declined and _tier_is_open(w, pool, each[1], tiers)
            )
            found += islice(able, most)
        if found:
            return [person for _, person in sorted(found)[:most]]
    return []


def _tier_is_open(w: World, pool: str, person: str, tiers: int | None) -> bool:
    if tiers is None:
        return True
    serving = w.people[person].serving(pool)
    return serving is None or serving.tier <= tiers


def work_for(w: World, now: float, person: PresenceRecord) -> str | None:
    """The waiting request whose turn is first, of those that the person may take."""
    first: tuple[float, str] | None = None
    for serving in _servings(person):
        for turn in w.waiting[serving.pool]:
            if first is not None and turn >= first:
                break
            request = w.requests[turn[1]]
            tiers = open_tiers(w.service(request.service), now - request.created_at)
            if person.person not in request.declined and (tiers is None or serving.tier <= tiers):
                first = turn
                break
    return None if first is None else first[1]


def is_served(w: World, request: RequestRecord) -> bool:
    """Whether anybody on duty could still take it, now or when its tier opens."""
    return any(w.duty[pool] - set(request.declined) for pool in request.pools)
