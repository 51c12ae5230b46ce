"""What is read of which photographs, and the medians of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.documenting.cases import read
from tests.bench.documenting.reading import Read, Shots, live, raw, still, warped_truly, zoom

WIDE, NARROW = 2_500_000, 500_000
"""Of the line, bit/s."""
READERS = 2
"""Tesseracts at once."""

Way = Callable[[Shots], Read]

WAYS: dict[str, Way] = {
    "raw frame": raw,
    "one frame, truly warped": warped_truly,
    "live, not encoded": lambda shots: live(shots, None),
    "live at 2.5 Mbit/s": lambda shots: live(shots, WIDE),
    "live at 500 kbit/s": lambda shots: live(shots, NARROW),
    "still": still,
    "zoom at 2.5 Mbit/s": lambda shots: zoom(shots, WIDE),
}


@dataclass(frozen=True)
class Kind:
    """Print of one size in one kind of photograph, and how it is read."""

    points: float
    hard: bool
    ways: tuple[str, ...]

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.points:g} pt {'hard' if self.hard else 'standard'}"


KINDS = (
    Kind(
        6,
        False,
        (
            "raw frame",
            "one frame, truly warped",
            "live at 2.5 Mbit/s",
            "zoom at 2.5 Mbit/s",
            "still",
        ),
    ),
    Kind(8, False, ("raw frame", "live, not encoded", "live at 2.5 Mbit/s")),
    Kind(8, True, ("raw frame", "one frame, truly warped", "live at 2.5 Mbit/s", "still")),
    Kind(10, False, ("live at 2.5 Mbit/s",)),
    Kind(12, False, ("live at 2.5 Mbit/s", "live at 500 kbit/s")),
)


@dataclass
class Results:
    """Character error rates by kind and way."""

    rates: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def add(self, kind: str, way: str, rate: float) -> None:
        """One more page."""
        self.rates.setdefault((kind, way), []).append(rate)

    def median(self, kind: str, way: str) -> float | None:
        """Of all pages, a share; None without any."""
        rates = self.rates.get((kind, way))
        return round(statistics.median(rates), 5) if rates else None

    def lines(self) -> Iterable[str]:
        """For people."""
        for (kind, way), rates in self.rates.items():
            worst = " ".join(f"{rate:.1%}" for rate in sorted(rates)[-3:])
            yield (
                f"{kind:15} {way:26} median {statistics.median(rates):7.2%}"
                f"  mean {statistics.fmean(rates):7.2%}  worst {worst}"
            )


def read_all(count: int, kinds: Iterable[Kind] = KINDS) -> Results:
    """Photograph and read; what is read is not yet sent to a browser."""
    results = Results()
    coming: list[tuple[str, str, Future[float]]] = []
    with ThreadPoolExecutor(READERS) as readers:
        for kind in kinds:
            for case in read(kind.points, kind.hard, count):
                shots = Shots(case)
                for way in kind.ways:
                    picture = WAYS[way](shots)
                    coming.append((kind.name, way, readers.submit(_rate, picture)))
    for name, way, rate in coming:
        results.add(name, way, rate.result())
    return results


def _rate(picture: Read) -> float:
    return picture.cer
