"""Marks between the people's desks and the booth's screen."""

import asyncio
from typing import Any

import pytest

from edge_client.booth.mark_messages import BoothPointers, BoothStrokes
from edge_client.marking import Marking
from edge_client.paper.curve import Outline
from edge_client.paper.places import Place
from edge_client.peering.desk_line import TerminalDesk
from edge_client.peering.marks_told import MarksTold
from signaling.client import RoomView
from signaling.protocol import Purpose, encode
from signaling.protocol.desk import (
    MarksClear,
    PointerSet,
    PointerState,
    Shows,
    Spot,
    StrokeAdd,
    StrokeGone,
    StrokeState,
)
from tests.support.samples import EXPERT, ME, room
from tests.unit.paper.test_places import CAMERA, TILTED, view
from tests.unit.terminal.test_desk_line import DeskChannel, without

OTHER = "p_other"
LINE = [Spot(x=0.25, y=0.5), Spot(x=0.5, y=0.5)]


class Visit:
    """A terminal on whose paper two experts may mark."""

    def __init__(self) -> None:
        self.booth: dict[str, BoothPointers | BoothStrokes] = {}
        self.now = 100.0
        self.marking = Marking(self._shown, lambda: self.now)
        self.desk = TerminalDesk(marks=self.marking)
        told = room(EXPERT, OTHER)
        self.view = RoomView(told, ME)
        self.channels = {one: self.joins(one) for one in (EXPERT, OTHER)}
        self.marking.saw(Place(CAMERA, Outline(TILTED), view(paper=1)))

    def _shown(self, marks: BoothPointers | BoothStrokes) -> None:
        self.booth[marks.type] = marks

    def joins(self, person: str) -> DeskChannel:
        line = self.desk.line(self.view, person)
        assert line is not None
        line.follow(self.view)
        channel = DeskChannel()
        line.attach(channel)
        return channel

    def says(self, person: str, message: Any) -> None:
        self.channels[person].emit("message", encode(message))

    def told(self, person: str, kind: type) -> list[Any]:
        return [one for one in self.channels[person].told if isinstance(one, kind)]

    @property
    def strokes(self) -> list[Any]:
        shown = self.booth["booth.strokes"]
        assert isinstance(shown, BoothStrokes)
        return shown.strokes


def add(*points: Spot) -> StrokeAdd:
    return StrokeAdd(stroke="m_0001", shows=Shows.PAGE, points=list(points))


async def test_everybody_and_the_booth_are_told_what_is_new() -> None:
    visit = Visit()
    visit.says(EXPERT, add(LINE[0]))
    visit.says(EXPERT, add(LINE[1]))
    for person in (EXPERT, OTHER):
        told = visit.told(person, StrokeState)
        assert [(one.start, one.page) for one in told] == [(0, LINE[:1]), (1, LINE[1:])]
        assert {one.person for one in told} == {EXPERT}
    (shown,) = visit.strokes
    assert [(one.x, one.y) for one in shown.points] == [(0.25, 0.5), (0.5, 0.5)]
    visit.marking.saw(Place(CAMERA, Outline(TILTED), view(paper=1, turn=90)))
    (shown,) = visit.strokes
    assert [(one.x, one.y) for one in shown.points] == [(0.5, 0.25), (0.5, 0.5)]
    assert len(visit.told(OTHER, StrokeState)) == 2, "on the page it lies where it lay"
    visit.says(EXPERT, MarksClear())
    assert visit.strokes == []
    assert len(visit.told(OTHER, StrokeGone)) == 1


async def test_a_pointer_is_shown_and_vanishes_by_itself() -> None:
    visit = Visit()
    visit.says(EXPERT, PointerSet(shows=Shows.PAGE, at=LINE[0]))
    shown = visit.booth["booth.pointers"]
    assert isinstance(shown, BoothPointers)
    assert [(one.participant, one.at.x, one.at.y) for one in shown.pointers] == [
        (EXPERT, 0.25, 0.5)
    ]
    visit.now += 60
    visit.marking._expire()
    assert visit.booth["booth.pointers"] == BoothPointers(pointers=[])
    assert [one.page for one in visit.told(OTHER, PointerState)] == [LINE[0], None]


async def test_a_new_channel_is_told_all_anew() -> None:
    visit = Visit()
    visit.says(EXPERT, add(*LINE))
    visit.channels[OTHER] = DeskChannel()
    line = visit.desk.of(OTHER)
    assert line is not None
    line.attach(visit.channels[OTHER])
    assert [(one.start, one.page) for one in visit.told(OTHER, StrokeState)] == [(0, LINE)]


@pytest.mark.parametrize("way", ["leaves", "may no more", "room over"])
async def test_marks_go_with_whoever_made_them(way: str) -> None:
    visit = Visit()
    visit.says(EXPERT, add(*LINE))
    visit.says(EXPERT, PointerSet(shows=Shows.PAGE, at=LINE[0]))
    line = visit.desk.of(EXPERT)
    assert line is not None
    if way == "leaves":
        line.end()
    elif way == "may no more":
        line.follow(RoomView(without(Purpose.DOCUMENT), ME))
    else:
        visit.desk.room_over()
    assert visit.strokes == []
    assert visit.booth["booth.pointers"] == BoothPointers(pointers=[])
    if way != "room over":
        assert len(visit.told(OTHER, StrokeGone)) == 1
    await asyncio.sleep(0)


def test_a_stroke_that_lies_elsewhere_is_told_from_its_beginning() -> None:
    told = MarksTold()
    one = StrokeState(person=EXPERT, number=1, stroke="m_0001", start=0, page=LINE[:1], camera=None)
    raw = one.model_copy(update={"camera": LINE[1:]})
    told.set([], [one])
    assert told.next() == one
    told.set([], [raw])
    assert told.next() == raw
    told.set([], [raw.model_copy(update={"page": LINE, "camera": LINE})])
    again = told.next()
    assert isinstance(again, StrokeState)
    assert again.start == 0
    assert told.next() is None
