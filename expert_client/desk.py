"""A person's end of the desk's channel: asks of the paper, and what the terminal tells.

PROTOCOL.md, section 8.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from edge_client.peering.channel_line import ChannelLine, is_about_paper
from signaling.client import RoomView
from signaling.protocol import Purpose, encode
from signaling.protocol.desk import (
    DESK_TELLS,
    AnyDeskAsk,
    AnyDeskTold,
    PictureState,
    ViewState,
)
from signaling.protocol.limits import DESK_BYTES


class AskingLine(ChannelLine):
    """The channel to one terminal. `changed` is called at each thing told."""

    def __init__(self, counterpart: str, changed: Callable[[], None] = lambda: None) -> None:
        super().__init__(counterpart)
        self.view: ViewState | None = None
        """How the paper is shown."""
        self.pictures: dict[Purpose, PictureState] = {}
        """How the terminal's pictures are sent, where it told."""
        self.on_told: Callable[[AnyDeskTold], None] = lambda _told: None
        self.on_bytes: Callable[[bytes], None] = lambda _bytes: None
        """For stills: every message in order, and every binary frame."""
        self.ended = False
        """Whether the terminal has left, or the room is over."""
        self._changed = changed

    def ask(self, message: AnyDeskAsk) -> bool:
        """Ask something; False while there is no channel."""
        return self.send_text(encode(message))

    def follow(self, room: RoomView) -> None:
        """The terminal obeys the grants; asking in vain does no harm."""

    def opened(self) -> None:
        """A channel has opened."""
        self._changed()

    def end(self) -> None:
        """The terminal has left, or the room is over."""
        self.ended = True
        super().end()

    def came(self, frame: object) -> None:
        """Take what the terminal tells; what cannot be read is dropped."""
        if isinstance(frame, bytes):
            self.on_bytes(frame)
            return
        if not isinstance(frame, str) or len(frame) > DESK_BYTES:
            return
        try:
            told = DESK_TELLS.validate_json(frame)
        except ValidationError:
            return
        match told:
            case ViewState():
                self.view = told
            case PictureState():
                self.pictures[told.purpose] = told
        self.on_told(told)
        self._changed()


class AskingDesk:
    """The line to the terminal of the room one is in."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._line: AskingLine | None = None
        self._changed = changed

    @property
    def current(self) -> AskingLine | None:
        """None while there is no link with a terminal."""
        return self._line if self._line is not None and not self._line.ended else None

    def line(self, room: RoomView, counterpart: str) -> AskingLine | None:
        """A line for somebody with whom there is a link now; None where none is due."""
        if not is_about_paper(room, counterpart):
            return None
        self._line = AskingLine(counterpart, self._changed)
        return self._line

    def room_over(self) -> None:
        """The room is over, or another one; its line has ended by itself."""
