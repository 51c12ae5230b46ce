"""Holding a camera's automatics, with a make-believe driver."""

from __future__ import annotations

import errno
import struct
from pathlib import Path

import pytest

from edge_client.config import CameraSection
from edge_client.devices.camera_controls import (
    EXPOSURE,
    FOCUS,
    WHITE,
    V4l2Controls,
    controls_of,
)
from edge_client.devices.status import DeviceError, Reason, SourceState

FOCUS_AT, EXPOSED = FOCUS.value or 0, EXPOSURE.value or 0
APERTURE_PRIORITY = 3


class FakeDriver:
    """A camera's controls by number; some may be read only."""

    def __init__(self, controls: dict[int, int], flags: dict[int, int] | None = None) -> None:
        self.controls = controls
        self.flags = flags or {}
        self.written: list[tuple[int, int]] = []

    def __call__(self, descriptor: int, request: int, buffer: bytearray, /) -> int:
        assert len(buffer) == request >> 16 & 0x3FFF, "the size is part of the request"
        (control,) = struct.unpack_from("=I", buffer, 0)
        if control not in self.controls:
            raise OSError(errno.EINVAL, "no such control")
        number = request & 0xFF
        if number == 36:  # QUERYCTRL
            struct.pack_into("=I", buffer, 56, self.flags.get(control, 0))
        elif number == 27:  # G_CTRL
            struct.pack_into("=i", buffer, 4, self.controls[control])
        elif number == 28:  # S_CTRL
            (value,) = struct.unpack_from("=i", buffer, 4)
            self.controls[control] = value
            self.written.append((control, value))
            if (control, value) == (EXPOSURE.control, EXPOSURE.held):
                self.controls[EXPOSED] = 156  # goes to what was last set by hand
        return 0


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "video0"
    path.touch()
    return path


def full() -> FakeDriver:
    return FakeDriver(
        {
            FOCUS.control: 1,
            FOCUS_AT: 85,
            EXPOSURE.control: APERTURE_PRIORITY,
            EXPOSED: 250,
            WHITE.control: 1,
        }
    )


def test_everything_is_held_where_it_was_and_given_back(device: Path) -> None:
    driver = full()
    before = dict(driver.controls)
    controls = V4l2Controls(lambda: device, driver)
    assert controls.hold()
    assert driver.controls == {
        FOCUS.control: 0,
        FOCUS_AT: 85,
        EXPOSURE.control: 1,
        EXPOSED: 250,
        WHITE.control: 0,
    }
    controls.release()
    assert {**driver.controls, EXPOSED: 250} == before


def test_a_camera_without_any_is_left_alone(device: Path) -> None:
    driver = FakeDriver({0x00980900: 1})
    controls = V4l2Controls(lambda: device, driver)
    assert not controls.hold()
    controls.release()
    assert driver.written == []


def test_what_is_set_by_hand_or_cannot_be_set_stays_as_it_is(device: Path) -> None:
    driver = full()
    driver.controls[FOCUS.control] = 0
    driver.flags[EXPOSURE.control] = 0x10
    controls = V4l2Controls(lambda: device, driver)
    assert controls.hold()
    controls.release()
    assert {control for control, _ in driver.written} == {WHITE.control}


def test_only_what_was_held_is_released(device: Path) -> None:
    driver = full()
    V4l2Controls(lambda: device, driver).release()
    assert driver.written == []


def test_a_camera_that_is_gone_does_no_harm() -> None:
    def gone() -> Path:
        raise DeviceError(SourceState.MISSING, Reason.NOT_FOUND)

    assert not V4l2Controls(gone, full()).hold()
    assert not V4l2Controls(lambda: Path("/nowhere/video0"), full()).hold()


def test_only_cameras_have_controls() -> None:
    assert controls_of(CameraSection(source="synthetic")) is None
