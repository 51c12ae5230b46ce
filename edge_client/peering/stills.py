"""Stills of the paper: who has asked, what is taken for them, and how it goes out.

Everything is decided in `still_sending` and `still_pace`; here are the tasks and the lines.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from edge_client.peering.still_pace import Pace
from edge_client.peering.still_sending import Event, OutPart, StillSending, refusal
from signaling.protocol.desk import (
    StillCancel,
    StillFailure,
    StillGet,
    StillResume,
)

log = structlog.get_logger(__name__)

SHARED_S: Final = 1.0
"""Whoever asks within this time of another gets the same still: also a bound on the work."""

PAUSE_S: Final = 0.005
"""Between two hands full of bytes."""


class NoPictureError(Exception):
    """The document camera gives no picture."""


class Line(Protocol):
    """What is used of a `DeskLine`."""

    counterpart: str

    @property
    def allowed(self) -> bool:
        """Whether its person may have stills now."""

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent now."""

    @property
    def buffered(self) -> int:
        """Bytes that wait to be sent."""

    def send_text(self, text: str) -> bool:
        """Send a text frame."""

    def send_bytes(self, data: bytes) -> bool:
        """Send a binary frame."""

    def on_closed(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told whenever the line has closed; gives how to forget it."""


class Taker(Protocol):
    """Takes a still of what lies on the table."""

    def attend(self, wanted: bool) -> None:
        """Whether somebody may ask from now on: frames may be kept for them."""

    async def take(self, rests: Callable[[bool], None], made: Callable[[OutPart], None]) -> None:
        """Take one; `rests` is told whether the page lies still, `made` of each part.

        Raises NoPictureError. May be cancelled.
        """

    async def close(self) -> None:
        """No further still is taken."""


@dataclass(eq=False)
class _Capture:
    """One still being taken, for everybody who asked for it within a second."""

    began: float
    task: asyncio.Task[None] | None = None
    rests: bool = False
    parts: list[OutPart] = field(default_factory=list)
    failed: bool = False
    jobs: set[_Job] = field(default_factory=set)

    def good_for(self, now: float) -> bool:
        """Whether who asks now may have this one; before its first part it is as new as any."""
        return not self.failed and (not self.parts or now - self.began <= SHARED_S)


@dataclass(eq=False)
class _Job:
    """One person's still."""

    sending: StillSending
    line: Line
    capture: _Capture
    forget: Callable[[], None] = lambda: None
    pump: asyncio.Task[None] | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False
    """Its channel is gone; only the person can say where to go on."""


class Stills:
    """All stills of one terminal. To be used in one event loop."""

    def __init__(self, taker: Taker, clock: Callable[[], float] = time.monotonic) -> None:
        self._taker = taker
        self._clock = clock
        self._jobs: dict[str, _Job] = {}
        self._capture: _Capture | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.TimerHandle | None = None

    @property
    def kept_bytes(self) -> int:
        """Of pictures that are kept for whoever has not got them yet."""
        pictures = {
            id(part): len(part.data) for job in self._jobs.values() for part in job.sending.parts
        }
        return sum(pictures.values())

    def asked(self, message: StillGet | StillResume | StillCancel, line: Line) -> None:
        """Somebody who may ask has asked."""
        self._sweep()
        match message:
            case StillGet(still=still):
                self._get(still, line)
            case StillResume(still=still):
                self._resume(message, line)
            case StillCancel(still=still):
                job = self._jobs.get(line.counterpart)
                if job is not None and job.sending.still == still:
                    self._cancel(job)

    def begin(self) -> None:
        """There is somebody who may ask."""
        self._taker.attend(True)

    def room_over(self) -> None:
        """Nothing of it may remain."""
        self._taker.attend(False)
        for job in list(self._jobs.values()):
            self._drop(job)
        self._leave_capture()
        self._capture = None

    async def close(self) -> None:
        """End everything."""
        self.room_over()
        if self._sweeper is not None:
            self._sweeper.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._taker.close()

    # Asking -------------------------------------------------------------------------------
    def _get(self, still: str, line: Line) -> None:
        job = self._jobs.get(line.counterpart)
        if job is not None and not job.sending.over and not job.lost:
            if job.sending.still == still:
                line.send_text(job.sending.state)
            else:
                line.send_text(refusal(still, StillFailure.BUSY))
            return
        if job is not None:
            self._drop(job)
        capture = self._current()
        job = _Job(StillSending(still), line, capture)
        job.forget = line.on_closed(lambda: self._closed(job))
        self._jobs[line.counterpart] = job
        capture.jobs.add(job)
        if capture.rests:
            job.sending.happen(Event.RESTS, self._clock())
        line.send_text(job.sending.state)
        for part in capture.parts:
            self._made(job, part)
        self._run(job)

    def _resume(self, ask: StillResume, line: Line) -> None:
        job = self._jobs.get(line.counterpart)
        kept = job is not None and job.sending.still == ask.still
        if job is None or not kept or not job.sending.resume(ask.part, ask.have, self._clock()):
            line.send_text(refusal(ask.still, StillFailure.GONE))
            return
        job.lost = False
        line.send_text(job.sending.state)
        self._run(job)
        job.wake.set()

    def _cancel(self, job: _Job) -> None:
        if job.sending.happen(Event.CANCEL, self._clock()):
            job.line.send_text(job.sending.state)
        self._drop(job)

    def _closed(self, job: _Job) -> None:
        if not job.line.allowed:
            # Whoever has left, or may not see the paper any more, will not come for the rest.
            self._drop(job)
            return
        job.lost = True
        job.sending.lost(self._clock())
        job.wake.set()
        self._plan_sweep()

    def _drop(self, job: _Job) -> None:
        job.forget()
        job.capture.jobs.discard(job)
        if self._jobs.get(job.line.counterpart) is job:
            del self._jobs[job.line.counterpart]
        if job.pump is not None and job.pump is not _current_task():
            job.pump.cancel()
        self._leave_capture()

    # Taking -------------------------------------------------------------------------------
    def _current(self) -> _Capture:
        now = self._clock()
        capture = self._capture
        if capture is not None and capture.good_for(now):
            return capture
        capture = self._capture = _Capture(now)
        capture.task = self._spawn(self._take(capture))
        return capture

    def _leave_capture(self) -> None:
        """Stop taking what nobody waits for."""
        capture = self._capture
        if capture is None or capture.jobs or capture.task is None or capture.task.done():
            return
        capture.task.cancel()
        self._capture = None

    async def _take(self, capture: _Capture) -> None:
        def rests(still: bool) -> None:
            if capture.rests != still:
                capture.rests = still
                for job in list(capture.jobs):
                    self._happened(job, Event.RESTS if still else Event.MOVES)

        def made(part: OutPart) -> None:
            capture.parts.append(part)
            for job in list(capture.jobs):
                self._made(job, part)

        try:
            await self._taker.take(rests, made)
        except NoPictureError:
            self._failed(capture)
        except Exception as error:
            # Its text could tell of the picture: the kind is enough.
            log.warning("still.failed", error=type(error).__name__)
            self._failed(capture)
        finally:
            # Kept by those who get it, and for who asks within a second.
            capture.jobs.clear()
            asyncio.get_running_loop().call_later(SHARED_S, self._forget_capture, capture)

    def _forget_capture(self, capture: _Capture) -> None:
        if self._capture is capture:
            self._capture = None

    def _failed(self, capture: _Capture) -> None:
        capture.failed = True
        for job in list(capture.jobs):
            self._refuse(job, StillFailure.NO_CAMERA)

    def _refuse(self, job: _Job, reason: StillFailure) -> None:
        frame = job.sending.failed(reason, self._clock())
        if frame is not None:
            job.line.send_text(frame)
        self._drop(job)

    def _happened(self, job: _Job, event: Event) -> None:
        if job.sending.happen(event, self._clock()) and not job.lost:
            job.line.send_text(job.sending.state)

    def _made(self, job: _Job, part: OutPart) -> None:
        if job.sending.add(part, self._clock()) and not job.lost:
            job.line.send_text(job.sending.state)
        job.wake.set()

    # Sending ------------------------------------------------------------------------------
    def _run(self, job: _Job) -> None:
        if job.pump is None or job.pump.done():
            job.pump = self._spawn(self._send(job))

    async def _send(self, job: _Job) -> None:
        """Send what is due as the line takes it, until all has left or the channel is gone."""
        pace = Pace()
        while not job.sending.over and not job.lost:
            if not job.line.allowed:
                self._refuse(job, StillFailure.NOT_ALLOWED)
                return
            job.wake.clear()
            idle = self._hand_over(job, pace)
            if job.sending.all_sent and job.line.buffered == 0:
                job.sending.happen(Event.SENT, self._clock())
                job.line.send_text(job.sending.state)
                self._plan_sweep()
                return
            if idle and not job.sending.all_sent:
                await job.wake.wait()
            else:
                await asyncio.sleep(PAUSE_S)

    def _hand_over(self, job: _Job, pace: Pace) -> bool:
        """Give the line what it may have now. Whether there was nothing to give."""
        room = pace.allowance(self._clock(), job.line.buffered)
        while room >= pace.piece and not job.lost:
            frame = job.sending.next_frame(pace.piece)
            if frame is None:
                return True
            if isinstance(frame, str):
                job.line.send_text(frame)
                continue
            job.line.send_bytes(frame)
            pace.handed_over(len(frame))
            room -= len(frame)
        return False

    # Keeping ------------------------------------------------------------------------------
    def _sweep(self) -> None:
        now = self._clock()
        for job in list(self._jobs.values()):
            until = job.sending.kept_until()
            if until is not None and until <= now:
                self._drop(job)

    def _plan_sweep(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        dues = [due for job in self._jobs.values() if (due := job.sending.kept_until()) is not None]
        if dues:
            wait = max(0.0, min(dues) - self._clock()) + 0.05
            self._sweeper = asyncio.get_running_loop().call_later(wait, self._swept)

    def _swept(self) -> None:
        self._sweeper = None
        self._sweep()
        self._plan_sweep()

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _current_task() -> asyncio.Task[object] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
