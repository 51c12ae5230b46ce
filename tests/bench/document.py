"""`make bench-document`: is the page found, and can its print be read?

Pages of known text are photographed virtually (tests/support/papers) and read by tesseract.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
from itertools import groupby
from pathlib import Path

import numpy as np

from edge_client.devices.opencv import cv2
from tests.bench.documenting.cases import sought
from tests.bench.documenting.contact import sheet
from tests.bench.documenting.finding import CACHE, Sought, seek, told
from tests.bench.documenting.plot import picture
from tests.bench.documenting.real import photographs
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


def read_kinds(kinds: list[Kind], count: int, *, browser: bool) -> Results:
    """Photograph, show, read; print a table."""
    results = Results()
    readers = Readers(results)
    for kind in kinds:
        shots = photographed(kind, count)
        if browser:
            asyncio.run(read_screen(kind, shots, readers, results))
        read_here(kind, shots, readers, screen=not browser)
        readers.finish()
        print("\n".join(results.lines(kind.name)), flush=True)
    return results


def find(count: int, pictures: bool) -> dict[str, float]:
    """Look for the page in every kind of scene."""
    everything: list[Sought] = []
    for kind, cases in groupby(sought(count), key=lambda case: case.kind):
        results: list[Sought] = []
        for case in cases:
            sitting = case.sitting()
            result = seek(case, sitting)
            results.append(result)
            if pictures and (result.wrong or not result.found):
                show(result, sitting, case.seed)
        print(f"{kind:16} {told(results)}", flush=True)
        everything += results
    return {
        "page_found": round(sum(each.found for each in everything) / len(everything), 3),
        "wrong_warp": round(sum(each.wrong for each in everything) / len(everything), 4),
    }


def show(result: Sought, sitting: Sitting, seed: int) -> None:
    """Keep a picture of a page that was not found, or wrongly: the truth green, the found red."""
    frame = sitting.frame(0)
    cv2.polylines(frame, [sitting.corners.astype(np.int32)], True, (0, 255, 0), 6)
    if result.corners is not None:
        cv2.polylines(frame, [result.corners.astype(np.int32)], True, (0, 0, 255), 6)
    file = CACHE / f"missed-{result.kind.replace(' ', '-')}-{seed}.jpg"
    cv2.imwrite(str(file), cv2.resize(frame, (816, 612), interpolation=cv2.INTER_AREA))
    print(f"  {file}: {'wrong' if result.wrong else 'not found'}{', cut' if result.cut else ''}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="photographs of each kind")
    parser.add_argument("--quick", action="store_true", help="only a few photographs")
    parser.add_argument("--only", choices=["finding", "reading"], help="one part of it")
    parser.add_argument("--no-browser", action="store_true", help="the same codec, no Chromium")
    parser.add_argument("--points", type=float, help="print of this size only")
    parser.add_argument("--pictures", action="store_true", help="keep pictures of what is missed")
    parser.add_argument("--plot", type=Path, help="draw the result there (SVG)")
    parser.add_argument("--contact", type=Path, help="a sheet of examples there (JPEG), no more")
    parser.add_argument(
        "--photographs",
        type=Path,
        default=os.environ.get("ETALUUKKU_PHOTOGRAPHS"),
        help="a folder of real photographs, to be told of, too",
    )
    options = parser.parse_args()
    if options.contact:
        kinds = [kind for kind in KINDS if kind.points in {6, 8}]
        sheet(options.contact, [photographed(kind, 1)[0] for kind in kinds])
        return
    if options.photographs:
        photographs(Path(options.photographs))
    count = 2 if options.quick else options.count
    told: dict[str, float | None] = {}
    rates: dict[tuple[str, str], list[float]] = {}
    if options.only != "finding":
        kinds = [kind for kind in KINDS if options.points in {None, kind.points}]
        results = read_kinds(kinds, count, browser=not options.no_browser)
        told |= {key: results.median(kind, way) for key, (kind, way) in KEYS.items()}
        rates = results.rates
        told["still_s"] = round(statistics.median(results.still_s), 2) if results.still_s else None
    if options.only != "reading":
        told |= find(count, options.pictures)
    if options.plot:
        found = (
            f"{told.get('page_found', 0):.1%} of pages found, {told.get('wrong_warp', 0):.1%} wrong"
        )
        options.plot.write_text(picture(rates, found), "utf-8")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
