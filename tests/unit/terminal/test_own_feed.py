"""The booth's picture of its own paper: what the expert sees, and none twice."""

import asyncio
from typing import Any

import numpy as np
import pytest

from edge_client.booth.feeds import OwnFeed, as_seen
from edge_client.booth.messages import Picture
from edge_client.devices.frame import Content, Frame
from edge_client.devices.newest import Newest
from edge_client.devices.opencv import cv2
from edge_client.paper.paper_frame import PaperFrame
from signaling.protocol.desk import Region, ViewState
from tests.unit.terminal.test_desk_line import state


class Camera:
    """A source whose frames the test puts."""

    fps = 10.0

    def __init__(self) -> None:
        self._newest = Newest("camera")
        self._newest.open()
        self._seq = 0

    def put(self, content: Content, view: ViewState | None = None) -> None:
        self._seq += 1
        self._newest.put(PaperFrame(content, 1.0, self._seq, view is None, view))

    async def next(self, after_seq: int = -1) -> Frame:
        return await self._newest.next(after_seq)


def lying() -> Content:
    """A page that lies on its left side in a frame of 160 x 90: its top is red, at the left."""
    bgr = np.zeros((90, 160, 3), np.uint8)
    bgr[:, 16:144] = 200
    bgr[:, 16:48] = (0, 0, 220)
    return Content(bgr)


def shown() -> ViewState:
    box = Region(x=0.1, y=0.0, width=0.8, height=1.0)
    return state(turn=90).model_copy(update={"box": box})


def feed_of(camera: Any) -> OwnFeed:
    return OwnFeed(Picture.OWN_DOCUMENT, camera)


def decoded(jpeg: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_a_frame_is_cut_and_turned_as_the_expert_sees_it() -> None:
    upright = as_seen(lying().bgr, shown())
    assert upright.shape == (128, 90, 3)
    assert upright[:30].mean(axis=(0, 1)) == pytest.approx((0, 0, 220))
    assert upright[40:].min() == 200, "nothing of what is around the page"


async def test_the_booth_sees_what_the_expert_sees() -> None:
    camera = Camera()
    camera.put(lying(), shown())
    picture = decoded((await feed_of(camera).next(-1)).encode())
    assert picture.shape[:2] == (128, 90)


async def test_a_placeholder_is_shown_as_it_is() -> None:
    camera = Camera()
    camera.put(lying())
    picture = decoded((await feed_of(camera).next(-1)).encode())
    assert picture.shape[:2] == (90, 160)


async def test_the_same_picture_is_given_once_to_each_page() -> None:
    camera, page = Camera(), lying()
    feed = feed_of(camera)
    camera.put(page)
    first = await feed.next(-1)
    camera.put(page)
    waiting = asyncio.create_task(feed.next(first.seq))
    again = await feed.next(-1)
    assert again.seq > first.seq, "a page that has just come gets it"
    assert not waiting.done()
    camera.put(lying())
    assert (await waiting).seq == 3
