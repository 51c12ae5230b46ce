"""A still of paper that bends is flat: its print can be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from edge_client.devices.frame import Content, Picture
from edge_client.devices.opencv import cv2
from edge_client.paper.still import Flat, Seen, make_page, pick, see
from edge_client.paper.still_flat import find_flat
from tests.support.papers import A5, Page, Scene, Sitting, cer, ocr, render, running

CURLED = Scene(
    tables=("dark",), blur=(0.6, 0.6), turns=(0,), fill=(0.8, 0.8), tilt=(6, 6), bend=(26, 26)
)


def shown(seen: list[Seen], flat: Flat) -> Picture:
    """The still's page, grey."""
    made = make_page(seen, pick(seen, flat), flat)
    grey = cv2.imdecode(np.frombuffer(made.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    return np.asarray(grey, np.uint8)


def alike(picture: Picture, page: Page) -> float:
    """Correlation with what was printed, line by line; a twelfth of the size."""
    size = (picture.shape[1] // 12, picture.shape[0] // 12)
    small = [cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (picture, page.image)]
    return float(np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1])


def test_a_curled_sheets_still_is_read_as_one_that_lies_flat() -> None:
    page = render(running("en", 4, 900), points=9, paper=A5, dpi=300)
    sitting = Sitting(page, CURLED, 4)
    seen = [see(Content(sitting.frame(number))) for number in range(2)]
    flat = find_flat([one.grey for one in seen], None)
    assert flat is not None
    assert flat.bent is not None, "its sides were taken for straight"
    bent, by_corners = shown(seen, flat), shown(seen, replace(flat, bent=None))
    assert cer(page.text, ocr(bent, page.language)) < 0.01
    assert alike(bent, page) > 0.75
    assert alike(by_corners, page) < 0.6
