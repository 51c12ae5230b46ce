"""What is wrong with a microphone, and what its meter shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge_client.sound.complaints import STEP_S, Complaints, Look
from edge_client.sound.metering import Meter
from edge_client.sounding import echo_left
from signaling.protocol.desk import Trouble

GOOD = Look(rms_db=-28, peak=0.3, speaks=True, echo=False)
PAUSE = Look(rms_db=-65, peak=0.002, speaks=False, echo=False)
DEAD = Look(rms_db=-120, peak=0, speaks=False, echo=False)
CLIPS = Look(rms_db=-8, peak=1.0, speaks=True, echo=False)
FAINT = Look(rms_db=-50, peak=0.01, speaks=True, echo=False)
ECHOES = Look(rms_db=-40, peak=0.1, speaks=False, echo=True)


def watch(*parts: tuple[Look, float]) -> list[Trouble | None]:
    complaints = Complaints()
    return [
        complaints.look(look) for look, seconds in parts for _ in range(round(seconds / STEP_S))
    ]


def test_a_good_conversation_has_no_trouble() -> None:
    assert set(watch(*[(GOOD, 2), (PAUSE, 1)] * 20)) == {None}


@pytest.mark.parametrize(
    ("look", "trouble", "within"),
    [
        (DEAD, Trouble.NO_SIGNAL, 4.0),
        (CLIPS, Trouble.CLIPPING, 1.0),
        (FAINT, Trouble.TOO_QUIET, 4.5),
        (ECHOES, Trouble.ECHO, 2.0),
    ],
)
def test_each_trouble_is_told_and_goes_away(look: Look, trouble: Trouble, within: float) -> None:
    told = watch((GOOD, 3), (look, 8), (GOOD, 12))
    first = next(number for number, each in enumerate(told) if each)
    assert told[first] is trouble
    assert 0.2 <= (first + 1) * STEP_S - 3 <= within + 0.2
    assert told[109] is trouble, "as long as it lasts"
    assert told[-1] is None
    assert len(turns(told)) == 2


def turns(told: list[Trouble | None]) -> list[tuple[Trouble | None, Trouble | None]]:
    return [(a, b) for a, b in pairwise(told) if a is not b]


def test_what_is_over_at_once_is_not_told() -> None:
    assert set(watch((GOOD, 2), (DEAD, 2), (GOOD, 2), (CLIPS, 0.2), (GOOD, 3), (ECHOES, 1))) == {
        None
    }


def test_who_says_nothing_is_not_too_quiet() -> None:
    assert set(watch((PAUSE, 120))) == {None}


def test_pauses_between_syllables_do_not_make_a_voice_quiet() -> None:
    gap = Look(rms_db=-60, peak=0.01, speaks=True, echo=False)
    assert set(watch(*[(GOOD, 0.3), (gap, 0.2)] * 40)) == {None}


def test_a_device_that_is_away_is_told_elsewhere() -> None:
    away = Look(rms_db=-120, peak=0, speaks=False, echo=False, live=False)
    assert set(watch((GOOD, 2), (away, 30), (GOOD, 2))) == {None}


LOOKS = st.sampled_from([GOOD, PAUSE, DEAD, CLIPS, FAINT, ECHOES])


@example([(CLIPS, 4), (FAINT, 32), (GOOD, 25)])  # the fainter trouble came out from under the other
@given(st.lists(st.tuples(LOOKS, st.integers(1, 40)), max_size=30))
def test_a_complaint_can_be_read(parts: list[tuple[Look, int]]) -> None:
    told = watch(*((look, times * STEP_S) for look, times in parts))
    shown: Trouble | None = None
    since = 0
    for number, trouble in enumerate(told):
        if trouble is not shown:
            if shown is not None and trouble is None:
                assert (number - since) * STEP_S >= 0.45
            shown, since = trouble, number


def test_a_meter_rises_at_once_and_falls_slowly() -> None:
    meter = Meter(12)
    assert meter.show(-120, 0.1) == 0
    assert meter.show(-6, 0.1) == 12
    falling = [meter.show(-120, 0.1) for _ in range(40)]
    assert falling[0] in (11, 12)
    assert all(0 <= a - b <= 1 for a, b in pairwise(falling))
    assert falling[-1] == 0


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=50))
def test_a_meter_stays_on_its_scale(levels: list[float]) -> None:
    meter = Meter(12)
    assert all(0 <= meter.show(level, 0.1) <= 12 for level in levels)


@dataclass
class Figures:
    working: bool = True
    erle_db: float | None = 30.0
    echo_heard: bool = True


@dataclass
class Canceller:
    figures: Figures


@pytest.mark.parametrize(
    ("figures", "left"),
    [
        (Figures(), False),
        (Figures(erle_db=3.0), True),
        (Figures(erle_db=None), False),
        (Figures(working=False, erle_db=None), True),
        (Figures(working=False, echo_heard=False), False),
    ],
)
def test_echo_is_told_when_it_is_left(figures: Figures, left: bool) -> None:
    assert echo_left(Canceller(figures)) is left


def test_without_a_canceller_nothing_is_known_of_the_echo() -> None:
    assert not echo_left(None)
    assert not echo_left(object())
