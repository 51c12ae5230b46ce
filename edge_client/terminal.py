"""The terminal's state: what the server told and what happens here, as one pure reducer.

``reduce(state, event)`` gives the next state and the messages to send; ``booth_state`` and
``desired_room`` tell what the booth screen shows and which peers are wanted. The shell is in
`edge_client.running`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from edge_client.booth.messages import (
    BoothDismiss,
    BoothEnd,
    BoothLanguage,
    BoothState,
    Counterpart,
    Devices,
    FromBooth,
    MediaPath,
    Screen,
    ServerLink,
)
from edge_client.booth.placing import placed
from edge_client.peering.path_watch import Path
from signaling.client import RoomView, World
from signaling.protocol import (
    AnyServerMessage,
    CancelReason,
    ClientMessage,
    EndReason,
    Names,
    RequestCancel,
    RequestKind,
    RequestState,
    RoomEnd,
)

ENDED_S = 20.0
"""The ended screen goes back to the start by itself after so long."""


class Situation(StrEnum):
    """What goes on at the terminal, whatever was shown before."""

    FREE = "free"
    UNSERVED = "unserved"
    """Free, because nobody could be found."""
    SUMMONING = "summoning"
    TOGETHER = "together"
    ON_HOLD = "on_hold"
    """In a room whose staff consult in private, or are about to."""
    CLERK_ONLY = "clerk_only"


SCREENS: Mapping[Screen, Mapping[Situation, Screen]] = MappingProxyType(
    {
        Screen.START: {
            Situation.FREE: Screen.START,
            Situation.UNSERVED: Screen.START,
            Situation.SUMMONING: Screen.CONNECTING,
            Situation.TOGETHER: Screen.CONVERSATION,
            Situation.ON_HOLD: Screen.ON_HOLD,
            Situation.CLERK_ONLY: Screen.WITH_CLERK,
        },
        Screen.CONNECTING: {
            Situation.FREE: Screen.START,
            Situation.UNSERVED: Screen.ENDED,
            Situation.SUMMONING: Screen.CONNECTING,
            Situation.TOGETHER: Screen.CONVERSATION,
            Situation.ON_HOLD: Screen.ON_HOLD,
            Situation.CLERK_ONLY: Screen.WITH_CLERK,
        },
        Screen.CONVERSATION: {
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.SUMMONING: Screen.CONNECTING,
            Situation.TOGETHER: Screen.CONVERSATION,
            Situation.ON_HOLD: Screen.ON_HOLD,
            Situation.CLERK_ONLY: Screen.WITH_CLERK,
        },
        Screen.ON_HOLD: {
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.SUMMONING: Screen.CONNECTING,
            Situation.TOGETHER: Screen.CONVERSATION,
            Situation.ON_HOLD: Screen.ON_HOLD,
            Situation.CLERK_ONLY: Screen.WITH_CLERK,
        },
        Screen.WITH_CLERK: {
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.SUMMONING: Screen.CONNECTING,
            Situation.TOGETHER: Screen.CONVERSATION,
            Situation.ON_HOLD: Screen.ON_HOLD,
            Situation.CLERK_ONLY: Screen.WITH_CLERK,
        },
        Screen.ENDED: {
            Situation.FREE: Screen.ENDED,
            Situation.UNSERVED: Screen.ENDED,
            Situation.SUMMONING: Screen.CONNECTING,
            Situation.TOGETHER: Screen.CONVERSATION,
            Situation.ON_HOLD: Screen.ON_HOLD,
            Situation.CLERK_ONLY: Screen.WITH_CLERK,
        },
    }
)
"""What is shown next, by what is shown and what goes on. ENDED goes to START in time."""

_PATHS: Mapping[Path, MediaPath] = MappingProxyType(
    {
        Path.CONNECTING: MediaPath.CONNECTING,
        Path.CONNECTED: MediaPath.CONNECTED,
        Path.SILENT: MediaPath.INTERRUPTED,
        Path.FAILED: MediaPath.INTERRUPTED,
    }
)

NO_DEVICES = Devices(
    face="starting", document="starting", microphone="starting", loudspeaker="starting"
)


# Events ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ServerTold:
    """A message of the server."""

    message: AnyServerMessage


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """Signaling came or went."""

    online: bool


@dataclass(frozen=True, slots=True)
class PathsSeen:
    """The media paths by counterpart."""

    paths: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class DevicesSeen:
    """What the devices do."""

    devices: Devices


@dataclass(frozen=True, slots=True)
class BoothSaid:
    """The resident touched the screen."""

    message: FromBooth


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event = ServerTold | LinkSeen | PathsSeen | DevicesSeen | BoothSaid | Tick


@dataclass(frozen=True)
class Terminal:
    """Everything the terminal knows. Times are monotonic seconds."""

    home_language: str
    language: str
    world: World = field(default_factory=World)
    online: bool = False
    screen: Screen = Screen.START
    reason: EndReason | None = None
    ended_at: float | None = None
    paths: Mapping[str, Path] = field(default_factory=dict)
    devices: Devices = NO_DEVICES
    met: bool = False
    """Whether somebody has come during this visit."""
    ended_here: frozenset[str] = frozenset()
    """Rooms and requests that the resident has ended: over here at once, told when possible."""


def reduce(state: Terminal, event: Event, now: float) -> tuple[Terminal, list[ClientMessage]]:
    """The next state, and the messages to send."""
    messages: list[ClientMessage] = []
    match event:
        case ServerTold(message):
            was_synced = state.world.synced
            state = replace(state, world=state.world.told(message))
            if state.world.synced and not was_synced:
                # What the resident ended while the server was away is told now.
                messages = _endings(state)
        case LinkSeen(online):
            state = replace(state, online=online)
        case PathsSeen(paths):
            state = replace(state, paths=paths)
        case DevicesSeen(devices):
            state = replace(state, devices=devices)
        case BoothSaid(BoothLanguage(language=language)):
            state = replace(state, language=language)
        case BoothSaid(BoothEnd()):
            state = _ended_by_resident(state)
            messages = _endings(state)
        case BoothSaid(BoothDismiss()):
            if state.screen is Screen.ENDED:
                state = _to_start(state)
    return _settle(state, now), messages


def desired_room(state: Terminal) -> RoomView | None:
    """The room whose links the peers should follow."""
    room = state.world.room
    return None if room is None or room.id in state.ended_here else room


def situation(state: Terminal) -> Situation:
    """What goes on now."""
    room = desired_room(state)
    request = state.world.request
    waiting = (
        request is not None
        and request.state in (RequestState.PENDING, RequestState.RESERVED)
        and request.request not in state.ended_here
    )
    if room is not None and room.my_links():
        return Situation.ON_HOLD if room.consulting else Situation.TOGETHER
    # Answered, but the room's state with the specialist in it is still on its way.
    answered = (
        request is not None
        and request.state is RequestState.ASSIGNED
        and not state.met
        and room is not None
        and request.room == room.id
    )
    if waiting or answered:
        return Situation.SUMMONING
    if room is not None and room.others() and state.met:
        return Situation.CLERK_ONLY
    return Situation.UNSERVED if _unserved(state) else Situation.FREE


def booth_state(state: Terminal) -> BoothState:
    """All that the booth screen shows."""
    world = state.world
    room = desired_room(state)
    own = next(iter(world.terminals.values()), None)
    names = room.told if room else None
    request = world.request
    service: Names | None = names.service_name if names else None
    if service is None and request is not None:
        service = request.service_name
    counterparts = [
        Counterpart(
            participant=member.participant,
            role=member.role,
            name=member.name,
            connected=member.connected,
            path=_path(state, member.participant),
            sending=member.sending,
        )
        for member in (room.others() if room else [])
    ]
    return BoothState(
        screen=state.screen,
        language=state.language,
        link=ServerLink.ONLINE if state.online else ServerLink.RECONNECTING,
        terminal_name=own.name if own else None,
        place_name=own.place_name if own else None,
        service_name=service if state.screen is not Screen.START else None,
        counterparts=placed(counterparts),
        position=request.position if request and state.screen is Screen.CONNECTING else None,
        wait=request.wait if request and state.screen is Screen.CONNECTING else None,
        reason=state.reason if state.screen is Screen.ENDED else None,
        devices=state.devices,
    )


def _path(state: Terminal, counterpart: str) -> MediaPath:
    path = state.paths.get(counterpart)
    return MediaPath.NONE if path is None else _PATHS[path]


def _settle(state: Terminal, now: float) -> Terminal:
    """Move to the screen that the situation asks for."""
    here = situation(state)
    screen = SCREENS[state.screen][here]
    if screen is state.screen:
        due = state.ended_at is not None and now >= state.ended_at + ENDED_S
        return _to_start(state) if screen is Screen.ENDED and due else state
    if screen is Screen.ENDED:
        return replace(state, screen=screen, reason=_reason(state, here), ended_at=now, met=False)
    if screen is Screen.START:
        return _to_start(state)
    met = state.met or screen in (Screen.CONVERSATION, Screen.ON_HOLD)
    return replace(state, screen=screen, reason=None, ended_at=None, met=met)


def _to_start(state: Terminal) -> Terminal:
    """Nothing of the visit remains, its language neither."""
    return replace(
        state,
        screen=Screen.START,
        reason=None,
        ended_at=None,
        met=False,
        language=state.home_language,
        world=replace(state.world, last_ended=None, over={}),
    )


def _reason(state: Terminal, here: Situation) -> EndReason | None:
    room = state.world.room
    if room is not None and room.id in state.ended_here:
        return EndReason.ENDED_BY_RESIDENT
    if state.world.last_ended is not None and state.world.last_ended.reason is not None:
        return state.world.last_ended.reason
    return EndReason.UNSERVED if here is Situation.UNSERVED else None


def _unserved(state: Terminal) -> bool:
    request, ended = state.world.last_request, state.world.last_ended
    canceled = request is not None and request.reason in (
        CancelReason.UNSERVED,
        CancelReason.EXPIRED,
    )
    return canceled or (ended is not None and ended.reason is EndReason.UNSERVED)


def _ended_by_resident(state: Terminal) -> Terminal:
    over = {room.id for room in [state.world.room] if room is not None}
    over |= set(state.world.requests)
    return replace(state, ended_here=frozenset(over))


def _endings(state: Terminal) -> list[ClientMessage]:
    """What tells the server of the resident's end; empty when it knows already. An interpreter
    who is awaited goes with the rest.
    """
    room = state.world.room
    messages: list[ClientMessage] = [
        RequestCancel(request=request.request)
        for request in state.world.requests.values()
        if request.kind is RequestKind.VISIT
        and request.request in state.ended_here
        and request.state is not RequestState.ASSIGNED
    ]
    if room is not None and room.id in state.ended_here:
        messages.append(RoomEnd(room=room.id))
    return messages
