"""How the paper is to be shown, and what a frame then shows. Pure.

One view for everybody in the room: who of staff sets it last sets it. It is as at first again when
the room is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge_client.devices.frame import Divisor
from edge_client.paper import geometry
from edge_client.paper.curve import Curve, Outline
from edge_client.paper.geometry import Corners, Layout, Part, Size
from signaling.protocol.desk import Advice, Region, Shows, Turn, ViewSet, ViewState

SMALLEST: Final = 0.05
"""Share of a side that a region has at least: a twentieth of the sensor fills no frame any more."""

PLENTY: Final = 1.9
"""So many camera pixels for one of the frame, and half the camera's resolution is enough."""

_TURNS: Final[tuple[Turn, ...]] = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for last. `turn` in degrees clockwise; `region` of the whole picture."""

    flat: bool
    turn: Turn = 0
    region: Region | None = None

    @classmethod
    def asked(cls, ask: ViewSet) -> Wanted:
        """What is asked for, with a region that lies in the picture and is not absurdly small."""
        return cls(ask.flat, ask.turn, None if ask.region is None else within(ask.region))

    @property
    def part(self) -> Part:
        """The region, the whole where there is none."""
        region = self.region
        if region is None:
            return geometry.WHOLE
        return Part(region.x, region.y, region.width, region.height)


@dataclass(frozen=True, eq=False)
class View:
    """What the frames show, all in pixels of the camera's picture.

    `corners` are of the whole picture that is shown, of which `part` lies in the frame by `layout`;
    `size` is the whole picture's, flat. `divisor`: so much smaller may the camera's picture be.
    """

    shows: Shows
    corners: Corners
    curve: Curve | None
    size: Size
    part: Part
    layout: Layout
    divisor: Divisor


def within(region: Region) -> Region:
    """The part of a region that lies in the picture, of a sensible size."""
    width, height = max(region.width, SMALLEST), max(region.height, SMALLEST)
    x, y = min(region.x, 1.0 - SMALLEST), min(region.y, 1.0 - SMALLEST)
    return Region(x=x, y=y, width=min(width, 1.0 - x), height=min(height, 1.0 - y))


def view_of(
    wanted: Wanted,
    camera: Size,
    frame: Size,
    page: Outline | None,
) -> View:
    """What to show; `page` None where none is found.

    A region of a page that is not found is no region of anything: all of the camera's picture is
    shown then.
    """
    part = wanted.part
    corners: Corners = geometry.whole_picture(camera)
    curve: Curve | None = None
    if wanted.flat and page is not None:
        corners, curve = page.corners, page.curve
        shows, size = Shows.PAGE, geometry.page_size(corners, camera)
    else:
        shows, size = Shows.CAMERA, camera
        part = geometry.WHOLE if wanted.flat else part
    layout = geometry.layout(size, frame, part)
    return View(shows, corners, curve, size, part, layout, _divisor(size, part, layout))


def _divisor(size: Size, part: Part, layout: Layout) -> Divisor:
    box = (layout.box.height, layout.box.width) if layout.turned else layout.box[2:]
    density = min(size[0] * part.width / box[0], size[1] * part.height / box[1])
    if density >= 2 * PLENTY:
        return 4
    return 2 if density >= PLENTY else 1


def state_of(wanted: Wanted, view: View, frame: Size, advice: Advice) -> ViewState:
    """What people are told of it."""
    box = view.layout.box.part(frame)
    return ViewState(
        flat=wanted.flat,
        turn=wanted.turn,
        region=wanted.region,
        shows=view.shows,
        display=_TURNS[view.layout.display(wanted.turn) // 90],
        box=Region(x=box.x, y=box.y, width=box.width, height=box.height),
        width=view.size[0],
        height=view.size[1],
        advice=advice,
    )
