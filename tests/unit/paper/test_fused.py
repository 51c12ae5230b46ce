"""A page at rest, made of several frames."""

import numpy as np
import pytest

from edge_client.devices.frame import Content, black_i420, planes
from edge_client.paper.fused import ENOUGH, Fused
from edge_client.paper.geometry import Box

BOX = Box(40, 20, 240, 200)


def frame(chance: np.random.Generator, noise: float) -> Content:
    """White paper with one grey stroke in the middle of the box, black around it."""
    i420 = black_i420(320, 240)
    luma = planes(i420)[0]
    page = np.full((BOX.height, BOX.width), 200.0)
    page[:, 118:122] = 90.0
    page += chance.normal(0, noise, page.shape)
    luma[20:220, 40:280] = np.clip(page, 16, 235)
    return Content(i420, "i420")


def page_of(content: Content) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return planes(content.i420)[0][20:220, 40:280].astype(np.float64)


def test_enough_frames_are_few() -> None:
    fused, chance = Fused(), np.random.default_rng(1)
    for _ in range(ENOUGH):
        assert not fused.is_enough
        fused.add(frame(chance, 5.0))
    assert fused.is_enough


def test_print_stands_out_more_and_noise_less_than_in_one_sharpened_frame() -> None:
    chance = np.random.default_rng(2)
    one, several = Fused(), Fused()
    one.add(frame(chance, 5.0))
    for _ in range(ENOUGH):
        several.add(frame(chance, 5.0))
    alone, together = (page_of(each.sharpened(BOX)) for each in (one, several))
    assert together[20:-20, 20:100].std() < 0.6 * alone[20:-20, 20:100].std()
    assert together[20:-20, 119:121].mean() < 80


def test_what_lies_around_the_page_stays_black_and_colours_stay() -> None:
    fused = Fused()
    fused.add(frame(np.random.default_rng(3), 5.0))
    made = fused.sharpened(BOX)
    luma, blue, red = planes(made.i420)
    assert (luma[:20] == 16).all()
    assert (luma[:, :40] == 16).all()
    assert (blue == 128).all()
    assert (red == 128).all()


def test_without_a_frame_there_is_nothing() -> None:
    with pytest.raises(ValueError, match="no frame"):
        Fused().sharpened(BOX)
