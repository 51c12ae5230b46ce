"""Which of the booth's screens is shown, by what is shown and what goes on: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from edge_client.booth.messages import Screen


class Situation(StrEnum):
    """What goes on at the terminal, whatever was shown before."""

    FREE = "free"
    CHOOSING = "choosing"
    """Alone, the resident has begun to choose whom to ask for."""
    UNSERVED = "unserved"
    """Free, because nobody could be found."""
    SUMMONING = "summoning"
    TOGETHER = "together"
    ON_HOLD = "on_hold"
    """In a room whose staff consult in private, or are about to."""
    CLERK_ONLY = "clerk_only"


_TAKEN_UP: Mapping[Situation, Screen] = MappingProxyType(
    {
        Situation.SUMMONING: Screen.CONNECTING,
        Situation.TOGETHER: Screen.CONVERSATION,
        Situation.ON_HOLD: Screen.ON_HOLD,
        Situation.CLERK_ONLY: Screen.WITH_CLERK,
    }
)
"""These are shown whatever was shown before."""

SCREENS: Mapping[Screen, Mapping[Situation, Screen]] = MappingProxyType(
    {
        Screen.START: {
            **_TAKEN_UP,
            Situation.FREE: Screen.START,
            Situation.UNSERVED: Screen.START,
            Situation.CHOOSING: Screen.CHOOSING,
        },
        Screen.CHOOSING: {
            **_TAKEN_UP,
            Situation.FREE: Screen.START,
            Situation.UNSERVED: Screen.START,
            Situation.CHOOSING: Screen.CHOOSING,
        },
        Screen.CONNECTING: {
            **_TAKEN_UP,
            Situation.FREE: Screen.START,
            Situation.UNSERVED: Screen.ENDED,
            Situation.CHOOSING: Screen.CHOOSING,
        },
        Screen.CONVERSATION: {
            **_TAKEN_UP,
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.CHOOSING: Screen.ENDED,
        },
        Screen.ON_HOLD: {
            **_TAKEN_UP,
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.CHOOSING: Screen.ENDED,
        },
        Screen.WITH_CLERK: {
            **_TAKEN_UP,
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.CHOOSING: Screen.ENDED,
        },
        Screen.ENDED: {
            **_TAKEN_UP,
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.CHOOSING: Screen.CHOOSING,
        },
    }
)
"""What is shown next, by what is shown and what goes on. ENDED goes to START in time."""

FREE = frozenset({Screen.START, Screen.CHOOSING})
"""Nothing is under way on these."""

VISITED = frozenset({Screen.CONNECTING, Screen.CONVERSATION, Screen.ON_HOLD, Screen.WITH_CLERK})
"""Somebody is served on these, or about to be."""
