"""The texts of one inquiry on whichever data channel is the living one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Protocol

from edge_client.peering.channel_line import is_whole
from edge_client.peering.texting import Text, Texting
from signaling.protocol import TEXT_LABEL, TEXT_PROTOCOL


class Channel(Protocol):
    """What is used of an `RTCDataChannel`."""

    @property
    def readyState(self) -> str:  # noqa: N802 - the W3C name
        """Whether it is "open"."""

    def send(self, data: str) -> None:
        """Send a frame; raises when it is not open."""

    def on(self, event: str, listener: Callable[..., Any]) -> Any:
        """Be told of "open", "message" and "close"."""


class TextLine:
    """`changed` is called when something was written, came, or went on its way."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._texting = Texting()
        self._changed = changed
        self._channel: Channel | None = None

    @property
    def log(self) -> tuple[Text, ...]:
        """Everything written by either end, the newest last."""
        return self._texting.log

    @property
    def under_way(self) -> bool:
        """Whether something was sent and has not arrived: silence would be odd."""
        return self._texting.is_open and bool(self._texting.under_way)

    def say(self, text: str) -> str:
        """Write something; it goes out as soon as it can. Its id. Raises ValueError."""
        id_ = f"w-{secrets.token_hex(16)}"
        self._send(self._texting.say(id_, text))
        return id_

    def attach(self, channel: Channel) -> None:
        """Use the channel of a newer connection in place of the one before."""
        self.detach()
        self._channel = channel
        channel.on("open", lambda: self._opened(channel))
        channel.on("message", lambda frame: self._came(channel, frame))
        channel.on("close", lambda: self._closed(channel))
        if channel.readyState == "open":
            self._opened(channel)

    def detach(self) -> None:
        """The channel's connection is replaced or over."""
        if self._channel is not None:
            self._closed(self._channel)

    def _opened(self, channel: Channel) -> None:
        if channel is self._channel and not self._texting.is_open:
            self._send(self._texting.opened())

    def _came(self, channel: Channel, frame: object) -> None:
        if channel is self._channel:
            self._send(self._texting.came(frame))

    def _closed(self, channel: Channel) -> None:
        if channel is self._channel:
            self._channel = None
            self._texting.closed()
            self._changed()

    def _send(self, frames: list[str]) -> None:
        channel = self._channel
        for frame in frames:
            # A channel that closes just now is told as closed next: all of it goes out again.
            if channel is not None and channel.readyState == "open":
                channel.send(frame)
        self._changed()


def is_text_channel(channel: Any) -> bool:
    """Whether an `RTCDataChannel` is the one for text: reliable, ordered, by its name."""
    return bool(channel.label == TEXT_LABEL and is_whole(channel, TEXT_PROTOCOL))
