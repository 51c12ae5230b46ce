"""What two people of an inquiry write to each other, over however many channels. Pure.

Each channel belongs to one generation of their peer connection. A text that has not arrived
is sent again on the next channel, one that comes twice is kept once: nothing is lost, nothing
doubled, and the order is the writer's. PROTOCOL.md, section 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from signaling.protocol import PEER_MESSAGES, Arrived, Part, Written, encode
from signaling.protocol.limits import WRITTEN_BYTES, WRITTEN_KEPT, WRITTEN_WAITING


class TextState(StrEnum):
    """How far a text has come."""

    WAITING = "waiting"
    """No channel is open; it goes out when one is."""
    SENT = "sent"
    ARRIVED = "arrived"
    """The other end has it."""
    RECEIVED = "received"
    """Written by the other end."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of either end. `id` is its writer's."""

    id: str
    text: str
    state: TextState


UNDER_WAY = (TextState.WAITING, TextState.SENT)


@dataclass
class Texting:
    """One end. Every method gives the frames to send now, in order."""

    log: tuple[Text, ...] = ()
    """Both ends' texts in the order in which they were written or came, the newest last."""
    is_open: bool = False

    @property
    def under_way(self) -> list[Text]:
        """Own texts that have not arrived."""
        return [text for text in self.log if text.state in UNDER_WAY]

    def say(self, id_: str, text: str) -> list[str]:
        """Write something.

        Raises ValueError when it is empty, too long, or too many are still under way.
        """
        if len(self.under_way) >= WRITTEN_WAITING:
            raise ValueError("too many texts have not arrived yet")
        frame = encode(Written(id=id_, text=text))
        self._add(Text(id_, text, TextState.SENT if self.is_open else TextState.WAITING))
        return [frame] if self.is_open else []

    def opened(self) -> list[str]:
        """A new channel is open: whatever has not arrived goes out on it."""
        self.is_open = True
        again = self.under_way
        self._mark(TextState.WAITING, TextState.SENT)
        return [encode(Written(id=text.id, text=text.text)) for text in again]

    def closed(self) -> None:
        """The channel is gone, and perhaps what was sent on it."""
        self.is_open = False
        self._mark(TextState.SENT, TextState.WAITING)

    def came(self, frame: object) -> list[str]:
        """A frame from the other end; what is no message of ours is dropped."""
        match _decoded(frame):
            case Written(id=id_, text=text):
                known = any(t.id == id_ and t.state is TextState.RECEIVED for t in self.log)
                if not known:
                    self._add(Text(id_, text, TextState.RECEIVED))
                return [encode(Arrived(id=id_))]
            case Arrived(id=id_):
                self.log = tuple(
                    replace(text, state=TextState.ARRIVED)
                    if text.id == id_ and text.state is TextState.SENT
                    else text
                    for text in self.log
                )
        return []

    def _add(self, text: Text) -> None:
        log = [*self.log, text]
        if len(log) > WRITTEN_KEPT:
            log.remove(next(old for old in log if old.state not in UNDER_WAY))
        self.log = tuple(log)

    def _mark(self, before: TextState, after: TextState) -> None:
        self.log = tuple(
            replace(text, state=after) if text.state is before else text for text in self.log
        )


def _decoded(frame: object) -> Part | None:
    if not isinstance(frame, str) or len(frame.encode("utf-8", "replace")) > WRITTEN_BYTES:
        return None
    try:
        return PEER_MESSAGES.validate_json(frame)
    except ValueError:
        return None
