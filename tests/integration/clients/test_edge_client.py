"""`edge_client keygen` and `run`, as processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from signaling.protocol import Role
from signaling.server.keys import read_public_key
from tests.support.city import ScenarioCity
from tests.support.processes import free_port
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]
QUIET = (
    "face.source=synthetic",
    "document.source=synthetic",
    "voice.source=synthetic",
    "loudspeaker.source=off",
)


def edge_client(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "edge_client", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8", "LC_ALL": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_keygen_makes_a_pair_that_the_server_can_read(tmp_path: Path) -> None:
    done = edge_client("keygen", "terminal.pem", "--language", "en", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "terminal.pem").stat().st_mode & 0o777 == 0o600
    read_public_key(tmp_path / "terminal.pub.pem")
    assert "BEGIN PUBLIC KEY" in done.stdout
    assert "PRIVATE KEY" not in done.stdout
    assert "etaluukku terminal add" in done.stdout


def test_keygen_never_overwrites(tmp_path: Path) -> None:
    edge_client("keygen", "terminal.pem", folder=tmp_path)
    before = (tmp_path / "terminal.pem").read_bytes()
    again = edge_client("keygen", "terminal.pem", folder=tmp_path)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert (tmp_path / "terminal.pem").read_bytes() == before


def test_run_without_a_key_says_what_to_do_in_one_line(tmp_path: Path) -> None:
    done = edge_client("run", "--language", "en", folder=tmp_path)
    assert done.returncode == 1
    assert "edge_client keygen" in done.stderr
    assert done.stderr.count("\n") == 1


def test_run_with_a_key_that_others_can_read_refuses(tmp_path: Path) -> None:
    edge_client("keygen", "terminal.pem", folder=tmp_path)
    (tmp_path / "terminal.pem").chmod(0o640)
    done = edge_client("run", "--set", "terminal.key_file=terminal.pem", folder=tmp_path)
    assert done.returncode == 1
    assert "chmod 600" in done.stderr


def test_a_taken_booth_port_is_named_with_its_option(tmp_path: Path) -> None:
    edge_client("keygen", "terminal.pem", folder=tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sets = [*QUIET, "terminal.key_file=terminal.pem", f"terminal.booth_port={port}"]
        arguments = [part for each in sets for part in ("--set", each)]
        done = edge_client("run", *arguments, folder=tmp_path)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "terminal.booth_port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_runs_connects_and_stops_in_an_orderly_way(
    city: ScenarioCity, tmp_path: Path, stop: signal.Signals
) -> None:
    node = await city.start()
    made = await asyncio.to_thread(edge_client, "keygen", "terminal.pem", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    registered = city.folder / "terminals" / "porina-1.pem"
    registered.write_bytes((tmp_path / "terminal.pub.pem").read_bytes())
    port = free_port()
    sets = [
        *QUIET,
        "terminal.id=porina-1",
        f"terminal.server=ws://127.0.0.1:{node.port}/ws",
        "terminal.key_file=terminal.pem",
        f"terminal.booth_port={port}",
    ]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "edge_client",
        "run",
        *[part for each in sets for part in ("--set", each)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        clerk = await city.person("kaisa", Role.CLERK)
        await clerk.until("terminal.state", terminal="porina-1", online=True)

        async def served() -> bool:
            async with aiohttp.ClientSession() as http:
                try:
                    # The page itself may not be built here; the server answers all the same.
                    async with http.get(f"http://127.0.0.1:{port}/") as answer:
                        return answer.status in (200, 503)
                except aiohttp.ClientError:
                    return False

        await eventually(served, timeout_s=5, what="the booth screen to be served")
    finally:
        process.send_signal(stop)
        out, errors = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0, errors.decode()
    assert f":{port}/" in out.decode()
    assert "Traceback" not in errors.decode()
    # It said goodbye, so nobody waits for it.
    await clerk.until("terminal.state", terminal="porina-1", online=False)
