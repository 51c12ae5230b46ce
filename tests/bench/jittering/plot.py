"""The picture of `make bench-jitter`: `python -m tests.bench.jittering.plot` draws it anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATA, PICTURE = Path("docs/bench/jitter.json"), Path("docs/bench/jitter.svg")

COLOURS = {
    "ours": "#2a6ebb",
    "ours, sent twice": "#7a3fa0",
    "stock aiortc": "#c0392b",
    "Chromium": "#3c8f5a",
    "Chromium, sent twice": "#8a6d00",
}
LOSSES = (
    ("even", 0),
    ("1 % lost", 1),
    ("2 % lost", 2),
    ("5 % lost", 5),
    ("10 % lost", 10),
    ("20 % lost", 20),
)
DELAYS = (
    "even",
    "one lost",
    "5 % lost",
    "jitter 30 ms",
    "jitter 60 ms",
    "jitter 100 ms",
    "2 s stop",
)
WIDTH, HEIGHT, TOP, BASE = 960, 420, 76, 350
LONGEST_MS = 300.0


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{text}</text>'


def _quality(ways: dict[str, Any]) -> list[str]:
    """Quality by loss: a line each."""

    def place(loss: int, score: float) -> tuple[float, float]:
        return 70 + 340 * (loss / 20) ** 0.5, BASE - (score - 1) / 4 * (BASE - TOP)

    parts = [
        _text(70, 48, "Quality by share of lost packets (PLCMOS v2, 1 to 5)", 'font-size="15"')
    ]
    for score in (1, 2, 3, 4, 5):
        y = place(0, score)[1]
        parts += [f'<path d="M70 {y:.1f}H410" stroke="#ddd"/>', _text(50, y + 4, str(score))]
    parts += [_text(place(loss, 1)[0] - 8, BASE + 20, f"{loss} %") for _, loss in LOSSES]
    for way, colour in COLOURS.items():
        known = ways.get(way, {})
        told = [(loss, known[case]["quality"]) for case, loss in LOSSES if case in known]
        points = [place(loss, score) for loss, score in told if score is not None]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
    return parts


def _delays(ways: dict[str, Any]) -> list[str]:
    """Delay by line: bars."""
    parts = [_text(500, 48, "Delay of the buffer, median, ms", 'font-size="15"')]
    for row, case in enumerate(DELAYS):
        y = TOP + row * 39.0
        parts.append(_text(500, y + 19, case))
        for index, way in enumerate(("ours", "stock aiortc")):
            found = ways[way].get(case, {}).get("delay_p50_ms")
            if found is None:
                continue
            length = min(found, LONGEST_MS) / LONGEST_MS * 250
            bar = y + 3 + 15 * index
            parts.append(
                f'<rect x="610" y="{bar}" width="{length:.1f}" height="12" fill="{COLOURS[way]}"/>'
            )
            parts.append(_text(616 + length, bar + 11, f"{found:.0f}"))
    return parts


def picture(data: dict[str, Any]) -> str:
    """The SVG."""
    ways = data["ways"]
    parts: list[str] = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">',
        "<title>Voices over bad lines</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for index, (way, colour) in enumerate(COLOURS.items()):
        x = 70 + 178 * index
        parts.append(f'<rect x="{x}" y="12" width="14" height="14" fill="{colour}"/>')
        parts.append(_text(x + 20, 24, way))
    parts += _quality(ways) + _delays(ways)
    return "\n".join([*parts, "</svg>", ""])


def main(arguments: Sequence[str] = ()) -> None:
    """Draw what was measured last."""
    PICTURE.write_text(picture(json.loads(DATA.read_text())))


if __name__ == "__main__":
    main()
