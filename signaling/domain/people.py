"""Moves of presence, and who of the people is free for a pool."""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import ConnectionState, PresenceReason, PresenceState

from .presence import ON_DUTY, PRESENCE
from .records import PresenceRecord, RequestRecord
from .request import LIVE_REQUEST, REQUEST
from .world import World


def move(
    w: World,
    now: float,
    person: str,
    event: str,
    *,
    reason: PresenceReason,
    keep_since: bool = False,
    reservation: str | None = None,
    ends_at: float | None = None,
    request: str | None = None,
) -> PresenceRecord:
    """Step a person's presence, tell their sockets, and mark what it may unsettle.

    `keep_since` leaves the time of being idle as it was: a ring taken back costs
    nobody their turn.
    """
    old = w.person(person)
    new = replace(
        old,
        state=PRESENCE.step(old.state, event),
        reason=reason,
        since=old.since if keep_since else now,
        reservation=reservation,
        ends_at=ends_at,
        request=request,
    )
    put(w, new)
    return new


def put(w: World, new: PresenceRecord) -> None:
    """Store a presence and mark what the change may unsettle."""
    old = w.person(new.person)
    w.people[new.person] = new
    w.unsettled_people[new.person] = None
    w.tell_all(new.connections, "presence", new.person)
    for pool in {*old.pools, *new.pools}:
        w.broadcast("availability", pool.split("/", 1)[0])
        if not (pool in new.pools and new.state in ON_DUTY):
            w.unsettled_pools[pool] = None


def set_after(w: World, person: str, after: PresenceState) -> None:
    """What the person returns to after the conversation."""
    w.people[person] = replace(w.person(person), after=after)


def is_free(w: World, person: PresenceRecord) -> bool:
    """Available, and with a living socket to ring on."""
    return person.state is PresenceState.AVAILABLE and any(
        w.participants[c].connection is ConnectionState.CONNECTED for c in person.connections
    )


def finish_wrap_up(w: World, now: float, person: str) -> None:
    """The wrap-up is over: back to available, or to away if that was before."""
    record = w.person(person)
    w.stop_timer("wrap_up", person)
    complete(w, record.request)
    event = "finish" if record.after is PresenceState.AVAILABLE else "finish_away"
    move(w, now, person, event, reason=PresenceReason.SELF)


def complete(w: World, request: str | None) -> None:
    """The wrapped-up request is done."""
    if request is not None and request in w.requests:
        w.change_request(request, state=REQUEST.step(w.requests[request].state, "complete"))


def free_for(w: World, request: RequestRecord) -> str | None:
    """The person that has been idle longest, of those who serve it and did not decline."""
    candidates = [
        (p.since, p.person)
        for p in w.people.values()
        if request.pool in p.pools and p.person not in request.declined and is_free(w, p)
    ]
    return min(candidates)[1] if candidates else None


def work_for(w: World, person: PresenceRecord) -> str | None:
    """The request that has waited longest, of those the person serves and did not decline."""
    waiting = [
        (q.created_at, q.id)
        for q in w.requests.values()
        if q.state in LIVE_REQUEST
        and q.reservation is None
        and q.pool in person.pools
        and person.person not in q.declined
    ]
    return min(waiting)[1] if waiting else None


def is_served(w: World, request: RequestRecord) -> bool:
    """Whether anybody on duty could still take it."""
    return any(
        request.pool in p.pools and p.state in ON_DUTY and p.person not in request.declined
        for p in w.people.values()
    )
