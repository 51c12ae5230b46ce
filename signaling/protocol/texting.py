"""What two members of an inquiry write to each other: peer to peer, over a data channel.

The server never sees these. PROTOCOL.md, section 8.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from .base import Part
from .limits import WRITTEN_CHARACTERS
from .vocabulary import OpaqueId

TEXT_LABEL = "text"
"""The data channel's label, by which the answerer knows it (RFC 8831, 6.4)."""

TEXT_PROTOCOL = "etaluukku-text-1"
"""Its subprotocol (RFC 8832); raised by every change that an older peer would misread."""

WrittenText = Annotated[str, StringConstraints(min_length=1, max_length=WRITTEN_CHARACTERS)]


class Written(Part):
    """Something written. `id` is its sender's; the same one may come again on a newer channel."""

    type: Literal["written"] = "written"
    id: OpaqueId
    text: WrittenText


class Arrived(Part):
    """The text of that `id` is shown at the other end."""

    type: Literal["arrived"] = "arrived"
    id: OpaqueId


AnyPeerMessage = Annotated[Written | Arrived, Field(discriminator="type")]
PEER_MESSAGES: TypeAdapter[AnyPeerMessage] = TypeAdapter(AnyPeerMessage)
