"""`make bench-jitter`: what is heard of a voice over a bad line.

The same packets at the same times go through our jitter buffer and through aiortc's, on a clock
of their own, and into Chromium in real time. Told for each line: the longest gap in a voice that
never pauses, how late the voice is, how much later it still is two seconds after the line stood
still, and how people would judge it (PLCMOS v2, 1 to 5). Then mouth to ear through real
PortAudio: a click into the booth's microphone until it leaves another's loudspeaker.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from tests.bench.jittering import browser, mouth_to_ear, plot, virtual
from tests.bench.jittering.judge import Found, delay_after_ms, delays_ms, gap_ms, quality
from tests.bench.jittering.lines import (
    CASES,
    IN_BROWSER,
    INCIDENT_S,
    Line,
    Samples,
    packets,
    speech,
    vowel,
)

SECONDS = 20.0
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


async def compare(cases: Sequence[str], in_browser: Sequence[str]) -> Ways:
    """Every case through every way."""
    said, hummed = speech(SECONDS), vowel(SECONDS)
    talk, buzz = packets(said), packets(hummed)
    found: Ways = {"ours": {}, "stock aiortc": {}, "Chromium": {}}
    for case in cases:
        line = line_of(case, len(talk))
        for name, way in (("ours", virtual.ours), ("stock aiortc", virtual.stock)):
            voice, concealed = way(talk, line)
            found[name][case] = judged(case, said, voice, way(buzz, line)[0], concealed)
            show(name, case, found[name][case])
    if in_browser:
        async with browser.listening() as page:
            for case in in_browser:
                line = line_of(case, len(talk))
                voice = await browser.heard(page, talk, line)
                hum = await browser.heard(page, buzz, line)
                found["Chromium"][case] = judged(case, said, voice, hum, math.nan)
                show("Chromium", case, found["Chromium"][case])
    return found


def show(way: str, case: str, found: Found) -> None:
    """One line for people."""
    print(
        f"{way:<13} {case:<16} gap {found.gap_ms:4.0f} ms   delay {found.delay_p50_ms:4.0f} / "
        f"{found.delay_p95_ms:4.0f} ms   afterwards {found.delay_after_ms:+5.0f} ms   "
        f"quality {found.quality:4.2f}",
        flush=True,
    )


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few cases, and no browser")
    asked = parser.parse_args(arguments)
    cases = ("even", "one lost", "5 % lost", "2 s stop") if asked.quick else tuple(CASES)
    found = asyncio.run(compare(cases, () if asked.quick else IN_BROWSER))
    clicks = mouth_to_ear.measure(10 if asked.quick else 60)
    print(f"\nMouth to ear, ms: p50 {np.median(clicks):.0f}, p95 {np.percentile(clicks, 95):.0f}")
    if not asked.quick:
        plot.DATA.write_text(json.dumps(_plain(found, clicks), indent=1) + "\n")
        plot.main()
    chromium = found["Chromium"].get("5 % lost")
    line = {
        "gap_ms_one_loss": found["ours"]["one lost"].gap_ms,
        "delay_ms_after_burst": round(found["ours"]["2 s stop"].delay_after_ms, 1),
        "quality_5pct": round(found["ours"]["5 % lost"].quality, 2),
        "chromium_quality_5pct": round(chromium.quality, 2) if chromium else None,
        "mouth_to_ear_ms_p95": round(float(np.percentile(clicks, 95)), 1),
    }
    print(json.dumps(line))


def _plain(found: Ways, clicks: Sequence[float]) -> Mapping[str, object]:
    def known(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 3)

    ways = {
        way: {
            case: {key: known(value) for key, value in asdict(each).items()}
            for case, each in cases.items()
        }
        for way, cases in found.items()
    }
    return {"ways": ways, "mouth_to_ear_ms": [round(each, 1) for each in clicks]}


if __name__ == "__main__":
    main(sys.argv[1:])
