"""What waits to be spoken. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_WAITING: Final = 40
"""Pieces: some minutes of speech, far more than anybody listens to without a key."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words to be spoken in one language, a BCP 47 tag."""

    text: str = field(repr=False)
    language: str


class Utterances:
    """A bounded queue of pieces. `turn` counts interruptions: what was begun before is void."""

    def __init__(self) -> None:
        self.turn = 0
        self._waiting: deque[Piece] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def say(self, pieces: Sequence[Piece]) -> None:
        """After what waits; what is too much is left out."""
        self._waiting.extend(pieces[: MOST_WAITING - len(self._waiting)])

    def interrupt(self) -> None:
        """Nothing of before is to be heard any more."""
        self._waiting.clear()
        self.turn += 1

    def next(self) -> Piece | None:
        """The piece to be made ready now."""
        return self._waiting.popleft() if self._waiting else None
