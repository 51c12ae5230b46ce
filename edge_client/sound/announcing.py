"""Which of its own sounds the terminal plays, by what the booth screen shows. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from edge_client.booth.messages import BoothState, MediaPath, Screen
from edge_client.sound.own_sounds import OwnSound

RING_S: Final = 4.0
"""Between two rings while somebody is being asked."""

QUEUE_S: Final = 15.0
"""Between two while the resident waits in a queue: only a sign that it goes on."""


def ring_every(shown: BoothState) -> float | None:
    """Seconds between two rings; None: no ringing."""
    if shown.screen is not Screen.CONNECTING:
        return None
    return RING_S if shown.position is None else QUEUE_S


@dataclass
class Announcing:
    """Told every state of the booth screen, it says what is to be heard of the change."""

    _here: frozenset[str] = field(default_factory=frozenset)
    """Those who were announced, and have not left."""
    _on_hold: bool = False

    def seen(self, shown: BoothState) -> list[OwnSound]:
        """What is to be played now.

        Nobody leaves or comes by a lost connection: only by the room. After a consultation
        those who are heard again are announced again.
        """
        on_hold = shown.screen is Screen.ON_HOLD
        began, self._on_hold = on_hold and not self._on_hold, on_hold
        if on_hold:
            self._here = frozenset()
            return [OwnSound.HOLD] if began else []
        there = {each.participant for each in shown.counterparts}
        heard = {
            each.participant for each in shown.counterparts if each.path is MediaPath.CONNECTED
        }
        came, left = heard - self._here, self._here - there
        self._here = frozenset((self._here & there) | heard)
        sounds = [OwnSound.LEFT] if left else []
        return [*sounds, OwnSound.JOINED] if came else sounds
