"""The same random people, on stores that lose all their data now and then."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from signaling.domain.statement import Statement
from signaling.domain.world import World
from signaling.protocol import Role
from tests.stateful.test_pairing import CLERKS, EXPERTS, INTERPRETER, POOLS, TERMINALS, Pairing
from tests.support.pairing import Town
from tests.support.processes import RedisServer

WHO = {
    **{f"p_{name}": (Role.EXPERT, name, "") for name in EXPERTS},
    **{f"p_{name}#2": (Role.EXPERT, name, "#2") for name in EXPERTS},
    f"p_{INTERPRETER}": (Role.INTERPRETER, INTERPRETER, ""),
    **{f"p_{name}": (Role.CLERK, name, "") for name in CLERKS},
    **{f"t_{name}": (Role.TERMINAL, name, "") for name in TERMINALS},
}


class Losing(Pairing):
    """Statements are taken now and then, so some are older than others."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, list[Statement | None]] = {}

    def remember(self, participant: str) -> None:
        said = [
            self.loop.run_until_complete(town.store.statement(participant)) for town in self.towns
        ]
        ours, theirs = said
        assert (ours is None) == (theirs is None), participant
        if ours is not None:
            self.said[participant] = said

    def back(self, participant: str) -> None:
        role, name, tab = WHO[participant]
        said = self.said.get(participant, [None, None])

        async def enter(town: Town) -> None:
            statement = said[self.towns.index(town)]
            await town.enter(
                role, name, pools=cast(Any, POOLS.get(name, ())), tab=tab, statement=statement
            )

        self.both(enter)
        self.epochs[participant] = self.memory.world.participants[participant].epoch

    @rule(some=st.sets(st.sampled_from(sorted(WHO))))
    def some_are_told_what_to_say(self, some: set[str]) -> None:
        for participant in sorted(some):
            self.remember(participant)

    @rule(order=st.permutations(sorted(WHO)), late=st.integers(0, 4), told=st.booleans())
    def all_is_lost(self, order: list[str], late: int, told: bool) -> None:
        """Then people come back in some order; `late` of them later, by the rules below."""
        if told:
            for participant in order:
                self.remember(participant)
        self.memory.world = World()
        self.loop.run_until_complete(self._flush())
        self.both(lambda t: t.store.configure(self.services))
        for participant in [p for p in order if p in self.said][late:]:
            self.back(participant)

    @rule(participant=st.sampled_from(sorted(WHO)))
    def somebody_is_back(self, participant: str) -> None:
        self.back(participant)

    async def _flush(self) -> None:
        redis = self.redis.redis
        found = await redis.keys(self.redis.prefix + "*")
        if found:
            await redis.delete(*found)


@pytest.fixture
def machine(redis_server: RedisServer) -> type[Losing]:
    Losing.redis_url = redis_server.url
    return Losing


@pytest.mark.timeout(600)
def test_losing(machine: type[Losing]) -> None:
    """Found counterexamples become named tests in tests/contract."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
