"""One counterpart's data channel for the paper, over all generations of their connection.

What both ends have in common: which channel is the living one, and what may be sent on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import structlog

from signaling.client import RoomView
from signaling.protocol import Role, RoomKind
from signaling.protocol.desk import DESK_LABEL, DESK_PROTOCOL

log = structlog.get_logger(__name__)

LOW_BYTES = 256 * 1024
"""With no more than so much waiting to be sent, `on_low` is called and states are told."""


class Channel(Protocol):
    """What is used of an `RTCDataChannel` (W3C names)."""

    bufferedAmountLowThreshold: int  # noqa: N815

    @property
    def readyState(self) -> str:  # noqa: N802
        """Whether it is "open"."""

    @property
    def bufferedAmount(self) -> int:  # noqa: N802
        """Bytes that wait to be sent."""

    def send(self, data: str | bytes) -> None:
        """Send a frame; raises when it is not open."""

    def close(self) -> None:
        """Close it."""

    def on(self, event: str, listener: Callable[..., Any]) -> Any:
        """Be told of "open", "message", "close" and "bufferedamountlow"."""


class Line(Protocol):
    """One end of the channel, as the keeper of the connections knows it."""

    def attach(self, channel: Channel) -> None:
        """Use the channel of a newer connection in place of the one before."""

    def detach(self) -> None:
        """The channel's connection is replaced or over."""

    def follow(self, room: RoomView) -> None:
        """Obey the room's grants from now on."""

    def end(self) -> None:
        """The counterpart has left, or the room is over."""


class Desk(Protocol):
    """Makes the lines of one participant."""

    def line(self, room: RoomView, counterpart: str) -> Line | None:
        """A line for somebody with whom there is a link now; None where none is due."""

    def room_over(self) -> None:
        """The room is over, or another one: nothing of it may remain."""


class ChannelLine:
    """Sends and receives on whichever channel is the living one."""

    def __init__(self, counterpart: str) -> None:
        self.counterpart = counterpart
        """The participant at the other end."""
        self._channel: Channel | None = None
        self._low: list[Callable[[], None]] = []
        self._gone: list[Callable[[], None]] = []

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent now. Another channel may open later."""
        return self._channel is None or self._channel.readyState != "open"

    @property
    def buffered(self) -> int:
        """Bytes that wait to be sent; 0 while closed."""
        return 0 if self._channel is None or self.closed else self._channel.bufferedAmount

    def send_text(self, text: str) -> bool:
        """Send a text frame; False when it could not be sent because the line is closed."""
        return self._send(text)

    def send_bytes(self, data: bytes) -> bool:
        """Send a binary frame, at most `DESK_BYTES` long; False when the line is closed.

        What waits is not bounded here: look at `buffered`, and go on when `on_low` tells.
        """
        return self._send(data)

    def on_low(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told whenever no more than `LOW_BYTES` wait any more; gives how to forget it."""
        return _register(self._low, callback)

    def on_closed(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told whenever the line has closed; gives how to forget it."""
        return _register(self._gone, callback)

    def attach(self, channel: Channel) -> None:
        """Use the channel of a newer connection in place of the one before."""
        self.detach()
        self._channel = channel
        channel.bufferedAmountLowThreshold = LOW_BYTES
        channel.on("open", lambda: self._when(channel, self.opened))
        channel.on("message", lambda frame: self._when(channel, lambda: self.came(frame)))
        channel.on("close", lambda: self._when(channel, self.detach))
        channel.on("bufferedamountlow", lambda: self._when(channel, self._is_low))
        if channel.readyState == "open":
            self._when(channel, self.opened)

    def detach(self) -> None:
        """The channel's connection is replaced or over."""
        if self._channel is not None:
            self._channel = None
            self._tell(self._gone)

    def end(self) -> None:
        """The counterpart has left, or the room is over."""
        self.detach()
        self._low.clear()
        self._gone.clear()

    def opened(self) -> None:
        """A channel has opened; for those who derive from this."""

    def came(self, frame: object) -> None:
        """A frame has come; for those who derive from this."""

    def low(self) -> None:
        """Little waits to be sent; for those who derive from this."""

    def _send(self, frame: str | bytes) -> bool:
        if self._channel is None or self.closed:
            return False
        self._channel.send(frame)
        return True

    def _is_low(self) -> None:
        self.low()
        self._tell(self._low)

    def _tell(self, callbacks: list[Callable[[], None]]) -> None:
        for callback in list(callbacks):
            callback()

    def _when(self, channel: Channel, do: Callable[[], None]) -> None:
        """Do it for the living channel. A failure ends the channel and nothing else.

        An exception would otherwise end aiortc's reading of the whole association.
        """
        if channel is not self._channel:
            return
        try:
            do()
        except Exception:
            log.exception("desk.failed")
            channel.close()


def is_about_paper(room: RoomView, counterpart: str) -> bool:
    """Whether one of the two is the terminal, in a room where papers are shown."""
    members = (room.member(room.me), room.member(counterpart))
    terminals = sum(one is not None and one.role is Role.TERMINAL for one in members)
    return room.told.kind is RoomKind.VISIT and terminals == 1


def is_desk_channel(channel: Any) -> bool:
    """Whether an `RTCDataChannel` is the desk's: reliable, ordered, by its name."""
    return channel.label == DESK_LABEL and is_whole(channel, DESK_PROTOCOL)


def is_whole(channel: Any, protocol: str) -> bool:
    """Whether an `RTCDataChannel` speaks this, reliably and in order."""
    return bool(
        channel.protocol == protocol
        and channel.ordered
        and channel.maxRetransmits is None
        and channel.maxPacketLifeTime is None
    )


def _register(
    callbacks: list[Callable[[], None]], callback: Callable[[], None]
) -> Callable[[], None]:
    callbacks.append(callback)

    def forget() -> None:
        if callback in callbacks:
            callbacks.remove(callback)

    return forget
