"""A city without nodes; each test starts those that it needs."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from signaling.server import statements
from signaling.server.logs import set_up_logs
from signaling.store import redis_connection
from tests.integration.server.city import City, a_city
from tests.support.processes import RedisServer


@pytest.fixture
async def city(redis_server: RedisServer, tenant: str, tmp_path: Path) -> AsyncIterator[City]:
    """A tenant of the test's own."""
    async with a_city(redis_server.url, tenant, tmp_path) as made:
        yield made


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that the test may harm."""
    with RedisServer() as server:
        yield server


@pytest.fixture
async def fragile(
    own_redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[City]:
    """A city on it, which notices a silent Redis sooner, and states sooner what is so."""
    monkeypatch.setattr(redis_connection, "REDIS_ANSWER_S", 0.3)
    monkeypatch.setattr(statements, "SETTLE_S", 0.05)
    async with a_city(own_redis.url, "fragile", tmp_path) as city:
        yield city


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The process's log, as it would stand on standard output."""
    stream, handlers = io.StringIO(), logging.root.handlers[:]
    set_up_logs(stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
