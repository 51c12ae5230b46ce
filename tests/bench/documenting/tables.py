"""What is read of which photographs, and the medians of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.bench.documenting.cases import read
from tests.bench.documenting.reading import Read, Shots, live, raw, still, taken, warped_truly, zoom

WIDE, NARROW = 2_500_000, 500_000
"""Of the line, bit/s."""
READERS = 2
"""Tesseracts at once."""

Way = Callable[[Shots], Read]

RAW, ONE, PLAIN = "raw frame", "one frame, truly warped", "live, not encoded"
LIVE, LIVE_NARROW = "live at 2.5 Mbit/s", "live at 500 kbit/s"
ZOOM, STILL = "zoom at 2.5 Mbit/s", "still"

WAYS: dict[str, Way] = {
    RAW: raw,
    ONE: warped_truly,
    PLAIN: lambda shots: live(shots, None),
    LIVE: lambda shots: live(shots, WIDE),
    LIVE_NARROW: lambda shots: live(shots, NARROW),
    STILL: still,
    ZOOM: lambda shots: zoom(shots, WIDE),
}
"""In this process, without a browser."""


@dataclass(frozen=True)
class Kind:
    """Print of one size in one kind of photograph, and how it is read.

    `screen` is read from a browser's screen; without a browser the same codec is used here.
    """

    points: float
    hard: bool
    ways: tuple[str, ...]
    screen: tuple[str, ...]

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.points:g} pt {'hard' if self.hard else 'standard'}"


KINDS = (
    Kind(6, False, (RAW, ONE), (LIVE, ZOOM, STILL)),
    Kind(8, False, (RAW, PLAIN), (LIVE, STILL)),
    Kind(8, True, (RAW, ONE), (LIVE, STILL)),
    Kind(10, False, (), (LIVE,)),
    Kind(12, False, (), (LIVE, LIVE_NARROW)),
)


@dataclass
class Results:
    """Character error rates by kind and way."""

    rates: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)
    """By kind and way; then by the photograph's seed."""
    still_s: dict[str, dict[int, float]] = field(default_factory=dict)
    """From each request to the still on the screen, seconds; by kind, then by seed."""

    def add(self, kind: str, way: str, seed: int, rate: float) -> None:
        """One more page."""
        self.rates.setdefault((kind, way), {})[seed] = rate

    def median(self, kind: str, way: str) -> float | None:
        """Of all pages, a share; None without any."""
        rates = self.rates.get((kind, way))
        return round(statistics.median(rates.values()), 5) if rates else None

    def lines(self, kind: str) -> Iterable[str]:
        """For people."""
        for (name, way), each in self.rates.items():
            rates = list(each.values())
            worst = " ".join(f"{rate:.1%}" for rate in sorted(rates)[-3:])
            if name == kind:
                yield (
                    f"{kind:15} {way:24} median {statistics.median(rates):7.2%}"
                    f"  mean {statistics.fmean(rates):7.2%}  worst {worst}"
                )
        if seconds := self.still_s.get(kind):
            median, longest = statistics.median(seconds.values()), max(seconds.values())
            yield f"{kind:15} {'still on the screen':24} median {median:6.2f} s  longest {longest:.2f} s"


class Readers:
    """Some tesseracts that work beside the photographs."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._pool = ThreadPoolExecutor(READERS)
        self._coming: list[tuple[str, str, int, Future[float]]] = []

    def read(self, kind: Kind, way: str, seed: int, picture: Read) -> None:
        """Read it when there is time."""
        self._coming.append((kind.name, way, seed, self._pool.submit(_rate, picture)))

    def finish(self) -> None:
        """Wait for all, and note what they read. Raises what a reader raised."""
        for name, way, seed, rate in self._coming:
            self._results.add(name, way, seed, rate.result())
        self._coming.clear()


def photographed(kind: Kind, numbers: range) -> list[Shots]:
    """The kind's photographs of these numbers; two processes make them."""
    cases = list(read(kind.points, kind.hard, numbers))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        return [
            Shots(case, jpegs) for case, jpegs in zip(cases, workers.map(taken, cases), strict=True)
        ]


def read_here(kind: Kind, shots: Iterable[Shots], readers: Readers, screen: bool) -> None:
    """Read what needs no browser; with `screen` also what is otherwise read from one's screen."""
    for each in shots:
        for way in (*kind.ways, *(kind.screen if screen else ())):
            readers.read(kind, way, each.case.seed, WAYS[way](each))


def _rate(picture: Read) -> float:
    return picture.cer
