"""What the scripts ask of Redis, read from their text; the contract suite holds it at work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from signaling.store.scripts import OPERATIONS, script
from tests.support.processes import RedisServer
from tests.support.redis_rights import MAY

CONTRACT = Path(__file__).parents[2] / "contract"


def commands_in(text: str) -> set[str]:
    return {name.lower() for name in re.findall(r'\bcall\(\s*"(\w+)"', text)}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_script_runs_only_commands_that_the_service_may(operation: str) -> None:
    text = script(operation)
    # `call` is only ever given a literal: no command can hide in a variable.
    assert len(re.findall(r"\bcall\(", text)) == len(re.findall(r'\bcall\(\s*"', text))
    assert len(re.findall(r"redis\.p?call", text)) == 1
    assert commands_in(text) <= MAY


def test_the_oldest_redis_knows_every_command(old_redis_server: RedisServer) -> None:
    with Redis.from_url(old_redis_server.url, decode_responses=True) as redis:
        known = {name.lower() for name in _all_commands(redis)}
    assert {command.split("|")[0] for command in MAY} <= known


def _all_commands(redis: Any) -> list[str]:
    return list(redis.command())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_contract_suite_runs_every_script(operation: str) -> None:
    """Else its access list would prove nothing of that script."""
    texts = "".join(file.read_text("utf-8") for file in CONTRACT.glob("test_*.py"))
    texts += (CONTRACT.parent / "support" / "pairing.py").read_text("utf-8")
    assert re.search(rf"store\.{operation}\(", texts), f"no contract test uses {operation}"
