"""How often the page is found, how exactly, and whether a wrong one is ever shown."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2
from edge_client.paper import geometry
from edge_client.paper.finder import Found, find_page
from edge_client.paper.tracker import Held, Tracker
from tests.bench.documenting.cases import Case, kept_as
from tests.support.papers import Sitting

LOOK_PART = 4
"""A look is at this part of the frame's size: what a JPEG gives when decoded at a quarter."""
LOOKS = 3
"""At 5 a second; as many as a person would wait for without noticing."""
WRONG = 0.02
"""Of the page's diagonal (the issue's definition)."""


@dataclass(frozen=True, eq=False)
class Sought:
    """What came of looking for one page. `error_px` is the worst corner's, sensor pixels."""

    kind: str
    corners: npt.NDArray[np.float32] | None
    error_px: float = 0.0
    share: float = 0.0
    cut: bool = False

    @property
    def found(self) -> bool:
        """Whether anything was shown as the page."""
        return self.corners is not None

    @property
    def wrong(self) -> bool:
        """Whether what was shown was no page, or not all of it."""
        return self.found and (self.share > WRONG or self.cut)


def look_at(frame: Picture) -> Picture:
    """What the finder is given of a frame: grey, a quarter of its size."""
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    size = (frame.shape[1] // LOOK_PART, frame.shape[0] // LOOK_PART)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def looks(case: Case, sitting: Sitting) -> list[Picture]:
    """Some looks at the resting page; kept on disk, since a photograph takes seconds."""
    file = kept_as(case, ".npz")
    if file.exists():
        with np.load(file) as kept:
            return [kept[name] for name in kept.files]
    seen = [look_at(sitting.frame(number)) for number in range(LOOKS)]
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(file, *seen)
    return seen


def hold(looks: list[Picture]) -> Held | None:
    """What is shown after these looks, 200 ms apart."""
    tracker = Tracker()
    held: Held | None = None
    for number, grey in enumerate(looks):
        found: Found | None = find_page(grey, tracker.corners)
        held = tracker.see(found, grey, number * 0.2)
    return held


def seek(case: Case, sitting: Sitting) -> Sought:
    """Look for the page of a case as the terminal does."""
    held = hold(looks(case, sitting))
    if held is None:
        return Sought(case.kind, None)
    return measured(case, sitting, held)


def measured(case: Case, sitting: Sitting, held: Held) -> Sought:
    """How far a page that was found lies from where it is."""
    corners = geometry.scaled(held.corners, LOOK_PART)
    error = min(
        float(np.linalg.norm(np.roll(corners, turn, axis=0) - sitting.corners, axis=1).max())
        for turn in range(4)
    )
    share = error / geometry.diagonal(sitting.corners)
    cut = held.curve is None and _cuts(case, sitting, corners)
    return Sought(case.kind, corners, error, share, cut)


def _cuts(case: Case, sitting: Sitting, corners: npt.NDArray[np.float32]) -> bool:
    """Whether print would lie outside the flat page: its outline seen through the warp."""
    rows, columns = np.nonzero(case.page.image < 128)
    unit = 25.4 / case.page.dpi
    left, right = columns.min() * unit, columns.max() * unit
    top, bottom = rows.min() * unit, rows.max() * unit
    edge = np.linspace(0, 1, 41)
    across, down = left + edge * (right - left), top + edge * (bottom - top)
    rim = np.vstack(
        [np.column_stack([across, np.full(41, y)]) for y in (top, bottom)]
        + [np.column_stack([np.full(41, x), down]) for x in (left, right)]
    )
    seen = sitting.view.project(rim)
    flat = geometry.mapped(seen, np.linalg.inv(geometry.unit_to_picture(corners)))
    return bool(flat.min() < 0.0 or flat.max() > 1.0)


def told(results: list[Sought]) -> str:
    """One line of a table."""
    found = [each for each in results if each.found]
    wrong = sum(each.wrong for each in results)
    if not found:
        return f"found 0 of {len(results)}"
    errors = [each.error_px for each in found]
    shares = max(each.share for each in found)
    return (
        f"found {len(found):2} of {len(results)}, wrong {wrong}, corner error px: median "
        f"{statistics.median(errors):5.1f}, worst {max(errors):6.1f} ({shares:.1%} of the diagonal)"
    )
