"""The pictures of `make bench-echo`: `python -m tests.bench.echoing.plot` draws the figure anew.

The spectrogram is drawn by the benchmark itself, of what it has just cleaned.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from edge_client.devices.blocks import RATE
from tests.bench.echoing.scenes import BOTH, FAR_ONLY, NEAR_ONLY, ROOMS, Scene
from tests.bench.echoing.voices import Samples

DATA = Path("docs/bench/echo.json")
PICTURE = Path("docs/bench/echo.svg")
SPECTROGRAM = Path("docs/bench/echo-spectrogram.png")
COLOURS: Final = {"ours": "#2a6ebb", "Chromium": "#3c8f5a"}

ROW, TOP, NAMES, WIDE, GAP = 34, 84, 330, 250, 60
SHOWN_S: Final = 38.0
SHOWN_HZ: Final = 8000


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{text}</text>'


def _bars(
    ways: dict[str, Any], key: str, left: int, most: float, title: str, aims: Sequence[float]
) -> list[str]:
    parts = [_text(left, 62, title, 'font-size="15"')]
    for row, (name, room) in enumerate(ROOMS.items()):
        y = TOP + row * ROW
        aim = aims[0] if room.first_group else aims[-1]
        for number, (way, colour) in enumerate(COLOURS.items()):
            found = ways[way].get(name)
            if found is None:
                continue
            length = max(0.0, found[key]) / most * WIDE
            bar = y + 2 + 13 * number
            parts.append(
                f'<rect x="{left}" y="{bar}" width="{length:.1f}" height="11" fill="{colour}"/>'
            )
            parts.append(_text(left + length + 4, bar + 10, f"{found[key]:.3g}", 'font-size="11"'))
        if aim:
            x = left + aim / most * WIDE
            parts.append(f'<path d="M{x:.1f} {y}v28" stroke="#c0392b" stroke-width="2"/>')
    return parts


def picture(data: dict[str, Any]) -> str:
    """The SVG: aims are red strokes."""
    ways = data["ways"]
    width, height = NAMES + 2 * (WIDE + GAP) + 20, TOP + ROW * len(ROOMS) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="sans-serif" font-size="13">',
        "<title>Echo in booths</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for index, (way, colour) in enumerate(COLOURS.items()):
        parts.append(
            f'<rect x="{20 + 120 * index}" y="16" width="14" height="14" fill="{colour}"/>'
        )
        parts.append(_text(40 + 120 * index, 28, way))
    parts.append(_text(280, 28, "red: what was aimed at"))
    for row, (name, room) in enumerate(ROOMS.items()):
        weight = 'font-weight="bold"' if room.first_group else ""
        parts.append(_text(20, TOP + row * ROW + 18, name, weight))
    parts += _bars(ways, "erle_db", NAMES, 60, "Echo less loud, dB (60: no more)", (30, 20))
    parts += _bars(
        ways, "corr_both", NAMES + WIDE + GAP, 1, "Near voice kept, both speak", (0.85, 0)
    )
    return "\n".join([*parts, "</svg>", ""])


def spectrogram(scene: Scene, out: Samples) -> None:
    """Microphone, what leaves the terminal, and the near voice alone, one above the other."""
    rows = (("microphone", scene.mic), ("sent", out), ("near voice alone", scene.near))
    images = [_spectrum(samples) for _, samples in rows]
    height, width = images[0].shape
    canvas = Image.new("L", (width, (height + 22) * len(rows) + 22), 255)
    draw = ImageDraw.Draw(canvas)
    for number, ((name, _), image) in enumerate(zip(rows, images, strict=True)):
        top = number * (height + 22) + 22
        draw.text((4, top - 17), f"{name}, 0 to {SHOWN_HZ // 1000} kHz", fill=0)
        canvas.paste(Image.fromarray(image), (0, top))
    for label, spans in (("far speaks", FAR_ONLY), ("near speaks", NEAR_ONLY), ("both", BOTH)):
        for start, _ in spans:
            if start < SHOWN_S:
                x = int(start / SHOWN_S * width)
                draw.text((x + 190 * (start < 2), 4), label, fill=0)
                draw.line((x, 18, x, canvas.height), fill=128)
    canvas.save(SPECTROGRAM, optimize=True)


def _spectrum(samples: Samples) -> npt.NDArray[np.uint8]:
    """Dark is loud, 70 dB from white to black."""
    size, hop = 1024, round(SHOWN_S * RATE / 900)
    frames = np.lib.stride_tricks.sliding_window_view(samples[: round(SHOWN_S * RATE)], size)[::hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)[:, : SHOWN_HZ * size // RATE])
    decibels = 20 * np.log10(power.T[::-1] + 1e-9)
    dark = np.clip((decibels + 40) / 70, 0, 1)
    return np.asarray((255 * (1 - dark)).astype(np.uint8))


def main(arguments: Sequence[str] = ()) -> None:
    """Draw what was measured last."""
    PICTURE.write_text(picture(json.loads(DATA.read_text())))


if __name__ == "__main__":
    main()
