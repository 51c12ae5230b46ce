"""A country's directory for benchmarks, its nodes as processes, and the credentials to get in."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import jwt
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from signaling.cli.children import Child
from signaling.protocol import Role
from signaling.server.key_folder import KeyFolder
from signaling.server.tokens import ASSERTION_AUDIENCE, mint_access
from tests.support.processes import free_port
from tests.support.waiting import eventually

SERVICES = 60
LANGUAGES = ("fi", "sv")
PLACE = "porina"
HOUR_S = 3600.0


def services_of(expert: int) -> tuple[str, str]:
    """Two services each; neighbours of the first differ from round to round."""
    first = expert % SERVICES
    second = (first + 1 + expert // SERVICES % (SERVICES - 1)) % SERVICES
    return f"service-{first}", f"service-{second}"


def _texts(text: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), text)


def _directory(experts: int, terminals: int) -> dict[str, object]:
    told = ("name", "description", "hours", "papers")
    return {
        "organization": _texts("Country"),
        "places": [{"id": PLACE, "name": _texts("Porina")}],
        "terminals": [
            {"id": f"terminal-{n}", "place": PLACE, "name": _texts(f"Terminal {n}")}
            for n in range(terminals)
        ],
        "services": [
            {
                "id": f"service-{n}",
                "group": "state",
                "languages": list(LANGUAGES),
                **{field: _texts(f"Service {n}") for field in told},
            }
            for n in range(SERVICES)
        ],
        "people": [
            {
                "id": f"expert-{n}",
                "name": f"Expert {n}",
                "roles": ["expert"],
                "services": list(services_of(n)),
                "languages": list(LANGUAGES),
            }
            for n in range(experts)
        ],
    }


@dataclass
class Country:
    """Nodes that run, each with its address and process id."""

    tenant: str
    ports: list[int]
    pids: list[int]
    operator: Ed25519PrivateKey
    terminal_keys: list[Ed25519PrivateKey]

    def expert_token(self, expert: int) -> str:
        """An access token as `etaluukku token` prints it."""
        person = f"expert-{expert}"
        return mint_access(self.operator, self.tenant, person, Role.EXPERT, HOUR_S, time.time())

    def assertion(self, terminal: int) -> str:
        """What a terminal signs to come in."""
        name, now = f"terminal-{terminal}", int(time.time())
        claims = {
            "iss": name,
            "sub": name,
            "aud": ASSERTION_AUDIENCE,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_hex(16),
        }
        key = self.terminal_keys[terminal]
        return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": name})


@asynccontextmanager
async def country(
    folder: Path, redis_url: str, *, nodes: int, experts: int, terminals: int = 0
) -> AsyncIterator[Country]:
    """Write the directory and the keys, start the nodes, and end them afterwards."""
    tenant = "bench"
    operator = Ed25519PrivateKey.generate()
    KeyFolder(folder / "trusted").add("bench", operator.public_key())
    keys = [Ed25519PrivateKey.generate() for _ in range(terminals)]
    for number, key in enumerate(keys):
        KeyFolder(folder / "terminals").add(f"terminal-{number}", key.public_key())
    text = yaml.safe_dump(_directory(experts, terminals), allow_unicode=True)
    (folder / "directory.yaml").write_text(text, "utf-8")
    ports = [free_port() for _ in range(nodes)]
    children = [_node(folder, tenant, redis_url, number, port) for number, port in enumerate(ports)]
    try:
        for child in children:
            await child.start()
        for port in ports:
            await _ready(port)
        pids = [child.process.pid for child in children if child.process is not None]
        yield Country(tenant, ports, pids, operator, keys)
    finally:
        for child in children:
            await child.stop()


def _node(folder: Path, tenant: str, redis_url: str, number: int, port: int) -> Child:
    settings = folder / f"node-{number}.toml"
    settings.write_text(
        f'tenant = "{tenant}"\nport = {port}\nredis_url = "{redis_url}"\n'
        # Read once: this directory is larger than any real one and does not change.
        'config_dir = "."\ndirectory = "directory.yaml"\nreread_s = 60\n'
    )
    command = [sys.executable, "-m", "signaling.cli.main", "serve", "--config", str(settings)]
    return Child(f"node-{number}", command, folder / f"node-{number}.log")


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as http:

        async def answers() -> bool:
            try:
                async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError as error:
                raise AssertionError(str(error)) from error

        await eventually(answers, timeout_s=60, what=f"the node on port {port} answers")


def cpu_s(pid: int) -> float:
    """Processor time that the process has used so far, seconds (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_kib(pid: int) -> int:
    """Memory of the process, KiB (proc(5), status)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError(f"no VmRSS of {pid}")


async def pause(seconds: float) -> None:
    """Let the nodes be for that long: what is measured here is time itself."""
    await asyncio.sleep(seconds)
