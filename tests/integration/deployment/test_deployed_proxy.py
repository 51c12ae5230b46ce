"""docker/Caddyfile as a real Caddy reads it, in front of two real nodes on a real Redis."""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.integration.deployment.services import DOMAIN, DeployedProxy
from tests.integration.server.city import City, Peer, a_city
from tests.support.processes import RedisServer
from tests.support.waiting import eventually


class _Home(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


@dataclass
class Door:
    """The proxy, what lies behind it, and somebody in front of it."""

    proxy: DeployedProxy
    city: City
    http: aiohttp.ClientSession

    async def knock(self, terminal: str) -> Peer:
        """A terminal that comes through the proxy, welcomed."""
        bearer = self.city.assertion(terminal)
        ws = await self.http.ws_connect(
            f"{self.proxy.origin}/ws/terminal",
            headers={"Authorization": f"Bearer {bearer}"},
            autoclose=False,
        )
        peer = Peer(ws)
        self.city.peers.append(peer)
        return await self.city.hello(peer)

    def people(self) -> list[int]:
        """How many sockets each node has."""
        return [len(running.node.hub.connections) for running in self.city.nodes]


@pytest.fixture
async def door(redis_server: RedisServer, tenant: str, tmp_path: Path) -> AsyncIterator[Door]:
    async with AsyncExitStack() as stack:
        city = await stack.enter_async_context(a_city(redis_server.url, tenant, tmp_path))
        web = tmp_path / "web" / "assets"
        web.mkdir(parents=True)
        (web / "page.js").write_text("export const page = 1\n" * 100)
        proxy = DeployedProxy()
        for _ in range(2):
            await city.start(public_urls=[proxy.origin])
        proxy.nodes = " ".join(f"127.0.0.1:{running.port}" for running in city.nodes)
        stack.enter_context(proxy)
        trusting = ssl.create_default_context(cafile=str(proxy.root_certificate))
        connector = aiohttp.TCPConnector(ssl=trusting, resolver=_Home())
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        yield Door(proxy, city, http)


async def test_browsers_come_by_https_and_to_no_demo(door: Door) -> None:
    plain = f"http://{DOMAIN}:{door.proxy.ports.http}/clerk"
    async with door.http.get(plain, allow_redirects=False) as answer:
        # The port inside the container is nobody's business outside.
        assert (answer.status, answer.headers["Location"]) == (308, f"https://{DOMAIN}/clerk")
    async with door.http.get(f"{door.proxy.origin}/api/settings") as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert f"wss://{DOMAIN}:" in answer.headers["Content-Security-Policy"]
    async with door.http.get(f"{door.proxy.origin}/assets/page.js") as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert (await answer.text()).startswith("export const page")
    # These nodes run as a demo, whose sign-in is for their own machine only.
    async with door.http.get(f"{door.proxy.origin}/api/demo/people?workspace=clerk") as answer:
        assert answer.status == 404


async def test_terminals_are_spread_over_the_nodes_and_find_the_one_that_is_left(
    door: Door,
) -> None:
    peers = [await door.knock("porina-1"), await door.knock("lavia-1")]
    assert door.people() == [1, 1]
    closing = door.city.nodes.pop()
    (moved,) = [c.participant for c in closing.node.hub.connections]
    gone = next(peer for peer in peers if peer.participant == moved)
    await closing.stop()
    assert await gone.closed() == ("draining", 1012)
    again = await door.knock(moved.removeprefix("t_"))
    assert again.participant == moved
    assert door.people() == [2]
    assert [peer.ws.closed for peer in peers] == [peer is gone for peer in peers]


async def test_what_goes_wrong_is_logged_without_who_asked_for_what(door: Door) -> None:
    while door.city.nodes:
        await door.city.nodes.pop().stop()
    headers = {"Authorization": "Bearer aaa.bbb.ccc", "Cookie": "et-clerk=ddd.eee.fff"}
    url = f"{door.proxy.origin}/api/me?workspace=clerk"
    async with door.http.get(url, headers=headers) as answer:
        assert answer.status in {502, 503}

    def told() -> list[str]:
        return [line for line in door.proxy.log.splitlines() if '"http.log.error' in line]

    lines = await eventually(told, timeout_s=5, what="the failure is logged")
    assert [line for line in lines if "/api/me" in line or "bbb" in line or "eee" in line] == []
    assert [line for line in lines if "remote_ip" in line] == []


async def test_a_node_that_is_not_ready_gets_nobody_new(door: Door) -> None:
    door.city.nodes[1].node.hub.draining = True

    async def all_ready() -> bool:
        answers = []
        for _ in range(10):
            async with door.http.get(f"{door.proxy.origin}/readyz") as answer:
                answers.append(answer.status)
        assert answers == [200] * 10
        return True

    await eventually(all_ready, timeout_s=10, what="everybody is sent to the ready node")
