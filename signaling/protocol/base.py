"""What all messages share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from .vocabulary import OpaqueId


class Part(BaseModel):
    """A frozen piece of a message; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ser_json_inf_nan="null")


class ClientMessage(Part):
    """A message to the server.

    With an `id`, it is answered by exactly one ``ack`` or ``error`` whose `re` is that id.
    """

    id: OpaqueId | None = None


class ServerMessage(Part):
    """A message from the server."""
