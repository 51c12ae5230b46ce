"""The newest received picture of each counterpart and purpose."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import av

from signaling.protocol import Purpose


@dataclass(frozen=True, eq=False)
class Received:
    """A decoded frame; `decoded_at` in monotonic seconds, `seq` grows by one each time.

    `captured_at` is in seconds of its sender's clock, None while the sender has not told.
    """

    frame: av.VideoFrame
    seq: int
    decoded_at: float
    captured_at: float | None = None


class PictureBoard:
    """Holds one picture a stream, never a queue. Used in the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._latest: dict[tuple[str, Purpose], Received] = {}
        self._seq = 0
        self._kept: Mapping[str, Collection[Purpose]] | None = None
        self._observers: list[Callable[[], None]] = []

    def put(
        self,
        counterpart: str,
        purpose: Purpose,
        frame: av.VideoFrame,
        captured_at: float | None = None,
    ) -> None:
        """A frame has been decoded; one that `keep` does not name is dropped."""
        if self._kept is not None and purpose not in self._kept.get(counterpart, ()):
            return
        self._seq += 1
        received = Received(frame, self._seq, self._clock(), captured_at)
        self._latest[counterpart, purpose] = received
        for observer in tuple(self._observers):
            observer()

    def latest(self, counterpart: str, purpose: Purpose) -> Received | None:
        """The newest picture, None before the first."""
        return self._latest.get((counterpart, purpose))

    def keep(self, granted: Mapping[str, Collection[Purpose]]) -> None:
        """Keep these from now on, by counterpart, and forget the others: nothing of a visit
        stays behind, nobody's last picture stands there while they consult, and no screen that
        is not shown any more comes back for a moment when the next one is.
        """
        self._kept = granted
        self._latest = {
            key: it for key, it in self._latest.items() if key[1] in granted.get(key[0], ())
        }

    def observe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Be told each new picture; returns the function that ends it."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer) if observer in self._observers else None
