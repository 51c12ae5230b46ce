"""What the resident hears of the terminal itself: it rings, somebody joins, confers, leaves."""

from __future__ import annotations

import numpy as np

from edge_client.booth.messages import BoothEnd, Screen
from edge_client.devices.blocks import SILENCE, Block
from edge_client.sound.own_sounds import OwnSound, samples_of
from tests.support.city import Desk, ScenarioCity
from tests.support.media import share_of
from tests.support.three import three
from tests.support.waiting import eventually

HEARD, UNHEARD = 0.9, 0.7


class Loudspeaker:
    """All that is asked of the mix to be played, however unevenly a busy machine asks."""

    def __init__(self, desk: Desk) -> None:
        self._blocks: list[Block] = []
        sink = desk.runtime._equipment.audio.sink
        pull = sink.pull

        def kept() -> Block:
            block = pull()
            self._blocks.append(block)
            return block

        sink.pull = kept  # type: ignore[method-assign]

    def share(self, sound: OwnSound) -> float:
        """How much of the sound was played, ever so far."""
        played = np.concatenate([SILENCE, *self._blocks])
        return share_of(played, samples_of(sound))

    async def hears(self, sound: OwnSound) -> None:
        """Wait for it."""

        def so() -> bool:
            assert self.share(sound) > HEARD, self.share(sound)
            return True

        await eventually(so, timeout_s=10, what=f"{sound} is heard")


async def test_ring_joined_and_left(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    speaker = Loudspeaker(desk)
    expert, clerk = await city.expert(), await city.clerk()
    await clerk.attach()
    assert speaker.share(OwnSound.RING) < UNHEARD
    await clerk.summon()
    await speaker.hears(OwnSound.RING)
    assert speaker.share(OwnSound.JOINED) < UNHEARD
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)
    await speaker.hears(OwnSound.JOINED)
    assert speaker.share(OwnSound.LEFT) < UNHEARD
    await desk.page.say(BoothEnd())
    await speaker.hears(OwnSound.LEFT)


async def test_a_consultation_is_told_by_a_calm_sound(city: ScenarioCity) -> None:
    await city.start()
    play = await three(city)
    speaker = Loudspeaker(play.desk)
    assert speaker.share(OwnSound.HOLD) < UNHEARD
    await play.clerk.consult()
    await eventually(lambda: play.desk.on(Screen.ON_HOLD), timeout_s=5, what="told so on screen")
    await speaker.hears(OwnSound.HOLD)
