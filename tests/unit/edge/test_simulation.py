"""The inputs of the demo: present, licensed, readable, reproducible."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.opencv import cv2
from edge_client.simulation import ASSETS
from edge_client.simulation.form_page import draw_form
from edge_client.simulation.render_form import SHOTS, Shot, photograph


def test_every_asset_has_its_licence() -> None:
    told = (ASSETS / "LICENSES.md").read_text(encoding="utf-8")
    names = [path.name for path in ASSETS.iterdir() if path.name != "LICENSES.md"]
    assert len(names) >= 4
    assert [name for name in names if name not in told] == []


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_photographs_have_their_size_and_show_a_page(shot: Shot) -> None:
    path = ASSETS / shot.name
    assert path.stat().st_size <= 1_500_000
    grey = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    assert grey.shape == (shot.height, shot.width)
    page = grey[shot.height // 5 : -shot.height // 5, shot.width // 4 : -shot.width // 4]
    assert np.percentile(page, 75) > 200, "paper"
    assert np.percentile(page, 0.5) < 90, "ink"
    assert np.median(grey[:, : shot.width // 20]) < 160, "table"


def test_photograph_comes_out_the_same_every_time() -> None:
    page = draw_form(4.0)
    shot = Shot("small.jpg", 480, 270, 0.4, 1.0, 90)
    assert np.array_equal(photograph(page, shot), photograph(page, shot))


def test_form_has_a_page_of_text_and_a_place_to_sign() -> None:
    page = draw_form(8.0)
    assert page.shape == (2376, 1680, 3)
    dark = (page.mean(axis=2) < 140).mean(axis=1) > 0.002
    lines = int(np.count_nonzero(np.diff(dark.astype(int)) == 1))
    assert lines > 25
    signature = page[244 * 8 : 255 * 8, 109 * 8 : 189 * 8]
    assert signature.min() > 200, "nobody signed yet"
