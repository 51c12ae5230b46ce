"""The light is evened out, and what is printed or drawn stays."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.opencv import cv2
from edge_client.paper import light
from tests.unit.paper.drawn import Grey


def lit(paper: Grey) -> Grey:
    """Under a lamp to one side, with the soft shadow of a hand."""
    rows, columns = np.mgrid[0:600, 0:800] / np.array([600, 800]).reshape(2, 1, 1)
    shade = np.zeros((600, 800), np.float32)
    cv2.circle(shade, (520, 380), 130, 1.0, -1)
    lamp = (1.0 - 0.45 * columns) * (1 - 0.4 * cv2.GaussianBlur(shade, (0, 0), 25))
    return np.asarray(np.clip(paper * lamp * (1 - 0.1 * rows), 0, 255), np.uint8)


def printed() -> Grey:
    paper = np.full((600, 800), 235, np.uint8)
    for y in range(60, 560, 24):
        cv2.putText(paper, "maksetaan viimeistaan 15.12.", (60, y), 0, 0.6, 40, 1)
    return paper


def test_blank_paper_has_one_brightness_all_over() -> None:
    even = light.even(lit(printed()))
    paper = cv2.dilate(even, np.ones((25, 25), np.uint8))[20:-20, 20:-20]
    assert np.percentile(paper, 2) > 220
    assert np.ptp(np.percentile(cv2.blur(paper, (15, 15)), [2, 98])) < 20


def test_faint_pencil_stays() -> None:
    paper = printed()
    cv2.line(paper, (80, 580), (700, 580), 205, 2)
    even = light.even(lit(paper))
    stroke, beside = even[579:581, 100:680].astype(float), even[586:590, 100:680].astype(float)
    assert float(np.median(beside - stroke.mean())) > 15


def test_a_dark_photograph_stays_dark() -> None:
    paper = printed()
    paper[150:420, 200:560] = 45
    even = light.even(paper)
    assert float(np.median(even[170:400, 220:540])) < 90
    assert float(np.median(even[480:560, 20:50])) > 220


def test_limited_range_keeps_its_black() -> None:
    luma = np.full((200, 300), 120, np.uint8)
    luma[80:120, 100:200] = 16
    assert int(light.even(luma, black=16)[100, 150]) == pytest.approx(16, abs=2)


def test_a_gain_that_hardly_differs_is_kept() -> None:
    old = light.gain_map(lit(printed()))
    assert light.steadied(old, old * np.float32(1.01)) is old
    other = old * np.float32(1.2)
    assert light.steadied(old, other) is other
    assert light.steadied(None, other) is other


def test_sharpening_makes_edges_steeper_and_leaves_paper() -> None:
    soft = cv2.GaussianBlur(printed(), (0, 0), 1.2).astype(np.uint8)
    sharp = light.sharpen(soft)
    assert np.abs(np.diff(sharp.astype(int))).max() > np.abs(np.diff(soft.astype(int))).max()
    assert int(sharp[590, 790]) == int(soft[590, 790])


@pytest.mark.parametrize("level", [0, 255])
def test_black_and_white_pictures_do_no_harm(level: int) -> None:
    picture = np.full((90, 120, 3), level, np.uint8)
    assert light.even(picture).shape == picture.shape


def test_the_shadow_of_a_finger_is_undone() -> None:
    """Reading programs stumble where print runs into one."""
    page = np.full((1188, 840), 222, np.float32)
    page[400:1188, 380:480] *= 0.6
    shaded = np.asarray(cv2.GaussianBlur(page, (0, 0), 25), np.uint8)
    lit = light.even(shaded)[500:1100]
    assert float(lit.min()) > 0.87 * float(lit.max())
