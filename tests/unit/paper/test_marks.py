"""What becomes of marks on the paper."""

from typing import Any

import numpy as np
import pytest

from edge_client.paper.curve import Outline
from edge_client.paper.marks import Marks
from edge_client.paper.places import Place, in_camera
from signaling.protocol.desk import PointerSet, Shows, Spot, StrokeAdd
from signaling.protocol.limits import POINTER_S, STROKE_POINTS, STROKES
from tests.unit.paper.test_places import CAMERA, TILTED, view

AINO, BORIS = "x_aino", "x_boris"
MIDDLE = Spot(x=0.5, y=0.25)


def place(outline: Outline | None = None, **given: Any) -> Place:
    return Place(CAMERA, outline or Outline(TILTED), view(paper=1, **given))


def marks(where: Place | None = None) -> Marks:
    made = Marks()
    made.see(where or place())
    return made


def pointing(at: Spot | None = MIDDLE, shows: Shows = Shows.PAGE, **given: Any) -> PointerSet:
    return PointerSet(shows=shows, at=at, **given)


def drawing(*spots: Spot, stroke: str = "m_one", **given: Any) -> StrokeAdd:
    return StrokeAdd(
        **({"stroke": stroke, "shows": Shows.PAGE, "points": list(spots or (MIDDLE,))} | given)
    )


def test_a_pointer_that_is_not_set_again_vanishes() -> None:
    made = marks()
    assert made.point(AINO, pointing(), now=10.0)
    assert not made.expire(10.0 + POINTER_S - 0.1)
    made.point(AINO, pointing(), now=12.0)
    assert not made.expire(10.0 + POINTER_S), "it was set again"
    assert made.expire(12.0 + POINTER_S)
    assert made.pointer_states() == []
    made.point(AINO, pointing(), now=20.0)
    assert made.point(AINO, pointing(None), now=20.1)
    assert made.pointer_states() == []


def test_a_mark_in_the_cameras_picture_lies_on_the_page() -> None:
    raw = marks(place(flat=False, shows=Shows.CAMERA))
    x, y = in_camera(np.array([[0.5, 0.25]]), Outline(TILTED), CAMERA)[0]
    raw.point(AINO, pointing(Spot(x=float(x), y=float(y)), Shows.CAMERA), now=0.0)
    (told,) = raw.pointer_states()
    assert told.page is not None
    assert told.camera is not None
    assert (told.page.x, told.page.y) == pytest.approx((0.5, 0.25), abs=0.001)
    assert (told.camera.x, told.camera.y) == pytest.approx((x, y), abs=0.001)
    raw.see(place(region=None))
    (told,) = raw.pointer_states()
    assert told.camera is None, "the camera's picture is not shown any more"


def test_a_stroke_goes_with_the_page_when_that_is_moved() -> None:
    made = marks(place(flat=False, shows=Shows.CAMERA))
    made.draw(AINO, drawing())
    before = made.stroke_states()[0]
    moved = Outline((TILTED + np.array([40, 25])).astype(np.float32))
    assert made.see(place(moved, flat=False, shows=Shows.CAMERA))
    after = made.stroke_states()[0]
    assert after.page == before.page
    assert before.camera is not None
    assert after.camera is not None
    assert after.camera[0].x - before.camera[0].x == pytest.approx(40 / CAMERA[0], abs=0.001)


def test_another_paper_takes_all_marks_along() -> None:
    made = marks()
    made.draw(AINO, drawing())
    made.point(BORIS, pointing(), now=0.0)
    other = place()
    made.see(other._replace(view=other.view.model_copy(update={"paper": 2})))
    assert made.stroke_states() == []
    assert made.pointer_states() == []
    assert not made.draw(AINO, drawing(paper=1)), "on a still of the paper before"
    assert made.draw(AINO, drawing(paper=2))


def test_without_a_page_marks_lie_in_the_cameras_picture() -> None:
    made = Marks()
    made.see(Place(CAMERA, None, view(shows=Shows.CAMERA)))
    assert made.draw(AINO, drawing(shows=Shows.CAMERA))
    assert not made.draw(AINO, drawing(stroke="m_two")), "there is no page to draw on"
    (told,) = made.stroke_states()
    assert told.page is None
    assert told.camera == [MIDDLE]


def test_nobody_marks_a_paper_that_nobody_has_seen() -> None:
    made = Marks()
    assert not made.draw(AINO, drawing())
    assert not made.point(AINO, pointing(), now=0.0)


def test_a_stroke_grows_to_its_end_and_no_further() -> None:
    made = marks()
    for step in range(STROKE_POINTS // 10):
        assert made.draw(AINO, drawing(*[Spot(x=step / 100, y=0.5)] * 10))
    assert not made.draw(AINO, drawing())
    (told,) = made.stroke_states()
    assert told.page is not None
    assert len(told.page) == STROKE_POINTS


def test_the_oldest_stroke_of_a_person_goes_first() -> None:
    made = marks()
    made.draw(BORIS, drawing())
    for number in range(STROKES + 1):
        made.draw(AINO, drawing(stroke=f"m_{number:04}"))
    own = [one.stroke for one in made.stroke_states() if one.person == AINO]
    assert own == [f"m_{number:04}" for number in range(1, STROKES + 1)]
    assert any(one.person == BORIS for one in made.stroke_states())


def test_each_person_undoes_and_clears_their_own() -> None:
    made = marks()
    made.draw(AINO, drawing(stroke="m_one"))
    made.draw(AINO, drawing(stroke="m_two"))
    made.draw(BORIS, drawing(stroke="m_one"))
    assert made.undo(AINO)
    assert [(s.person, s.stroke) for s in made.stroke_states()] == [
        (AINO, "m_one"),
        (BORIS, "m_one"),
    ]
    assert made.clear(AINO)
    assert not made.undo(AINO)
    assert [s.person for s in made.stroke_states()] == [BORIS]


def test_everybody_has_a_number_until_they_leave() -> None:
    made = marks()
    made.draw(AINO, drawing())
    made.draw(BORIS, drawing())
    assert [s.number for s in made.stroke_states()] == [1, 2]
    assert made.leave(AINO)
    made.draw("x_cecilia", drawing())
    assert {s.person: s.number for s in made.stroke_states()} == {BORIS: 2, "x_cecilia": 1}


def test_a_screen_shows_marks_where_it_shows_the_paper() -> None:
    made = marks(place(turn=90))
    made.draw(AINO, drawing(Spot(x=0.25, y=0.0)))
    at = made.on_screen(made.strokes[0].mark)
    assert at is not None
    assert at[0] == pytest.approx([1.0, 0.25])
