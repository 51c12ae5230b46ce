"""What is shown of the sound: who speaks, how loud, louder on a touch, and as usual afterwards."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.booth.messages import BoothEnd, Screen
from edge_client.booth.sound_messages import QUIET, BoothLoudness
from edge_client.devices.blocks import RATE, decibels
from tests.support.city import Desk, ScenarioCity
from tests.support.waiting import eventually

EVEN_S = 1.5


async def loudness_db(desk: Desk) -> float:
    """How loud the loudspeaker is, once the tone has been as loud for 1.5 s.

    A voice that begins is made as loud as others over the first seconds.
    """

    def even() -> list[float]:
        heard = desk.heard.last(EVEN_S)
        assert heard.size >= EVEN_S * RATE, "too short yet"
        parts = [decibels(float(np.sqrt(np.mean(part**2)))) for part in np.array_split(heard, 6)]
        assert min(parts) > -50, "something is heard"
        assert max(parts) - min(parts) < 0.3, parts
        return parts

    parts: list[float] = await eventually(even, timeout_s=10, what="an even loudness")
    return parts[0]


async def test_everybody_is_shown_who_speaks(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    assert desk.page.sound == QUIET
    await city.together(clerk, expert)
    me = expert.world.participant or ""

    def shown() -> bool:
        sound = desk.page.sound
        assert sound.speaking == [me], "the expert's tone"
        assert sound.loudspeaker > 0
        assert sound.resident, "the terminal's own tone"
        assert sound.microphone > 0
        assert not sound.unheard
        return True

    await eventually(shown, timeout_s=10, what="the booth to show who speaks")
    await eventually(
        lambda: expert.speaking() == ["t_porina-1"],
        timeout_s=10,
        what="the expert to see that the resident speaks",
    )
    await desk.page.say(BoothEnd())
    await eventually(lambda: desk.page.sound == QUIET, timeout_s=5, what="meters at rest")


async def test_louder_is_louder_and_the_next_resident_hears_as_usual(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    await city.together(clerk, expert)
    usual = await loudness_db(desk)
    for db in (6, -6):
        await desk.page.say(BoothLoudness(db=db))
        await eventually(
            lambda db=db: desk.screen.hearing.loudness_db == db,  # type: ignore[misc]
            timeout_s=5,
            what="the screen to show it",
        )

        async def changed(db: int = db) -> bool:
            assert await loudness_db(desk) - usual == pytest.approx(db, abs=0.7)
            return True

        await eventually(changed, timeout_s=10, what=f"{db} dB at the loudspeaker")

    await desk.page.say(BoothEnd())
    await eventually(lambda: desk.on(Screen.ENDED), timeout_s=5, what="the ended screen")
    assert desk.screen.hearing.loudness_db == 0
    await expert.available()
    await city.together(clerk, expert)

    async def as_usual() -> bool:
        assert await loudness_db(desk) == pytest.approx(usual, abs=0.7)
        return True

    await eventually(as_usual, timeout_s=10, what="the usual loudness for the next resident")
