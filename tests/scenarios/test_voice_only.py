"""A resident who wants to be heard but not seen: no picture leaves the terminal, until they say."""

from __future__ import annotations

from edge_client.booth.messages import Screen
from edge_client.booth.picture_messages import BoothPicture, PictureGiven
from edge_client.devices.status import SourceState
from expert_client.expert import Expert
from signaling.protocol import Purpose
from tests.support.city import DOCUMENT_MARKER, FACE_MARKER, TERMINAL_TONE, Desk, ScenarioCity
from tests.support.media import marker_in, tone_in
from tests.support.three import WHILE, frames_from
from tests.support.waiting import eventually

TERMINAL = "t_porina-1"


def faces(expert: Expert) -> int:
    """Pictures of the resident that reached the expert at all, shown or not."""
    return frames_from(expert.keeper, TERMINAL).get(Purpose.FACE, 0)


def camera(desk: Desk) -> SourceState:
    return desk.runtime._equipment.face.status.state


def sent(expert: Expert) -> bool:
    assert expert.room is not None
    resident = expert.room.member(TERMINAL)
    assert resident is not None
    return resident.sending.face


async def paper_goes_on(expert: Expert) -> None:
    """So long that a face would have come many times over."""
    seen = expert.document()
    assert seen is not None
    await eventually(
        lambda: (now := expert.document()) is not None and now.seq >= seen.seq + WHILE // 3,
        timeout_s=10,
        what="more pictures of the paper",
    )


async def test_no_picture_of_the_resident_leaves_before_they_say_so(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    assert camera(desk) is SourceState.OFF, "nobody has come: it is closed"
    await desk.page.say(BoothPicture(given=False))
    await eventually(
        lambda: desk.screen.picture is PictureGiven.WITHHELD, timeout_s=5, what="voice only"
    )
    await clerk.summon()
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)

    def heard_and_not_seen() -> bool:
        assert marker_in(expert.document()) == DOCUMENT_MARKER, "the paper"
        assert abs((tone_in(expert.heard.last()) or 0) - TERMINAL_TONE) < 15, "the voice"
        assert not sent(expert), "staff are told"
        return True

    await eventually(heard_and_not_seen, timeout_s=10, what="the resident is heard, the paper seen")
    await paper_goes_on(expert)
    assert (faces(expert), expert.face(), camera(desk)) == (0, None, SourceState.OFF)

    await desk.page.say(BoothPicture(given=True))

    def seen() -> bool:
        assert marker_in(expert.face()) == FACE_MARKER, "the resident's face"
        assert sent(expert)
        return True

    await eventually(seen, timeout_s=10, what="the resident is seen after one touch")
    await desk.page.say(BoothPicture(given=False))
    await eventually(
        lambda: camera(desk) is SourceState.OFF and not sent(expert),
        timeout_s=5,
        what="the camera is closed again",
    )
    await paper_goes_on(expert)  # what was on its way has come by then
    before = faces(expert)
    await paper_goes_on(expert)
    assert faces(expert) == before, "not one picture more"

    await clerk.end()
    await eventually(lambda: desk.on(Screen.ENDED), timeout_s=5, what="the ended screen")
    assert desk.screen.picture is PictureGiven.GIVEN, "the next resident begins anew"
    assert camera(desk) is SourceState.OFF
