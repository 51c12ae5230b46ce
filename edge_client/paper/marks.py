"""What people point at and draw on the paper. Pure; times in seconds of a monotonic clock.

A mark is kept where it lies on the page, so that it goes with it; where no page is held, in the
camera's picture. It is gone with whoever made it, and with the paper. ADR 0022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from edge_client.paper.places import Place, Points, Window, in_camera, on_page
from signaling.protocol.desk import PointerSet, PointerState, Shows, Spot, StrokeAdd, StrokeState
from signaling.protocol.limits import POINTER_S, STROKE_POINTS, STROKES

DIGITS: Final = 4
"""A tenth of a millimetre on a page is 0.0003."""


@dataclass(frozen=True, eq=False)
class Mark:
    """Places of the page, or of the camera's picture; the first of them chose which."""

    shows: Shows
    points: Points
    spots: tuple[Spot, ...]
    """The same, as it is told."""

    def longer(self, more: Mark) -> Mark:
        """With more points at its end, as far as a stroke may go."""
        points = np.concatenate([self.points, more.points])[:STROKE_POINTS]
        return Mark(self.shows, points, (self.spots + more.spots)[:STROKE_POINTS])


@dataclass(frozen=True, eq=False)
class Stroke:
    """One stroke; `name` is its person's."""

    person: str
    name: str
    mark: Mark


@dataclass(frozen=True, eq=False)
class Pointer:
    """Where a person points, `until` that time."""

    mark: Mark
    until: float


class Marks:
    """Everybody's marks on the paper that lies there; what changes them tells whether it did."""

    def __init__(self) -> None:
        self.place: Place | None = None
        self.strokes: list[Stroke] = []
        self.pointers: dict[str, Pointer] = {}
        self._numbers: dict[str, int] = {}

    @property
    def expires_at(self) -> float | None:
        """When the first pointer vanishes."""
        return min((one.until for one in self.pointers.values()), default=None)

    def number(self, person: str) -> int:
        """Counts the people who mark, from 1; the lowest that is free."""
        taken = set(self._numbers.values())
        free = next(n for n in range(1, len(taken) + 2) if n not in taken)
        return self._numbers.setdefault(person, free)

    # What people do ---------------------------------------------------------------------------
    def point(self, person: str, asked: PointerSet, now: float) -> bool:
        """Point there until it is asked again, or too long ago."""
        if asked.at is None:
            return self.pointers.pop(person, None) is not None
        mark = self._mark(asked.shows, [asked.at], asked.paper, None)
        if mark is None:
            return False
        self.number(person)
        self.pointers[person] = Pointer(mark, now + POINTER_S)
        return True

    def draw(self, person: str, asked: StrokeAdd) -> bool:
        """Begin a stroke, or go on with it as far as a stroke may go."""
        known = next(
            (i for i, s in enumerate(self.strokes) if (s.person, s.name) == (person, asked.stroke)),
            None,
        )
        before = None if known is None else self.strokes[known].mark
        mark = self._mark(asked.shows, asked.points, asked.paper, before)
        if mark is None:
            return False
        self.number(person)
        if known is None or before is None:
            own = [one for one in self.strokes if one.person == person]
            if len(own) >= STROKES:
                self.strokes.remove(own[0])
            self.strokes.append(Stroke(person, asked.stroke, mark))
            return True
        longer = before.longer(mark)
        self.strokes[known] = replace(self.strokes[known], mark=longer)
        return len(longer.spots) > len(before.spots)

    def undo(self, person: str) -> bool:
        """Take this person's newest stroke away."""
        own = [one for one in self.strokes if one.person == person]
        if own:
            self.strokes.remove(own[-1])
        return bool(own)

    def clear(self, person: str) -> bool:
        """Take all that this person has drawn away."""
        before = len(self.strokes)
        self.strokes = [one for one in self.strokes if one.person != person]
        return len(self.strokes) < before

    def leave(self, person: str) -> bool:
        """This person has left, or may mark no more."""
        self._numbers.pop(person, None)
        pointed = self.pointers.pop(person, None) is not None
        return self.clear(person) or pointed

    # What happens -----------------------------------------------------------------------------
    def see(self, place: Place) -> bool:
        """The paper lies or is shown so from now on; what was on another paper is gone."""
        before, self.place = self.place, place
        if before is not None and before.view.paper != place.view.paper:
            self.forget()
            return True
        return not place.like(before)

    def expire(self, now: float) -> bool:
        """Pointers that nobody moves any more vanish."""
        stale = [person for person, one in self.pointers.items() if one.until <= now]
        for person in stale:
            del self.pointers[person]
        return bool(stale)

    def forget(self) -> None:
        """All marks are gone."""
        self.strokes.clear()
        self.pointers.clear()

    # What is told -----------------------------------------------------------------------------
    def pointer_states(self) -> list[PointerState]:
        """Of everybody who points."""
        return [
            PointerState(
                person=person,
                number=self.number(person),
                page=next(iter(self._spots(one.mark, Shows.PAGE) or []), None),
                camera=next(iter(self._spots(one.mark, Shows.CAMERA) or []), None),
            )
            for person, one in self.pointers.items()
        ]

    def stroke_states(self) -> list[StrokeState]:
        """All strokes from their beginnings, the oldest first."""
        return [
            StrokeState(
                person=one.person,
                number=self.number(one.person),
                stroke=one.name,
                start=0,
                page=self._spots(one.mark, Shows.PAGE),
                camera=self._spots(one.mark, Shows.CAMERA),
            )
            for one in self.strokes
        ]

    def on_screen(self, mark: Mark) -> Points | None:
        """Shares of a screen that shows the paper as all see it; None where it is not there."""
        if self.place is None:
            return None
        points = self._in(mark, self.place.view.shows)
        return None if points is None else Window.of(self.place.view).seen(points)

    def _mark(
        self, shows: Shows, spots: Sequence[Spot], paper: int | None, begun: Mark | None
    ) -> Mark | None:
        """What is meant, in the picture in which the mark was begun; None where it is nowhere."""
        place = self.place
        if place is None or (paper is not None and paper != place.view.paper):
            return None
        points = np.array([(one.x, one.y) for one in spots], np.float64)
        outline = place.outline
        if shows is Shows.CAMERA and outline is not None:
            shows, points = Shows.PAGE, on_page(points, outline, place.camera)
        elif shows is Shows.PAGE and outline is None:
            return None
        if begun is not None and begun.shows is not shows:
            return None
        return Mark(shows, points, tuple(_told(points)))

    def _in(self, mark: Mark, shows: Shows) -> Points | None:
        """A mark's places in one of the two pictures."""
        if mark.shows is shows:
            return mark.points
        place = self.place
        if mark.shows is Shows.CAMERA or place is None or place.outline is None:
            return None
        return in_camera(mark.points, place.outline, place.camera)

    def _spots(self, mark: Mark, shows: Shows) -> list[Spot] | None:
        """What is told of it: of the camera's picture only while that is shown."""
        place = self.place
        hidden = place is None or place.view.shows is not Shows.CAMERA
        if mark.shows is shows:
            return list(mark.spots)
        if shows is Shows.CAMERA and hidden:
            return None
        points = self._in(mark, shows)
        return None if points is None else _told(points)


def _told(points: Points) -> list[Spot]:
    rounded = np.round(np.clip(points, -1.0, 2.0), DIGITS).tolist()
    return [Spot(x=x, y=y) for x, y in rounded]
