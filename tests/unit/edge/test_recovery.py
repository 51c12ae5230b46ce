"""When a device is opened, given up and tried again."""

from __future__ import annotations

from edge_client.devices.recovery import Action, Recovery, RecoveryTimes
from edge_client.devices.status import DeviceError, Reason, SourceState, SourceStatus
from tests.support.fake_devices import BUSY, MISSING

TIMES = RecoveryTimes()


def opened_at(now: float) -> Recovery:
    recovery = Recovery(TIMES, now)
    assert recovery.tick(now) is Action.OPEN
    recovery.opened(now)
    recovery.data(now)
    return recovery


def test_opens_at_once_and_becomes_live_with_the_first_data() -> None:
    recovery = Recovery(TIMES, 10.0)
    assert recovery.status.state is SourceState.STARTING
    assert recovery.tick(10.0) is Action.OPEN
    assert recovery.tick(10.1) is Action.NOTHING
    recovery.opened(10.2)
    recovery.data(10.3)
    assert recovery.status == SourceStatus(SourceState.LIVE, Reason.LIVE, 10.3)


def test_silence_of_two_seconds_is_stuck_and_left_behind() -> None:
    recovery = opened_at(0.0)
    recovery.data(1.0)
    assert recovery.tick(2.9) is Action.NOTHING
    assert recovery.tick(3.0) is Action.ABANDON
    assert (recovery.status.state, recovery.status.reason) == (SourceState.STUCK, Reason.NO_DATA)
    assert recovery.tick(3.4) is Action.NOTHING
    assert recovery.tick(3.5) is Action.OPEN


def test_slow_opening_is_given_more_time_than_slow_data() -> None:
    recovery = Recovery(TIMES, 0.0)
    recovery.tick(0.0)
    assert recovery.tick(9.9) is Action.NOTHING
    assert recovery.tick(10.0) is Action.ABANDON


def test_first_data_may_take_longer_than_the_next() -> None:
    recovery = Recovery(TIMES, 0.0)
    recovery.tick(0.0)
    recovery.opened(1.0)
    assert recovery.tick(4.9) is Action.NOTHING
    assert recovery.tick(5.0) is Action.ABANDON


def test_waits_between_attempts_double_up_to_five_seconds() -> None:
    recovery = Recovery(TIMES, 0.0)
    now, waits = 0.0, []
    assert recovery.tick(now) is Action.OPEN
    for _ in range(6):
        recovery.failed(BUSY, now)
        failed_at = now
        while recovery.tick(now) is Action.NOTHING:
            now = round(now + 0.1, 1)
        waits.append(round(now - failed_at, 1))
    assert waits == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert recovery.status.state is SourceState.BUSY


def test_only_a_device_that_stayed_live_starts_over_with_short_waits() -> None:
    recovery = opened_at(0.0)
    recovery.failed(MISSING, 0.1)
    assert recovery.tick(0.6) is Action.OPEN
    recovery.data(0.7)
    recovery.failed(MISSING, 0.8)
    assert recovery.tick(1.7) is Action.NOTHING, "it flaps: the second wait is longer"
    assert recovery.tick(1.8) is Action.OPEN
    for tenth in range(60):
        recovery.data(2.0 + tenth / 10)
    recovery.failed(MISSING, 8.0)
    assert recovery.tick(8.5) is Action.OPEN


def test_same_state_keeps_its_time() -> None:
    recovery = Recovery(TIMES, 0.0)
    recovery.tick(0.0)
    recovery.failed(MISSING, 1.0)
    recovery.tick(2.0)
    recovery.failed(MISSING, 3.0)
    assert recovery.status.since == 1.0
    recovery.failed(DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN), 4.0)
    assert recovery.status.since == 4.0


def test_postponed_attempt_leaves_the_state() -> None:
    recovery = Recovery(TIMES, 0.0)
    recovery.tick(0.0)
    recovery.failed(BUSY, 0.0)
    assert recovery.tick(1.0) is Action.OPEN
    recovery.postponed(1.0)
    assert recovery.status.state is SourceState.BUSY
    assert recovery.tick(5.9) is Action.NOTHING
    assert recovery.tick(6.0) is Action.OPEN
