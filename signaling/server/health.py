"""Whether the process lives, and whether it can work."""

from __future__ import annotations

import asyncio

from aiohttp import web

from signaling.store.api import StoreUnavailable

from .access import NODE

ANSWER_S = 1.0


async def healthz(_: web.Request) -> web.Response:
    """``GET /healthz``: the process serves."""
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    """``GET /readyz``: send people here, or not. A directory is always in force."""
    node = request.app[NODE]
    if node.hub.draining:
        return web.Response(status=503, text="draining\n")
    try:
        async with asyncio.timeout(ANSWER_S):
            await node.store.ping()
    except (StoreUnavailable, TimeoutError):
        return web.Response(status=503, text="redis does not answer\n")
    return web.Response(text="ready\n")
