"""What the booth page is told of the marks on the paper: where they lie in the picture it shows."""

from __future__ import annotations

from typing import Literal

from signaling.protocol import Part


class MarkPoint(Part):
    """Shares of the width and height of the paper's picture as the page shows it.

    Outside 0 to 1 it is out of sight.
    """

    x: float
    y: float


class BoothPointer(Part):
    """Where somebody points; `number` chooses the colour and the shape."""

    participant: str
    number: int
    at: MarkPoint


class BoothStroke(Part):
    """What somebody has drawn, in one go."""

    participant: str
    number: int
    points: list[MarkPoint]


class BoothPointers(Part):
    """Who points at the paper now, told whole on every change."""

    type: Literal["booth.pointers"] = "booth.pointers"
    pointers: list[BoothPointer]


class BoothStrokes(Part):
    """All that is drawn on the paper, told whole on every change."""

    type: Literal["booth.strokes"] = "booth.strokes"
    strokes: list[BoothStroke]


NOBODY_POINTS = BoothPointers(pointers=[])
NOTHING_DRAWN = BoothStrokes(strokes=[])
