"""The picture of `make bench-picture`: cores by receivers, as SVG by hand."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 960.0, 470.0, 64.0, 84.0, 74.0
OURS, THEIRS, GREY = "#1f5fa8", "#c9781c", "#555"


@dataclass(frozen=True, slots=True)
class Bar:
    """One case: its name in one or two lines, cores, the lowest face rate in frames a second."""

    name: str
    cores: float
    fps: float
    colour: str


def bars(
    ours: dict[str, tuple[float, float]],
    chromium: dict[str, tuple[float, float]],
    others: dict[str, tuple[float, float]],
) -> list[list[Bar]]:
    """Groups of bars from (cores, lowest face rate): by count of receivers, then the others."""
    groups: list[list[Bar]] = []
    for count in sorted({*ours, *chromium}):
        group = []
        if count in ours:
            group.append(Bar(count, *ours[count], OURS))
        if count in chromium:
            group.append(Bar(count, *chromium[count], THEIRS))
        groups.append(group)
    groups += [[Bar(name, *value, GREY)] for name, value in others.items()]
    return groups


def picture(groups: list[list[Bar]], floor: float | None) -> str:
    """The plot; the floor is what encoding alone costs, in cores."""
    every = [bar for group in groups for bar in group]
    top = max([bar.cores for bar in every] + [0.5]) * 1.15

    def y(cores: float) -> float:
        return HEIGHT - BOTTOM - cores / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        'role="img" font-family="sans-serif" font-size="13">',
        "<title>CPU cores of a terminal by number of receivers</title>",
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="16">CPU cores of a terminal that sends a 720p30 face '
        "and a 1080p10 document</text>",
        f'<rect x="{LEFT}" y="36" width="14" height="14" fill="{OURS}"/>'
        f'<text x="{LEFT + 20}" y="48">this project</text>'
        f'<rect x="{LEFT + 120}" y="36" width="14" height="14" fill="{THEIRS}"/>'
        f'<text x="{LEFT + 140}" y="48">Chromium, less its idle page</text>'
        f'<rect x="{LEFT + 350}" y="36" width="14" height="14" fill="{GREY}"/>'
        f'<text x="{LEFT + 370}" y="48">other cases</text>'
        f'<text x="{LEFT + 470}" y="48" fill="#333">in white: face frames a second of the '
        "worst receiver</text>",
    ]
    for step in range(1, int(top / 0.2) + 1):
        line = y(step * 0.2)
        parts.append(
            f'<path d="M{LEFT} {line:.1f}H{WIDTH - 16:.0f}" stroke="#ddd"/>'
            f'<text x="{LEFT - 8}" y="{line + 4:.1f}" text-anchor="end">{step * 0.2:.1f}</text>'
        )
    gap = (WIDTH - LEFT - 30) / max(1, len(groups))
    for place, group in enumerate(groups):
        parts += _group(group, LEFT + 8 + place * gap, gap - 16, y)
    if floor is not None:
        parts.append(
            f'<path d="M{LEFT} {y(floor):.1f}H{WIDTH - 16:.0f}" stroke="#a00" '
            'stroke-dasharray="6 4"/>'
            f'<text x="{LEFT}" y="70" fill="#a00">dashed: encoding alone, {floor:.2f} cores</text>'
        )
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 14:.0f}" fill="#555">Numbers below: receivers. Bars: '
        "medians of all rounds; two cores, Debian 12.</text></svg>"
    )
    return "\n".join(parts) + "\n"


def _group(group: list[Bar], left: float, width: float, y: object) -> list[str]:
    assert callable(y)
    each = width / max(1, len(group))
    ground = y(0.0)
    parts = []
    for number, bar in enumerate(group):
        x, top = left + number * each, y(bar.cores)
        middle = x + (each - 4) / 2
        parts.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{each - 4:.1f}" '
            f'height="{ground - top:.1f}" fill="{bar.colour}"/>'
            f'<text x="{middle:.1f}" y="{top - 6:.1f}" text-anchor="middle">{bar.cores:.2f}</text>'
        )
        if bar.fps:
            parts.append(
                f'<text x="{middle:.1f}" y="{ground - 8:.1f}" text-anchor="middle" fill="#fff">'
                f"{bar.fps:.0f}</text>"
            )
    for row, words in enumerate(group[0].name.split("\n")):
        parts.append(
            f'<text x="{left + width / 2:.1f}" y="{ground + 18 + 15 * row:.1f}" '
            f'text-anchor="middle">{words}</text>'
        )
    return parts
