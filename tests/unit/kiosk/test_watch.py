"""When the booth's browser is started and given up: every row of the table, and the times."""

from __future__ import annotations

import pytest

from edge_client.kiosk.watch import (
    LONGEST_PAUSE_S,
    MISSING_S,
    MOST_AT_ONCE_S,
    START_S,
    STEADY_S,
    STILL_S,
    WATCH,
    Deed,
    Happening,
    Stage,
    Watch,
    drew,
    ended,
    missing,
    passed,
)

STEP_S = 0.25


def wait(watch: Watch, seconds: float) -> tuple[Watch, Deed]:
    """Time passes in the shell's steps, until something is to be done."""
    for _ in range(round(seconds / STEP_S)):
        watch, deed = passed(watch, STEP_S)
        if deed is not Deed.NOTHING:
            return watch, deed
    return watch, Deed.NOTHING


def drawing(frames: int = 1) -> Watch:
    watch, deed = passed(Watch(), 0.0)
    assert deed is Deed.START
    watch, _ = drew(watch, frames)
    assert watch.stage is Stage.DRAWING
    return watch


def draw_for(watch: Watch, seconds: float) -> Watch:
    frames = watch.frames or 0
    for _ in range(round(seconds / STEP_S)):
        frames += 1
        watch, deed = drew(watch, frames)
        assert deed is Deed.NOTHING
        watch, deed = passed(watch, STEP_S)
        assert deed is Deed.NOTHING
    return watch


DOWN = Watch(pause_s=1000.0)
STARTING, _ = passed(Watch(), 0.0)
DRAWING = drawing()
STAGES = {Stage.DOWN: DOWN, Stage.STARTING: STARTING, Stage.DRAWING: DRAWING}


def test_every_stage_answers_everything() -> None:
    assert set(WATCH) == set(Stage)
    assert all(set(row) == set(Happening) for row in WATCH.values())


@pytest.mark.parametrize(
    ("stage", "happening", "then", "deed"),
    [
        (Stage.DOWN, Happening.DUE, Stage.STARTING, Deed.START),
        (Stage.DOWN, Happening.DREW, Stage.DOWN, Deed.NOTHING),
        (Stage.DOWN, Happening.STOOD, Stage.DOWN, Deed.NOTHING),
        (Stage.DOWN, Happening.ENDED, Stage.DOWN, Deed.NOTHING),
        (Stage.STARTING, Happening.DUE, Stage.STARTING, Deed.NOTHING),
        (Stage.STARTING, Happening.DREW, Stage.DRAWING, Deed.NOTHING),
        (Stage.STARTING, Happening.STOOD, Stage.DOWN, Deed.KILL),
        (Stage.STARTING, Happening.ENDED, Stage.DOWN, Deed.KILL),
        (Stage.DRAWING, Happening.DUE, Stage.DRAWING, Deed.NOTHING),
        (Stage.DRAWING, Happening.DREW, Stage.DRAWING, Deed.NOTHING),
        (Stage.DRAWING, Happening.STOOD, Stage.DOWN, Deed.KILL),
        (Stage.DRAWING, Happening.ENDED, Stage.DOWN, Deed.KILL),
    ],
)
def test_row(stage: Stage, happening: Happening, then: Stage, deed: Deed) -> None:
    assert WATCH[stage][happening] == (then, deed)
    watch = STAGES[stage]
    match happening:
        case Happening.DUE if stage is Stage.DOWN:
            found = passed(Watch(), 0.0)
        case Happening.STOOD if stage is not Stage.DOWN:
            found = wait(watch, START_S)
        case Happening.DREW:
            found = drew(watch, 7)
        case Happening.ENDED:
            found = ended(watch)
        case _:
            # Neither is ever found in that stage: time alone changes nothing.
            found = passed(watch, 0.0)
    assert (found[0].stage, found[1]) == (then, deed)


def test_a_count_that_stands_is_a_screen_that_stopped() -> None:
    watch = draw_for(drawing(), 10)
    watch, deed = wait(watch, STILL_S - 2 * STEP_S)
    assert deed is Deed.NOTHING
    same, deed = drew(watch, watch.frames or 0)
    assert (same, deed) == (watch, Deed.NOTHING), "the same count again is no frame"
    watch, deed = wait(watch, 1)
    assert deed is Deed.KILL
    watch, deed = passed(watch, 0.0)
    assert deed is Deed.START, "and begins again at once"
    assert (watch.frames, watch.drawn_s) == (None, 0.0)


def test_it_is_back_well_within_five_seconds() -> None:
    assert STILL_S + 2 * MOST_AT_ONCE_S < 4


def test_a_page_that_was_loaded_anew_counts_from_one() -> None:
    watch = draw_for(drawing(100), 5)
    watch, _ = wait(watch, 1)
    watch, _ = drew(watch, 1)
    assert (watch.since_s, watch.frames) == (0.0, 1)


def test_a_first_start_may_take_its_time() -> None:
    watch, deed = wait(STARTING, START_S - STEP_S)
    assert deed is Deed.NOTHING
    assert wait(watch, STEP_S)[1] is Deed.KILL


def test_a_machine_that_slept_does_not_blame_the_screen() -> None:
    watch, deed = passed(draw_for(drawing(), 5), 3600.0)
    assert deed is Deed.NOTHING
    assert watch.since_s <= MOST_AT_ONCE_S + STEP_S


def fail(watch: Watch) -> tuple[Watch, float]:
    """Start, end at once; returns with the pause before the next start."""
    waited = 0.0
    deed = Deed.NOTHING
    while deed is not Deed.START:
        watch, deed = passed(watch, 0.0 if waited == 0 and watch.pause_s == 0 else STEP_S)
        waited += STEP_S if deed is not Deed.START or watch.since_s else 0.0
    watch, deed = ended(watch)
    assert deed is Deed.KILL
    return watch, watch.pause_s


def test_what_fails_again_and_again_is_tried_less_often() -> None:
    watch, pauses = Watch(), []
    for _ in range(8):
        watch, pause = fail(watch)
        pauses.append(pause)
    assert pauses == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


def test_a_page_that_draws_for_a_while_makes_up_for_failures() -> None:
    watch = Watch()
    for _ in range(5):
        watch, _ = fail(watch)
    watch, deed = wait(watch, LONGEST_PAUSE_S)
    assert deed is Deed.START
    watch, _ = drew(watch, 1)
    assert draw_for(watch, STEADY_S / 2).failures == 5
    watch = draw_for(watch, STEADY_S)
    assert watch.failures == 0
    assert ended(watch)[0].pause_s == 0.0


def test_a_missing_browser_is_looked_for_again() -> None:
    watch = missing(STARTING)
    assert watch.stage is Stage.DOWN
    watch, deed = wait(watch, MISSING_S - STEP_S)
    assert deed is Deed.NOTHING
    assert wait(watch, STEP_S)[1] is Deed.START
