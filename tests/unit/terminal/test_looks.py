"""Text size, contrast and the own picture: for one visit, then as usual."""

from __future__ import annotations

from edge_client.booth.feeds import wanted
from edge_client.booth.looks_messages import BoothLooks, LooksShown
from edge_client.booth.messages import BoothDismiss, Picture, Screen
from edge_client.booth.picture_messages import BoothPicture
from edge_client.events import BoothSaid, Tick
from edge_client.looks import FORGOTTEN_S
from edge_client.showing import booth_state
from signaling.protocol import EndReason, RequestState
from tests.support.samples import CLERK, EXPERT, request, room
from tests.unit.terminal.test_terminal import Booth, in_conversation

LARGE = BoothLooks(size=130, contrast=True, own_picture=True)
USUAL = LooksShown(size=100, sizes=[100, 115, 130], contrast=False, own_picture=True)


def looks(booth: Booth) -> LooksShown:
    return booth_state(booth.state).looks


def test_it_holds_from_the_start_to_the_last_screen_and_ends_with_the_visit() -> None:
    booth = Booth()
    assert looks(booth) == USUAL
    booth.happens(BoothSaid(LARGE))
    booth.told(request(RequestState.ASSIGNED), room(CLERK, EXPERT))
    booth.told(room(revision=2, ended=EndReason.ENDED_BY_STAFF))
    assert booth.screen() is Screen.ENDED
    assert (looks(booth).size, looks(booth).contrast) == (130, True), "it is still read"
    booth.happens(BoothSaid(BoothDismiss()))
    assert looks(booth) == USUAL


def test_the_next_visit_begins_as_usual_also_without_the_start_between() -> None:
    booth = in_conversation()
    booth.happens(BoothSaid(LARGE))
    booth.told(room(revision=3, ended=EndReason.ENDED_BY_STAFF))
    booth.told(request(RequestState.PENDING, request_id="req-2"), room(CLERK, room_id="room-2"))
    assert booth.screen() is Screen.CONNECTING
    assert looks(booth) == USUAL


def test_what_is_not_offered_changes_nothing() -> None:
    booth = Booth()
    booth.happens(BoothSaid(BoothLooks(size=900, contrast=True, own_picture=False)))
    assert looks(booth) == USUAL


def test_whoever_goes_away_from_the_start_takes_it_along() -> None:
    booth = Booth()
    booth.happens(BoothSaid(LARGE))
    booth.now += FORGOTTEN_S - 1
    booth.happens(Tick())
    assert looks(booth).size == 130
    booth.now += 1
    booth.happens(Tick())
    assert looks(booth) == USUAL


def test_the_own_picture_is_made_only_where_it_is_shown() -> None:
    booth = in_conversation()
    assert Picture.OWN_FACE in wanted(booth_state(booth.state))
    booth.happens(BoothSaid(BoothLooks(size=100, contrast=False, own_picture=False)))
    assert Picture.OWN_FACE not in wanted(booth_state(booth.state))
    booth.happens(BoothSaid(LARGE))
    booth.happens(BoothSaid(BoothPicture(given=False)))
    assert Picture.OWN_FACE not in wanted(booth_state(booth.state)), "the camera is closed"
