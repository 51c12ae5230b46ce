"""Tracks that let media through only while it is granted.

The SDP never changes: a track without a grant stays in its transceiver and says nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.blocks import Block
from edge_client.peering.hearing import VoiceTrack
from edge_client.peering.receiving import PictureTrack
from edge_client.sound.receiving import Moment


class GateTrack(MediaStreamTrack):
    """What one sender of one peer sends: a track made when the gate opens, else nothing.

    `make` gives a new track of the source each time; None where there is no such source.
    """

    def __init__(self, kind: str, make: Callable[[], MediaStreamTrack | None]) -> None:
        super().__init__()
        self.kind = kind
        self._make = make
        self._prepare: Callable[[MediaStreamTrack], None] | None = None
        self._inner: MediaStreamTrack | None = None
        self._opened = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether media may pass."""
        return self._opened.is_set()

    def allow(self, allowed: bool) -> None:
        """Open or close. After closing nothing leaves any more, not even a frame in hand."""
        if self.readyState != "live" or allowed == self.open:
            return
        if allowed:
            self._inner = self._make()
            if self._inner is not None:
                if self._prepare is not None:
                    self._prepare(self._inner)
                self._opened.set()
        else:
            self._opened.clear()
            self._drop()

    @property
    def inner(self) -> MediaStreamTrack | None:
        """The track that is passed on now."""
        return self._inner

    def prepare(self, prepare: Callable[[MediaStreamTrack], None]) -> None:
        """Do this with the track that is passed on, and with each that will be."""
        self._prepare = prepare
        if self._inner is not None:
            prepare(self._inner)

    async def recv(self) -> Any:
        """The next frame or packet; waits while the gate is closed."""
        while self.readyState == "live":
            await self._opened.wait()
            inner = self._inner
            if inner is None:
                break
            try:
                frame = await inner.recv()
            except MediaStreamError:
                if inner is self._inner:
                    # The source itself ended: nothing comes until the gate is opened anew.
                    self._opened.clear()
                    self._drop()
                continue
            if inner is self._inner:
                return frame
        raise MediaStreamError

    def stop(self) -> None:
        """End this track; the source goes on for others."""
        super().stop()
        self._drop()
        self._opened.set()

    def _drop(self) -> None:
        inner, self._inner = self._inner, None
        if inner is not None:
            inner.stop()


class GuardedTrack(MediaStreamTrack):
    """A received track, of which only what is granted is passed on. Always to be read."""

    def __init__(self, inner: MediaStreamTrack) -> None:
        super().__init__()
        self.kind = inner.kind
        self.granted = True
        self._inner = inner
        self.frames = 0
        """Frames decoded so far, granted or not."""

    def captured(self, timestamp: int) -> float | None:
        """When what bears this time stamp was captured, seconds of its sender's clock; None
        while the sender has not told.
        """
        if isinstance(self._inner, PictureTrack | VoiceTrack):
            return self._inner.reported.captured(timestamp)
        return None

    async def recv(self) -> Any:
        """The next frame that is granted. Raises MediaStreamError when the track ended."""
        while True:
            try:
                frame = await self._inner.recv()
            except MediaStreamError:
                self.stop()
                raise
            self.frames += 1
            if self.granted:
                return frame


class GuardedVoice(GuardedTrack):
    """A received voice, for the loudspeaker that pulls it: see `Playable`."""

    def __init__(self, inner: VoiceTrack) -> None:
        super().__init__(inner)
        self._voice = inner

    def pull(self) -> Block | None:
        """The next 20 ms, None for silence and for what is not granted."""
        block = self._voice.voice.pull()
        return block if self.granted else None

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks whom one may hear."""
        return self.granted and self._voice.speaks

    @property
    def heard(self) -> Moment | None:
        """What of the voice was pulled last, None for what is not granted."""
        return self._voice.voice.pulled if self.granted else None

    def hold(self, seconds: float) -> None:
        """Be later by so much than the way needs it, for the picture."""
        self._voice.voice.hold(seconds)

    async def ended(self) -> None:
        """Wait until the voice is over."""
        await self._voice.ended()


async def drain(track: MediaStreamTrack) -> None:
    """Read a track until it ends, for nobody: unread tracks pile up."""
    with contextlib.suppress(MediaStreamError):
        while True:
            await track.recv()
