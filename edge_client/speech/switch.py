"""Whether the booth speaks. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_client.booth.speech_messages import SpeechShown, SpeechState

IDLE_S = 120.0
"""On the start screen speech that nobody uses is switched off after so long."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Speech at this terminal. Times are monotonic seconds."""

    wanted: bool = False
    """By the settings."""
    able: bool = False
    """There is a synthesiser, and it works."""
    key: str = "F2"
    on: bool = False
    used_at: float = 0.0


def switched(speech: Speech, on: bool, now: float) -> Speech:
    """After the key, the button or headphones; one that cannot speak stays off."""
    return replace(speech, on=on and speech.wanted and speech.able, used_at=now)


def able(speech: Speech, is_able: bool) -> Speech:
    """The synthesiser was found, or failed."""
    return replace(speech, able=is_able, on=speech.on and is_able)


def unused(speech: Speech, now: float) -> bool:
    """Whether who switched it on seems to be gone."""
    return speech.on and now - speech.used_at >= IDLE_S


def shown(speech: Speech) -> SpeechShown:
    """What the booth screen shows of it."""
    if not speech.wanted:
        state = SpeechState.NONE
    elif not speech.able:
        state = SpeechState.MISSING
    else:
        state = SpeechState.ON if speech.on else SpeechState.OFF
    return SpeechShown(state=state, key=speech.key)
