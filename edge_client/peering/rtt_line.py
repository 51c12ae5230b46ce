"""The terminal's end of real-time text: it passes on what is written, and keeps nothing.

What the resident writes goes to everybody who may hear them, and what those write comes to the
booth page; the page alone makes lines of it. ITU-T T.140, RFC 8865; PROTOCOL.md, section 8.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from edge_client.peering.channel_line import LOW_BYTES, ChannelLine, is_whole
from signaling.client import RoomView
from signaling.protocol import Purpose, RoomKind
from signaling.protocol.limits import RTT_CHARACTERS
from signaling.protocol.rate import TokenBucket
from signaling.protocol.rtt import MISSING_TEXT, RTT_PROTOCOL

FRAMES_PER_S, FRAME_BURST = 20.0, 40
"""Of one counterpart: who writes sends three or four frames a second (RFC 8865, 5.2)."""

CameText = Callable[[str, str], None]
"""Told whose text it is, and the text."""


class RttLine(ChannelLine):
    """One counterpart's text, both ways, on whichever channel is the living one.

    Who may not be heard may not be read either: text follows the room's grants of voice.
    """

    def __init__(
        self, counterpart: str, came: CameText, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(counterpart)
        self._came = came
        self._clock = clock
        self._bucket = TokenBucket(FRAMES_PER_S, FRAME_BURST, clock())
        self._may_write = False
        self._may_read = False
        self._waiting = ""
        self._wrote = False
        self._marked = False

    def follow(self, room: RoomView) -> None:
        """Obey the room's grants from now on."""
        self._may_write = Purpose.VOICE in room.may_send(self.counterpart)
        self._may_read = Purpose.VOICE in room.may_receive(self.counterpart)
        if not self._may_write:
            self._waiting = ""  # it was not for them when it was written, and is not later

    def write(self, text: str) -> None:
        """Send what the resident has written, now or as soon as a channel is open."""
        if not self._may_write:
            return
        self._waiting += text
        if len(self._waiting) > RTT_CHARACTERS:
            self._waiting = MISSING_TEXT + self._waiting[1 - RTT_CHARACTERS :]
        self._pass_on()

    def opened(self) -> None:
        """A channel is open. What was on its way on another may be lost (RFC 8865, 5.4).

        Of somebody who has not written yet nothing is marked: that would only puzzle.
        """
        if self._wrote and self._may_read:
            self._came(self.counterpart, MISSING_TEXT)
        self._pass_on()

    def low(self) -> None:
        """There is room for what waits."""
        self._pass_on()

    def came(self, frame: object) -> None:
        """Take text; too much of it, or what is none, is marked as missing once."""
        if not self._may_read:
            return
        self._wrote = True
        fits = isinstance(frame, str) and len(frame) <= RTT_CHARACTERS
        if fits and self._bucket.take(self._clock()):
            self._marked = False
            self._came(self.counterpart, str(frame))
        elif not self._marked:
            self._marked = True
            self._came(self.counterpart, MISSING_TEXT)

    def end(self) -> None:
        """The counterpart has left, or the room is over."""
        self._may_write = self._may_read = False
        self._waiting = ""
        super().end()

    def _pass_on(self) -> None:
        if self._waiting and self.buffered <= LOW_BYTES and self.send_text(self._waiting):
            self._waiting = ""


class RealTimeText:
    """The resident's text to everybody, and everybody's to the resident."""

    def __init__(self, came: CameText) -> None:
        self._came = came
        self._lines: dict[str, RttLine] = {}

    def line(self, room: RoomView, counterpart: str) -> RttLine | None:
        """A line for somebody with whom there is a link now; None outside a visit."""
        if room.told.kind is not RoomKind.VISIT:
            return None
        line = self._lines[counterpart] = RttLine(counterpart, self._came)
        line.follow(room)
        return line

    def write(self, text: str) -> None:
        """Pass on what the resident has written."""
        for line in self._lines.values():
            line.write(text)

    def room_over(self) -> None:
        """The room is over, or another one: nothing of it may remain."""
        self._lines.clear()


def is_rtt_channel(channel: Any) -> bool:
    """Whether an `RTCDataChannel` is one for real-time text: by its subprotocol, as RFC 8865 says."""
    return is_whole(channel, RTT_PROTOCOL)
