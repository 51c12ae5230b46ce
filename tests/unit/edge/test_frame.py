"""Pictures of any kind made to fit."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.frame import (
    Content,
    Frame,
    Picture,
    PictureError,
    black_i420,
    fit_bgr,
    fit_i420,
    planes,
    to_bgr,
    turn,
    turn_i420,
)
from edge_client.devices.opencv import cv2
from tests.support.fake_devices import grey_picture


def colourful(width: int, height: int) -> Picture:
    """Four quarters: blue, green, red, white."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (255, 0, 0)
    picture[: height // 2, width // 2 :] = (0, 255, 0)
    picture[height // 2 :, : width // 2] = (0, 0, 255)
    picture[height // 2 :, width // 2 :] = 255
    return picture


def soft(width: int, height: int) -> Picture:
    """The same with edges that quarter-size chroma can follow."""
    picture = cv2.GaussianBlur(colourful(width, height), (0, 0), 10).astype(np.uint8)
    return (picture // 2 + 64).astype(np.uint8)


@pytest.mark.parametrize(
    "raw",
    [
        np.full((48, 64), 200, np.uint8),
        np.full((48, 64, 1), 200, np.uint8),
        np.full((48, 64), 200 << 8, np.uint16),
        np.full((48, 64, 4), 200, np.uint8),
        np.full((48, 64, 3), 200, np.uint8),
    ],
    ids=["grey", "grey with a channel", "16 bit", "BGRA", "BGR"],
)
def test_takes_what_cameras_give(raw: object) -> None:
    picture = to_bgr(raw)
    assert picture.shape == (48, 64, 3)
    assert picture.dtype == np.uint8
    assert np.all(picture == 200)


def test_takes_yuyv() -> None:
    yuyv = np.empty((48, 64, 2), np.uint8)
    yuyv[..., 0], yuyv[..., 1] = 126, 128
    assert np.allclose(to_bgr(yuyv), 128, atol=3)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "picture",
        np.zeros(1000, np.uint8),
        np.zeros((1, 5000), np.uint8),
        np.zeros((0, 64, 3), np.uint8),
        np.zeros((48, 64, 5), np.uint8),
        np.zeros((48, 64, 3), np.float64),
        np.zeros((2, 48, 64, 3), np.uint8),
    ],
)
def test_refuses_what_is_no_picture(raw: object) -> None:
    with pytest.raises(PictureError):
        to_bgr(raw)


def test_exact_picture_is_not_copied() -> None:
    picture = grey_picture(64, 48)
    assert fit_bgr(picture, 64, 48) is picture


def test_letterbox_keeps_all_and_proportions() -> None:
    fitted = fit_bgr(colourful(40, 30), 160, 90)
    assert fitted.shape == (90, 160, 3)
    assert np.all(fitted[:, :19] == 0)
    assert np.all(fitted[:, -19:] == 0)
    assert tuple(fitted[5, 25]) == (255, 0, 0)
    assert tuple(fitted[85, 135]) == (255, 255, 255)


def test_fill_covers_everything() -> None:
    fitted = fit_bgr(colourful(40, 30), 160, 90, fill=True)
    assert tuple(fitted[2, 2]) == (255, 0, 0)
    assert tuple(fitted[-3, -3]) == (255, 255, 255)
    assert fitted.any(axis=2).all()


@pytest.mark.parametrize("fill", [False, True])
@pytest.mark.parametrize("size", [(64, 48), (48, 64), (2, 200), (1000, 2), (641, 479)])
def test_any_size_fits(size: tuple[int, int], fill: bool) -> None:
    assert fit_bgr(grey_picture(*size), 320, 180, fill).shape == (180, 320, 3)


def test_turning_is_clockwise_then_mirrored() -> None:
    picture = colourful(40, 20)
    right = turn(picture, 90, mirror=False)
    assert right.shape == (40, 20, 3)
    assert tuple(right[0, 0]) == (0, 0, 255), "what was bottom left is top left"
    assert tuple(turn(picture, 0, mirror=True)[0, 0]) == (0, 255, 0)
    assert np.array_equal(turn(turn(picture, 90, False), 270, False), picture)


def test_both_colour_forms_agree() -> None:
    picture = colourful(64, 48)
    there = Content(picture).i420
    back = Content(there, "i420").bgr
    inner = (slice(4, 20), slice(4, 28))
    assert np.abs(back[inner].astype(int) - picture[inner].astype(int)).max() <= 6
    assert (Content(there, "i420").width, Content(there, "i420").height) == (64, 48)


def test_i420_is_limited_range() -> None:
    assert Content(grey_picture(16, 16, 0)).i420[0, 0] == 16
    assert Content(grey_picture(16, 16, 255)).i420[0, 0] == 235
    assert np.array_equal(Content(grey_picture(16, 16, 0)).i420, black_i420(16, 16))


def test_one_conversion_for_all_consumers() -> None:
    content = Content(grey_picture(64, 48))
    first, second = Frame(content, 1.0, 1), Frame(content, 2.0, 2)
    assert first.i420() is second.i420()


@pytest.mark.parametrize("fill", [False, True])
def test_i420_fits_as_bgr_does(fill: bool) -> None:
    picture = soft(160, 120)
    by_planes = Content(fit_i420(Content(picture).i420, 320, 180, fill), "i420").bgr
    by_pixels = fit_bgr(picture, 320, 180, fill)
    difference = np.abs(by_planes.astype(int) - by_pixels.astype(int))
    assert np.percentile(difference, 98) <= 8
    assert difference.mean() <= 2


def test_i420_turns_as_bgr_does() -> None:
    picture = soft(160, 120)
    by_planes = Content(turn_i420(Content(picture).i420, 90, True), "i420").bgr
    difference = np.abs(by_planes.astype(int) - turn(picture, 90, True).astype(int))
    assert np.percentile(difference, 98) <= 6


def test_planes_are_views() -> None:
    picture = black_i420(16, 8)
    for plane, value in zip(planes(picture), (50, 60, 70), strict=True):
        plane[:] = value
    assert picture[:8].mean() == 50
    assert {int(value) for value in picture[8:].reshape(-1)} == {60, 70}
