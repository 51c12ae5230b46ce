"""When focus and exposure are held, and by whom they are let go."""

import itertools

import pytest

from edge_client.paper.holder import Holder
from edge_client.paper.holding import JUMPS, TRANSITIONS, Hold, Holding, Seen
from signaling.protocol.desk import Advice
from tests.unit.terminal.test_desk_line import state

STEP_S = 0.25


class Watched:
    """A `Holding` that is looked at four times a second."""

    def __init__(self) -> None:
        self.holding = Holding()
        self.now = 100.0

    def see(self, advice: Advice | None, seconds: float) -> bool:
        """For so long; whether it is held at the end."""
        for _ in range(round(seconds / STEP_S)):
            self.holding.see(advice, self.now)
            self.now += STEP_S
        return self.holding.held


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Hold)
    assert not TRANSITIONS[Hold.LEFT_ALONE]


@pytest.mark.parametrize(("hold", "seen"), list(itertools.product(Hold, Seen)))
def test_only_a_settled_page_leads_to_holding(hold: Hold, seen: Seen) -> None:
    target = TRANSITIONS[hold].get(seen)
    if target is Hold.HELD:
        assert (hold, seen) == (Hold.SETTLING, Seen.SETTLED)


def test_a_page_that_rests_is_held_after_a_while_and_let_go_when_it_moves() -> None:
    watched = Watched()
    assert not watched.see(Advice.MOVING, 5)
    assert not watched.see(Advice.FINE, 1.0)
    assert watched.see(Advice.CLOSER, 1.0)
    assert watched.see(Advice.FINE, 60)
    assert not watched.see(Advice.MOVING, STEP_S)
    assert watched.see(Advice.FINE, 2.0)


@pytest.mark.parametrize("advice", [None, Advice.NO_PAGE, Advice.MOVING])
def test_without_a_resting_page_nothing_is_held(advice: Advice | None) -> None:
    watched = Watched()
    watched.see(Advice.FINE, 3)
    assert not watched.see(advice, 0.5)
    assert not watched.see(advice, 60)


@pytest.mark.parametrize("advice", [Advice.BLURRED, Advice.TOO_DARK, Advice.TOO_BRIGHT])
def test_what_cannot_be_read_gives_the_automatics_another_turn(advice: Advice) -> None:
    watched = Watched()
    assert watched.see(Advice.FINE, 3)
    assert watched.see(advice, 0.75), "not at the first word of it"
    assert not watched.see(advice, 1.0)
    assert not watched.see(Advice.FINE, 4.0), "and they get time for it"
    assert watched.see(Advice.FINE, 3.0)


def test_a_camera_whose_picture_jumps_when_held_is_left_alone() -> None:
    watched = Watched()
    for _ in range(JUMPS):
        assert watched.see(Advice.FINE, 2.0)
        assert not watched.see(Advice.MOVING, STEP_S)
    assert watched.holding.state is Hold.LEFT_ALONE
    assert not watched.see(Advice.FINE, 100)


def test_people_who_turn_pages_do_not_count_as_jumps() -> None:
    watched = Watched()
    for _ in range(10):
        assert watched.see(Advice.FINE, 5.0)
        assert not watched.see(Advice.MOVING, 1.0)


class FakeControls:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.broken = False

    def hold(self) -> bool:
        self.done.append("hold")
        if self.broken:
            raise RuntimeError("a driver of its own kind")
        return True

    def release(self) -> None:
        self.done.append("release")


class FakePaper:
    def __init__(self) -> None:
        self.state = state().model_copy(update={"advice": Advice.FINE})


def test_the_camera_is_told_once_each_time() -> None:
    paper, controls = FakePaper(), FakeControls()
    now = iter(range(100))
    holder = Holder(paper, controls, lambda: float(next(now)))
    holding = Holding()
    for _ in range(6):
        holder.look(holding)
    assert controls.done == ["hold"]
    paper.state = state().model_copy(update={"advice": Advice.MOVING})
    for _ in range(3):
        holder.look(holding)
    assert controls.done == ["hold", "release"]


def test_a_driver_that_fails_ends_nothing() -> None:
    paper, controls = FakePaper(), FakeControls()
    controls.broken = True
    now = iter(range(100))
    holder = Holder(paper, controls, lambda: float(next(now)))
    holding = Holding()
    for _ in range(6):
        holder.look(holding)
    assert controls.done == ["hold"]


def test_it_starts_and_stops_again_and_again() -> None:
    holder = Holder(FakePaper(), FakeControls())
    for _ in range(2):
        holder.start()
        holder.start()
        holder.stop()
        holder.stop()
