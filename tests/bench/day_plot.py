"""The picture of `make bench-day`: told ranges and real waits, as SVG by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

SHOWN = 160
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 960.0, 460.0, 70.0, 56.0, 60.0
SHORTEST_S, LONGEST_S = 2.0, 3600.0
TICKS = ((5, "5 s"), (15, "15 s"), (60, "1 min"), (180, "3 min"), (600, "10 min"), (1800, "30 min"))


@dataclass(frozen=True, slots=True)
class Dot:
    """One told range and what came, seconds."""

    low_s: float
    high_s: float
    real_s: float

    @property
    def within(self) -> bool:
        """Whether it came as told."""
        return self.low_s <= self.real_s <= self.high_s


def _y(seconds: float) -> float:
    bounded = min(LONGEST_S, max(SHORTEST_S, seconds))
    part = math.log(bounded / SHORTEST_S) / math.log(LONGEST_S / SHORTEST_S)
    return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)


def picture(told: list[Dot]) -> str:
    """An even sample of them, by the end of the told range; bars are told, dots are real."""
    ordered = sorted(told, key=lambda each: (each.high_s, each.low_s, each.real_s))
    step = max(1.0, len(ordered) / SHOWN)
    shown = [ordered[int(i * step)] for i in range(min(SHOWN, len(ordered)))]
    inside = sum(each.within for each in told)
    share = f"{inside / len(told):.1%}" if told else "none"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        'role="img" font-family="sans-serif" font-size="13">',
        "<title>Told waiting times and real ones</title>",
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="15">Told range (bar) and real wait (dot) of those '
        f"for whom nobody was free</text>",
        f'<text x="{LEFT}" y="42" fill="#555">{len(told)} waits, {share} within their range; '
        f"{len(shown)} of them shown, by the end of the range</text>",
    ]
    for seconds, label in TICKS:
        y = _y(seconds)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - 20:.0f}" stroke="#ddd"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        )
    gap = (WIDTH - LEFT - 30.0) / max(1, len(shown))
    for index, each in enumerate(shown):
        x = LEFT + 6.0 + index * gap
        parts.append(
            f'<path d="M{x:.1f} {_y(each.low_s):.1f}V{_y(each.high_s):.1f}" '
            'stroke="#9db8d9" stroke-width="3"/>'
        )
        fill, radius = ("#12406f", 2.2) if each.within else ("#c01530", 3.0)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{_y(each.real_s):.1f}" r="{radius}" fill="{fill}"/>'
        )
    y = HEIGHT - 22.0
    parts += [
        f'<circle cx="{LEFT + 6}" cy="{y - 4:.0f}" r="3" fill="#12406f"/>'
        f'<text x="{LEFT + 16}" y="{y:.0f}">within the range</text>',
        f'<circle cx="{LEFT + 156}" cy="{y - 4:.0f}" r="3" fill="#c01530"/>'
        f'<text x="{LEFT + 166}" y="{y:.0f}">outside</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
