"""The data channels of one peer connection: the offerer opens them in-band, the answerer takes them.

RFC 8832. Each channel belongs to a line that outlives the connection; any other is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from edge_client.peering.channel_line import is_desk_channel
from edge_client.peering.rtt_line import is_rtt_channel
from edge_client.peering.text_line import is_text_channel
from signaling.protocol import TEXT_LABEL, TEXT_PROTOCOL
from signaling.protocol.desk import DESK_LABEL, DESK_PROTOCOL
from signaling.protocol.rtt import RTT_LABEL, RTT_PROTOCOL


class Attachable(Protocol):
    """What takes a channel, and a newer one in its place later."""

    def attach(self, channel: Any) -> None:
        """Use this channel from now on."""


@dataclass(frozen=True)
class Kind:
    """A kind of channel: what the offerer calls it, and how the answerer knows it."""

    label: str
    protocol: str
    is_it: Callable[[Any], bool]


TEXT = Kind(TEXT_LABEL, TEXT_PROTOCOL, is_text_channel)
DESK = Kind(DESK_LABEL, DESK_PROTOCOL, is_desk_channel)
RTT = Kind(RTT_LABEL, RTT_PROTOCOL, is_rtt_channel)


@dataclass
class Channels:
    """Which line takes which kind of channel."""

    lines: dict[Kind, Attachable]
    _taken: set[Kind] = field(default_factory=set)

    def open(self, connection: Any) -> None:
        """Open all of them on an `RTCPeerConnection`, before its offer."""
        for kind, line in self.lines.items():
            line.attach(connection.createDataChannel(kind.label, protocol=kind.protocol))

    def take(self, channel: Any) -> None:
        """Take what the other end has opened; a second of its kind, or an unknown one, is closed."""
        for kind, line in self.lines.items():
            if kind not in self._taken and kind.is_it(channel):
                self._taken.add(kind)
                line.attach(channel)
                return
        channel.close()
