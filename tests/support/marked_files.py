"""Files and pages that hold markers which a program can recognise."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from edge_client.devices.pattern import draw_marker

A4 = (595, 842)
"""Width and height in points."""


def marked_page(title: str, marker: int) -> str:
    """The address of a web page that shows the marker."""
    picture = np.full((600, 1000, 3), 235, np.uint8)
    draw_marker(picture, marker, 350, 150, 300)
    good, data = cv2.imencode(".png", picture)
    assert good
    image = base64.b64encode(data.tobytes()).decode()
    html = f'<title>{title}</title><img src="data:image/png;base64,{image}">'
    return f"data:text/html;base64,{base64.b64encode(html.encode()).decode()}"


def write_pdf(path: Path, markers: Sequence[int]) -> Path:
    """A PDF with one marker a page, drawn as black squares (ISO 32000-1, 8.5.2)."""
    pages = range(len(markers))
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(markers)} >>",
    ]
    for number, marker in enumerate(markers):
        drawing = _squares(marker)
        box = f"/MediaBox [0 0 {A4[0]} {A4[1]}]"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {box} /Contents {4 + 2 * number} 0 R >>",
            f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
        ]
    written, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    written += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    written += (
        f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{written.rindex('xref')}\n%%EOF\n"
    )
    path.write_text(written, "ascii")
    return path


def _squares(marker: int) -> str:
    cells, side = 6, 60
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    bits = cv2.aruco.generateImageMarker(dictionary, marker, cells)
    left, top = (A4[0] - cells * side) / 2, (A4[1] + cells * side) / 2
    return (
        " ".join(
            f"{left + column * side} {top - (row + 1) * side} {side} {side} re"
            for row in range(cells)
            for column in range(cells)
            if not bits[row, column]
        )
        + " f"
    )
