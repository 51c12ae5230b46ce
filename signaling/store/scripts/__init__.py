"""The Lua side of the rules: one script for each operation, with what Python and Lua share.

Redis runs a script's main chunk anew at every call, and making the functions and tables of
the whole library took three times as long as most operations themselves. So the sources are
taken apart here into their functions, each operation's script is put together from those it
can reach, and constants of the domain are written into the text as literals.

What the sources may use is this: functions ``W.name`` and ``OPERATIONS.name``, written at the
start of a line and closed by an ``end`` at the start of a line; the locals of `_LOCALS`; the
constants of `_constants`; and what Redis gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import cache
from importlib import resources
from itertools import permutations
from types import MappingProxyType
from typing import Any

from signaling.domain.alarm import JOIN_S
from signaling.domain.callback_operations import MOST_OPEN, PRIORITY
from signaling.domain.callbacks import NOBODY_AGAIN_S
from signaling.domain.clock import IDLE_TICK_S, NODE_TIMEOUT_S
from signaling.domain.experience import MEMORY
from signaling.domain.operations import CONCLUDED, LONGEST_WRAP_UP_S
from signaling.domain.people import RING_ALL_MOST
from signaling.domain.policy import has_media, holds_room, must_confirm
from signaling.domain.presence import ON_DUTY
from signaling.domain.records import PRIORITY_S, MemberRecord, ServiceRules
from signaling.domain.request import LIVE_REQUEST
from signaling.domain.restate import FRESH_REASONS, REVISIONS_AHEAD
from signaling.domain.rooms import BY_RESIDENT, first_sending
from signaling.domain.settle import END_AFTER
from signaling.domain.strategy import LAST_TIER, ROUNDING, SKILLS, STEP
from signaling.domain.tables import as_words
from signaling.domain.tally import COUNTED_AS, HOUR_S, KEPT_HOURS, SERVICE_LEVEL_S
from signaling.domain.world import FORGET_S
from signaling.protocol import AWAY_REASONS, STAFF, Role, RoomKind, RoomMode, Seat, Sending
from signaling.store.notices import NEXT_FIELD, NEXT_NOTICE

_FILES = (
    "world",
    "experience",
    "tally",
    "people",
    "rooms",
    "requests",
    "callbacks",
    "asking",
    "settle",
    "restate",
    "connections",
    "operations",
    "alarms",
    "clock",
)

_LOCALS: Mapping[str, str] = MappingProxyType(
    {
        "call": "redis.call",
        "PREFIX": "KEYS[1]",
        "SECONDS": 'call("TIME")',
        "NOW": "SECONDS[1] + SECONDS[2] / 1000000",
        "NOW_TEXT": 'string.format("%.6f", NOW)',
        "CACHE": "{}",
        "CHANGED": "{}",
        "NOTICES": "{}",
        # What is unsettled.
        "ROOMS": "{}",
        "POOLS": "{}",
        "REQUESTS": "{}",
        "PEOPLE": "{}",
        "TIMERS": "{}",
    }
)
"""Locals of every script, in this order: records by key, what has to be written and told."""

_OFTEN = (
    "add_member ask await awaited_in best_of broadcast change_request change_room change_terminal "
    "check_asked create edit fetch first_sending flush flush_timers follow_mode free_for get has is_consulting is_free is_held is_inside "
    "is_on_duty is_served is_together items keep leave_queue lives lowest meet member move named new_room "
    "next_state notice open_tiers participant pools_in reserve service servings set "
    "set_timer settle settle_person settle_request settle_room show_person somebody_on_duty "
    "step take tell tell_members tell_reservation time"
)
"""What nearly every operation uses, and a claim uses all of: made at the start of a run. The
others are made when the first of them is used. A name too few or too many costs only time."""

AT_ONCE = 1000
"""Arguments of one Redis command at the most: Lua's stack holds 8000."""

_FUNCTION = re.compile(r"^function ((?:W|OPERATIONS)\.\w+)(\(.*?)^end$", re.DOTALL | re.MULTILINE)
_CALLED = re.compile(r"\bW\.\w+")
_CONSTANT = re.compile(r"\b[A-Z][A-Z_]+\b")
_COMMENT = re.compile(r"^ *--.*\n", re.MULTILINE)


def _words(members: Iterable[str]) -> str:
    return '"' + " ".join(sorted(members)) + '"'


def _table(fields: Mapping[Any, object]) -> str:
    told = (
        f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}"
        for name, value in fields.items()
    )
    return "({" + ",".join(told) + "})"


def _sending(role: Role, kind: RoomKind) -> str:
    return f"'{first_sending(role, kind).model_dump_json()}'"


def _member(role: Role, seat: Seat | None) -> MemberRecord:
    return MemberRecord("p", role, "", "", seat, True, Sending())


_KINDS = {
    f"{role}:{seat or ''}": _member(role, seat)
    for role in Role
    for seat in (None, *(Seat if role is Role.CLERK else ()))
}
"""A member of every role and seat: rules are worked out for each, so that they stand once."""


def _must_confirm() -> list[str]:
    return [
        f"{sender}>{receiver}/{mode}>{wanted}"
        for sender, one in _KINDS.items()
        for receiver, other in _KINDS.items()
        for mode, wanted in permutations(RoomMode, 2)
        if "s" in must_confirm([replace(one, participant="s"), other], mode, wanted)
    ]


@cache
def _constants() -> Mapping[str, str]:
    """The tables and constants of the domain, as Lua."""
    plain = {name: value for name, value in asdict(ServiceRules(id="")).items() if name != "id"}
    return {
        "MOVES": f'" {" ".join(as_words())} "',
        "ON_DUTY": _words(ON_DUTY),
        "STAFF": _words(STAFF),
        "AWAY_REASONS": _words(AWAY_REASONS),
        "HOLD_ROOM": _words({one.role for one in _KINDS.values() if holds_room(one)}),
        "HAVE_MEDIA": _words(kind for kind, one in _KINDS.items() if has_media(one)),
        "MUST_CONFIRM": _words(_must_confirm()),
        "END_AFTER": _table(END_AFTER),
        "BY_RESIDENT": _words(BY_RESIDENT),
        "PLAIN_RULES": _table(plain),
        "MEMORY": f"{MEMORY:.0f}",
        "STEP": f"{STEP:.0f}",
        "SKILLS": str(SKILLS),
        "LAST_TIER": str(LAST_TIER),
        "ROUNDING": f"{ROUNDING:.6f}",
        "PRIORITY_S": f"{PRIORITY_S:.0f}",
        "RING_ALL_MOST": str(RING_ALL_MOST),
        "CONCLUDED": _words(CONCLUDED),
        "LIVE_REQUEST": _words(LIVE_REQUEST),
        "LONGEST_WRAP_UP_S": str(LONGEST_WRAP_UP_S),
        "FORGET_S": str(FORGET_S),
        "HOUR_S": str(HOUR_S),
        "KEPT_HOURS": str(KEPT_HOURS),
        "SERVICE_LEVEL_S": str(SERVICE_LEVEL_S),
        "COUNTED_AS": _table(COUNTED_AS),
        "FRESH_REASONS": _words(FRESH_REASONS),
        "REVISIONS_AHEAD": str(REVISIONS_AHEAD),
        "JOIN_S": str(JOIN_S),
        "NOBODY_AGAIN_S": str(NOBODY_AGAIN_S),
        "MOST_OPEN": str(MOST_OPEN),
        "CALLBACK_PRIORITY": f"({PRIORITY})",
        "NODE_TIMEOUT_S": str(NODE_TIMEOUT_S),
        "IDLE_TICK_S": str(IDLE_TICK_S),
        "SENDING_TERMINAL": _sending(Role.TERMINAL, RoomKind.VISIT),
        "SENDING_PERSON": _sending(Role.EXPERT, RoomKind.VISIT),
        "SENDING_NOTHING": _sending(Role.EXPERT, RoomKind.INQUIRY),
        "AT_ONCE": str(AT_ONCE),
        "NEXT_FIELD": f'"\\{ord(NEXT_FIELD)}"',
        "NEXT_NOTICE": f'"\\{ord(NEXT_NOTICE)}"',
    }


def _source(name: str) -> str:
    text = resources.files(__name__).joinpath(f"{name}.lua").read_text(encoding="utf-8")
    return _COMMENT.sub("", text)


@cache
def _functions() -> Mapping[str, str]:
    """Parameters and body of every function, without the ``end``, by name."""
    found: dict[str, str] = {}
    for file in _FILES:
        text = _source(file)
        for match in _FUNCTION.finditer(text):
            assert match[1] not in found, f"{file}.lua: {match[1]} stands twice"
            found[match[1]] = match[2]
        rest = _FUNCTION.sub("", text).strip()
        assert not rest, f"{file}.lua: outside of functions: {rest[:80]}"
    return found


def _reached(operation: str) -> list[str]:
    """The names of the operation's functions and ``W.flush``, in the order of the sources."""
    functions = _functions()
    found: set[str] = set()
    ahead = [f"OPERATIONS.{operation}", "W.flush"]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += _CALLED.findall(functions[name])
    return [name for name in functions if name in found]


OPERATIONS = tuple(
    name.removeprefix("OPERATIONS.") for name in _functions() if name.startswith("OPERATIONS.")
)


@cache
def script(operation: str) -> str:
    """The whole script of one of `OPERATIONS`."""
    functions = _functions()
    often = {f"W.{name}" for name in _OFTEN.split()}
    reached = [name for name in _reached(operation) if name.startswith("W.")]
    body = "\n".join(
        [
            "local W",
            *_library("often", [name for name in reached if name in often]),
            *_library("seldom", [name for name in reached if name not in often]),
            "W = setmetatable(often(), {__index = function(_, name)",
            "getmetatable(W).__index = seldom()",
            "return W[name]",
            "end})",
            f"local OPERATION = function{functions[f'OPERATIONS.{operation}']}end",
            _source("main"),
        ]
    )
    body = _CONSTANT.sub(lambda found: _constants().get(found[0], found[0]), body)
    return _locals_of(body) + body


def _library(name: str, functions: Iterable[str]) -> list[str]:
    """A Lua function that makes a table of those functions.

    One constructor, so that Lua makes the table in its final size; in a function of its own,
    because closures share that one's upvalues for less than it costs to capture each anew.
    """
    members = (
        f"{each.removeprefix('W.')} = function{_functions()[each]}end," for each in functions
    )
    return [f"local function {name}() return {{", *members, "} end"]


def _locals_of(body: str) -> str:
    """Those of `_LOCALS` that the script needs."""
    needed: list[str] = []
    for name, value in reversed(list(_LOCALS.items())):
        if re.search(rf"\b{name}\b", body + "".join(needed)):
            needed.insert(0, f"local {name} = {value}\n")
    return "".join(needed)
