"""What a person and a terminal tell each other of a paper to print, on the desk's data channel.

The server never sees these. PROTOCOL.md, section 8.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .base import Part
from .limits import PRINT_BYTES
from .vocabulary import OpaqueId


class Printable(StrEnum):
    """What can be offered to be printed."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class PrinterProblem(StrEnum):
    """Why the terminal's printer prints nothing now."""

    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    """It says so itself: out of paper or ink, open, jammed, paused."""


class PrintStage(StrEnum):
    """How far a paper that was offered to be printed has come."""

    RECEIVING = "receiving"
    OFFERED = "offered"
    """The resident is asked."""
    PRINTING = "printing"
    PRINTED = "printed"
    DECLINED = "declined"
    """By the resident."""
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class PrintFailure(StrEnum):
    """Why it was not printed."""

    BUSY = "busy"
    """Another paper is under way at this terminal."""
    NO_PRINTER = "no_printer"
    NOT_PRINTABLE = "not_printable"
    """It is not what it is said to be, or the printer does not take its kind."""
    LOST = "lost"
    """The connection broke before all of it was here."""
    PRINTER = "printer"
    """The printer took it and did not print it."""


class PrintOffer(Part):
    """Offer the resident this to print: its `size` bytes follow as binary frames.

    `job` is the asker's, by random.
    """

    type: Literal["print.offer"] = "print.offer"
    job: OpaqueId
    mime: Printable
    size: Annotated[int, Field(ge=1, le=PRINT_BYTES)]


class PrintWithdraw(Part):
    """Do not print it, if it does not print yet."""

    type: Literal["print.withdraw"] = "print.withdraw"
    job: OpaqueId


class PrinterState(Part):
    """There is a printer at the terminal; told by one only. `problem` null: it prints."""

    type: Literal["printer.state"] = "printer.state"
    problem: PrinterProblem | None


class PrintState(Part):
    """How far the paper has come that this person offered; `reason` when it failed."""

    type: Literal["print.state"] = "print.state"
    job: OpaqueId
    stage: PrintStage
    reason: PrintFailure | None = None
