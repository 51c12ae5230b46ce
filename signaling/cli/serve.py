"""``etaluukku serve``: run one node."""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signaling.server.redis_process import RedisMissingError, redis_url
from signaling.server.settings import Settings, SettingsError, load_settings

from .errors import CommandError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

STOP_S = 6.0


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("serve", help="run one signaling node")
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options that override the configuration file and the environment."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8080)")
    parser.add_argument("--tenant", help="whose service this is (pori)")
    parser.add_argument(
        "--redis-url", help="Redis, or nodes of a Redis Cluster; else REDIS_URL, else a private one"
    )
    parser.add_argument("--directory", type=Path, help="services and people, YAML")
    parser.add_argument("--config-dir", type=Path, help="folder of terminals/ and trusted/")
    parser.add_argument(
        "--contact-key-file", type=Path, metavar="FILE", help="keys for contacts of callbacks"
    )
    parser.add_argument("--web-dist", type=Path, help="folder of the built web app")
    parser.add_argument(
        "--public-url",
        action="append",
        dest="public_urls",
        metavar="ORIGIN",
        help="origin under which browsers come; may be repeated",
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        default=None,
        help="sign-in without password, on loopback only",
    )


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Raises `CommandError`."""
    options = {name: getattr(arguments, name, None) for name in Settings.model_fields}
    try:
        return load_settings(arguments.config, options=options)
    except SettingsError as error:
        raise CommandError(str(error)) from None


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    settings = settings_of(arguments)
    try:
        with redis_url(settings.redis_url) as url:
            asyncio.run(serve(settings, url))
    except RedisMissingError as error:
        raise CommandError(str(error)) from None
    return 0


async def serve(
    settings: Settings,
    redis: str,
    *,
    stop: asyncio.Event | None = None,
    started: Callable[[str], Any] = lambda _: None,
) -> None:
    """Run a node until `stop`; `started` gets its address. Raises `CommandError`."""
    # Late, so that `etaluukku token` and --help start quickly.
    from aiohttp import web

    from signaling.server.app import make_app, redis_node
    from signaling.server.directory import DirectoryError
    from signaling.server.draining import drain
    from signaling.server.logs import log, set_up_logs
    from signaling.store.redis_connection import connect_redis

    set_up_logs()
    client = connect_redis(redis, settings.tenant)
    try:
        node = redis_node(settings, client)
    except (DirectoryError, SettingsError) as error:
        raise CommandError(str(error)) from None
    stop = stop or _stop_by_signal(node.hurry)
    runner = web.AppRunner(make_app(node), access_log=None, shutdown_timeout=STOP_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await _listen(site, settings)
        port = runner.addresses[0][1]
        log.info("listening", host=settings.host, port=port)
        started(f"http://{settings.host}:{port}")
        await stop.wait()
        await site.stop()
        await drain(node)
    finally:
        await runner.cleanup()
        await client.aclose()


def _stop_by_signal(hurry: asyncio.Event) -> asyncio.Event:
    """Set by SIGTERM or SIGINT; `hurry` by SIGINT (a person waits), or any second signal."""
    stop = asyncio.Event()

    def end(number: signal.Signals) -> None:
        if number is signal.SIGINT or stop.is_set():
            hurry.set()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end, number)
    return stop


async def _listen(site: Any, settings: Settings) -> None:
    try:
        await site.start()
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"{where} is taken by another program; choose another with --port"
            ) from None
        raise CommandError(f"cannot listen on {where}: {error.strerror}; see --host") from None
