"""Whether small print can be read, told as a person would."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.opencv import cv2
from edge_client.paper.legibility import Advisor, judge, measure
from signaling.protocol.desk import Advice
from tests.unit.paper.drawn import Grey


def printed(x_height: float, blur: float = 0.5, noise: float = 3.0, level: int = 225) -> Grey:
    """Rows of small letters of that height, in pixels."""
    large = np.full((2400, 2400), 255, np.uint8)
    for y in range(150, 2350, 110):
        for x in range(100, 2250, 260):
            cv2.putText(large, "sanoma", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.9, 20, 5)
    scale = x_height / 27.0  # the x-height of that lettering
    small = cv2.resize(large, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    seen = cv2.GaussianBlur(small.astype(np.float64), (0, 0), blur) * level / 255
    grain = np.random.default_rng(5).normal(0, noise, seen.shape)
    return np.clip(seen + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("x_height", [5.0, 8.0, 12.0, 20.0])
def test_the_height_of_print_is_measured(x_height: float) -> None:
    assert measure(printed(x_height)).x_height == pytest.approx(x_height, rel=0.2, abs=1.5)


def test_what_would_help_is_told() -> None:
    assert judge(measure(printed(12))) is Advice.FINE
    assert judge(measure(printed(3.5))) is Advice.CLOSER
    assert judge(measure(printed(12, blur=3))) is Advice.BLURRED
    assert judge(measure(printed(12, level=45, noise=1))) is Advice.TOO_DARK
    assert judge(measure(np.full((800, 800), 255, np.uint8))) is Advice.TOO_BRIGHT
    assert judge(None) is Advice.NO_PAGE
    assert judge(measure(printed(12)), moving=True) is Advice.MOVING


def test_a_reflection_is_told() -> None:
    page = printed(12, level=190)
    cv2.circle(page, (300, 300), 90, 255, -1)
    assert judge(measure(page)) is Advice.GLARE


def test_noise_does_not_pass_for_sharpness() -> None:
    calm = measure(printed(12, blur=3, noise=1)).sharpness
    noisy = measure(printed(12, blur=3, noise=6)).sharpness
    assert noisy < 1.6 * calm


def test_a_blank_page_needs_nothing() -> None:
    assert judge(measure(np.full((800, 800), 220, np.uint8))) is Advice.FINE


def test_an_advice_does_not_flicker() -> None:
    advisor = Advisor(times=3)
    for _ in range(3):
        advisor.hear(Advice.FINE)
    heard = [advisor.hear(a) for a in (Advice.CLOSER, Advice.FINE, Advice.CLOSER, Advice.CLOSER)]
    assert heard == [Advice.FINE] * 4
    assert advisor.hear(Advice.CLOSER) is Advice.CLOSER
