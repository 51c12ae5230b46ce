"""One camera's frames, good and bad, without a device."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from edge_client.config import CameraSection
from edge_client.devices.camera import MAX_DAMAGED, CameraReader, ShapeGuard
from edge_client.devices.status import DeviceError, Reason, SourceState
from tests.support.fake_devices import FakeCamera, FakeClock, grey_picture

SECTION = CameraSection(width=64, height=48, fps=60)


class Ticking(FakeClock):
    """A clock that moves on by one frame at every look."""

    def __init__(self, step: float) -> None:
        super().__init__()
        self._step = step

    def __call__(self) -> float:
        self.now += self._step
        return self.now


def reader(camera: FakeCamera, section: CameraSection = SECTION, rate: float = 60) -> CameraReader:
    return CameraReader(section, threading.Event(), camera.open, Ticking(1 / rate))


def test_gives_the_configured_size() -> None:
    camera = FakeCamera(grey_picture(640, 480, 90), period=0)
    content, _ = reader(camera).read()
    assert (content.width, content.height) == (64, 48)
    assert content.bgr.mean() == 90


def test_other_proportions_get_black_bars() -> None:
    camera = FakeCamera(grey_picture(64, 64, 90), period=0)
    content, _ = reader(camera).read()
    assert content.bgr[:, :7].max() == 0
    assert content.bgr[:, 20:40].min() == 90


def test_grey_camera_works() -> None:
    camera = FakeCamera(np.full((48, 64), 70, np.uint8), period=0)
    assert np.all(reader(camera).read()[0].bgr == 70)


def test_lower_rate_skips_frames_before_decoding() -> None:
    camera = FakeCamera(period=0)
    slow = CameraSection(width=64, height=48, fps=10)
    opened = reader(camera, slow, rate=30)
    times = [opened.read()[1] for _ in range(11)]
    assert times[-1] - times[0] == pytest.approx(1.0, abs=0.05)


def test_half_frames_and_garbage_are_left_out() -> None:
    camera = FakeCamera(grey_picture(64, 48, 90), period=0)
    opened = reader(camera)
    opened.read()
    camera.burst.extend(
        [grey_picture(64, 24, 200), None, np.zeros(999, np.uint8), grey_picture(64, 24, 200)]
    )
    for _ in range(3):
        content, _ = opened.read()
        assert content.bgr.mean() == 90


def test_camera_that_changes_its_size_is_followed() -> None:
    camera = FakeCamera(grey_picture(64, 48, 90), period=0)
    opened = reader(camera)
    opened.read()
    camera.picture = grey_picture(128, 96, 150)
    content, _ = opened.read()
    assert content.bgr.mean() == 150
    assert (content.width, content.height) == (64, 48)


def test_only_damaged_frames_is_a_failure() -> None:
    camera = FakeCamera(np.zeros(10, np.uint8), period=0)
    with pytest.raises(DeviceError) as caught:
        reader(camera).read()
    assert (caught.value.state, caught.value.reason) == (
        SourceState.FAILED,
        Reason.DAMAGED_DATA,
    )
    assert MAX_DAMAGED >= 30, "a second of bad frames must pass first"


def test_unplugged_is_told_at_once() -> None:
    camera = FakeCamera(period=0)
    opened = reader(camera)
    opened.read()
    camera.unplug()
    with pytest.raises(DeviceError) as caught:
        opened.read()
    assert (caught.value.state, caught.value.reason) == (SourceState.MISSING, Reason.UNPLUGGED)


def test_rotation_and_mirror() -> None:
    picture = grey_picture(64, 48, 0)
    picture[:10, :10] = 250
    camera = FakeCamera(picture, period=0)
    section = CameraSection(width=64, height=48, fps=60, rotate=90)
    content, _ = reader(camera, section).read()
    assert (content.width, content.height) == (48, 64)
    assert content.bgr[5, -5].min() == 250
    mirrored = CameraSection(width=64, height=48, fps=60, mirror=True)
    assert reader(camera, mirrored).read()[0].bgr[5, -5].min() == 250


def test_frames_own_their_memory() -> None:
    buffer = grey_picture(64, 48, 90)
    camera = FakeCamera(buffer[:], period=0)
    content, _ = reader(camera).read()
    buffer[:] = 1
    assert content.bgr.mean() == 90


def test_shape_guard() -> None:
    guard = ShapeGuard()
    whole, half = (48, 64, 3), (24, 64, 3)
    assert guard.accept(whole)
    assert not guard.accept(half)
    assert guard.accept(whole)
    assert not guard.accept(half)
    assert not guard.accept(half)
    assert guard.accept(half)
    assert not guard.accept(whole)
