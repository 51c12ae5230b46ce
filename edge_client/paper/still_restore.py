"""Taking a known little blur out of a fused picture of print. Pure.

A lens and a shaken table blur print roughly as a Gaussian does. Where several frames have been
fused, so little noise is left that the blur can be divided out again: Wiener's filter, once
along the lines and once down the columns, since a Gaussian is separable.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2

Plane = npt.NDArray[np.float32]

TAPS: Final = 21
"""Length of the filter: a blur of 2 pixels rings no farther."""

LEAST_BLUR, MOST_BLUR = 0.5, 2.2
"""Standard deviations in pixels: below the one there is nothing to win, above the other the
fine print is gone and what would come back is noise."""

LEFT_BLUR: Final = 0.55
"""Blur that is left in: a picture without any is full of stairs, and costs bytes."""

CONTRAST: Final = 20.0
"""Grey levels that print has at the finest scale; the noise is weighed against it."""

THIN: Final = 1.3
"""The measure takes edges for steps. Thin strokes have two edges beside each other, which looks
sharper than it is: by a quarter in print of 6 to 12 points, whose blur was known."""

_PROBE: Final = 1.0


def noise_of(one: Picture, other: Picture) -> float:
    """The noise of a single frame in grey levels, from two grey frames that show the same.

    The median deviation, so that an edge that has moved does not count.
    """
    apart = cv2.absdiff(one[::4, ::4], other[::4, ::4])
    # The median of the absolute value of normal noise is 0.6745 of its deviation; whole grey
    # levels are too coarse for it, so the share within a bound is asked instead.
    within = float(np.mean(apart <= 2))
    return _deviation(within, 2.5) / float(np.sqrt(2.0))


def noise_alone(grey: Picture) -> float:
    """The noise of a lone frame in grey levels, from how pixels differ from their neighbours.

    Low where the camera has smoothed it.
    """
    part = grey[::4].astype(np.int16)
    bent = np.abs(part[:, 2:] - 2 * part[:, 1:-1] + part[:, :-2])
    return _deviation(float(np.mean(bent <= 4)), 4.5) / float(np.sqrt(6.0))


def _deviation(within: float, bound: float) -> float:
    """The deviation of normal noise of which the share `within` lies between ±`bound`."""
    low, high = 0.05, 100.0
    for _ in range(40):
        middle = float(np.sqrt(low * high))
        share = _inside(bound / middle)
        low, high = (middle, high) if share > within else (low, middle)
    return low


def _inside(deviations: float) -> float:
    return math.erf(deviations / math.sqrt(2.0))


def blur_of(page: Plane) -> float:
    """The blur of print on a page, as a Gaussian's deviation in pixels.

    The picture is blurred once more by a known amount: the less its steepest edges suffer, the
    more blurred they were (Zhuo and Sim, Defocus map estimation from a single image, 2011).
    """
    rows, columns = page.shape
    part = page[rows // 3 : rows - rows // 3, columns // 4 : columns - columns // 4]
    once = _gradient(part)
    twice = _gradient(cv2.GaussianBlur(part, (0, 0), _PROBE).astype(np.float32))
    steep = float(np.percentile(once[::2, ::2], 99.0))
    strong = once > max(steep, 2.0)
    if int(strong.sum()) < 200:
        return 0.0
    ratio = float(np.median(once[strong] / np.maximum(twice[strong], 1e-3)))
    if ratio <= 1.02:
        return MOST_BLUR
    return THIN * _PROBE / float(np.sqrt(ratio * ratio - 1.0))


def _gradient(plane: Plane) -> Plane:
    across = cv2.Sobel(plane, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(plane, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return cv2.magnitude(across, down).astype(np.float32, copy=False)


@lru_cache(maxsize=64)
def filter_against(blur: float, noise: float) -> Plane:
    """The filter's `TAPS` weights, which sum to 1; `blur` in pixels, `noise` in grey levels."""
    size = 256
    frequency = np.fft.rfftfreq(size)
    passed = np.exp(-2 * (np.pi * frequency * blur) ** 2)
    wanted = np.exp(-2 * (np.pi * frequency * min(LEFT_BLUR, blur)) ** 2)
    doubt = (max(noise, 0.4) / CONTRAST) ** 2
    response = wanted * passed / (passed**2 + doubt)
    weights = np.fft.fftshift(np.fft.irfft(response, size))
    middle = size // 2
    taps = weights[middle - TAPS // 2 : middle + TAPS // 2 + 1] * np.hanning(TAPS + 2)[1:-1] ** 0.5
    return np.asarray(taps / taps.sum(), np.float32)


def restore(page: Plane, blur: float, noise: float) -> Plane:
    """The page with its blur divided out as far as the noise allows."""
    if blur < LEAST_BLUR:
        return page
    # Rounded, so that a filter is made once for pages alike.
    taps = filter_against(round(min(blur, MOST_BLUR), 1), round(noise, 1))
    return cv2.sepFilter2D(page, cv2.CV_32F, taps, taps, borderType=cv2.BORDER_REPLICATE).astype(
        np.float32, copy=False
    )
