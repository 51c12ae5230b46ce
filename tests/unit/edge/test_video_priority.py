"""What goes first when the line is narrow."""

from __future__ import annotations

import pytest

from edge_client.video.priority import (
    FACE_LIVE,
    LEAST,
    LIVE_AGAIN,
    PACKETS,
    STILL,
    VOICE,
    First,
    first_for,
    is_signed,
    shares,
)
from edge_client.video.tiers import QVGA, TIERS, Level
from signaling.protocol import Purpose, Role
from signaling.protocol.desk import PictureStage

FACE, PAPER = Purpose.FACE, Purpose.DOCUMENT
BOTH = (FACE, PAPER)
LINES = range(0, 8_000_001, 10_000)


@pytest.mark.parametrize("first", First)
def test_the_voice_keeps_its_part_of_every_line_that_has_it(first: First) -> None:
    for line in LINES:
        pictures = sum(share.bitrate for share in shares(line, BOTH, first).values())
        assert pictures <= max(LEAST + STILL, (line - VOICE) * PACKETS) + 2


@pytest.mark.parametrize("first", First)
def test_more_line_never_gives_a_live_picture_less(first: First) -> None:
    before = shares(0, BOTH, first)
    for line in LINES:
        now = shares(line, BOTH, first)
        for purpose in BOTH:
            # Only where the face comes to life the paper gives something for it.
            if before[FACE].stage is now[FACE].stage:
                assert now[purpose].bitrate >= before[purpose].bitrate
        before = now


def test_a_wide_line_gives_each_picture_all_it_can_use() -> None:
    for first in First:
        for purpose, share in shares(6_000_000, BOTH, first).items():
            assert share.bitrate == TIERS[purpose][Level.HIGH].ceiling


def test_a_face_is_a_still_before_the_paper_gets_less_than_it_needs() -> None:
    got = shares(150_000, BOTH, First.PAPER)
    assert got[FACE].stage is PictureStage.STILL
    assert got[PAPER].bitrate > got[FACE].bitrate == STILL


def test_on_300_kbit_a_second_both_are_live() -> None:
    got = shares(300_000, BOTH, First.PAPER)
    assert got[FACE].stage is PictureStage.LIVE
    assert got[PAPER].bitrate > got[FACE].bitrate >= FACE_LIVE[First.PAPER]


def test_where_hands_speak_the_face_goes_first() -> None:
    got = shares(250_000, BOTH, First.FACE)
    assert got[FACE].stage is PictureStage.LIVE
    assert got[FACE].bitrate > 5 * got[PAPER].bitrate
    # Even where a hearing person would get a still.
    assert shares(150_000, BOTH, First.FACE)[FACE].stage is PictureStage.LIVE


def test_a_face_alone_has_the_line_for_itself() -> None:
    assert shares(200_000, (FACE,), First.PAPER)[FACE].stage is PictureStage.LIVE


def test_a_still_comes_to_life_only_with_something_in_hand() -> None:
    edge = next(
        line for line in LINES if shares(line, BOTH, First.PAPER)[FACE].stage is PictureStage.LIVE
    )
    assert shares(edge, BOTH, First.PAPER, stills=[FACE])[FACE].stage is PictureStage.STILL
    enough = edge + FACE_LIVE[First.PAPER] * LIVE_AGAIN
    assert shares(enough, BOTH, First.PAPER, stills=[FACE])[FACE].stage is PictureStage.LIVE


def test_nothing_to_send_needs_nothing() -> None:
    assert shares(1_000_000, (), First.PAPER) == {}


def test_a_screen_is_shared_as_a_paper_is() -> None:
    got = shares(300_000, (FACE, Purpose.SCREEN), First.PAPER)
    assert got[Purpose.SCREEN] == shares(300_000, BOTH, First.PAPER)[PAPER]


@pytest.mark.parametrize(
    ("role", "language", "first"),
    [
        (Role.EXPERT, "fi", First.PAPER),
        (Role.CLERK, None, First.PAPER),
        (Role.INTERPRETER, "fi", First.FACE),
        (Role.EXPERT, "fse", First.FACE),
        (Role.CLERK, "sgn-FI", First.FACE),
    ],
)
def test_hands_speak_to_interpreters_and_for_residents_who_sign(
    role: Role, language: str | None, first: First
) -> None:
    assert first_for(role, language) is first


def test_finland_swedish_signs_too() -> None:
    assert is_signed("fss")
    assert not is_signed("sv-FI")


def test_no_live_face_is_below_qvga_at_20_frames() -> None:
    low = TIERS[FACE][Level.LOW]
    assert low.fps >= 20
    for size in ((1280, 720), (640, 480), (1920, 1080), (320, 240)):
        width, height = low.size(*size, low.short)
        assert width >= 320
        assert height >= QVGA
        assert (width % 2, height % 2) == (0, 0)
        assert width <= size[0]
    assert low.size(720, 1280, low.short) == (240, 426)
