"""One connection to a sound device, watched and reopened.

The stream is opened and closed by a thread of its own, since a broken driver can hang in
either; the thread is left behind then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from edge_client.devices.blocks import Block
from edge_client.devices.recovery import Action, Recovery, RecoveryTimes
from edge_client.devices.sound_stream import SoundStream, SoundSystem
from edge_client.devices.status import DeviceError, Reason, SourceState, SourceStatus

MAX_ABANDONED: Final = 3
"""Hanging threads that may exist at once for one link."""

CLOSE_WITHIN: Final = 2.0
"""Seconds that a driver may take to close a stream before it counts as hanging."""


@dataclass(eq=False)
class _Attempt:
    """One try to open and run the stream."""

    closing: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    stream: SoundStream | None = None
    problem: DeviceError | None = None
    opened: bool = False
    blocks: int = 0
    seen: int = 0


class SoundLink:
    """The devices named, either side or both, as one stream that comes back by itself.

    `tick` is called often by one thread; `block` is called by the driver.
    """

    def __init__(
        self,
        system: SoundSystem,
        input_device: str | int | None,
        output_device: str | int | None,
        block: Callable[[Block | None], Block],
        times: RecoveryTimes,
        now: float,
        after: tuple[threading.Thread, ...] = (),
    ) -> None:
        """`after` are streams that are closing still: their device may be the same one."""
        self._system = system
        self._input = input_device
        self._output = output_device
        self._block = block
        self._recovery = Recovery(times, now)
        self._attempt: _Attempt | None = None
        self._after = after
        self._abandoned: list[threading.Thread] = []
        self._past_faults = 0

    @property
    def status(self) -> SourceStatus:
        """State and reason now."""
        return self._recovery.status

    @property
    def faults(self) -> int:
        """Over-runs and under-runs of the driver so far."""
        stream = self._attempt.stream if self._attempt else None
        return self._past_faults + (stream.faults if stream else 0)

    @property
    def latency(self) -> tuple[float, float]:
        """Of the open stream, see `SoundStream`; 0 while there is none."""
        stream = self._attempt.stream if self._attempt else None
        return stream.latency if stream else (0.0, 0.0)

    def tick(self, now: float) -> None:
        """Notice what happened, and open or give up when it is time."""
        self._notice(now)
        action = self._recovery.tick(now)
        if action is Action.ABANDON:
            self._leave()
        elif action is Action.OPEN:
            self._open(now)

    def close(self) -> tuple[threading.Thread, ...]:
        """Begin to release the device; the threads that do it can be joined."""
        self._leave()
        return tuple(thread for thread in self._abandoned if thread.is_alive())

    def _notice(self, now: float) -> None:
        attempt = self._attempt
        if attempt is None:
            return
        problem = attempt.problem
        if attempt.stream is not None and not attempt.opened:
            attempt.opened = True
            self._recovery.opened(now)
        if problem is None and attempt.stream is not None and not attempt.stream.alive:
            problem = DeviceError(SourceState.MISSING, Reason.UNPLUGGED)
        if problem is not None:
            self._leave()
            self._recovery.failed(problem, now)
        elif attempt.blocks != attempt.seen:
            attempt.seen = attempt.blocks
            self._recovery.data(now)

    def _open(self, now: float) -> None:
        self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
        if len(self._abandoned) >= MAX_ABANDONED:
            self._recovery.postponed(now)
            return
        attempt = _Attempt()
        attempt.thread = threading.Thread(
            target=self._run, args=(attempt,), name="sound-stream", daemon=True
        )
        self._attempt = attempt
        attempt.thread.start()

    def _leave(self) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is None:
            return
        self._past_faults += attempt.stream.faults if attempt.stream else 0
        attempt.closing.set()
        if attempt.thread is not None:
            self._abandoned.append(attempt.thread)

    def _run(self, attempt: _Attempt) -> None:
        """Body of a stream's thread: open, wait until told, close."""

        def counted(captured: Block | None) -> Block:
            attempt.blocks += 1
            return self._block(captured)

        for thread in self._after:
            thread.join(CLOSE_WITHIN)
        try:
            attempt.stream = self._system.open(self._input, self._output, counted)
        except DeviceError as problem:
            attempt.problem = problem
            return
        except Exception:  # a driver's own error must not end the engine
            attempt.problem = DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN)
            return
        attempt.closing.wait()
        attempt.stream.close()
