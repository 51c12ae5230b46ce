"""When to open a device, when to give it up, and when to try again. Pure.

A shell tells what happens (`opened`, `data`, `failed`) and asks `tick(now)` for what to do.
Times are seconds on any monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from edge_client.devices.status import DeviceError, Reason, SourceState, SourceStatus


@dataclass(frozen=True)
class RecoveryTimes:
    """All waits of one kind of device, in seconds."""

    open_within: float = 10.0
    """An attempt to open that takes longer counts as stuck."""
    first_data_within: float = 4.0
    """An open device may take longer for its first data: exposure, radio links, sound servers."""
    data_within: float = 2.0
    """Silence of a device that was live, after which it counts as stuck."""
    first_retry: float = 0.5
    last_retry: float = 5.0
    """The wait between attempts doubles from the first to the last."""
    settled_after: float = 5.0
    """Live for this long makes the next failure start from `first_retry` again."""

    def scaled(self, factor: float) -> RecoveryTimes:
        """The same policy on a faster or slower clock."""
        return RecoveryTimes(
            self.open_within * factor,
            self.first_data_within * factor,
            self.data_within * factor,
            self.first_retry * factor,
            self.last_retry * factor,
            self.settled_after * factor,
        )


CAMERA_TIMES = RecoveryTimes()
AUDIO_TIMES = RecoveryTimes(data_within=1.0)


class Action(Enum):
    """What the shell has to do now."""

    NOTHING = auto()
    OPEN = auto()
    ABANDON = auto()
    """The open device hangs: leave it behind; OPEN follows after the wait."""


class _Phase(Enum):
    WAITING = auto()
    OPENING = auto()
    OPEN = auto()


class Recovery:
    """The life of one device: waiting, opening, open, and back."""

    def __init__(self, times: RecoveryTimes, now: float) -> None:
        self._times = times
        self._phase = _Phase.WAITING
        self._next_open = now
        self._retry = times.first_retry
        self._deadline = now
        self._live_since = now
        self.status = SourceStatus(SourceState.STARTING, Reason.STARTING, now)

    def tick(self, now: float) -> Action:
        """What to do at this time."""
        if self._phase is _Phase.WAITING:
            if now < self._next_open:
                return Action.NOTHING
            self._phase = _Phase.OPENING
            self._deadline = now + self._times.open_within
            return Action.OPEN
        if now < self._deadline:
            return Action.NOTHING
        self.failed(DeviceError(SourceState.STUCK, Reason.NO_DATA), now)
        return Action.ABANDON

    def opened(self, now: float) -> None:
        """The device is open; its first data has to come in time."""
        self._phase = _Phase.OPEN
        self._deadline = now + self._times.first_data_within

    def data(self, now: float) -> None:
        """Good data came."""
        self._phase = _Phase.OPEN
        self._deadline = now + self._times.data_within
        if not self.status.live:
            self._live_since = now
            self._become(SourceState.LIVE, Reason.LIVE, now)
        elif now - self._live_since >= self._times.settled_after:
            self._retry = self._times.first_retry

    def failed(self, problem: DeviceError, now: float) -> None:
        """Opening failed, or the open device is gone."""
        self._phase = _Phase.WAITING
        self._next_open = now + self._retry
        self._retry = min(self._retry * 2, self._times.last_retry)
        self._become(problem.state, problem.reason, now)

    def postponed(self, now: float) -> None:
        """The shell could not try to open now: the state stays, another try comes later."""
        self._phase = _Phase.WAITING
        self._next_open = now + self._times.last_retry

    def _become(self, state: SourceState, reason: Reason, now: float) -> None:
        if (state, reason) != (self.status.state, self.status.reason):
            self.status = SourceStatus(state, reason, now)
