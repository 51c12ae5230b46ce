"""Every message, by direction."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from . import alarms, callbacks, connecting, continuity, presence, requests, rooms, supervision

AnyClientMessage = Annotated[
    connecting.Hello
    | connecting.AccessRenew
    | connecting.Bye
    | connecting.IceGet
    | presence.PresenceSet
    | presence.PresenceProlong
    | presence.AvailabilityWatch
    | requests.TerminalAttach
    | requests.TerminalDetach
    | requests.RequestCreate
    | requests.RequestCancel
    | requests.RequestConclude
    | requests.RequestRate
    | requests.ReservationAccept
    | requests.ReservationReject
    | callbacks.CallbackWindowsGet
    | callbacks.CallbackCreate
    | callbacks.CallbackWithdraw
    | callbacks.CallbackFinish
    | rooms.RoomOpen
    | rooms.RoomModeSet
    | rooms.RoomConfirm
    | rooms.RoomLeave
    | rooms.RoomEnd
    | rooms.MediaSet
    | rooms.Offer
    | rooms.Answer
    | rooms.Candidate
    | rooms.Restart
    | alarms.AlarmRaise
    | alarms.AlarmAcknowledge
    | alarms.AlarmClear
    | supervision.TerminalReport
    | supervision.SupervisionWatch,
    Field(discriminator="type"),
]

AnyServerMessage = Annotated[
    connecting.Welcome
    | connecting.Synced
    | connecting.AccessState
    | connecting.IceServers
    | connecting.Ack
    | connecting.Error
    | continuity.ServerMove
    | continuity.ServerState
    | continuity.ResumeState
    | presence.PresenceTold
    | presence.AvailabilityState
    | requests.TerminalState
    | requests.RequestTold
    | requests.VisitTold
    | requests.ReservationTold
    | callbacks.CallbackWindowsTold
    | callbacks.CallbackTold
    | rooms.RoomTold
    | rooms.RelayedOffer
    | rooms.RelayedAnswer
    | rooms.RelayedCandidate
    | rooms.RelayedRestart
    | alarms.AlarmTold
    | supervision.SupervisionState
    | supervision.SupervisionFigures,
    Field(discriminator="type"),
]

CLIENT_MESSAGES: TypeAdapter[AnyClientMessage] = TypeAdapter(AnyClientMessage)
SERVER_MESSAGES: TypeAdapter[AnyServerMessage] = TypeAdapter(AnyServerMessage)


def _types(
    adapter: TypeAdapter[AnyClientMessage] | TypeAdapter[AnyServerMessage],
) -> frozenset[str]:
    mapping = adapter.json_schema()["discriminator"]["mapping"]
    return frozenset(mapping)


CLIENT_TYPES = _types(CLIENT_MESSAGES)
SERVER_TYPES = _types(SERVER_MESSAGES)
