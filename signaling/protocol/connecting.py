"""Connecting, renewing access, resuming, parting. PROTOCOL.md, section 2."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import ClientMessage, Part, ServerMessage
from .errors import ErrorCode
from .limits import TEXT_CHARACTERS, TOKEN_CHARACTERS
from .vocabulary import LanguageTag, OpaqueId, Role, Seconds, Slug

Token = Annotated[str, StringConstraints(min_length=1, max_length=TOKEN_CHARACTERS)]
ShortText = Annotated[str, StringConstraints(max_length=TEXT_CHARACTERS)]


class Hello(ClientMessage):
    """The first message on a socket. `resume` brings a dropped participant back."""

    type: Literal["hello"] = "hello"
    protocol: int
    client: ShortText = ""
    resume: Token | None = None


class AccessRenew(ClientMessage):
    """Extend the socket's access; a terminal sends a fresh `assertion`."""

    type: Literal["access.renew"] = "access.renew"
    assertion: Token | None = None


class Bye(ClientMessage):
    """Leave for good: no place is kept."""

    type: Literal["bye"] = "bye"


class IceServer(Part):
    """One entry of W3C `RTCConfiguration.iceServers`."""

    urls: list[ShortText]
    username: ShortText | None = None
    credential: ShortText | None = None


class IceGet(ClientMessage):
    """Ask for fresh ICE servers: TURN credentials live shortly."""

    type: Literal["ice.get"] = "ice.get"


class IceServers(ServerMessage):
    """ICE servers and how long their credentials hold."""

    type: Literal["ice.servers"] = "ice.servers"
    ice_servers: list[IceServer]
    expires_in_s: Seconds


class Identity(Part):
    """Who the server takes this socket to be."""

    role: Role
    id: Slug
    name: ShortText
    languages: list[LanguageTag] = Field(default_factory=list)


class Welcome(ServerMessage):
    """The answer to hello. State messages follow, and then ``synced``.

    `resume` is the token to come back with after a drop; `resumed` tells whether
    this hello did come back as an earlier participant.
    """

    type: Literal["welcome"] = "welcome"
    protocol: int
    participant: OpaqueId
    identity: Identity
    resume: Token
    resumed: bool
    expires_in_s: Seconds
    ice_servers: list[IceServer]
    node: ShortText


class Synced(ServerMessage):
    """All that concerns this participant has been told since ``welcome``.

    A room, request or reservation that the client remembers and that was not told
    again is over.
    """

    type: Literal["synced"] = "synced"


class AccessState(ServerMessage):
    """The socket's access holds for so long; then only the current conversation goes on."""

    type: Literal["access.state"] = "access.state"
    expires_in_s: Seconds
    resume: Token


class Ack(ServerMessage):
    """The message `re` was carried out."""

    type: Literal["ack"] = "ack"
    re: OpaqueId


class Error(ServerMessage):
    """The message `re` was refused, or the socket is about to close."""

    type: Literal["error"] = "error"
    code: ErrorCode
    detail: str
    re: OpaqueId | None = None
