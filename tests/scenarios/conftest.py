"""A city without nodes; each scenario starts those that it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.city import ScenarioCity, a_scenario_city
from tests.support.processes import RedisServer


@pytest.fixture
async def city(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> AsyncIterator[ScenarioCity]:
    """A tenant of the test's own."""
    async with a_scenario_city(redis_server.url, tenant, tmp_path) as made:
        yield made
