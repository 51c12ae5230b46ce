"""What is heard at the terminal just now: levels, who speaks, what is wrong. Looked at by a timer.

Nothing of it is kept or told to the server: it goes to the booth page, and what is wrong with
the microphone to the staff who are in the conversation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol, runtime_checkable

from edge_client.booth.sound_messages import METER_STEPS, QUIET, BoothSound
from edge_client.devices.audio import AudioEngine
from edge_client.devices.blocks import decibels
from edge_client.sound.activity import Activity
from edge_client.sound.complaints import STEP_S, Complaints, Look
from edge_client.sound.metering import Meter

SHORT: Final = 5
"""Blocks that a look takes in: 100 ms."""

LEAST_LOSS_DB: Final = 8.0
"""A canceller that takes away less leaves an echo that disturbs (docs/bench/echo.md)."""


class EchoFigures(Protocol):
    """What is needed of a canceller's figures."""

    @property
    def working(self) -> bool:
        """Whether an echo is cancelled here."""

    @property
    def erle_db(self) -> float | None:
        """How much less of themselves the others hear, None while that is not known."""

    @property
    def echo_heard(self) -> bool:
        """Whether the microphone hears the loudspeaker."""


@runtime_checkable
class TellsEcho(Protocol):
    """A processor that knows of the echo."""

    @property
    def figures(self) -> EchoFigures:
        """How it is going."""


def echo_left(processor: object) -> bool:
    """Whether the others hear themselves, as far as the processor knows."""
    if not isinstance(processor, TellsEcho):
        return False
    figures = processor.figures
    if not figures.echo_heard:
        return False
    return not figures.working or (figures.erle_db is not None and figures.erle_db < LEAST_LOSS_DB)


class Sounding:
    """`speaking` tells which counterparts speak."""

    def __init__(
        self,
        audio: AudioEngine,
        speaking: Callable[[], Sequence[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._audio = audio
        self._speaking = speaking
        self._clock = clock
        self._rest()

    def look(self, *, visited: bool, heard: bool) -> BoothSound:
        """What to show now; ten times a second.

        `visited`: somebody is served, else nothing is shown. `heard`: whether anybody is sent
        the resident's voice.
        """
        if not visited:
            self._rest()
            return QUIET
        sent = decibels(self._audio.voice.level.recent(SHORT))
        resident = self._activity.heard(sent, self._clock())
        raw = self._audio.captured
        trouble = self._complaints.look(
            Look(
                rms_db=decibels(raw.rms),
                peak=raw.peak,
                speaks=resident,
                # Somebody near makes the loss look smaller than it is.
                echo=not resident and echo_left(self._audio.processor),
                live=self._audio.voice_status.live,
            )
        )
        played = decibels(self._audio.sink.level.recent(SHORT))
        return BoothSound(
            microphone=self._microphone.show(sent, STEP_S),
            loudspeaker=self._loudspeaker.show(played, STEP_S),
            speaking=list(self._speaking()),
            resident=resident,
            unheard=resident and not heard,
            trouble=trouble,
        )

    def _rest(self) -> None:
        self._activity = Activity()
        self._complaints = Complaints()
        self._microphone, self._loudspeaker = Meter(METER_STEPS), Meter(METER_STEPS)
