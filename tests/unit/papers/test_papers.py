"""The pages that everything about paper is tried on: known text, known corners."""

from dataclasses import replace

import numpy as np
import pytest

from edge_client.devices.opencv import cv2
from tests.support.papers import (
    A4,
    A5,
    CARD,
    STANDARD,
    Page,
    Scene,
    Sitting,
    cer,
    form,
    ocr,
    photograph,
    render,
    running,
    spread,
)

QUIET = Scene(tables=("dark",), blur=(0.6, 0.6), noise=0.0, uneven=(0.0, 0.0))


def small(words: int = 160) -> Page:
    return render(running("fi", 3, words), points=10, paper=CARD, dpi=300)


def test_print_of_a_page_is_read_as_the_text_it_says_it_has() -> None:
    page = render(form("sv", 1, 500), "Carlito", 10, A5, dpi=200)
    assert "Näradress" in page.text
    assert cer(page.text, ocr(page.image, "sv")) < 0.01


def test_what_does_not_fit_on_the_sheet_is_not_in_the_text() -> None:
    long = running("en", 1, 4000)
    page = render(long, points=12, paper=CARD)
    assert 0 < len(page.text) < len(long.words) / 10


@pytest.mark.parametrize("turn", [90, 180])
def test_corners_and_turn_lead_from_the_photograph_back_to_the_page(turn: int) -> None:
    page = small()
    photo = photograph(page, replace(QUIET, turns=(turn,), fill=(0.6, 0.6)), 5)
    grey = cv2.cvtColor(photo.frame, cv2.COLOR_BGR2GRAY)
    # As it lies: a page on its side is as high as the page is wide.
    sides = page.image.shape[::-1] if turn % 180 == 0 else page.image.shape
    flat = np.array([[0, 0], [sides[0], 0], sides, [0, sides[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(photo.corners, flat)
    lying = cv2.warpPerspective(grey, matrix, sides)
    upright = np.rot90(lying, -photo.turn // 90)
    alike = np.corrcoef(upright.ravel(), page.image.ravel())[0, 1]
    assert alike > 0.85


def edges(picture: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """How strong the print's edges are; the noise is smoothed away first."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 2)
    return float(cv2.Laplacian(smooth, cv2.CV_64F).var())


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    return Sitting(small(), STANDARD, 2)


def test_frames_of_one_sitting_differ_by_noise_only(sitting: Sitting) -> None:
    first, second = (sitting.frame(number).astype(float) for number in (1, 2))
    assert 3.0 < (first - second).std() < 6.0


def test_the_same_seed_takes_the_same_picture(sitting: Sitting) -> None:
    again = Sitting(small(), STANDARD, 2)
    assert np.array_equal(again.frame(1), sitting.frame(1))


def test_a_hand_or_a_move_spoils_a_frame(sitting: Sitting) -> None:
    rested = sitting.frame(1).astype(float)
    covered = sitting.frame(1, covered=True).astype(float)
    assert (np.abs(covered - rested).max(axis=2) > 40).mean() > 0.02
    sharp = edges(rested)
    moved = edges(sitting.frame(1, motion_px=9).astype(float))
    assert moved < sharp


def test_a_book_bulges_between_its_corners() -> None:
    page = render(running("fi", 1, 400), points=10, paper=A5, dpi=150)
    book = spread(page, page)
    assert book.width_mm == pytest.approx(2 * A5.width, abs=0.5)
    view = Sitting(book, replace(QUIET, bend=(14.0, 14.0), turns=(0,), tilt=(12.0, 12.0)), 3).view
    top = view.project(np.array([[0.0, 0.0], [book.width_mm / 4, 0.0], [book.width_mm / 2, 0.0]]))
    line = np.interp(top[1, 0], [top[0, 0], top[2, 0]], [top[0, 1], top[2, 1]])
    assert abs(top[1, 1] - line) > 15


@pytest.mark.parametrize(
    ("truth", "read", "rate"),
    [("ab cd", "ab  cd\n", 0.0), ("abcd", "abxd", 0.25), ("ab", "", 1.0), ("", "", 0.0)],
)
def test_character_error_rate(truth: str, read: str, rate: float) -> None:
    assert cer(truth, read) == rate


def test_a_sheet_keeps_its_size() -> None:
    page = render(running("fi", 1, 400), paper=A4.landscape, dpi=100)
    assert (page.width_mm, page.height_mm) == pytest.approx((297, 210), abs=0.3)
