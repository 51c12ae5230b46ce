"""docker/turn.sh and docker/turnserver.conf, as a real coturn reads them, and what it relays."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aioice import stun
from aioice.turn import TurnTransport, create_turn_endpoint

from signaling.server.turn import turn_credentials
from tests.integration.deployment.services import DOCKER, DOMAIN, DeployedTurn
from tests.support.waiting import eventually, eventually_sync

SECRET = secrets.token_hex(32)
NAME = "p_0123456789abcdef"


class _Ear(asyncio.DatagramProtocol):
    """Notes what arrives, and what the relay refused."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.errors: list[Exception] = []

    def datagram_received(self, data: bytes, _: tuple[str | None, int]) -> None:
        self.heard.append(data)

    def error_received(self, exc: Exception) -> None:
        self.errors.append(exc)


@pytest.fixture(scope="module")
def turn() -> Iterator[DeployedTurn]:
    with DeployedTurn(SECRET, TURN_ALLOWED_PEERS="127.0.0.1 10.9.0.0-10.9.255.255") as server:
        yield server


@asynccontextmanager
async def _relay(
    server: DeployedTurn, secret: str = SECRET, *, tls: bool = False
) -> AsyncIterator[tuple[TurnTransport, _Ear]]:
    username, password = turn_credentials(secret.encode(), NAME, 600, time.time())
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    transport, ear = await create_turn_endpoint(
        _Ear,
        ("127.0.0.1", server.tls_port if tls else server.port),
        username,
        password,
        transport="tcp" if tls else "udp",
        ssl=trusting if tls else None,
    )
    try:
        yield transport, ear
    finally:
        transport.close()


async def _send_through(server: DeployedTurn, *, tls: bool = False) -> None:
    loop = asyncio.get_running_loop()
    plain, ear = await loop.create_datagram_endpoint(_Ear, local_addr=("127.0.0.1", 0))
    try:
        async with _relay(server, tls=tls) as (transport, _):
            transport.sendto(b"to the expert", plain.get_extra_info("sockname"))
            await eventually(lambda: ear.heard, timeout_s=5, what="the relay passes data on")
            assert ear.heard == [b"to the expert"]
    finally:
        plain.close()


async def test_it_relays_for_who_has_the_nodes_credentials(turn: DeployedTurn) -> None:
    await _send_through(turn)


async def test_it_relays_for_nobody_else(turn: DeployedTurn) -> None:
    with pytest.raises(stun.TransactionFailed) as refused:
        async with _relay(turn, secrets.token_hex(32)):
            pass
    assert refused.value.response.error_code == 401


@pytest.mark.parametrize(
    "address",
    ["127.0.0.2", "10.0.0.1", "172.18.0.2", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
)
async def test_it_is_no_way_into_the_networks_behind_it(turn: DeployedTurn, address: str) -> None:
    async with _relay(turn) as (transport, ear):
        transport.sendto(b"PING\r\n", (address, 6379))
        await eventually(lambda: ear.errors, timeout_s=5, what=f"{address} is refused")
    (error,) = ear.errors
    assert isinstance(error, stun.TransactionFailed)
    assert error.response.error_code == 403


async def test_it_reaches_the_private_addresses_that_are_let_through(turn: DeployedTurn) -> None:
    async with _relay(turn) as (transport, ear):
        transport.sendto(b"refused", ("10.8.0.1", 9))
        await eventually(lambda: ear.errors, timeout_s=5, what="the neighbour is refused")
        transport.sendto(b"let through", ("10.9.0.1", 9))
        transport.sendto(b"refused", ("10.10.0.1", 9))
        await eventually(lambda: len(ear.errors) == 2, timeout_s=5, what="two are refused")


def test_it_knows_every_option(turn: DeployedTurn) -> None:
    assert f"Default realm: {DOMAIN}" in turn.log
    assert [line for line in turn.log.splitlines() if "Bad configuration" in line] == []


async def test_it_writes_down_nobodys_address(turn: DeployedTurn) -> None:
    async with _relay(turn) as (transport, ear):
        _, port = transport.get_extra_info("related_address")
        # The last one is refused, which is written down, if anything is.
        transport.sendto(b"", ("127.0.0.1", 9))
        transport.sendto(b"", ("10.11.12.13", 9))
        await eventually(lambda: ear.errors, timeout_s=5, what="one is refused")
    # Which waits until the refusal has come through.
    await eventually(lambda: "denied in the range" in turn.log, timeout_s=5, what="it is logged")
    seen = [line for line in turn.log.splitlines() if f":{port}" in line or "10.11.12.13" in line]
    assert seen == []


def test_the_secret_is_seen_nowhere(turn: DeployedTurn) -> None:
    assert turn.process is not None
    process = Path("/proc", str(turn.process.pid))
    shown = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    # The very process that was started has become coturn.
    assert shown.startswith(b"turnserver\0")
    assert SECRET.encode() not in shown
    assert SECRET not in turn.log
    assert (turn.run / "turnserver.conf").stat().st_mode & 0o077 == 0


def _served(server: DeployedTurn) -> str:
    try:
        return ssl.get_server_certificate(("127.0.0.1", server.tls_port), timeout=2)
    except OSError as error:
        raise AssertionError(f"no TLS: {error}") from error


def _same(a: str, b: str) -> bool:
    return ssl.PEM_cert_to_DER_cert(a) == ssl.PEM_cert_to_DER_cert(b)


async def test_tls_begins_when_the_proxy_has_a_certificate_and_follows_its_renewal() -> None:
    with DeployedTurn(SECRET, TURN_ALLOWED_PEERS="127.0.0.1") as server:
        await _send_through(server)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.tls_port), timeout=2)
        first = server.put_certificate()
        process = server.process
        assert process is not None
        eventually_sync(lambda: process.poll() is not None, timeout_s=10, what="it ends for TLS")
        # What `restart: unless-stopped` does.
        server.start()
        assert _same(_served(server), first)
        await _send_through(server, tls=True)
        second = server.put_certificate()
        eventually_sync(
            lambda: _same(_served(server), second), timeout_s=10, what="the renewed one is served"
        )


@pytest.mark.parametrize(
    ("domain", "secret", "complaint"),
    [
        ("", SECRET, "DOMAIN is not set"),
        (DOMAIN, None, "cannot be read"),
        (DOMAIN, "short", "at least 32 characters"),
        (DOMAIN, "x" * 40 + "\nlistening-port=80", "expected one line"),
    ],
)
def test_it_says_what_is_missing(
    domain: str, secret: str | None, complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "turn_secret"
    if secret is not None:
        file.write_text(secret)
    run = subprocess.run(
        ["sh", str(DOCKER / "turn.sh")],
        env={
            "PATH": "/usr/bin:/bin",
            "DOMAIN": domain,
            "TURN_SECRET_FILE": str(file),
            "TURN_RUN": str(tmp_path),
            "TURN_SETTINGS": str(DOCKER / "turnserver.conf"),
        },
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (run.returncode, complaint in run.stderr) == (2, True), run.stderr
