"""When the booth's browser is started, and when it is given up: one table, pure.

A screen is alive when its page draws, not when a process lives: the page counts the frames that
it was given to draw and tells the count. `passed`, `drew` and `ended` each give the next `Watch`
and what is to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

STILL_S = 2.5
"""A count that stands for so long is a screen that has stopped; pages tell theirs twice a second.
With what killing and starting take, a new page draws within 5 s.
"""
START_S = 20.0
"""A first start from a slow disk may take so long until the page draws."""
STEADY_S = 30.0
"""A page that has drawn for so long was started well: earlier failures are forgotten."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
"""Before the second start again in a row, and at most: each pause is twice the one before."""
MISSING_S = 60.0
"""Where there is no browser, it is looked for again so often."""
MOST_AT_ONCE_S = 0.5
"""More than this never counts as passed at once: when the whole machine stood still, or slept,
the screen is not to blame.
"""


class Stage(StrEnum):
    """How the browser stands."""

    DOWN = "down"
    STARTING = "starting"
    """It runs, and its page has not drawn yet."""
    DRAWING = "drawing"


class Happening(StrEnum):
    """What is seen of it."""

    DUE = "due"
    """The pause before a start is over."""
    DREW = "drew"
    """The count of the newest page has changed."""
    STOOD = "stood"
    """The count has not changed for too long."""
    ENDED = "ended"
    """Its process has ended, or could not be started."""


class Deed(StrEnum):
    """What is to be done."""

    NOTHING = "nothing"
    START = "start"
    KILL = "kill"
    """End all of its processes and throw its profile away."""


_Row = Mapping[Happening, tuple[Stage, Deed]]

WATCH: Mapping[Stage, _Row] = MappingProxyType(
    {
        Stage.DOWN: {
            Happening.DUE: (Stage.STARTING, Deed.START),
            # Said by a page that was killed meanwhile.
            Happening.DREW: (Stage.DOWN, Deed.NOTHING),
            Happening.STOOD: (Stage.DOWN, Deed.NOTHING),
            Happening.ENDED: (Stage.DOWN, Deed.NOTHING),
        },
        Stage.STARTING: {
            Happening.DUE: (Stage.STARTING, Deed.NOTHING),
            Happening.DREW: (Stage.DRAWING, Deed.NOTHING),
            Happening.STOOD: (Stage.DOWN, Deed.KILL),
            # What it started may outlive it.
            Happening.ENDED: (Stage.DOWN, Deed.KILL),
        },
        Stage.DRAWING: {
            Happening.DUE: (Stage.DRAWING, Deed.NOTHING),
            Happening.DREW: (Stage.DRAWING, Deed.NOTHING),
            Happening.STOOD: (Stage.DOWN, Deed.KILL),
            Happening.ENDED: (Stage.DOWN, Deed.KILL),
        },
    }
)
"""What follows, by how the browser stands and what is seen."""


@dataclass(frozen=True)
class Watch:
    """What is known of the browser. Times in seconds."""

    stage: Stage = Stage.DOWN
    since_s: float = 0.0
    """Since the stage began or the count last changed, whichever was later."""
    pause_s: float = 0.0
    """While down: until the next start."""
    frames: int | None = None
    """What the page has counted; null: it has not drawn."""
    drawn_s: float = 0.0
    """For how long this page has drawn."""
    failures: int = 0
    """Starts and pages in a row that came to nothing."""


def passed(watch: Watch, seconds: float) -> tuple[Watch, Deed]:
    """Time has passed."""
    seconds = min(seconds, MOST_AT_ONCE_S)
    watch = replace(watch, since_s=watch.since_s + seconds)
    if watch.stage is Stage.DRAWING:
        drawn_s = watch.drawn_s + seconds
        failures = 0 if drawn_s >= STEADY_S else watch.failures
        watch = replace(watch, drawn_s=drawn_s, failures=failures)
    limit_s = {
        Stage.DOWN: watch.pause_s,
        Stage.STARTING: START_S,
        Stage.DRAWING: STILL_S,
    }[watch.stage]
    if watch.since_s < limit_s:
        return watch, Deed.NOTHING
    return _happened(watch, Happening.DUE if watch.stage is Stage.DOWN else Happening.STOOD)


def drew(watch: Watch, frames: int) -> tuple[Watch, Deed]:
    """The newest page tells its count. It may be less than before: a page loaded anew."""
    if frames == watch.frames:
        return watch, Deed.NOTHING
    watch, deed = _happened(watch, Happening.DREW)
    if watch.stage is Stage.DRAWING:
        watch = replace(watch, frames=frames, since_s=0.0)
    return watch, deed


def ended(watch: Watch) -> tuple[Watch, Deed]:
    """The process has ended, or could not be started."""
    return _happened(watch, Happening.ENDED)


def missing(watch: Watch) -> Watch:
    """There is no browser on this machine; it is looked for again after a while."""
    return replace(watch, stage=Stage.DOWN, since_s=0.0, pause_s=MISSING_S, frames=None)


def _happened(watch: Watch, happening: Happening) -> tuple[Watch, Deed]:
    stage, deed = WATCH[watch.stage][happening]
    if deed is Deed.KILL:
        failures = watch.failures + 1
        return Watch(stage, pause_s=_pause_after(failures), failures=failures), deed
    if stage is not watch.stage:
        watch = replace(watch, stage=stage, since_s=0.0, pause_s=0.0)
    return watch, deed


def _pause_after(failures: int) -> float:
    """The first time at once: somebody may be standing before the screen."""
    if failures <= 1:
        return 0.0
    return min(FIRST_PAUSE_S * 2.0 ** min(failures - 2, 10), LONGEST_PAUSE_S)
