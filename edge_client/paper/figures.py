"""What showing the paper costs, and how often the page was found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Figures:
    """Counters since the start. Written by one thread, read by any."""

    frames: int = 0
    """Made anew, not given again."""
    repeated: int = 0
    """Given again, because nothing moved."""
    looks: int = 0
    found: int = 0
    """Looks after which a page was held."""
    damaged: int = 0
    """Pictures of the camera that could not be decoded."""
    cpu_s: dict[str, float] = field(default_factory=dict)
    """Processor time in seconds, by stage: decode, watch, find, light, measure, render."""
    times: dict[str, int] = field(default_factory=dict)
    """How often each stage was done."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the processor time of this thread meanwhile."""
        begun = time.thread_time()
        try:
            yield
        finally:
            self.cpu_s[name] = self.cpu_s.get(name, 0.0) + time.thread_time() - begun
            self.times[name] = self.times.get(name, 0) + 1

    def milliseconds(self, name: str) -> float:
        """Processor time in ms of one turn of a stage, on average."""
        return 1000 * self.cpu_s.get(name, 0.0) / max(1, self.times.get(name, 0))

    def plain(self) -> dict[str, int | float]:
        """The counters, and by stage `STAGE_ms`: processor time in ms of one turn, on average."""
        stages = tuple(self.times)  # at once: another thread may add one meanwhile
        return {
            "frames": self.frames,
            "repeated": self.repeated,
            "looks": self.looks,
            "found": self.found,
            "damaged": self.damaged,
            **{f"{name}_ms": round(self.milliseconds(name), 2) for name in stages},
        }
