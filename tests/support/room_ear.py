"""What the loudspeaker of the booth plays, recorded from PulseAudio by `parec`."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from tests.support.processes import PulseAudio

_CHUNK = 960 * 4
"""20 ms of 48 kHz mono float32."""


class RoomEar:
    """Keeps the last 0.4 s of what the terminal's loudspeaker plays."""

    def __init__(self, pulse: PulseAudio) -> None:
        self._pulse = pulse
        self._chunks: deque[bytes] = deque(maxlen=20)
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            "parec",
            "--device=booth_speaker_heard",
            "--format=float32le",
            "--rate=48000",
            "--channels=1",
            "--latency-msec=20",
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **self._pulse.client_environ},
        )
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        assert self._task is not None
        self._process.kill()
        await self._process.wait()
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                self._chunks.append(await self._process.stdout.readexactly(_CHUNK))

    def last(self) -> npt.NDArray[np.float32]:
        """The last 0.4 s, 48 kHz."""
        return np.frombuffer(b"".join(self._chunks), np.float32)
