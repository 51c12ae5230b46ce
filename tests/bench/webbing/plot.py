"""The picture of `make bench-web`: `python -m tests.bench.webbing.plot` draws it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA, PICTURE = Path("docs/bench/web.json"), Path("docs/bench/web.svg")
WIDTH, HEIGHT, LEFT, BARS_END = 960, 430, 90, 700
AIMS_KB = {"expert": 200, "clerk": 200, "booth": 150}
KINDS = {
    "code": "#2a6ebb",
    "texts": "#7a5ab5",
    "styles": "#3c8f5a",
    "fonts": "#c98a1b",
    "rest": "#777777",
}
MOST_KB = 220.0
HEAP_TOP, HEAP_BOTTOM = 270.0, 390.0


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{text}</text>'


def _x(kb: float) -> float:
    return LEFT + kb / MOST_KB * (BARS_END - LEFT)


def _bars(loads: dict[str, Any]) -> list[str]:
    parts = []
    for row, (name, aim) in enumerate(AIMS_KB.items()):
        y, at = 78.0 + 46 * row, 0.0
        parts.append(_text(LEFT - 12, y + 18, name, 'text-anchor="end"'))
        for kind, colour in KINDS.items():
            kb = loads[name]["kinds"].get(kind, 0) / 1000
            parts.append(
                f'<rect x="{_x(at):.1f}" y="{y}" width="{_x(kb) - LEFT:.1f}" height="26" '
                f'fill="{colour}"/>'
            )
            at += kb
        times = sorted(loads[name]["usable_s"])
        parts += [
            f'<path d="M{_x(aim):.1f} {y - 5}v36" stroke="#c0392b" stroke-width="2"/>',
            _text(
                BARS_END + 16, y + 18, f"{at:.0f} kB, usable after {times[len(times) // 2]:.2f} s"
            ),
        ]
    return parts


def _key() -> list[str]:
    parts, x = [], float(LEFT)
    for kind, colour in KINDS.items():
        parts.append(f'<rect x="{x}" y="46" width="14" height="14" fill="{colour}"/>')
        parts.append(_text(x + 20, 58, kind))
        x += 90
    parts.append(f'<path d="M{x + 6} 44v18" stroke="#c0392b" stroke-width="2"/>')
    parts.append(_text(x + 14, 58, "aim"))
    return parts


def _heap(left: list[dict[str, float]]) -> list[str]:
    last = max(each["conversations"] for each in left) or 1
    most = max(each["heap_mb"] for each in left) * 1.25

    def place(each: dict[str, float]) -> tuple[float, float]:
        x = LEFT + each["conversations"] / last * (BARS_END - LEFT)
        return x, HEAP_BOTTOM - each["heap_mb"] / most * (HEAP_BOTTOM - HEAP_TOP)

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, left))
    end = left[-1]
    return [
        _text(
            LEFT,
            HEAP_TOP - 18,
            "An expert's tab after conversations, garbage collected: heap, MB",
            'font-size="15"',
        ),
        f'<path d="M{LEFT} {HEAP_BOTTOM}H{BARS_END}" stroke="#999"/>',
        f'<polyline points="{line}" fill="none" stroke="#2a6ebb" stroke-width="2"/>',
        *(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#2a6ebb"/>'
            for x, y in map(place, left)
        ),
        _text(LEFT, HEAP_BOTTOM + 18, "0"),
        _text(BARS_END, HEAP_BOTTOM + 18, f"{last}", 'text-anchor="end"'),
        _text(BARS_END + 16, place(end)[1] + 5, f"{end['heap_mb']:.1f} MB"),
        _text(LEFT - 12, HEAP_BOTTOM + 4, "0", 'text-anchor="end"'),
    ]


def picture(found: dict[str, Any]) -> str:
    """The whole figure as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13" fill="#222">',
        "<title>First loads and memory</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, 28, "First load of each workspace, kB gzip", 'font-size="15"'),
        *_key(),
        *_bars(found["loads"]),
        *_heap(found["left"]),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Draw what was kept."""
    PICTURE.write_text(picture(json.loads(DATA.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
