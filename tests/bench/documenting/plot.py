"""The picture of `make bench-document`: how much is read wrong, page by page, as SVG by hand."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

AIMS: Mapping[tuple[str, str], float] = {
    ("6 pt standard", "still"): 0.005,
    ("6 pt standard", "zoom at 2.5 Mbit/s"): 0.005,
    ("8 pt hard", "still"): 0.02,
    ("8 pt standard", "live at 2.5 Mbit/s"): 0.01,
    ("12 pt standard", "live at 500 kbit/s"): 0.01,
}
WIDTH, LEFT, RIGHT, TOP, ROW = 960.0, 320.0, 110.0, 78.0, 30.0
LEAST = 0.0002
"""Nothing wrong, and all that is below, stands at the left edge."""
TICKS = ((LEAST, "0"), (0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %"))


def _x(rate: float) -> float:
    share = math.log(min(1.0, max(LEAST, rate)) / LEAST) / math.log(1 / LEAST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _points(item: tuple[tuple[str, str], Mapping[int, float]]) -> tuple[float, str, str]:
    """Small print first."""
    (kind, way), _ = item
    return float(kind.split()[0]), kind, way


def picture(rates: Mapping[tuple[str, str], Mapping[int, float]], found: str) -> str:
    """A dot for each page, a bar for the median, a green line for the aim."""
    height = TOP + ROW * len(rates) + 50
    bottom = TOP + ROW * len(rates)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" role="img"'
        ' font-family="sans-serif" font-size="13">',
        "<title>Character error rate of print under the document camera</title>",
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="#fff"/>',
        '<text x="20" y="28" font-size="16">Characters read wrong by tesseract: each dot a page,'
        " the bar the median, green the aim</text>",
        f'<text x="20" y="52" fill="#555">{found}</text>',
    ]
    for rate, label in TICKS:
        parts.append(
            f'<path d="M{_x(rate):.1f} {TOP - 8:g}V{bottom:g}" stroke="#ddd"/>'
            f'<text x="{_x(rate):.1f}" y="{bottom + 20:g}" text-anchor="middle">{label}</text>'
        )
    for number, (key, each) in enumerate(sorted(rates.items(), key=_points)):
        values = list(each.values())
        y = TOP + ROW * number + ROW / 2 - 6
        median = statistics.median(values)
        parts.append(
            f'<text x="{LEFT - 14:g}" y="{y + 4:.1f}" text-anchor="end">{key[0]}, {key[1]}</text>'
        )
        if key in AIMS:
            at = _x(AIMS[key])
            parts.append(f'<path d="M{at:.1f} {y - 11:.1f}v22" stroke="#2f7d4f" stroke-width="3"/>')
        for place, value in enumerate(sorted(values)):
            shift = (place % 3 - 1) * 4
            parts.append(
                f'<circle cx="{_x(value):.1f}" cy="{y + shift:.1f}" r="3.2" fill="#0b5c9c"'
                ' fill-opacity="0.45"/>'
            )
        at = _x(median)
        parts.append(
            f'<path d="M{at:.1f} {y - 9:.1f}v18" stroke="#0b2f4f" stroke-width="2.5"/>'
            f'<text x="{WIDTH - RIGHT + 14:g}" y="{y + 4:.1f}">{median:.2%}</text>'
        )
    parts.append("</svg>")
    return "\n".join(parts) + "\n"
