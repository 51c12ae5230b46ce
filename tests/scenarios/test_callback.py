"""Journey 6: nobody is available. The truth is told, a callback is left, and kept.

On two nodes that are processes; the one at which the callback was left is killed by SIGKILL
before its window opens.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from expert_client.expert import Expert
from signaling.protocol import (
    AvailabilityWatch,
    CallbackCreate,
    CallbackFinish,
    CallbackOutcome,
    CallbackState,
    CancelReason,
    Contact,
    PresenceState,
    RequestKind,
    RoomKind,
    UnservedWhy,
)
from signaling.server.sealing import add_key
from tests.support.city import Client
from tests.support.killable import KillableCity, a_killable_city
from tests.support.processes import RedisServer
from tests.support.waiting import eventually

CONTACT = Contact(name="Matti Meikäläinen", phone="+358 40 765 4321")
WINDOW_S = 6.0
"""From leaving the callback until its window opens: a node is killed in between."""


class CityWithKey(KillableCity):
    """Contacts are sealed with the one key of all nodes."""

    def settings(self, **changes: Any) -> Any:
        key = self.folder / "contact.key"
        if not key.exists():
            add_key(key)
        return super().settings(contact_key_file=key, **changes)


@pytest.fixture
async def city(
    redis_server: RedisServer, tenant: str, tmp_path: Path
) -> AsyncIterator[KillableCity]:
    """Services are offered in Swedish, too, and Bo speaks nothing else."""
    async with a_killable_city(redis_server.url, tenant, tmp_path, CityWithKey) as made:
        text = made.directory.read_text("utf-8").replace(
            "languages: [fi]\n", "languages: [fi, sv]\n"
        )
        bo = "name: Bo Ek, roles: [expert], services: [vero], languages: "
        made.directory.write_text(text.replace(f"{bo}[fi]", f"{bo}[sv]"), "utf-8")
        yield made


def has_it(expert: Expert) -> bool:
    """Whether the expert has taken it, and is told whom to reach."""
    taken = [each for each in expert.world.callbacks.values() if each.state is CallbackState.TAKEN]
    return [each.contact for each in taken] == [CONTACT]


def sees(clerk: Client, state: CallbackState) -> bool:
    """Whether who left it is told that state, and nothing of whom to reach."""
    told = clerk.world.callbacks.get("cb-matti")
    return told is not None and (told.state, told.contact) == (state, None)


async def told_the_truth(clerk: Client) -> None:
    """Nobody is on duty in Finnish, and one is in Swedish: known before anything is asked."""
    await clerk.wire.ask(AvailabilityWatch())

    def so() -> bool:
        told = clerk.world.availability.get("vero")
        counts = {each.language: each.on_duty for each in told.languages} if told else {}
        assert counts == {"fi": 0, "sv": 1}, counts
        return True

    await eventually(so, timeout_s=5, what="what else there is")
    await clerk.summon()

    def over() -> bool:
        last = clerk.world.over.get(RequestKind.VISIT)
        assert last is not None
        assert (last.reason, last.why) == (CancelReason.UNSERVED, UnservedWhy.NOBODY_ON_DUTY)
        return True

    await eventually(over, timeout_s=5, what="nobody waits for nobody")


async def test_left_at_one_node_and_reached_from_another(city: KillableCity) -> None:
    here, there = await city.two()
    await city.desk(on=here)
    clerk = await city.clerk(on=here)
    swedish = await city.expert("bo", on=there)
    await told_the_truth(clerk)

    left = CallbackCreate(
        callback="cb-matti",
        service="vero",
        language="fi",
        terminal="porina-1",
        contact=CONTACT,
        from_s=WINDOW_S,
        until_s=600.0,
    )
    await clerk.wire.ask(left)
    await eventually(
        lambda: sees(clerk, CallbackState.SCHEDULED),
        timeout_s=5,
        what="the clerk is told that it is left",
    )
    await city.kill(here)

    # Somebody comes on duty; in the window the other node's timers ring them.
    aino = await city.expert("aino", on=there)
    ring = await aino.ring(WINDOW_S + 5)
    assert (ring.kind, ring.terminal) == (RequestKind.CALLBACK, None)
    assert ring.place_name is not None
    assert ring.place_name.fi == "Porina"
    await aino.accept()
    await aino.until(lambda: has_it(aino) and aino.room is not None, 5)
    room = aino.room
    assert room is not None
    assert (room.told.kind, room.told.links) == (RoomKind.CALLBACK, [])
    assert aino.presence is PresenceState.BUSY
    assert not swedish.world.callbacks, "nobody else is told of it"
    await city.taken_up(lambda: clerk.wire.ready, "the clerk at another node")
    await eventually(
        lambda: sees(clerk, CallbackState.TAKEN),
        timeout_s=5,
        what="the clerk is told at another node",
    )

    await aino.client.ask(CallbackFinish(callback="cb-matti", outcome=CallbackOutcome.REACHED))
    await aino.until(lambda: not aino.world.callbacks and aino.room is None, 5)
    kept = await city.store.callback("cb-matti")
    assert kept is not None
    assert (kept.state, kept.sealed) == (CallbackState.DONE, None)
    await city.free("aino")


async def test_who_had_taken_it_is_lost_and_it_waits_for_another(city: KillableCity) -> None:
    there = await city.start(room_grace_s=0.5)
    await city.desk(on=there)
    clerk = await city.clerk(on=there)
    first = await city.person("aino", "expert", on=there)
    await first.done("presence.set", state="available")
    left = CallbackCreate(
        callback="cb-matti",
        service="vero",
        language="fi",
        contact=CONTACT,
        from_s=0.0,
        until_s=600.0,
    )
    await clerk.wire.ask(left)
    ring = await first.until("reservation.state", state="pending")
    await first.done("reservation.accept", reservation=ring["reservation"])
    assert (await first.until("callback.state", state="taken"))["contact"]["phone"] == CONTACT.phone
    await first.vanish()

    async def waits_again() -> bool:
        record = await city.store.callback("cb-matti")
        assert record is not None
        assert (record.state, record.attempt) == (CallbackState.SCHEDULED, 0), record.state
        return True

    await eventually(waits_again, timeout_s=10, what="it waits for somebody else")
    await city.sound()
