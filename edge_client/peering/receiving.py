"""One received video stream: from its packets to the newest picture.

It stands in the place of aiortc's own jitter buffer, which releases a picture only when the next
one begins, and asks for what was lost once, and for a key frame after seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.lip_sync.reported import ReportedClock
from edge_client.video.assembly import Assembler, VideoPacket
from edge_client.video.decoding import Decoding

PICTURE_RATE: Final = 90_000
"""Hz: what the time stamps of pictures count (RFC 6184, 5.1; RFC 7741, 4.1)."""


@dataclass(frozen=True)
class Feedback:
    """The ways to the sender: packets to be sent again, a key frame; both by its SSRC."""

    again: Callable[[int, Sequence[int]], Coroutine[Any, Any, None]]
    key_frame: Callable[[int], Coroutine[Any, Any, None]]


class PictureTrack(MediaStreamTrack):
    """The newest received picture. Nothing is queued: a slow reader misses pictures."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.reported = ReportedClock(PICTURE_RATE)
        self._newest: av.VideoFrame | None = None
        self._news = asyncio.Event()

    def put(self, frame: av.VideoFrame) -> None:
        """A picture was decoded."""
        self._newest = frame
        self._news.set()

    async def recv(self) -> av.VideoFrame:
        """The newest picture that was not read yet. Raises MediaStreamError after the end."""
        while self._newest is None:
            if self.readyState != "live":
                raise MediaStreamError
            self._news.clear()
            await self._news.wait()
        frame, self._newest = self._newest, None
        return frame

    def stop(self) -> None:
        """The stream has ended."""
        super().stop()
        self._newest = None
        self._news.set()


@dataclass
class Receiving:
    """Packets in, pictures out of `track`; asks the sender for what is missing."""

    feedback: Feedback
    clock: Callable[[], float] = time.monotonic
    track: PictureTrack = field(default_factory=PictureTrack)

    def __post_init__(self) -> None:
        """No thread and no timer runs before the first packet."""
        self.decoding = Decoding(self.track.put, self._give_up)
        self._assembler = Assembler()
        self._ssrc = 0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._asking: set[asyncio.Task[None]] = set()
        self._stopped = False

    def take(self, packet: VideoPacket) -> None:
        """The next packet that has come."""
        if self._stopped:
            return
        self._ssrc = packet.ssrc
        self.track.reported.follow(packet.ssrc)
        for picture in self._assembler.add(packet, self.clock()):
            self.decoding.put(picture)
        self._look()

    def stop(self) -> None:
        """End the track, the timer and the thread."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()
        for task in self._asking:
            task.cancel()
        self.decoding.stop()
        self.track.stop()

    def _give_up(self) -> None:
        if not self._stopped:
            self._assembler.give_up()
            self._look()

    def _look(self) -> None:
        now = self.clock()
        due = self._assembler.due()
        if due is not None and due <= now:
            wishes = self._assembler.look(now)
            if wishes.again:
                self._ask(self.feedback.again(self._ssrc, wishes.again))
            if wishes.key_frame:
                self._ask(self.feedback.key_frame(self._ssrc))
            due = self._assembler.due()
        if due is not None and (self._timer is None or due < self._timer_at):
            # One that comes too early looks and is set anew: cheaper than one a packet.
            if self._timer is not None:
                self._timer.cancel()
            self._timer_at = due
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, due - now), self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        self._look()

    def _ask(self, asked: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(asked)
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)


class Stoppable(Protocol):
    """What ends with a track."""

    def stop(self) -> None:
        """It is over."""


async def ends_with(receiving: Stoppable, inner: MediaStreamTrack) -> None:
    """Read the track that aiortc made, which gives nothing any more, until it ends."""
    try:
        while True:
            await inner.recv()
    except MediaStreamError:
        pass
    finally:
        receiving.stop()
