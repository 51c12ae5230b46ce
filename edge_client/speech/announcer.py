"""What the terminal itself lets the resident hear: its sounds, and its screens when spoken."""

from __future__ import annotations

from typing import cast

import structlog

from edge_client.booth.messages import BoothState, BoothTouched, Screen
from edge_client.booth.speech_messages import BoothSay, SpeechState
from edge_client.config import SpeechSection
from edge_client.devices.mixer import PlaybackSink
from edge_client.events import BoothSaid, HeadphonesSeen, SpeechFailed
from edge_client.locales import Language, text
from edge_client.sound.announcing import Announcing, ring_every
from edge_client.sound.own_sounds import OwnSounds
from edge_client.speech.queue import Piece
from edge_client.speech.speaker import Speaker
from edge_client.speech.switch import Speech
from edge_client.speech.synthesiser import PROGRAM, Espeak

log = structlog.get_logger(__name__)

AMONG_VOICES = frozenset({Screen.CONVERSATION, Screen.WITH_CLERK})
"""Somebody may be heard on these."""


class Announcer:
    """Told every state of the booth screen, and what the page wants spoken."""

    def __init__(self, section: SpeechSection, home_language: str, sink: PlaybackSink) -> None:
        self._sounds = OwnSounds(sink)
        self._announcing = Announcing()
        self._on = False
        self._lost = False
        self._warned = False
        self._plugged: bool | None = None
        self._language = home_language
        found = Espeak.found(section.words_per_minute, home_language) if section.enabled else None
        self._speaker = Speaker(found, sink) if found else None
        self.speech = Speech(section.enabled, self._speaker is not None, section.key)
        """As it is at the beginning."""
        if section.enabled and found is None:
            log.warning(
                "speech.missing",
                program=PROGRAM,
                advice=f"Install it, for example: sudo apt install {PROGRAM}",
            )

    def news(self, plugged: bool | None) -> SpeechFailed | HeadphonesSeen | BoothSaid | None:
        """What the terminal is to know since the last time; `plugged` tells of headphones."""
        if self._speaker is not None and self._speaker.failed and not self._lost:
            self._lost = True
            return SpeechFailed()
        if plugged is not self._plugged:
            self._plugged = plugged
            return HeadphonesSeen(plugged)
        if self._on and not self._warned and self._speaker is not None and self._speaker.speaks:
            # Who is being read to is there, though they touch nothing (WCAG 2.2, 2.2.1).
            return BoothSaid(BoothTouched())
        return None

    def seen(self, shown: BoothState) -> None:
        """Play what is to be heard of a change."""
        self._sounds.ring(ring_every(shown))
        for sound in self._announcing.seen(shown):
            self._sounds.play(sound)
        was, self._on = self._on, shown.speech.state is SpeechState.ON
        # A visit's end takes its language away in the same moment; its last words keep it.
        spoken, self._language = self._language, shown.language
        # The warning itself is spoken, and must not be its own answer.
        self._warned = shown.choosing is not None and shown.choosing.idle_left_s is not None
        if self._speaker is None:
            return
        self._speaker.beside = shown.screen in AMONG_VOICES
        if was and not self._on:
            farewell = text(cast(Language, spoken), "speech.off", key=shown.speech.key)
            self._speaker.say([Piece(farewell, spoken)], interrupts=True)

    def say(self, message: BoothSay) -> None:
        """Speak what the page says, while speech is on."""
        if self._speaker is not None and self._on:
            pieces = [Piece(each.text, each.language) for each in message.pieces]
            self._speaker.say(pieces, interrupts=message.interrupts)

    def hush(self) -> None:
        """Speak no more of it."""
        if self._speaker is not None:
            self._speaker.hush()

    def close(self) -> None:
        """End; may take a moment, not for the event loop."""
        if self._speaker is not None:
            self._speaker.close()
