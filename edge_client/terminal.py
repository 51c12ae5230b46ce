"""The terminal's state: what the server told and what happens here, as one pure reducer.

``reduce(state, event)`` gives the next state and the messages to send; ``desired_room`` tells
which peers are wanted, `edge_client.showing` what the booth screen shows. The shell is in
`edge_client.running`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edge_client.being_seen import CHOSEN_ON, BeingSeen, afresh, choose, found, tell, unsaid
from edge_client.booth.directory import Directory
from edge_client.booth.feedback_messages import BoothRate
from edge_client.booth.looks_messages import BoothLooks
from edge_client.booth.messages import (
    NO_DEVICES,
    BoothDismiss,
    BoothEnd,
    BoothLanguage,
    BoothSpeak,
    BoothTouched,
    Devices,
    FromBooth,
    Screen,
    WhyNot,
)
from edge_client.booth.picture_messages import BoothMeet, BoothPicture
from edge_client.booth.sound_messages import BoothClear, BoothLoudness, BoothOutput
from edge_client.booth.speech_messages import BoothHush, BoothSpeech
from edge_client.choosing import (
    Alone,
    Choice,
    Heard,
    aimed,
    ask,
    begin,
    idle_left,
    leaves,
    spoken_languages,
    touched,
    warning,
)
from edge_client.ending import end_reason, ended_by_resident, endings, unserved
from edge_client.events import (
    BoothSaid,
    DevicesSeen,
    DirectorySeen,
    Event,
    HeadphonesSeen,
    LinkSeen,
    OutputsSeen,
    PathsSeen,
    Refused,
    ServerTold,
    SpeechFailed,
)
from edge_client.feedback import rate
from edge_client.hearing_aids import Aids, Offered, seen, wished
from edge_client.interpreting import read_language
from edge_client.leaving import is_left, refused, told
from edge_client.looks import Looks, forgotten, looks_so
from edge_client.peering.path_watch import Path
from edge_client.screens import SCREENS, VISITED, Situation
from edge_client.speech.switch import Speech, happened, switched, unused
from signaling.client import RoomView, World
from signaling.protocol import (
    AnyServerMessage,
    AvailabilityState,
    AvailabilityWatch,
    CallbackCreate,
    CallbackTold,
    CallbackWindowsGet,
    CallbackWindowsTold,
    CancelReason,
    ClientMessage,
    EndReason,
    MediaSet,
    RequestCreate,
    RequestKind,
    RequestState,
    RequestTold,
    RoomTold,
)

ENDED_S = 20.0
"""The ended screen goes back to the start by itself after so long."""


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
    rated: bool = False
    paths: Mapping[str, Path] = field(default_factory=dict)
    devices: Devices = NO_DEVICES
    met: bool = False
    """Whether somebody has come during this visit."""
    ended_here: frozenset[str] = frozenset()
    """Rooms and requests that the resident has ended: over here at once, told when possible."""
    alone: Alone = field(default_factory=Alone)
    directory: Directory | None = None
    heard: Mapping[str, Heard] = field(default_factory=dict)
    """Availability by service, from when somebody first chose on this connection."""
    takes_callbacks: bool = False
    watching: bool = False
    choice: Choice | None = None
    idle_left_s: int | None = None
    aids: Aids = field(default_factory=Aids)
    seen: BeingSeen = field(default_factory=BeingSeen)
    looks: Looks = field(default_factory=Looks)
    outputs: Offered = ()
    speech: Speech = field(default_factory=Speech)


def reduce(state: Terminal, event: Event, now: float) -> tuple[Terminal, list[ClientMessage]]:
    """The next state, and the messages to send."""
    messages: list[ClientMessage] = []
    match event:
        case ServerTold(message):
            was_synced = state.world.synced
            state = _told(state, message, now)
            if state.world.synced and not was_synced:
                # What the resident ended while the server was away is told now.
                messages = endings(state.world, state.ended_here, _unheard(state))
        case LinkSeen(online):
            # Each connection watches anew.
            state = replace(state, online=online, watching=False, seen=unsaid(state.seen))
        case PathsSeen(paths):
            state = replace(state, paths=paths)
        case DevicesSeen(devices):
            state = replace(state, devices=devices)
        case OutputsSeen(outputs):
            state = replace(state, outputs=outputs, aids=seen(state.aids, outputs))
        case SpeechFailed() | HeadphonesSeen():
            state = replace(state, speech=happened(state.speech, event, now))
        case DirectorySeen(directory):
            state = replace(state, directory=directory)
        case Refused(message):
            state = _refused(state, message, now)
        case BoothSaid():
            state, messages = _said(state, event, now)
    if state.choice is not None and state.online and not state.watching:
        state = replace(state, watching=True)
        messages = [AvailabilityWatch(), *messages]
    return _tell_seen(_settle(state, now), messages)


def _tell_seen(
    state: Terminal, messages: list[ClientMessage]
) -> tuple[Terminal, list[ClientMessage]]:
    if not (state.online and state.world.synced):
        return state, messages
    after, telling = tell(state.seen, desired_room(state))
    return replace(state, seen=after), [*messages, *telling]


def _told(state: Terminal, message: AnyServerMessage, now: float) -> Terminal:
    alone, state = state.world.room is None, replace(state, world=state.world.told(message))
    match message:
        case RoomTold() if alone and state.screen is Screen.START:
            state = replace(state, seen=found(state.seen, state.world.room))
        case AvailabilityState(services=services, callbacks=callbacks):
            heard = {each.service: Heard(each, now) for each in services}
            heard = {**state.heard, **heard}
            choice = state.choice
            if choice is not None and choice.asked is None and state.screen is Screen.CHOOSING:
                choice = aimed(choice, state.directory, heard)
            state = replace(state, heard=heard, takes_callbacks=callbacks, choice=choice)
        case RequestTold(kind=RequestKind.VISIT):
            state = _heard_of(state, message, now)
        case CallbackWindowsTold() | CallbackTold() if state.choice and state.choice.leaving:
            leaving = told(state.choice.leaving, message, now)
            at = now if is_left(leaving) else state.choice.touched_at
            state = replace(state, choice=replace(state.choice, leaving=leaving, touched_at=at))
    return state


def _heard_of(state: Terminal, told: RequestTold, now: float) -> Terminal:
    choice = state.choice
    if told.reason in (CancelReason.UNSERVED, CancelReason.EXPIRED):
        expired = told.why is None or told.reason is CancelReason.EXPIRED
        return _unanswered(state, WhyNot.EXPIRED if expired else WhyNot(str(told.why)), now)
    if choice is not None and told.request == choice.asked:
        # From now on the server says how it stands.
        return replace(state, choice=replace(choice, asked=None))
    return state


def _refused(state: Terminal, message: ClientMessage, now: float) -> Terminal:
    match message:
        case RequestCreate(request=request) if state.choice and state.choice.asked == request:
            return _unanswered(state, WhyNot.NOT_HEARD, now)
        case AvailabilityWatch():
            return replace(state, watching=False)
        case MediaSet():
            return replace(state, seen=unsaid(state.seen))
        case CallbackWindowsGet() | CallbackCreate() if state.choice and state.choice.leaving:
            leaving = refused(state.choice.leaving, message)
            return replace(state, choice=replace(state.choice, leaving=leaving))
    return state


def _unanswered(state: Terminal, why: WhyNot, now: float) -> Terminal:
    """Back to the service that was asked for, with the reason."""
    if state.choice is None:
        return state
    return replace(state, choice=replace(state.choice, asked=None, why=why, touched_at=now))


def _said(state: Terminal, said: BoothSaid, now: float) -> tuple[Terminal, list[ClientMessage]]:
    messages: list[ClientMessage] = []
    state = replace(state, choice=state.choice and replace(state.choice, touched_at=now))
    state = _suited(state, said.message, now)
    match said.message:
        case BoothLanguage(language=language):
            choice = state.choice and replace(state.choice, spoken=language)
            state = replace(state, language=language, choice=choice)
        case BoothSpeak(language=language) if language in spoken_here(state):
            choice = begin(language, now, state.directory, state.alone, state.heard)
            state = replace(state, language=read_language(language), choice=choice)
        case BoothMeet(picture=picture):
            state, messages = _ask(state, picture, said.fresh)
        case BoothEnd():
            over = ended_by_resident(state.world, _unheard(state))
            state = replace(state, ended_here=over)
            messages = endings(state.world, state.ended_here, _unheard(state))
            state = replace(state, choice=state.choice and replace(state.choice, asked=None))
        case BoothRate(rating=rating) if state.screen is Screen.ENDED:
            if (telling := rate(state.world, state.rated, rating)) is not None:
                return replace(state, rated=True, ended_at=now), [telling]
        case BoothDismiss() if state.screen in (Screen.ENDED, Screen.CHOOSING):
            state = _to_start(state)
        case message if state.choice is not None and state.screen is Screen.CHOOSING:
            after = touched(state.choice, message, state.directory, state.alone)
            if after is None:
                return _to_start(state), []
            if state.takes_callbacks:
                after, messages = leaves(after, message, state.directory, said.fresh)
            state = replace(state, choice=after)
    return state, messages


def _suited(state: Terminal, message: FromBooth, now: float) -> Terminal:
    """After a touch on how the resident wants to hear, to see and to be seen."""
    match message:
        case BoothLooks():
            return replace(state, looks=looks_so(state.looks, message, now))
        case BoothPicture(given=given) if state.screen in CHOSEN_ON:
            return replace(state, seen=choose(state.seen, given))
        case BoothSpeech(on=on):
            return replace(state, speech=switched(state.speech, on, now))
        case BoothHush() | BoothTouched():
            return replace(state, speech=replace(state.speech, used_at=now))
        case BoothLoudness() | BoothClear() | BoothOutput():
            if state.screen in VISITED or state.speech.on:
                return replace(state, aids=wished(state.aids, message, state.outputs))
    return state


def _ask(state: Terminal, picture: bool, request: str) -> tuple[Terminal, list[ClientMessage]]:
    choice = state.choice
    if choice is None or state.screen is not Screen.CHOOSING:
        return state, []
    asking = ask(choice, state.directory, request)
    if asking is None:
        return state, []
    choice = replace(choice, asked=request, why=None)
    return replace(state, choice=choice, seen=choose(state.seen, picture)), [asking]


def spoken_here(state: Terminal) -> list[str]:
    """The languages that a resident may begin with; empty while a clerk is the one who asks."""
    led = any(terminal.in_charge is not None for terminal in state.world.terminals.values())
    if not state.alone.enabled or led:
        return []
    return spoken_languages(state.directory, state.alone)


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
    if waiting or answered or _unheard(state) is not None:
        return Situation.SUMMONING
    if room is not None and room.others() and state.met:
        return Situation.CLERK_ONLY
    if state.choice is not None:
        return Situation.CHOOSING
    return Situation.UNSERVED if unserved(state.world) else Situation.FREE


def _unheard(state: Terminal) -> str | None:
    """The request that the resident has made and the server has said nothing of yet."""
    return state.choice.asked if state.choice else None


def _settle(state: Terminal, now: float) -> Terminal:
    """Move to the screen that the situation asks for."""
    if state.choice is not None and state.choice.asked is None and not spoken_here(state):
        # A clerk has taken charge.
        state = replace(state, choice=None)
    here = situation(state)
    screen = SCREENS[state.screen][here]
    if screen is state.screen:
        return _stay(state, now)
    if screen is Screen.ENDED:
        return replace(
            state,
            screen=screen,
            reason=end_reason(state.world, state.ended_here, here),
            ended_at=now,
            met=False,
            choice=None,
            aids=Aids(),
            seen=afresh(state.seen),
        )
    if screen is Screen.START:
        return _to_start(state)
    if state.screen is Screen.ENDED:
        state = replace(state, looks=Looks(), rated=False)
    met = state.met or screen in (Screen.CONVERSATION, Screen.ON_HOLD)
    # Who has come knows what it is about; where nobody came, it is chosen anew who is to come.
    choice = None if met else state.choice
    if choice is not None and state.screen is Screen.CONNECTING and screen is Screen.CHOOSING:
        state, choice = replace(state, seen=afresh(state.seen)), replace(choice, wish=None)
    return replace(
        state, screen=screen, reason=None, ended_at=None, met=met, choice=choice, idle_left_s=None
    )


def _stay(state: Terminal, now: float) -> Terminal:
    """On the same screen, until its time is over."""
    if state.screen is Screen.ENDED:
        due = state.ended_at is not None and now >= state.ended_at + ENDED_S
        return _to_start(state) if due else state
    if state.screen is Screen.START and unused(state.speech, now):
        # Whoever is not to be seen is not seen because they said nothing for a while.
        return replace(_to_start(state), seen=state.seen)
    if state.screen is Screen.START:
        return replace(state, looks=forgotten(state.looks, now))
    if state.screen is Screen.CHOOSING and state.choice is not None:
        left = idle_left(state.choice, state.alone, now)
        return (
            _to_start(state)
            if left <= 0
            else replace(state, idle_left_s=warning(state.choice, left))
        )
    return state


def _to_start(state: Terminal) -> Terminal:
    """Nothing of the visit remains, its language neither."""
    return replace(
        state,
        screen=Screen.START,
        reason=None,
        ended_at=None,
        rated=False,
        met=False,
        choice=None,
        idle_left_s=None,
        aids=Aids(),
        speech=replace(state.speech, on=False),
        seen=afresh(state.seen),
        looks=Looks(),
        language=state.home_language,
        world=replace(state.world, last_ended=None, over={}),
    )
