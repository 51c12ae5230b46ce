"""A still made of several frames: which are used, that noise falls, that print comes back sharp."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from edge_client.devices.frame import Content, Picture
from edge_client.devices.opencv import cv2
from edge_client.paper.curve import Outline
from edge_client.paper.still import Seen, fuse, make_camera, make_page, pick, see
from edge_client.paper.still_align import find_patches, motion
from edge_client.paper.still_choice import choose, resting, sharpness
from edge_client.paper.still_flat import find_flat, flat_of
from edge_client.paper.still_restore import blur_of, filter_against, noise_of

WIDTH, HEIGHT = 1200, 900
CORNERS = np.array([[150, 60], [1040, 80], [1060, 850], [130, 830]], np.float32)


def desk(*, blur: float = 0.7) -> Picture:
    """A page with print on a dark table, without noise, grey."""
    random = np.random.default_rng(1)
    page = np.full((1600, 1800), 235, np.uint8)
    for row in range(80, 1520, 40):
        for column in range(80, 1680, 26):
            if random.random() < 0.85:
                cv2.putText(page, chr(65 + int(random.integers(26))), (column, row), 2, 0.9, 25, 2)
    flat = flat_of(Outline(CORNERS), (WIDTH, HEIGHT))
    scale = np.diag([flat.size[0] / 1800, flat.size[1] / 1600, 1.0])
    picture = np.full((HEIGHT, WIDTH), 60, np.uint8)
    place = np.linalg.inv(flat.matrix) @ scale
    soft = cv2.GaussianBlur(page, (0, 0), 0.9)
    lain = cv2.warpPerspective(soft, place, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.full_like(page, 255), place, (WIDTH, HEIGHT))
    picture[cover > 127] = lain[cover > 127]
    return cv2.GaussianBlur(picture, (0, 0), blur).astype(np.uint8)


DESK = desk()


def shot(
    number: int,
    picture: Picture = DESK,
    *,
    noise: float = 5.0,
    shift: tuple[float, float] = (0.0, 0.0),
    hand: tuple[int, int, int, int] | None = None,
) -> Content:
    """One frame, BGR."""
    random = np.random.default_rng(number)
    moved = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float64)
    seen = cv2.warpAffine(
        picture, moved, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    if hand is not None:
        x, y, width, height = hand
        seen[y : y + height, x : x + width] = 130
    grey = np.clip(np.rint(seen + random.normal(0, noise, seen.shape)), 0, 255).astype(np.uint8)
    return Content(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8))


def decoded(jpeg: bytes) -> npt.NDArray[np.uint8]:
    """BGR."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8)


def looks(shots: Sequence[Content]) -> list[Seen]:
    return [see(one) for one in shots]


def error(shots: Sequence[Content], shifts: Sequence[tuple[float, float]] = ()) -> float:
    """How far the fused frames are from the picture without noise, on the page."""
    flat = flat_of(Outline(CORNERS), (WIDTH, HEIGHT))
    seen = looks(shots)
    choice = pick(seen, flat)
    fused = fuse(seen, choice, flat)
    assert fused.frames == len(shots)
    x, y = fused.origin
    rows, columns = fused.plane.shape
    by = shifts[choice.reference] if shifts else (0.0, 0.0)
    lies = shot(0, noise=0.0, shift=by).grey(1)
    truth = lies[y : y + rows, x : x + columns].astype(np.float32)
    inner = np.s_[60:-60, 120:-120]
    return float(np.std((fused.plane - truth)[inner]))


def test_noise_falls_with_the_square_root_of_the_number_of_frames() -> None:
    one = error([shot(0)])
    for count in (2, 4, 8):
        fused = error([shot(number) for number in range(count)])
        assert fused == pytest.approx(one / np.sqrt(count), rel=0.08)


def test_frames_that_lie_a_little_apart_are_laid_over_each_other() -> None:
    random = np.random.default_rng(3)
    shifts = [(0.0, 0.0), *(tuple(random.uniform(-3, 3, 2)) for _ in range(7))]
    together = error([shot(n, noise=2.0, shift=by) for n, by in enumerate(shifts)], shifts)
    # Interpolating blurs a little: far less than laying them over each other as they are.
    assert together < 2.5
    flat = [shot(n, noise=2.0, shift=by).grey(1) for n, by in enumerate(shifts)]
    truth = DESK.astype(np.float32)
    assert together < 0.3 * float(np.std((np.mean(flat, axis=0) - truth)[150:700, 250:900]))


@pytest.mark.parametrize("by", [(0.0, 0.0), (0.31, -0.47), (1.6, 2.2), (-7.3, 5.5), (14.0, -9.0)])
def test_a_shift_is_found_to_some_hundredths_of_a_pixel(by: tuple[float, float]) -> None:
    first, second = shot(1).grey(1), shot(2, shift=by).grey(1)
    moved = motion(first, second, find_patches(first, (130, 60, 930, 790)))
    assert moved is not None
    assert moved[:2, 2] == pytest.approx(by, abs=0.05)
    assert moved[:2, :2] == pytest.approx(np.eye(2), abs=1e-3)


def test_a_sheet_that_turns_in_the_hand_is_followed() -> None:
    turned = cv2.getRotationMatrix2D((600, 450), 0.25, 1.002)
    second = cv2.warpAffine(DESK, turned, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    first, other = shot(1).grey(1), shot(2, np.asarray(second, np.uint8)).grey(1)
    moved = motion(first, other, find_patches(first, (130, 60, 930, 790)))
    assert moved is not None
    corners = cv2.perspectiveTransform(CORNERS[None].astype(np.float64), moved)[0]
    truth = CORNERS @ turned[:, :2].T + turned[:, 2]
    assert np.abs(corners - truth).max() < 0.5


def test_bare_paper_says_nothing_about_motion() -> None:
    bare = np.full((HEIGHT, WIDTH), 200, np.uint8)
    first, second = shot(1, bare).grey(1), shot(2, bare).grey(1)
    assert motion(first, second, find_patches(first, (0, 0, WIDTH, HEIGHT))) is None


def test_a_frame_that_is_blurred_is_left_out() -> None:
    blurred = cv2.blur(DESK, (5, 1)).astype(np.uint8)
    shots = [shot(0), shot(1), shot(2, blurred), shot(3)]
    choice = pick(looks(shots), flat_of(Outline(CORNERS), (WIDTH, HEIGHT)))
    assert choice.kept == (0, 1, 3)


def test_a_frame_under_a_hand_is_left_out() -> None:
    shots = [shot(0), shot(1, hand=(200, 100, 600, 700)), shot(2), shot(3)]
    choice = pick(looks(shots), flat_of(Outline(CORNERS), (WIDTH, HEIGHT)))
    assert choice.kept == (0, 2, 3)


def test_where_a_fingertip_lies_only_the_others_count() -> None:
    covered = {1: (200, 100, 120, 150), 3: (700, 500, 150, 120)}
    shots = [shot(number, hand=covered.get(number)) for number in range(6)]
    flat = flat_of(Outline(CORNERS), (WIDTH, HEIGHT))
    seen = looks(shots)
    choice = pick(seen, flat)
    assert choice.kept == tuple(range(6))
    assert set(choice.covered) == {1, 3}
    fused = fuse(seen, choice, flat)
    x, y = fused.origin
    for left, top, width, height in covered.values():
        spot = fused.plane[top - y : top - y + height, left - x : left - x + width]
        truth = DESK[top : top + height, left : left + width]
        assert abs(float(spot.mean()) - float(truth.mean())) < 1.0
        assert np.std(spot - truth) < 4.0


def test_a_page_that_was_just_laid_down_is_the_one_that_counts() -> None:
    other = cv2.flip(DESK, 1).astype(np.uint8)
    seen = looks([shot(0, other), shot(1, other), shot(2), shot(3), shot(4)])
    assert resting([one.smooth for one in seen]) == 3


def test_two_frames_that_differ_leave_the_newer_one() -> None:
    seen = looks([shot(0, hand=(200, 100, 600, 700)), shot(1)])
    assert pick(seen, flat_of(Outline(CORNERS), (WIDTH, HEIGHT))).kept == (1,)


def test_a_camera_that_changes_its_size_gives_a_still_of_the_new_size() -> None:
    small = Content(cv2.resize(shot(0).bgr, (640, 480)).astype(np.uint8))
    seen = [see(small), *looks([shot(1), shot(2), shot(3)])]
    assert 0 not in pick(seen).kept


def test_without_frames_there_is_nothing_to_choose() -> None:
    with pytest.raises((ValueError, IndexError)):
        choose([], [])


def test_sharpness_is_of_the_print_and_not_of_the_noise() -> None:
    clean = sharpness(shot(0, noise=0.5).grey(1))
    assert sharpness(shot(0, noise=8.0).grey(1)) == pytest.approx(clean, rel=0.25)
    assert sharpness(desk(blur=2.0)) < 0.6 * clean


@pytest.mark.parametrize("noise", [1.0, 3.0, 6.0])
def test_noise_is_measured_between_two_frames(noise: float) -> None:
    first, second = shot(1, noise=noise).grey(1), shot(2, noise=noise).grey(1)
    assert noise_of(first, second) == pytest.approx(noise, rel=0.12)


def test_more_blur_is_measured_as_more() -> None:
    measured = [blur_of(desk(blur=blur).astype(np.float32)) for blur in (0.6, 1.0, 1.5, 2.0)]
    assert measured == sorted(measured)
    assert measured[-1] - measured[0] > 0.5


@pytest.mark.parametrize("noise", [0.0, 1.0, 5.0, 50.0])
def test_a_filter_keeps_the_light_and_amplifies_less_where_there_is_noise(noise: float) -> None:
    taps = filter_against(1.5, noise)
    assert float(taps.sum()) == pytest.approx(1.0)
    assert np.isfinite(taps).all()
    calmer = filter_against(1.5, noise * 2 + 1)
    assert float((calmer**2).sum()) <= float((taps**2).sum())


def test_the_page_comes_flat_bright_and_sharper_than_it_was_seen() -> None:
    soft = desk(blur=1.5)
    flat = flat_of(Outline(CORNERS), (WIDTH, HEIGHT))
    seen = looks([shot(number, soft) for number in range(6)])
    made = make_page(seen, pick(seen, flat), flat)
    page = decoded(made.jpeg)[..., 1]
    assert page.shape == (made.height, made.width) == (flat.size[1], flat.size[0])
    assert made.frames == 6
    plain = cv2.warpPerspective(soft, flat.matrix, flat.size)
    inner = np.s_[20:-20, 20:-20]
    assert np.percentile(page[inner], 75) > 225
    assert np.percentile(page[inner], 3) < np.percentile(plain[inner], 3) - 10
    assert blur_of(page.astype(np.float32)) < 0.75 * blur_of(plain.astype(np.float32))


def test_a_page_in_colour_keeps_its_colours_and_a_yellow_lamp_is_no_colour() -> None:
    flat = flat_of(Outline(CORNERS), (WIDTH, HEIGHT))
    stamp = np.s_[400:460, 500:640]

    def lit(number: int, *, stamped: bool) -> Content:
        bgr = shot(number).bgr.copy()
        if stamped:
            bgr[stamp] = (60, 40, 200)
        return Content(np.clip(bgr * np.array([0.75, 0.95, 1.0]), 0, 255).astype(np.uint8))

    for stamped in (True, False):
        seen = looks([lit(number, stamped=stamped) for number in range(3)])
        made = make_page(seen, pick(seen, flat), flat)
        page = decoded(made.jpeg).astype(int)
        red = (page[..., 2] - page[..., 0]) > 60
        assert bool(red.mean() > 0.004) is stamped
        paper = np.median(page[page.min(axis=2) > 200], axis=0)
        assert paper.max() - paper.min() < 12


def test_the_cameras_own_picture_comes_as_it_is() -> None:
    made = make_camera(shot(0).bgr)
    assert (made.width, made.height, made.frames) == (WIDTH, HEIGHT, 1)
    assert decoded(made.jpeg).shape == (HEIGHT, WIDTH, 3)


def test_the_page_is_found_in_the_frames_themselves() -> None:
    greys = [shot(number).grey(1) for number in range(2)]
    for held in (None, CORNERS + 6, CORNERS[[0, 0, 1, 2]]):
        flat = find_flat(greys, None if held is None else Outline(held))
        assert flat is not None
        assert np.abs(flat.corners - CORNERS).max() < 4


def test_a_page_that_is_not_seen_is_taken_from_the_live_view_or_not_at_all() -> None:
    dark = [np.full((HEIGHT, WIDTH), 40, np.uint8)] * 2
    assert find_flat(dark, None) is None
    flat = find_flat(dark, Outline(CORNERS))
    assert flat is not None
    assert np.array_equal(flat.corners, CORNERS)
