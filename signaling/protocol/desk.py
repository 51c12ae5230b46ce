"""What a person and a terminal tell each other directly, over the data channel of their link.

About the paper on the table and the terminal's own pictures. The server never sees these.
PROTOCOL.md, section 8.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from .base import Part
from .limits import STILL_BYTES
from .vocabulary import OpaqueId, Purpose

DESK_LABEL = "desk"
"""The data channel's label, by which the terminal knows it (RFC 8831, 6.4)."""

DESK_PROTOCOL = "etaluukku-desk-1"
"""Its subprotocol (RFC 8832); raised by every change that an older peer would misread."""

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Turn = Literal[0, 90, 180, 270]
Pixels = Annotated[int, Field(ge=1, le=65_535)]
Bytes = Annotated[int, Field(ge=0, le=STILL_BYTES)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Region(Part):
    """A part of a picture, as shares of its width and height; the origin is at the top left."""

    x: Share
    y: Share
    width: Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]
    height: Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]


class Shows(StrEnum):
    """What the document's frames show."""

    PAGE = "page"
    """The page alone, flat and upright as printed."""
    CAMERA = "camera"
    """What the camera sees, table and all."""


class Advice(StrEnum):
    """What to do so that small print can be read; `FINE` when nothing has to be done."""

    FINE = "fine"
    CLOSER = "closer"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLARE = "glare"
    BLURRED = "blurred"
    MOVING = "moving"
    NO_PAGE = "no_page"


class StillStage(StrEnum):
    """How far a still has come."""

    WAITING = "waiting"
    """The page moves, or a hand is on it."""
    TAKING = "taking"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class StillFailure(StrEnum):
    """Why there is no still."""

    BUSY = "busy"
    """Another one is under way for the same person."""
    NOT_ALLOWED = "not_allowed"
    """The document is not shown to this person now."""
    NO_CAMERA = "no_camera"
    GONE = "gone"
    """What was to be resumed is not kept any more."""


class PictureStage(StrEnum):
    """How a picture is sent."""

    LIVE = "live"
    STILL = "still"
    """One picture now and then: the line takes no more."""


class Trouble(StrEnum):
    """What is wrong with the sound of the terminal's microphone."""

    TOO_QUIET = "too_quiet"
    CLIPPING = "clipping"
    ECHO = "echo"
    """The loudspeaker is heard in it."""
    NO_SIGNAL = "no_signal"
    """It gives nothing at all."""


# From a person -----------------------------------------------------------------------------


class ViewSet(Part):
    """Show the paper so, to everybody who sees it.

    `turn` is clockwise, from how the page is printed (`flat`) or how the camera stands.
    `region` is of the whole picture before turning; null shows all of it.
    """

    type: Literal["view.set"] = "view.set"
    flat: bool
    turn: Turn
    region: Region | None


class StillGet(Part):
    """Take a still and send it here. `still` is the asker's, by random."""

    type: Literal["still.get"] = "still.get"
    still: OpaqueId


class StillResume(Part):
    """Go on sending, on a new channel, from byte `have` of the part; null from the beginning."""

    type: Literal["still.resume"] = "still.resume"
    still: OpaqueId
    part: Shows | None
    have: Bytes


class StillCancel(Part):
    """It is not wanted any more."""

    type: Literal["still.cancel"] = "still.cancel"
    still: OpaqueId


# From the terminal ---------------------------------------------------------------------------


class ViewState(Part):
    """How the paper is shown now; told when the channel opens and at each change.

    `flat`, `turn` and `region` are what is wanted (`ViewSet`), `shows` what the frames show:
    the camera's picture, all of it, where no page is found. A receiver turns the frames
    clockwise by `display`, which is `turn` and how the page lies in the frame. `box` is where
    in the frame the picture lies, `width` and `height` the size of the whole picture, before
    turning, in pixels of the sensor. Before turning: as the frames stand when turned by
    `display` minus `turn`; `region` counts so, too.
    """

    type: Literal["view.state"] = "view.state"
    flat: bool
    turn: Turn
    region: Region | None
    shows: Shows
    display: Turn
    box: Region
    width: Pixels
    height: Pixels
    advice: Advice


class StillState(Part):
    """How far the still has come; `reason` when it failed."""

    type: Literal["still.state"] = "still.state"
    still: OpaqueId
    stage: StillStage
    reason: StillFailure | None = None


class StillPart(Part):
    """The binary frames that follow are this picture's bytes, from `at` on.

    `shows` page comes first, if one was found, then the camera's picture. `size` is of the
    whole part, `digest` its SHA-256. A receiver turns it clockwise by `turn`.
    """

    type: Literal["still.part"] = "still.part"
    still: OpaqueId
    shows: Shows
    mime: Literal["image/jpeg", "image/webp", "image/png"]
    width: Pixels
    height: Pixels
    turn: Turn
    size: Annotated[int, Field(ge=1, le=STILL_BYTES)]
    at: Bytes
    digest: Digest
    frames: Annotated[int, Field(ge=1, le=64)]
    """How many frames it was made of."""
    last: bool
    """Whether no other part follows."""


class PictureState(Part):
    """How the terminal sends a picture to this person."""

    type: Literal["picture.state"] = "picture.state"
    purpose: Purpose
    stage: PictureStage


class SoundState(Part):
    """What is wrong with the sound of the terminal's microphone; null: nothing."""

    type: Literal["sound.state"] = "sound.state"
    trouble: Trouble | None


AnyDeskAsk = Annotated[ViewSet | StillGet | StillResume | StillCancel, Field(discriminator="type")]
AnyDeskTold = Annotated[
    ViewState | StillState | StillPart | PictureState | SoundState, Field(discriminator="type")
]
DESK_ASKS: TypeAdapter[AnyDeskAsk] = TypeAdapter(AnyDeskAsk)
DESK_TELLS: TypeAdapter[AnyDeskTold] = TypeAdapter(AnyDeskTold)
