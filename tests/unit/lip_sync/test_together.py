"""The shell: what it tells the policy of each person, and what it tells their voice."""

import pytest

from edge_client.lip_sync.presenting import LONGEST_S
from edge_client.lip_sync.together import FRESH_S, Together
from edge_client.sound.receiving import Moment
from tests.support.fake_devices import FakeClock

NTP_S = 3.9e9
FRAME_S = 1 / 30


class Voice:
    """A voice that is played with a delay."""

    def __init__(self, clock: FakeClock, age: float) -> None:
        self.clock, self.age = clock, age
        self.held = 0.0
        self.stopped: Moment | None = None
        self.reported = True

    @property
    def heard(self) -> Moment | None:
        return self.stopped or Moment(round((self.clock() - self.age) * 48_000), self.clock())

    def captured(self, timestamp: int) -> float | None:
        return NTP_S + timestamp / 48_000 if self.reported else None

    def hold(self, seconds: float) -> None:
        self.held = seconds


def waits(
    together: Together, clock: FakeClock, *, age: float, draw_s: float = 0.02, count: int = 150
) -> float:
    """How long the last of so many pictures is to wait."""
    found = 0.0
    for _ in range(count):
        clock.now += FRAME_S
        found = together.wait("aino", NTP_S + clock.now - age, draw_s)
    return found


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(1000.0)


def test_a_face_waits_until_its_voice_is_heard(clock: FakeClock) -> None:
    together = Together(lambda: 0.05, clock)
    together.begins("aino", Voice(clock, 0.08))
    # Heard after 0.08 + 0.05, ready after 0.03 and seen 0.02 later.
    assert waits(together, clock, age=0.03) == pytest.approx(0.08, abs=0.003)


def test_the_voice_is_asked_to_wait_for_a_slow_picture(clock: FakeClock) -> None:
    together = Together(lambda: 0.02, clock)
    voice = Voice(clock, 0.03)
    together.begins("aino", voice)
    assert waits(together, clock, age=0.1, count=60) == 0.0
    assert 0.0 < voice.held <= LONGEST_S


def test_nobody_waits_for_somebody_elses_voice_or_one_that_ended(clock: FakeClock) -> None:
    together = Together(clock=clock)
    voice = Voice(clock, 0.1)
    together.begins("kaisa", voice)
    assert waits(together, clock, age=0.03) == 0.0
    together.begins("aino", voice)
    together.ends("aino", voice)
    assert waits(together, clock, age=0.03) == 0.0


def test_an_older_generations_end_leaves_the_newer_one(clock: FakeClock) -> None:
    together = Together(clock=clock)
    older, newer = Voice(clock, 0.1), Voice(clock, 0.1)
    together.begins("aino", older)
    together.begins("aino", newer)
    together.ends("aino", older)
    assert waits(together, clock, age=0.03) > 0.0


def test_without_reports_nothing_waits(clock: FakeClock) -> None:
    together = Together(clock=clock)
    voice = Voice(clock, 0.1)
    voice.reported = False
    together.begins("aino", voice)
    assert waits(together, clock, age=0.03) == 0.0
    assert together.wait("aino", None, 0.02) == 0.0


def test_what_was_pulled_long_ago_says_nothing(clock: FakeClock) -> None:
    together = Together(clock=clock)
    voice = Voice(clock, 0.1)
    voice.stopped = Moment(round((clock() - 0.1) * 48_000), clock())
    clock.now += FRESH_S + 0.1
    together.begins("aino", voice)
    assert waits(together, clock, age=0.03) == 0.0
