"""A camera that flashes and a mouth that clicks with it: what a terminal is shown and told."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np

from edge_client.devices.frame import Content
from edge_client.devices.pacing import Schedule
from edge_client.devices.placeholder import CameraPlaceholder
from edge_client.devices.status import DeviceError, Reason, SourceState
from edge_client.devices.video_source import VideoSource
from tests.support.recording import CHUNK, RATE, Recording, click

LOUD = 0.3
"""An amplitude that only clicks have."""

AHEAD_S = 0.06
"""What the mouth has said is with the sound server so long before it is heard."""


class Flashing:
    """A camera that flashes and a mouth that clicks into the microphone, now and then."""

    def __init__(self) -> None:
        self.flashes: list[float] = []
        """Monotonic seconds of the first picture of each."""
        self._until = 0.0
        self.camera = VideoSource(
            "face",
            lambda cancelled: _FlashReader(self, cancelled),
            CameraPlaceholder("face", 640, 360, lambda: "en"),
            fps=30,
        )

    def bright(self, now: float) -> bool:
        """Whether a picture taken now is bright; every 0.6 s or a little more for 0.13 s."""
        if now >= self._until + 0.5:
            self._until = now + 0.13 + 0.0137 * (len(self.flashes) % 17)
            self.flashes.append(now)
        return now < self._until

    async def speak(self) -> None:
        """Say a click for each flash into the microphone, and hum between, as voices do."""
        process = await asyncio.create_subprocess_exec(
            *("pacat", "--playback", "--device=booth_microphone", "--format=float32le"),
            *("--rate=48000", "--channels=1", "--latency-msec=20"),
            stdin=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        said, known = 0, len(self.flashes)
        began = time.monotonic()
        try:
            while True:
                # A little ahead of time, and no more: a click is to come soon after its flash.
                await asyncio.sleep(max(0.0, began + said / RATE - AHEAD_S - time.monotonic()))
                times = np.arange(said, said + CHUNK) / RATE
                # Syllables: an even hum counts as silence, of which nothing is sent (DTX).
                loud = 0.04 * (1.0 + np.sin(2 * np.pi * 4 * times))
                tones = sum(np.sin(2 * np.pi * 180 * k * times + k) / k for k in range(1, 6))
                part = (loud * tones).astype(np.float32)
                if len(self.flashes) > known:
                    known, part = len(self.flashes), np.concatenate([click(), part])
                process.stdin.write(part.tobytes())
                await process.stdin.drain()
                said += part.size
        finally:
            process.kill()
            await process.wait()

    async def made(self, said: Recording) -> list[tuple[float, float]]:
        """Each flash and the click that followed it, by the wall clock in ms."""
        wall = time.time() - time.monotonic()
        clicks = said.clicks(LOUD)
        pairs = []
        for flash in self.flashes:
            clicked = next((at for at in clicks if 0.0 <= at - flash < 0.6), None)
            if clicked is not None:
                pairs.append(((flash + wall) * 1e3, (clicked + wall) * 1e3))
        return pairs


class _FlashReader:
    """What a driver is to a camera."""

    def __init__(self, flashing: Flashing, cancelled: threading.Event) -> None:
        self._flashing = flashing
        self._cancelled = cancelled
        self._schedule = Schedule(time.monotonic())
        self._count = 0

    def read(self) -> tuple[Content, float]:
        now = time.monotonic()
        due = self._schedule.due(self._count / 30, now)
        if due > now and self._cancelled.wait(due - now):
            raise DeviceError(SourceState.OFF, Reason.OFF)
        captured_at = time.monotonic()
        level = 255 if self._flashing.bright(captured_at) else 24
        picture = np.full((360, 640, 3), level, np.uint8)
        left = 20 + 4 * (self._count % 100)
        picture[300:340, left : left + 40] = 128
        self._count += 1
        return Content(picture), captured_at

    def close(self) -> None:
        """Nothing is held."""


@asynccontextmanager
async def flashing() -> AsyncIterator[Flashing]:
    """Flash and speak until the end of the block."""
    made = Flashing()
    made.camera.start()
    mouth = asyncio.create_task(made.speak())
    try:
        yield made
    finally:
        mouth.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await mouth
        await asyncio.to_thread(made.camera.stop)
