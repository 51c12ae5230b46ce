"""What a source of PulseAudio gives, with the time of each sample; and a click to look for in it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

RATE: Final = 48_000
CHUNK: Final = 240
"""Samples read at a time: 5 ms."""


class Recording:
    """A recording that is under way."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._parts: list[bytes] = []
        self._offset = float("inf")
        """When the first sample was, by the chunk that came quickest."""

    async def run(self) -> None:
        """Record until cancelled."""
        process = await asyncio.create_subprocess_exec(
            *("parec", f"--device={self._device}", "--format=float32le", "--rate=48000"),
            *("--channels=1", "--latency-msec=10"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            while True:
                self._parts.append(await process.stdout.readexactly(CHUNK * 4))
                end_s = len(self._parts) * CHUNK / RATE
                self._offset = min(self._offset, time.monotonic() - end_s)
        finally:
            process.kill()
            await process.wait()

    @property
    def samples(self) -> Samples:
        """All so far."""
        return np.frombuffer(b"".join(self._parts), np.float32)

    def clicks(self, loud: float = 0.1) -> list[float]:
        """When something began after 150 ms of quiet, monotonic seconds."""
        above = np.flatnonzero(np.abs(self.samples) > loud)
        first = above[np.diff(above, prepend=-RATE) > 0.15 * RATE]
        return [self._offset + float(each) / RATE for each in first]


@asynccontextmanager
async def recording(device: str) -> AsyncIterator[Recording]:
    """Record until the end of the block."""
    made = Recording(device)
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
            await task


def click() -> Samples:
    """20 ms of a tone with a sharp beginning."""
    times = np.arange(RATE // 50) / RATE
    return (0.6 * np.sin(2 * np.pi * 1500 * times)).astype(np.float32)
