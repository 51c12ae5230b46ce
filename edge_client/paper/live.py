"""The paper as a source of pictures: reads the document camera, shows the page.

A thread of its own with an event loop of its own: only the newest picture of the camera counts, and
nothing is done while nobody looks.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

from edge_client.config import CameraSection
from edge_client.devices.camera import CaptureOpener, OpenCvCapture
from edge_client.devices.cameras import make_video_source
from edge_client.devices.frame import Content, Frame
from edge_client.devices.newest import Newest, SourceStoppedError
from edge_client.devices.recovery import CAMERA_TIMES, RecoveryTimes
from edge_client.devices.status import SourceStatus
from edge_client.devices.video_source import PictureSource, StatusObserver, VideoSource
from edge_client.locales import Language
from edge_client.paper.curve import Outline
from edge_client.paper.eye import Eye
from edge_client.paper.figures import Figures
from edge_client.paper.geometry import Size
from edge_client.paper.paper_frame import PaperFrame
from edge_client.paper.places import Place
from edge_client.paper.view import Wanted
from signaling.protocol.desk import Turn, ViewSet, ViewState

log = structlog.get_logger(__name__)

NOBODY_S: Final = 2.0
"""So long after the last reader the work stops, and what was seen is forgotten."""

StateObserver = Callable[[ViewState], None]
PlaceObserver = Callable[[Place], None]


class PaperSource:
    """Frames of the paper with `VideoSource`'s interface. Starts and stops its camera.

    All methods may be used from any thread; `next` from any event loop. Observers are called from
    the source's own thread and must return quickly.
    """

    def __init__(
        self,
        camera: VideoSource,
        frame: Size,
        *,
        flat: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`frame` is the frames' width and height; `flat`: the page, unless asked otherwise."""
        self.camera = camera
        self.fps = camera.fps
        self.figures = Figures()
        self._frame = frame
        self._at_first = self._wanted = Wanted(flat)
        self._clock = clock
        self._newest = Newest("paper")
        self._state: ViewState | None = None
        self._outline: Outline | None = None
        self._place: Place | None = None
        self._papers = 0
        self._state_observers: list[StateObserver] = []
        self._place_observers: list[PlaceObserver] = []
        self._asked_at = float("-inf")
        self._seq = 0
        self._rooms = 0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._lock = threading.Lock()

    # How it is to be shown ------------------------------------------------------------------
    @property
    def state(self) -> ViewState | None:
        """How the paper is shown now; None while nobody looks."""
        return self._state

    @property
    def outline(self) -> Outline | None:
        """Of the page, in pixels of the camera's picture; None while none is held."""
        return self._outline

    @property
    def paper(self) -> int:
        """Counts the papers that have lain there: another number, maybe another paper."""
        return self._papers

    @property
    def turn(self) -> Turn:
        """Clockwise degrees by which the paper is wanted, from how it lies."""
        return self._wanted.turn

    def wish(self, wanted: ViewSet) -> None:
        """Show it so from now on."""
        self._wanted = Wanted.asked(wanted)
        self._wake()

    def reset(self) -> None:
        """Show it as at first; what was shown is forgotten."""
        with self._lock:
            self._rooms += 1
            self._papers += 1
            self._wanted, self._state, self._outline = self._at_first, None, None
            self._asked_at = float("-inf")
            self._newest.put(None)
        self._wake()

    def observe_state(self, observer: StateObserver) -> Callable[[], None]:
        """Be told every change of how it is shown; returns the function that ends it."""
        self._state_observers.append(observer)

        def forget() -> None:
            with contextlib.suppress(ValueError):
                self._state_observers.remove(observer)

        return forget

    def observe_place(self, observer: PlaceObserver) -> Callable[[], None]:
        """Be told where the page lies and how it is shown, whenever that changes."""
        self._place_observers.append(observer)

        def forget() -> None:
            with contextlib.suppress(ValueError):
                self._place_observers.remove(observer)

        return forget

    # As a source of pictures -----------------------------------------------------------------
    @property
    def status(self) -> SourceStatus:
        """The camera's."""
        return self.camera.status

    def observe(self, observer: StatusObserver) -> Callable[[], None]:
        """Be told every change of the camera's status; returns the function that ends it."""
        return self.camera.observe(observer)

    def latest(self) -> Frame | None:
        """The newest frame, None while nobody looks."""
        return self._newest.frame

    async def next(self, after_seq: int = -1) -> Frame:
        """The newest frame with a greater `seq`. Raises SourceStoppedError."""
        asleep = self._clock() - self._asked_at > NOBODY_S
        self._asked_at = self._clock()
        if asleep:
            self._wake()
        return await self._newest.next(after_seq)

    def refresh_placeholder(self) -> None:
        """Draw the placeholder anew, after a change of language."""
        self.camera.refresh_placeholder()

    def start(self) -> None:
        """Begin; a source that runs already goes on."""
        self.camera.start()
        with self._lock:
            if self._thread is None:
                self._newest.open()
                self._thread = threading.Thread(target=self._run, name="paper", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Release the camera and join the threads. May be repeated."""
        with self._lock:
            thread, self._thread = self._thread, None
        self._wake()
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        self.camera.stop()
        self._newest.close()

    # The thread --------------------------------------------------------------------------------
    def _wake(self) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # that loop is closed: nothing to wake
                loop.call_soon_threadsafe(self._news.set)

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        finally:
            self._loop = None
            self._newest.close()

    async def _work(self) -> None:
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        while self._thread is threading.current_thread():
            if self._is_awaited():
                with contextlib.suppress(SourceStoppedError):
                    await self._show()
            self._state = self._outline = None
            self._newest.put(None)
            self._news.clear()
            if self._thread is threading.current_thread() and not self._is_awaited():
                await self._news.wait()

    def _is_awaited(self) -> bool:
        return self._newest.awaited or self._clock() - self._asked_at <= NOBODY_S

    async def _show(self) -> None:
        """Show the camera's pictures until nobody looks any more."""
        room, eye = self._rooms, Eye(self._frame, self.figures)
        # Nobody knows what was laid there meanwhile.
        self._papers, self._place = self._papers + 1, None
        first = self._papers - eye.papers
        newest: Frame | None = None
        coming: asyncio.Task[Frame] | None = None
        try:
            while self._goes_on(room):
                coming = coming or asyncio.create_task(
                    self.camera.next(-1 if newest is None else newest.seq)
                )
                await self._wait(coming)
                if coming.done():
                    newest, coming = coming.result(), None
                if newest is not None:
                    self._put(eye, newest, room, first)
        finally:
            if coming is not None:
                coming.cancel()

    async def _wait(self, coming: asyncio.Task[Frame]) -> None:
        """Until there is a picture, or something else to do."""
        self._news.clear()
        news = asyncio.create_task(self._news.wait())
        try:
            done = asyncio.FIRST_COMPLETED
            await asyncio.wait({coming, news}, timeout=NOBODY_S, return_when=done)
        finally:
            news.cancel()

    def _goes_on(self, room: int) -> bool:
        here = self._thread is threading.current_thread()
        return here and room == self._rooms and self._is_awaited()

    def _put(self, eye: Eye, frame: Frame, room: int, first: int) -> None:
        """`first`: the number of the eye's paper 0."""
        if frame.placeholder:
            self._publish(frame, frame.content, None, room)
            return
        shown = eye.see(frame.content, frame.captured_at, self._wanted)
        self._outline = eye.outline
        if shown is None:
            return
        self._papers = max(self._papers, first + eye.papers)
        state = shown.state.model_copy(update={"paper": self._papers})
        if self._publish(frame, shown.content, state, room):
            for observer in tuple(self._state_observers):
                observer(state)
        place = Place(eye.camera, eye.outline, state)
        if room == self._rooms and not place.like(self._place):
            self._place = place
            for tell in tuple(self._place_observers):
                tell(place)

    def _publish(self, frame: Frame, content: Content, state: ViewState | None, room: int) -> bool:
        """Whether there is news of how it is shown. What a room saw that is over is dropped."""
        with self._lock:
            if room != self._rooms:
                return False
            before = self._newest.frame
            self.figures.repeated += before is not None and before.content is content
            self._seq += 1
            self._newest.put(
                PaperFrame(content, frame.captured_at, self._seq, frame.placeholder, state)
            )
            if state is None or state == self._state:
                return False
            self._state = state
            return True


def paper_source(
    section: CameraSection,
    language: Callable[[], Language] = lambda: "fi",
    *,
    open_capture: CaptureOpener = OpenCvCapture,
    times: RecoveryTimes = CAMERA_TIMES,
) -> PictureSource:
    """The document camera's source, not started yet; the camera itself where it has no sensor
    size of its own. `language` is that of the placeholder.
    """
    camera = make_video_source(
        "document", section, language, open_capture=open_capture, times=times
    )
    if section.sensor_size is None:
        return camera
    return PaperSource(camera, section.output_size, flat=section.flattens)
