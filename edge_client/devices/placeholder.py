"""The calm picture that is shown while a camera gives none, in the terminal's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from edge_client.devices.frame import Content, Picture
from edge_client.devices.opencv import cv2
from edge_client.devices.status import Reason, SourceState, SourceStatus
from edge_client.locales import Language, text

_BACKGROUND: Final = (78, 60, 44)  # blue, green, red: a dark slate blue
_TITLE_COLOUR: Final = (255, 255, 255)
_DETAIL_COLOUR: Final = (228, 218, 206)


class CameraPlaceholder:
    """Placeholder pictures of one camera, drawn once per reason and language."""

    def __init__(
        self, kind: str, width: int, height: int, language: Callable[[], Language]
    ) -> None:
        """`kind` is "face" or "document"; `language` is asked at every drawing."""
        self._kind = kind
        self._size = (width, height)
        self._language = language
        self._drawn: dict[tuple[Reason, Language], Content] = {}

    def content(self, status: SourceStatus) -> Content:
        """The picture for this status."""
        language = self._language()
        key = (status.reason, language)
        if key not in self._drawn:
            self._drawn[key] = Content(self._draw(status, language))
        return self._drawn[key]

    def _draw(self, status: SourceStatus, language: Language) -> Picture:
        width, height = self._size
        picture = np.full((height, width, 3), _BACKGROUND, np.uint8)
        title = text(language, f"placeholder.{self._kind}.{_title(status.state)}")
        detail = "" if _expected(status.state) else status.explain(language)
        # Letters of 1/15 of the height are read easily in a picture scaled to a quarter.
        _centred(picture, title, round(height * 0.45), height // 15, 600, _TITLE_COLOUR)
        _centred(picture, detail, round(height * 0.57), height // 24, 400, _DETAIL_COLOUR)
        return picture


def _title(state: SourceState) -> str:
    return state.value if _expected(state) else "unavailable"


def _expected(state: SourceState) -> bool:
    return state in {SourceState.STARTING, SourceState.OFF}


def _centred(
    picture: Picture, line: str, baseline: int, size: int, weight: int, colour: tuple[int, int, int]
) -> None:
    """One line of text in the middle, made smaller until it fits.

    OpenCV 5 carries a Unicode font of its own, so ä, ö and å need no font on the machine.
    """
    if not line:
        return
    font = cv2.FontFace("sans")
    height, width = picture.shape[:2]
    while True:
        box = cv2.getTextSize((width * 4, height), line, (0, height // 2), font, size, weight)
        if box[2] <= width * 0.92 or size <= 8:
            break
        size -= 1
    origin = (max(0, (width - box[2]) // 2), baseline)
    cv2.putText(picture, line, origin, colour, font, size, weight)
