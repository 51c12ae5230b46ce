"""A camera source under watch: what it shows and what it tells."""

from __future__ import annotations

import asyncio

from edge_client.config import CameraSection
from edge_client.devices.cameras import make_video_source
from edge_client.devices.frame import Frame
from edge_client.devices.recovery import CAMERA_TIMES
from edge_client.devices.status import Reason, SourceState, SourceStatus
from edge_client.locales import Language
from tests.support.fake_devices import FakeCamera
from tests.support.waiting import SCALE, eventually

FAST = CAMERA_TIMES.scaled(0.1 * SCALE)
"""Stuck after 200 ms instead of two seconds."""

SECTION = CameraSection(source="camera", width=64, height=48, fps=60)


class Watched:
    """A source, what it told, and a consumer that checks that pictures never stop."""

    def __init__(self, camera: FakeCamera, language: Language = "fi") -> None:
        self.camera = camera
        self.told: list[SourceStatus] = []
        self.source = make_video_source(
            "face", SECTION, lambda: language, open_capture=camera.open, times=FAST
        )
        self.source.observe(self.told.append)

    async def becomes(self, state: SourceState, reason: Reason | None = None) -> None:
        def reached() -> bool:
            status = self.source.status
            assert status.state is state, f"it is {status.state}: {status.reason}"
            assert reason in {None, status.reason}, f"the reason is {status.reason}"
            return True

        await eventually(reached, timeout_s=5, what=f"{state}")

    async def shows(self, *, placeholder: bool) -> Frame:
        """The next frame that is (no) placeholder."""
        async with asyncio.timeout(5 * SCALE):
            frame = await self.source.next()
            while frame.placeholder is not placeholder:
                frame = await self.source.next(frame.seq)
            return frame
