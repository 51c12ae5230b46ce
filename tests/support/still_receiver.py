"""A person's end of a still: puts the parts together as PROTOCOL.md, section 8, says."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

import numpy as np

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from expert_client.desk import AskingLine
from signaling.protocol.desk import (
    AnyDeskTold,
    Shows,
    StillFailure,
    StillGet,
    StillPart,
    StillResume,
    StillStage,
    StillState,
)


@dataclass
class Received:
    """One part as far as it has come."""

    head: StillPart
    data: bytearray = field(default_factory=bytearray)

    @property
    def whole(self) -> bool:
        """Whether all of it is here, and right."""
        return (
            len(self.data) == self.head.size
            and hashlib.sha256(self.data).hexdigest() == self.head.digest
        )

    @property
    def picture(self) -> Picture:
        """BGR."""
        decoded = cv2.imdecode(np.frombuffer(self.data, np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        return decoded.astype(np.uint8)


class StillReceiver:
    """Listens on one line; `ask` for a still, `resume` after the channel was replaced."""

    def __init__(self, line: AskingLine) -> None:
        self.parts: dict[Shows, Received] = {}
        self.stages: list[StillStage] = []
        self.reason: StillFailure | None = None
        self.page_at: float | None = None
        """When the first part was whole, monotonic, seconds."""
        self.done_at: float | None = None
        self._line = line
        self._still = ""
        self._current: Received | None = None
        self._lost = False
        line.on_told, line.on_bytes = self._told, self._bytes
        line.on_closed(self._closed)

    @property
    def bytes_here(self) -> int:
        """Of all parts."""
        return sum(len(part.data) for part in self.parts.values())

    def ask(self, still: str) -> None:
        """Ask for a still."""
        self._still = still
        self.parts, self.stages, self.reason, self._current = {}, [], None, None
        assert self._line.ask(StillGet(still=still))

    def resume(self) -> bool:
        """Ask for what is missing; False while there is no channel."""
        part = self._current
        shows, have = (None, 0) if part is None else (part.head.shows, len(part.data))
        return self._line.ask(StillResume(still=self._still, part=shows, have=have))

    def keep_going(self) -> None:
        """Resume if the channel was replaced meanwhile, as a page does."""
        if self._lost and self.stages[-1:] != [StillStage.DONE] and self.resume():
            self._lost = False

    def _closed(self) -> None:
        self._lost = True

    def _told(self, told: AnyDeskTold) -> None:
        match told:
            case StillState(still=self._still):
                self.stages.append(told.stage)
                self.reason = told.reason
                if told.stage is StillStage.DONE:
                    self.done_at = time.monotonic()
            case StillPart(still=self._still):
                before = self.parts.get(told.shows)
                self._current = Received(told, before.data if before else bytearray())
                del self._current.data[told.at :]
                assert len(self._current.data) == told.at
                self.parts[told.shows] = self._current

    def _bytes(self, data: bytes) -> None:
        assert self._current is not None, "bytes without a head"
        self._current.data += data
        if self.page_at is None and self._current.whole:
            self.page_at = time.monotonic()
