"""The store in Redis: every operation is one run of its Lua script.

Keys are ``et:{tenant}:…``, so that a tenant's keys share a hash slot in a Redis Cluster.
The clock is Redis' own TIME. Changes are published in the same script run that makes them,
so a node that dies right after a change has told it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar, cast

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from signaling.domain.alarm import AlarmRecord, Pressed
from signaling.domain.clock import NODE_TIMEOUT_S
from signaling.domain.entrance import Entrance
from signaling.domain.estimate import Outlook, Wait
from signaling.domain.experience import Experience
from signaling.domain.overview import Overview
from signaling.domain.pools import Choices
from signaling.domain.records import (
    Asked,
    CallbackLeft,
    CallbackRecord,
    Notice,
    ParticipantRecord,
    PresenceRecord,
    RequestRecord,
    ReservationRecord,
    RoomRecord,
    ServiceRules,
    TerminalRecord,
)
from signaling.domain.statement import Statement
from signaling.domain.tally import Tally
from signaling.protocol import (
    CallbackOutcome,
    DeclineReason,
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    RoomMode,
    Seat,
    Sending,
    VisitOutcome,
)

from . import redis_alarms, statements
from . import redis_records as parse
from .api import StoreUnavailable
from .notices import parse_notices, payload_text
from .redis_connection import prefix_of
from .redis_outlook import OutlookReader
from .redis_overview import OverviewReader
from .scripts import OPERATIONS, script

_R = TypeVar("_R")

DUE_AT_ONCE = 100
"""Timers done in one script run: a long backlog must not hold Redis up."""

RECONNECT_S = 0.2

CLOCK_S = 2.0
"""How long Redis' clock is reckoned from ours; two clocks part by less than a millisecond in it."""


class RedisStore:
    """`Store` on a Redis (6.2 or newer) of the caller's; strings must be decoded by it."""

    def __init__(self, redis: Redis, tenant: str) -> None:
        self._redis = redis
        self._prefix = prefix_of(tenant)
        self._scripts = {operation: script(operation) for operation in OPERATIONS}
        self._outlook = OutlookReader(redis, self._prefix)
        self._overview = OverviewReader(redis, self._prefix)
        self._shas = {name: _sha1(text) for name, text in self._scripts.items()}
        self._clock_read_at = -math.inf
        self._clock_ahead_s = 0.0

    @property
    def redis(self) -> Redis:
        """The connection pool, for those who keep small things of their own beside."""
        return self._redis

    @property
    def prefix(self) -> str:
        """What all keys of the tenant begin with."""
        return self._prefix

    async def _do(self, operation: str, **arguments: object) -> str:
        text = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
        outcome = await self._reach(self._run(operation, text))
        if isinstance(outcome, str):
            return outcome
        raise ProtocolError(ErrorCode(outcome[0]), outcome[1])

    async def _run(self, operation: str, text: str) -> str | list[str]:
        # The prefix is no key, but has the hash tag that all keys of the tenant share.
        try:
            found = self._redis.evalsha(self._shas[operation], 1, self._prefix, text)
            return cast("str | list[str]", await found)
        except NoScriptError:
            # The first time, or Redis was restarted; EVAL also keeps the script.
            found = self._redis.eval(self._scripts[operation], 1, self._prefix, text)
            return cast("str | list[str]", await found)

    async def _reach(self, awaitable: Awaitable[_R]) -> _R:
        try:
            return await awaitable
        except (TimeoutError, RedisError, OSError) as error:
            raise StoreUnavailable(type(error).__name__) from error

    # Operations ---------------------------------------------------------------------------

    async def configure(self, services: Sequence[ServiceRules]) -> None:
        if services:
            await self._do("configure", services=[parse.rules_arguments(r) for r in services])

    async def enter(self, entrance: Entrance) -> ParticipantRecord:
        arguments = parse.entrance_arguments(entrance)
        if entrance.statement is not None:
            arguments["statement"] = statements.as_json(entrance.statement)
        await self._do("enter", **arguments)
        entered = await self.participant(entrance.participant)
        if entered is None:
            raise StoreUnavailable("the participant was dropped while entering")
        return entered

    async def drop(self, participant: str, epoch: int) -> None:
        await self._do("drop", participant=participant, epoch=epoch)

    async def part(self, participant: str, epoch: int) -> None:
        await self._do("part", participant=participant, epoch=epoch)

    async def set_presence(
        self, participant: str, state: PresenceState, reason: PresenceReason
    ) -> None:
        await self._do("set_presence", participant=participant, state=state, reason=reason)

    async def prolong(self, participant: str, by_s: float) -> None:
        await self._do("prolong", participant=participant, by_s=by_s)

    async def attach(self, participant: str, terminal: str, seat: Seat, take_over: bool) -> None:
        await self._do(
            "attach", participant=participant, terminal=terminal, seat=seat, take_over=take_over
        )

    async def detach(self, participant: str, terminal: str) -> None:
        await self._do("detach", participant=participant, terminal=terminal)

    async def report(self, participant: str, health: str) -> None:
        await self._do("report", participant=participant, health=health)

    async def create_request(self, participant: str, asked: Asked) -> None:
        await self._do("create_request", participant=participant, **parse.asked_arguments(asked))

    async def cancel_request(self, participant: str, request: str) -> None:
        await self._do("cancel_request", participant=participant, request=request)

    async def accept(self, participant: str, reservation: str, day: int = 0) -> None:
        await self._do("accept", participant=participant, reservation=reservation, day=day)

    async def reject(
        self, participant: str, reservation: str, reason: DeclineReason | None = None
    ) -> None:
        given = {} if reason is None else {"reason": reason}
        await self._do("reject", participant=participant, reservation=reservation, **given)

    async def conclude(self, participant: str, request: str, outcome: VisitOutcome) -> None:
        await self._do("conclude", participant=participant, request=request, outcome=outcome)

    async def create_callback(self, participant: str, left: CallbackLeft) -> None:
        await self._do("create_callback", participant=participant, **parse.left_arguments(left))

    async def withdraw_callback(self, participant: str, callback: str) -> None:
        await self._do("withdraw_callback", participant=participant, callback=callback)

    async def finish_callback(
        self, participant: str, callback: str, outcome: CallbackOutcome
    ) -> None:
        await self._do(
            "finish_callback", participant=participant, callback=callback, outcome=outcome
        )

    async def open_room(self, participant: str, terminal: str, new_room: str) -> None:
        await self._do("open_room", participant=participant, terminal=terminal, new_room=new_room)

    async def leave_room(self, participant: str, room: str) -> None:
        await self._do("leave_room", participant=participant, room=room)

    async def end_room(self, participant: str, room: str) -> None:
        await self._do("end_room", participant=participant, room=room)

    async def set_mode(self, participant: str, room: str, mode: RoomMode) -> None:
        await self._do("set_mode", participant=participant, room=room, mode=mode)

    async def confirm(self, participant: str, room: str, revision: int) -> None:
        await self._do("confirm", participant=participant, room=room, revision=revision)

    async def set_media(self, participant: str, room: str, sending: Sending) -> None:
        await self._do(
            "set_media", participant=participant, room=room, sending=sending.model_dump_json()
        )

    async def relay(
        self, participant: str, room: str, to: str, kind: str, generation: int, payload: str
    ) -> None:
        await self._do(
            "relay",
            participant=participant,
            room=room,
            to=to,
            kind=kind,
            generation=generation,
            payload=payload_text(payload),
        )

    async def raise_alarm(self, pressed: Pressed) -> None:
        await self._do("raise_alarm", **redis_alarms.pressed_arguments(pressed))

    async def acknowledge_alarm(self, alarm: str, person: str, name: str) -> None:
        await self._do("acknowledge_alarm", alarm=alarm, person=person, name=name)

    async def clear_alarm(self, alarm: str, person: str) -> None:
        await self._do("clear_alarm", alarm=alarm, person=person)

    async def reach_alarm(self, alarm: str) -> None:
        await self._do("reach_alarm", alarm=alarm)

    async def tick(self) -> float:
        return float(await self._do("tick", most=DUE_AT_ONCE))

    async def statement(self, participant: str) -> Statement | None:
        said = await self._do("statement", participant=participant)
        return statements.from_json(json.loads(said)) if said else None

    async def beat(self, node: str) -> str:
        return await self._do("beat", node=node)

    async def retire(self, node: str) -> None:
        await self._do("retire", node=node)

    async def nodes(self) -> tuple[str, ...]:
        alive = await self.now() - NODE_TIMEOUT_S
        found = self._redis.zrangebyscore(self._prefix + "nodes", alive, "+inf")
        names = await self._reach(cast("Awaitable[list[str]]", found))
        return tuple(sorted(names))

    # Notices --------------------------------------------------------------------------------

    async def notices(self, node: str) -> AsyncIterator[Notice]:
        while True:
            pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
            try:
                await pubsub.subscribe(self._prefix + f"node:{node}", self._prefix + "all")
                # What was published before, or while Redis was away, did not come here.
                yield Notice(None, "resync", "")
                async for message in pubsub.listen():
                    for notice in parse_notices(message["data"]):
                        yield notice
            except (TimeoutError, RedisError, OSError):
                await asyncio.sleep(RECONNECT_S)
            finally:
                with suppress(RedisError, OSError):
                    await pubsub.aclose()  # type: ignore[no-untyped-call]

    # Reading --------------------------------------------------------------------------------

    async def ping(self) -> None:
        await self._read_clock()

    async def now(self) -> float:
        # Nearly every message tells a duration: asking each time was a third of all questions.
        if time.monotonic() - self._clock_read_at > CLOCK_S:
            await self._read_clock()
        return time.monotonic() + self._clock_ahead_s

    async def _read_clock(self) -> None:
        asked_at = time.monotonic()
        seconds, microseconds = await self._reach(self._redis.time())
        self._clock_read_at = time.monotonic()
        halfway = (asked_at + self._clock_read_at) / 2.0
        self._clock_ahead_s = float(seconds) + float(microseconds) / 1e6 - halfway

    async def _read(self, kind: str, id_: str, make: Callable[[str, parse.Kept], _R]) -> _R | None:
        found = self._redis.get(f"{self._prefix}{kind}:{id_}")
        text = await self._reach(cast("Awaitable[str | None]", found))
        return make(id_, json.loads(text)) if text else None

    async def participant(self, participant: str) -> ParticipantRecord | None:
        return await self._read("participant", participant, parse.participant)

    async def presence(self, person: str) -> PresenceRecord | None:
        return await self._read("person", person, parse.presence)

    async def terminal(self, terminal: str) -> TerminalRecord:
        found = await self._read("terminal", terminal, parse.terminal)
        return found or TerminalRecord(id=terminal, online=False)

    async def request(self, request: str) -> RequestRecord | None:
        return await self._read("request", request, parse.request)

    async def reservation(self, reservation: str) -> ReservationRecord | None:
        return await self._read("reservation", reservation, parse.reservation)

    async def callback(self, callback: str) -> CallbackRecord | None:
        return await self._read("callback", callback, parse.callback)

    async def room(self, room: str) -> RoomRecord | None:
        return await self._read("room", room, parse.room)

    async def alarm(self, alarm: str) -> AlarmRecord | None:
        return await self._read("alarm", alarm, redis_alarms.alarm)

    async def open_alarms(self) -> list[str]:
        found = self._redis.smembers(f"{self._prefix}alarms")
        return sorted(await self._reach(cast("Awaitable[set[str]]", found)))

    async def overview(self, people: Sequence[str], terminals: Sequence[str]) -> Overview:
        return await self._reach(self._overview.read(people, terminals))

    async def tallies(self, hour: int, services: Sequence[str]) -> Mapping[str, Tally]:
        return await self._reach(self._overview.tallies(hour, services))

    async def wait(
        self, rules: ServiceRules, choices: Choices, request: RequestRecord | None = None
    ) -> Wait:
        outlook, experience = await self.outlook(rules, choices, request)
        return Wait.of(outlook, experience, rules.ring_s)

    async def outlook(
        self, rules: ServiceRules, choices: Choices, request: RequestRecord | None = None
    ) -> tuple[Outlook, Experience]:
        """What `wait` is reckoned from."""
        now = await self.now()
        rank = request.rank if request else (now, "")
        created_at = request.created_at if request else now
        declined = request.declined if request else ()
        return await self._reach(self._outlook.read(rules, choices, rank, created_at, declined))

    async def experience(self, service: str) -> Experience:
        found = await self._read("experience", service, lambda _, h: Experience.from_fields(h))
        return found or Experience()

    async def availability(self, pools: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        pipe = self._redis.pipeline(transaction=False)
        for pool in pools:
            pipe.zcard(f"{self._prefix}free:{pool}")
            pipe.scard(f"{self._prefix}duty:{pool}")
        counts = await self._reach(pipe.execute()) if pools else []
        return {pool: (counts[2 * i], counts[2 * i + 1]) for i, pool in enumerate(pools)}

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()


def _sha1(text: str) -> str:
    """The name under which Redis keeps a script."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
