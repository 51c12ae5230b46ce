"""A data channel whose other end is the test."""

from collections.abc import Callable
from typing import Any


class FakeChannel:
    """What our lines use of an `RTCDataChannel`; open at first, unless `ready` says otherwise."""

    def __init__(self, *, ready: str = "open", label: str = "", protocol: str = "") -> None:
        self.label = label
        self.protocol = protocol
        self.ordered = True
        self.maxRetransmits = None
        self.maxPacketLifeTime = None
        self.readyState = ready
        self.bufferedAmount = 0
        self.bufferedAmountLowThreshold = 0
        self.sent: list[str | bytes] = []
        self._listeners: dict[str, Callable[..., Any]] = {}

    def on(self, event: str, listener: Callable[..., Any]) -> None:
        """Have this called at the event, in place of what was before."""
        self._listeners[event] = listener

    def send(self, data: str | bytes) -> None:
        """Note what is sent."""
        assert self.readyState == "open"
        self.sent.append(data)

    def emit(self, event: str, *data: object) -> None:
        """Let something happen."""
        if event in ("open", "close"):
            self.readyState = {"open": "open", "close": "closed"}[event]
        self._listeners[event](*data)

    def close(self) -> None:
        """Close from this end."""
        self.emit("close")
