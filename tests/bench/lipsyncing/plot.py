"""The picture of `make bench-lipsync`: `python -m tests.bench.lipsyncing.plot` draws it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

DATA, PICTURE = Path("docs/bench/lipsync.json"), Path("docs/bench/lipsync.svg")
ROWS = (
    ("to_booth", "expert to booth", "#2a6ebb"),
    ("to_desk", "booth to expert", "#2a6ebb"),
    ("bad_to_booth", "expert to booth, bad line", "#7a5ab5"),
    ("bad_to_desk", "booth to expert, bad line", "#7a5ab5"),
    ("between_browsers", "Chromium to Chromium", "#3c8f5a"),
    ("stock_to_booth", "expert to stock aiortc", "#c0392b"),
    ("stock_to_desk", "stock aiortc to expert", "#c0392b"),
)
WIDTH, LEFT, RIGHT, TOP, ROW = 960, 230, 780, 96, 56
MOST_MS = 400.0
AIM_MS = 45.0


def _x(skew: float) -> float:
    limited = max(-MOST_MS, min(MOST_MS, skew))
    return LEFT + (limited + MOST_MS) / (2 * MOST_MS) * (RIGHT - LEFT)


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{text}</text>'


def _row(y: float, name: str, colour: str, skews: list[float]) -> list[str]:
    low, middle, high = (float(each) for each in np.percentile(skews, [5, 50, 95]))
    late = float(np.percentile(np.abs(skews), 95))
    dots = [
        f'<circle cx="{_x(skew):.1f}" cy="{y + 7 * (number % 3 - 1):.1f}" r="3" fill="{colour}" '
        'fill-opacity="0.45"/>'
        for number, skew in enumerate(skews)
    ]
    return [
        _text(LEFT - 16, y + 5, name, 'text-anchor="end"'),
        f'<path d="M{_x(low):.1f} {y:.1f}H{_x(high):.1f}" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<path d="M{_x(middle):.1f} {y - 14:.1f}V{y + 14:.1f}" stroke="{colour}" '
        'stroke-width="3"/>',
        _text(RIGHT + 16, y + 5, f"{middle:+.0f} ms; p95 {late:.0f} ms"),
    ]


def picture(ways: dict[str, Any]) -> str:
    """The whole figure as SVG."""
    rows = [row for row in ROWS if row[0] in ways]
    base = TOP + ROW * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {base + 60}" '
        'font-family="sans-serif" font-size="14" fill="#222">',
        f'<rect width="{WIDTH}" height="{base + 60}" fill="#fff"/>',
        _text(
            24, 34, "By how much a flash comes later than the click made with it", 'font-size="18"'
        ),
        _text(
            24,
            58,
            "Each dot is one pair; the bar is the median, the line 5 to 95 %. Grey: the aim, 45 ms "
            "either way.",
            'fill="#555"',
        ),
        f'<rect x="{_x(-AIM_MS):.1f}" y="{TOP - 24}" width="{_x(AIM_MS) - _x(-AIM_MS):.1f}" '
        f'height="{base - TOP + 12}" fill="#eee"/>',
        f'<path d="M{_x(0):.1f} {TOP - 24}V{base - 12}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for number, (way, name, colour) in enumerate(rows):
        parts += _row(TOP + ROW * number + 8, name, colour, ways[way]["skews_ms"])
    for tick in range(-400, 401, 100):
        parts.append(
            _text(_x(tick), base + 14, f"{tick:+d}" if tick else "0", 'text-anchor="middle"')
        )
    parts.append(
        _text(
            (LEFT + RIGHT) / 2,
            base + 40,
            "ms; left of 0 the picture is sooner, right of it the voice",
            'text-anchor="middle" fill="#555"',
        )
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    """Draw what was measured last."""
    PICTURE.write_text(picture(json.loads(DATA.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
