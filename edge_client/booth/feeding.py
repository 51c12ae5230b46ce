"""What each picture on the booth screen is fed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from edge_client.booth.feeds import Feed, OwnFeed, ReceivedFeed, face_at, screen_shown
from edge_client.booth.messages import BoothState, Picture, Placing
from edge_client.equipment import Equipment
from edge_client.lip_sync.together import Together
from edge_client.pictures import PictureBoard


def feeds(
    board: PictureBoard,
    equipment: Equipment,
    shown: Callable[[], BoothState],
    together: Together | None = None,
) -> Mapping[Picture, Feed]:
    """All feeds of a terminal; `shown` gives what the screen shows now.

    With `together` a face waits for its voice.
    """
    received: dict[Picture, Callable[[], str | None]] = {
        Picture.COUNTERPART_FACE: lambda: face_at(shown(), Placing.LARGE),
        Picture.INTERPRETER_FACE: lambda: face_at(shown(), Placing.BESIDE),
        Picture.COUNTERPART_SCREEN: lambda: screen_shown(shown()),
    }
    return {
        **{kind: ReceivedFeed(kind, board, who, together) for kind, who in received.items()},
        Picture.OWN_DOCUMENT: OwnFeed(Picture.OWN_DOCUMENT, equipment.document),
        Picture.OWN_FACE: OwnFeed(Picture.OWN_FACE, equipment.face),
    }
