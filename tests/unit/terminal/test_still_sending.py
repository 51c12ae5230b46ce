"""A still on its way: its table, its parts, and where it goes on."""

import hashlib
import itertools
import json
from typing import Any

import pytest

from edge_client.peering.still_sending import (
    KEPT_S,
    KEPT_SENT_S,
    OVER,
    TRANSITIONS,
    Event,
    OutPart,
    StillSending,
)
from signaling.protocol.desk import DESK_TELLS, Shows, StillFailure, StillPart, StillStage
from signaling.protocol.limits import DESK_BYTES

PAGE = OutPart(Shows.PAGE, bytes(range(256)) * 200, 40, 60, 90, 6, last=False)
CAMERA = OutPart(Shows.CAMERA, b"\x07" * 40_000, 80, 60, 0, 1, last=True)


def sending(*parts: OutPart) -> StillSending:
    made = StillSending("still-0001")
    for part in parts:
        made.add(part, now=0.0)
    return made


def drain(one: StillSending, most: int = DESK_BYTES) -> list[str | bytes]:
    frames = []
    while (frame := one.next_frame(most)) is not None:
        frames.append(frame)
        assert len(frames) < 10_000
    return frames


def pictures(frames: list[str | bytes]) -> dict[Shows, tuple[StillPart, bytes]]:
    """What a receiver puts together; each part's head and bytes."""
    found: dict[Shows, tuple[StillPart, bytes]] = {}
    current = Shows.PAGE
    for frame in frames:
        if isinstance(frame, str):
            head = DESK_TELLS.validate_json(frame)
            assert isinstance(head, StillPart)
            found[head.shows] = (head, b"")
            current = head.shows
        else:
            found[current] = (found[current][0], found[current][1] + frame)
    return found


def test_every_stage_is_in_the_table_and_the_ends_take_no_failure() -> None:
    assert set(TRANSITIONS) == set(StillStage)
    for stage in StillStage:
        assert (Event.CANCEL in TRANSITIONS[stage]) is (stage not in OVER)
        assert (Event.FAIL in TRANSITIONS[stage]) is (stage not in OVER)


@pytest.mark.parametrize(("stage", "event"), list(itertools.product(StillStage, Event)))
def test_what_the_table_does_not_list_changes_nothing(stage: StillStage, event: Event) -> None:
    one = StillSending("still-0001", stage)
    listed = TRANSITIONS[stage].get(event)
    assert one.happen(event, 1.0) is (listed is not None)
    assert one.stage is (listed or stage)


def test_both_pictures_come_whole_the_page_first() -> None:
    one = sending(PAGE, CAMERA)
    frames = drain(one)
    assert all(len(frame) <= DESK_BYTES for frame in frames)
    got = pictures(frames)
    assert list(got) == [Shows.PAGE, Shows.CAMERA]
    for part in (PAGE, CAMERA):
        head, data = got[part.shows]
        assert data == part.data
        assert head.digest == hashlib.sha256(data).hexdigest()
        assert (head.still, head.at, head.size) == ("still-0001", 0, len(data))
    assert [got[shows][0].last for shows in got] == [False, True]
    assert one.all_sent


def test_nothing_is_sent_before_there_is_a_picture_and_the_second_may_come_later() -> None:
    one = sending()
    assert drain(one) == []
    assert one.add(PAGE, now=0.0), "the stage has changed"
    first = drain(one)
    assert not one.all_sent
    assert not one.add(CAMERA, now=0.0)
    assert pictures(first + drain(one))[Shows.CAMERA][1] == CAMERA.data
    assert one.all_sent


def test_after_the_last_part_none_is_taken() -> None:
    one = sending(CAMERA)
    one.add(PAGE, now=0.0)
    assert list(pictures(drain(one))) == [Shows.CAMERA]


@pytest.mark.parametrize("have", [0, 1, 16_384, 50_000, len(PAGE.data) - 1, len(PAGE.data)])
def test_a_new_channel_gets_what_is_missing(have: int) -> None:
    one = sending(PAGE, CAMERA)
    for _ in range(3):
        one.next_frame()
    one.lost(10.0)
    assert one.resume(Shows.PAGE, have, 20.0)
    got = pictures(drain(one))
    assert got[Shows.PAGE][0].at == have
    assert PAGE.data[:have] + got[Shows.PAGE][1] == PAGE.data
    assert got[Shows.CAMERA][1] == CAMERA.data


def test_a_new_channel_goes_on_in_the_second_picture() -> None:
    one = sending(PAGE, CAMERA)
    drain(one)
    assert one.resume(Shows.CAMERA, 30_000, 0.0)
    got = pictures(drain(one))
    assert list(got) == [Shows.CAMERA]
    assert got[Shows.CAMERA][1] == CAMERA.data[30_000:]


@pytest.mark.parametrize(
    ("part", "have"), [(None, 0), (None, 17), (Shows.PAGE, len(PAGE.data) + 1)]
)
def test_who_has_nothing_that_fits_begins_anew(part: Any, have: int) -> None:
    one = sending(PAGE, CAMERA)
    drain(one)
    one.resume(part, have if part else 0, 0.0)
    assert pictures(drain(one))[Shows.PAGE] == (
        PAGE.head(0).model_copy(update={"still": "still-0001"}),
        PAGE.data,
    )


def test_what_was_sent_but_lost_with_its_channel_can_be_had_again() -> None:
    one = sending(PAGE, CAMERA)
    drain(one)
    one.happen(Event.SENT, 5.0)
    assert one.kept_until() == 5.0 + KEPT_SENT_S
    assert one.resume(Shows.CAMERA, 0, 6.0)
    assert one.stage is StillStage.SENDING
    assert one.kept_until() is None
    assert pictures(drain(one))[Shows.CAMERA][1] == CAMERA.data


def test_a_still_is_kept_for_a_minute_after_its_channel() -> None:
    one = sending(PAGE)
    assert one.kept_until() is None
    one.lost(100.0)
    one.lost(130.0)
    assert one.kept_until() == 100.0 + KEPT_S


@pytest.mark.parametrize("event", [Event.CANCEL, Event.FAIL])
def test_what_has_ended_is_not_kept(event: Event) -> None:
    one = sending(PAGE, CAMERA)
    one.next_frame()
    one.happen(event, 3.0)
    assert one.size == 0
    assert drain(one) == []
    assert not one.resume(Shows.PAGE, 0, 4.0)
    assert not one.add(PAGE, 4.0)


def test_a_failure_says_why_and_only_once() -> None:
    one = sending()
    told = json.loads(one.failed(StillFailure.NO_CAMERA, 1.0) or "")
    assert (told["stage"], told["reason"]) == ("failed", "no_camera")
    assert one.failed(StillFailure.BUSY, 2.0) is None


def test_an_empty_picture_is_none() -> None:
    with pytest.raises(ValueError, match="empty"):
        OutPart(Shows.PAGE, b"", 1, 1, 0, 1, last=True)
