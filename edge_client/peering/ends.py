"""What a peer connection is made between: the own media, and the ways to the other end."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCIceServer, RTCIceTransportPolicy
from aiortc.mediastreams import MediaStreamTrack

from signaling.protocol import IceServer, Purpose


class House(Protocol):
    """Whose media it is: what a peer takes and gives."""

    @property
    def sends(self) -> frozenset[Purpose]:
        """What can be sent at all."""

    @property
    def receives(self) -> frozenset[Purpose]:
        """What can be made use of."""

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack | None:
        """A new track of the source for one peer."""

    def incoming(
        self, counterpart: str, purpose: Purpose, track: MediaStreamTrack
    ) -> Coroutine[Any, Any, None]:
        """Consume a counterpart's track until it raises MediaStreamError or is cancelled."""


@dataclass(frozen=True)
class Ice:
    """ICE servers, and whether only relayed candidates may be used."""

    servers: Sequence[IceServer] = ()
    relay_only: bool = False

    def as_configuration(self) -> RTCConfiguration:
        """All that aiortc is to know before it makes a connection."""
        policy = RTCIceTransportPolicy.RELAY if self.relay_only else RTCIceTransportPolicy.ALL
        return RTCConfiguration(
            # Never None, which would mean a public STUN server.
            iceServers=self.as_aiortc(),
            iceTransportPolicy=policy,
            # With the default policy a third m-line keeps a dead transport.
            bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
        )

    def as_aiortc(self) -> list[RTCIceServer]:
        """The servers as `RTCConfiguration` takes them."""
        return [
            RTCIceServer(urls=list(each.urls), username=each.username, credential=each.credential)
            for each in self.servers
        ]
