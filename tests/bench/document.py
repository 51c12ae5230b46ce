"""`make bench-document`: is the page found, and can its print be read?

Pages of known text are photographed virtually (tests/support/papers) and read by tesseract.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from itertools import groupby
from pathlib import Path

import numpy as np

from edge_client.devices.opencv import cv2
from tests.bench.documenting.cases import CACHE, sought
from tests.bench.documenting.contact import sheet
from tests.bench.documenting.finding import Sought, seek, told
from tests.bench.documenting.plot import picture
from tests.bench.documenting.real import photographs
from tests.bench.documenting.record import Look, Record, kept
from tests.bench.documenting.screen import read_screen
from tests.bench.documenting.tables import (
    KINDS,
    LIVE,
    LIVE_NARROW,
    STILL,
    ZOOM,
    Kind,
    Readers,
    Results,
    photographed,
    read_here,
)
from tests.support.papers import Sitting

KEYS = {
    "still_cer_6pt": ("6 pt standard", STILL),
    "still_cer_8pt_hard": ("8 pt hard", STILL),
    "live_cer_8pt": ("8 pt standard", LIVE),
    "live_cer_12pt_500k": ("12 pt standard", LIVE_NARROW),
    "zoom_cer_6pt": ("6 pt standard", ZOOM),
}
"""Where in the table the numbers of the last line stand."""


def read_kinds(kinds: list[Kind], numbers: range, *, browser: bool) -> Results:
    """Photograph, show, read; print a table."""
    results = Results()
    readers = Readers(results)
    for kind in kinds:
        shots = photographed(kind, numbers)
        if browser:
            asyncio.run(read_screen(kind, shots, readers, results))
        read_here(kind, shots, readers, screen=not browser)
        readers.finish()
        print("\n".join(results.lines(kind.name)), flush=True)
    return results


def find(numbers: range, scenes: list[str] | None, pictures: bool) -> dict[str, dict[int, Look]]:
    """Look for the page in these kinds of scene, in every kind when None."""
    everything: dict[str, dict[int, Look]] = {}
    for kind, cases in groupby(sought(numbers), key=lambda case: case.kind):
        if scenes is not None and kind not in scenes:
            continue
        results: dict[int, Sought] = {}
        for case in cases:
            sitting = case.sitting()
            result = results[case.seed] = seek(case, sitting)
            if pictures and (result.wrong or not result.found):
                show(result, sitting, case.seed)
        print(f"{kind:16} {told(list(results.values()))}", flush=True)
        everything[kind] = {
            seed: Look(each.found, each.wrong, round(each.error_px, 2), round(each.share, 5))
            for seed, each in results.items()
        }
    return everything


def show(result: Sought, sitting: Sitting, seed: int) -> None:
    """Keep a picture of a page that was not found, or wrongly: the truth green, the found red."""
    frame = sitting.frame(0)
    cv2.polylines(frame, [sitting.corners.astype(np.int32)], True, (0, 255, 0), 6)
    if result.corners is not None:
        cv2.polylines(frame, [result.corners.astype(np.int32)], True, (0, 0, 255), 6)
    file = CACHE / f"missed-{result.kind.replace(' ', '-')}-{seed}.jpg"
    cv2.imwrite(str(file), cv2.resize(frame, (816, 612), interpolation=cv2.INTER_AREA))
    print(f"  {file}: {'wrong' if result.wrong else 'not found'}{', cut' if result.cut else ''}")


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="photographs of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first of them")
    parser.add_argument("--quick", action="store_true", help="only a few photographs")
    only = ["finding", "reading", "telling"]
    parser.add_argument("--only", choices=only, help="one part of it; the last measures nothing")
    parser.add_argument("--no-browser", action="store_true", help="the same codec, no Chromium")
    parser.add_argument("--kinds", nargs="*", help="only these, as '8 pt hard' or 'white table'")
    parser.add_argument("--pictures", action="store_true", help="keep pictures of what is missed")
    parser.add_argument("--runs", type=Path, help="add this file's results, and keep all in it")
    parser.add_argument("--plot", type=Path, help="draw the result there (SVG)")
    parser.add_argument("--contact", type=Path, help="a sheet of examples there (JPEG), no more")
    parser.add_argument(
        "--photographs",
        type=Path,
        default=os.environ.get("ETALUUKKU_PHOTOGRAPHS"),
        help="a folder of real photographs, to be told of, too",
    )
    return parser.parse_args()


def main() -> None:
    """Run the benchmark."""
    asked = options()
    if asked.contact:
        kinds = [kind for kind in KINDS if kind.points in {6, 8}]
        sheet(asked.contact, [photographed(kind, range(1))[0] for kind in kinds])
        return
    if asked.photographs:
        photographs(Path(asked.photographs))
    numbers = range(asked.first, asked.first + (2 if asked.quick else asked.count))
    new = Record()
    if asked.only not in {"finding", "telling"}:
        kinds = [kind for kind in KINDS if asked.kinds is None or kind.name in asked.kinds]
        new.results = read_kinds(kinds, numbers, browser=not asked.no_browser)
    if asked.only not in {"reading", "telling"}:
        new.looks = find(numbers, asked.kinds, asked.pictures)
    record = kept(asked.runs, new)
    told = {key: record.results.median(kind, way) for key, (kind, way) in KEYS.items()}
    line = {**told, **record.found(), "still_s": record.still_s()}
    if asked.plot:
        shares = f"{line.get('page_found', 0):.1%} of pages found, {line.get('wrong_warp', 0):.1%}"
        asked.plot.write_text(picture(record.results.rates, f"{shares} wrong"), "utf-8")
    print(json.dumps(line))


if __name__ == "__main__":
    main()
