"""What the terminal and its own booth page say to each other of a paper that can be printed."""

from __future__ import annotations

from typing import Literal

from signaling.protocol import Part
from signaling.protocol.printing import PrintStage


class PrintShown(Part):
    """A paper that somebody offers, prints now, or how it went."""

    job: str
    participant: str
    stage: PrintStage


class BoothPrint(Part):
    """What there is to print; null: nothing."""

    type: Literal["booth.print"] = "booth.print"
    shown: PrintShown | None


class BoothPrintSaid(Part):
    """The resident wants it printed, or not; of one that is over: has seen how it went."""

    type: Literal["booth.print_said"] = "booth.print_said"
    job: str
    yes: bool


NOTHING_TO_PRINT = BoothPrint(shown=None)
