"""What is heard at the terminal just now: levels, who speaks, what is wrong. Looked at by a timer.

Nothing of it is kept or told to the server: it goes to the booth page, and what is wrong with
the microphone to the staff who are in the conversation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol, runtime_checkable

from edge_client.booth.sound_messages import METER_STEPS, QUIET, BoothSound
from edge_client.devices.audio import AudioEngine, BlockProcessor
from edge_client.devices.blocks import Block, LevelMeter, decibels
from edge_client.sound.activity import Activity
from edge_client.sound.complaints import STEP_S, Complaints, Look
from edge_client.sound.metering import Meter

SHORT: Final = 5
"""Blocks that a look takes in: 100 ms."""


class EchoFigures(Protocol):
    """What is needed of a canceller's figures."""

    @property
    def echo_heard(self) -> bool:
        """Whether what the loudspeaker plays is left in the microphone's sound."""


@runtime_checkable
class TellsEcho(Protocol):
    """A processor that knows of the echo."""

    @property
    def figures(self) -> EchoFigures:
        """How it is going."""


class Ear:
    """Hears the microphone before it is processed: only there clipping and silence are seen."""

    def __init__(self, inner: BlockProcessor | None) -> None:
        self.level = LevelMeter(SHORT)
        self._inner = inner

    @property
    def echo_heard(self) -> bool:
        """Whether echo is left after processing."""
        inner: object = self._inner
        return isinstance(inner, TellsEcho) and inner.figures.echo_heard

    def capture(self, block: Block, played_block: Block) -> Block:
        """The block as the inner processor leaves it. Called by the pump."""
        self.level.add(block)
        return block if self._inner is None else self._inner.capture(block, played_block)


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
        # Not two around each other, should the same devices be used again.
        inner = audio.processor
        self._ear = inner if isinstance(inner, Ear) else Ear(inner)
        audio.processor = self._ear
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
        raw = self._ear.level
        trouble = self._complaints.look(
            Look(
                rms_db=decibels(raw.rms),
                peak=raw.peak,
                speaks=resident,
                echo=self._ear.echo_heard,
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
