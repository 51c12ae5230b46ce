"""When a paper lies still, and what is sent of it then."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
import pytest

from edge_client.video.rest import (
    ALIVE_S,
    ANOTHER_S,
    FRESH_S,
    LEAST_PLACES,
    LIES_AFTER_S,
    REFINES_S,
    SPARED,
    Grey,
    Lying,
    Rest,
    Worth,
    places_changed,
    small_of,
)

FPS = 10
CHANCE = np.random.default_rng(7)
PAPER = CHANCE.integers(40, 230, (90, 160)).astype(np.float64)


def seen(noise: float = 0.3, light: float = 0.0, paper: npt.NDArray[np.float64] = PAPER) -> Grey:
    picture = paper + light + CHANCE.normal(0.0, noise, paper.shape)
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def lies(
    rest: Rest, begin: float, seconds: float, noise: float = 0.3, size: int = 10
) -> Counter[Worth]:
    """What it does while the paper lies for so long and each picture takes so many bytes."""
    found: Counter[Worth] = Counter()
    for number in range(round(seconds * FPS)):
        now = begin + number / FPS
        worth = rest.worth(seen(noise), now)
        found[worth] += 1
        if worth is not Worth.NOTHING:
            rest.encoded(size, now)
    return found


@pytest.mark.parametrize("noise", [0.0, 0.3, 1.5])
def test_noise_is_no_change(noise: float) -> None:
    assert places_changed(seen(noise), seen(noise)) < LEAST_PLACES


def test_a_lamp_that_flickers_is_no_change() -> None:
    assert places_changed(seen(), seen(light=8.0)) < LEAST_PLACES


def test_a_pens_tip_is_a_change() -> None:
    touched = PAPER.copy()
    touched[40:42, 80:82] = 255.0 - touched[40:42, 80:82]
    touched[40, 80] = 0.0
    assert places_changed(seen(), seen(paper=np.clip(touched, 0, 230))) >= LEAST_PLACES


def test_another_size_is_a_change() -> None:
    assert places_changed(seen(), seen()[:45]) >= LEAST_PLACES


def test_what_lies_is_refined_and_then_costs_next_to_nothing() -> None:
    rest = Rest()
    begun = lies(rest, 0.0, LIES_AFTER_S + 3.0, size=9000)
    assert begun[Worth.NOTHING] == 0
    assert begun[Worth.KEPT] >= 0.9 * 3.0 * FPS
    later = lies(rest, LIES_AFTER_S + 3.0, 5.0)
    assert later[Worth.NEW] == 0
    assert later[Worth.KEPT] == pytest.approx(5.0 / ALIVE_S, abs=1)


def test_small_pictures_of_an_encoder_in_debt_are_not_fine_yet() -> None:
    rest, rate = Rest(), 40_000
    lies(rest, 0.0, LIES_AFTER_S, size=9000)
    paid = LIES_AFTER_S + 17_000 * 8 / (SPARED * rate)
    refined_at = None
    for number in range(100):
        now = LIES_AFTER_S + number / FPS
        if rest.worth(seen(), now) is Worth.NOTHING and refined_at is None:
            refined_at = now
        else:
            rest.encoded(17_000 if number == 0 else 10, now, rate)
    assert refined_at == pytest.approx(paid, abs=0.5)


def test_what_never_gets_fine_is_not_refined_for_ever() -> None:
    rest = Rest()
    lies(rest, 0.0, LIES_AFTER_S + REFINES_S, size=9000)
    assert lies(rest, LIES_AFTER_S + REFINES_S, 5.0, size=9000)[Worth.NOTHING] > 40


def test_what_moves_is_sent_always() -> None:
    rest = Rest()
    moving = [rest.worth(seen(paper=np.roll(PAPER, n, axis=1)), n / FPS) for n in range(50)]
    assert set(moving) == {Worth.NEW, Worth.ANOTHER}
    assert moving.count(Worth.ANOTHER) <= 50 / FPS / ANOTHER_S + 1, "key frames at a bounded rate"


def test_another_page_is_another_picture_and_a_hand_is_not() -> None:
    rest = Rest()
    assert rest.worth(seen(), 0.0) is Worth.NEW, "the first one is a key frame anyway"
    lies(rest, 0.1, 4.0)
    hand = PAPER.copy()
    hand[50:, 60:90] = 120.0
    assert rest.worth(seen(paper=hand), 4.2) is Worth.NEW
    assert rest.worth(seen(), 4.3) is Worth.NEW
    other = np.random.default_rng(8).integers(40, 230, PAPER.shape).astype(np.float64)
    assert rest.worth(seen(paper=other), 4.4) is Worth.ANOTHER
    assert rest.worth(seen(paper=other), 4.5) is Worth.NEW


def test_movement_after_rest_is_sent_at_once() -> None:
    rest = Rest()
    lies(rest, 0.0, 5.0)
    moved = rest.worth(seen(paper=np.roll(PAPER, 1, axis=0)), 5.0)
    assert moved is Worth.ANOTHER, "this paper is noise: nothing of it is as it was"
    assert rest.worth(seen(paper=np.roll(PAPER, 2, axis=0)), 5.1) is Worth.NEW


def test_light_that_fades_slowly_is_followed() -> None:
    rest = Rest()
    lies(rest, 0.0, 4.0)
    shade = np.linspace(0.0, 1.0, 160)
    told = [
        rest.worth(seen(paper=PAPER - shade * number / 10), 4.0 + number / FPS)
        for number in range(400)
    ]
    assert told.count(Worth.NEW) >= 1


def test_a_fresh_picture_is_kept_now_and_then() -> None:
    rest = Rest()
    lies(rest, 0.0, 3.0)
    assert lies(rest, 3.0, FRESH_S)[Worth.NEW] == 1


def test_a_key_frame_of_what_lies_is_made_at_once_and_refined() -> None:
    rest = Rest()
    lies(rest, 0.0, 6.0)
    assert rest.worth(seen(), 6.05, key=True) is Worth.KEPT
    rest.encoded(30_000, 6.05)
    assert lies(rest, 6.1, 2.0, size=9000)[Worth.NOTHING] == 0


def frame_of(picture: npt.NDArray[np.uint8], pts: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
    frame.pts, frame.time_base = pts, Fraction(1, 90_000)
    return frame


def test_the_kept_picture_is_given_again_with_its_own_time() -> None:
    lying = Lying()
    page = CHANCE.integers(0, 255, (180 * 3 // 2, 320)).astype(np.uint8)
    given = []
    for n in range(60):
        given.append(lying.choose(frame_of(page, n), n / FPS, key=False))
        lying.encoded(10, n / FPS)
    assert None in given
    kept = [chosen for chosen in given[10:] if chosen is not None]
    assert len({id(frame) for frame, _ in kept}) == 1
    assert not any(key for _, key in kept)
    again = lying.choose(frame_of(page, 77), 6.0, key=True)
    assert again is not None
    assert again[0] is kept[0][0]
    assert again[0].pts == 77
    assert again[1]


def test_another_page_is_given_as_a_key_frame() -> None:
    lying = Lying()
    one, other = CHANCE.integers(0, 255, (2, 180 * 3 // 2, 320)).astype(np.uint8)
    lying.choose(frame_of(one, 0), 0.0, key=True)
    assert lying.choose(frame_of(one, 1), 0.1, key=False) is not None
    chosen = lying.choose(frame_of(other, 2), 0.2, key=False)
    assert chosen is not None
    assert chosen[1]


def test_a_frame_is_looked_at_small_whatever_its_lines_are_padded_to() -> None:
    page = np.full((180 * 3 // 2, 330), 128, np.uint8)
    page[:180] = 40
    assert small_of(frame_of(page, 0)).shape == (87, 160)
    assert (small_of(frame_of(page, 0)) == 40).all()
