"""docker/redis.conf as a real Redis reads it."""

from __future__ import annotations

from typing import Any, cast

from redis import Redis

from tests.integration.deployment.services import DeployedRedis
from tests.support.waiting import eventually_sync


def test_what_is_written_survives_the_death_of_the_server() -> None:
    with DeployedRedis() as server:
        with Redis.from_url(server.url, decode_responses=True) as redis:
            redis.set("room", "live")

            def handed_over() -> bool:
                return cast("dict[str, int]", redis.info("persistence"))["aof_buffer_length"] == 0

            eventually_sync(handed_over, timeout_s=5, what="Redis has written its log")
        server.kill()
        server.start()
        with Redis.from_url(server.url, decode_responses=True) as redis:
            assert redis.get("room") == "live"


def test_a_full_memory_is_an_error_and_never_a_lost_room() -> None:
    with DeployedRedis() as server, Redis.from_url(server.url, decode_responses=True) as redis:
        settings = cast(Any, redis).config_get("maxmemory*", "save", "append*")
        told = {name: settings[name] for name in ("maxmemory", "maxmemory-policy", "save")}
        assert told == {"maxmemory": "536870912", "maxmemory-policy": "noeviction", "save": ""}
