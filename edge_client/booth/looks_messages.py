"""What the terminal and its own booth page say to each other of how the screen looks."""

from __future__ import annotations

from typing import Literal

from signaling.protocol import Part


class LooksShown(Part):
    """How the screen looks, and what can be chosen. As at first again after the visit."""

    size: int
    """Of text, per cent of the usual one."""
    sizes: list[int]
    """From the usual to the largest."""
    contrast: bool
    """Light on black, with few colours."""
    own_picture: bool
    """Whether the resident's own picture is shown to them."""


class BoothLooks(Part):
    """The resident wants the screen to look so."""

    type: Literal["booth.looks"] = "booth.looks"
    size: int
    """One of those offered."""
    contrast: bool
    own_picture: bool
