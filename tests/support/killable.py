"""A city whose nodes are real processes, so that they can be killed in the middle of anything.

::

    here, there = await city.two()
    desk = await city.desk(on=here)
    …
    await city.kill(here)          # SIGKILL: no farewell; its people come back at the others
    await city.free("aino")        # and in the end nobody is left reserved or busy
"""

from __future__ import annotations

import asyncio
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from signaling.client.answers import NotConnectedError
from signaling.protocol import PresenceState
from signaling.store.redis_store import RedisStore
from tests.integration.server.city import RunningNode
from tests.support.city import ScenarioCity
from tests.support.invariants import check
from tests.support.processes import Service, free_port
from tests.support.waiting import eventually
from tests.support.whole import read_whole

ROOT = Path(__file__).resolve().parents[2]

MOST_NODES = 4
TAKEN_UP_S = 3.0
"""What a killed node was doing is taken up by another within so long."""


class NodeProcess(Service):
    """`etaluukku serve`."""

    name = "node"

    def __init__(self, port: int, settings: dict[str, Any]) -> None:
        super().__init__()
        self.port = port
        lines = [f"{name} = {_toml(value)}" for name, value in {**settings, "port": port}.items()]
        self.config = self.folder / "node.toml"
        self.config.write_text("\n".join(lines) + "\n")
        tomllib.loads(self.config.read_text())

    def argv(self) -> list[str]:
        serve = ["-m", "signaling.cli.main", "serve", "--config", str(self.config)]
        return ["env", f"PYTHONPATH={ROOT}", sys.executable, *serve]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as told:
                return bool(told.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'


class KillableNode(RunningNode):
    """A node as the city knows it, in a process of its own."""

    def __init__(self, process: NodeProcess) -> None:
        self.process = process

    @property
    def port(self) -> int:
        return self.process.port

    async def stop(self) -> None:
        """As by SIGTERM."""
        await asyncio.to_thread(self.process.__exit__, None, None, None)


class KillableCity(ScenarioCity):
    """People and terminals know all nodes, and go on at another when theirs is gone."""

    def __init__(self, redis_url: str, tenant: str, folder: Path) -> None:
        super().__init__(redis_url, tenant, folder)
        self.ports = [free_port() for _ in range(MOST_NODES)]
        """Where nodes are or will be: all are known to everybody from the start."""
        self._started = 0
        self.redis = Redis.from_url(redis_url, decode_responses=True)
        self.store = RedisStore(self.redis, tenant)

    def urls(self, on: RunningNode | None, path: str) -> list[str]:
        """Where somebody connects: first `on`, else the first node."""
        first = (on or self.nodes[0]).port
        ports = [first, *(port for port in self.ports if port != first)]
        return [f"http://127.0.0.1:{port}{path}" for port in ports]

    async def start(self, **changes: Any) -> RunningNode:
        """One more node."""
        settings = self.settings(**changes).model_dump(exclude_none=True, exclude_defaults=True)
        port = self.ports[self._started]
        self._started += 1
        process = NodeProcess(port, {**settings, "redis_url": self.redis_url})
        await asyncio.to_thread(process.__enter__)
        node = KillableNode(process)
        self.nodes.append(node)
        return node

    async def two(self) -> tuple[RunningNode, RunningNode]:
        """Two nodes, begun at once."""
        await asyncio.gather(self.start(), self.start())
        here, there = self.nodes
        return here, there

    async def kill(self, node: RunningNode) -> None:
        """SIGKILL, as by a power cut; nobody new is sent there."""
        assert isinstance(node, KillableNode)
        self.nodes.remove(node)
        await asyncio.to_thread(node.process.kill)
        node.process.__exit__(None, None, None)

    async def taken_up(self, check: Callable[[], object | Awaitable[object]], what: str) -> None:
        """That must become so soon enough after a node was killed."""
        await eventually(check, timeout_s=TAKEN_UP_S, what=what)

    async def insist(self, action: Callable[[], Awaitable[object]]) -> None:
        """Press again, as people do, when the answer was lost with the node."""

        async def done() -> bool:
            try:
                await action()
            except NotConnectedError as error:
                raise AssertionError("not connected") from error
            return True

        await eventually(done, timeout_s=10, what="the action to be taken")

    async def free(self, *people: str) -> None:
        """Everybody named ends available, and the whole state is sound."""
        for person in people:

            async def so(person: str = person) -> bool:
                presence = await self.store.presence(person)
                assert presence is not None
                assert presence.state is PresenceState.AVAILABLE, presence
                return True

            await eventually(so, timeout_s=5, what=f"{person} is free")
        await self.sound()

    async def sound(self) -> None:
        """Every invariant holds; looked at again where a timer was just due."""

        async def so() -> bool:
            whole = await read_whole(self.redis, self.store.prefix, strict=False)
            check(whole, await self.store.now())
            return True

        await eventually(so, timeout_s=5, what="the state to be sound")

    async def stop(self) -> None:
        await super().stop()
        await self.redis.aclose()


@asynccontextmanager
async def a_killable_city(
    redis_url: str, tenant: str, folder: Path, kind: type[KillableCity] | None = None
) -> AsyncIterator[KillableCity]:
    """People and terminals leave first, then the nodes stop."""
    city = (kind or KillableCity)(redis_url, tenant, folder)
    try:
        async with city.stack:
            yield city
    finally:
        await city.stop()
