"""Draw what `make bench-narrow` wrote with `--into`:

python -m tests.bench.narrowing.plot results.json docs/bench/narrow.svg
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROW, TOP, LEFT, WIDE, GAP = 34, 92, 96, 160, 24
COLOURS = {"ours": "#12406f", "stock": "#c9803a"}
NAMES = {"ours": "Etäluukku", "stock": "stock aiortc"}

Row = dict[str, Any]


def missing(row: Row) -> float:
    """Percent of the voice that was lost or too late."""
    return float(row["extra"]["voice_missing"]) * 100


PANELS: tuple[tuple[str, float, str, Callable[[Row], float]], ...] = (
    ("voice lost or late, %", 100.0, "{:.0f}", missing),
    ("document, frames a second", 10.0, "{:.1f}", lambda row: float(row["document_fps"])),
    ("face, frames a second", 30.0, "{:.1f}", lambda row: float(row["face_fps"])),
    ("seconds to settle", 20.0, "{:.1f}", lambda row: float(row["settle_s"])),
    ("seconds to return", 20.0, "{:.1f}", lambda row: float(row["return_s"])),
    ("longest freeze, s", 20.0, "{:.1f}", lambda row: float(row["freeze_ms_max"]) / 1000),
)


def order(link: str) -> tuple[int, int]:
    """Wide lines first, then few losses."""
    rate, loss = link.rstrip("%").split("k_")
    return -int(rate), int(loss)


def draw(results: dict[str, dict[str, Row]]) -> str:
    """The figure as SVG."""
    links = sorted({link for rows in results.values() for link in rows}, key=order)
    width = LEFT + len(PANELS) * (WIDE + GAP)
    height = TOP + len(links) * ROW + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'role="img" font-family="sans-serif" font-size="12">',
        "<title>What a narrow line gives to voice, document and face</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        '<text x="16" y="24" font-size="16">What voice, document and face get of a narrow line'
        "</text>",
    ]
    for index, (kind, colour) in enumerate(COLOURS.items()):
        x = 16 + index * 130
        parts.append(f'<rect x="{x}" y="38" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="49">{NAMES[kind]}</text>')
    for column, (title, most, form, value) in enumerate(PANELS):
        x = LEFT + column * (WIDE + GAP)
        parts.append(f'<text x="{x}" y="{TOP - 14}" font-weight="bold">{title}</text>')
        parts.append(f'<path d="M{x} {TOP - 6}V{height - 20}" stroke="#bbb"/>')
        for number, link in enumerate(links):
            for offset, (kind, colour) in enumerate(COLOURS.items()):
                row = results.get(kind, {}).get(link)
                if row is None:
                    continue
                y = TOP + number * ROW + offset * 13
                long = min(1.0, value(row) / most) * (WIDE - 36)
                parts.append(
                    f'<rect x="{x}" y="{y}" width="{long:.1f}" height="11" fill="{colour}"/>'
                    f'<text x="{x + long + 5:.1f}" y="{y + 10}">{form.format(value(row))}</text>'
                )
    for number, link in enumerate(links):
        rate, loss = link.split("_")
        parts.append(f'<text x="16" y="{TOP + number * ROW + 16}">{rate[:-1]} kbit, {loss}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(draw(json.loads(Path(sys.argv[1]).read_text())))
