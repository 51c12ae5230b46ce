"""A camera's automatic focus, exposure and white balance by V4L2 (linux/v4l2-controls.h).

Controls may be set through any open descriptor of the device, also while another one streams.
What a camera does not have, or refuses, is left as it is.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from edge_client.config import CameraSection
from edge_client.devices.camera import device_path
from edge_client.devices.status import DeviceError
from edge_client.devices.v4l2 import Ioctl, system_ioctl

_QUERYCTRL: Final = 0xC0445624
_G_CTRL: Final = 0xC008561B
_S_CTRL: Final = 0xC008561C
_UNUSABLE: Final = 0x1 | 0x4 | 0x10
"""V4L2_CTRL_FLAG_DISABLED, READ_ONLY, INACTIVE."""


@dataclass(frozen=True, slots=True)
class Automatic:
    """A control by its number, what it is set to so that it holds, and the one with the value."""

    control: int
    held: int
    value: int | None


FOCUS: Final = Automatic(0x009A090C, held=0, value=0x009A090A)
"""V4L2_CID_FOCUS_AUTO, 0 off; V4L2_CID_FOCUS_ABSOLUTE."""

EXPOSURE: Final = Automatic(0x009A0901, held=1, value=0x009A0902)
"""V4L2_CID_EXPOSURE_AUTO, 1 manual; V4L2_CID_EXPOSURE_ABSOLUTE, in 0.1 ms."""

WHITE: Final = Automatic(0x0098090C, held=0, value=None)
"""V4L2_CID_AUTO_WHITE_BALANCE; switched off it keeps its gains."""

ALL: Final = (FOCUS, EXPOSURE, WHITE)


class Controls(Protocol):
    """The automatics of one camera."""

    def hold(self) -> bool:
        """Keep them as they are now. False when this camera has nothing that can be held."""

    def release(self) -> None:
        """Let them work again, as before `hold`."""


class V4l2Controls:
    """Holds what a camera's automatics have found. Opens the device for each turn only."""

    def __init__(self, find: Callable[[], Path], ioctl: Ioctl = system_ioctl) -> None:
        """`find` gives the device file, which may change; it may raise DeviceError."""
        self._find = find
        self._ioctl = ioctl
        self._before: dict[Automatic, int] = {}

    def hold(self) -> bool:
        """Keep the automatics as they are now."""
        return self._each(self._hold)

    def release(self) -> None:
        """Let them work again."""
        self._each(self._release)
        self._before.clear()

    def _each(self, do: Callable[[int, Automatic], bool]) -> bool:
        done = False
        with suppress(OSError, DeviceError):
            descriptor = os.open(self._find(), os.O_RDWR | os.O_NONBLOCK)
            try:
                for automatic in ALL:
                    with suppress(OSError):
                        done = do(descriptor, automatic) or done
            finally:
                os.close(descriptor)
        return done

    def _hold(self, descriptor: int, automatic: Automatic) -> bool:
        if not self._usable(descriptor, automatic.control):
            return False
        now = self._get(descriptor, automatic.control)
        if now == automatic.held:
            # By hand already: somebody has set it so, and it stays so.
            return False
        found = None
        if automatic.value is not None:
            with suppress(OSError):
                found = self._get(descriptor, automatic.value)
        self._set(descriptor, automatic.control, automatic.held)
        self._before[automatic] = now
        if found is not None and automatic.value is not None:
            # Some cameras would go to the value that was last set by hand.
            with suppress(OSError):
                self._set(descriptor, automatic.value, found)
        return True

    def _release(self, descriptor: int, automatic: Automatic) -> bool:
        before = self._before.get(automatic)
        if before is None:
            return False
        self._set(descriptor, automatic.control, before)
        return True

    def _usable(self, descriptor: int, control: int) -> bool:
        query = bytearray(68)
        struct.pack_into("=I", query, 0, control)
        try:
            self._ioctl(descriptor, _QUERYCTRL, query)
        except OSError:
            return False
        (flags,) = struct.unpack_from("=I", query, 56)
        return not flags & _UNUSABLE

    def _get(self, descriptor: int, control: int) -> int:
        answer = bytearray(struct.pack("=Ii", control, 0))
        self._ioctl(descriptor, _G_CTRL, answer)
        return int(struct.unpack_from("=i", answer, 4)[0])

    def _set(self, descriptor: int, control: int, value: int) -> None:
        self._ioctl(descriptor, _S_CTRL, bytearray(struct.pack("=Ii", control, value)))


def controls_of(section: CameraSection) -> Controls | None:
    """The controls of a configured camera; None where it cannot have any."""
    if section.source != "camera" or sys.platform != "linux":
        return None
    return V4l2Controls(lambda: device_path(section.device))
