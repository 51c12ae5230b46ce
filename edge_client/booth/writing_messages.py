"""What the terminal and its own booth page say to each other of real-time text.

Both carry T.140 as it was written; the page makes lines of it, and the terminal keeps nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from signaling.protocol import Part
from signaling.protocol.limits import RTT_CHARACTERS


class BoothWritten(Part):
    """Somebody in the room has written: to be added to what they wrote before."""

    type: Literal["booth.written"] = "booth.written"
    participant: str
    text: str = Field(repr=False)


class BoothWrite(Part):
    """The resident writes, as it is written."""

    type: Literal["booth.write"] = "booth.write"
    text: Annotated[str, StringConstraints(min_length=1, max_length=RTT_CHARACTERS)] = Field(
        repr=False
    )
