"""What an encoder at work says of itself: times, drops and rates. Pure; seconds of one clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from signaling.protocol import Purpose

SPAN_S = 10.0
"""Figures tell of the last so many seconds."""

MOST = 600
"""Frames that are remembered at most, whatever a camera claims to deliver."""


@dataclass(frozen=True, slots=True)
class EncodingFigures:
    """Of one encoding over the last seconds. Holds no picture and names nobody.

    `frame_ms` is from capture until encoded, `encode_ms` the encoder's part of it; both are
    median and 95th percentile. `dropped` counts frames that the camera gave and nobody encoded
    since this encoding began, because the encoder or its turn came too late.
    """

    purpose: Purpose
    codec: str
    tier: str
    watchers: int
    fps: float
    rate: int
    target: int
    key_frames: int
    dropped: int
    frame_ms: tuple[float, float]
    encode_ms: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Work:
    """One encoded frame; `size` in bytes."""

    at: float
    captured_at: float
    encode_s: float
    size: int
    key: bool


@dataclass
class WorkLog:
    """The last frames of one encoding."""

    dropped: int = 0
    _works: deque[Work] = field(default_factory=lambda: deque(maxlen=MOST))

    def note(self, work: Work) -> None:
        """A frame was encoded."""
        self._works.append(work)

    def took(self, before: int, seq: int) -> None:
        """A frame was taken from the camera; the numbers between the last one and it were not.

        `before` is -1 for the first.
        """
        if before >= 0:
            self.dropped += max(0, seq - before - 1)

    def recent(self, now: float) -> list[Work]:
        """Those of the last `SPAN_S`."""
        return [work for work in self._works if 0 <= now - work.at <= SPAN_S]


def summed(
    log: WorkLog,
    now: float,
    *,
    purpose: Purpose,
    codec: str,
    tier: str,
    watchers: int,
    target: int,
) -> EncodingFigures:
    """The figures of one encoding; all zero where nothing was encoded lately."""
    works = log.recent(now)
    span = max(now - works[0].at, 1e-3) if len(works) > 1 else SPAN_S
    return EncodingFigures(
        purpose=purpose,
        codec=codec,
        tier=tier,
        watchers=watchers,
        fps=round(len(works) / span, 1),
        rate=round(sum(work.size for work in works) * 8 / span),
        target=target,
        key_frames=sum(work.key for work in works),
        dropped=log.dropped,
        frame_ms=_middle_and_late([work.at - work.captured_at for work in works]),
        encode_ms=_middle_and_late([work.encode_s for work in works]),
    )


def _middle_and_late(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    if not seconds:
        return 0.0, 0.0
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return _ms(ordered[round(0.5 * last)]), _ms(ordered[round(0.95 * last)])


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
