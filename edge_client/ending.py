"""How a visit ends here, and what the server is told of it. Pure."""

from __future__ import annotations

from collections.abc import Collection

from edge_client.screens import Situation
from signaling.client import World
from signaling.protocol import (
    CancelReason,
    ClientMessage,
    EndReason,
    ErrorCode,
    ProtocolError,
    RequestCancel,
    RequestKind,
    RequestState,
    RoomEnd,
)

ENDINGS = (RoomEnd, RequestCancel)
"""What the resident has ended is over here at once, and has to be told until it is heard."""


def end_reason(world: World, ended_here: Collection[str], here: Situation) -> EndReason | None:
    """Why the visit is over, as the ended screen says it."""
    if world.room is not None and world.room.id in ended_here:
        return EndReason.ENDED_BY_RESIDENT
    if world.last_ended is not None and world.last_ended.reason is not None:
        return world.last_ended.reason
    return EndReason.UNSERVED if here is Situation.UNSERVED else None


def unserved(world: World) -> bool:
    """Whether nobody could be found."""
    request, ended = world.last_request, world.last_ended
    canceled = request is not None and request.reason in (
        CancelReason.UNSERVED,
        CancelReason.EXPIRED,
    )
    return canceled or (ended is not None and ended.reason is EndReason.UNSERVED)


def ended_by_resident(world: World, unheard: str | None) -> frozenset[str]:
    """The rooms and requests that are over here at once. `unheard` is a request that the
    resident has made and the server has said nothing of yet.
    """
    over = {room.id for room in [world.room] if room is not None}
    over |= set(world.requests)
    over |= {asked for asked in [unheard] if asked is not None}
    return frozenset(over)


def endings(world: World, ended_here: Collection[str], unheard: str | None) -> list[ClientMessage]:
    """What tells the server of the resident's end; empty when it knows already. An interpreter
    who is awaited goes with the rest.
    """
    room = world.room
    messages: list[ClientMessage] = [
        RequestCancel(request=request.request)
        for request in world.requests.values()
        if request.kind is RequestKind.VISIT
        and request.request in ended_here
        and request.state is not RequestState.ASSIGNED
    ]
    if unheard is not None and unheard in ended_here:
        messages.append(RequestCancel(request=unheard))
    if room is not None and room.id in ended_here:
        messages.append(RoomEnd(room=room.id))
    return messages


def is_owed(message: ClientMessage, error: Exception) -> bool:
    """Whether it is to be told again: the server could only not take it up now.

    After a lost connection the reducer tells the endings anew.
    """
    unavailable = isinstance(error, ProtocolError) and error.code is ErrorCode.UNAVAILABLE
    return unavailable and isinstance(message, ENDINGS)
