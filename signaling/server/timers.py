"""What a node does by the clock. No loop ends before it is cancelled: a failure is logged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from signaling.domain.clock import NODE_TIMEOUT_S
from signaling.store.api import StoreUnavailable

from .logs import log
from .node import Node

BEAT_S = 1.0
TICK_S = 0.25
"""At most so long between looks at what is due: another node may have set a shorter timer."""

WAITS_S = 2.0
"""How often those who wait are told their place and expected wait anew."""

PUBLISH_S = 30.0
"""Cheap, and heals by itself when Redis has lost its data."""


REFRESH_LOOK_S = 10.0
"""How often tokens that become old are looked for."""


class Timers:
    """The loops of one node."""

    def __init__(self, node: Node, clock: Callable[[], float] = time.monotonic) -> None:
        self._node = node
        self._clock = clock
        self._beaten_at = clock()
        self._published_at: float | None = None
        self._was_silent = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start all loops in the running event loop."""
        node = self._node
        for name, work in (
            ("beat", self._beat),
            ("tick", self._tick),
            ("care", self._care),
            ("waits", self._waits),
            ("notices", node.hub.listen),
            ("availability", node.availability.run),
            ("supervision", node.supervision.run),
            ("configuration", self._reread),
            ("statements", node.statements.renew),
            ("refresh", self._refresh),
        ):
            task = asyncio.create_task(self._forever(name, work), name=f"node-{name}")
            self._tasks.append(task)

    async def stop(self) -> None:
        """Cancel them."""
        pending = set(self._tasks)
        while pending:
            # More than once: asyncio.wait_for, inside redis-py, swallows a cancellation that
            # meets its result (CPython issue 81839, bpo-37658; cured in Python 3.12).
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)

    async def _forever(self, name: str, work: Callable[[], Awaitable[float | None]]) -> None:
        """Again and again, with the pause that `work` asks for."""
        out_of_reach = False
        while True:
            try:
                pause_s = await work() or 0.0
                if out_of_reach:
                    log.info("the store is back", node=self._node.name, type=name)
                out_of_reach = False
            except StoreUnavailable as error:
                if not out_of_reach:
                    log.error("the store is out of reach", type=name, problem=str(error))
                out_of_reach = True
                pause_s = BEAT_S / 2
            except Exception:
                log.exception("a loop has failed and goes on", type=name)
                pause_s = BEAT_S
            await asyncio.sleep(pause_s)

    async def _beat(self) -> float:
        node, before = self._node, self._node.era
        try:
            era = await node.beat()
        except StoreUnavailable:
            node.hub.accept_work(False)
            raise
        if not node.hub.accepting or before not in (None, era):
            self._was_silent = True
        now = self._clock()
        silent_s, self._beaten_at = now - self._beaten_at, now
        if silent_s > NODE_TIMEOUT_S:
            log.warning("this node was silent and may be taken for dead", seconds=round(silent_s))
            self._was_silent = True
        if self._published_at is None or now - self._published_at > PUBLISH_S:
            await node.tokens.publish()
            await node.publish_rules()
            self._published_at = now
        return BEAT_S

    async def _care(self) -> float:
        """Apart from the beat, which a long recovery must not hold up."""
        hub = self._node.hub
        if self._was_silent:
            self._was_silent = False
            await hub.recover()
            hub.accept_work(True)
        await hub.settle_owed()
        await hub.tell_those_behind()
        return BEAT_S / 2

    async def _waits(self) -> float:
        self._node.hub.tell_those_waiting()
        return WAITS_S

    async def _refresh(self) -> float:
        self._node.statements.refresh(self._node.hub.connections)
        return REFRESH_LOOK_S

    async def _tick(self) -> float:
        return min(max(await self._node.store.tick(), 0.01), TICK_S)

    async def _reread(self) -> float:
        await asyncio.sleep(self._node.settings.reread_s)
        await self._node.reread()
        return 0.0
