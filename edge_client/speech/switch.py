"""Whether the booth speaks. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_client.booth.speech_messages import SpeechShown, SpeechState
from edge_client.events import HeadphonesSeen, SpeechFailed

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
    plugged: bool | None = None
    """Headphones are, None: it cannot be told."""


def switched(speech: Speech, on: bool, now: float) -> Speech:
    """After the key, the button or headphones; one that cannot speak stays off."""
    return replace(speech, on=on and speech.wanted and speech.able, used_at=now)


def happened(speech: Speech, event: SpeechFailed | HeadphonesSeen, now: float) -> Speech:
    """The synthesiser failed, or headphones came or went.

    Headphones that are plugged in want speech; pulled out, it is not for the whole room. What is
    so from the beginning says nothing: in some booths headphones hang always plugged.
    """
    if isinstance(event, SpeechFailed):
        return replace(speech, able=False, on=False)
    was, speech = speech.plugged, replace(speech, plugged=event.plugged)
    if was is None or event.plugged is None or was is event.plugged:
        return speech
    return switched(speech, event.plugged, now)


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
