"""What the audio engine needs from a sound system, so that tests can bring their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge_client.devices.blocks import Block

BlockCallback = Callable[[Block | None], Block]
"""Called by the driver every 20 ms with what was captured (None when the stream only plays);
returns what is to be played (ignored when it only captures). Both 48 kHz blocks."""


@dataclass(frozen=True)
class SoundDevice:
    """A sound device as the system lists it; `rate` in Hz is its own."""

    index: int
    name: str
    host: str
    inputs: int
    outputs: int
    rate: float
    default_input: bool = False
    default_output: bool = False


class SoundStream(Protocol):
    """An open stream that calls back until it is closed."""

    @property
    def alive(self) -> bool:
        """False when the driver ended it."""

    @property
    def faults(self) -> int:
        """Blocks that the driver lost (over-runs) or missed (under-runs) so far."""

    @property
    def latency(self) -> tuple[float, float]:
        """Seconds from a captured block's first sample at the microphone to its callback, and
        from a callback to its block's first sample at the loudspeaker; 0 for an unused side.
        """

    def close(self) -> None:
        """Stop calling back and release the device. May hang in a broken driver."""


class SoundSystem(Protocol):
    """Opens streams. Used by many threads."""

    def open(
        self, input_device: str | int | None, output_device: str | int | None, block: BlockCallback
    ) -> SoundStream:
        """Open one device, or both as one full-duplex stream. Raises DeviceError."""

    def stale(self) -> bool:
        """Whether devices came or went that can only be seen after all streams are closed.

        Never blocks.
        """
