"""Summons at one node, rings at another: bare WebSockets and one clock."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from typing import Any

import aiohttp

from tests.bench.country import SERVICES, Country, cpu_s

SPARE_S = 5.0
"""After the last summon, for its ring."""
WARM_UP_S = 1.0
"""The first summons fill caches of both nodes, and are not counted."""


class Summoning:
    """All sockets, when each request was summoned, and how long its ring took."""

    def __init__(self) -> None:
        self._sent: dict[str, float] = {}
        self._rung: dict[str, asyncio.Future[float]] = {}

    def summon(self, request: str) -> asyncio.Future[float]:
        """From now; the result is the seconds until its ring."""
        self._rung[request] = asyncio.get_running_loop().create_future()
        self._sent[request] = time.perf_counter()
        return self._rung[request]

    def arrived(self, text: str, at: float) -> None:
        """What an expert was told at that time."""
        message: dict[str, Any] = json.loads(text)
        if message["type"] == "reservation.state" and message["state"] == "pending":
            request = message["request"]
            if not self._rung[request].done():
                self._rung[request].set_result(at - self._sent[request])


async def _welcomed(ws: aiohttp.ClientWebSocketResponse) -> None:
    await ws.send_str('{"type":"hello","protocol":1}')
    while json.loads((await ws.receive()).data)["type"] != "synced":
        pass


async def _be_rung(ws: aiohttp.ClientWebSocketResponse, summoning: Summoning) -> None:
    async for frame in ws:
        at = time.perf_counter()
        if frame.type is aiohttp.WSMsgType.TEXT:
            summoning.arrived(frame.data, at)


async def _hear(ws: aiohttp.ClientWebSocketResponse) -> None:
    """A terminal takes what it is told; an error would mean that the bench is wrong."""
    async for frame in ws:
        assert '"type":"error"' not in str(frame.data), frame.data


async def summon_for_a_while(
    where: Country, per_s: float, seconds: float, terminals: int, experts: int
) -> list[float]:
    """Seconds from each summon to its ring. Terminals take turns, and so do services."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        summoning = Summoning()

        async def connect(path: str, port: int, token: str) -> aiohttp.ClientWebSocketResponse:
            headers = {"Authorization": f"Bearer {token}"}
            url = f"http://127.0.0.1:{port}/ws/{path}"
            ws = await stack.enter_async_context(http.ws_connect(url, headers=headers))
            await _welcomed(ws)
            return ws

        listening = []
        for number in range(experts):
            ws = await connect("expert", where.ports[1], where.expert_token(number))
            listening.append(tasks.create_task(_be_rung(ws, summoning)))
            await ws.send_str('{"type":"presence.set","state":"available"}')
        booths = []
        for number in range(terminals):
            ws = await connect("terminal", where.ports[0], where.assertion(number))
            listening.append(tasks.create_task(_hear(ws)))
            booths.append(ws)
        busy = [cpu_s(pid) for pid in where.pids]
        found = await _summon_all(booths, summoning, per_s, seconds)
        for name, pid, before in zip(("A", "B"), where.pids, busy, strict=True):
            used = (cpu_s(pid) - before) / (per_s * (seconds + WARM_UP_S))
            print(f"node {name}: {1000 * used:.2f} ms of processor a summon, its end included")
        for task in listening:
            task.cancel()
    return found


async def _summon_all(
    booths: list[aiohttp.ClientWebSocketResponse],
    summoning: Summoning,
    per_s: float,
    seconds: float,
) -> list[float]:
    loop = asyncio.get_running_loop()
    begin = loop.time()

    async def one(number: int) -> float:
        await asyncio.sleep(begin + number / per_s - loop.time())
        request, booth = f"request-{number}", booths[number % len(booths)]
        fields = {"request": request, "service": f"service-{number % SERVICES}", "language": "fi"}
        text = json.dumps({"type": "request.create", **fields})
        ring = summoning.summon(request)
        await booth.send_str(text)
        async with asyncio.timeout(SPARE_S):
            took = await ring
        await booth.send_str(json.dumps({"type": "request.cancel", "request": request}))
        return took

    count = int(per_s * (seconds + WARM_UP_S))
    found = await asyncio.gather(*(one(number) for number in range(count)))
    return found[int(per_s * WARM_UP_S) :]
