"""One connection's pictures after what its receiver asks for: a rest, and what is sent again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from edge_client.peering.gate import GateTrack
from edge_client.peering.line_share import LineShare
from edge_client.peering.outlet import Outlet
from edge_client.video.encoder import EncodedPicture
from edge_client.video.line import REST_MOST_S
from edge_client.video.losses import IN_VAIN_S, MANY
from edge_client.video.studio import Viewer
from signaling.protocol import Purpose
from tests.support.waiting import eventually

FACE, PAPER = Purpose.FACE, Purpose.DOCUMENT
BOTH = frozenset({FACE, PAPER})


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


class Watched(Viewer):
    """Notes what it is told, and shows nothing."""

    def __init__(self, purpose: Purpose, told: list[tuple[Purpose, str]]) -> None:
        super().__init__("one", lambda _codec: pytest.fail("no camera here"))
        self.purpose, self.told = purpose, told

    def use(self, codec: Any) -> None:
        pass

    def hold(self) -> None:
        self.told.append((self.purpose, "hold"))

    def go_on(self) -> None:
        self.told.append((self.purpose, "go on"))

    def ask_for_key_frame(self) -> None:
        self.told.append((self.purpose, "key frame"))


@dataclass
class Line:
    """A connection that sends both pictures."""

    clock: Clock = field(default_factory=Clock)
    told: list[tuple[Purpose, str]] = field(default_factory=list)
    outlets: dict[Purpose, Outlet] = field(default_factory=dict)
    number: int = 65_000

    def __post_init__(self) -> None:
        self.share = LineShare(BOTH, None, self.clock)
        for purpose in (FACE, PAPER):
            gate = GateTrack("video", partial(Watched, purpose, self.told))
            gate.allow(True)
            self.outlets[purpose] = self.share.outlet(purpose, "H264", gate)

    def send(self, count: int, key: bool = False) -> list[int]:
        """Packets of the paper; their numbers."""
        outlet = self.outlets[PAPER]
        outlet.pack(EncodedPicture([], 0, key, count * 1200))
        numbers = [(self.number + place) % 0x10000 for place in range(count)]
        for number in numbers:
            outlet.leaves(number, self.clock.now)
        self.number += count
        return numbers

    def ask(self, number: int) -> bool:
        """The receiver asks for one of them; whether it is sent again."""
        return self.share.resends(self.outlets[PAPER], 1, number)


async def test_a_line_that_narrows_rests_and_begins_anew_with_the_paper() -> None:
    line = Line()
    numbers: list[int] = []
    for _ in range(10):
        numbers = line.send(60)
        line.clock.now += 0.1
    line.clock.now += 0.3
    rate = line.share.budget.line.rate

    again = [line.ask(number) for place, number in enumerate(numbers) if place % 10]

    assert line.share.holds
    assert line.share.budget.line.rate < 0.3 * rate
    assert {(FACE, "hold"), (PAPER, "hold")} <= set(line.told)
    # What is sent again would keep the queue full.
    assert sum(again) < MANY
    line.told.clear()
    line.clock.now += REST_MOST_S
    await eventually(lambda: len(line.told) == 2, timeout_s=10, what="both go on")
    assert line.told == [(PAPER, "go on"), (FACE, "go on")]
    assert not line.share.holds


async def test_who_has_not_gone_on_when_the_next_rest_begins_waits_for_its_end() -> None:
    line = Line()
    outlet = line.outlets[FACE]
    line.share._hold(0.0)
    line.share._let(outlet, line.share._rests)
    assert line.told[-1] == (FACE, "go on")
    before = line.share._rests
    line.share._hold(0.0)
    line.told.clear()
    line.share._let(outlet, before)
    assert line.told == []


async def test_what_a_radio_loses_is_sent_again() -> None:
    line = Line()
    numbers = line.send(200)
    asked = []
    for number in numbers[::20]:
        line.clock.now += 0.05
        asked.append(line.ask(number))
    assert all(asked)
    assert not line.share.holds
    assert line.told == []


async def test_what_came_before_a_key_frame_is_not() -> None:
    line = Line()
    old = line.send(5)
    new = line.send(5, key=True)
    assert not line.ask(old[2])
    assert line.ask(new[0])


async def test_who_waits_in_vain_gets_a_key_frame() -> None:
    line = Line()
    (number,) = line.send(1)
    line.ask(number)
    line.clock.now += IN_VAIN_S + 0.1
    assert not line.ask(number)
    assert line.told == [(PAPER, "key frame")]
