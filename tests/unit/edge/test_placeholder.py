"""What is shown while a camera is away."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.devices.placeholder import CameraPlaceholder
from edge_client.devices.status import Reason, SourceState, SourceStatus
from edge_client.locales import LANGUAGES, Language

UNPLUGGED = SourceStatus(SourceState.MISSING, Reason.UNPLUGGED, 0.0)


def drawn(language: Language, status: SourceStatus, size: tuple[int, int] = (1280, 720)) -> object:
    return CameraPlaceholder("face", *size, lambda: language).content(status)


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (320, 240), (1920, 1080)])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["face", "document"])
def test_text_stands_inside_a_calm_picture(
    size: tuple[int, int], language: Language, kind: str
) -> None:
    content = CameraPlaceholder(kind, *size, lambda: language).content(UNPLUGGED)
    assert (content.width, content.height) == size
    luma = content.bgr.mean(axis=2)
    assert np.median(luma) < 80
    written = luma > 150
    rows, columns = np.where(written.any(axis=1))[0], np.where(written.any(axis=0))[0]
    assert rows[0] > size[1] * 0.3
    assert rows[-1] < size[1] * 0.7
    assert columns[0] > size[0] * 0.02, "not cut off at the left"
    assert columns[-1] < size[0] * 0.98, "not cut off at the right"
    assert columns[0] + columns[-1] == pytest.approx(size[0], abs=size[0] * 0.04), "centred"


def test_finnish_letters_have_their_dots() -> None:
    """Rendered with the letters that stand for ä and ö elsewhere, the picture would differ."""
    from edge_client.devices.opencv import cv2

    def line(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        picture = np.zeros((80, 400, 3), np.uint8)
        cv2.putText(picture, text, (5, 60), (255, 255, 255), cv2.FontFace("sans"), 40)
        return picture

    dotted, bare, unknown = line("äöå"), line("aoa"), line("???")
    assert not np.array_equal(dotted, bare)
    assert not np.array_equal(dotted, unknown)
    # The dots stand above the bare letters, which are there too.
    assert dotted[:30].sum() > bare[:30].sum()
    assert np.count_nonzero(dotted[40:] != bare[40:]) < 200


def test_language_and_reason_change_the_picture() -> None:
    language: Language = "fi"
    placeholder = CameraPlaceholder("face", 640, 360, lambda: language)
    finnish = placeholder.content(UNPLUGGED)
    assert placeholder.content(UNPLUGGED) is finnish, "drawn once"
    busy = placeholder.content(SourceStatus(SourceState.BUSY, Reason.IN_USE, 0.0))
    language = "sv"
    swedish = placeholder.content(UNPLUGGED)
    assert not np.array_equal(finnish.bgr, swedish.bgr)
    assert not np.array_equal(finnish.bgr, busy.bgr)
