"""Presence, nodes and time: what every store does with who is there."""

from __future__ import annotations

import pytest

from signaling.domain.records import Notice
from signaling.protocol import (
    ErrorCode,
    PresenceReason,
    PresenceState,
    ProtocolError,
    Role,
)
from tests.support.pairing import Town, refused
from tests.support.waiting import eventually

A = PresenceState.AVAILABLE


class TestPresence:
    async def test_a_person_who_signs_in_is_away_until_they_say_otherwise(self, town: Town) -> None:
        await town.expert("aino", available=False)
        presence = await town.store.presence("aino")
        assert presence is not None
        assert (presence.state, presence.reason) == (PresenceState.AWAY, PresenceReason.SIGNED_IN)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 0)}

    async def test_the_available_are_counted_by_service_and_language(self, town: Town) -> None:
        await town.expert("aino", "vero/fi", "vero/sv")
        await town.expert("eino", "vero/fi")
        assert await town.store.availability(["vero/fi", "vero/sv", "kela/fi"]) == {
            "vero/fi": (2, 2),
            "vero/sv": (1, 1),
            "kela/fi": (0, 0),
        }

    async def test_several_tabs_are_one_presence(self, town: Town) -> None:
        first = await town.expert("aino", tab="#1")
        await town.expert("aino", tab="#2", available=False)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}
        await town.store.part(first, 1)
        assert await town.state("aino") is A

    async def test_a_dropped_socket_keeps_its_place_but_is_not_rung(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.store.drop(aino, 1)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 1)}
        await town.expert("aino", available=False)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}

    async def test_a_browser_that_dies_is_offline_after_the_grace_period(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.store.drop(aino, 1)
        await town.tick_until("aino", PresenceState.OFFLINE)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 0)}
        presence = await town.store.presence("aino")
        assert presence is not None and presence.reason is PresenceReason.CONNECTION_LOST
        await town.expert("aino", available=False)
        presence = await town.store.presence("aino")
        assert presence is not None and presence.reason is PresenceReason.CONNECTION_LOST

    async def test_a_late_drop_of_an_older_socket_does_nothing(self, town: Town) -> None:
        aino = await town.expert("aino")
        again = await town.enter(Role.EXPERT, "aino", pools=("vero/fi",))
        assert again == aino
        await town.store.drop(aino, 1)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}

    async def test_the_participant_of_one_person_cannot_be_taken_by_another(
        self, town: Town
    ) -> None:
        await town.expert("aino")
        with pytest.raises(ProtocolError):
            await town.enter(Role.CLERK, "aino")

    async def test_a_reason_that_only_the_system_gives_is_refused(self, town: Town) -> None:
        aino = await town.expert("aino")
        await refused(
            ErrorCode.INVALID_MESSAGE,
            town.store.set_presence(aino, PresenceState.AWAY, PresenceReason.MISSED_RING),
        )
        assert await town.state("aino") is A

    async def test_pools_follow_the_directory_at_the_next_entrance(self, town: Town) -> None:
        await town.expert("aino", "vero/fi")
        await town.enter(Role.EXPERT, "aino", pools=("kela/fi",))
        assert await town.store.availability(["vero/fi", "kela/fi"]) == {
            "vero/fi": (0, 0),
            "kela/fi": (1, 1),
        }


class TestNodes:
    async def test_what_a_node_hears(self, town: Town) -> None:
        heard = town.store.notices("n2")
        assert (await anext(heard)).about == "resync"
        town.node = "n2"
        aino = await town.expert("aino")
        town.node = "n1"
        _, clerk = await town.desk()
        await town.summon(clerk)

        async def next_of(about: str) -> Notice:
            while (notice := await anext(heard)).about != about:
                pass
            return notice

        assert await next_of("reservation") == Notice(aino, "reservation", "req-1.1", "")
        await town.answer(aino)
        assert await next_of("room") == Notice(aino, "room", "room-req-1", "")
        await town.store.relay("p_aino", "room-req-1", "t_porina-1", "offer", 1, "{}")
        await town.store.relay("t_porina-1", "room-req-1", "p_aino", "answer", 1, '{"a":"ä"}')
        assert await next_of("relay") == Notice(aino, "relay", "t_porina-1", '{"a":"ä"}')

    async def test_a_socket_replaced_by_a_newer_one_is_told_on_its_own_node(
        self, town: Town
    ) -> None:
        heard = town.store.notices("n1")
        await anext(heard)
        aino = await town.expert("aino")
        town.node = "n2"
        await town.expert("aino", available=False)
        while (notice := await anext(heard)).about != "replaced":
            pass
        assert notice == Notice(aino, "replaced", "1", "")

    async def test_a_silent_node_loses_its_participants(self, town: Town) -> None:
        heard = town.store.notices("n1")
        assert (await anext(heard)).about == "resync"
        await town.store.beat("n1")
        await town.expert("aino")
        # Taken for dead; somebody still comes in there, and then it dies before it beats again.
        await town.store.retire("n2")
        town.node = "n2"
        await town.expert("eino")
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (2, 2)}

        async def noticed() -> bool:
            await town.store.tick()
            counts = await town.store.availability(["vero/fi"])
            assert counts["vero/fi"][0] == 0, counts
            return True

        await eventually(noticed, timeout_s=10, what="the dead node is noticed")
        # Should it live after all, it is told to put them back.
        while (await anext(heard)).about != "resync":
            pass

    async def test_a_node_that_closes_hands_its_participants_over(self, town: Town) -> None:
        aino = await town.expert("aino")
        await town.store.retire("n1")
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (0, 1)}
        town.node = "n2"
        await town.expert("aino", available=False)
        assert await town.store.availability(["vero/fi"]) == {"vero/fi": (1, 1)}
        participant = await town.store.participant(aino)
        assert participant is not None and participant.node == "n2"


async def test_tick_says_when_to_come_back(town: Town) -> None:
    assert await town.store.tick() == pytest.approx(1.0)
    aino = await town.expert("aino")
    town.grace_s = 0.5
    await town.expert("aino", available=False)
    await town.store.drop(aino, 2)
    assert 0 < await town.store.tick() <= 0.5


async def test_what_an_earlier_timer_has_settled_is_not_done_again(town: Town) -> None:
    """Both due at once: the place of somebody in wrap-up, and the end of the wrap-up."""
    await town.rules(wrap_up_s=0.06)
    booth = await town.enter_terminal()
    aino = await town.expert("aino")
    await town.summon(booth)
    await town.answer(aino)
    await town.store.leave_room(aino, "room-req-1")
    participant = await town.store.participant(aino)
    presence = await town.store.presence("aino")
    assert participant is not None
    assert presence is not None
    assert presence.ends_at is not None
    due = presence.ends_at
    await town.store.drop(aino, participant.epoch)

    async def is_due() -> bool:
        return await town.store.now() > due + 0.05

    await eventually(is_due, timeout_s=2, what="both timers are due")
    await town.store.tick()
    assert await town.state("aino") is PresenceState.OFFLINE
