"""What the booth page and its terminal say to each other of the screen itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from signaling.protocol import Part


class BoothFrames(Part):
    """The page of the terminal's own browser was given a frame to draw, about twice a second."""

    type: Literal["booth.frames"] = "booth.frames"
    screen: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    """Which start of the browser: it stands in the page's address. No other page counts."""
    frames: Annotated[int, Field(ge=1)]
    """How many the page has counted since it was loaded."""


MAX_TITLE = 200
"""Characters of a notice's title that are shown."""


class NoticeShown(Part):
    """A public notice, as plain text."""

    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE)]
    source: str
    """Who tells it; may be empty."""
    date: str | None
    """The day, ISO 8601; null: not told."""


class BoothIdle(Part):
    """What a free booth shows when nobody touches it. Times since the last touch, in seconds."""

    type: Literal["booth.idle"] = "booth.idle"
    notices: list[NoticeShown]
    notices_after_s: float
    dim_after_s: float | None
    """Null: never."""


UNTOLD = BoothIdle(notices=[], notices_after_s=0, dim_after_s=None)
"""Without notices and never dimmed."""
