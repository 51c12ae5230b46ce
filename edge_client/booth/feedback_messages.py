"""What the terminal and its own booth page say to each other of how the visit went."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from signaling.protocol import Part, Rating


class Feedback(StrEnum):
    """How it stands with the one question after a visit."""

    ASKED = "asked"
    GIVEN = "given"


class BoothRate(Part):
    """The resident touched how it went."""

    type: Literal["booth.rate"] = "booth.rate"
    rating: Rating
