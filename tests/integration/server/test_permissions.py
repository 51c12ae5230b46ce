"""Which role may send which message: the whole table, against a live server."""

from __future__ import annotations

import pytest

from signaling.protocol import CLIENT_TYPES, MAY_SEND, Role
from tests.integration.server.city import City, Peer
from tests.integration.server.samples import SAMPLES

PEOPLE = {
    Role.CLERK: "kaisa",
    Role.EXPERT: "aino",
    Role.INTERPRETER: "amira",
    Role.SUPERVISOR: "riitta",
    Role.OPERATOR: "tapio",
    Role.GUARD: "ville",
}


async def _someone(city: City, role: Role) -> Peer:
    return await city.terminal() if role is Role.TERMINAL else await city.person(PEOPLE[role], role)


def test_there_is_a_sample_of_every_message() -> None:
    assert set(SAMPLES) == set(CLIENT_TYPES)


@pytest.mark.parametrize("role", list(Role))
async def test_role_may_send_what_the_table_says(city: City, role: Role) -> None:
    await city.start()
    peer = await _someone(city, role)
    for kind, fields in SAMPLES.items():
        answer = await peer.ask(kind, **fields)
        forbidden = answer.get("code") == "forbidden"
        assert forbidden is (role not in MAY_SEND[kind]), f"{role} sends {kind}: {answer}"
        assert answer.get("code") != "internal", f"{role} sends {kind}: {answer}"
    assert (await peer.closed())[1] == 1000, "bye closes in an orderly way"
