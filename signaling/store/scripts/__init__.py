"""The Lua side of the rules, put together with the tables that Python and Lua share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from importlib import resources

from signaling.domain.clock import IDLE_TICK_S, NODE_TIMEOUT_S
from signaling.domain.operations import LONGEST_WRAP_UP_S
from signaling.domain.people import RING_ALL_MOST
from signaling.domain.policy import has_media, holds_room
from signaling.domain.presence import ON_DUTY
from signaling.domain.records import PRIORITY_S, MemberRecord, ServiceRules
from signaling.domain.settle import END_AFTER
from signaling.domain.strategy import LAST_TIER, SKILLS, STEP
from signaling.domain.tables import as_lua
from signaling.domain.world import FORGET_S
from signaling.protocol import AWAY_REASONS, STAFF, Role, Seat, Sending

_FILES = (
    "world",
    "people",
    "rooms",
    "requests",
    "settle",
    "connections",
    "operations",
    "clock",
    "main",
)


def _set(members: Iterable[StrEnum]) -> str:
    return "{" + ",".join(f'["{member}"]=true' for member in sorted(members)) + "}"


def _member(role: Role, seat: Seat | None) -> MemberRecord:
    return MemberRecord("p", role, "s", "", seat, True, Sending())


def _media_table() -> str:
    """`has_media` worked out for every role and seat, so that the rule stands once."""
    seats: tuple[Seat | None, ...] = (None, *Seat)
    able = {
        f"{role}:{seat or ''}": has_media(_member(role, seat)) for role in Role for seat in seats
    }
    return "{" + ",".join(f'["{key}"]={str(value).lower()}' for key, value in able.items()) + "}"


def _plain_rules() -> str:
    """The rules of a service without its own; a number stays a number."""
    plain = {name: value for name, value in asdict(ServiceRules(id="")).items() if name != "id"}
    told = (
        f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}"
        for name, value in plain.items()
    )
    return "{" + ",".join(told) + "}"


def prelude() -> str:
    """The tables and constants of the domain, as Lua."""
    ends = ",".join(f'["{why}"]="{end}"' for why, end in END_AFTER.items())
    constants = {
        "MACHINES": as_lua(),
        "ON_DUTY": _set(ON_DUTY),
        "STAFF": _set(STAFF),
        "AWAY_REASONS": _set(AWAY_REASONS),
        "HOLDS_ROOM": _set(role for role in Role if holds_room(_member(role, None))),
        "HAS_MEDIA": _media_table(),
        "END_AFTER": "{" + ends + "}",
        "PLAIN_RULES": _plain_rules(),
        "STEP": f"{STEP:.0f}",
        "SKILLS": str(SKILLS),
        "LAST_TIER": str(LAST_TIER),
        "PRIORITY_S": f"{PRIORITY_S:.0f}",
        "RING_ALL_MOST": str(RING_ALL_MOST),
        "LONGEST_WRAP_UP_S": str(LONGEST_WRAP_UP_S),
        "FORGET_S": str(FORGET_S),
        "NODE_TIMEOUT_S": str(NODE_TIMEOUT_S),
        "IDLE_TICK_S": str(IDLE_TICK_S),
        "SENDING_TERMINAL": f"'{Sending(document=True).model_dump_json()}'",
        "SENDING_PERSON": f"'{Sending(document=False).model_dump_json()}'",
        "PREFIX": 'string.match(KEYS[1], "^(.*)timers$")',
        "OPERATIONS": "{}",
    }
    lines = [f"local {name} = {value}" for name, value in constants.items()]
    lines.append('local clock = redis.call("TIME")')
    lines.append("local NOW = tonumber(clock[1]) + tonumber(clock[2]) / 1000000")
    return "\n".join(lines) + "\n"


def script() -> str:
    """The whole script: prelude, then every file, in order."""
    here = resources.files(__name__)
    parts = [here.joinpath(f"{name}.lua").read_text(encoding="utf-8") for name in _FILES]
    return prelude() + "\n".join(parts)
