"""One still on its way to one person: its stages, its parts, where it is to go on. Pure.

Every change is a line of `TRANSITIONS`; what the table does not list changes nothing. The shell
(`stills.py`) asks for one frame after the other as the line takes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal

from signaling.protocol import encode
from signaling.protocol.desk import (
    Shows,
    StillFailure,
    StillPart,
    StillStage,
    StillState,
    Turn,
)
from signaling.protocol.limits import DESK_BYTES, STILL_BYTES

KEPT_S: Final = 60.0
"""After its channel was lost a still is kept so long for a new one (PROTOCOL.md, section 8)."""

KEPT_SENT_S: Final = 10.0
"""What has left here may yet be lost with its channel: so long a still that is sent is kept."""


class Event(StrEnum):
    """What may happen to a still."""

    RESTS = "rests"
    """The page lies still: frames are taken."""
    MOVES = "moves"
    READY = "ready"
    """The first part can be sent."""
    SENT = "sent"
    RESUME = "resume"
    """A new channel wants the rest of what had been sent, or seemed to be."""
    CANCEL = "cancel"
    FAIL = "fail"


_ENDS: Final = {Event.CANCEL: StillStage.CANCELLED, Event.FAIL: StillStage.FAILED}

TRANSITIONS: Final[Mapping[StillStage, Mapping[Event, StillStage]]] = MappingProxyType(
    {
        StillStage.WAITING: {
            Event.RESTS: StillStage.TAKING,
            Event.READY: StillStage.SENDING,
            **_ENDS,
        },
        StillStage.TAKING: {
            Event.MOVES: StillStage.WAITING,
            Event.READY: StillStage.SENDING,
            **_ENDS,
        },
        StillStage.SENDING: {Event.SENT: StillStage.DONE, **_ENDS},
        StillStage.DONE: {Event.RESUME: StillStage.SENDING},
        StillStage.CANCELLED: {},
        StillStage.FAILED: {},
    }
)

OVER: Final = frozenset({StillStage.DONE, StillStage.CANCELLED, StillStage.FAILED})


@dataclass(frozen=True, eq=False)
class OutPart:
    """A picture to be sent. Sizes in pixels; a receiver turns it clockwise by `turn` degrees.

    It has been turned by `turned` already; `paper` is the number of the paper that it shows.
    """

    shows: Shows
    data: bytes
    width: int
    height: int
    turn: Turn
    frames: int
    last: bool
    mime: Literal["image/jpeg"] = "image/jpeg"
    turned: Turn = 0
    paper: int = 0
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Compute the digest once for all who get this picture."""
        if not 0 < len(self.data) <= STILL_BYTES:
            raise ValueError("a still's part is empty or too large")
        object.__setattr__(self, "digest", sha256(self.data).hexdigest())

    def head(self, at: int) -> StillPart:
        """What is said before its bytes, which begin at `at`."""
        return StillPart(
            still=_ANY,
            shows=self.shows,
            mime=self.mime,
            width=self.width,
            height=self.height,
            turn=self.turn,
            size=len(self.data),
            at=at,
            digest=self.digest,
            frames=self.frames,
            last=self.last,
            turned=self.turned,
            paper=self.paper,
        )


_ANY: Final = "still"


@dataclass
class StillSending:
    """A still that somebody has asked for. `still` is the asker's id of it."""

    still: str
    stage: StillStage = StillStage.WAITING
    parts: list[OutPart] = field(default_factory=list)
    _part: int = 0
    _at: int = 0
    _headed: bool = False
    _since: float | None = None
    """When the channel was lost, or the still was over."""

    @property
    def over(self) -> bool:
        """Whether nothing more will be sent, unless a new channel asks."""
        return self.stage in OVER

    @property
    def size(self) -> int:
        """Bytes kept."""
        return sum(len(part.data) for part in self.parts)

    @property
    def state(self) -> str:
        """A frame that tells the stage; a failure tells its reason itself."""
        return encode(StillState(still=self.still, stage=self.stage))

    def happen(self, event: Event, now: float) -> bool:
        """Take one step of the table. False when it has none: then nothing has changed."""
        target = TRANSITIONS[self.stage].get(event)
        if target is None:
            return False
        self.stage = target
        if target in OVER:
            self._since = now
        if target in (StillStage.CANCELLED, StillStage.FAILED):
            self.parts.clear()
        return True

    def failed(self, reason: StillFailure, now: float) -> str | None:
        """End it; the frame that says so. None when it was over before."""
        if not self.happen(Event.FAIL, now):
            return None
        return refusal(self.still, reason)

    def add(self, part: OutPart, now: float) -> bool:
        """Take a part to send. Whether the stage has changed: then `state` is to be told."""
        if self.over or (self.parts and self.parts[-1].last):
            return False
        self.parts.append(part)
        return self.happen(Event.READY, now)

    def lost(self, now: float) -> None:
        """The channel is gone: nothing is sent until `resume`."""
        if self._since is None:
            self._since = now

    def kept_until(self) -> float | None:
        """When this is to be forgotten; None while it is under way on a channel."""
        if self._since is None:
            return None
        return self._since + (KEPT_SENT_S if self.over else KEPT_S)

    def resume(self, part: Shows | None, have: int, now: float) -> bool:
        """Go on from byte `have` of a part, None from the beginning. False when it is not kept.

        More bytes than a part has can be nobody's: then the part begins anew.
        """
        if self.stage in (StillStage.CANCELLED, StillStage.FAILED):
            return False
        index = next((i for i, one in enumerate(self.parts) if one.shows is part), 0)
        known = bool(self.parts) and self.parts[index].shows is part
        size = len(self.parts[index].data) if known else 0
        self._part, self._at = index, have if have <= size else 0
        self._headed, self._since = False, None
        self.happen(Event.RESUME, now)
        return True

    def next_frame(self, most: int = DESK_BYTES) -> str | bytes | None:
        """The next frame to send, of at most `most` bytes; None when none is due now.

        Text for the head of a part, then its bytes. After the last byte of the last part comes
        None for ever, and `all_sent` is True.
        """
        if self.stage is not StillStage.SENDING or self._part >= len(self.parts):
            return None
        part = self.parts[self._part]
        if not self._headed:
            self._headed = True
            head = part.head(self._at).model_copy(update={"still": self.still})
            self._after(part)
            return encode(head)
        frame = part.data[self._at : self._at + most]
        self._at += len(frame)
        self._after(part)
        return frame

    @property
    def all_sent(self) -> bool:
        """Whether all there will ever be has been given out by `next_frame`."""
        return (
            self.stage is StillStage.SENDING
            and bool(self.parts)
            and self.parts[-1].last
            and self._part >= len(self.parts)
        )

    def _after(self, part: OutPart) -> None:
        if self._headed and self._at >= len(part.data):
            self._part, self._at, self._headed = self._part + 1, 0, False


def refusal(still: str, reason: StillFailure) -> str:
    """The frame that says why there is no still."""
    return encode(StillState(still=still, stage=StillStage.FAILED, reason=reason))
