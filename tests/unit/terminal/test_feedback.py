"""What the resident is asked after a visit, and what of it is told."""

import pytest

from edge_client.booth.feedback_messages import BoothRate, Feedback
from edge_client.booth.messages import BoothDismiss, Screen
from edge_client.events import BoothSaid, LinkSeen
from edge_client.showing import booth_state
from signaling.protocol import EndReason, RequestRate, RequestState
from tests.support.samples import EXPERT, request, room
from tests.unit.terminal.test_terminal import Booth, in_conversation


def asked(booth: Booth) -> Feedback | None:
    return booth_state(booth.state).feedback


def over(*, served: RequestState = RequestState.WRAPPING) -> Booth:
    booth = in_conversation()
    assert asked(booth) is None
    ended = room(revision=5, ended=EndReason.ENDED_BY_RESIDENT)
    booth.told(request(served), ended)
    assert booth.screen() is Screen.ENDED
    return booth


@pytest.mark.parametrize("served", [RequestState.WRAPPING, RequestState.COMPLETED])
def test_the_first_touch_is_told_and_thanked_for(served: RequestState) -> None:
    booth = over(served=served)
    assert asked(booth) is Feedback.ASKED
    for rating in (5, 1):
        booth.happens(BoothSaid(BoothRate(rating=rating)))
    assert [each for each in booth.sent if isinstance(each, RequestRate)] == [
        RequestRate(request="request-1", rating=5)
    ]
    assert asked(booth) is Feedback.GIVEN
    booth.happens(BoothSaid(BoothDismiss()))
    assert booth.screen() is Screen.START
    assert asked(booth) is None and not booth.state.rated


def test_the_next_visit_is_asked_anew() -> None:
    booth = over()
    booth.happens(BoothSaid(BoothRate(rating=4)))
    booth.told(request(RequestState.PENDING, request_id="request-2"))
    assert booth.screen() is Screen.CONNECTING
    assert not booth.state.rated


def test_nothing_is_asked_where_nobody_served_or_nobody_can_be_told() -> None:
    booth = over(served=RequestState.CANCELED)
    assert asked(booth) is None
    booth.happens(BoothSaid(BoothRate(rating=4)))
    assert not [each for each in booth.sent if isinstance(each, RequestRate)]
    booth = over()
    booth.happens(LinkSeen(online=False))
    assert asked(booth) is None


def test_of_another_room_s_request_nothing_is_asked() -> None:
    booth = in_conversation()
    other = request(RequestState.COMPLETED).model_copy(update={"room": "room-0"})
    booth.told(other, room(EXPERT, revision=5, ended=EndReason.ENDED_BY_STAFF))
    assert asked(booth) is None
