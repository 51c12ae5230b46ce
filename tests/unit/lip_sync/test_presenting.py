"""Who waits for whom, how long, and how smoothly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.lip_sync.presenting import (
    LONGEST_S,
    QUICKEST,
    UNHEARD_S,
    VOICE_QUICKEST,
    Presentation,
)

FRAME_S = 1 / 30


class Talk:
    """A conversation with ages that are told in seconds; the voice does what it is asked."""

    def __init__(self, picture: float, voice: float | None) -> None:
        self.presentation = Presentation()
        self.picture, self.voice = picture, voice
        self.now = 1000.0
        self.base = -3.9e9
        """The sender's clock is another one."""

    def frames(self, count: int, jitter: tuple[float, ...] = (0.0,)) -> list[float]:
        """By how much each picture is seen later than its voice is heard."""
        skews = []
        for number in range(count):
            self.now += FRAME_S
            heard = None
            if self.voice is not None:
                heard = self.voice + self.presentation.voice_wait
                self.presentation.heard(self.base + heard, self.now)
            age = self.picture + jitter[number % len(jitter)]
            waits = self.presentation.wait(self.base + age, self.now)
            assert 0.0 <= waits <= LONGEST_S
            skews.append(age + waits - (heard or 0.0))
        return skews


def test_a_picture_that_is_quicker_waits_for_its_voice() -> None:
    talk = Talk(picture=0.035, voice=0.110)
    assert talk.frames(150)[-1] == pytest.approx(0.0, abs=0.003)
    assert talk.presentation.voice_wait == 0.0


def test_a_voice_that_is_quicker_waits_for_its_picture() -> None:
    talk = Talk(picture=0.150, voice=0.060)
    assert abs(talk.frames(300)[-1]) < 0.015
    assert talk.presentation.picture_wait == 0.0


def test_without_a_voice_or_its_reports_no_picture_waits() -> None:
    talk = Talk(picture=0.035, voice=None)
    talk.frames(60)
    assert talk.presentation.picture_wait == talk.presentation.voice_wait == 0.0


def test_pictures_that_come_unevenly_are_seen_at_the_voices_pace() -> None:
    talk = Talk(picture=0.040, voice=0.120)
    skews = talk.frames(300, jitter=(0.0, 0.01, 0.035, 0.0, 0.02))[200:]
    assert max(skews) - min(skews) < 0.01


def test_nothing_jumps() -> None:
    talk = Talk(picture=0.035, voice=0.040)
    talk.frames(100)
    talk.voice = 0.180
    before = talk.presentation.picture_wait
    for _ in range(100):
        talk.frames(1)
        step = talk.presentation.picture_wait - before
        assert step <= QUICKEST * FRAME_S * 1.01
        before = talk.presentation.picture_wait
    assert before == pytest.approx(0.145, abs=0.005)


def test_a_pause_in_speech_changes_nothing_and_a_long_silence_ends_the_waiting() -> None:
    talk = Talk(picture=0.035, voice=0.110)
    talk.frames(150)
    talk.voice = None
    talk.frames(int((UNHEARD_S - 1) / FRAME_S))
    assert talk.presentation.picture_wait == pytest.approx(0.075, abs=0.005)
    talk.frames(int(3 / FRAME_S))
    assert talk.presentation.picture_wait == 0.0


def test_the_voice_stops_waiting_when_the_picture_is_quick_again() -> None:
    talk = Talk(picture=0.200, voice=0.060)
    talk.frames(300)
    assert talk.presentation.voice_wait > 0.1
    talk.picture = 0.035
    talk.frames(400)
    assert talk.presentation.voice_wait < 0.02
    assert abs(talk.frames(1)[-1]) < 0.015


def test_what_does_not_belong_together_is_left_alone() -> None:
    talk = Talk(picture=0.035, voice=3600.0)
    talk.frames(60)
    assert talk.presentation.picture_wait == talk.presentation.voice_wait == 0.0


def test_no_wait_is_longer_than_the_bound() -> None:
    talk = Talk(picture=0.035, voice=0.500)
    talk.frames(200)
    assert talk.presentation.picture_wait == LONGEST_S
    talk = Talk(picture=0.700, voice=0.035)
    talk.frames(400)
    assert talk.presentation.voice_wait == LONGEST_S


@given(
    st.lists(
        st.tuples(
            st.floats(-1e9, 1e9, allow_nan=False),
            st.one_of(st.none(), st.floats(-1e9, 1e9, allow_nan=False)),
            st.floats(0.0, 20.0),
        ),
        max_size=60,
    )
)
def test_whatever_is_told_the_waits_stay_within_bounds(
    told: list[tuple[float, float | None, float]],
) -> None:
    presentation, now = Presentation(), 0.0
    for picture, voice, passed in told:
        now += passed
        if voice is not None:
            presentation.heard(voice, now)
        before = presentation.voice_wait
        assert 0.0 <= presentation.wait(picture, now) <= LONGEST_S
        assert 0.0 <= presentation.picture_wait <= LONGEST_S
        assert 0.0 <= presentation.voice_wait <= LONGEST_S
        assert abs(presentation.voice_wait - before) <= VOICE_QUICKEST * 1.0 + 1e-9
