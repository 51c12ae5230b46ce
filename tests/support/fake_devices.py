"""Devices that misbehave on command, in place of cameras and sound cards."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from edge_client.config import CameraSection
from edge_client.devices.blocks import Block
from edge_client.devices.sound_stream import BlockCallback, SoundStream
from edge_client.devices.status import DeviceError, Reason, SourceState

MISSING = DeviceError(SourceState.MISSING, Reason.NOT_FOUND)
BUSY = DeviceError(SourceState.BUSY, Reason.IN_USE)


class FakeClock:
    """A monotonic clock that moves only when told."""

    def __init__(self, now: float = 100.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class FakeCancel(threading.Event):
    """An event whose waiting moves a fake clock instead of taking time."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self._clock.now += timeout or 0.0
        return self.is_set()


def grey_picture(width: int, height: int, level: int = 128) -> npt.NDArray[np.uint8]:
    """A BGR picture of one brightness."""
    return np.full((height, width, 3), level, np.uint8)


class FakeCamera:
    """A camera as a driver shows it: opened, read, pulled out, stuck, given back.

    `picture` is what it delivers next and may be anything, a broken frame too; a list is
    delivered once, item by item, before it.
    """

    def __init__(self, picture: object = None, period: float = 0.002) -> None:
        self.picture: object = grey_picture(64, 48) if picture is None else picture
        self.burst: deque[object] = deque()
        self.refusal: DeviceError | None = None
        self.plugged = True
        self.mute = False
        self.opened = 0
        self.open_now = 0
        self._period = period
        self._free = threading.Event()
        self._free.set()
        self._pause = threading.Event()

    def open(self, section: CameraSection) -> FakeCapture:
        """The opener to pass to a source. Raises what `refusal` says."""
        if not self.plugged:
            raise MISSING
        if self.refusal is not None:
            raise self.refusal
        self.opened += 1
        self.open_now += 1
        return FakeCapture(self)

    def unplug(self) -> None:
        """Pull the cable."""
        self.plugged = False

    def plug_in(self) -> None:
        """Put the cable back."""
        self.plugged = True

    def hang(self) -> None:
        """Let every read block for ever."""
        self._free.clear()

    def let_go(self) -> None:
        """End the hanging reads."""
        self._free.set()

    def wait(self) -> None:
        """What a read takes."""
        self._free.wait()
        self._pause.wait(self._period)


class FakeCapture:
    """One opening of a FakeCamera."""

    def __init__(self, camera: FakeCamera) -> None:
        self._camera = camera

    def grab(self) -> bool:
        self._camera.wait()
        return self._camera.plugged and not self._camera.mute

    def retrieve(self) -> tuple[bool, object]:
        if self._camera.burst:
            return True, self._camera.burst.popleft()
        return True, self._camera.picture

    def release(self) -> None:
        self._camera.open_now -= 1

    def present(self) -> bool:
        return self._camera.plugged


@dataclass
class FakeStream:
    """An open sound stream whose callback the test calls."""

    system: FakeSound
    input_device: str | int | None
    output_device: str | int | None
    block: BlockCallback
    alive: bool = True
    faults: int = 0
    latency: tuple[float, float] = (0.0, 0.0)
    closed: bool = False

    def close(self) -> None:
        self.closed = True
        self.system.hold.wait()


@dataclass
class FakeSound:
    """A sound system with named devices that come and go."""

    devices: set[str] = field(default_factory=lambda: {"microphone", "speaker"})
    joins: bool = True
    stale_now: bool = False
    streams: list[FakeStream] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.hold.set()

    def open(
        self, input_device: str | int | None, output_device: str | int | None, block: BlockCallback
    ) -> SoundStream:
        if any(name not in self.devices for name in (input_device, output_device) if name):
            raise MISSING
        if input_device and output_device and not self.joins:
            raise DeviceError(SourceState.FAILED, Reason.CANNOT_OPEN)
        stream = FakeStream(self, input_device, output_device, block)
        self.streams.append(stream)
        return stream

    def stale(self) -> bool:
        return self.stale_now

    @property
    def open_streams(self) -> list[FakeStream]:
        """Streams that nobody closed."""
        return [stream for stream in self.streams if not stream.closed]

    def beat(self, captured: Block | None = None) -> list[Block]:
        """Every open stream calls back once; what each plays."""
        return [
            stream.block(captured if stream.input_device else None)
            for stream in self.open_streams
            if stream.alive
        ]
