"""A picture of the paper together with how it shows the paper."""

from __future__ import annotations

from dataclasses import dataclass

from edge_client.devices.frame import Frame
from signaling.protocol.desk import ViewState


@dataclass(frozen=True, eq=False)
class PaperFrame(Frame):
    """A frame and what people are told of it, in one: whoever has the picture cannot have the
    turning of another one. `view` is None for a placeholder.
    """

    view: ViewState | None = None
