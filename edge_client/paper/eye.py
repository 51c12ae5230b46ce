"""The whole way from the camera's pictures to frames of the paper, without threads or clock.

Finding, following, lighting and telling each have a pace of their own; a page at rest costs hardly
more than seeing that it rests, and is given as the very same picture, so that it need not be
encoded again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import structlog

from edge_client.devices.frame import Content, Divisor, PictureError
from edge_client.devices.opencv import cv2
from edge_client.paper import geometry, legibility, light
from edge_client.paper.curve import Outline
from edge_client.paper.figures import Figures
from edge_client.paper.finder import Found, find_again, find_page
from edge_client.paper.fused import Fused
from edge_client.paper.geometry import Size
from edge_client.paper.legibility import Advisor, Legibility
from edge_client.paper.light import Gain
from edge_client.paper.render import grey_and_colour, page_light, render
from edge_client.paper.rest import Rest
from edge_client.paper.tracker import Table, Tracker
from edge_client.paper.view import View, Wanted, state_of, view_of
from signaling.protocol.desk import Advice, Shows, ViewState

log = structlog.get_logger(__name__)

Grey = npt.NDArray[np.uint8]

LOOK_S: Final = 0.19
"""Between two looks for the page: five a second at the cameras' ten frames."""
SETTLED_S: Final = 2.0
"""So long after everything came to rest it is looked for the page at that pace."""
LOOKS_AGAIN: Final = 4
"""So many looks at the page where it is held follow a look for it everywhere."""
MOVING_SHARE: Final = 1.5
CALM_SHARE: Final = 4.0
"""Between two looks it takes at least so many times the processor time that a look takes."""
SELDOM_S: Final = 3.0
"""Between two looks after that."""
CHECK_S: Final = 0.19
"""Between two looks whether what rests still rests."""
MEASURE_S: Final = 1.0
"""Between two measurements of the print, which need all of the camera's pixels."""
LOOKED_AT: Final = 1024
"""Longest side in pixels of the picture in which the page is looked for."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A frame, and what people are told of it. The same `content` again: nothing has changed."""

    content: Content
    state: ViewState
    resting: bool


class Eye:
    """Give it the camera's pictures in their order; for one thread at a time."""

    def __init__(self, frame: Size, figures: Figures | None = None) -> None:
        """`frame` is the width and height of the frames to make."""
        self._frame = frame
        self.figures = figures or Figures()
        self._tracker = Tracker()
        self._others = 0
        self._start_anew((0, 0))

    def _start_anew(self, camera: Size) -> None:
        self._camera = camera
        self._tracker.forget()
        self._table = Table()
        self._rest, self._advisor = Rest(), Advisor()
        self._page: Outline | None = None
        self._view: View | None = None
        self._gain: Gain | None = None
        self._lit_anew = False
        self._find_s = 0.0
        self._looks_again = 0
        self._seen: Legibility | None = None
        self._wanted: Wanted | None = None
        self._shown: Shown | None = None
        self._final = False
        self._fused = Fused()
        self._looked_at = self._checked_at = self._measured_at = float("-inf")

    @property
    def outline(self) -> Outline | None:
        """Of the page, in pixels of the camera's picture; None while none is held."""
        return self._page

    @property
    def papers(self) -> int:
        """Counts the papers: it grows whenever what lies there may be another one."""
        return self._tracker.papers + self._others

    @property
    def camera(self) -> Size:
        """Of the camera's picture, in pixels."""
        return self._camera

    def see(self, content: Content, now: float, wanted: Wanted) -> Shown | None:
        """What to show; None while not even one good picture has come.

        `now` is when the picture was taken, in seconds of a monotonic clock; a jump in time does no
        harm. A damaged picture shows what was shown before.
        """
        camera = (content.width, content.height)
        if camera != self._camera or now < self._checked_at:
            self._start_anew(camera)
        asked_anew, self._wanted = wanted != self._wanted, wanted
        idle = self._rest.resting and self._final and not asked_anew
        if idle and now - self._checked_at < CHECK_S:
            return self._shown
        self._checked_at = now
        try:
            self._shown = self._see(content, now, wanted, asked_anew)
        except PictureError:
            self.figures.damaged += 1
        except (cv2.error, ValueError, ArithmeticError, np.linalg.LinAlgError):
            # What nobody has thought of: people see the camera's picture instead.
            log.exception("paper.failed")
            self._page, self._gain = None, None
            self._tracker.forget()
            self._shown = self._raw(content, wanted) or self._shown
        return self._shown

    def _see(self, content: Content, now: float, wanted: Wanted, asked_anew: bool) -> Shown:
        self._watch(content, now)
        self._lit_anew = False
        page = None
        # Looked for in the camera's picture, too: what is marked there is marked on the page.
        if self._is_due(now):
            self._look(content, now)
        # Between two looks a page may have moved away: then it is not where it was found.
        if wanted.flat and (
            not self._rest.moving_much or self._looked_at == now or self._lies(content)
        ):
            page = self._page
        advice = self._advise(content, now, wanted)
        view = view_of(wanted, self._camera, self._frame, page)
        state = state_of(wanted, view, self._frame, advice)
        moved = self._view is None or not np.array_equal(view.corners, self._view.corners)
        moved = moved or (self._view is not None and view.curve is not self._view.curve)
        self._view = view
        news = asked_anew or moved or (self._lit_anew and page is not None)
        if self._shown is not None and self._rest.resting and self._final and not news:
            return Shown(self._shown.content, state, resting=True)
        with self.figures.stage("decode"):
            grey_and_colour(content, view.divisor)
        if not self._rest.resting or news or self._shown is None or view.shows is not Shows.PAGE:
            self._fused = Fused()
            with self.figures.stage("render"):
                made = render(content, view, self._frame, self._gain)
            self._final = self._rest.resting and view.shows is not Shows.PAGE
        else:
            with self.figures.stage("render"):
                made = self._fuse(content, view, self._shown.content)
        self.figures.frames += 1
        return Shown(made, state, self._rest.resting)

    def _fuse(self, content: Content, view: View, shown: Content) -> Content:
        """A page at rest: after some frames their mean, until then what is shown."""
        self._fused.add(render(content, view, self._frame, self._gain, sharpness=0.0))
        self._final = self._fused.is_enough
        return self._fused.sharpened(view.layout.box) if self._final else shown

    def _watch(self, content: Content, now: float) -> None:
        """Whether anything moves. While it does, half the size will be decoded anyway."""
        with self.figures.stage("decode"):
            small = content.grey(8) if self._rest.resting else _grey_of_half(content, 8)
        with self.figures.stage("watch"):
            self._rest.see(small, now)
            if self._rest.resting and self._rest.rested_at == now:
                self._others += self._table.changed(small) and self._page is None

    def _is_due(self, now: float) -> bool:
        """Whether to look for the page. One that moves is looked for in every picture, as far as
        that leaves the processor to others.
        """
        if self._shown is None:
            return False  # the first picture is wanted soon, and one look shows no page yet
        since = now - self._looked_at
        if self._rest.moving_much:
            return since >= MOVING_SHARE * self._find_s
        settled = self._rest.resting and now - self._rest.rested_at > SETTLED_S
        return since >= max(SELDOM_S if settled else LOOK_S, CALM_SHARE * self._find_s)

    def _lies(self, content: Content) -> bool:
        with self.figures.stage("watch"):
            return self._tracker.lies(self._grey_for_look(content))

    def _grey_for_look(self, content: Content) -> Grey:
        divisor = look_divisor(self._camera)
        whole = self._rest.resting or divisor <= 2
        return content.grey(divisor) if whole else _grey_of_half(content, divisor)

    def _look(self, content: Content, now: float) -> None:
        self._looked_at = now
        divisor = look_divisor(self._camera)
        with self.figures.stage("decode"):
            grey = self._grey_for_look(content)
        before_s = self.figures.cpu_s.get("find", 0.0)
        with self.figures.stage("find"):
            found = self._found(grey)
            held = self._tracker.see(found, grey, now)
        self._find_s = self.figures.cpu_s["find"] - before_s
        before, self._page = self._page, None
        # Moved away, and not found again: what is held is the wrong place now.
        if held is not None and (held.fresh or not held.moving):
            self._page = Outline(geometry.scaled(held.corners, float(divisor)), held.curve)
            with self.figures.stage("light"):
                old = None if before is None else self._gain
                new = page_light(grey, held.corners)
                self._gain = light.steadied(old, new)
                self._lit_anew = self._gain is new
        self.figures.looks += 1
        self.figures.found += self._page is not None

    def _found(self, grey: Grey) -> Found | None:
        """The page where it is held, or wherever it is: that is looked for now and then in any
        case.
        """
        held = self._tracker.corners
        if held is not None and self._looks_again < LOOKS_AGAIN:
            self._looks_again += 1
            found = find_again(grey, held)
            if found is not None:
                return found
        self._looks_again = 0
        return find_page(grey, held)

    def _advise(self, content: Content, now: float, wanted: Wanted) -> Advice:
        """What would make small print readable."""
        rest = self._rest
        settled = rest.resting and now - rest.rested_at > SETTLED_S
        visible = self._page is not None or not wanted.flat
        measured_long_ago = now - self._measured_at >= MEASURE_S
        if visible and not rest.moving_much and not settled and measured_long_ago:
            self._measured_at = now
            with self.figures.stage("decode"):
                grey = content.grey(1)
            with self.figures.stage("measure"):
                self._seen = legibility.measure(self._page_in(grey))
        if not visible:
            self._seen = None
        elif self._seen is None:
            return self._advisor.hear(Advice.MOVING)
        return self._advisor.hear(legibility.judge(self._seen, rest.moving_much))

    def _page_in(self, grey: Grey) -> Grey:
        """The rectangle around the page, everything where none is held."""
        if self._page is None:
            return grey
        x, y, width, height = cv2.boundingRect(self._page.corners)
        cut = grey[max(0, y) : y + height, max(0, x) : x + width]
        return cut if min(cut.shape) >= 64 else grey

    def _raw(self, content: Content, wanted: Wanted) -> Shown | None:
        view = view_of(wanted, self._camera, self._frame, None)
        try:
            made = render(content, view, self._frame, None)
        except (PictureError, cv2.error, ValueError):
            return None
        self._view, self._final = view, False
        return Shown(made, state_of(wanted, view, self._frame, Advice.NO_PAGE), resting=False)


def look_divisor(camera: Size) -> Divisor:
    """By how much a camera's picture is made smaller for finding the page."""
    fitting: list[Divisor] = [d for d in (1, 2, 4) if max(camera) <= LOOKED_AT * d]
    return fitting[0] if fitting else 8


def _grey_of_half(content: Content, divisor: Divisor) -> Grey:
    """Grey at a smaller scale, by way of half the size, which is decoded in any case."""
    half = content.colour(2)
    factor = divisor // 2
    size = (-(-half.shape[1] // factor), -(-half.shape[0] // factor))
    small = cv2.resize(half, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
