"""From the camera's pictures to frames of the paper, step by step on a made-up clock."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

import edge_client.paper.eye as eye_module
from edge_client.devices.frame import Content, Picture, PictureError
from edge_client.devices.jpeg_content import JpegContent
from edge_client.paper.eye import SETTLED_S, Eye, Shown, look_divisor
from edge_client.paper.view import Wanted
from signaling.protocol.desk import Advice, Region, Shows
from tests.support.desk_scene import (
    CENTRE,
    CORNER,
    TABLE,
    as_jpeg,
    laid,
    markers,
    scene,
    seen,
    table,
)

FRAME = (1920, 1080)
FLAT, RAW = Wanted(flat=True), Wanted(flat=False)
TOP_LEFT = Wanted(flat=True, region=Region(x=0.0, y=0.0, width=0.5, height=1 / 3))


class Watching:
    """An eye with a camera of ten pictures a second."""

    def __init__(self) -> None:
        self.eye = Eye(FRAME)
        self.now = 100.0

    def look(self, picture: Picture | bytes, wanted: Wanted = FLAT, times: int = 1) -> Shown:
        shown: Shown | None = None
        data = picture if isinstance(picture, bytes) else as_jpeg(picture)
        for _ in range(times):
            self.now += 0.1
            shown = self.eye.see(JpegContent(data), self.now, wanted)
        assert shown is not None
        return shown

    def rendered(self) -> int:
        return self.eye.figures.frames


class Damaged(JpegContent):
    """A JPEG whose damage shows only when it is decoded."""

    def colour(self, divisor: object) -> Picture:
        raise PictureError("damaged")

    grey = colour


def upright(shown: Shown) -> Picture:
    return seen(shown.content.bgr, shown.state.display)


def sides(quad: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return np.asarray(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1))


@pytest.fixture
def watching() -> Watching:
    return Watching()


def test_the_page_is_shown_flat_and_upright(watching: Watching) -> None:
    shown = watching.look(scene(), times=8)
    assert shown.state.shows is Shows.PAGE
    assert (shown.content.width, shown.content.height) == FRAME
    there = markers(upright(shown))
    assert TABLE not in there
    quad = there[CENTRE]
    assert quad[0, 0] < quad[1, 0]
    assert quad[0, 1] < quad[3, 1], "upright"
    lengths = sides(quad)
    assert lengths.max() / lengths.min() < 1.03, "square as printed"


def test_paper_is_white_from_edge_to_edge_whatever_the_light(watching: Watching) -> None:
    lit = np.linspace(1.0, 0.45, scene().shape[1])[None, :, None]
    shown = watching.look((scene() * lit).astype(np.uint8), times=8)
    box = shown.state.box
    bgr = shown.content.bgr
    left, width = round(box.x * FRAME[0]), round(box.width * FRAME[0])
    page = bgr[20:-20, left + 20 : left + width - 20].max(axis=2)
    blocks = [np.percentile(block, 90) for block in np.array_split(page, 8, axis=0)]
    assert min(blocks) > 215
    assert max(blocks) - min(blocks) < 20


def test_a_region_is_shown_large(watching: Watching) -> None:
    whole = markers(upright(watching.look(scene(), times=8)))
    part = markers(upright(watching.look(scene(), TOP_LEFT)))
    assert CORNER in part
    assert CENTRE not in part
    assert sides(part[CORNER]).mean() > 1.25 * sides(whole[CORNER]).mean()


def test_raw_shows_the_table(watching: Watching) -> None:
    watching.look(scene(), times=8)
    shown = watching.look(scene(), RAW)
    assert shown.state.shows is Shows.CAMERA
    assert {TABLE, CENTRE} <= set(markers(upright(shown)))


def test_no_page_shows_the_table_and_says_so(watching: Watching) -> None:
    shown = watching.look(table(), times=10)
    assert shown.state.shows is Shows.CAMERA
    assert shown.state.advice is Advice.NO_PAGE
    assert TABLE in markers(shown.content.bgr)


def test_a_page_that_is_taken_away_is_not_shown_any_more(watching: Watching) -> None:
    watching.look(scene(), times=10)
    assert watching.look(table(), times=8).state.shows is Shows.CAMERA


def test_a_page_that_moves_is_never_shown_where_it_was(watching: Watching) -> None:
    watching.look(scene(), times=10)
    for step in range(1, 9):
        shown = watching.look(scene(laid(x=0.03 + 0.013 * step, turn=3.0 + 2 * step)))
        if shown.state.shows is Shows.PAGE:
            quad = markers(upright(shown))[CENTRE]
            lengths = sides(quad)
            assert lengths.max() / lengths.min() < 1.05
            middle = quad.mean(axis=0) / upright(shown).shape[1::-1]
            assert middle[0] == pytest.approx(0.5, abs=0.02)


def test_between_two_looks_a_page_that_moved_away_is_not_shown(watching: Watching) -> None:
    watching.look(scene(), times=10)
    watching.eye._find_s = 100.0  # so dear that it is not looked for again
    shown = watching.look(scene(laid(x=0.13, turn=-20.0)))
    assert shown.state.shows is Shows.CAMERA
    assert TABLE in markers(shown.content.bgr)
    covered = scene()
    covered[800:1224, 500:1000] = (110, 140, 190)
    watching.look(scene(), times=4)
    assert watching.look(covered).state.shows is Shows.PAGE, "a hand covers a part"


def test_what_rests_is_the_very_same_picture_and_costs_no_rendering(watching: Watching) -> None:
    pictures = [as_jpeg(scene(seed=seed)) for seed in range(3)]
    for count in range(40):
        watching.look(pictures[count % 3])
    before = watching.rendered()
    first = watching.look(pictures[0])
    later = [watching.look(pictures[count % 3]) for count in range(30)]
    assert all(shown.content is first.content for shown in later)
    assert watching.rendered() == before
    assert first.resting


def test_a_hand_that_comes_is_seen_within_two_tenths(watching: Watching) -> None:
    watching.look(scene(), times=40)
    covered = scene()
    covered[900:1224, 700:900] = (110, 140, 190)
    before = watching.rendered()
    watching.look(covered, times=2)
    assert watching.rendered() > before


def test_a_wish_is_obeyed_at_once_though_all_rests(watching: Watching) -> None:
    resting = watching.look(scene(), times=40)
    zoomed = watching.look(scene(), TOP_LEFT)
    assert zoomed.content is not resting.content
    assert CENTRE not in markers(zoomed.content.bgr)


def test_what_rests_is_looked_at_seldom(watching: Watching) -> None:
    watching.look(scene(), times=10 + round(10 * SETTLED_S) + 10)
    before = watching.eye.figures.looks
    watching.look(scene(), times=60)
    assert watching.eye.figures.looks - before <= 3


def test_a_damaged_picture_shows_what_was_shown(watching: Watching) -> None:
    good = as_jpeg(scene())
    shown = watching.look(good, times=8)

    watching.now += 5
    again = watching.eye.see(Damaged(good), watching.now, TOP_LEFT)
    assert again is shown
    assert watching.eye.figures.damaged == 1


def test_nothing_is_shown_before_the_first_good_picture() -> None:
    assert Eye(FRAME).see(Damaged(as_jpeg(scene())), 1.0, FLAT) is None


def test_a_failure_in_finding_shows_the_camera(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching.look(scene(), times=8)

    def fail(grey: object, near: object) -> None:
        raise ValueError("nobody has thought of this")

    monkeypatch.setattr(eye_module, "find_page", fail)
    shown = watching.look(table(), times=4)
    assert shown.state.shows is Shows.CAMERA
    assert TABLE in markers(shown.content.bgr)
    monkeypatch.undo()
    assert watching.look(scene(), times=8).state.shows is Shows.PAGE


@pytest.mark.parametrize("size", [(640, 480), (320, 240), (1280, 720), (481, 641), (64, 48)])
def test_a_camera_of_another_size_is_followed(watching: Watching, size: tuple[int, int]) -> None:
    watching.look(scene(), times=6)
    small = np.ascontiguousarray(scene()[:: 1224 // size[1] or 1, :: 1632 // size[0] or 1])
    shown = watching.look(small, times=6)
    assert (shown.content.width, shown.content.height) == FRAME
    assert (watching.look(scene(), times=8)).state.shows is Shows.PAGE


@pytest.mark.parametrize("form", ["bgr", "i420", "grey"])
def test_a_camera_that_gives_pixels_is_shown_too(form: str) -> None:
    picture = scene()
    if form == "grey":
        picture = np.repeat(picture.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    content = Content(picture)
    if form == "i420":
        content = Content(content.i420, "i420")
    eye = Eye(FRAME)
    shown = None
    for count in range(8):
        shown = eye.see(content, 10 + count / 10, FLAT)
    assert shown is not None
    assert shown.state.shows is Shows.PAGE
    assert CENTRE in markers(shown.content.bgr)


def test_time_that_jumps_back_does_no_harm(watching: Watching) -> None:
    watching.look(scene(), times=40)
    watching.now -= 50
    assert watching.look(scene(), times=8).state.shows is Shows.PAGE


def test_advice_is_calm(watching: Watching) -> None:
    told = [watching.look(scene(seed=seed)).state.advice for seed in range(30)]
    changes = sum(a is not b for a, b in pairwise(told))
    assert changes <= 3
    assert told[-1] is not Advice.NO_PAGE


@pytest.mark.parametrize(
    ("camera", "divisor"), [((3264, 2448), 4), ((640, 480), 1), ((1920, 1080), 2), ((9000, 16), 8)]
)
def test_the_page_is_looked_for_in_a_small_picture(camera: tuple[int, int], divisor: int) -> None:
    assert look_divisor(camera) == divisor
