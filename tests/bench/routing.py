"""`make bench-routing`: how quickly a request finds its expert, in Redis and over the wire.

In real Redis, 10,000 experts online over 60 services, each serving two of them in two
languages, and places from which requests come as fast as Redis takes them. A claim is the
whole of `create_request`: all checks, the room, the reservation of one expert, and telling
everybody. `redis_us_per_claim` is Redis' own time (INFO commandstats), `flatness` the same
with 50,000 experts over that with 100. Then over real sockets: terminals at one node summon,
and experts at another note when the ring arrives; one process holds all sockets, so that one
clock measures.

A round is shorter than the pauses that others on the machine cause, so the quickest quarter
of rounds says what Redis needs, and the median what it took here today; both are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from signaling.domain.entrance import Entrance
from signaling.domain.pools import request_choices
from signaling.domain.records import Asked, ServiceRules, Serving
from signaling.protocol import Role
from signaling.store import redis_records
from tests.bench.country import LANGUAGES, PLACE, SERVICES, country, services_of
from tests.bench.redis_load import RedisLoad
from tests.bench.rings import summon_for_a_while
from tests.support.processes import RedisServer

EXPERTS, FEW, MANY = 10_000, 100, 50_000
FEW_TERMINALS = 20
"""With a hundred experts, more requests at a time would find nobody."""
DAY = 20261122


def quickest_quarter(values: list[float]) -> float:
    """The lower quartile."""
    return statistics.quantiles(values, n=4)[0]


@dataclass
class Claims:
    """Microseconds of Redis a claim, and claims a second: one figure a round."""

    us: list[float]
    per_s: list[float]


class Crowd:
    """Experts and terminals of one tenant, entered straight into Redis."""

    def __init__(self, load: RedisLoad, experts: int, terminals: int) -> None:
        self.load = load
        self._terminals = terminals
        self._asked = 0
        rules = [
            redis_records.rules_arguments(ServiceRules(id=f"service-{n}")) for n in range(SERVICES)
        ]
        load.run([load.command("configure", services=rules)])
        load.run([self._enter(Role.TERMINAL, n) for n in range(terminals)])
        load.run([self._enter(Role.EXPERT, n) for n in range(experts)])
        load.run(
            load.command("set_presence", participant=f"p_{n}", state="available", reason="self")
            for n in range(experts)
        )

    def _enter(self, role: Role, number: int) -> bytes:
        expert = role is Role.EXPERT
        serves = [f"{s}/{lang}" for s in services_of(number) for lang in LANGUAGES]
        entrance = Entrance(
            participant=f"{'p' if expert else 't'}_{number}",
            role=role,
            subject=f"{role}-{number}",
            name=f"{role} {number}",
            node="node-b" if expert else "node-a",
            languages=LANGUAGES,
            serves=tuple(map(Serving, serves)) if expert else (),
            day=DAY,
        )
        return self.load.command("enter", **redis_records.entrance_arguments(entrance))

    def _ask(self, terminal: int) -> Asked:
        self._asked += 1
        service = f"service-{self._asked % SERVICES}"
        return Asked(
            request=f"request-{self._asked}",
            service=service,
            language="fi",
            terminal=f"terminal-{terminal}",
            new_room=f"room-{self._asked}",
            choices=request_choices(service, ("fi",), PLACE),
        )

    def round(self, found: Claims) -> None:
        """All terminals ask, everybody is found to be reserved, and all take it back."""
        asked = [self._ask(terminal) for terminal in range(self._terminals)]
        claims = [
            self.load.command(
                "create_request", participant=f"t_{number}", **redis_records.asked_arguments(each)
            )
            for number, each in enumerate(asked)
        ]
        self.load.forget_times()
        seconds = self.load.run(claims)
        found.us.append(self.load.script_us() / len(claims))
        found.per_s.append(len(claims) / seconds)
        states = {self.load.record("request", each.request)["state"] for each in asked}
        assert states == {"reserved"}, states
        self.load.run(
            self.load.command("cancel_request", participant=f"t_{number}", request=each.request)
            for number, each in enumerate(asked)
        )


def claims_in_redis(sizes: Sequence[int], terminals: int, rounds: int) -> list[Claims]:
    """For each number of experts, in a Redis of its own that goes before other processes where
    that is allowed. Rounds of all sizes take turns, so that whatever else the machine does
    meets them alike.
    """
    found = [Claims([], []) for _ in sizes]
    with ExitStack() as stack:
        crowds = []
        for experts in sizes:
            redis = stack.enter_context(RedisServer())
            assert redis.process is not None
            with suppress(PermissionError):
                os.setpriority(os.PRIO_PROCESS, redis.process.pid, -10)
            load = stack.enter_context(closing(RedisLoad(redis.socket_path, "bench")))
            stack.enter_context(load.listening("node:node-a", "node:node-b", "all"))
            crowds.append(Crowd(load, experts, terminals))
        for _ in range(rounds):
            for crowd, each in zip(crowds, found, strict=True):
                crowd.round(each)
    for experts, each in zip(sizes, found, strict=True):
        print(
            f"{experts:6} experts: {quickest_quarter(each.us):.1f} us a claim in the quickest"
            f" quarter of rounds, {statistics.median(each.us):.1f} in the median;"
            f" {statistics.median(each.per_s):.0f} claims a second"
        )
    return found


async def rings(per_s: float, seconds: float, terminals: int, experts: int) -> list[float]:
    """Milliseconds from each summon to its ring, over two nodes."""
    with RedisServer() as redis, tempfile.TemporaryDirectory() as folder:
        async with country(
            Path(folder), redis.url, nodes=2, experts=experts, terminals=terminals
        ) as where:
            found = await summon_for_a_while(where, per_s, seconds, terminals, experts)
    return sorted(1000 * ring for ring in found)


def main() -> None:
    """Run everything; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--per-s", type=float, default=200.0, help="summons a second (200)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of summoning (10)")
    parser.add_argument("--sockets", type=int, default=300, help="experts who can be rung (300)")
    wanted = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    (claims,) = claims_in_redis([EXPERTS], 200, wanted.rounds)
    many, few = claims_in_redis([MANY, FEW], FEW_TERMINALS, 3 * wanted.rounds)
    found = asyncio.run(rings(wanted.per_s, wanted.seconds, 100, wanted.sockets))
    cuts = statistics.quantiles(found, n=100)
    print(f"{len(found)} rings: slowest {found[-1]:.1f} ms")
    print("aims: 40 us or less, flatness 1.2 or less, p99 under 10 ms")
    told = {
        "claims_per_s": round(statistics.median(claims.per_s)),
        "redis_us_per_claim": round(quickest_quarter(claims.us), 1),
        "flatness": round(quickest_quarter(many.us) / quickest_quarter(few.us), 2),
        "ring_ms_p50": round(cuts[49], 2),
        "ring_ms_p99": round(cuts[98], 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
