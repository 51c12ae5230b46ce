"""Puts a node together and makes it an aiohttp application."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from redis.asyncio import Redis

from signaling.store.api import Store, StoreUnavailable
from signaling.store.redis_store import RedisStore

from .access import NODE
from .availability import AvailabilityBoard
from .calendar import open_now, opens_in_s
from .directory_model import Directory, Service
from .directory_watch import LiveDirectory
from .draining import close
from .http_rules import add_headers, errors_as_json, logged
from .hub import Hub
from .key_folder import KeyFolder
from .keys import KeyFileError
from .logs import log
from .node import Node
from .routes import add_routes
from .sealing import Sealer
from .settings import Settings, SettingsError
from .shared_keys import RedisKeys, SharedKeys
from .statements import Statements
from .supervision import SupervisionBoard
from .telling import Teller
from .timers import Timers
from .tokens import Tokens

BODY_BYTES = 64 * 1024


def build_node(
    settings: Settings,
    store: Store,
    shared: SharedKeys,
    *,
    name: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Node:
    """A node with all its parts; raises `DirectoryError` and `SettingsError`."""
    live = LiveDirectory(settings.directory)
    terminals = KeyFolder(settings.config_dir / "terminals")
    trusted = KeyFolder(settings.config_dir / "trusted")
    terminals.read()
    trusted.read()

    def directory() -> Directory:
        return live.current

    name = name or f"n_{secrets.token_hex(4)}"
    sealer = _sealer(settings)
    teller = Teller(store, directory, sealer)

    def opening(service: Service) -> tuple[bool, float | None]:
        now = clock()
        closed = not settings.always_open and not open_now(service, now)
        return closed, opens_in_s(service, now) if closed else None

    availability = AvailabilityBoard(store, directory, opening, callbacks=sealer.ready)
    supervision = SupervisionBoard(store, directory, clock)
    tokens = Tokens(settings.tenant, shared, trusted, terminals, clock=clock)
    statements = Statements(store, tokens)
    node = Node(
        name=name,
        settings=settings,
        store=store,
        tokens=tokens,
        live=live,
        terminals=terminals,
        trusted=trusted,
        teller=teller,
        hub=Hub(store, name, teller, availability, statements, supervision),
        availability=availability,
        supervision=supervision,
        statements=statements,
        sealer=sealer,
        turn_secret=_turn_secret(settings),
        clock=clock,
    )
    node.hub.beat = node.beat
    return node


def redis_node(settings: Settings, redis: Redis) -> Node:
    """A node on Redis; raises `DirectoryError` and `SettingsError`."""
    return build_node(
        settings, RedisStore(redis, settings.tenant), RedisKeys(redis, settings.tenant)
    )


def make_app(node: Node) -> web.Application:
    """The application; it runs the node's loops while it runs."""
    app = web.Application(middlewares=[logged, errors_as_json], client_max_size=BODY_BYTES)
    app[NODE] = node
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_close)
    app.cleanup_ctx.append(_loops)
    add_routes(app, node)
    return app


async def _loops(app: web.Application) -> AsyncIterator[None]:
    node = app[NODE]
    with contextlib.suppress(StoreUnavailable):
        # Otherwise the first beat does it; until then readyz says no.
        await node.beat()
    timers = Timers(node)
    timers.start()
    log.info("the node runs", node=node.name, tenant=node.settings.tenant, demo=node.settings.demo)
    yield
    await timers.stop()
    log.info("the node has stopped", node=node.name)


async def _close(app: web.Application) -> None:
    """Send away who is left: from here on aiohttp does not read what they send."""
    await close(app[NODE])


def _sealer(settings: Settings) -> Sealer:
    try:
        return Sealer(settings.tenant, settings.contact_key_file)
    except KeyFileError as error:
        raise SettingsError(f"contact_key_file: {error}") from None


def _turn_secret(settings: Settings) -> bytes:
    if settings.turn is None:
        return b""
    file = settings.turn.secret_file
    try:
        secret = file.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"{file}: the TURN secret cannot be read ({error.strerror})") from None
    if not secret:
        raise SettingsError(f"{file}: the TURN secret is empty")
    return secret
