"""Statements as JSON: in the scripts' own form of records, in which clients carry them, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signaling.domain.records import MemberRecord, RequestRecord, RoomRecord
from signaling.domain.statement import PresenceStated, Statement
from signaling.protocol import PresenceReason, PresenceState, Seat

from . import redis_records as parse

Json = dict[str, Any]


def as_json(said: Statement) -> Json:
    """The statement as JSON; what is not there is left out."""
    presence = said.presence
    return _bare(
        era=said.era,
        said_at=_time(said.said_at),
        epoch=said.epoch,
        presence=None
        if presence is None
        else {
            "state": presence.state,
            "reason": presence.reason,
            "after": presence.after,
            "since": _time(presence.since),
            "day": presence.day,
            "served_today": presence.served_today,
        },
        charges=[[terminal, seat] for terminal, seat in said.charges],
        room=None if said.room is None else {"id": said.room.id, "record": _room(said.room)},
        served=None if said.served is None else _request(said.served),
        awaited=[_request(each) for each in said.awaited],
    )


def from_json(h: Mapping[str, Any]) -> Statement:
    """The statement; raises KeyError, TypeError or ValueError for anything else."""
    presence, room, served = h.get("presence"), h.get("room"), h.get("served")
    return Statement(
        era=str(h["era"]),
        said_at=float(h["said_at"]),
        epoch=int(h["epoch"]),
        presence=None
        if presence is None
        else PresenceStated(
            state=PresenceState(presence["state"]),
            reason=PresenceReason(presence["reason"]),
            after=PresenceState(presence["after"]),
            since=float(presence["since"]),
            day=presence["day"],
            served_today=presence["served_today"],
        ),
        charges=tuple((terminal, Seat(seat)) for terminal, seat in sorted(h["charges"] or ())),
        room=None if room is None else parse.room(room["id"], room["record"]),
        served=None if served is None else parse.request(served["id"], served["record"]),
        awaited=tuple(
            parse.request(each["id"], each["record"])
            for each in sorted(h["awaited"] or (), key=lambda each: str(each["id"]))
        ),
    )


def _room(room: RoomRecord) -> Json:
    return _bare(
        kind=room.kind,
        state=room.state,
        reason=room.reason,
        revision=room.revision,
        mode=room.mode,
        wanted=room.wanted,
        terminal=room.terminal,
        service=room.service,
        language=room.language,
        opened_at=_time(room.opened_at),
        was_live=room.was_live,
        canceled=room.canceled,
        members=[_member(each) for each in room.members],
        generations=dict(room.generations),
    )


def _member(member: MemberRecord) -> Json:
    return _bare(
        participant=member.participant,
        role=member.role,
        subject=member.subject,
        name=member.name,
        seat=member.seat,
        connected=member.connected,
        sending=member.sending.model_dump_json(),
        languages=" ".join(member.languages),
    )


def _request(request: RequestRecord) -> Json:
    record = _bare(
        state=request.state,
        kind=request.kind,
        service=request.service,
        language=request.language,
        into=request.into,
        terminal=request.terminal,
        room=request.room,
        created_by=request.created_by,
        created_at=_time(request.created_at),
        served_at=None if request.served_at is None else _time(request.served_at),
        served_by=request.served_by,
        rung=request.rung,
        choices=" ".join(",".join(group) for group in request.choices),
        priority=request.priority,
        base_s=request.base_s,
        asker=request.asker,
        reservations="",
        declined=request.asker or "",
    )
    return {"id": request.id, "record": record}


def _bare(**fields: object) -> Json:
    """Lua takes a null for something that is there."""
    return {name: value for name, value in fields.items() if value is not None}


def _time(seconds: float) -> str:
    return f"{seconds:.6f}"
