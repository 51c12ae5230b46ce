"""What a person and a terminal tell each other directly, over the data channel of their link.

About the paper on the table and the terminal's own pictures. The server never sees these.
PROTOCOL.md, section 8.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from .base import Part
from .limits import STILL_BYTES, STROKE_POINTS, STROKE_POINTS_AT_ONCE, STROKES_AT_ONCE
from .printing import PrinterState, PrintOffer, PrintState, PrintWithdraw
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
PaperNumber = Annotated[int, Field(ge=0, le=2**31)]
"""Counts the papers that have lain on the table: another number, another paper."""

MarkerNumber = Annotated[int, Field(ge=1, le=99)]
"""Counts the people who mark: it chooses a colour and a shape."""
Along = Annotated[float, Field(ge=-1.0, le=2.0, allow_inf_nan=False)]


class Region(Part):
    """A part of a picture, as shares of its width and height; the origin is at the top left."""

    x: Share
    y: Share
    width: Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]
    height: Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]


class Spot(Part):
    """A place in a picture, as shares of its width and height before turning, as in `Region`.

    Outside 0 to 1 it is beside the picture: next to the page, on the table.
    """

    x: Along
    y: Along


StrokePoints = Annotated[list[Spot], Field(min_length=1, max_length=STROKE_POINTS)]


class StrokeName(Part):
    """Names are each person's own."""

    person: OpaqueId
    stroke: OpaqueId


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


class PointerSet(Part):
    """Point there; null: no longer. Said again every second, or it vanishes by itself.

    `shows`: in the page, or in the camera's picture. `paper` is the number that a still came with,
    null on the living picture: what lies on the table now is pointed at only if it is the same.
    """

    type: Literal["pointer.set"] = "pointer.set"
    shows: Shows
    at: Spot | None
    paper: PaperNumber | None = None


class StrokeAdd(Part):
    """Draw on: more of the asker's stroke of that name, which begins with the first of these."""

    type: Literal["stroke.add"] = "stroke.add"
    stroke: OpaqueId
    shows: Shows
    points: Annotated[list[Spot], Field(min_length=1, max_length=STROKE_POINTS_AT_ONCE)]
    paper: PaperNumber | None = None


class MarksUndo(Part):
    """Take the asker's newest stroke away."""

    type: Literal["marks.undo"] = "marks.undo"


class MarksClear(Part):
    """Take all that the asker has drawn away."""

    type: Literal["marks.clear"] = "marks.clear"


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
    paper: PaperNumber = 0


class StillState(Part):
    """How far the still has come; `reason` when it failed."""

    type: Literal["still.state"] = "still.state"
    still: OpaqueId
    stage: StillStage
    reason: StillFailure | None = None


class StillPart(Part):
    """The binary frames that follow are this picture's bytes, from `at` on.

    `shows` page comes first, if one was found, then the camera's picture. `size` is of the
    whole part, `digest` its SHA-256. A receiver turns it clockwise by `turn`. It has been turned
    by `turned` already, and shows the paper of that number.
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
    turned: Turn = 0
    paper: PaperNumber = 0


class PictureState(Part):
    """How the terminal sends a picture to this person."""

    type: Literal["picture.state"] = "picture.state"
    purpose: Purpose
    stage: PictureStage


class SoundState(Part):
    """What is wrong with the sound of the terminal's microphone; null: nothing."""

    type: Literal["sound.state"] = "sound.state"
    trouble: Trouble | None


class PointerState(Part):
    """Where somebody points, in either picture where that is known; null in both: no longer."""

    type: Literal["pointer.state"] = "pointer.state"
    person: OpaqueId
    number: MarkerNumber
    page: Spot | None
    camera: Spot | None


class StrokeState(Part):
    """A stroke from its point `start` on, counted from 0; from 0 it is told anew.

    `page` is null when it was drawn where no page is, `camera` unless the frames show that.
    """

    type: Literal["stroke.state"] = "stroke.state"
    person: OpaqueId
    number: MarkerNumber
    stroke: OpaqueId
    start: Annotated[int, Field(ge=0, lt=STROKE_POINTS)]
    page: StrokePoints | None
    camera: StrokePoints | None


class StrokeGone(Part):
    """These are gone."""

    type: Literal["stroke.gone"] = "stroke.gone"
    strokes: Annotated[list[StrokeName], Field(min_length=1, max_length=STROKES_AT_ONCE)]


AnyDeskAsk = Annotated[
    ViewSet
    | StillGet
    | StillResume
    | StillCancel
    | PointerSet
    | StrokeAdd
    | MarksUndo
    | MarksClear
    | PrintOffer
    | PrintWithdraw,
    Field(discriminator="type"),
]
AnyDeskTold = Annotated[
    ViewState
    | StillState
    | StillPart
    | PictureState
    | SoundState
    | PointerState
    | StrokeState
    | StrokeGone
    | PrinterState
    | PrintState,
    Field(discriminator="type"),
]
DESK_ASKS: TypeAdapter[AnyDeskAsk] = TypeAdapter(AnyDeskAsk)
DESK_TELLS: TypeAdapter[AnyDeskTold] = TypeAdapter(AnyDeskTold)
