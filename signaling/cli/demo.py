"""`etaluukku demo`: the server and one simulated terminal on this machine, to look at.

It starts the same programs that run in production (`etaluukku serve`, `edge_client run`),
waits until they answer, prints the addresses, and ends them all on Ctrl-C. Nothing needs a
password, therefore everything listens on loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import socket
import sys
import time
from asyncio import Future
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from signaling.server.sealing import add_key

from .children import Child, ChildFailed
from .errors import CommandError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

HOST = "127.0.0.1"
TERMINAL = "porina-1"
READY_S = 60.0

_REPOSITORY = Path(__file__).resolve().parents[2]
_SIMULATION = _REPOSITORY / "edge_client" / "simulation" / "demo.toml"


@dataclass(frozen=True)
class Demo:
    """Where everything of this demo is."""

    port: int
    booth_port: int
    folder: Path
    settings: tuple[str, ...] = ()
    """What to override in the terminal's settings, ``section.key=value``."""

    @property
    def server_url(self) -> str:
        """The signaling server, as browsers open it."""
        return f"http://localhost:{self.port}"

    @property
    def booth_url(self) -> str:
        """The booth screen."""
        return f"http://localhost:{self.booth_port}"

    @property
    def terminal_key(self) -> Path:
        """The simulated terminal's private key."""
        return self.folder / "terminal.pem"

    @property
    def contact_key(self) -> Path:
        """The key that contacts of callbacks are sealed with."""
        return self.folder / "contact.key"


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("demo", help="server and simulated terminal on this machine")
    parser.set_defaults(run=run)
    parser.add_argument("--port", type=int, default=8080, help="the server's port (8080)")
    parser.add_argument("--booth-port", type=int, default=8090, help="the booth screen's (8090)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="override a setting of the terminal, such as face.source=camera",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(".demo"), help="for keys and logs (.demo)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C; returns the exit status."""
    demo = Demo(
        port=arguments.port,
        booth_port=arguments.booth_port,
        folder=arguments.folder.resolve(),
        settings=tuple(arguments.set),
    )
    try:
        return asyncio.run(_run(demo))
    except ChildFailed as error:
        raise CommandError(str(error)) from None


async def _run(demo: Demo) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        running = asyncio.ensure_future(_start_and_watch(demo, stack))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if running.done():
            running.result()
        print("\nStopping …", flush=True)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    print("Stopped; nothing is left running.", flush=True)
    return 0


async def _start_and_watch(demo: Demo, stack: AsyncExitStack) -> None:
    """Start everything, print the addresses, and return only by an exception."""
    began = time.monotonic()
    check_port(demo.port, "--port", "The server's")
    check_port(demo.booth_port, "--booth-port", "The booth screen's")
    if not (_REPOSITORY / "web" / "dist" / "expert.html").exists():
        raise CommandError("The web app is not built. Run `make demo`, which builds it first.")
    await _register_terminal(demo)
    if not demo.contact_key.exists():
        add_key(demo.contact_key)
    children = [_server(demo), _terminal(demo)]
    watching = []
    for child, ready in zip(children, (_server_ready, _booth_ready), strict=True):
        print(f"Starting the {child.name} …", flush=True)
        stack.push_async_callback(child.stop)
        await child.start()
        watching.append(asyncio.ensure_future(child.watch()))
        stack.callback(watching[-1].cancel)
        await _until_ready(child, ready(demo), watching)
    _print_addresses(demo, time.monotonic() - began)
    await asyncio.gather(*watching)


def check_port(port: int, option: str, whose: str) -> None:
    """Raises `CommandError` when another program has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"{whose} port {port} cannot be used ({error.strerror}).\n"
                f"Stop the program that has it, or choose another port:  "
                f"make demo ARGS='{option} {port + 100}'"
            ) from None


def _server(demo: Demo) -> Child:
    argv = [sys.executable, "-m", "signaling.cli.main", "serve", "--demo"]
    argv += ["--host", HOST, "--port", str(demo.port)]
    argv += ["--config-dir", str(demo.folder / "config")]
    argv += ["--contact-key-file", str(demo.contact_key)]
    return Child("server", argv, demo.folder / "logs" / "server.log")


def _terminal(demo: Demo) -> Child:
    settings = [
        f"terminal.id={TERMINAL}",
        f"terminal.server=ws://localhost:{demo.port}/ws/terminal",
        f"terminal.key_file={demo.terminal_key}",
        f"terminal.booth_port={demo.booth_port}",
        *demo.settings,
    ]
    argv = [sys.executable, "-m", "edge_client", "run", "--config", str(_SIMULATION)]
    for setting in settings:
        argv += ["--set", setting]
    return Child("terminal", argv, demo.folder / "logs" / "terminal.log")


async def _register_terminal(demo: Demo) -> None:
    """A key pair for the simulated terminal, its public half registered with the server."""
    registered = demo.folder / "config" / "terminals" / f"{TERMINAL}.pem"
    if demo.terminal_key.exists() and registered.exists():
        return
    registered.parent.mkdir(parents=True, exist_ok=True)
    demo.folder.chmod(0o700)
    argv = [sys.executable, "-m", "edge_client", "keygen", str(demo.terminal_key)]
    process = await asyncio.create_subprocess_exec(
        *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await process.communicate()
    if process.returncode != 0:
        raise CommandError(f"The terminal's key could not be made:\n{told.decode()}")
    public = demo.terminal_key.with_suffix(".pub.pem")
    shutil.copyfile(public, registered)


async def _until_ready(
    child: Child, ready: Awaitable[None], watching: Sequence[Future[None]]
) -> None:
    """Wait for `ready`; a child that ends meanwhile ends the waiting with its own words."""
    waiting = asyncio.ensure_future(ready)
    try:
        done, _ = await asyncio.wait(
            [waiting, *watching], timeout=READY_S, return_when=asyncio.FIRST_COMPLETED
        )
        for each in done:
            each.result()
        if not done:
            raise CommandError(
                f"The {child.name} does not answer after {READY_S:.0f} s.\n{child.tail()}"
            )
    finally:
        waiting.cancel()


async def _server_ready(demo: Demo) -> None:
    async with aiohttp.ClientSession() as http:
        while True:
            with suppress(aiohttp.ClientError):
                async with http.get(f"{demo.server_url}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


async def _booth_ready(demo: Demo) -> None:
    """The booth screen is served, and its terminal has reached the server."""
    async with aiohttp.ClientSession() as http:
        while True:
            with suppress(aiohttp.ClientError):
                async with http.ws_connect(
                    f"{demo.booth_url}/booth", headers={"Origin": demo.booth_url}
                ) as booth:
                    async for message in booth:
                        told = message.json() if message.type is aiohttp.WSMsgType.TEXT else {}
                        if told.get("link") == "online":
                            return
            await asyncio.sleep(0.05)


def _print_addresses(demo: Demo, took_s: float) -> None:
    print(
        f"""
Etäluukku runs (started in {took_s:.1f} s). Open these, each in a window of its own:

  Booth screen      {demo.booth_url}/          what the resident sees
  Expert            {demo.server_url}/expert    sign in, become available, answer the ring
  Clerk's console   {demo.server_url}/clerk     sign in, take the desk, summon the expert
  Guard             {demo.server_url}/guard     sign in; alarms of the guard button show here
  Overview          {demo.server_url}/supervision    sign in; queues, people, terminals, today's figures

Logs are in {demo.folder / "logs"}/. Ctrl-C stops everything.
""",
        flush=True,
    )
