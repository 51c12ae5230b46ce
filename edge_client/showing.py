"""What the booth screen shows of the terminal's state. Pure."""

from __future__ import annotations

from edge_client.being_seen import given
from edge_client.booth.messages import BoothState, Choosing, Screen, ServerLink
from edge_client.booth.placing import counterparts
from edge_client.choosing import choosing
from edge_client.feedback import feedback
from edge_client.hearing_aids import shown
from edge_client.looks import shown as looks_shown
from edge_client.screens import FREE
from edge_client.speech import switch
from edge_client.terminal import Terminal, desired_room, spoken_here
from signaling.client import RoomView
from signaling.protocol import Purpose


def booth_state(state: Terminal) -> BoothState:
    """All that the booth screen shows."""
    world = state.world
    room = desired_room(state)
    own = next(iter(world.terminals.values()), None)
    request = world.request
    named = room.told if room is not None and room.told.service_name else request
    return BoothState(
        screen=state.screen,
        language=state.language,
        link=ServerLink.ONLINE if state.online else ServerLink.RECONNECTING,
        terminal_name=own.name if own else None,
        place_name=own.place_name if own else None,
        service_name=named.service_name if named and state.screen not in FREE else None,
        counterparts=counterparts(room, state.paths),
        position=request.position if request and state.screen is Screen.CONNECTING else None,
        wait=request.wait if request and state.screen is Screen.CONNECTING else None,
        reason=state.reason if state.screen is Screen.ENDED else None,
        feedback=feedback(world, state.rated, state.online)
        if state.screen is Screen.ENDED
        else None,
        devices=state.devices,
        picture=given(state.seen),
        spoken=spoken_here(state),
        choosing=_choosing(state),
        hearing=shown(state.aids, state.outputs),
        speech=switch.shown(state.speech),
        looks=looks_shown(state.looks),
    )


def kept_pictures(room: RoomView | None) -> dict[str, frozenset[Purpose]]:
    """What of each counterpart may be shown: what is granted, a screen only while it is sent."""
    if room is None:
        return {}
    shared = {one.participant for one in room.others() if one.sending.screen}
    return {
        who: frozenset(purposes) if who in shared else frozenset(purposes) - {Purpose.SCREEN}
        for who, purposes in room.receivable().items()
    }


def _choosing(state: Terminal) -> Choosing | None:
    if state.choice is None or state.screen not in (Screen.CHOOSING, Screen.CONNECTING):
        return None
    taking, idle = state.takes_callbacks, state.idle_left_s
    return choosing(state.choice, state.directory, state.alone, state.heard, idle, taking)
