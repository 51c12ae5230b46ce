"""`make bench-picture`: what sending costs the terminal, and what its receivers get for it.

A terminal in a process of its own sends a 720p30 face and a 1080p10 document, the same raw
frames for every kind of terminal, to 1, 2, 3 and 4 receivers, which decrypt and count and
decode nothing. Cores are CPU seconds a second of the terminal's process, or of all of
Chromium's without what its idle page costs. See `docs/bench/picture.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from edge_client.video.encoder import VideoCodec
from signaling.protocol import Purpose
from tests.bench.picture_plot import bars, picture
from tests.bench.picturing.quality import Quality, encode_alone
from tests.bench.picturing.scene import write_photographs, write_scene
from tests.bench.picturing.staging import (
    Measured,
    Seen,
    Times,
    ceilings,
    median_cores,
    middle,
    restored,
    stored,
    terminal,
)

CASES = ("floor", "ours", "stock", "chromium", "mixed", "slow", "paper")
SLOW_LINE = 300_000
NARROW_RECEIVERS = 4

Runs = dict[tuple[str, int], list[Measured]]


async def growing(kind: str, folder: Path, times: Times, counts: list[int]) -> dict[int, Measured]:
    """One terminal and more and more receivers; the cost at each count."""
    found: dict[int, Measured] = {}
    async with terminal(kind, folder, times) as staged:
        for count in range(1, max(counts) + 1):
            await staged.add()
            if count in counts:
                found[count] = await staged.measure()
    for window, count in enumerate(found):
        last = count == max(counts)
        if window == 0 or last:
            found[count] = staged.judged(found[count], window, first_only=not last)
    return found


async def once(
    folder: Path, times: Times, receivers: list[tuple[str, int]], kind: str = "ours"
) -> Measured:
    """One terminal and these receivers, each with its codec and line, at once."""
    async with terminal(kind, folder, times) as staged:
        for codec, estimate in receivers:
            await staged.add(codec, estimate)
        measured = await staged.measure()
    return staged.judged(measured, 0, first_only=False)


async def run_case(case: str, folder: Path, times: Times, counts: list[int]) -> Runs:
    """All that one case measures in one round."""
    roomy = sum(ceilings().values()) * 2
    if case == "mixed":
        both = [("H264", roomy)] * 2 + [("VP8", roomy)] * 2
        return {("mixed", 4): [await once(folder, times, both)]}
    if case == "slow":
        lines = [("H264", roomy)] * (NARROW_RECEIVERS - 1) + [("H264", SLOW_LINE)]
        return {("slow", NARROW_RECEIVERS): [await once(folder, times, lines)]}
    if case == "paper":
        all_roomy = [("H264", roomy)] * NARROW_RECEIVERS
        return {("paper", NARROW_RECEIVERS): [await once(folder, times, all_roomy, "paper")]}
    if case == "floor":
        return {("floor", 0): [await once(folder, times, [], "floor")]}
    if case == "stock":
        counts = sorted({min(counts), max(counts)})
    grown = await growing(case, folder, times, counts)
    return {(case, count): [measured] for count, measured in grown.items()}


def headline(case: str, count: int, runs: list[Measured]) -> str:
    """What it cost, for people."""
    cores = " ".join(f"{each.cores:.3f}" for each in runs)
    return (
        f"{case:9} {count} receivers: {median_cores(runs):.3f} cores  (runs: {cores};"
        f" receivers' own {middle(runs).bench_cores:.2f}, other programs"
        f" {middle(runs).other_cores:.2f})"
    )


def line(seen: Seen) -> str:
    """What one receiver got of one video."""
    told = (
        f"{seen.purpose:9}{seen.codec:5}{seen.fps:6.2f} fps {seen.rate / 1e6:5.2f} Mbit/s"
        f"  lost {seen.lost}"
    )
    return told + ("" if seen.quality is None else f"  {quality_text(seen.quality)}")


def quality_text(quality: Quality) -> str:
    """Size, quantiser and PSNR."""
    mean = "-" if quality.quantiser is None else f"{quality.quantiser:.1f}"
    db = "-" if quality.psnr_db is None else f"{quality.psnr_db:.2f} dB"
    return f"{quality.width}x{quality.height}  quantiser {mean}  PSNR {db}"


def compare(folder: Path, runs: Runs, counts: list[int], seconds: float) -> dict[str, Any]:
    """Our PSNR at the rate that Chromium delivered: the video that fares worse beside it."""
    theirs = runs.get(("chromium", min(counts)))
    if not theirs:
        return {"psnr_db": None, "chromium_psnr_db": None}
    pairs = []
    print("At Chromium's own rates, our encoder on the same frames:")
    for seen in middle(theirs).seen:
        if seen.quality is None or seen.quality.psnr_db is None:
            continue
        codec: VideoCodec = "H264" if seen.codec == "H264" else "VP8"
        ceiling = ceilings()[seen.purpose]
        rate, own = encode_alone(folder, codec, seen.purpose, seen.rate, ceiling, seconds)
        print(f"  {seen.purpose:9} Chromium {seen.rate / 1e6:.3f} Mbit/s"
              f"  {quality_text(seen.quality)}")  # fmt: skip
        print(f"  {'':9} ours     {rate / 1e6:.3f} Mbit/s  {quality_text(own)}")
        if own.psnr_db is not None:
            pairs.append((own.psnr_db, seen.quality.psnr_db))
    if not pairs:
        return {"psnr_db": None, "chromium_psnr_db": None}
    own_db, their_db = min(pairs, key=lambda pair: pair[0] - pair[1])
    return {"psnr_db": own_db, "chromium_psnr_db": their_db}


def result(runs: Runs) -> dict[str, Any]:
    """The last line, without the PSNR."""

    def by_count(case: str) -> dict[str, float]:
        return {
            str(count): median_cores(each)
            for (named, count), each in sorted(runs.items())
            if named == case
        }

    def one(case: str) -> float | None:
        # The one with the most receivers, where there are several.
        return next(reversed(by_count(case).values()), None)

    ours = [each for (case, _), each in runs.items() if case == "ours"]

    def lowest(purpose: Purpose) -> float | None:
        return min((middle(each).fps(purpose) for each in ours), default=None)

    return {
        "cores": by_count("ours"),
        "chromium_cores": by_count("chromium"),
        "stock_cores": one("stock"),
        "floor_cores": one("floor"),
        "fps_min": lowest(Purpose.FACE),
        "document_fps_min": lowest(Purpose.DOCUMENT),
        "cores_mixed": one("mixed"),
        "cores_paper_on": one("paper"),
    }


def plotted(runs: Runs) -> str:
    """The runs as SVG."""

    def of(case: str) -> dict[str, tuple[float, float]]:
        return {
            str(count): (median_cores(found), middle(found).fps(Purpose.FACE))
            for (named, count), found in sorted(runs.items())
            if named == case
        }

    names = {
        "stock": "stock aiortc",
        "mixed": "2 H.264\n+ 2 VP8",
        "slow": "4, one has\n300 kbit/s",
        "paper": "4, 8 MP paper\ncamera",
    }
    others = {
        name if case != "stock" else f"{name}\n{count}": value
        for case, name in names.items()
        for count, value in of(case).items()
    }
    floors = of("floor")
    floor = floors["0"][0] if floors else None
    return picture(bars(of("ours"), of("chromium"), others), floor)


def read_runs(path: Path | None) -> Runs:
    """The runs of earlier rounds; none where there is no such file."""
    runs: Runs = defaultdict(list)
    if path is not None and path.exists():
        for key, found in json.loads(path.read_text()).items():
            case, _, count = key.partition(" ")
            runs[case, int(count)] = [restored(each) for each in found]
    return runs


def write_runs(path: Path, runs: Runs) -> None:
    """Keep them for further rounds and for the plot."""
    kept = {
        f"{case} {count}": [stored(each) for each in found] for (case, count), found in runs.items()
    }
    path.write_text(json.dumps(kept, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    """Of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", default="1,2,3,4", help="receivers, such as 1,4")
    parser.add_argument("--cases", default=",".join(CASES), help="which of " + ", ".join(CASES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each window")
    parser.add_argument("--quick", action="store_true", help="one round, short, 1 and 4")
    parser.add_argument("--runs", type=Path, help="add this file's rounds, and keep all in it")
    parser.add_argument("--plot", type=Path, help="draw all rounds into this SVG file")
    return parser.parse_args()


async def main() -> None:
    """Measure and print."""
    options = arguments()
    counts = [int(each) for each in options.counts.split(",")]
    times = Times(settle=5.0, window=options.seconds)
    rounds = options.rounds
    if options.quick:
        counts, times, rounds = [1, 4], Times(settle=4.0, window=5.0), 1
    runs = read_runs(options.runs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_scene(folder)
        if "paper" in options.cases:
            write_photographs(folder)
        for number in range(rounds):
            for case in options.cases.split(","):
                for (named, count), found in (await run_case(case, folder, times, counts)).items():
                    runs[named, count] += found
                    print(f"round {number + 1}  {headline(named, count, found)}", flush=True)
                if options.runs is not None:
                    write_runs(options.runs, runs)
        print("Medians, and what was delivered in the run in the middle:")
        for (named, count), found in runs.items():
            print(headline(named, count, found))
            for seen in middle(found).seen:
                print(f"{'':12}{line(seen)}")
        told = {**result(runs), **compare(folder, runs, counts, times.window)}
    if options.plot is not None:
        options.plot.write_text(plotted(runs))
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main())
