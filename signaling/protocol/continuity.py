"""What keeps a conversation going while servers come and go. PROTOCOL.md, section 10."""

from __future__ import annotations

from typing import Literal

from .base import ServerMessage
from .connecting import Token
from .vocabulary import Seconds


class ServerMove(ServerMessage):
    """This node closes: connect to another one, and keep this socket until welcomed there.

    A socket that is still here after `within_s` is closed.
    """

    type: Literal["server.move"] = "server.move"
    within_s: Seconds


class ServerState(ServerMessage):
    """Whether the server can take up new work. False: conversations go on, all else waits."""

    type: Literal["server.state"] = "server.state"
    accepting: bool


class ResumeState(ServerMessage):
    """The newest token to come back with; the one before is out of date."""

    type: Literal["resume.state"] = "resume.state"
    resume: Token
