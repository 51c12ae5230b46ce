"""Microphone and loudspeaker as devices: one full-duplex stream where possible, else two.

One stream keeps captured and played blocks aligned, as echo cancellation needs it. When one of
the two is away the other goes on alone, and they are joined again when both are back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from edge_client.devices.blocks import Block
from edge_client.devices.recovery import RecoveryTimes
from edge_client.devices.sound_link import CLOSE_WITHIN, SoundLink
from edge_client.devices.sound_stream import SoundSystem
from edge_client.devices.status import Reason, SourceState, SourceStatus

STRAINED: Final = 50
"""Over-runs and under-runs of one stream in `STRAIN_S` seconds after which its sides are parted."""

STRAIN_S: Final = 30.0


STARTS_S: Final = 5.0
"""Seconds of a new stream whose faults do not count: it fills its buffers."""


class Strain:
    """Whether a stream stumbles again and again. Pure."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._before = 0
        self._starts_until = 0.0

    def too_much(self, faults: int, now: float) -> bool:
        """Told the faults ever so far."""
        if self._since is None:
            self._starts_until = now + STARTS_S
        if self._since is None or now < self._starts_until or now - self._since >= STRAIN_S:
            self._since, self._before = now, faults
        return faults - self._before >= STRAINED

    def begin(self) -> None:
        """Another stream is looked at."""
        self._since = None


OnBlock = Callable[[Block | None, bool], Block]
"""Called by a driver with the captured block, if any, and whether the stream plays."""


class DeviceSound:
    """The device sides of an engine; either may be None, when it is no device."""

    def __init__(
        self,
        system: SoundSystem,
        input_device: str | int | None,
        output_device: str | int | None,
        on_block: OnBlock,
        times: RecoveryTimes,
    ) -> None:
        self._system = system
        self._input_device = input_device
        self._output_device = output_device
        self._on_block = on_block
        self._times = times
        self._never = SourceStatus(SourceState.STARTING, Reason.STARTING, 0.0)
        self._joined: SoundLink | None = None
        self._input: SoundLink | None = None
        self._output: SoundLink | None = None
        self._wanted_output = output_device
        self._both = input_device is not None and output_device is not None
        self._may_join = self._both
        self._past_faults = 0
        self._looked = 0.0
        self._follows = "default" in (input_device, output_device)
        self._strain = Strain()

    @property
    def input_status(self) -> SourceStatus:
        """What the microphone does."""
        link = self._joined or self._input
        return link.status if link else self._never

    @property
    def output_status(self) -> SourceStatus:
        """What the loudspeaker does."""
        link = self._joined or self._output
        return link.status if link else self._never

    @property
    def full_duplex(self) -> bool:
        """Whether one stream serves both sides now."""
        return self._joined is not None and self._joined.status.live

    @property
    def faults(self) -> int:
        """Over-runs and under-runs of the drivers so far."""
        return self._past_faults + sum(link.faults for link in self._links())

    @property
    def input_latency(self) -> float:
        """Seconds from a block's first sample at the microphone to its callback."""
        link = self._joined or self._input
        return link.latency[0] if link else 0.0

    @property
    def output_latency(self) -> float:
        """Seconds from a callback to its block's first sample at the loudspeaker."""
        link = self._joined or self._output
        return link.latency[1] if link else 0.0

    def play_on(self, output_device: str | int) -> None:
        """From the next tick on this output. The microphone's stream is opened anew with it."""
        self._wanted_output = output_device

    def tick(self, now: float) -> None:
        """Watch, open, join, part. Called often by one thread, never blocks."""
        if self._wanted_output != self._output_device:
            self._output_device = self._wanted_output
            self._may_join = self._both
            self._connect(now, joined=self._both)
        elif not self._links():
            self._connect(now, joined=self._both)
        for link in self._links():
            link.tick(now)
        if self._joined is not None:
            self._watch_joined(self._joined.status, now)
        else:
            self._watch_parted(now)

    def close(self) -> None:
        """Release the devices; a hanging driver is left behind."""
        for thread in self._drop():
            thread.join(CLOSE_WITHIN)
        self._may_join = self._both

    def _watch_joined(self, status: SourceStatus, now: float) -> None:
        if status.state not in {SourceState.STARTING, SourceState.LIVE}:
            # One side at fault must not silence the other.
            self._connect(now, joined=False)
        elif status.live and self._strain.too_much(self.faults, now):
            # Two cards in one stream, whose clocks differ: apart they stumble less, and the
            # engine's tape follows what is played.
            self._may_join = False
            self._connect(now, joined=False)
        elif status.live and now - status.since >= self._times.settled_after:
            self._may_join = True
            if self._follows and self._newly_plugged(now):
                # Another device may be the system's default now.
                self._connect(now, joined=True)

    def _watch_parted(self, now: float) -> None:
        live = [link.status.live for link in self._links()]
        if self._may_join and live == [True, True]:
            # Once: where both play alone and not together, they stay apart.
            self._may_join = False
            self._connect(now, joined=True)
        elif any(live) and (self._follows or not all(live)) and self._newly_plugged(now):
            # What was plugged in can only be seen after every stream is closed.
            self._connect(now, joined=False)

    def _newly_plugged(self, now: float) -> bool:
        """Looked at now and then: it reads a file, and a card shows up in several steps."""
        if now - self._looked < self._times.first_retry:
            return False
        self._looked = now
        return self._system.stale()

    def _connect(self, now: float, *, joined: bool) -> None:
        closing = self._drop()
        self._strain.begin()
        if joined:
            self._joined = self._link(self._input_device, self._output_device, now, closing)
            return
        if self._input_device is not None:
            self._input = self._link(self._input_device, None, now, closing)
        if self._output_device is not None:
            self._output = self._link(None, self._output_device, now, closing)

    def _links(self) -> list[SoundLink]:
        return [link for link in (self._joined, self._input, self._output) if link is not None]

    def _drop(self) -> tuple[threading.Thread, ...]:
        """Close all links; the threads that are busy with it."""
        closing: tuple[threading.Thread, ...] = ()
        for link in self._links():
            self._past_faults += link.faults
            closing += link.close()
        self._joined = self._input = self._output = None
        return closing

    def _link(
        self,
        input_device: str | int | None,
        output_device: str | int | None,
        now: float,
        closing: tuple[threading.Thread, ...],
    ) -> SoundLink:
        plays = output_device is not None

        def on_block(captured: Block | None) -> Block:
            return self._on_block(captured, plays)

        return SoundLink(
            self._system, input_device, output_device, on_block, self._times, now, closing
        )
