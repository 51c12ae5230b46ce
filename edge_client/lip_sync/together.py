"""Which of a person's voice and pictures waits for the other, by what is played and shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from edge_client.lip_sync.presenting import Presentation
from edge_client.sound.receiving import Moment

FRESH_S: Final = 0.3
"""What was pulled longer ago says nothing of what is heard now."""


class TimedVoice(Protocol):
    """A received voice that is played: `edge_client.peering.gate.GuardedVoice`."""

    @property
    def heard(self) -> Moment | None:
        """What of the voice was pulled last."""

    def captured(self, timestamp: int) -> float | None:
        """When it was captured, seconds of its sender's clock."""

    def hold(self, seconds: float) -> None:
        """Be later by so much than the way needs it."""


@dataclass
class _Person:
    presentation: Presentation = field(default_factory=Presentation)
    voice: TimedVoice | None = None
    pulled_at: float = 0.0


class Together:
    """Of all persons whose voices are played here. Used in the event loop only."""

    def __init__(
        self,
        output_latency: Callable[[], float] = lambda: 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`output_latency` tells how long after it was pulled a voice is heard, in seconds."""
        self._output_latency = output_latency
        self._clock = clock
        self._persons: dict[str, _Person] = {}

    def begins(self, person: str, voice: TimedVoice) -> None:
        """The person's voice is played from now on."""
        self._persons[person] = _Person(voice=voice)

    def ends(self, person: str, voice: TimedVoice) -> None:
        """It is not any more; a newer one of the same person is left alone."""
        known = self._persons.get(person)
        if known is not None and known.voice is voice:
            del self._persons[person]

    def wait(self, person: str, captured_at: float | None, draw_s: float) -> float:
        """How long a picture that is ready now has to wait, in seconds: 0 without a voice.

        `captured_at` by its sender's clock; drawing it takes `draw_s`.
        """
        known = self._persons.get(person)
        if known is None or known.voice is None or captured_at is None:
            return 0.0
        now = self._clock()
        self._listen(known, known.voice, now)
        waits = known.presentation.wait(now + draw_s - captured_at, now)
        known.voice.hold(known.presentation.voice_wait)
        return waits

    def _listen(self, known: _Person, voice: TimedVoice, now: float) -> None:
        pulled = voice.heard
        if pulled is None or pulled.at == known.pulled_at or now - pulled.at > FRESH_S:
            return
        known.pulled_at = pulled.at
        captured_at = voice.captured(pulled.timestamp)
        if captured_at is not None:
            known.presentation.heard(pulled.at + self._output_latency() - captured_at, now)
