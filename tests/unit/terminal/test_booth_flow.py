"""Flow control of the booth page, and which pictures are taken at all."""

import av
import pytest

from edge_client.booth.feeds import face_at, screen_shown, wanted
from edge_client.booth.flow import FORGOTTEN_S, ON_THE_WAY, Flow
from edge_client.booth.messages import Counterpart, MediaPath, Picture, Placing, Screen
from edge_client.booth.placing import placed
from edge_client.events import PathsSeen, ServerTold
from edge_client.peering.path_watch import Path
from edge_client.pictures import PictureBoard
from edge_client.showing import booth_state, kept_pictures
from edge_client.terminal import Terminal, desired_room, reduce
from signaling.protocol import Purpose, Role, Sending
from tests.support.samples import CLERK, EXPERT, room, welcome

FACE = Picture.COUNTERPART_FACE


def test_two_pictures_at_most_are_on_the_way() -> None:
    flow = Flow()
    for seq in range(ON_THE_WAY):
        assert flow.has_room(FACE, 0.0)
        flow.sent(FACE, seq, 0.0)
    assert not flow.has_room(FACE, 0.0)
    assert flow.has_room(Picture.OWN_DOCUMENT, 0.0), "kinds do not hold each other up"
    flow.shown(FACE, 0, 0.0)
    assert flow.has_room(FACE, 0.0)


def test_a_newer_picture_answers_for_older_ones() -> None:
    flow = Flow()
    flow.sent(FACE, 1, 0.0)
    flow.sent(FACE, 2, 0.0)
    flow.shown(FACE, 2, 0.0)
    flow.sent(FACE, 3, 0.0)
    assert flow.has_room(FACE, 0.0)


def test_an_answer_that_never_comes_is_forgotten() -> None:
    flow = Flow()
    flow.sent(FACE, 1, 0.0)
    flow.sent(FACE, 2, 0.0)
    assert not flow.has_room(FACE, FORGOTTEN_S - 0.1)
    assert flow.has_room(FACE, FORGOTTEN_S)


def test_nonsense_answers_do_no_harm() -> None:
    flow = Flow()
    flow.shown(99, 5, 0.0)
    flow.shown(FACE, 5, 0.0)
    assert flow.has_room(FACE, 0.0)


def test_it_learns_how_long_a_page_takes_to_draw() -> None:
    flow = Flow()
    for seq in range(200):
        flow.sent(FACE, seq, seq * 0.1)
        flow.shown(FACE, seq, seq * 0.1 + 0.025)
    assert flow.draws[FACE] == pytest.approx(0.025, abs=0.001)
    flow.sent(FACE, 201, 30.0)
    flow.shown(FACE, 201, 31.9)
    assert flow.draws[FACE] < 0.035, "one that was slow says little"


def conversation(sending: Sending | None = None) -> Terminal:
    state = Terminal(home_language="fi", language="fi")
    for event in (
        ServerTold(welcome()),
        ServerTold(room(CLERK, EXPERT, sending=sending)),
        PathsSeen({EXPERT: Path.CONNECTED}),
    ):
        state, _ = reduce(state, event, 0.0)
    return state


def test_cameras_are_looked_at_only_in_a_conversation() -> None:
    start = booth_state(Terminal(home_language="fi", language="fi"))
    assert start.screen is Screen.START
    assert wanted(start) == frozenset()
    assert wanted(booth_state(conversation())) == {
        FACE,
        Picture.OWN_DOCUMENT,
        Picture.OWN_FACE,
    }


def test_a_shown_screen_is_taken_too() -> None:
    shown = booth_state(conversation(Sending(screen=True)))
    assert Picture.COUNTERPART_SCREEN in wanted(shown)
    assert screen_shown(shown) == EXPERT


def test_one_screen_is_shown_the_experts_before_the_clerks() -> None:
    clerk = KAISA.model_copy(update={"sending": Sending(screen=True)})
    expert = AINO.model_copy(update={"sending": Sending(screen=True)})
    at_desk = clerk.model_copy(update={"path": MediaPath.NONE})
    assert [one.shows_screen for one in placed([clerk, AINO])] == [True, False]
    assert [one.shows_screen for one in placed([clerk, expert])] == [False, True]
    assert [one.shows_screen for one in placed([at_desk, AINO])] == [False, False]


def test_a_screen_that_is_not_shown_any_more_is_forgotten() -> None:
    board = PictureBoard()
    frame = av.VideoFrame(64, 48, "yuv420p")

    def tell(sending: Sending) -> None:
        board.keep(kept_pictures(desired_room(conversation(sending))))

    tell(Sending(screen=True))
    board.put(EXPERT, Purpose.SCREEN, frame)
    board.put(EXPERT, Purpose.FACE, frame)
    tell(Sending(screen=False))
    board.put(EXPERT, Purpose.SCREEN, frame)
    tell(Sending(screen=True))
    assert board.latest(EXPERT, Purpose.SCREEN) is None, "one that came late"
    assert board.latest(EXPERT, Purpose.FACE) is not None


def test_the_expert_is_large_not_the_clerk_at_the_desk() -> None:
    shown = booth_state(conversation())
    assert face_at(shown, Placing.LARGE) == EXPERT
    assert screen_shown(shown) is None


def person(role: Role, *, face: bool = True, path: MediaPath = MediaPath.CONNECTED) -> Counterpart:
    return Counterpart(
        participant=role,
        role=role,
        name=role,
        connected=True,
        path=path,
        sending=Sending(face=face),
    )


AINO, SINI, KAISA = person(Role.EXPERT), person(Role.INTERPRETER), person(Role.CLERK)
AT_DESK = person(Role.CLERK, path=MediaPath.NONE)


@pytest.mark.parametrize(
    ("people", "large", "beside"),
    [
        ([], None, None),
        ([AT_DESK], None, None),
        ([AT_DESK, AINO], Role.EXPERT, None),
        ([KAISA, AINO], Role.EXPERT, None),
        ([KAISA, person(Role.EXPERT, face=False)], Role.CLERK, None),
        ([KAISA, person(Role.EXPERT, path=MediaPath.CONNECTING)], Role.CLERK, None),
        ([SINI, AINO], Role.EXPERT, Role.INTERPRETER),
        ([SINI, KAISA], Role.CLERK, Role.INTERPRETER),
        ([SINI, KAISA, AINO], Role.EXPERT, Role.INTERPRETER),
        ([SINI, person(Role.EXPERT, face=False)], Role.EXPERT, Role.INTERPRETER),
        ([person(Role.INTERPRETER, face=False), AINO], Role.EXPERT, Role.INTERPRETER),
        ([SINI, AT_DESK], Role.INTERPRETER, None),
        ([SINI], Role.INTERPRETER, None),
    ],
)
def test_the_interpreter_stands_beside_whoever_is_large(
    people: list[Counterpart], large: Role | None, beside: Role | None
) -> None:
    places = {one.role: one.place for one in placed(people) if one.place is not None}
    expected = {large: Placing.LARGE, beside: Placing.BESIDE}
    assert places == {role: place for role, place in expected.items() if role is not None}


def test_the_interpreters_picture_is_taken_while_it_stands_beside() -> None:
    alone, both = booth_state(conversation()), booth_state(conversation())
    both = both.model_copy(update={"counterparts": placed([AINO, SINI])})
    assert Picture.INTERPRETER_FACE not in wanted(alone)
    assert Picture.INTERPRETER_FACE in wanted(both)
