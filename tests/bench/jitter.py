"""`make bench-jitter`: what is heard of a voice over a bad line.

The same packets at the same times go through our jitter buffer and through aiortc's, on a clock
of their own, and into Chromium in real time. Told for each line: the longest gap in a voice that
never pauses, how late the voice is, how much later it still is two seconds after the line stood
still, and how people would judge it (PLCMOS v2, 1 to 5). On lines that lose packets for long each
is sent twice (RFC 2198), and both are told. Then mouth to ear through real PortAudio: a click into
the booth's microphone until it leaves another's loudspeaker.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

from tests.bench.jittering import browser, mouth_to_ear, plot, virtual
from tests.bench.jittering.judge import Found, delay_after_ms, delays_ms, gap_ms, quality
from tests.bench.jittering.lines import (
    CASES,
    IN_BROWSER,
    INCIDENT_S,
    LOSING,
    Line,
    Samples,
    packets,
    speech,
    vowel,
)

SECONDS = 20.0
TWICE, CHROMIUM_TWICE = "ours, sent twice", "Chromium, sent twice"
"""Where each packet brings the one before it again, which is sent so where packets get lost."""
SEED = 2026


def line_of(case: str, count: int) -> Line:
    """The case's line: the same for everybody."""
    return CASES[case](count, np.random.default_rng(SEED))


def judged(case: str, said: Samples, voice: Samples, buzz: Samples, concealed: float) -> Found:
    """What is to be said of a voice and a buzz that were heard."""
    told = delays_ms(said, voice)
    late = [each for when, each in told if when > 3.0]
    end = INCIDENT_S + (2.0 if case == "2 s stop" else 0.0)
    return Found(
        gap_ms=gap_ms(buzz),
        delay_p50_ms=float(np.median(late)) if late else math.nan,
        delay_p95_ms=float(np.percentile(late, 95)) if late else math.nan,
        delay_after_ms=delay_after_ms(told, end),
        quality=quality(voice),
        concealed=concealed,
    )


Ways = dict[str, dict[str, Found]]
WAYS: Mapping[str, Callable[[Sequence[bytes], Line], tuple[Samples, float]]] = {
    "ours": virtual.ours,
    TWICE: partial(virtual.ours, twice=True),
    "stock aiortc": virtual.stock,
}


async def compare(cases: Sequence[str], in_browser: Sequence[str]) -> Ways:
    """Every case through every way."""
    said, hummed = speech(SECONDS), vowel(SECONDS)
    talk, buzz = packets(said), packets(hummed)
    found: Ways = {**{name: {} for name in WAYS}, "Chromium": {}, CHROMIUM_TWICE: {}}
    for case in cases:
        line = line_of(case, len(talk))
        for name, way in WAYS.items():
            if name == TWICE and case not in LOSING:
                continue
            voice, concealed = way(talk, line)
            found[name][case] = judged(case, said, voice, way(buzz, line)[0], concealed)
            show(name, case, found[name][case])
    if in_browser:
        async with browser.listening() as page:
            for case in in_browser:
                line = line_of(case, len(talk))
                for twice in (False, True) if case in LOSING else (False,):
                    name = CHROMIUM_TWICE if twice else "Chromium"
                    voice = await browser.heard(page, talk, line, twice=twice)
                    hum = await browser.heard(page, buzz, line, twice=twice)
                    found[name][case] = judged(case, said, voice, hum, math.nan)
                    show(name, case, found[name][case])
    return found


def show(way: str, case: str, found: Found) -> None:
    """One line for people."""
    print(
        f"{way:<20} {case:<16} gap {found.gap_ms:4.0f} ms   delay {found.delay_p50_ms:4.0f} / "
        f"{found.delay_p95_ms:4.0f} ms   afterwards {found.delay_after_ms:+5.0f} ms   "
        f"quality {found.quality:4.2f}",
        flush=True,
    )


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few cases, and no browser")
    parser.add_argument(
        "--only", nargs="*", choices=tuple(CASES), help="these lines only, no clicks"
    )
    asked = parser.parse_args(arguments)
    if asked.only:
        some = compare(asked.only, [case for case in asked.only if case in IN_BROWSER])
        keep(_plain(asyncio.run(some)))
        return
    cases = ("even", "one lost", "5 % lost", "2 s stop") if asked.quick else tuple(CASES)
    found = asyncio.run(compare(cases, () if asked.quick else IN_BROWSER))
    clicks = mouth_to_ear.measure(10 if asked.quick else 60)
    print(f"\nMouth to ear, ms: p50 {np.median(clicks):.0f}, p95 {np.percentile(clicks, 95):.0f}")
    if not asked.quick:
        keep({**_plain(found), "mouth_to_ear_ms": [round(each, 1) for each in clicks]})
    chromium, chromium_twice = (found[way].get("5 % lost") for way in ("Chromium", CHROMIUM_TWICE))
    line = {
        "gap_ms_one_loss": found["ours"]["one lost"].gap_ms,
        "delay_ms_after_burst": round(found["ours"]["2 s stop"].delay_after_ms, 1),
        "quality_5pct": round(found[TWICE]["5 % lost"].quality, 2),
        "quality_5pct_sent_once": round(found["ours"]["5 % lost"].quality, 2),
        "chromium_quality_5pct": round(chromium.quality, 2) if chromium else None,
        "chromium_quality_5pct_sent_twice": (
            round(chromium_twice.quality, 2) if chromium_twice else None
        ),
        "mouth_to_ear_ms_p95": round(float(np.percentile(clicks, 95)), 1),
    }
    print(json.dumps(line))


def keep(newly: Mapping[str, Any]) -> None:
    """Put what was measured in the place of the last figures of the same lines, and draw."""
    kept = json.loads(plot.DATA.read_text()) if plot.DATA.exists() else {"ways": {}}
    ways = {**kept["ways"]}
    for way, cases in newly["ways"].items():
        ways[way] = {**ways.get(way, {}), **cases}
    plot.DATA.write_text(json.dumps({**kept, **newly, "ways": ways}, indent=1) + "\n")
    plot.main()


def _plain(found: Ways) -> dict[str, Any]:
    def known(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 3)

    ways = {
        way: {
            case: {key: known(value) for key, value in asdict(each).items()}
            for case, each in cases.items()
        }
        for way, cases in found.items()
    }
    return {"ways": ways}


if __name__ == "__main__":
    main(sys.argv[1:])
