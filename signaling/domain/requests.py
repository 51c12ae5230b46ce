"""Moves of requests and reservations."""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    CancelReason,
    DeclineReason,
    PresenceReason,
    PresenceState,
    RequestKind,
    RequestState,
    UnservedWhy,
)

from . import callbacks, people
from .experience import observe_answered, observe_unanswered, observe_waited
from .records import RequestRecord, ReservationRecord
from .request import REQUEST, RESERVATION
from .tally import COUNTED_AS, SERVICE_LEVEL_S
from .world import FORGET_S, World

GAVE_UP = frozenset({CancelReason.WITHDRAWN, CancelReason.ABANDONED})
"""Reasons of those who wait; the others are the service's."""


def reserve(w: World, now: float, request: str, persons: list[str]) -> None:
    """Hold the request for each of the persons and let it ring."""
    held = w.requests[request]
    due = now + w.service(held.service).ring_s
    ids = []
    for number, person in enumerate(persons, held.rung + 1):
        reservation = f"{request}.{number}"
        ids.append(reservation)
        w.reservations[reservation] = ReservationRecord(
            id=reservation,
            state=RESERVATION.initial,
            request=request,
            person=person,
            due_at=due,
            accepted_by=None,
        )
        people.move(
            w,
            now,
            person,
            "reserve",
            reason=PresenceReason.SELF,
            keep_since=True,
            reservation=reservation,
            rung_at=now,
        )
        w.change_reservation(reservation)
        w.set_timer("ring", reservation, due)
    w.change_request(
        request,
        state=REQUEST.step(held.state, "reserve"),
        rung=held.rung + len(persons),
        reservations=tuple(ids),
    )


def close_reservation(w: World, now: float, reservation: ReservationRecord, event: str) -> None:
    """Stop the ring with that event; the person's presence is the caller's to move."""
    w.change_reservation(reservation.id, state=RESERVATION.step(reservation.state, event))
    w.stop_timer("ring", reservation.id)
    w.set_timer("forget", f"reservation:{reservation.id}", now + FORGET_S)


def give_back(w: World, reservation: ReservationRecord, *, declined: bool) -> None:
    """The person did not take it; when nobody else is being rung, it waits for the next one."""
    held = w.requests[reservation.request]
    left = tuple(each for each in held.reservations if each != reservation.id)
    w.change_request(
        held.id,
        state=held.state if left else REQUEST.step(held.state, "return"),
        reservations=left,
        declined=(*held.declined, reservation.person) if declined else held.declined,
    )
    w.unsettled_requests[held.id] = None


def reject(
    w: World, now: float, reservation: ReservationRecord, reason: DeclineReason | None = None
) -> None:
    """The person declines, and rests for as long as the service says."""
    close_reservation(w, now, reservation, "reject")
    rules = w.service(w.requests[reservation.request].service)
    w.observe(rules.id, observe_unanswered)
    people.move(w, now, reservation.person, "reject", reason=PresenceReason.SELF, missed=0)
    rest(w, now, reservation.person, rules.reject_delay_s)
    give_back(w, reservation, declined=True)
    if reason is not None:
        w.change_request(reservation.request, decline=reason)


def time_out(w: World, now: float, reservation: ReservationRecord) -> None:
    """Nobody answered: the person rests, and after too many in a row is set away and told."""
    close_reservation(w, now, reservation, "time_out")
    rules = w.service(w.requests[reservation.request].service)
    w.observe(rules.id, observe_unanswered)
    missed = w.person(reservation.person).missed + 1
    if missed >= rules.max_missed:
        reason = PresenceReason.MISSED_RING
        people.move(w, now, reservation.person, "miss", reason=reason, missed=0)
    else:
        people.move(w, now, reservation.person, "reject", reason=PresenceReason.SELF, missed=missed)
        rest(w, now, reservation.person, rules.no_answer_delay_s)
    give_back(w, reservation, declined=False)


def rest(w: World, now: float, person: str, seconds: float) -> None:
    """Not to be rung for so long."""
    if seconds > 0:
        people.put(w, replace(w.person(person), rests_until=now + seconds))
        w.set_timer("rest", person, now + seconds)


def rescind(w: World, now: float, reservation: str, event: str) -> None:
    """Take a ring back without any consequence for the person."""
    record = w.reservations[reservation]
    close_reservation(w, now, record, event)
    people.move(w, now, record.person, "rescind", reason=PresenceReason.SELF, keep_since=True)


def lose_person(w: World, now: float, person: str, reason: PresenceReason) -> None:
    """The person's last socket is gone for good."""
    record = w.person(person)
    if record.reservation is not None:
        reservation = w.reservations[record.reservation]
        close_reservation(w, now, reservation, "rescind")
        give_back(w, reservation, declined=False)
    if record.state is PresenceState.WRAP_UP:
        w.stop_timer("wrap_up", person)
        people.complete(w, record.request)
    w.stop_timer("rest", person)
    people.move(w, now, person, "lose", reason=reason)


def assign(
    w: World, now: float, reservation: ReservationRecord, participant: str, day: int
) -> RequestRecord:
    """The person answers on that socket; joining the room is the caller's."""
    close_reservation(w, now, reservation, "accept")
    w.change_reservation(reservation.id, accepted_by=participant)
    person = w.person(reservation.person)
    people.move(
        w,
        now,
        reservation.person,
        "accept",
        reason=PresenceReason.CONVERSATION,
        after=PresenceState.AVAILABLE,
        missed=0,
        day=day,
        served_today=person.served_today + 1 if person.day == day else 1,
    )
    held = w.requests[reservation.request]
    rang_s = now - (reservation.due_at - w.service(held.service).ring_s)
    w.observe(held.service, lambda e: observe_answered(e, max(0.0, rang_s)))
    came = person.duty_since > held.created_at
    if held.callback is None:
        # With a callback nobody waits in line.
        w.observe(
            held.service,
            lambda e: observe_waited(e, now - held.created_at, gave_up=False, came=came),
        )
    waited_s = now - held.created_at
    w.count(now, held, answered=1, in_time=int(waited_s <= SERVICE_LEVEL_S), waited_s=waited_s)
    for other in held.reservations:
        if other != reservation.id:
            rescind(w, now, other, "rescind")
    w.stop_timer("wait", held.id)
    w.stop_timer("overflow", held.id)
    let_go(w, held)
    w.change_participant(participant, request=held.id)
    return w.change_request(
        held.id,
        state=REQUEST.step(held.state, "accept"),
        served_at=now,
        served_by=participant,
        reservations=(),
    )


def cancel(
    w: World, now: float, request: str, reason: CancelReason, why: UnservedWhy | None = None
) -> None:
    """It is over unserved; every ring under way stops at once."""
    held = w.requests[request]
    if held.state is RequestState.RESERVED:
        for reservation in held.reservations:
            rescind(w, now, reservation, "cancel")
    w.change_request(
        request,
        state=REQUEST.step(held.state, "cancel"),
        reason=reason,
        why=why,
        served_at=now,
        reservations=(),
    )
    if reason in GAVE_UP and held.callback is None:
        w.observe(held.service, lambda e: observe_waited(e, now - held.created_at, gave_up=True))
    w.count(now, held, **{COUNTED_AS[reason]: 1})
    w.stop_timer("wait", request)
    w.stop_timer("overflow", request)
    w.set_timer("forget", f"request:{request}", now + FORGET_S)
    let_go(w, held)
    callbacks.nobody_takes(w, now, held, why)
    if held.room is not None:
        if held.kind is not RequestKind.INTERPRETER or _comes_alone(w, held):
            w.rooms[held.room] = replace(w.rooms[held.room], canceled=reason)
        w.unsettled_rooms[held.room] = None


def _comes_alone(w: World, interpreter: RequestRecord) -> bool:
    """Whether nobody but the interpreter was awaited."""
    return interpreter.terminal is None or w.terminal(interpreter.terminal).request is None


def let_go(w: World, held: RequestRecord) -> None:
    """Its terminal, or the room that it was made in, awaits it no longer."""
    if held.terminal is None:
        if held.room is not None:
            w.rooms[held.room] = replace(w.rooms[held.room], request=None)
    elif held.kind is RequestKind.INTERPRETER:
        w.change_terminal(held.terminal, interpreter=None)
    else:
        w.change_terminal(held.terminal, request=None)
