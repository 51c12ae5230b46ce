"""What an encoder says of itself."""

from __future__ import annotations

from edge_client.video.figures import MOST, EncodingFigures, Work, WorkLog, summed
from signaling.protocol import Purpose


def figures(log: WorkLog, now: float) -> EncodingFigures:
    return summed(
        log, now, purpose=Purpose.FACE, codec="H264", tier="high", watchers=2, target=1_500_000
    )


def test_of_a_steady_encoder() -> None:
    log = WorkLog()
    for before, seq in ((-1, 7), (7, 8), (8, 11), (11, 13), (13, 13)):
        log.took(before, seq)
    for number in range(300):
        at = number / 30
        log.note(Work(at, at - 0.01, 0.004, 6250, key=number == 0))

    told = figures(log, 299 / 30)

    assert (told.fps, told.key_frames, told.dropped) == (30.1, 1, 3)
    assert abs(told.rate - 1_505_000) < 1000
    assert told.frame_ms == (10.0, 10.0)
    assert told.encode_ms == (4.0, 4.0)


def test_one_frame_in_twenty_that_is_late_shows_at_the_95th_percentile() -> None:
    log = WorkLog()
    for number in range(100):
        log.note(
            Work(number / 30, number / 30 - (0.2 if number % 10 == 0 else 0.02), 0.0, 1, False)
        )

    assert figures(log, 3.4).frame_ms == (20.0, 200.0)


def test_of_one_that_rests() -> None:
    log = WorkLog()
    log.note(Work(0.0, 0.0, 0.004, 6250, key=True))

    told = figures(log, 60.0)

    assert (told.fps, told.rate, told.frame_ms) == (0.0, 0, (0.0, 0.0))


def test_a_camera_that_claims_any_rate_costs_bounded_memory() -> None:
    log = WorkLog()
    for number in range(5 * MOST):
        log.note(Work(number / 10_000, 0.0, 0.0, 1, key=False))

    assert len(log.recent(0.5)) == MOST
