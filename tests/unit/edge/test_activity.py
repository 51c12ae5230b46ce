"""Who speaks, from levels."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.sound.activity import (
    HOLD_S,
    REST_S,
    SILENT_AFTER_S,
    Activity,
    audio_level,
)

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "activity.json").read_text("utf-8"))
STEP = 0.02


def run(levels: list[float], step: float = STEP, activity: Activity | None = None) -> list[bool]:
    activity = activity or Activity()
    return [activity.heard(level, number * step) for number, level in enumerate(levels)]


def turns(judged: list[bool], step: float = STEP) -> list[tuple[float, bool]]:
    """When it changed, and to what."""
    both = enumerate(pairwise([False, *judged]))
    return [(number * step, after) for number, (before, after) in both if before is not after]


def for_s(seconds: float, level: float) -> list[float]:
    return [level] * round(seconds / STEP)


@pytest.mark.parametrize("story", GOLDEN, ids=[story["name"] for story in GOLDEN])
def test_both_languages_judge_alike(story: dict[str, Any]) -> None:
    activity = Activity()
    judged = [
        activity.at(now) if level is None else activity.heard(level, now)
        for now, level in story["heard"]
    ]
    assert judged == story["speaks"]


def test_a_voice_is_seen_within_a_syllable() -> None:
    changed = turns(run([*for_s(1, -70), *for_s(1, -25)]))
    assert len(changed) == 1
    assert 0 < changed[0][0] - 1 <= 0.16


def test_pauses_between_words_do_not_flicker() -> None:
    words = [*for_s(0.4, -24), *for_s(0.35, -68)]
    assert len(turns(run([*for_s(1, -68), *(words * 12)]))) == 1


def test_it_ends_soon_after_the_last_word() -> None:
    changed = turns(run([*for_s(1, -25), *for_s(3, -70)]))
    assert [so for _, so in changed] == [True, False]
    assert HOLD_S <= changed[1][0] - 1 <= HOLD_S + 0.4


@pytest.mark.parametrize("seconds", [0.02, 0.04])
def test_a_click_is_no_speech(seconds: float) -> None:
    assert not any(run([*for_s(1, -70), *for_s(seconds, -20), *for_s(1, -70)]))


@pytest.mark.parametrize("level", [-72.0, -60.0, -52.0, -46.0, -42.0])
def test_a_fan_is_not_somebody_for_long(level: float) -> None:
    judged = run(for_s(60, level))
    assert not any(judged[len(judged) // 2 :])


def test_a_voice_over_a_fan_is_seen() -> None:
    judged = run([*for_s(30, -48), *for_s(1, -26)])
    assert judged[-1]


def test_when_nothing_comes_any_more_nobody_speaks() -> None:
    activity = Activity()
    run(for_s(1, -25), activity=activity)
    assert activity.at(1.1), "a packet late is no pause"
    polled = [activity.at(1 + number / 10) for number in range(1, 20)]
    assert polled[int(10 * SILENT_AFTER_S)]
    assert not polled[-1]


LEVELS = st.one_of(st.floats(-140, 20), st.sampled_from([math.nan, math.inf, -math.inf, -25.0]))


@given(st.lists(st.tuples(LEVELS, st.integers(1, 12)), max_size=60), st.sampled_from([0.02, 0.1]))
def test_no_sound_whatever_makes_it_flicker(parts: list[tuple[float, int]], step: float) -> None:
    levels = [level for level, times in parts for _ in range(times)]
    for (begun, so), (ended, _) in pairwise(turns(run(levels, step), step)):
        least = HOLD_S if so else REST_S
        assert ended - begun >= least - 1e-6


@given(st.lists(LEVELS, max_size=200))
def test_silence_always_ends_it(levels: list[float]) -> None:
    assert not run([*levels, *for_s(HOLD_S + 1.2, -100)])[-1]


@given(st.lists(LEVELS, max_size=200))
def test_a_loud_voice_is_always_seen(levels: list[float]) -> None:
    assert any(run([*levels, *for_s(REST_S + 0.5, -15)])[-10:])


@given(st.floats(0, 2))
def test_levels_are_those_of_the_rfc(rms: float) -> None:
    level = audio_level(rms, speaks=True)
    assert level.speaks
    assert 0 <= level.below <= 127
    if 10**-6 < rms <= 1:
        assert 10 ** (-level.below / 20) == pytest.approx(rms, rel=0.07)


def test_silence_is_the_lowest_level() -> None:
    assert audio_level(0.0, speaks=False).below == 127
    assert audio_level(math.nan, speaks=False).below == 127
