"""Whether others get the resident's picture: the resident's choice, and what follows. Pure.

It holds for one visit: the next resident begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_client.booth.messages import Screen
from edge_client.booth.picture_messages import PictureGiven
from signaling.client import RoomView
from signaling.protocol import ClientMessage, MediaSet, Purpose

SEEN_ON = frozenset({Screen.CONNECTING, Screen.CONVERSATION, Screen.ON_HOLD})
"""The camera is open on these, unless the resident chose voice only; else its device is closed."""

CHOSEN_ON = SEEN_ON | {Screen.START, Screen.WITH_CLERK}
"""The choice can be changed on these; while choosing alone it is a step of its own."""


@dataclass(frozen=True, slots=True)
class BeingSeen:
    """What the resident chose, and what the room was told of it."""

    has_camera: bool = True
    voice_only: bool = False
    told: tuple[str, bool] | None = None
    """The room, and whether the face is sent: said, and not seen in the room's state yet."""


def afresh(seen: BeingSeen) -> BeingSeen:
    """For the next visit."""
    return replace(seen, voice_only=False, told=None)


def unsaid(seen: BeingSeen) -> BeingSeen:
    """What was told may not have been heard: it is told again, should the room not know it."""
    return replace(seen, told=None)


def choose(seen: BeingSeen, given: bool) -> BeingSeen:
    """After a touch."""
    return replace(seen, voice_only=not given) if seen.has_camera else seen


def found(seen: BeingSeen, room: RoomView | None) -> BeingSeen:
    """A terminal that has started again comes back to its room: what was withheld there stays so."""
    member = room.member(room.me) if room else None
    withheld = member is not None and not member.sending.face and seen.has_camera
    return replace(seen, voice_only=True) if withheld else seen


def camera_opens(seen: BeingSeen, screen: Screen) -> bool:
    """Whether the camera's device is held now."""
    return screen in SEEN_ON and seen.has_camera and not seen.voice_only


def withheld(seen: BeingSeen) -> frozenset[Purpose]:
    """What is sent to nobody, whatever the room grants."""
    return frozenset({Purpose.FACE}) if seen.voice_only else frozenset()


def given(seen: BeingSeen) -> PictureGiven:
    """What the booth screen shows of it."""
    if not seen.has_camera:
        return PictureGiven.NONE
    return PictureGiven.WITHHELD if seen.voice_only else PictureGiven.GIVEN


def tell(seen: BeingSeen, room: RoomView | None) -> tuple[BeingSeen, list[ClientMessage]]:
    """Tell the room what is switched on, once for each change that it does not know yet."""
    member = room.member(room.me) if room else None
    if room is None or member is None or member.sending.face is not seen.voice_only:
        return replace(seen, told=None), []
    due = room.id, not seen.voice_only
    if seen.told == due:
        return seen, []
    sending = member.sending.model_copy(update={"face": due[1]})
    return replace(seen, told=due), [MediaSet(room=room.id, sending=sending)]
