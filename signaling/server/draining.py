"""How a closing node hands its sockets over, before it closes what is left.

Make before break: a client that is told ``server.move`` connects to another node with its
resume token and keeps the old socket until it is welcomed there, so that nobody is ever seen
to have gone. What it has sent on the old socket is still carried out and answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import math

from signaling.store.api import StoreUnavailable

from .connection import FAREWELL_S
from .logs import log
from .node import Node

MOVES_PER_S = 1000.0
"""Everybody at once would be more than the other nodes greet in time."""

STEP_S = 0.05


async def drain(node: Node) -> None:
    """Hand over within the settings' `drain_s`.

    For when the node no longer listens, but everything in it still runs.
    """
    node.hub.draining = True
    log.info("the node drains", node=node.name, connections=len(node.hub.connections))
    if node.settings.drain_s > 0 and await _somebody_else(node):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(node.settings.drain_s):
                await _hand_over(node)


async def close(node: Node) -> None:
    """Close what is left, and let all nodes know."""
    node.hub.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_S + 1.0):
            while node.hub.connections:
                await asyncio.sleep(STEP_S / 2)
    with contextlib.suppress(StoreUnavailable):
        await node.store.retire(node.name)


async def _somebody_else(node: Node) -> bool:
    """Whether there is another node to move to."""
    try:
        return bool(set(await node.store.nodes()) - {node.name})
    except StoreUnavailable:
        # Nobody can be greeted anywhere without it.
        return False


async def _hand_over(node: Node) -> None:
    """Ask one after the other to move; returns when all have, or somebody is in a hurry."""
    hub, loop = node.hub, asyncio.get_running_loop()
    closes_at = loop.time() + node.settings.drain_s
    slowest = len(hub.connections) / (node.settings.drain_s / 2)
    at_once = math.ceil(max(min(MOVES_PER_S, len(hub.connections)), slowest) * STEP_S)
    while hub.connections and not node.hurry.is_set():
        # Anew each time: somebody may have been greeted meanwhile.
        for connection in [c for c in hub.connections if not c.moving][:at_once]:
            connection.move(max(0.0, closes_at - loop.time()))
        await asyncio.sleep(STEP_S)
