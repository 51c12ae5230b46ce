"""The ICE servers that the server told, and for how long they are good."""

from __future__ import annotations

from signaling.protocol import AnyServerMessage, IceServer, IceServers, Welcome

ICE_FRESH_S = 300.0
"""ICE servers told with ``welcome`` are used so long; later ones say how long they hold."""


class IceMemory:
    """Times are monotonic, seconds."""

    def __init__(self) -> None:
        self.servers: list[IceServer] = []
        self._until = 0.0

    def heard(self, message: AnyServerMessage, now: float) -> None:
        """Take up what a message says of them."""
        match message:
            case Welcome():
                self._until = now + min(message.expires_in_s / 2, ICE_FRESH_S)
                self.servers = message.ice_servers
            case IceServers():
                self._until = now + message.expires_in_s / 2
                self.servers = message.ice_servers

    def is_fresh(self, now: float) -> bool:
        """Whether their credentials hold for a while yet."""
        return now < self._until
