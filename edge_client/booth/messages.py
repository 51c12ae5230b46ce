"""What the terminal and its own booth page say to each other over one loopback WebSocket.

Text frames are the JSON messages below. A binary frame is one picture: a header of
`PICTURE_HEADER` (picture kind, sequence number, terminal's monotonic clock in seconds
when the frame was captured or decoded) followed by a JPEG. The page answers each drawn
picture with ``booth.shown``; the terminal has at most two unanswered pictures of a kind
on the way and skips to the newest, so a slow screen lags by one picture, never by a queue.
"""

from __future__ import annotations

import struct
from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from edge_client.booth.feedback_messages import BoothRate, Feedback
from edge_client.booth.looks_messages import BoothLooks, LooksShown
from edge_client.booth.mark_messages import BoothPointers, BoothStrokes
from edge_client.booth.picture_messages import BoothMeet, BoothPicture, PictureGiven
from edge_client.booth.print_messages import BoothPrint, BoothPrintSaid
from edge_client.booth.screen_messages import BoothFrames, BoothIdle
from edge_client.booth.sound_messages import (
    BoothClear,
    BoothLoudness,
    BoothOutput,
    BoothSound,
    HearingShown,
)
from edge_client.booth.speech_messages import BoothHush, BoothSay, BoothSpeech, SpeechShown
from edge_client.booth.writing_messages import BoothWrite, BoothWritten
from signaling.protocol import (
    CallbackWindow,
    EndReason,
    Names,
    Part,
    Role,
    Sending,
    ServiceAvailability,
    WaitRange,
)
from signaling.protocol.callbacks import Phone
from signaling.protocol.vocabulary import LanguageTag, Slug

PICTURE_HEADER = struct.Struct("!BId")
"""Kind (uint8), sequence (uint32), clock (float64 seconds); network byte order, 13 bytes."""


class Picture(IntEnum):
    """Which picture a binary frame is."""

    COUNTERPART_FACE = 1
    OWN_DOCUMENT = 2
    COUNTERPART_SCREEN = 3
    OWN_FACE = 4
    INTERPRETER_FACE = 5
    """Beside the counterpart's."""


class Screen(StrEnum):
    """Which of the booth's screens is shown."""

    START = "start"
    CHOOSING = "choosing"
    """The resident, alone, chooses whom to ask for."""
    CONNECTING = "connecting"
    """A specialist has been summoned and has not answered yet."""
    CONVERSATION = "conversation"
    ON_HOLD = "on_hold"
    """Staff consult for a moment: the resident is neither seen nor heard, nor sees or hears."""
    WITH_CLERK = "with_clerk"
    """The specialist has left; the clerk beside the resident goes on."""
    ENDED = "ended"


class ServerLink(StrEnum):
    """The terminal's connection to the signaling server."""

    ONLINE = "online"
    RECONNECTING = "reconnecting"


class MediaPath(StrEnum):
    """The picture and sound path to the counterpart."""

    NONE = "none"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    INTERRUPTED = "interrupted"


class Placing(StrEnum):
    """Where somebody's face stands on the screen."""

    LARGE = "large"
    BESIDE = "beside"
    """The interpreter's, together with whoever is large."""


class Counterpart(Part):
    """Somebody in the room beside the resident."""

    participant: str
    role: Role
    name: str
    connected: bool
    path: MediaPath
    sending: Sending
    place: Placing | None = None
    """Null: the face is not shown."""
    shows_screen: bool = False
    """The screen that stands large is theirs."""


class Devices(Part):
    """Each device: live, starting, missing, busy, stuck, failed or off."""

    face: str
    document: str
    microphone: str
    loudspeaker: str


NO_DEVICES = Devices(
    face="starting", document="starting", microphone="starting", loudspeaker="starting"
)


class ChoosingStep(StrEnum):
    """How far the resident has come. One thing is asked on each screen."""

    THEMES = "themes"
    SERVICES = "services"
    SERVICE = "service"
    MEETING = "meeting"
    """Who will see and hear the resident: with picture, or by voice only?"""
    CALLBACK = "callback"


class LeavingStep(StrEnum):
    """How far a callback has come."""

    WINDOWS = "windows"
    """When."""
    NUMBER = "number"
    """At which number: the page alone knows what is typed."""
    CHECK = "check"
    SENDING = "sending"
    LEFT = "left"


class CallbackShown(Part):
    """The callback that the resident leaves. The number is not here: the page has it."""

    step: LeavingStep
    windows: list[CallbackWindow] | None
    """To choose from; null: not known yet, or chosen."""
    window: CallbackWindow | None
    language: str
    """It will be spoken, a BCP 47 tag."""
    failed: bool
    """The server could not be asked, or did not take it."""


class WhyNot(StrEnum):
    """Why nobody came."""

    CLOSED = "closed"
    NOBODY_ON_DUTY = "nobody_on_duty"
    ALL_DECLINED = "all_declined"
    EXPIRED = "expired"
    NOT_HEARD = "not_heard"
    """The server refused the request, or could not be reached."""


class ThemeShown(Part):
    """What a matter is about."""

    id: str
    name: Names


class ServiceShown(Part):
    """A service in a list."""

    id: str
    name: Names
    languages: list[str]
    availability: ServiceAvailability | None
    """Null: not known yet."""


class ServiceCard(ServiceShown):
    """A service by itself."""

    description: Names
    hours: Names
    papers: Names


class Choosing(Part):
    """What the resident chooses from now."""

    step: ChoosingStep
    spoken: str
    """The language that the resident wants to speak, a BCP 47 tag."""
    themes: list[ThemeShown]
    theme: Names | None
    services: list[ServiceShown]
    chosen: ServiceCard | None
    help: ServiceShown | None
    """Who helps to choose."""
    interpreter: ServiceAvailability | None
    """Of the interpreters who would come along; null: none is needed, or there are none."""
    meets: list[Role]
    """Who will see and hear the resident, from the step that says so on; else empty."""
    why: WhyNot | None
    """After a request that nobody answered."""
    callbacks: bool
    """Whether a callback can be left for the chosen service."""
    callback: CallbackShown | None
    """While one is being left."""
    idle_left_s: int | None
    """Soon the choice is dropped: in so many seconds. Null: not soon."""


class BoothState(Part):
    """All that the booth screen shows, told whole on every change."""

    type: Literal["booth.state"] = "booth.state"
    screen: Screen
    language: str
    link: ServerLink
    terminal_name: Names | None
    place_name: Names | None
    service_name: Names | None
    counterparts: list[Counterpart]
    position: int | None
    """While waiting: the place in the queue, 1 is next; null while it rings."""
    wait: WaitRange | None
    """While waiting: how long until somebody answers; null: it cannot be said."""
    reason: EndReason | None
    feedback: Feedback | None
    """After a visit; null: nothing is asked."""
    devices: Devices
    picture: PictureGiven
    spoken: list[str]
    """Where the resident may ask alone: the languages to begin with. Empty: a clerk asks."""
    choosing: Choosing | None
    """While choosing, and while waiting for what was chosen."""
    hearing: HearingShown
    speech: SpeechShown
    looks: LooksShown


ToBooth = Annotated[
    BoothState | BoothSound | BoothWritten | BoothPointers | BoothStrokes | BoothPrint | BoothIdle,
    Field(discriminator="type"),
]
TO_BOOTH: TypeAdapter[ToBooth] = TypeAdapter(ToBooth)


class BoothLanguage(Part):
    """The resident chose a language."""

    type: Literal["booth.language"] = "booth.language"
    language: Literal["fi", "sv", "en"]


class BoothSpeak(Part):
    """The resident, alone, touched the language to be served in: a choice begins."""

    type: Literal["booth.speak"] = "booth.speak"
    language: LanguageTag


class BoothTheme(Part):
    """The resident chose what the matter is about."""

    type: Literal["booth.theme"] = "booth.theme"
    theme: Slug


class BoothService(Part):
    """The resident chose a service, to read about it."""

    type: Literal["booth.service"] = "booth.service"
    service: Slug


class BoothAsk(Part):
    """The resident wants the chosen service, in one of its languages: who would come is said."""

    type: Literal["booth.ask"] = "booth.ask"
    language: LanguageTag
    interpreter: bool = False
    """With an interpreter between that language and the resident's own."""


class BoothCallback(Part):
    """The resident wants to be called back by the chosen service."""

    type: Literal["booth.callback"] = "booth.callback"


class BoothWindow(Part):
    """The resident chose when: one of the windows shown, counted from 0."""

    type: Literal["booth.window"] = "booth.window"
    window: Annotated[int, Field(ge=0)]


class BoothNumber(Part):
    """A number has been typed and is to be checked; which, the page keeps to itself."""

    type: Literal["booth.number"] = "booth.number"


class BoothLeave(Part):
    """The resident leaves the callback."""

    type: Literal["booth.leave"] = "booth.leave"
    phone: Phone = Field(repr=False)


class BoothBack(Part):
    """One step back in the choice."""

    type: Literal["booth.back"] = "booth.back"


class BoothTouched(Part):
    """The resident is still there."""

    type: Literal["booth.touched"] = "booth.touched"


class BoothEnd(Part):
    """The resident ends the conversation, or takes the request back."""

    type: Literal["booth.end"] = "booth.end"


class BoothDismiss(Part):
    """Back to the start, from the ended screen or a choice."""

    type: Literal["booth.dismiss"] = "booth.dismiss"


class BoothShown(Part):
    """The page has drawn a picture."""

    type: Literal["booth.shown"] = "booth.shown"
    picture: int
    seq: int


FromBooth = Annotated[
    BoothLanguage
    | BoothSpeak
    | BoothTheme
    | BoothService
    | BoothAsk
    | BoothMeet
    | BoothPicture
    | BoothCallback
    | BoothWindow
    | BoothNumber
    | BoothLeave
    | BoothBack
    | BoothTouched
    | BoothEnd
    | BoothDismiss
    | BoothLoudness
    | BoothClear
    | BoothOutput
    | BoothSpeech
    | BoothSay
    | BoothHush
    | BoothLooks
    | BoothRate
    | BoothWrite
    | BoothPrintSaid
    | BoothFrames
    | BoothShown,
    Field(discriminator="type"),
]
FROM_BOOTH: TypeAdapter[FromBooth] = TypeAdapter(FromBooth)
