"""What the benchmark has measured, page by page: kept in a file, so that it can be run in parts."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.documenting.tables import Results


@dataclass(frozen=True)
class Look:
    """What came of looking for one page; `error_px` is the worst corner's, in sensor pixels,
    `share` the same by the page's diagonal.
    """

    found: bool
    wrong: bool
    error_px: float
    share: float


@dataclass
class Record:
    """All results so far. A page that is measured again takes the place of itself."""

    results: Results = field(default_factory=Results)
    looks: dict[str, dict[int, Look]] = field(default_factory=dict)
    """By kind of scene and seed."""

    def add(self, other: Record) -> None:
        """What another run has measured."""
        for key, rates in other.results.rates.items():
            self.results.rates.setdefault(key, {}).update(rates)
        for kind, seconds in other.results.still_s.items():
            self.results.still_s.setdefault(kind, {}).update(seconds)
        for kind, looks in other.looks.items():
            self.looks.setdefault(kind, {}).update(looks)

    def found(self) -> dict[str, float]:
        """Shares of all pages: found, and shown wrongly."""
        every = [look for looks in self.looks.values() for look in looks.values()]
        if not every:
            return {}
        return {
            "page_found": round(sum(look.found for look in every) / len(every), 3),
            "wrong_warp": round(sum(look.wrong for look in every) / len(every), 4),
        }

    def still_s(self) -> float | None:
        """Median seconds from the request to the still on the screen; None without any."""
        seconds = [one for each in self.results.still_s.values() for one in each.values()]
        return round(statistics.median(seconds), 2) if seconds else None

    def to_json(self) -> str:
        """As it is kept."""
        rates: dict[str, dict[str, Mapping[int, float]]] = {}
        for (kind, way), each in sorted(self.results.rates.items()):
            rates.setdefault(kind, {})[way] = {seed: each[seed] for seed in sorted(each)}
        looks = {
            kind: {seed: asdict(each[seed]) for seed in sorted(each)}
            for kind, each in sorted(self.looks.items())
        }
        stills = {
            kind: dict(sorted(each.items())) for kind, each in sorted(self.results.still_s.items())
        }
        kept = {"rates": rates, "still_s": stills}
        return json.dumps({**kept, "looks": looks}, indent=1) + "\n"

    @classmethod
    def of_json(cls, text: str) -> Record:
        """Raises ValueError or KeyError when it is no record."""
        kept: dict[str, Any] = json.loads(text)
        results = Results(
            {
                (kind, way): {int(seed): float(rate) for seed, rate in each.items()}
                for kind, ways in kept["rates"].items()
                for way, each in ways.items()
            },
            {
                kind: {int(seed): float(seconds) for seed, seconds in each.items()}
                for kind, each in kept["still_s"].items()
            },
        )
        looks = {
            kind: {int(seed): Look(**look) for seed, look in each.items()}
            for kind, each in kept["looks"].items()
        }
        return cls(results, looks)


def kept(file: Path | None, new: Record) -> Record:
    """The new results together with those of the file, which then holds both."""
    if file is None:
        return new
    record = Record.of_json(file.read_text("utf-8")) if file.exists() else Record()
    record.add(new)
    file.write_text(record.to_json(), "utf-8")
    return record
