"""The newest frame of a source, for whoever waits for it in any event loop."""

from __future__ import annotations

import asyncio
import threading

from edge_client.devices.frame import Frame


class SourceStoppedError(Exception):
    """The source was stopped: no further frame comes."""


class Newest:
    """Holds one frame, never a queue: a slow consumer misses frames. For any thread."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._frame: Frame | None = None
        self._open = False
        self._waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    @property
    def frame(self) -> Frame | None:
        """The newest one, None before the first and after the end."""
        return self._frame

    @property
    def awaited(self) -> bool:
        """Whether anybody waits for a frame."""
        return bool(self._waiters)

    def open(self) -> None:
        """Frames will come."""
        with self._lock:
            self._open = True

    def close(self) -> None:
        """No frame comes any more; who waits gets SourceStoppedError."""
        with self._lock:
            self._open, self._frame = False, None
        self._wake()

    def put(self, frame: Frame | None) -> None:
        """This one is the newest now; with None there is none, and everybody waits."""
        with self._lock:
            if not self._open:
                return
            self._frame = frame
        if frame is not None:
            self._wake()

    async def next(self, after_seq: int = -1) -> Frame:
        """The newest frame with a greater `seq`, as soon as there is one.

        Raises SourceStoppedError.
        """
        loop = asyncio.get_running_loop()
        while True:
            with self._lock:
                if self._frame is not None and self._frame.seq > after_seq:
                    return self._frame
                if not self._open:
                    raise SourceStoppedError(self._name)
                waiter = (loop, loop.create_future())
                self._waiters.append(waiter)
            try:
                await waiter[1]
            finally:
                with self._lock:
                    if waiter in self._waiters:
                        self._waiters.remove(waiter)

    def _wake(self) -> None:
        with self._lock:
            waiters, self._waiters = self._waiters, []
        for loop, future in waiters:
            try:
                loop.call_soon_threadsafe(_release, future)
            except RuntimeError:  # that event loop is closed: nobody waits
                continue


def _release(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
