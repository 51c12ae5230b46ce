"""The page held steady from look to look. Pure.

A found page flickers by parts of a pixel, a hand hides it, two papers compete. What is shown must
not: it rests while the picture inside the held page rests, follows when the page moves, and is
given up when what lay there is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.curve import Curve
from edge_client.paper.finder import Found
from edge_client.paper.geometry import Corners

Grey = npt.NDArray[np.uint8]

DEAD_ZONE: Final = 0.004
"""Corners that lie nearer to the held ones than this are the same; shares of the diagonal."""
SAME: Final = 0.02
"""Two finds that lie nearer to each other than this are of one page at rest."""
APPEAR: Final = 2
"""Agreeing looks until a page is shown."""
REPLACE: Final = 8
"""Agreeing looks until another quad takes the place of a page that still lies there."""
ADJUST: Final = 3
"""Agreeing looks until the held corners move to a slightly other place."""
KEEP_S: Final = 30.0
"""Longest that a page is held without being found, while what lies there has not changed."""
GONE: Final = 2
"""Looks at a changed picture without a find until the page is given up."""

SAME_TABLE: Final = 0.97
"""The same for the camera's whole picture, of which an ID card covers two or three cells."""

LOOK: Final = 64
"""Side of the square to which the page is brought for comparing."""
MARGIN: Final = 0.06
"""Of the table around it, shares of the page."""
CELLS: Final = 8
UNCHANGED: Final = 0.4
"""Share of cells that must look as before; a hand and its shadow cover the others."""
EDGE: Final = 0.25
"""Share of the cells along the page's edge that must."""
SAME_PAPER: Final = 0.6
"""Share of cells that must look alike for a page found elsewhere to be the same, moved. What was
marked on it goes with it; rather lost than on another paper."""


@dataclass(frozen=True, eq=False)
class Held:
    """The page to show. `moving`: it is not at rest; `fresh`: it was found in this very look."""

    corners: Corners
    curve: Curve | None
    moving: bool
    fresh: bool


class Tracker:
    """Give it every look, in order; `now` is in seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._held: Found | None = None
        self._look: npt.NDArray[np.float32] | None = None
        self._seen_at = 0.0
        self._other: Found | None = None
        self._agreeing = 0
        self._changed = 0
        self._size: tuple[int, ...] = ()
        self.papers = 0
        """Counts the papers: it grows whenever what is held may be another one, or none."""

    @property
    def corners(self) -> Corners | None:
        """Of the held page: for `find_page(grey, near=...)`, so that of two papers it stays one."""
        return None if self._held is None else self._held.corners

    def forget(self) -> None:
        """The camera or its picture is another one now."""
        papers = self.papers
        self.__init__()  # type: ignore[misc]
        self.papers = papers + 1

    def lies(self, grey: Grey) -> bool:
        """Whether what is held still lies there, as far as can be told without looking for it."""
        same_camera = self._held is not None and grey.shape == self._size
        return same_camera and self._unchanged(grey) >= UNCHANGED

    def see(self, found: Found | None, grey: Grey, now: float) -> Held | None:
        """The page to show after a look at `grey`, or None: show what the camera sees."""
        if grey.shape != self._size:
            self.forget()
            self._size = grey.shape
        if self._held is None:
            return self._waiting(found, grey, now)
        if found is not None and _apart(found.corners, self._held.corners) < DEAD_ZONE:
            return self._still(found, grey, now)
        unchanged = self._unchanged(grey)
        if found is None:
            return self._unseen(unchanged, now)
        return self._elsewhere(found, unchanged, grey, now)

    def _waiting(self, found: Found | None, grey: Grey, now: float) -> Held | None:
        self._count(found)
        if found is None or self._agreeing < APPEAR:
            return None
        return self._take(found, grey, now, moving=False)

    def _still(self, found: Found, grey: Grey, now: float) -> Held:
        held = self._held
        assert held is not None
        self._other, self._agreeing, self._changed = None, 0, 0
        self._seen_at = now
        self._remember(grey, UNCHANGED)
        del found
        return Held(held.corners, held.curve, moving=False, fresh=True)

    def _unseen(self, unchanged: float, now: float) -> Held | None:
        held = self._held
        assert held is not None
        self._other, self._agreeing = None, 0
        self._changed = 0 if unchanged >= UNCHANGED else self._changed + 1
        if self._changed >= GONE or now - self._seen_at > KEEP_S:
            self._drop()
            return None
        return Held(held.corners, held.curve, moving=unchanged < UNCHANGED, fresh=False)

    def _elsewhere(self, found: Found, unchanged: float, grey: Grey, now: float) -> Held | None:
        held = self._held
        assert held is not None
        self._count(found)
        if unchanged < UNCHANGED:
            # It moved: what was held shows the wrong place now.
            return self._take(found, grey, now, moving=self._agreeing < APPEAR)
        near = _apart(found.corners, held.corners) < 5 * DEAD_ZONE
        if self._agreeing >= (ADJUST if near else REPLACE):
            return self._take(found, grey, now, moving=False)
        if now - self._seen_at > KEEP_S:
            self._drop()
            return None
        return Held(held.corners, held.curve, moving=False, fresh=False)

    def _count(self, found: Found | None) -> None:
        """How often in a row nearly the same was found."""
        same = (
            found is not None
            and self._other is not None
            and _apart(found.corners, self._other.corners) < SAME
        )
        self._agreeing = self._agreeing + 1 if same else int(found is not None)
        self._other = found

    def _take(self, found: Found, grey: Grey, now: float, moving: bool) -> Held:
        self._held, self._seen_at, self._changed = found, now, 0
        if not moving:
            self._agreeing, self._other = 0, None
        self._remember(grey, SAME_PAPER)
        return Held(found.corners, found.curve, moving=moving, fresh=True)

    def _drop(self) -> None:
        self._held, self._look = None, None
        self.papers += 1
        self._other, self._agreeing, self._changed = None, 0, 0

    def _remember(self, grey: Grey, alike: float) -> None:
        """How it looks now; another paper when fewer cells than so look as they did."""
        assert self._held is not None
        before, self._look = self._look, _look(grey, self._held.corners)
        self.papers += before is None or _alike(before, self._look) < alike

    def _unchanged(self, grey: Grey) -> float:
        """Share of the cells of the held page that look as they did, whatever the light."""
        assert self._held is not None
        assert self._look is not None
        before, after = self._look, _look(grey, self._held.corners)
        return _alike(before, after)


class Table:
    """Whether what lies under the camera is another thing than before, where no page is held."""

    def __init__(self) -> None:
        self._look: npt.NDArray[np.float32] | None = None

    def changed(self, grey: Grey) -> bool:
        """Look at it whenever it comes to rest."""
        whole = geometry.whole_picture((grey.shape[1], grey.shape[0]))
        before, self._look = self._look, _look(grey, whole)
        return before is not None and _alike(before, self._look) < SAME_TABLE


def _apart(one: Corners, other: Corners) -> float:
    """Largest distance of two corners, as a share of the diagonal; whichever corner comes first."""
    distances = [
        float(np.linalg.norm(np.roll(one, turn, axis=0) - other, axis=1).max()) for turn in range(4)
    ]
    return min(distances) / max(geometry.diagonal(other), 1e-6)


def _look(grey: Grey, corners: Corners) -> npt.NDArray[np.float32]:
    """The page and a little around it, flat and small."""
    wide = geometry.Part(-MARGIN, -MARGIN, 1 + 2 * MARGIN, 1 + 2 * MARGIN)
    layout = geometry.Layout(geometry.Box(0, 0, 2 * LOOK, 2 * LOOK), turned=False)
    matrix = geometry.warp_matrix(corners, layout, wide)
    flat = cv2.warpPerspective(
        grey, matrix, (2 * LOOK, 2 * LOOK), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return cv2.resize(flat, (LOOK, LOOK), interpolation=cv2.INTER_AREA).astype(np.float32)


def _alike(before: npt.NDArray[np.float32], after: npt.NDArray[np.float32]) -> float:
    """Share of cells that are the same but for a factor of brightness."""
    side = LOOK // CELLS

    def cells(look: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        split = look.reshape(CELLS, side, CELLS, side).swapaxes(1, 2)
        return split.reshape(CELLS * CELLS, side * side)

    old, new = cells(before), cells(after)
    old_mean = old.mean(axis=1, keepdims=True)
    new_mean = new.mean(axis=1, keepdims=True)
    gain = new_mean / np.maximum(old_mean, 1.0)
    apart = np.sqrt(((new - old * gain) ** 2).mean(axis=1))
    texture = (old * gain).std(axis=1)
    same = apart < np.maximum(5.0, 0.6 * texture)
    # A factor that is far from everybody's is no change of light: something else lies there.
    usual = float(np.median(gain))
    same &= (np.abs(np.log(np.maximum(gain[:, 0], 1e-3) / max(usual, 1e-3))) < 0.35) & (
        0.5 < usual < 2.0
    )
    # Blank paper is as even as a table in its place: only the page's edge tells that it is gone.
    grid = same.reshape(CELLS, CELLS)
    edge = float(np.concatenate([grid[0], grid[-1], grid[1:-1, 0], grid[1:-1, -1]]).mean())
    return float(same.mean()) if edge >= EDGE else 0.0
