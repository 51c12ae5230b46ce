"""What the resident hears of the terminal itself: it rings, somebody joins, confers, leaves."""

from __future__ import annotations

from edge_client.booth.messages import BoothEnd, Screen
from edge_client.sound.own_sounds import OwnSound, samples_of
from tests.support.city import EARS_S, Desk, ScenarioCity
from tests.support.media import share_of
from tests.support.three import three
from tests.support.waiting import eventually

HEARD, UNHEARD = 0.9, 0.7


def share(desk: Desk, sound: OwnSound) -> float:
    """How much of the sound was played, ever so far."""
    return share_of(desk.heard.last(EARS_S), samples_of(sound))


async def hears(desk: Desk, sound: OwnSound) -> None:
    def so() -> bool:
        assert share(desk, sound) > HEARD, share(desk, sound)
        return True

    await eventually(so, timeout_s=10, what=f"{sound} is heard")


async def test_ring_joined_and_left(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    await clerk.attach()
    assert share(desk, OwnSound.RING) < UNHEARD
    await clerk.summon()
    await hears(desk, OwnSound.RING)
    assert share(desk, OwnSound.JOINED) < UNHEARD
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)
    await hears(desk, OwnSound.JOINED)
    assert share(desk, OwnSound.LEFT) < UNHEARD
    await desk.page.say(BoothEnd())
    await hears(desk, OwnSound.LEFT)


async def test_a_consultation_is_told_by_a_calm_sound(city: ScenarioCity) -> None:
    await city.start()
    play = await three(city)
    assert share(play.desk, OwnSound.HOLD) < UNHEARD
    await play.clerk.consult()
    await eventually(lambda: play.desk.on(Screen.ON_HOLD), timeout_s=5, what="told so on screen")
    await hears(play.desk, OwnSound.HOLD)
