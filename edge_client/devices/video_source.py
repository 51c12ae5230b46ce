"""A picture source that always has a picture.

`VideoSource` runs two threads: a reader, which may block in a driver for ever, and a
supervisor, which watches it, shows a placeholder while nothing comes, leaves a hanging reader
behind and opens the device anew. What is read (camera, file, pattern) is an opener passed in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from edge_client.devices.frame import Content, Frame
from edge_client.devices.newest import Newest, SourceStoppedError
from edge_client.devices.recovery import CAMERA_TIMES, Action, Recovery, RecoveryTimes
from edge_client.devices.status import DeviceError, Reason, SourceState, SourceStatus

__all__ = ["PictureSource", "SourceStoppedError", "VideoSource"]

PLACEHOLDER_PERIOD: Final = 0.5
"""Seconds between two placeholder frames."""

MAX_ABANDONED: Final = 3
"""Hanging reader threads that may exist at once; beyond that no new attempt is made."""

StatusObserver = Callable[[SourceStatus], None]


class FrameReader(Protocol):
    """An open device. Used by one thread only."""

    def read(self) -> tuple[Content, float]:
        """The next picture and its monotonic time in seconds. Blocks; paces itself.

        Raises DeviceError when the device gives nothing any more.
        """

    def close(self) -> None:
        """Release the device."""


ReaderOpener = Callable[[threading.Event], FrameReader]
"""Opens the device, or raises DeviceError. The event is set when the reader is not wanted
any more; a reader that waits should wait on it."""


class PlaceholderMaker(Protocol):
    """Draws what is shown while there is no picture."""

    def content(self, status: SourceStatus) -> Content:
        """A picture of the source's size."""


class PictureSource(Protocol):
    """What is read of a source of pictures, whatever they are made from."""

    fps: float

    @property
    def status(self) -> SourceStatus:
        """State and reason now."""

    def observe(self, observer: StatusObserver) -> Callable[[], None]:
        """Be told every change of status; returns the function that ends it."""

    def latest(self) -> Frame | None:
        """The newest frame, None before the first."""

    async def next(self, after_seq: int = -1) -> Frame:
        """The newest frame with a greater `seq`. Raises SourceStoppedError."""

    def start(self) -> None:
        """Begin; a source that runs already goes on."""

    def stop(self) -> None:
        """Release the device. May be repeated."""

    def refresh_placeholder(self) -> None:
        """Draw the placeholder anew, after a change of language."""


@dataclass(eq=False)
class _Attempt:
    """One try to open and read the device."""

    cancelled: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class VideoSource:
    """Newest picture of one camera, file or pattern; see the module's text.

    All methods may be used from any thread; `next` from any event loop. Observers are called
    from the source's own threads, must return quickly and must not stop the source.
    """

    def __init__(
        self,
        name: str,
        opener: ReaderOpener | None,
        placeholder: PlaceholderMaker,
        *,
        fps: float,
        times: RecoveryTimes = CAMERA_TIMES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`opener` None makes a source that is off and shows only the placeholder."""
        self.name = name
        self.fps = fps
        self._opener = opener
        self._placeholder = placeholder
        self._times = times
        self._clock = clock
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._wake = threading.Event()
        self._supervisor: threading.Thread | None = None
        self._attempt: _Attempt | None = None
        self._abandoned: list[threading.Thread] = []
        self._recovery = Recovery(times, clock())
        self._newest = Newest(name)
        self._wanted = True
        self._resting = False
        self._leaving: threading.Thread | None = None
        self._seq = 0
        self._observers: list[StatusObserver] = []
        self._told: SourceStatus | None = None

    @property
    def status(self) -> SourceStatus:
        """State and reason now."""
        if self._opener is None or not self._wanted:
            return SourceStatus(SourceState.OFF, Reason.OFF, self._recovery.status.since)
        return self._recovery.status

    def observe(self, observer: StatusObserver) -> Callable[[], None]:
        """Be told every change of status; returns the function that ends it."""
        with self._lock:
            self._observers.append(observer)

        def forget() -> None:
            with self._lock:
                if observer in self._observers:
                    self._observers.remove(observer)

        return forget

    def latest(self) -> Frame | None:
        """The newest frame, None before the first."""
        return self._newest.frame

    async def next(self, after_seq: int = -1) -> Frame:
        """The newest frame with a greater `seq`, as soon as there is one.

        Nothing is queued: a slow consumer misses frames. Raises SourceStoppedError.
        """
        return await self._newest.next(after_seq)

    def start(self) -> None:
        """Begin; a source that runs already goes on."""
        with self._lock:
            if self._supervisor is not None:
                return
            self._recovery = Recovery(self._times, self._clock())
            self._newest.open()
            self._wake.clear()
            self._supervisor = threading.Thread(
                target=self._supervise, name=f"{self.name}-supervisor", daemon=True
            )
            self._supervisor.start()

    def stop(self) -> None:
        """Release the device and join the threads; one that hangs in its driver is left.

        May be repeated. Waiting consumers get SourceStoppedError.
        """
        with self._lock:
            supervisor, self._supervisor = self._supervisor, None
            attempt, self._attempt = self._attempt, None
        self._wake.set()
        if attempt is not None:
            attempt.cancelled.set()
        if supervisor is not None and supervisor is not threading.current_thread():
            supervisor.join()
        if attempt is not None and attempt.thread is not None:
            attempt.thread.join(self._times.data_within)
        self._newest.close()

    def refresh_placeholder(self) -> None:
        """Draw the placeholder anew, after a change of language."""
        if not self.status.live:
            self._publish_placeholder()

    def want(self, wanted: bool) -> None:
        """Hold the device only while it is wanted; at first it is. For any thread, at once.

        From the moment this returns no picture of an unwanted device can be had, not even the
        last one; it is released as soon as its reader notices, and the placeholder says it is off.
        """
        with self._lock:
            if wanted == self._wanted:
                return
            self._wanted = wanted
            if not wanted:
                self._newest.put(None)
        self._wake.set()

    def _running(self) -> bool:
        return self._supervisor is threading.current_thread()

    def _supervise(self) -> None:
        shown_at = float("-inf")
        shown: SourceStatus | None = None
        while self._running():
            action = Action.NOTHING
            now = self._clock()
            if self._opener is not None and self._is_up(now):
                with self._lock:
                    action = self._recovery.tick(now)
            if action is Action.OPEN:
                self._open()
            elif action is Action.ABANDON:
                self._abandon()
            self._tell()
            status = self.status
            if not status.live and (status != shown or now - shown_at >= PLACEHOLDER_PERIOD):
                self._publish_placeholder()
                shown, shown_at = status, now
            self._wake.wait(min(0.1, self._times.first_retry / 2))
            if self._running():
                self._wake.clear()

    def _is_up(self, now: float) -> bool:
        """Whether the device is wanted; one that is not is released, and opened anew only when
        its reader has let go of it: its driver would call it busy.
        """
        if not self._wanted:
            self._rest(now)
        elif self._resting:
            leaving = self._leaving
            if leaving is not None and leaving.is_alive():
                if now - self._recovery.status.since < self._times.data_within:
                    return False
                self._abandoned.append(leaving)
            self._resting, self._leaving = False, None
            with self._lock:
                self._recovery = Recovery(self._times, now)
        return self._wanted

    def _rest(self, now: float) -> None:
        with self._lock:
            attempt, self._attempt = self._attempt, None
            if not self._resting:
                self._recovery = Recovery(self._times, now)
                self._resting = True
        if attempt is not None:
            attempt.cancelled.set()
            self._leaving = attempt.thread

    def _open(self) -> None:
        self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
        if len(self._abandoned) >= MAX_ABANDONED:
            with self._lock:
                self._recovery.postponed(self._clock())
            return
        attempt = _Attempt()
        attempt.thread = threading.Thread(
            target=self._read, args=(attempt,), name=f"{self.name}-reader", daemon=True
        )
        with self._lock:
            if not self._running():
                return
            self._attempt = attempt
        attempt.thread.start()

    def _abandon(self) -> None:
        """A blocked driver call cannot be ended from outside: the thread ends itself later."""
        with self._lock:
            attempt, self._attempt = self._attempt, None
        if attempt is not None and attempt.thread is not None:
            attempt.cancelled.set()
            self._abandoned.append(attempt.thread)

    def _read(self, attempt: _Attempt) -> None:
        """Body of a reader thread: open, then read until told to end or the device fails."""
        assert self._opener is not None
        reader: FrameReader | None = None
        try:
            reader = self._opener(attempt.cancelled)
            with self._lock:
                if self._attempt is attempt:
                    self._recovery.opened(self._clock())
            while not attempt.cancelled.is_set():
                self._publish(attempt, *reader.read())
        except DeviceError as problem:
            self._fail(attempt, problem)
        except Exception:  # a driver's own error must not end the source
            self._fail(attempt, DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN))
        finally:
            if reader is not None:
                reader.close()

    def _fail(self, attempt: _Attempt, problem: DeviceError) -> None:
        hanging = any(thread.is_alive() for thread in self._abandoned)
        if problem.state is SourceState.BUSY and hanging:
            # It is our own hanging reader that keeps the device in use.
            problem = DeviceError(SourceState.STUCK, Reason.NO_DATA)
        with self._lock:
            if self._attempt is not attempt or attempt.cancelled.is_set():
                return
            self._attempt = None
            self._recovery.failed(problem, self._clock())
        self._wake.set()

    def _publish(self, attempt: _Attempt, content: Content, captured_at: float) -> None:
        with self._lock:
            if self._attempt is not attempt or attempt.cancelled.is_set() or not self._wanted:
                return
            self._recovery.data(self._clock())
            self._put(content, captured_at, placeholder=False)
        self._tell()

    def _publish_placeholder(self) -> None:
        content = self._placeholder.content(self.status)
        with self._lock:
            if self.status.live or self._supervisor is None:
                return
            self._put(content, self._clock(), placeholder=True)

    def _put(self, content: Content, captured_at: float, *, placeholder: bool) -> None:
        self._seq += 1
        self._newest.put(Frame(content, captured_at, self._seq, placeholder))

    def _tell(self) -> None:
        # A lock of its own, held while telling: observers hear changes in their order.
        with self._telling:
            status = self.status
            if status == self._told:
                return
            self._told = status
            for observer in tuple(self._observers):
                observer(status)
