"""What the script keeps to records, and records to the arguments of the script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from signaling.domain.entrance import Entrance
from signaling.domain.pools import Choices
from signaling.domain.records import (
    Asked,
    CallbackLeft,
    CallbackRecord,
    MemberRecord,
    Origin,
    ParticipantRecord,
    PresenceRecord,
    RequestRecord,
    ReservationRecord,
    RoomRecord,
    ServiceRules,
    Serving,
    TerminalRecord,
)
from signaling.protocol import (
    CallbackState,
    CancelReason,
    ConnectionState,
    DeclineReason,
    EndReason,
    PresenceReason,
    PresenceState,
    RequestKind,
    RequestState,
    ReservationState,
    Role,
    RoomKind,
    RoomMode,
    RoomState,
    Seat,
    Sending,
    UnservedWhy,
    VisitOutcome,
)

Kept = Mapping[str, Any]
"""A record as the script keeps it: JSON, with times and lists of ids as text."""


def _items(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").split())


def _sorted(text: str | None) -> tuple[str, ...]:
    return tuple(sorted(_items(text)))


def _time(text: str | None) -> float | None:
    return None if text is None else float(text)


def entrance_arguments(entrance: Entrance) -> dict[str, object]:
    """What the script's ``enter`` takes."""
    return {
        "participant": entrance.participant,
        "role": entrance.role,
        "subject": entrance.subject,
        "name": entrance.name,
        "node": entrance.node,
        "languages": " ".join(entrance.languages),
        "serves": " ".join(f"{s.pool}:{s.skill}:{s.tier}" for s in entrance.serves),
        "day": entrance.day,
        "grace_s": entrance.grace_s,
        "room_grace_s": entrance.room_grace_s,
    }


def asked_arguments(asked: Asked) -> dict[str, object]:
    """What the script's ``create_request`` takes beside the participant."""
    choices = _choices_text(asked.choices)
    plain = {name: value for name, value in asdict(asked).items() if value is not None}
    beside = {} if asked.beside is None else {"beside": asked_arguments(asked.beside)}
    return {**plain, "choices": choices, **beside}


def left_arguments(left: CallbackLeft) -> dict[str, object]:
    """What the script's ``create_callback`` takes beside the participant."""
    plain = {name: value for name, value in asdict(left).items() if value is not None}
    return {**plain, "choices": _choices_text(left.choices)}


def _choices_text(choices: Choices) -> str:
    return " ".join(",".join(group) for group in choices)


def _choices(text: str | None) -> Choices:
    return tuple(tuple(group.split(",")) for group in _items(text))


def rules_arguments(rules: ServiceRules) -> dict[str, object]:
    """A service's rules as the script keeps them."""
    return asdict(rules)


def participant(id_: str, h: Kept) -> ParticipantRecord:
    """A participant as it is kept, as a record."""
    return ParticipantRecord(
        id=id_,
        role=Role(h["role"]),
        subject=h["subject"],
        name=h["name"],
        node=h["node"],
        epoch=h["epoch"],
        connection=ConnectionState(h["connection"]),
        languages=_items(h.get("languages")),
        room=h.get("room"),
        request=h.get("request"),
        charges=_sorted(h.get("charges")),
        callbacks=_items(h.get("callbacks")),
        concluding=h.get("concluding"),
        grace_s=float(h["grace_s"]),
        room_grace_s=float(h["room_grace_s"]),
        era=h.get("era", ""),
        stated_at=float(h.get("stated_at", "0")),
    )


def presence(id_: str, h: Kept) -> PresenceRecord:
    """A person as it is kept, as a record."""
    return PresenceRecord(
        person=id_,
        state=PresenceState(h["state"]),
        reason=PresenceReason(h["reason"]),
        since=float(h["since"]),
        ends_at=_time(h.get("ends_at")),
        reservation=h.get("reservation"),
        request=h.get("request"),
        after=PresenceState(h["after"]),
        connections=_sorted(h.get("connections")),
        serves=tuple(_serving(text) for text in _items(h.get("serves"))),
        duty_since=float(h.get("duty_since", "0")),
        rung_at=float(h.get("rung_at", "0")),
        missed=h.get("missed", 0),
        rests_until=_time(h.get("rests_until")),
        day=h.get("day", 0),
        served_today=h.get("served_today", 0),
    )


def _serving(text: str) -> Serving:
    pool, skill, tier = text.rsplit(":", 2)
    return Serving(pool, int(skill), int(tier))


def terminal(id_: str, h: Kept) -> TerminalRecord:
    """A terminal as it is kept, as a record."""
    seat = h.get("seat")
    return TerminalRecord(
        id=id_,
        online=h.get("online", False),
        participant=h.get("participant"),
        in_charge=h.get("in_charge"),
        seat=Seat(seat) if seat else None,
        room=h.get("room"),
        request=h.get("request"),
        interpreter=h.get("interpreter"),
        since=_time(h.get("since")),
        health=h.get("health"),
    )


def request(id_: str, h: Kept) -> RequestRecord:
    """A request as it is kept, as a record."""
    reason, why, decline = h.get("reason"), h.get("why"), h.get("decline")
    outcome = h.get("outcome")
    return RequestRecord(
        id=id_,
        state=RequestState(h["state"]),
        reason=CancelReason(reason) if reason else None,
        service=h["service"],
        language=h["language"],
        terminal=h.get("terminal"),
        room=h.get("room"),
        created_by=h["created_by"],
        created_at=float(h["created_at"]),
        served_at=_time(h.get("served_at")),
        rung=h["rung"],
        choices=_choices(h.get("choices")),
        priority=h["priority"],
        base_s=float(h["base_s"]),
        reservations=_items(h.get("reservations")),
        declined=_items(h.get("declined")),
        why=UnservedWhy(why) if why else None,
        decline=DeclineReason(decline) if decline else None,
        served_by=h.get("served_by"),
        attended_by=h.get("attended_by"),
        outcome=VisitOutcome(outcome) if outcome else None,
        kind=RequestKind(h["kind"]),
        into=h.get("into"),
        asker=h.get("asker"),
        callback=h.get("callback"),
    )


def callback(id_: str, h: Kept) -> CallbackRecord:
    """A callback as it is kept, as a record."""
    return CallbackRecord(
        id=id_,
        state=CallbackState(h["state"]),
        service=h["service"],
        language=h["language"],
        terminal=h.get("terminal"),
        created_by=h["created_by"],
        opens_at=float(h["opens_at"]),
        closes_at=float(h["closes_at"]),
        choices=_choices(h.get("choices")),
        sealed=h.get("sealed"),
        rounds=h["rounds"],
        attempt=h["attempt"],
        request=h.get("request"),
        taken_by=h.get("taken_by"),
    )


def reservation(id_: str, h: Kept) -> ReservationRecord:
    """A reservation as it is kept, as a record."""
    return ReservationRecord(
        id=id_,
        state=ReservationState(h["state"]),
        request=h["request"],
        person=h["person"],
        due_at=float(h["due_at"]),
        accepted_by=h.get("accepted_by"),
    )


def room(id_: str, h: Kept) -> RoomRecord:
    """A room as it is kept, as a record."""
    reason, canceled, wanted = h.get("reason"), h.get("canceled"), h.get("wanted")
    return RoomRecord(
        id=id_,
        state=RoomState(h["state"]),
        reason=EndReason(reason) if reason else None,
        revision=h["revision"],
        mode=RoomMode(h["mode"]),
        terminal=h.get("terminal"),
        service=h.get("service"),
        language=h.get("language"),
        opened_at=float(h["opened_at"]),
        was_live=h.get("was_live", False),
        wanted=RoomMode(wanted) if wanted else None,
        confirmed=_items(h.get("confirmed")),
        canceled=CancelReason(canceled) if canceled else None,
        # Lua knows no empty list: it comes as an empty object.
        members=tuple(_member(each) for each in h["members"] or ()),
        generations=h["generations"],
        kind=RoomKind(h["kind"]),
        request=h.get("request"),
        origin=_origin(h),
    )


def _origin(h: Kept) -> Origin | None:
    era = h.get("origin_era")
    return None if era is None else Origin(era, h["origin_revision"], float(h["origin_said_at"]))


def _member(h: Kept) -> MemberRecord:
    seat = h.get("seat")
    return MemberRecord(
        participant=h["participant"],
        role=Role(h["role"]),
        subject=h["subject"],
        name=h["name"],
        seat=Seat(seat) if seat else None,
        connected=h["connected"],
        sending=Sending.model_validate_json(h["sending"]),
        languages=_items(h["languages"]),
    )
