"""What the terminal and its booth page say to each other of speech."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from signaling.protocol import Part
from signaling.protocol.vocabulary import LanguageTag

MOST_CHARACTERS = 400
"""Of one piece: half a minute of speech. The page cuts longer texts between sentences."""

MOST_PIECES = 12
"""In one message."""


class SpeechState(StrEnum):
    """Whether the terminal speaks."""

    NONE = "none"
    """This terminal is not to speak."""
    MISSING = "missing"
    """It is to, and cannot: there is no synthesiser, or it fails."""
    OFF = "off"
    ON = "on"


class SpeechShown(Part):
    """Whether the terminal speaks, and the key that switches it."""

    state: SpeechState
    key: str
    """As a browser names it, such as F2."""


class BoothSpeech(Part):
    """The resident wants the screens spoken, or not any more."""

    type: Literal["booth.speech"] = "booth.speech"
    on: bool


class Spoken(Part):
    """Words in one language, a BCP 47 tag."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS, repr=False)]
    language: LanguageTag


class BoothSay(Part):
    """What the page wants spoken."""

    type: Literal["booth.say"] = "booth.say"
    pieces: Annotated[list[Spoken], Field(min_length=1, max_length=MOST_PIECES)]
    interrupts: bool
    """At once, in place of what is being spoken; else after it."""


class BoothHush(Part):
    """A key or a touch: what is being spoken is enough."""

    type: Literal["booth.hush"] = "booth.hush"
