"""Where the page lies in the frames of a still, and how it is flattened at full size. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.curve import Outline, maps
from edge_client.paper.finder import find_again, find_page
from edge_client.paper.geometry import Size
from edge_client.paper.still import Flat

LOOKED_AT = 1024
"""Longest side in pixels of the picture in which the page is looked for."""

SAME = 0.01
"""Corners that lie nearer than this are of one page; shares of its diagonal."""


def flat_of(page: Outline, picture: Size) -> Flat:
    """The page in pixels of a picture of size (width, height).

    It stays as it lies in the picture; who receives it turns it.
    """
    corners = page.corners
    size = geometry.page_size(corners, picture)
    lies = geometry.Layout(geometry.Box(0, 0, *size), turned=False)
    matrix = geometry.warp_matrix(corners, lies)
    if page.curve is None:
        return Flat(corners, size, matrix)
    return Flat(
        corners, size, matrix, maps(page.curve, corners, picture, lies, size, geometry.WHOLE)
    )


def find_flat(greys: Sequence[Picture], held: Outline | None) -> Flat | None:
    """The page in frames of which the first is the one that counts; None when it is not sure.

    `held` is where the live view has it. A find that agrees with it is taken, being newer; one
    that does not has to be made twice, since a still must never be of a wrong quad.
    """
    picture = (greys[0].shape[1], greys[0].shape[0])
    if held is not None and not geometry.possible(held.corners, picture):
        held = None
    found = _found(greys[0], held)
    if found is not None and held is not None and _agree(found, held):
        return flat_of(found, picture)
    if found is not None and len(greys) > 1:
        again = _found(greys[-1], None)
        if again is not None and _agree(found, again):
            return flat_of(found, picture)
    return None if held is None else flat_of(held, picture)


def _found(grey: Picture, near: Outline | None) -> Outline | None:
    rows, columns = grey.shape
    factor = min(1.0, LOOKED_AT / max(rows, columns))
    size = (round(columns * factor), round(rows * factor))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    found = None
    if near is not None:
        # Where the live view has it: twice as fast as looking everywhere, and it mostly is there.
        corners = geometry.scaled(near.corners, factor)
        found = find_again(small, corners) or find_page(small, corners)
    else:
        found = find_page(small, None)
    if found is None:
        return None
    corners = geometry.scaled(found.corners, 1 / factor)
    if not geometry.possible(corners, (columns, rows)):
        return None
    return Outline(corners, found.curve)


def _agree(one: Outline, other: Outline) -> bool:
    apart = np.linalg.norm(one.corners - other.corners, axis=1).max()
    return bool(apart <= SAME * geometry.diagonal(one.corners))
