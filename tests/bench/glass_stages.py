"""When each picture of the terminal passes each stage, for `make bench-glass`.

The functions of the real path are wrapped while the benchmark looks; nothing in the product
writes these times.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from aiortc.rtcdtlstransport import RTCDtlsTransport

from edge_client.devices.video_source import VideoSource
from edge_client.peering.outlet import Outlet
from edge_client.video.encoder import PictureEncoder
from tests.bench import glass_camera

DRAWN, PUBLISHED, ENCODING, ENCODED, PACKED, SENT = range(6)
NAMES = (
    "clock drawn → frame published by the camera thread",
    "published → encoder begins (wake-up, colours)",
    "encoder begins → encoded and packed into payloads",
    "encoded → given to the sender (thread to loop)",
    "given → last packet encrypted and in the socket",
)


@dataclass
class Stages:
    """Times of the monotonic clock by picture and stage."""

    times: dict[int, dict[int, float]] = field(default_factory=dict)

    def mark(self, picture: int, stage: int) -> None:
        """The picture is there now; the last one that says so counts."""
        self.times.setdefault(picture, {})[stage] = time.monotonic()

    def rows(self) -> list[tuple[str, float]]:
        """Medians in ms from stage to stage; a stage that nothing passed is left out."""
        found = []
        for stage, name in enumerate(NAMES):
            took = [
                (times[stage + 1] - times[stage]) * 1000
                for times in self.times.values()
                if stage in times and stage + 1 in times
            ]
            if took:
                found.append((name, statistics.median(took)))
        return found


@contextmanager
def watch_stages(stages: Stages) -> Iterator[None]:
    """Wrap the path's functions; pictures are told apart by their capture time at 90 kHz."""
    packed = [0]
    drawn = [0.0]

    draw: Callable[..., None] = glass_camera.draw_clock  # type: ignore[attr-defined]

    def draw_clock(*given: Any) -> None:
        drawn[0] = time.monotonic()
        draw(*given)

    put = VideoSource._put

    def publish(self: VideoSource, content: Any, captured_at: float, **more: Any) -> None:
        picture = round(captured_at * 90_000)
        stages.times.setdefault(picture, {})[DRAWN] = drawn[0]
        stages.mark(picture, PUBLISHED)
        put(self, content, captured_at, **more)

    encode = PictureEncoder.encode

    def encoded(self: PictureEncoder, frame: Any, key: bool = False) -> Any:
        picture = frame.pts
        stages.mark(picture, ENCODING)
        made = encode(self, frame, key)
        stages.mark(picture, ENCODED)
        return made

    pack = Outlet.pack

    def given(self: Outlet, made: Any) -> Any:
        packed[0] = made.timestamp
        stages.mark(made.timestamp, PACKED)
        return pack(self, made)

    send: Callable[..., Any] = RTCDtlsTransport._send_rtp

    async def sent(self: RTCDtlsTransport, data: bytes) -> None:
        await send(self, data)
        if not 192 <= data[1] <= 223:  # RTCP, RFC 5761 section 4
            stages.mark(packed[0], SENT)

    with (
        patch.object(glass_camera, "draw_clock", draw_clock),
        patch.object(VideoSource, "_put", publish),
        patch.object(PictureEncoder, "encode", encoded),
        patch.object(Outlet, "pack", given),
        patch.object(RTCDtlsTransport, "_send_rtp", sent),
    ):
        yield
