"""The guard alarm. PROTOCOL.md, section 12."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import ClientMessage, Part, ServerMessage
from .connecting import ShortText
from .requests import Names
from .vocabulary import AlarmState, OpaqueId, Role, Seconds, Slug

Ago = Annotated[Seconds, Field(le=86_400)]


class AlarmRaise(ClientMessage):
    """Call for help, silently.

    A terminal raises it for itself; a clerk for a terminal of their places or, without one,
    for their places; an expert and an interpreter for the terminal of their room. The sender
    makes the id `alarm` and repeats the message until it is acknowledged.
    """

    type: Literal["alarm.raise"] = "alarm.raise"
    alarm: OpaqueId
    terminal: Slug | None = None
    since_s: Ago = 0.0
    """How long ago the button was pressed: a repeated message may have waited for a network."""


class AlarmAcknowledge(ClientMessage):
    """Somebody is going: it stops ringing for everybody."""

    type: Literal["alarm.acknowledge"] = "alarm.acknowledge"
    alarm: OpaqueId


class AlarmClear(ClientMessage):
    """The danger is over."""

    type: Literal["alarm.clear"] = "alarm.clear"
    alarm: OpaqueId


class AlarmPlace(Part):
    """A place with its name."""

    place: Slug
    name: Names


class AlarmRaiser(Part):
    """Who pressed. Of a terminal the name is null: nobody knows who stands there."""

    role: Role
    name: ShortText | None


class AlarmTold(ServerMessage):
    """An alarm, to those who are to help and to the persons who raised it. Never to a terminal."""

    type: Literal["alarm.state"] = "alarm.state"
    alarm: OpaqueId
    state: AlarmState
    places: list[AlarmPlace]
    """One; several when a clerk of several places named no terminal."""
    terminal: Slug | None
    terminal_name: Names | None
    raised_by: AlarmRaiser
    raised_s: Seconds
    escalated: bool
    """Nobody acknowledged it in time: all guards, supervisors and operators were told, too."""
    acknowledged_by: ShortText | None
    reached: bool
    """Whether it has been told to anybody who is to help."""
    yours: bool
    """Whether the receiver raised it."""
