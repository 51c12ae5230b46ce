"""The linear part of echo cancellation: the delay, the clock's drift, and the filter. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

from edge_client.devices.blocks import RATE, Block
from edge_client.sound.echo_delay import Aligner, DelayEstimate
from edge_client.sound.echo_filter import EchoFilter

BEFORE: Final = round(0.004 * RATE)
"""Samples by which what was played is given to the filter before its echo is heard."""

_KEEP: Final = 0.95
"""Of the powers so far, in each block: some 0.4 s."""

_WORSE: Final = 1.5
_WORSE_BLOCKS: Final = 25
"""A filter that made it louder by so much for so long has lost its room."""


class Line(NamedTuple):
    """One block of what was heard, without its linear echo, and what was played for it."""

    left: Block
    played: Block


class LinearEcho:
    """Takes out what is a linear echo of what was played, however late it is heard."""

    def __init__(self) -> None:
        self._delay = DelayEstimate()
        self._aligner = Aligner()
        self._filter = EchoFilter()
        self._worse = 0
        self._heard_power = self._left_power = 0.0

    @property
    def delay(self) -> float | None:
        """Seconds from playing to hearing, by the first look and what was followed since."""
        return self._delay.seconds

    @property
    def drift(self) -> float:
        """By which share the microphone's clock is slower than the loudspeaker's."""
        return self._aligner.drift

    def process(self, heard: Block, played: Block) -> Line:
        """One block of each, neither NaN nor infinite."""
        if self._delay.add(heard, played):
            self._move()
        aligned = self._aligner.process(played)
        left = self._filter.process(heard, aligned)
        self._keep_up()
        return Line(self._without_harm(heard, left), aligned)

    def _move(self) -> None:
        """To the new delay. What the filter has learnt stays right, seen from there."""
        seconds = self._delay.seconds
        assert seconds is not None
        first = self._aligner.delay == 0.0
        self._aligner.delay = max(0.0, seconds * RATE - BEFORE)
        if first:
            self._filter.forget()

    def _keep_up(self) -> None:
        """Slide with the clocks; what the filter has learnt stays in its place."""
        if self._delay.seconds is None:
            return
        self._aligner.drift = self._delay.drift

    def _without_harm(self, heard: Block, left: Block) -> Block:
        """What was heard itself, where the filter has made it louder for a while."""
        self._heard_power = _KEEP * self._heard_power + float(heard @ heard)
        self._left_power = _KEEP * self._left_power + float(left @ left)
        if self._left_power <= _WORSE * self._heard_power:
            self._worse = 0
            return left
        self._worse += 1
        if self._worse >= _WORSE_BLOCKS:
            self._worse = 0
            self._filter.forget()
        return heard
