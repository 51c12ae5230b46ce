"""One paper that was offered to be printed: how far it has come. Pure.

Its bytes are in memory only, and gone with the last look at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from signaling.protocol.printing import (
    Printable,
    PrintFailure,
    PrintOffer,
    PrintStage,
)

HEADER: Final = 1024
"""A PDF begins somewhere within so many bytes, as readers of it take it (ISO 32000-1, 7.5.2)."""


class Event(StrEnum):
    """What happens to it."""

    ALL_HERE = "all_here"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """By whoever offered it, or they have left."""
    BROKEN = "broken"
    DONE = "done"


STAGES: Final[Mapping[PrintStage, Mapping[Event, PrintStage]]] = {
    PrintStage.RECEIVING: {
        Event.ALL_HERE: PrintStage.OFFERED,
        Event.WITHDRAWN: PrintStage.WITHDRAWN,
        Event.BROKEN: PrintStage.FAILED,
    },
    PrintStage.OFFERED: {
        Event.ACCEPTED: PrintStage.PRINTING,
        Event.DECLINED: PrintStage.DECLINED,
        Event.WITHDRAWN: PrintStage.WITHDRAWN,
        Event.BROKEN: PrintStage.FAILED,
    },
    # What prints cannot be withdrawn: a part of it lies in the tray.
    PrintStage.PRINTING: {
        Event.DONE: PrintStage.PRINTED,
        Event.BROKEN: PrintStage.FAILED,
    },
    PrintStage.PRINTED: {},
    PrintStage.DECLINED: {},
    PrintStage.WITHDRAWN: {},
    PrintStage.FAILED: {},
}
"""What becomes of it, by stage and event; what is not here changes nothing."""

OVER: Final = frozenset(stage for stage, onward in STAGES.items() if not onward)


@dataclass(eq=False)
class Job:
    """One paper of one person's."""

    offer: PrintOffer
    person: str
    stage: PrintStage = PrintStage.RECEIVING
    reason: PrintFailure | None = None
    _bytes: bytearray = field(default_factory=bytearray)

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.stage in OVER

    def happen(self, event: Event, reason: PrintFailure | None = None) -> bool:
        """Whether that changed its stage."""
        after = STAGES[self.stage].get(event)
        if after is None:
            return False
        self.stage = after
        self.reason = reason if after is PrintStage.FAILED else None
        if self.over:
            self._bytes.clear()
        return True

    def take(self, data: bytes) -> bool:
        """More of its bytes; whether its stage changed. More than announced is a fault."""
        if self.stage is not PrintStage.RECEIVING:
            return False
        if len(self._bytes) + len(data) > self.offer.size:
            return self.happen(Event.BROKEN, PrintFailure.NOT_PRINTABLE)
        self._bytes += data
        if len(self._bytes) < self.offer.size:
            return False
        if not is_what_it_says(self._bytes, self.offer.mime):
            return self.happen(Event.BROKEN, PrintFailure.NOT_PRINTABLE)
        return self.happen(Event.ALL_HERE)

    def hand_over(self) -> bytes:
        """Its bytes, for the printer; they are not kept here any longer."""
        data = bytes(self._bytes)
        self._bytes.clear()
        return data


def is_what_it_says(data: bytes | bytearray, mime: Printable) -> bool:
    """Whether it begins as its kind does."""
    match mime:
        case Printable.PDF:
            return b"%PDF-" in data[:HEADER]
        case Printable.JPEG:
            return data[:3] == b"\xff\xd8\xff"
        case Printable.PNG:
            return data[:8] == b"\x89PNG\r\n\x1a\n"
