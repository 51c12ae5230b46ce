"""Moves of requests and reservations."""

from __future__ import annotations

from dataclasses import replace

from signaling.protocol import (
    CancelReason,
    PresenceReason,
    PresenceState,
    RequestState,
    ReservationState,
)

from . import people
from .records import RequestRecord, ReservationRecord
from .request import REQUEST, RESERVATION
from .world import FORGET_S, World


def reserve(w: World, now: float, request: str, person: str) -> None:
    """Hold the request for the person and let it ring."""
    held = w.requests[request]
    rung = held.rung + 1
    reservation = f"{request}.{rung}"
    due = now + held.ring_s
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
    )
    w.change_reservation(reservation)
    w.change_request(
        request, state=REQUEST.step(held.state, "reserve"), rung=rung, reservation=reservation
    )
    w.set_timer("ring", reservation, due)


def close_reservation(
    w: World, now: float, reservation: ReservationRecord, event: str
) -> ReservationState:
    """Stop the ring with that event; the person's presence is the caller's to move."""
    state = RESERVATION.step(reservation.state, event)
    w.change_reservation(reservation.id, state=state)
    w.stop_timer("ring", reservation.id)
    w.set_timer("forget", f"reservation:{reservation.id}", now + FORGET_S)
    return state


def give_back(w: World, reservation: ReservationRecord, *, declined: bool) -> None:
    """The person did not take it: the request waits again for the next one."""
    held = w.requests[reservation.request]
    w.change_request(
        held.id,
        state=REQUEST.step(held.state, "return"),
        reservation=None,
        declined=(*held.declined, reservation.person) if declined else held.declined,
    )
    w.unsettled_requests[held.id] = None


def reject(w: World, now: float, reservation: ReservationRecord) -> None:
    """The person declines."""
    close_reservation(w, now, reservation, "reject")
    people.move(w, now, reservation.person, "reject", reason=PresenceReason.SELF)
    give_back(w, reservation, declined=True)


def time_out(w: World, now: float, reservation: ReservationRecord) -> None:
    """Nobody answered: the person is set away and told so."""
    close_reservation(w, now, reservation, "time_out")
    people.move(w, now, reservation.person, "miss", reason=PresenceReason.MISSED_RING)
    give_back(w, reservation, declined=False)


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
    people.move(w, now, person, "lose", reason=reason)


def assign(w: World, now: float, reservation: ReservationRecord, participant: str) -> RequestRecord:
    """The person answers on that socket; joining the room is the caller's."""
    close_reservation(w, now, reservation, "accept")
    w.change_reservation(reservation.id, accepted_by=participant)
    people.move(w, now, reservation.person, "accept", reason=PresenceReason.CONVERSATION)
    people.set_after(w, reservation.person, PresenceState.AVAILABLE)
    held = w.requests[reservation.request]
    w.stop_timer("wait", held.id)
    w.change_terminal(held.terminal, request=None)
    w.change_participant(participant, request=held.id)
    return w.change_request(
        held.id, state=REQUEST.step(held.state, "accept"), served_at=now, reservation=None
    )


def cancel(w: World, now: float, request: str, reason: CancelReason) -> None:
    """It is over unserved; a ring under way stops at once."""
    held = w.requests[request]
    if held.state is RequestState.RESERVED and held.reservation is not None:
        reservation = w.reservations[held.reservation]
        close_reservation(w, now, reservation, "cancel")
        people.move(
            w, now, reservation.person, "rescind", reason=PresenceReason.SELF, keep_since=True
        )
    w.change_request(
        request,
        state=REQUEST.step(held.state, "cancel"),
        reason=reason,
        served_at=now,
        reservation=None,
    )
    w.stop_timer("wait", request)
    w.set_timer("forget", f"request:{request}", now + FORGET_S)
    w.change_terminal(held.terminal, request=None)
    if held.room is not None:
        w.rooms[held.room] = replace(w.rooms[held.room], canceled=reason)
        w.unsettled_rooms[held.room] = None
