"""What the two sides of a conversation see and hear, as conditions to wait for."""

from __future__ import annotations

import pytest

from edge_client.booth.messages import Picture, Screen
from expert_client.expert import Expert
from tests.support.city import (
    DOCUMENT_MARKER,
    EXPERT_MARKER,
    EXPERT_TONE,
    FACE_MARKER,
    TERMINAL_TONE,
    Desk,
)
from tests.support.media import marker_in, tone_in
from tests.support.waiting import eventually


async def expert_sees_and_hears(expert: Expert, tone: float = TERMINAL_TONE) -> None:
    """Both videos by the marker in their pixels, the voice by its spectrum."""

    def so() -> bool:
        assert marker_in(expert.face()) == FACE_MARKER, "the resident's face"
        assert marker_in(expert.document()) == DOCUMENT_MARKER, "the paper"
        assert tone_in(expert.heard.last()) == pytest.approx(tone, abs=15), "the resident's voice"
        return True

    await eventually(so, timeout_s=8, what="the expert sees and hears the resident")


async def booth_shows_and_plays(
    desk: Desk, tone: float = EXPERT_TONE, marker: int = EXPERT_MARKER
) -> None:
    """The expert's picture on the booth page, moving; the voice from the loudspeaker."""

    def so() -> bool:
        assert desk.on(Screen.CONVERSATION), desk.screen.screen
        shown = desk.page.picture(Picture.COUNTERPART_FACE)
        assert marker_in(shown) == marker, "the expert's picture"
        own = desk.page.picture(Picture.OWN_DOCUMENT)
        assert marker_in(own) == DOCUMENT_MARKER, "the own paper"
        assert tone_in(desk.heard.last()) == pytest.approx(tone, abs=15), "the expert's voice"
        return True

    await eventually(so, timeout_s=8, what="the booth shows and plays the expert")
    seen = desk.page.counts[Picture.COUNTERPART_FACE]
    await eventually(
        lambda: desk.page.counts[Picture.COUNTERPART_FACE] >= seen + 15,
        timeout_s=3,
        what="fifteen more pictures of the expert",
    )
