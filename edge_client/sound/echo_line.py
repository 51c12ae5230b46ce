"""The linear part of echo cancellation: the delay, the clock's drift, and the filter. Pure."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

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


_HEARD: Final = 1e-4
"""Sum of squares under which an echo tells nothing."""

_FALL: Final = 0.2
_RISE: Final = 10 ** (0.5 / 20 / 50)
"""Half a decibel in a second."""


class LinearEcho:
    """Takes out what is a linear echo of what was played, however late it is heard.

    What a suppressor behind it cannot recognise as echo it takes for a voice. So as much of the
    linear echo is left in as there is of the rest, that of a loudspeaker that distorts.
    """

    def __init__(self) -> None:
        self._delay = DelayEstimate()
        self._aligner = Aligner()
        self._filter = EchoFilter()
        self._worse = 0
        self._share = np.float32(1.0)
        self._heard_power = self._left_power = self._echo_power = 0.0

    @property
    def delay(self) -> float | None:
        """Seconds from playing to hearing, by the first look and what was followed since."""
        return self._delay.seconds

    @property
    def looks(self) -> int:
        """How often the delay was seen."""
        return self._delay.looks

    @property
    def drift(self) -> float:
        """By which share the microphone's clock is slower than the loudspeaker's."""
        return self._aligner.drift

    def process(self, heard: Block, played: Block) -> Block:
        """One block of each, neither NaN nor infinite; what is left of the heard one."""
        if self._delay.add(heard, played):
            self._move()
        self._aligner.drift = self._delay.drift
        aligned = self._aligner.process(played)
        left = self._filter.process(heard, aligned)
        left = self._without_harm(heard, left)
        return left + self._share * (heard - left)

    def _move(self) -> None:
        """To the new delay. What the filter has learnt stays right, seen from there."""
        seconds = self._delay.seconds
        assert seconds is not None
        first = self._aligner.delay == 0.0
        self._aligner.delay = max(0.0, seconds * RATE - BEFORE)
        if first:
            self._filter.forget()

    def _without_harm(self, heard: Block, left: Block) -> Block:
        """What was heard itself, where the filter has made it louder for a while."""
        self._heard_power = _KEEP * self._heard_power + float(heard @ heard)
        self._left_power = _KEEP * self._left_power + float(left @ left)
        self._recognisable(heard - left, left)
        if self._left_power <= _WORSE * self._heard_power:
            self._worse = 0
            return left
        self._worse += 1
        if self._worse >= _WORSE_BLOCKS:
            self._worse = 0
            self._filter.forget()
            self._share = np.float32(1.0)
        return heard

    def _recognisable(self, echo: Block, left: Block) -> None:
        """The share to be left in: falls at once, rises slowly, as a near voice looks alike."""
        self._echo_power = _KEEP * self._echo_power + float(echo @ echo)
        if self._echo_power < _HEARD:
            return
        now = math.sqrt(self._left_power / self._echo_power)
        if now < self._share:
            self._share += np.float32(_FALL) * (np.float32(now) - self._share)
        else:
            self._share = min(np.float32(1.0), self._share * np.float32(_RISE))
