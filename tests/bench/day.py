"""`make bench-day`: days at the service desks, and how honest the told waiting times are.

The domain's own code, on the in-memory world and a virtual clock, serves simulated
residents through three kinds of day, once for each strategy:

- *pori*: two working weeks in Pori (21 terminals, 60 specialists, 30 services); a day
  before them, on which everything is learnt from nothing, is not counted;
- *bad morning*: after the same weeks, mornings on which half of the staff is missing;
- *country*: one day at a fifteenth of the country's size, learning from nothing.

Every resident is told a range when asking, and again when the place in the queue changes.
Ends with one line of JSON; the definitions of its figures stand at `figures`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from signaling.protocol import Strategy
from tests.bench.day_plot import Dot, picture
from tests.support.outcome import Results, Told
from tests.support.scenery import COUNTRY, HOUR, PORI, Day, build, day
from tests.support.simulation import Simulation

ABSENT = 0.5
KINDS = ("pori", "bad_morning", "country")


@dataclass(frozen=True, slots=True)
class Judged:
    """A told wait that came true or not: what the figures and the picture need."""

    first: bool
    queued: bool
    low_s: float
    high_s: float
    real_s: float

    @property
    def within(self) -> bool:
        return self.low_s <= self.real_s <= self.high_s

    @property
    def error_s(self) -> float:
        return abs(self.real_s - (self.low_s + self.high_s) / 2.0)


def play(kind: str, strategy: Strategy, seed: str, days: int, scale: float) -> list[Results]:
    """The counted days of one kind under one strategy."""
    if kind == "country":
        size = replace(
            COUNTRY,
            terminals=int(COUNTRY.terminals * scale),
            people=int(COUNTRY.people * scale),
            visits=int(COUNTRY.visits * scale),
        )
        simulated = Simulation(day(build(size, strategy, seed), 0, seed), retold_share=0.1)
        return [simulated.run()]
    town = build(PORI, strategy, seed)
    learning = Simulation(day(town, 0, seed))
    learning.run()
    found = []
    for number in range(1, days + 1):
        if kind == "bad_morning":
            learnt = dict(learning.experience)
            bad = Simulation(_morning(day(town, 1000 + number, seed, absent=ABSENT)), learnt)
            found.append(bad.run())
        else:
            found.append(Simulation(day(town, number, seed), learning.experience).run())
    return found


def _morning(whole: Day) -> Day:
    return replace(whole, visits=tuple(v for v in whole.visits if v.at < 12 * HOUR))


def came_true(told: Iterable[Told]) -> list[Judged]:
    """Of what was told as a range, that whose real wait is known: those who were served."""
    return [
        Judged(t.first, t.outlook.free == 0, t.range.low_s, t.range.high_s, t.real_s)
        for t in told
        if t.range is not None and t.real_s is not None
    ]


def figures(days: list[Results]) -> dict[str, float]:
    """The figures of one strategy. Times in seconds.

    - `asa_s`: mean wait from the request to the answer, of those answered;
    - `service_level_60`: share answered within 60 s, of those answered or given up;
    - `abandonment`: share given up, of the same; told at once that nobody is on duty
      (`told_unserved`, a share of all) is not waiting;
    - `aht_s`: talk and wrap-up, mean; `occupancy`: share of the time on duty so spent;
    - `wait_error_p50_s`: median distance of the real wait from the middle of the range told
      when asking; `wait_within_range`: share of those waits in their range; both of those
      told a range and served;
    - `queued_…`: the same of those for whom nobody was free, with the median width;
    - `retold_within_range`: of what was told when the place in the queue had changed;
    - `cannot_say`: share of those asking with somebody on duty who were told no range;
    - `gave_up_beyond_range`: of those who gave up, the share still waiting after the
      range told them had passed: misses that a figure of the served cannot show.
    """
    waits = [s for each in days for s in each.waits_s]
    left = [s for each in days for s in each.left_s]
    unserved = sum(each.unserved + each.unserved_later for each in days)
    told = [t for each in days for t in each.told]
    asked = [t for t in told if t.first and t.outlook.on_duty > 0]
    gave_up = [t for t in told if t.first and t.range and t.left_s is not None]
    waited = len(waits) + len(left)
    return {
        "visits": waited + unserved,
        "asa_s": round(statistics.fmean(waits), 1),
        "service_level_60": _share(s <= 60.0 for s in waits) * len(waits) / waited,
        "abandonment": len(left) / waited,
        "told_unserved": unserved / (waited + unserved),
        "aht_s": round(statistics.fmean(s for each in days for s in each.handled_s), 1),
        "occupancy": sum(d.occupied_s for d in days) / sum(d.on_duty_s for d in days),
        "longest_wait_s": round(max(waits)),
        "cannot_say": _share(t.range is None for t in asked),
        "gave_up_beyond_range": _share(
            t.left_s is not None and t.range is not None and t.left_s > t.range.high_s
            for t in gave_up
        ),
        **honesty(came_true(told)),
    }


def honesty(told: list[Judged]) -> dict[str, float]:
    """How far what was told was from what came; see `figures`."""
    first = [t for t in told if t.first]
    queued = [t for t in first if t.queued]
    return {
        "wait_error_p50_s": _median(t.error_s for t in first),
        "wait_within_range": _share(t.within for t in first),
        "queued": len(queued),
        "queued_wait_error_p50_s": _median(t.error_s for t in queued),
        "queued_within_range": _share(t.within for t in queued),
        "queued_range_width_p50_s": _median(t.high_s - t.low_s for t in queued),
        "range_width_p50_s": _median(t.high_s - t.low_s for t in first),
        "retold_within_range": _share(t.within for t in told if not t.first),
    }


def _share(those: Iterable[bool]) -> float:
    counted = list(those)
    return sum(counted) / len(counted) if counted else 0.0


def _median(values: Iterable[float]) -> float:
    found = list(values)
    return round(statistics.median(found), 1) if found else 0.0


COLUMNS = (
    ("ASA s", "asa_s", "{:.0f}"),
    ("≤60 s", "service_level_60", "{:.0%}"),
    ("gave up", "abandonment", "{:.1%}"),
    ("unserved", "told_unserved", "{:.1%}"),
    ("AHT s", "aht_s", "{:.0f}"),
    ("occup.", "occupancy", "{:.0%}"),
    ("longest s", "longest_wait_s", "{:.0f}"),
    ("in range", "wait_within_range", "{:.1%}"),
    ("error s", "wait_error_p50_s", "{:.0f}"),
    ("queued", "queued", "{:.0f}"),
    ("in range", "queued_within_range", "{:.1%}"),
    ("error s", "queued_wait_error_p50_s", "{:.0f}"),
    ("width s", "queued_range_width_p50_s", "{:.0f}"),
    ("retold in", "retold_within_range", "{:.1%}"),
)


def table(kind: str, found: dict[str, dict[str, float]]) -> str:
    """For people. The columns from `queued` on are of those for whom nobody was free."""
    lines = [f"\n{kind}", f"{'':13s}" + "".join(f"{title:>10s}" for title, _, _ in COLUMNS)]
    lines += [
        f"{name:13s}" + "".join(f"{how.format(row[key]):>10s}" for _, key, how in COLUMNS)
        for name, row in found.items()
    ]
    return "\n".join(lines)


Task = tuple[str, Strategy, str, int, float]


def _work(task: Task) -> tuple[dict[str, float], list[Judged]]:
    days = play(*task)
    return figures(days), came_true(t for each in days for t in each.told)


def main() -> int:
    """Simulate and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="2026", help="another seed, another town and days")
    parser.add_argument("--days", type=int, default=10, help="days in Pori")
    parser.add_argument("--scale", type=float, default=0.4, help="of the country's fifteenth")
    parser.add_argument("--plot", type=Path, help="write a picture of told and real waits (SVG)")
    given = parser.parse_args()
    began = time.monotonic()
    tasks: list[Task] = [
        (kind, strategy, given.seed, given.days, given.scale)
        for kind in ("country", "pori", "bad_morning")
        for strategy in Strategy
    ]
    with ProcessPoolExecutor(max_workers=2) as pool:
        found = dict(zip(tasks, pool.map(_work, tasks), strict=True))
    rows: dict[str, dict[str, dict[str, float]]] = {kind: {} for kind in KINDS}
    told: dict[str, list[Judged]] = {kind: [] for kind in KINDS}
    for (kind, strategy, *_), (row, waits) in found.items():
        rows[kind][strategy.value] = {key: round(value, 4) for key, value in row.items()}
        told[kind] += waits
    print(f"pori: {given.days} days; country: {COUNTRY.scale}, times {given.scale:g}")
    for kind in KINDS:
        print(table(kind, rows[kind]))
    print(f"\nsimulated in {time.monotonic() - began:.0f} s, all checks held")
    if given.plot is not None:
        dots = [
            Dot(t.low_s, t.high_s, t.real_s)
            for t in told["pori"] + told["country"]
            if t.first and t.queued
        ]
        given.plot.write_text(picture(dots), "utf-8")
    ordinary = honesty(told["pori"] + told["country"])
    result = {**{key: round(value, 4) for key, value in ordinary.items()}, **rows}
    print(json.dumps({"seed": given.seed, **result}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
