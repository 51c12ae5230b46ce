"""The picture of `make bench-sound-soak`: `python -m tests.bench.soaking.plot` draws it anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

DATA, PICTURE = Path("docs/bench/sound-soak.json"), Path("docs/bench/sound-soak.svg")

ROWS = (
    ("memory_mb", "Memory of the process, MB", "#2a6ebb"),
    ("delay_ms", "A beep's way from the sender's packet to the loudspeaker, ms", "#3c8f5a"),
    ("echo_ms", "Echo after what was played beside it, as the canceller is told, ms", "#8e44ad"),
)
WIDTH, ROW, LEFT, RIGHT = 960, 190, 70, 930


def _row(points: Sequence[tuple[float, float]], title: str, colour: str, top: float) -> list[str]:
    """A graph over the time; its axis begins at zero, so that what grows is seen as it is."""
    last = max(at for at, _ in points)
    highest = 1.25 * max(value for _, value in points)
    base = top + ROW - 50

    def place(at: float, value: float) -> tuple[float, float]:
        return LEFT + at / last * (RIGHT - LEFT), base - value / highest * (ROW - 85)

    parts = [f'<text x="{LEFT}" y="{top + 18:.0f}" font-size="15">{title}</text>']
    for share in (0.0, 0.4, 0.8):
        y = place(0, share * highest)[1]
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="22" y="{y + 4:.1f}">{share * highest:.0f}</text>')
    for minute in range(0, int(last / 60) + 2, 10):
        x = min(place(minute * 60, 0)[0], RIGHT)
        parts.append(f'<text x="{x - 8:.1f}" y="{base + 18:.1f}">{minute}</text>')
    places = [place(at, value) for at, value in points]
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>' for x, y in places]
    return parts


def main() -> None:
    """Draw."""
    told = json.loads(DATA.read_text())
    height = 40 + ROW * len(ROWS) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="{LEFT}" y="26" font-size="17">An hour of sound, clocks 100 ppm wrong</text>',
    ]
    for index, (key, title, colour) in enumerate(ROWS):
        parts += _row(told[key], title, colour, 40 + index * ROW)
    parts.append(f'<text x="{WIDTH / 2:.0f}" y="{height - 8}">minutes</text></svg>')
    PICTURE.write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
