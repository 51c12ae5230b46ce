"""`make bench-lipsync`: does a flash come with its click?

A flash and a click are made together at one end of a real conversation, and it is noted when the
flash is painted and when the click leaves the loudspeaker (PulseAudio's null sinks, recorded by
their monitors), at the other. Told is by how much the flash comes later than its click: both ways
between an expert's Chromium and the terminal, the same over a line with 40 ms of jitter that
loses 2 % of all packets, with stock aiortc in the terminal's place, and between two Chromiums.
First of all how far the recording is from what the sound driver says.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence

import numpy as np

from tests.bench.lipsyncing import plot
from tests.support.flashes import Told, measure

WAYS: Mapping[str, str] = {
    "loudspeaker": "the recording against the driver",
    "to_booth": "expert to booth",
    "to_desk": "booth to expert",
    "bad_to_booth": "expert to booth, bad line",
    "bad_to_desk": "booth to expert, bad line",
    "between_browsers": "Chromium to Chromium",
    "stock_to_booth": "expert to stock aiortc",
    "stock_to_desk": "stock aiortc to expert",
}
QUICK = ("loudspeaker", "to_booth", "to_desk", "bad_to_booth", "bad_to_desk")


def late(skews: Sequence[float], share: int) -> float:
    """A percentile of what the skews are without their sign, ms."""
    return round(float(np.percentile(np.abs(skews), share)), 1)


def found(way: str, told: Told) -> dict[str, object]:
    """What is kept of one way; ages and skews in ms."""
    pairs = told.pairs
    assert len(pairs) >= 0.8 * len(told.made) > 0, f"{way}: {len(pairs)} of {len(told.made)} came"
    return {
        "seen_ms": [round(seen, 1) for seen, _ in pairs],
        "heard_ms": [round(heard, 1) for _, heard in pairs],
        "skews_ms": [round(skew, 1) for skew in told.skews],
    }


def keep(way: str, told: dict[str, object], *, quick: bool) -> None:
    """Put one way's figures in the place of its last ones, and draw; not those of a quick look."""
    if quick:
        return
    kept = json.loads(plot.DATA.read_text("utf-8")) if plot.DATA.exists() else {}
    plot.DATA.write_text(json.dumps({**kept, way: told}) + "\n", "utf-8")
    plot.main()


def show(way: str, told: Told) -> None:
    """One line for people."""
    seen, heard = np.median(told.pairs, axis=0)
    low, middle, high = np.percentile(told.skews, [5, 50, 95])
    print(
        f"{WAYS[way]:<33} {len(told.skews):3} of {len(told.made):3}   seen after {seen:4.0f} ms, "
        f"heard after {heard:4.0f} ms   skew {middle:+5.0f} ms (5 to 95 %: {low:+.0f} to {high:+.0f})",
        flush=True,
    )


def main(arguments: Sequence[str]) -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each way")
    parser.add_argument("--quick", action="store_true", help="a few seconds, and only our ways")
    parser.add_argument("--only", nargs="*", choices=tuple(WAYS), help="these ways only")
    asked = parser.parse_args(arguments)
    ways = asked.only or (QUICK if asked.quick else tuple(WAYS))
    skews: dict[str, list[float]] = {}
    for way in ways:
        told = measure(way, 6.0 if asked.quick else asked.seconds)
        skews[way] = told.skews
        show(way, told)
        keep(way, found(way, told), quick=asked.quick)
    ours = [way for way in ("to_booth", "to_desk") if way in skews]
    names = {
        "loudspeaker": "error",
        "to_booth": "booth_skew",
        "to_desk": "sent_skew",
        "bad_to_booth": "bad_line_booth_skew",
        "bad_to_desk": "bad_line_sent_skew",
        "between_browsers": "chromium_skew",
        "stock_to_booth": "stock_booth_skew",
        "stock_to_desk": "stock_sent_skew",
    }
    line = {
        "skew_ms_p95": max((late(skews[way], 95) for way in ours), default=None),
        "skew_ms_p50": max((late(skews[way], 50) for way in ours), default=None),
        **{f"{names[way]}_ms_p95": late(told, 95) for way, told in skews.items()},
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main(sys.argv[1:])
