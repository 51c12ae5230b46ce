"""What one person has been told of the marks on the paper, and what is still to be told. Pure.

Only what is new goes over the line: the points by which a stroke has grown, the newest place of a
pointer, and what is gone.
"""

from __future__ import annotations

from signaling.protocol.desk import (
    PointerState,
    Spot,
    StrokeGone,
    StrokeName,
    StrokeState,
)
from signaling.protocol.limits import STROKES_AT_ONCE

Name = tuple[str, str]
"""Of a stroke: its person and the person's name of it."""


class MarksTold:
    """Between all marks there are and all that were told."""

    def __init__(self) -> None:
        self._pointers: dict[str, PointerState] = {}
        self._strokes: dict[Name, StrokeState] = {}
        self._told_pointers: dict[str, PointerState] = {}
        self._told_strokes: dict[Name, StrokeState] = {}

    def set(self, pointers: list[PointerState], strokes: list[StrokeState]) -> None:
        """All there are now, the strokes from their beginnings."""
        self._pointers = {one.person: one for one in pointers}
        self._strokes = {(one.person, one.stroke): one for one in strokes}

    def forget(self) -> None:
        """Nothing counts as told: there is a new channel, or what was told is not kept."""
        self._told_pointers, self._told_strokes = {}, {}

    def next(self) -> PointerState | StrokeState | StrokeGone | None:
        """What to tell next; it counts as told. None when all is told."""
        return self._pointer() or self._gone() or self._more()

    def _pointer(self) -> PointerState | None:
        for person, pointer in self._pointers.items():
            if self._told_pointers.get(person) != pointer:
                self._told_pointers[person] = pointer
                return pointer
        for person in self._told_pointers.keys() - self._pointers.keys():
            before = self._told_pointers.pop(person)
            return before.model_copy(update={"page": None, "camera": None})
        return None

    def _gone(self) -> StrokeGone | None:
        gone = [name for name in self._told_strokes if name not in self._strokes]
        for name in gone[:STROKES_AT_ONCE]:
            del self._told_strokes[name]
        names = [StrokeName(person=p, stroke=s) for p, s in gone[:STROKES_AT_ONCE]]
        return StrokeGone(strokes=names) if names else None

    def _more(self) -> StrokeState | None:
        for name, stroke in self._strokes.items():
            told = self._told_strokes.get(name)
            if told is stroke or told == stroke:
                continue
            self._told_strokes[name] = stroke
            if told is None or not _grew(told.page, stroke.page):
                return stroke
            if not _grew(told.camera, stroke.camera):
                return stroke
            start = len(told.page or told.camera or [])
            page, camera = _from(stroke.page, start), _from(stroke.camera, start)
            return stroke.model_copy(update={"start": start, "page": page, "camera": camera})
        return None


def _grew(before: list[Spot] | None, now: list[Spot] | None) -> bool:
    """Whether it begins with what was told."""
    if before is None or now is None:
        return before is now
    return len(before) < len(now) and now[: len(before)] == before


def _from(points: list[Spot] | None, start: int) -> list[Spot] | None:
    return None if points is None else points[start:]
