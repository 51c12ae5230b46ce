"""What the terminal and its own booth page say to each other of the resident's picture."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from signaling.protocol import Part


class PictureGiven(StrEnum):
    """Whether others get the resident's picture."""

    GIVEN = "given"
    WITHHELD = "withheld"
    """Voice only: the camera is closed."""
    NONE = "none"
    """This terminal has no camera for it."""


class BoothMeet(Part):
    """The resident knows who will see and hear them, and asks them to come."""

    type: Literal["booth.meet"] = "booth.meet"
    picture: bool
    """False: by voice only."""


class BoothPicture(Part):
    """The resident gives their picture from now on, or no more."""

    type: Literal["booth.picture"] = "booth.picture"
    given: bool
