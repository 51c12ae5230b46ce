"""A media path that dies without a word: both ends' sockets stay open, nothing arrives."""

from __future__ import annotations

from typing import Any

from edge_client.peer import Peer


def deafen(peer: Peer) -> None:
    """Let nothing more reach this peer connection, STUN included."""
    connection: Any = peer._connection
    for transceiver in connection.getTransceivers():
        ice = transceiver.receiver.transport.transport._connection
        for protocol in ice._protocols:
            protocol.datagram_received = _nothing
            protocol.transport._protocol = _Deaf(protocol.transport._protocol)


def _nothing(data: bytes, addr: object) -> None:
    """The datagram is lost."""


class _Deaf:
    """Hides a datagram protocol's ears; the rest of it is as before."""

    def __init__(self, protocol: Any) -> None:
        self._inner = protocol

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """The datagram is lost."""
