"""The encoders of all cameras, shared by all peers, and what one peer's sender reads."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.devices.video_source import PictureSource
from edge_client.video.budget import RATES
from edge_client.video.contexts import SOFTWARE
from edge_client.video.encoder import EncodedPicture, VideoCodec
from edge_client.video.encoding import Encoding
from edge_client.video.figures import EncodingFigures
from edge_client.video.key_frames import Patience
from edge_client.video.tiers import TIERS, Ladder, Level
from signaling.protocol import Purpose

MOST_BEHIND = 8
"""Pictures that wait for a slow sender; beyond it goes on from the next key frame."""


class Studio:
    """One `Encoding` for each camera, codec and tier that somebody watches."""

    def __init__(
        self,
        cameras: Mapping[Purpose, PictureSource],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cameras = cameras
        self._clock = clock
        self.h264 = SOFTWARE
        """Name of FFmpeg's encoder for what begins to be watched from now on."""
        self._shows: dict[tuple[Purpose, VideoCodec], Show] = {}
        self._names = (f"viewer-{number}" for number in itertools.count(1))

    def viewer(self, purpose: Purpose) -> Viewer | None:
        """A new viewer of the purpose's camera; None where there is none."""
        if purpose not in self._cameras:
            return None
        return Viewer(next(self._names), lambda codec: self._show(purpose, codec), self._clock)

    def encodings(self, purpose: Purpose) -> list[Encoding]:
        """Those of the purpose that are at work."""
        return [
            encoding
            for (shown, _), show in self._shows.items()
            if shown is purpose
            for encoding in show.encodings.values()
            if encoding.at_work
        ]

    def figures(self) -> list[EncodingFigures]:
        """Of each encoding that is at work."""
        return [
            encoding.figures(level.name.lower())
            for show in self._shows.values()
            for level, encoding in show.encodings.items()
            if encoding.at_work
        ]

    def _show(self, purpose: Purpose, codec: VideoCodec) -> Show:
        show = self._shows.get((purpose, codec))
        if show is None:
            tiers = TIERS[purpose]
            source = self._cameras[purpose]
            encodings = {
                level: Encoding(source, codec, purpose, tier, self._clock, lambda: self.h264)
                for level, tier in tiers.items()
            }
            show = self._shows[purpose, codec] = Show(purpose, Ladder(tiers), encodings)
        return show


class Show:
    """One camera's picture in one codec: its two tiers and who watches which."""

    def __init__(
        self, purpose: Purpose, ladder: Ladder, encodings: Mapping[Level, Encoding]
    ) -> None:
        self.purpose = purpose
        self.encodings = encodings
        self._ladder = ladder

    def wish(self, viewer: str, bitrate: int) -> Encoding:
        """The encoding for a viewer whose line takes so much."""
        level = self._ladder.wish(viewer, bitrate)
        self._aim()
        return self.encodings[level]

    def leave(self, viewer: str) -> None:
        """The viewer is gone."""
        self._ladder.leave(viewer)
        self._aim()

    def _aim(self) -> None:
        for level, encoding in self.encodings.items():
            encoding.target = self._ladder.target(level)


class Viewer(MediaStreamTrack):
    """What one sender sends of one camera: `EncodedPicture`, from a key frame on.

    Nothing comes before `use` has said which codec was agreed on. Changing the tier keeps the
    old one until the new one's key frame is there, and the time stamps go on.
    """

    kind = "video"

    def __init__(
        self,
        name: str,
        show_of: Callable[[VideoCodec], Show],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._name = name
        self._show_of = show_of
        self._clock = clock
        self._show: Show | None = None
        self._bitrate: int | None = None
        self._current: Encoding | None = None
        self._coming: Encoding | None = None
        self._patience = Patience()
        self._held = False
        self._synchronous = False
        self._timestamp = -1
        self._pictures: deque[EncodedPicture] = deque()
        self._wake = asyncio.Event()

    def use(self, codec: VideoCodec) -> None:
        """The codec that was agreed on."""
        if self._show is None and self.readyState == "live":
            self._show = self._show_of(codec)
            self.wish(self._bitrate or RATES[self._show.purpose].start)

    def wish(self, bitrate: int) -> None:
        """The line takes so many bit/s of this picture."""
        self._bitrate = bitrate
        if self._show is None or self._held or self.readyState != "live":
            return
        wanted = self._show.wish(self._name, bitrate)
        if wanted in (self._coming, self._current) and (
            self._coming is None or wanted is self._coming
        ):
            return
        if self._coming is not None:
            self._coming.remove(self)
        self._coming = None if wanted is self._current else wanted
        if self._coming is not None:
            self._coming.add(self)

    @property
    def waiting(self) -> int:
        """Pictures that the sender has not taken yet."""
        return len(self._pictures)

    def hold(self) -> None:
        """Give nothing until `go_on`, and take no new tier."""
        self._held, self._synchronous = True, False
        self._pictures.clear()

    def go_on(self) -> None:
        """Give pictures again, from a key frame on, of the tier that fits now."""
        if not self._held:
            return
        self._held = False
        if self._bitrate is not None:
            self.wish(self._bitrate)
        if self._coming is None:
            self._ask()

    def ask_for_key_frame(self) -> None:
        """The receiver cannot go on (PLI or FIR); asked too often, most is not passed on."""
        if self._patience.asks(self._clock()):
            self._ask()

    def _ask(self) -> None:
        encoding = self._coming or self._current
        if encoding is not None:
            encoding.ask_for_key_frame()

    # What the encodings call ------------------------------------------------------------
    def put(self, encoding: Encoding, picture: EncodedPicture) -> None:
        """See `Watcher`."""
        if encoding is self._coming and picture.key:
            if self._current is not None:
                self._current.remove(self)
            self._current, self._coming = encoding, None
            self._synchronous = True
        if encoding is not self._current or not picture.payloads or self._held:
            return
        if self._coming is not None and not self._synchronous:
            # Its own key frame would be a large one, and the new tier's comes at once.
            return
        if len(self._pictures) >= MOST_BEHIND:
            self._pictures.clear()
            self._synchronous = False
            self._ask()
        self._synchronous = self._synchronous or picture.key
        if self._synchronous:
            self._pictures.append(picture)
            self._wake.set()

    def end(self) -> None:
        """See `Watcher`."""
        self.stop()

    # What the sender calls ----------------------------------------------------------------
    async def recv(self) -> EncodedPicture:  # type: ignore[override]
        """The next picture. Raises MediaStreamError when the track or the camera ended."""
        while not self._pictures:
            if self.readyState != "live":
                raise MediaStreamError
            self._wake.clear()
            await self._wake.wait()
        picture = self._pictures.popleft()
        # A key frame of another tier may show the very frame that was sent last.
        self._timestamp = max(picture.timestamp, self._timestamp + 1)
        if self._timestamp != picture.timestamp:
            picture = replace(picture, timestamp=self._timestamp)
        return picture

    def stop(self) -> None:
        """End the track; the camera and other viewers go on."""
        if self.readyState == "live":
            super().stop()
            for encoding in (self._current, self._coming):
                if encoding is not None:
                    encoding.remove(self)
            if self._show is not None:
                self._show.leave(self._name)
            self._pictures.clear()
            self._wake.set()
