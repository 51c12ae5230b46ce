"""Journey 4 without a browser: in private first, then together, or handed over.

Pixels and sound are read at all three ends. That nothing is sent to the resident is seen
before the receiver's own guard, by counting the frames that reach each end at all.
"""

from __future__ import annotations

from edge_client.booth.messages import Picture, Screen
from signaling.protocol import RoomMode, Seat
from tests.support.city import (
    CLERK_TONE,
    EXPERT_MARKER,
    EXPERT_TONE,
    FACE_MARKER,
    TERMINAL_TONE,
    ScenarioCity,
)
from tests.support.media import marker_in
from tests.support.three import hears, nothing_crosses, three
from tests.support.waiting import eventually


async def test_staff_consult_while_the_resident_neither_hears_nor_sees(city: ScenarioCity) -> None:
    await city.start()
    play = await three(city)
    await play.all_together()

    await play.clerk.consult()
    await play.expert.until(lambda: play.in_force(RoomMode.CONSULTATION), 5)
    await eventually(lambda: play.desk.on(Screen.ON_HOLD), timeout_s=5, what="told so on screen")
    await nothing_crosses(play)

    await play.expert.come_together()
    await play.all_together()


async def test_the_clerk_hands_over_out_of_a_consultation(city: ScenarioCity) -> None:
    await city.start()
    play = await three(city)
    await play.expert.consult()
    await eventually(lambda: play.desk.on(Screen.ON_HOLD), timeout_s=5, what="told so on screen")
    await play.clerk.hang_up()

    def so() -> bool:
        assert play.desk.on(Screen.CONVERSATION), play.desk.screen.screen
        assert marker_in(play.expert.face()) == FACE_MARKER
        assert marker_in(play.desk.page.picture(Picture.COUNTERPART_FACE)) == EXPERT_MARKER
        return hears(play.expert.heard, TERMINAL_TONE) and hears(play.desk.heard, EXPERT_TONE)

    await eventually(so, timeout_s=10, what="the expert goes on with the resident")


async def test_a_clerk_at_the_desk_consults_by_headset(city: ScenarioCity) -> None:
    await city.start()
    desk, expert = await city.desk(), await city.expert()
    clerk = await city.speaking_clerk()
    await clerk.take(seat=Seat.AT_DESK)
    await clerk.summon()
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)
    await eventually(
        lambda: hears(expert.heard, TERMINAL_TONE) and hears(desk.heard, EXPERT_TONE),
        timeout_s=8,
        what="resident and expert hear each other",
    )
    assert hears(clerk.heard), "beside the resident the console is silent"

    await clerk.consult()
    await eventually(lambda: desk.on(Screen.ON_HOLD), timeout_s=5, what="told so on screen")
    await eventually(
        lambda: (
            hears(clerk.heard, EXPERT_TONE)
            and hears(expert.heard, CLERK_TONE)
            and hears(desk.heard)
        ),
        timeout_s=8,
        what="clerk and expert hear each other, the resident nobody",
    )
    assert expert.face_of(clerk.world.participant or "") is None, "a headset has no camera"

    await clerk.come_together()
    await eventually(
        lambda: (
            hears(clerk.heard)
            and hears(expert.heard, TERMINAL_TONE)
            and hears(desk.heard, EXPERT_TONE)
        ),
        timeout_s=8,
        what="the console is silent again, resident and expert hear each other",
    )
