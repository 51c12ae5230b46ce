"""`make bench-connections`: what an idle WebSocket costs a node.

One node, real Redis, and a second process with 10,000 experts who are signed in and do
nothing, offering permessage-deflate as browsers do. The node pings each of them every few
seconds. Memory: the node's RSS with all of them less that with the first hundred, by socket.
Processor: its share of one core while nothing happens but heartbeats.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import tempfile
from pathlib import Path

from signaling.protocol.limits import PING_INTERVAL_S
from tests.bench.country import Country, country, cpu_s, pause, rss_kib
from tests.support.processes import RedisServer

FIRST = 100
"""They bring the node's own caches and code into memory, and are not counted."""
SETTLE_S = 2 * PING_INTERVAL_S
LIMIT_S = 600.0


def raise_file_limit(files: int) -> None:
    """For this process and those it starts; raises OSError when the machine does not allow it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, max(files, hard)))


async def come_in(crowd: asyncio.subprocess.Process, tokens: list[str]) -> None:
    """Let so many more come, and wait until they are welcomed."""
    assert crowd.stdin is not None and crowd.stdout is not None
    crowd.stdin.write("".join(f"{token}\n" for token in [*tokens, ""]).encode())
    await crowd.stdin.drain()
    answer = await crowd.stdout.readline()
    assert answer.split() == [b"ready", str(len(tokens)).encode()], "the crowd did not come in"


async def measure(where: Country, count: int, watch_s: float) -> dict[str, float]:
    """Both figures, with `count` sockets."""
    crowd = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.idle_crowd", str(where.ports[0])),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        tokens = [where.expert_token(n) for n in range(FIRST + count)]
        await come_in(crowd, tokens[:FIRST])
        await pause(SETTLE_S)
        before = rss_kib(where.pids[0])
        print(f"{FIRST} sockets: {before / 1024:.0f} MiB")
        await come_in(crowd, tokens[FIRST:])
        await pause(SETTLE_S)
        busy = cpu_s(where.pids[0])
        await pause(watch_s)
        busy = cpu_s(where.pids[0]) - busy
        after = rss_kib(where.pids[0])
        print(f"{FIRST + count} sockets: {after / 1024:.0f} MiB, {busy / watch_s:.1%} of a core")
    finally:
        crowd.kill()
        await crowd.wait()
    return {
        "sockets": count,
        "kib_per_connection": round((after - before) / count, 1),
        "cpu_share_per_1000": round(busy / watch_s / (FIRST + count) * 1000, 4),
    }


async def main() -> None:
    """Run it; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=10_000)
    parser.add_argument("--watch", type=float, default=20.0, help="seconds of heartbeats (20)")
    wanted = parser.parse_args()
    raise_file_limit(wanted.sockets + FIRST + 1000)
    with RedisServer() as redis, tempfile.TemporaryDirectory() as folder:
        async with (
            asyncio.timeout(LIMIT_S),
            country(Path(folder), redis.url, nodes=1, experts=wanted.sockets + FIRST) as where,
        ):
            found = await measure(where, wanted.sockets, wanted.watch)
    print("aims: 30 KiB or less")
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main())
