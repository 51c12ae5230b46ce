"""The one question after a visit: how did it go? Pure."""

from __future__ import annotations

from edge_client.booth.feedback_messages import Feedback
from signaling.client import World
from signaling.protocol import EndReason, RequestRate, RequestState

SERVED = frozenset({RequestState.WRAPPING, RequestState.COMPLETED})


def to_rate(world: World) -> str | None:
    """The request that the visit just over was about; None: nobody has served anything in it."""
    request, room = world.last_request, world.last_ended
    if request is None or room is None or request.room != room.room:
        return None
    if request.state not in SERVED or room.reason is EndReason.UNSERVED:
        return None
    return request.request


def feedback(world: World, rated: bool, online: bool) -> Feedback | None:
    """What the ended screen asks; None: nothing, for there is nothing or nobody to tell."""
    if rated:
        return Feedback.GIVEN
    return Feedback.ASKED if online and to_rate(world) is not None else None


def rate(world: World, rated: bool, rating: int) -> RequestRate | None:
    """What the first touch tells; another one tells nothing."""
    request = None if rated else to_rate(world)
    return None if request is None else RequestRate(request=request, rating=rating)
