"""The microphone's blocks on their way to peers, and a file or tone in a microphone's place."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

from edge_client.config import VoiceSection
from edge_client.devices.blocks import BLOCK, RATE, SILENCE, Block, LevelMeter
from edge_client.devices.recovery import Action, Recovery, RecoveryTimes
from edge_client.devices.status import DeviceError, Reason, SourceState, SourceStatus
from edge_client.devices.voice_file import VoicePlayer, open_voice
from edge_client.lip_sync.sent import CaptureTimes

WAITING_BLOCKS: Final = 5
"""Blocks that one listener may leave waiting: 100 ms."""

_REASONS: Final = {SourceState.OFF: Reason.OFF, SourceState.LIVE: Reason.LIVE}


def steady(state: SourceState, since: float) -> SourceStatus:
    """A status that never changes: off, or live."""
    return SourceStatus(state, _REASONS[state], since)


@dataclass(frozen=True, eq=False)
class TimedBlock:
    """A block, and the count of its first sample at 48 kHz.

    The count goes on by the microphone's own clock; `captured_at` is when the first sample
    reached the microphone, in monotonic seconds.
    """

    samples: Block
    pts: int
    captured_at: float


class FeedStoppedError(Exception):
    """The engine was stopped: no further block comes."""


class VoiceListener:
    """One reader of the microphone, in one event loop. The oldest block goes when it is slow."""

    def __init__(self, feed: VoiceFeed, loop: asyncio.AbstractEventLoop) -> None:
        self.dropped = 0
        self._feed = feed
        self._loop = loop
        self._lock = threading.Lock()
        self._blocks: deque[TimedBlock] = deque(maxlen=WAITING_BLOCKS)
        self._waiter: asyncio.Future[None] | None = None
        self._stopped = False

    async def next(self) -> TimedBlock:
        """The next block. Raises FeedStoppedError. One reader at a time."""
        while True:
            with self._lock:
                if self._blocks:
                    return self._blocks.popleft()
                if self._stopped:
                    raise FeedStoppedError
                self._waiter = self._loop.create_future()
                waiter = self._waiter
            await waiter

    def close(self) -> None:
        """Stop listening."""
        self._feed.remove(self)
        self.stop()

    def put(self, block: TimedBlock) -> None:
        """Called by the pump."""
        with self._lock:
            self.dropped += len(self._blocks) == WAITING_BLOCKS
            self._blocks.append(block)
            self._wake()

    def stop(self) -> None:
        """Called when the engine stops."""
        with self._lock:
            self._stopped = True
            self._blocks.clear()
            self._wake()

    def _wake(self) -> None:
        # One call into the loop per waiting reader: a blocked loop gathers nothing.
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            try:
                self._loop.call_soon_threadsafe(_release, waiter)
            except RuntimeError:
                self._blocks.clear()  # that event loop is closed: nobody reads


def _release(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


class VoiceFeed:
    """Fan-out of the microphone to any number of listeners, and its level."""

    def __init__(self) -> None:
        self.level = LevelMeter()
        self._lock = threading.Lock()
        self._listeners: tuple[VoiceListener, ...] = ()
        self._pts = 0
        self._captures = CaptureTimes(RATE)
        self._running = False

    def start(self, now: float) -> None:
        """Begin the timeline at this monotonic time in seconds."""
        self._pts = round(now * RATE)
        self._captures = CaptureTimes(RATE)
        self._running = True

    def stop(self) -> None:
        """End all listeners."""
        with self._lock:
            self._running = False
            listeners, self._listeners = self._listeners, ()
        for listener in listeners:
            listener.stop()

    def listen(self) -> VoiceListener:
        """A new listener in the running event loop."""
        listener = VoiceListener(self, asyncio.get_running_loop())
        with self._lock:
            if self._running:
                self._listeners += (listener,)
                return listener
        listener.stop()
        return listener

    def remove(self, listener: VoiceListener) -> None:
        """Forget a listener."""
        with self._lock:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

    def put(self, samples: Block, captured_at: float) -> None:
        """The next 20 ms for everybody. Called by the pump only.

        `captured_at` is when its first sample was captured, as far as one block can tell.
        """
        self.level.add(samples)
        block = TimedBlock(samples, self._pts, self._captures.captured(self._pts, captured_at))
        self._pts += BLOCK
        for listener in self._listeners:
            listener.put(block)


class PlayedVoice:
    """A file or tone with the same recovery as a device: silence while it cannot be read."""

    def __init__(self, section: VoiceSection, times: RecoveryTimes) -> None:
        self._section = section
        self._times = times
        self._recovery: Recovery | None = None
        self._player: VoicePlayer | None = None

    @property
    def status(self) -> SourceStatus:
        """State and reason now."""
        if self._recovery is None:
            return SourceStatus(SourceState.STARTING, Reason.STARTING, 0.0)
        return self._recovery.status

    def next_block(self, now: float) -> Block:
        """The next 20 ms."""
        if self._recovery is None:
            self._recovery = Recovery(self._times, now)
        try:
            if self._player is None:
                if self._recovery.tick(now) is not Action.OPEN:
                    return SILENCE
                self._player = open_voice(self._section)
            block = self._player.next_block()
        except DeviceError as problem:
            self.close()
            self._recovery.failed(problem, now)
            return SILENCE
        self._recovery.data(now)
        return block

    def close(self) -> None:
        """Release the file."""
        player, self._player = self._player, None
        if player is not None:
            player.close()
