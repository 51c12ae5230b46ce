"""The picture of `make bench-glass`: how old pictures are when they are shown, as SVG by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDTH, LEFT, ROW, TOP = 960.0, 210.0, 44.0, 60.0
LONGEST_MS = 120.0
COLOURS = {"terminal": "#0b5c9c", "chromium": "#8a8a8a", "booth": "#2f7d4f"}


def _x(milliseconds: float) -> float:
    return LEFT + min(LONGEST_MS, max(0.0, milliseconds)) / LONGEST_MS * (WIDTH - LEFT - 40)


def picture(ages: Mapping[str, Sequence[float]], stages: Sequence[tuple[str, float]]) -> str:
    """Each way as a bar from p5 to p95 with its median, above where the terminal's time goes."""
    height = TOP + ROW * len(ages) + 70 + 20 * (len(stages) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}"'
        ' font-family="sans-serif" font-size="14">',
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="white"/>',
        '<text x="20" y="28" font-size="17">Glass to glass, one 720p30 face: the bar is 5 to 95 %'
        " of the pictures, the line the median</text>",
    ]
    bottom = TOP + ROW * len(ages)
    parts += [
        f'<line x1="{_x(tick):.1f}" x2="{_x(tick):.1f}" y1="{TOP:g}" y2="{bottom:g}"'
        f' stroke="#dddddd"/><text x="{_x(tick):.1f}" y="{bottom + 18:g}"'
        f' text-anchor="middle">{tick} ms</text>'
        for tick in range(0, int(LONGEST_MS) + 1, 20)
    ]
    for number, (name, values) in enumerate(ages.items()):
        ordered = sorted(values)
        low, median, high = (
            ordered[int(share * (len(ordered) - 1))] for share in (0.05, 0.5, 0.95)
        )
        y = TOP + ROW * number + 8
        colour = COLOURS[name.split()[0]]
        parts.append(
            f'<text x="{LEFT - 12:g}" y="{y + 18:g}" text-anchor="end">{name}</text>'
            f'<rect x="{_x(low):.1f}" y="{y:g}" width="{_x(high) - _x(low):.1f}" height="26"'
            f' rx="4" fill="{colour}" fill-opacity="0.45"/>'
            f'<line x1="{_x(median):.1f}" x2="{_x(median):.1f}" y1="{y - 3:g}" y2="{y + 29:g}"'
            f' stroke="{colour}" stroke-width="4"/>'
            f'<text x="{_x(high) + 8:.1f}" y="{y + 18:g}">{median:.0f} / {high:.0f}</text>'
        )
    y = bottom + 54
    parts.append(f'<text x="20" y="{y:g}">Where the terminal’s time goes (medians, ms)</text>')
    for name, value in stages:
        y += 20
        parts.append(
            f'<text x="36" y="{y:g}">{name}</text><text x="560" y="{y:g}"'
            f' text-anchor="end">{value:.1f}</text>'
        )
    return "".join([*parts, "</svg>\n"])
