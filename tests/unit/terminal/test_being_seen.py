"""Who gets the resident's picture: said before the camera opens, chosen, and told to the room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge_client.being_seen import BeingSeen, camera_opens, withheld
from edge_client.booth.messages import (
    BoothAsk,
    BoothBack,
    BoothEnd,
    BoothService,
    ChoosingStep,
    Screen,
)
from edge_client.booth.picture_messages import BoothMeet, BoothPicture, PictureGiven
from edge_client.events import BoothSaid, LinkSeen, Refused
from edge_client.showing import booth_state
from signaling.protocol import (
    EndReason,
    MediaSet,
    Purpose,
    RequestCreate,
    RequestState,
    Role,
    RoomTold,
    Sending,
)
from tests.support.samples import CLERK, EXPERT, ME, request, room
from tests.unit.terminal.test_alone import Booth as Alone
from tests.unit.terminal.test_alone import at_vero
from tests.unit.terminal.test_terminal import Booth


def camera(booth: Booth | Alone) -> bool:
    return camera_opens(booth.state.seen, booth.state.screen)


def picture(booth: Booth | Alone) -> PictureGiven:
    return booth_state(booth.state).picture


def told(booth: Booth | Alone) -> list[bool]:
    return [each.sending.face for each in booth.sent if isinstance(each, MediaSet)]


def showing_me(given: RoomTold, *, face: bool, revision: int = 9) -> RoomTold:
    """The same room, as it is after the terminal has told what it sends."""
    members = [
        one.model_copy(update={"sending": Sending(face=face)}) if one.participant == ME else one
        for one in given.members
    ]
    return given.model_copy(update={"members": members, "revision": revision})


def test_who_will_come_is_said_before_anybody_is_asked_or_the_camera_opens() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"))
    assert booth.choosing().step is ChoosingStep.MEETING
    assert booth.choosing().meets == [Role.EXPERT]
    assert not [each for each in booth.sent if isinstance(each, RequestCreate)]
    assert not camera(booth)
    booth.touch(BoothMeet(picture=True))
    assert booth.screen() is Screen.CONNECTING
    assert booth.choosing().meets == [Role.EXPERT], "it can still be read while waiting"
    assert camera(booth)
    assert withheld(booth.state.seen) == frozenset()


def test_one_step_back_leads_to_the_service() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), BoothBack())
    assert booth.choosing().step is ChoosingStep.SERVICE
    booth.touch(BoothMeet(picture=True))
    assert booth.screen() is Screen.CHOOSING, "nothing is wished any more"


def test_an_interpreter_and_a_clerk_are_said_too() -> None:
    booth = at_vero("ar")
    booth.touch(BoothAsk(language="fi", interpreter=True))
    assert booth.choosing().meets == [Role.EXPERT, Role.INTERPRETER]
    helped = at_vero()
    helped.touch(BoothService(service="palvelupiste"), BoothAsk(language="sv"))
    assert helped.choosing().meets == [Role.CLERK]


def test_voice_only_keeps_the_camera_closed_and_tells_the_room_once() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), BoothMeet(picture=False))
    assert not camera(booth)
    assert withheld(booth.state.seen) == {Purpose.FACE}
    here = room(EXPERT)
    booth.told(request(RequestState.PENDING, request_id="req-1"), here)
    assert told(booth) == [False]
    booth.told(showing_me(here, face=False))
    assert booth.screen() is Screen.CONVERSATION
    assert (told(booth), camera(booth), picture(booth)) == ([False], False, PictureGiven.WITHHELD)


@pytest.mark.parametrize("given", [True, False])
def test_one_touch_changes_it_in_the_conversation(given: bool) -> None:
    booth = Booth()
    here = room(CLERK, EXPERT)
    booth.told(request(RequestState.ASSIGNED), here)
    assert camera(booth)
    booth.happens(BoothSaid(BoothPicture(given=False)))
    assert not camera(booth)
    booth.told(showing_me(here, face=False))
    booth.happens(BoothSaid(BoothPicture(given=given)))
    assert camera(booth) is given
    assert told(booth) == [False, True][: 1 + given]


def test_what_the_room_may_not_have_heard_is_told_again() -> None:
    booth = Booth()
    booth.told(request(RequestState.ASSIGNED), room(CLERK, EXPERT))
    booth.happens(BoothSaid(BoothPicture(given=False)))
    booth.happens(Refused(booth.sent[-1]))
    assert told(booth) == [False, False]
    booth.happens(LinkSeen(online=False))
    assert told(booth) == [False, False], "not while nobody hears it"
    booth.happens(LinkSeen(online=True))
    assert told(booth) == [False, False, False]


def test_the_next_visit_begins_anew() -> None:
    booth = Booth()
    booth.happens(BoothSaid(BoothPicture(given=False)))
    assert picture(booth) is PictureGiven.WITHHELD, "beside a clerk it can be said beforehand"
    booth.told(request(RequestState.ASSIGNED), room(CLERK, EXPERT))
    assert not camera(booth)
    booth.told(room(revision=20, ended=EndReason.ENDED_BY_STAFF))
    assert booth.screen() is Screen.ENDED
    assert (picture(booth), camera(booth)) == (PictureGiven.GIVEN, False)


def test_a_choice_taken_back_is_made_anew() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), BoothMeet(picture=False), BoothEnd())
    assert booth.choosing().step is ChoosingStep.SERVICE
    assert picture(booth) is PictureGiven.GIVEN
    assert not camera(booth)


def test_a_terminal_that_starts_again_in_a_room_keeps_what_was_withheld() -> None:
    booth = Booth()
    booth.told(showing_me(room(CLERK, EXPERT), face=False))
    assert booth.screen() is Screen.CONVERSATION
    assert picture(booth) is PictureGiven.WITHHELD
    assert told(booth) == []


def test_a_terminal_without_a_camera_says_so_and_opens_none() -> None:
    booth = Booth()
    booth.state = replace(booth.state, seen=BeingSeen(has_camera=False))
    booth.told(request(RequestState.ASSIGNED), room(CLERK, EXPERT))
    assert (picture(booth), camera(booth)) == (PictureGiven.NONE, False)
    booth.happens(BoothSaid(BoothPicture(given=False)))
    assert (picture(booth), told(booth)) == (PictureGiven.NONE, [])
