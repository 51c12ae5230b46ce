"""The real programs as processes, for tests and benchmarks that use a real browser.

`etaluukku serve` once or more on one Redis, and one `edge_client run` whose devices are
synthetic or PulseAudio's; the same commands that run in production.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from signaling.cli.children import Child
from signaling.server.settings import SEED_DIRECTORY
from tests.support.processes import TurnServer, free_port
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
SIMULATION = ROOT / "edge_client" / "simulation" / "demo.toml"

FACE_MARKER, DOCUMENT_MARKER = 7, 23
TERMINAL_HERTZ = 440

SYNTHETIC = (
    "face.source=synthetic",
    f"face.marker={FACE_MARKER}",
    "document.source=synthetic",
    f"document.marker={DOCUMENT_MARKER}",
    "voice.source=synthetic",
    f"voice.tone={TERMINAL_HERTZ}",
)
"""A terminal whose pictures and sound a program can recognise."""


@dataclass(frozen=True)
class Stage:
    """Where everything is served."""

    nodes: tuple[str, ...]
    """Origins of the signaling nodes, ``http://localhost:…``."""
    booth: str
    terminals: tuple[str, ...]
    booths: tuple[str, ...]
    folder: Path
    processes: Mapping[str, Child]
    """By name: ``node-0``, ``node-1``, …, and the terminals."""

    def page(self, workspace: str, node: int = 0) -> str:
        """A workspace's address on one of the nodes."""
        return f"{self.nodes[node]}/{workspace}"


def where_vero(folder: Path, **rules: object) -> str:
    """A line of nodes' settings: the seed's directory, with further rules for Verohallinto."""
    told = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in rules.items())
    seed = SEED_DIRECTORY.read_text("utf-8")
    (folder / "directory.yaml").write_text(
        seed.replace("  - id: vero\n", f"  - id: vero\n{told}"), "utf-8"
    )
    return 'directory = "directory.yaml"'


@asynccontextmanager
async def stage(
    folder: Path,
    redis_url: str,
    tenant: str,
    *,
    nodes: int = 1,
    terminals: Sequence[str] = ("porina-1",),
    turn: TurnServer | None = None,
    settings: Sequence[str] = SYNTHETIC,
    environ: Mapping[str, str] | None = None,
    one_service: bool = False,
    server: Sequence[str] = (),
) -> AsyncIterator[Stage]:
    """Start everything, wait until it answers, and end it afterwards.

    With `one_service` pages and terminals know all nodes, and may move from one to another.
    `server`: further lines of the nodes' settings.
    """
    ports = [free_port() for _ in range(nodes)]
    origins = [f"http://localhost:{port}" for port in ports] if one_service else []
    processes: dict[str, Child] = {}
    booth_ports = [free_port() for _ in terminals]
    async with AsyncExitStack() as stack:
        for number, port in enumerate(ports):
            further = [f"public_urls = {json.dumps(origins)}", *server]
            config = _server_config(folder, number, port, redis_url, tenant, turn, further)
            name = f"node-{number}"
            processes[name] = await _run(
                stack,
                folder,
                name,
                ["signaling.cli.main", "serve", "--config", str(config)],
            )
        for port in ports:
            await _answers(f"http://localhost:{port}/readyz", folder)
        for terminal, booth_port in zip(terminals, booth_ports, strict=True):
            known = ports if one_service else ports[:1]
            processes[terminal] = await _start_terminal(
                stack, folder, terminal, booth_port, known, settings, environ or {}
            )
        for booth_port in booth_ports:
            await _booth_is_online(booth_port, folder)
        booths = tuple(f"http://localhost:{port}" for port in booth_ports)
        yield Stage(
            nodes=tuple(f"http://localhost:{port}" for port in ports),
            booth=booths[0],
            terminals=tuple(terminals),
            booths=booths,
            folder=folder,
            processes=processes,
        )


def _server_config(
    folder: Path,
    number: int,
    port: int,
    redis_url: str,
    tenant: str,
    turn: TurnServer | None,
    further: Sequence[str],
) -> Path:
    (folder / "config" / "terminals").mkdir(parents=True, exist_ok=True)
    lines = [
        f'tenant = "{tenant}"',
        f"port = {port}",
        f'redis_url = "{redis_url}"',
        'config_dir = "config"',
        "demo = true",
        # A terminal's key is registered while the node runs, and the terminal comes at once:
        # refused, it would wait half a minute before it tries again.
        "reread_s = 0.1",
        *further,
    ]
    if turn is not None:
        (folder / "turn.secret").write_text(turn.secret)
        urls = ", ".join(f'"{url}"' for url in turn.urls)
        lines += ["[turn]", f"urls = [{urls}]", 'secret_file = "turn.secret"']
    path = folder / f"node-{number}.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


async def _start_terminal(
    stack: AsyncExitStack,
    folder: Path,
    terminal: str,
    booth_port: int,
    ports: Sequence[int],
    settings: Sequence[str],
    environ: Mapping[str, str],
) -> Child:
    key = folder / f"{terminal}.pem"
    keygen = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_client", "keygen", str(key), stdout=asyncio.subprocess.DEVNULL
    )
    assert await keygen.wait() == 0
    registered = folder / "config" / "terminals" / f"{terminal}.pem"
    registered.write_bytes(key.with_suffix(".pub.pem").read_bytes())
    argv = ["edge_client", "run", "--config", str(SIMULATION)]
    for setting in (
        f"terminal.id={terminal}",
        f"terminal.server={' '.join(f'ws://localhost:{port}/ws/terminal' for port in ports)}",
        f"terminal.key_file={key}",
        f"terminal.booth_port={booth_port}",
        *settings,
    ):
        argv += ["--set", setting]
    return await _run(stack, folder, terminal, argv, environ)


async def _run(
    stack: AsyncExitStack,
    folder: Path,
    name: str,
    argv: Sequence[str],
    environ: Mapping[str, str] | None = None,
) -> Child:
    command = [sys.executable, "-m", *argv]
    if environ:
        command = ["env", *(f"{k}={v}" for k, v in environ.items()), *command]
    child = Child(name, command, folder / f"{name}.log")
    stack.push_async_callback(child.stop)
    await child.start()
    return child


async def _answers(url: str, folder: Path) -> None:
    async with aiohttp.ClientSession() as http:

        async def ready() -> bool:
            try:
                async with http.get(url) as answer:
                    return answer.status == 200
            except aiohttp.ClientError as error:
                raise AssertionError(f"{error}\n{logs(folder)}") from error

        await eventually(ready, timeout_s=20, what=f"{url} answers")


async def _booth_is_online(port: int, folder: Path) -> None:
    origin = f"http://localhost:{port}"
    async with aiohttp.ClientSession() as http:

        async def online() -> bool:
            try:
                async with http.ws_connect(f"{origin}/booth", headers={"Origin": origin}) as booth:
                    told = await booth.receive_json(timeout=2)
                    assert told.get("link") == "online", told
            except aiohttp.ClientError as error:
                raise AssertionError(f"{error}\n{logs(folder)}") from error
            return True

        await eventually(online, timeout_s=30, what="the terminal is online")


def logs(folder: Path, lines: int = 8) -> str:
    """The ends of all logs, for a failure's text."""
    told = []
    for log in sorted(folder.glob("*.log")):
        told.append(f"--- {log.name}")
        told += log.read_text("utf-8", "replace").splitlines()[-lines:]
    return "\n".join(told)
