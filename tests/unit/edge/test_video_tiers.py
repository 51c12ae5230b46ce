"""Tiers, key frames: who gets which picture, and when it begins anew."""

from __future__ import annotations

import pytest

from edge_client.video.key_frames import PATIENCE_S, SHORTEST_S, KeyFrames, Patience
from edge_client.video.priority import FACE_LIVE, STILL, First
from edge_client.video.tiers import RETURN, TIERS, Ladder, Level
from signaling.protocol import Purpose

HIGH, LOW = Level.HIGH, Level.LOW
FACE = TIERS[Purpose.FACE]


@pytest.mark.parametrize("purpose", TIERS)
def test_the_low_tier_goes_on_where_the_high_one_ends(purpose: Purpose) -> None:
    high, low = TIERS[purpose][HIGH], TIERS[purpose][LOW]
    assert low.floor < low.ceiling == high.floor < high.ceiling


def test_a_still_is_what_the_policy_calls_one() -> None:
    ladder = Ladder(FACE)
    assert ladder.wish("worst", STILL) is Level.STILL
    assert ladder.wish("worst", FACE_LIVE[First.FACE]) is LOW
    # Two tiers are alive at most: the still costs one picture in seconds.
    assert FACE[Level.STILL].still
    assert not any(FACE[level].still for level in (HIGH, LOW))


def test_a_paper_is_never_a_still() -> None:
    assert Ladder(TIERS[Purpose.DOCUMENT]).wish("worst", 0) is LOW


def test_a_tier_follows_its_slowest_viewer() -> None:
    ladder = Ladder(FACE)
    ladder.wish("quick", 1_500_000)
    assert ladder.target(HIGH) == 1_500_000
    ladder.wish("slower", 900_000)
    assert ladder.target(HIGH) == 900_000


def test_below_the_floor_a_viewer_moves_down_and_leaves_the_others_their_rate() -> None:
    ladder = Ladder(FACE)
    ladder.wish("quick", 1_500_000)
    assert ladder.wish("bad line", FACE[HIGH].floor - 1) is LOW
    assert ladder.target(HIGH) == 1_500_000
    assert ladder.target(LOW) == FACE[HIGH].floor - 1


def test_a_line_that_hardly_carries_anything_gets_the_low_floor() -> None:
    ladder = Ladder(FACE)
    ladder.wish("worst", STILL + 1)
    assert ladder.target(LOW) == FACE[LOW].floor


def test_coming_back_up_takes_more_than_staying() -> None:
    ladder = Ladder(FACE)
    floor = FACE[HIGH].floor
    assert ladder.wish("wavering", floor) is HIGH
    assert ladder.wish("wavering", floor - 1) is LOW
    assert ladder.wish("wavering", floor) is LOW
    assert ladder.wish("wavering", round(floor * RETURN)) is HIGH


def test_a_low_face_gets_more_lines_where_there_is_rate_for_them_and_does_not_waver() -> None:
    low = FACE[LOW]
    lines, told = low.short, []
    for target in (110_000, 299_000, 300_000, 280_000, 215_000, 205_000, 250_000, 300_000):
        lines = low.lines(target, lines)
        told.append(lines)
    assert told == [240, 240, 360, 360, 360, 240, 240, 360]
    assert low.size(1280, 720, 360) == (640, 360)
    assert low.size(320, 240, 360) == (320, 240)
    assert FACE[HIGH].lines(300_000, None) is None


def test_who_leaves_holds_nobody_back() -> None:
    ladder = Ladder(FACE)
    ladder.wish("quick", 1_500_000)
    ladder.wish("slower", 700_000)
    ladder.leave("slower")
    ladder.leave("never here")
    assert ladder.target(HIGH) == 1_500_000


def test_the_first_frame_is_a_key_frame_and_requests_are_merged() -> None:
    keys = KeyFrames()
    assert keys.due(0.0)
    assert not keys.due(1.0)
    keys.ask()
    keys.ask()
    assert keys.due(2.0)
    assert not keys.due(3.0)


def test_a_request_soon_after_a_key_frame_waits_and_is_not_forgotten() -> None:
    keys = KeyFrames()
    keys.due(0.0)
    keys.ask()
    assert not keys.due(SHORTEST_S / 2)
    assert keys.due(SHORTEST_S)


def test_a_flood_of_one_viewer_is_mostly_not_passed_on() -> None:
    patience = Patience()
    passed = [patience.asks(number / 100) for number in range(1000)]
    assert sum(passed) == pytest.approx(10 / PATIENCE_S, abs=1)
    assert passed[0]
