"""Is the media path alive? Pure: packet counts and clock in, a judgement out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SILENCE_S = 4.0
"""A connected path on which nothing at all arrives for so long is interrupted."""

CONNECT_S = 8.0
"""A path that has not connected within this time has failed; aiortc itself never says so."""


class Path(StrEnum):
    """How the media path of one peer connection is."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    SILENT = "silent"
    """Connected once, but nothing arrives."""
    FAILED = "failed"


@dataclass
class PathWatch:
    """Judges one peer connection. Times are monotonic seconds."""

    started_at: float
    path: Path = Path.CONNECTING
    _packets: int = 0
    _heard_at: float = 0.0

    def look(self, now: float, state: str, packets: int, *, expected: bool) -> Path:
        """The path now.

        `state` is W3C `RTCPeerConnectionState`; `packets` counts what arrived on the
        transport, RTCP included; `expected` tells whether silence would be odd, since
        two ends that send each other nothing are silent by right.
        """
        if state in ("failed", "closed"):
            self.path = Path.FAILED
        elif state == "connected":
            self._listen(now, packets, expected)
        elif now - self.started_at >= CONNECT_S:
            self.path = Path.FAILED
        return self.path

    def _listen(self, now: float, packets: int, expected: bool) -> None:
        if self.path is Path.CONNECTING or packets != self._packets or not expected:
            self._packets = packets
            self._heard_at = now
            self.path = Path.CONNECTED
        elif now - self._heard_at >= SILENCE_S:
            self.path = Path.SILENT
