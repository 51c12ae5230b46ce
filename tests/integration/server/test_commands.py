"""The `etaluukku` command as an operator runs it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import sys
from pathlib import Path

import aiohttp
import pytest

from signaling.cli.main import main
from signaling.protocol import Role
from tests.integration.server.city import City
from tests.support.processes import RedisServer, free_port
from tests.support.waiting import SCALE, eventually


async def _serve(*options: str, **environ: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "signaling.cli.main",
        "serve",
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**{k: v for k, v in os.environ.items() if k != "REDIS_URL"}, **environ},
    )


async def _finish(process: asyncio.subprocess.Process, signal_: int | None = None) -> list[str]:
    if signal_ is not None:
        process.send_signal(signal_)
    async with asyncio.timeout(15 * SCALE):
        out, err = await process.communicate()
    return [*out.decode().splitlines(), *err.decode().splitlines()]


def _left_behind(folder: Path) -> list[str]:
    """Of a private Redis: its folder's content."""
    return [file.name for file in folder.glob("etaluukku-redis-*/*") if file.suffix == ".sock"] + [
        inner.name for inner in folder.glob("etaluukku-redis-*") if not list(inner.iterdir())
    ]


async def test_serves_with_a_private_redis_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    options = ["--port", str(port), "--config-dir", str(tmp_path)]
    process = await _serve(*options, TMPDIR=str(tmp_path))
    url = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as client:

        async def ready() -> bool:
            assert process.returncode is None
            try:
                async with client.get(f"{url}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await eventually(ready, timeout_s=15, what="the node is ready")
        async with client.get(f"{url}/api/settings") as answer:
            assert (await answer.json())["organization"]["fi"] == "Porin kaupunki"
    assert _left_behind(tmp_path) == ["redis.sock"]
    lines = await _finish(process, signal.SIGTERM)
    assert process.returncode == 0, lines
    assert _left_behind(tmp_path) == []
    events = [json.loads(line)["event"] for line in lines]
    assert "listening" in events
    assert events[-1] == "the node has stopped"


async def test_taken_port_names_port_and_option(redis_server: RedisServer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = ["--port", str(port), "--config-dir", str(tmp_path)]
        process = await _serve(*options, REDIS_URL=redis_server.url)
        lines = await _finish(process)
    assert process.returncode == 2
    assert lines[-1] == (
        f"etaluukku: 127.0.0.1 port {port} is taken by another program; choose another with --port"
    )
    assert not any("Traceback" in line for line in lines)


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("port = 99999", "port: Input should be less than or equal to 65535"),
        ("prot = 1", "prot: is no setting; the settings are access_s, always_open"),
        ("port = ", "is not TOML"),
        ('public_urls = ["etaluukku.fi"]', "is no origin"),
        ('demo = true\nhost = "0.0.0.0"', "may only listen on loopback, not on 0.0.0.0"),
        ('directory = "none.yaml"', "none.yaml:1: cannot be read (No such file or directory)"),
        ('[turn]\nurls = ["turn:x"]\nsecret_file = "none"', "the TURN secret cannot be read"),
    ],
)
async def test_wrong_settings_are_one_line(tmp_path: Path, toml: str, problem: str) -> None:
    file = tmp_path / "server.toml"
    file.write_text(toml)
    process = await _serve("--config", str(file))
    lines = await _finish(process)
    assert process.returncode == 2
    assert len(lines) == 1
    assert lines[0].startswith("etaluukku: ")
    assert problem in lines[0]


async def test_keys_tokens_and_terminals(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """Made by the command, believed by a node that runs already."""
    node = await city.start()
    private, public = city.folder / "operator.key.pem", city.folder / "trusted" / "ops.pem"
    assert main(["keys", "new", str(private), str(public)]) == 0
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert main(["keys", "new", str(private), str(public)]) == 2
    assert "not overwritten" in capsys.readouterr().err

    mint = ["token", "--key", str(private), "--tenant", city.tenant, "--person", "tapio"]
    assert main([*mint, "--role", "operator", "--minutes", "5"]) == 0
    token = capsys.readouterr().out.strip()
    await eventually(
        lambda: "ops" in node.node.trusted.names(), timeout_s=5, what="the key is taken up"
    )
    peer = await city.hello(await city.open("/ws/supervision", bearer=token))
    assert peer.welcome["identity"]["role"] == Role.OPERATOR
    assert 295 < peer.welcome["expires_in_s"] <= 300
    assert main([*mint, "--role", "operator", "--minutes", "9999"]) == 2
    private.chmod(0o644)
    assert main([*mint, "--role", "operator"]) == 2
    assert "chmod 600" in capsys.readouterr().err

    folder = ["terminal", "--config-dir", str(city.folder)]
    assert main([*folder, "list"]) == 0
    listed = capsys.readouterr().out.split()
    assert listed[0::2] == ["lavia-1", "porina-1"]
    assert main([*folder, "add", "porina-1", str(public)]) == 2
    assert "remove it first" in capsys.readouterr().err
    assert main([*folder, "add", "ahlainen-1", str(private)]) == 2
    assert "expected a public key" in capsys.readouterr().err
    assert main([*folder, "add", "../x", str(public)]) == 2
    after = ["--config-dir", str(city.folder)]
    assert main(["terminal", "add", "ahlainen-1", str(public), *after]) == 0
    terminal = await city.terminal()
    assert main([*folder, "remove", "porina-1"]) == 0
    assert await terminal.closed() == ("locked_out", 4403)
    assert main([*folder, "remove", "porina-1"]) == 2
