"""Rooms and the peer connections in them. PROTOCOL.md, sections 7 and 8."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import ClientMessage, Part, ServerMessage
from .connecting import ShortText
from .limits import CANDIDATE_CHARACTERS, SDP_CHARACTERS, TRACKS
from .requests import Names
from .vocabulary import (
    EndReason,
    Generation,
    LanguageTag,
    OpaqueId,
    Purpose,
    Role,
    RoomKind,
    RoomMode,
    RoomState,
    Seat,
    Seconds,
    Slug,
)

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=SDP_CHARACTERS)]
CandidateText = Annotated[str, StringConstraints(max_length=CANDIDATE_CHARACTERS)]


class RoomOpen(ClientMessage):
    """A remote clerk opens a conversation with the terminal in their charge."""

    type: Literal["room.open"] = "room.open"
    terminal: Slug


class RoomLeave(ClientMessage):
    """Leave; the others go on."""

    type: Literal["room.leave"] = "room.leave"
    room: OpaqueId


class RoomEnd(ClientMessage):
    """End the conversation for everybody: the clerk in charge, or the resident."""

    type: Literal["room.end"] = "room.end"
    room: OpaqueId


class RoomModeSet(ClientMessage):
    """Consult in private, or come together again. It begins when ``room.state`` says so."""

    type: Literal["room.mode"] = "room.mode"
    room: OpaqueId
    mode: RoomMode


class RoomConfirm(ClientMessage):
    """The sender has stopped sending what the room's state of that revision does not grant."""

    type: Literal["room.confirm"] = "room.confirm"
    room: OpaqueId
    revision: int


class Sending(Part):
    """Which of their tracks a participant has switched on (mute and camera off)."""

    voice: bool = True
    face: bool = True
    document: bool = True
    screen: bool = False


class Member(Part):
    """One participant of a room."""

    participant: OpaqueId
    role: Role
    id: Slug
    """The person's or the terminal's id."""
    name: ShortText
    seat: Seat | None
    connected: bool
    """False: its socket dropped and its place is being kept."""
    sending: Sending
    languages: list[LanguageTag] = Field(default_factory=list)


class Link(Part):
    """A pair of members that need a peer connection, and who of them offers.

    `generation` is the highest one offered so far, 0 when none was.
    """

    offerer: OpaqueId
    answerer: OpaqueId
    generation: Annotated[int, Field(ge=0)]


class Grant(Part):
    """`sender` may send these purposes to `receiver`; nothing else may flow."""

    sender: OpaqueId
    receiver: OpaqueId
    purposes: list[Purpose]


class RoomTold(ServerMessage):
    """The whole state of a room. A lower `revision` than one seen before is dropped."""

    type: Literal["room.state"] = "room.state"
    room: OpaqueId
    kind: RoomKind = RoomKind.VISIT
    revision: int
    state: RoomState
    reason: EndReason | None
    mode: RoomMode
    wanted: RoomMode | None
    """The mode that the room goes over to: obey the grants and answer with ``room.confirm``."""
    terminal: Slug | None
    """Null, as are the names: of an inquiry or callback."""
    terminal_name: Names | None
    place_name: Names | None
    service: Slug | None
    service_name: Names | None
    language: LanguageTag | None
    may_save_stills: bool = False
    """Whether the service allows staff to save stills of the paper to disk (PROTOCOL.md, 8)."""
    members: list[Member]
    links: list[Link]
    grants: list[Grant]
    elapsed_s: Seconds


class MediaSet(ClientMessage):
    """Tell the room what one has switched on. The SDP does not change."""

    type: Literal["media.set"] = "media.set"
    room: OpaqueId
    sending: Sending


class Track(Part):
    """The purpose of one m-line, in both directions, named by its `mid` (RFC 8843)."""

    mid: ShortText
    purpose: Purpose


class IceCandidate(Part):
    """W3C `RTCIceCandidateInit`, by its own field names."""

    candidate: CandidateText
    sdpMid: ShortText | None = None  # noqa: N815 - the W3C name
    sdpMLineIndex: Annotated[int, Field(ge=0, le=255)] | None = None  # noqa: N815
    usernameFragment: ShortText | None = None  # noqa: N815


class OfferBody(Part):
    """What an offer carries beside its address."""

    room: OpaqueId
    generation: Generation
    sdp: Sdp
    tracks: Annotated[list[Track], Field(min_length=1, max_length=TRACKS)]


class AnswerBody(Part):
    """What an answer carries beside its address."""

    room: OpaqueId
    generation: Generation
    sdp: Sdp


class CandidateBody(Part):
    """What a candidate carries; `candidate` null means there are no more (RFC 8838)."""

    room: OpaqueId
    generation: Generation
    candidate: IceCandidate | None


class RestartBody(Part):
    """The connection of `generation` is dead: the offerer is asked for the next one."""

    room: OpaqueId
    generation: Annotated[int, Field(ge=0, le=1_000_000)]


class Offer(ClientMessage, OfferBody):
    """An SDP offer to another member (RFC 8829)."""

    type: Literal["offer"] = "offer"
    to: OpaqueId


class Answer(ClientMessage, AnswerBody):
    """An SDP answer to another member."""

    type: Literal["answer"] = "answer"
    to: OpaqueId


class Candidate(ClientMessage, CandidateBody):
    """An ICE candidate for another member."""

    type: Literal["candidate"] = "candidate"
    to: OpaqueId


class Restart(ClientMessage, RestartBody):
    """Ask the offerer for a new generation."""

    type: Literal["restart"] = "restart"
    to: OpaqueId


class RelayedOffer(ServerMessage, OfferBody):
    """An offer from another member."""

    type: Literal["offer"] = "offer"
    sender: OpaqueId


class RelayedAnswer(ServerMessage, AnswerBody):
    """An answer from another member."""

    type: Literal["answer"] = "answer"
    sender: OpaqueId


class RelayedCandidate(ServerMessage, CandidateBody):
    """A candidate from another member."""

    type: Literal["candidate"] = "candidate"
    sender: OpaqueId


class RelayedRestart(ServerMessage, RestartBody):
    """Another member asks for a new generation."""

    type: Literal["restart"] = "restart"
    sender: OpaqueId
