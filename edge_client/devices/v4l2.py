"""What Linux tells about cameras: sysfs names, stable links and V4L2 ioctls.

Structures and numbers are those of linux/videodev2.h on 64-bit and 32-bit systems alike; only
fixed-width fields are read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

SYSFS: Final = Path("/sys/class/video4linux")
STABLE: Final = (Path("/dev/v4l/by-id"), Path("/dev/v4l/by-path"))

_QUERYCAP: Final = 0x80685600
_ENUM_FMT: Final = 0xC0405602
_ENUM_FRAMESIZES: Final = 0xC02C564A
_REQBUFS: Final = 0xC0145608

_CAPTURE: Final = 1  # V4L2_BUF_TYPE_VIDEO_CAPTURE
_MEMORY_MMAP: Final = 1
_CAP_VIDEO_CAPTURE: Final = 0x1
_CAP_STREAMING: Final = 0x04000000
_CAP_DEVICE_CAPS: Final = 0x80000000
_SIZE_DISCRETE: Final = 1
_MAX_LISTED: Final = 64


class Ioctl(Protocol):
    """`fcntl.ioctl` with a buffer that the driver fills."""

    def __call__(self, descriptor: int, request: int, buffer: bytearray, /) -> int:
        """Raises OSError."""


def system_ioctl(descriptor: int, request: int, buffer: bytearray) -> int:
    """`fcntl.ioctl`, in place. Raises OSError."""
    import fcntl  # not on every system that can run a terminal

    return int(fcntl.ioctl(descriptor, request, buffer, True))


@dataclass(frozen=True)
class VideoDevice:
    """A camera as the system shows it; `stable` is its best name for the configuration."""

    path: Path
    name: str
    stable: Path
    formats: tuple[str, ...] = ()


def list_video_devices(
    sysfs: Path = SYSFS,
    dev: Path = Path("/dev"),
    stable: tuple[Path, ...] = STABLE,
    ioctl: Ioctl = system_ioctl,
) -> list[VideoDevice]:
    """Cameras that can deliver pictures, in order of number; metadata nodes are left out."""
    found = []
    for entry in sorted(_entries(sysfs), key=lambda item: (len(item.name), item.name)):
        path = dev / entry.name
        if not path.exists():
            continue
        facts = _facts(path, ioctl)
        if facts is None and _index(entry) != 0:
            # Not readable by us: the first node of a camera is the one with pictures.
            continue
        if facts is not None and not facts.captures:
            continue
        formats = facts.formats if facts else ()
        found.append(VideoDevice(path, _name(entry), _stable_name(path, stable), formats))
    return found


def find_video_device(name: str, devices: list[VideoDevice] | None = None) -> VideoDevice | None:
    """The first camera whose card name is `name`, or begins or contains it, in that order."""
    candidates = list_video_devices() if devices is None else devices
    wanted = name.casefold()
    tests = (
        lambda shown: shown == wanted,
        lambda shown: shown.startswith(wanted),
        lambda shown: wanted in shown,
    )
    for test in tests:
        for device in candidates:
            if test(device.name.casefold()):
                return device
    return None


def may_open(path: Path) -> bool:
    """Whether this user may read and write the device."""
    return os.access(path, os.R_OK | os.W_OK)


def is_in_use(path: Path, ioctl: Ioctl = system_ioctl) -> bool:
    """Whether another program streams from the camera.

    Asks for buffers as a program that wants to stream does, and gives them back: the driver
    answers EBUSY when somebody else has them.
    """
    try:
        with _opened(path) as descriptor:
            for count in (1, 0):
                request = bytearray(struct.pack("=IIIII", count, _CAPTURE, _MEMORY_MMAP, 0, 0))
                ioctl(descriptor, _REQBUFS, request)
    except OSError as error:
        return error.errno == errno.EBUSY
    return False


@dataclass(frozen=True)
class _Facts:
    captures: bool
    formats: tuple[str, ...]


def _entries(sysfs: Path) -> list[Path]:
    try:
        return [entry for entry in sysfs.iterdir() if entry.name.startswith("video")]
    except OSError:
        return []


def _name(entry: Path) -> str:
    try:
        return (entry / "name").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return entry.name


def _index(entry: Path) -> int:
    try:
        return int((entry / "index").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _stable_name(path: Path, folders: tuple[Path, ...]) -> Path:
    for folder in folders:
        try:
            links = sorted(folder.iterdir())
        except OSError:
            continue
        for link in links:
            if link.resolve() == path.resolve():
                return link
    return path


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _facts(path: Path, ioctl: Ioctl) -> _Facts | None:
    """What the driver says; None when it cannot be asked."""
    try:
        with _opened(path) as descriptor:
            answer = bytearray(104)
            ioctl(descriptor, _QUERYCAP, answer)
            whole, of_node = struct.unpack_from("=II", answer, 84)
            capabilities = of_node if whole & _CAP_DEVICE_CAPS else whole
            captures = bool(capabilities & _CAP_VIDEO_CAPTURE and capabilities & _CAP_STREAMING)
            return _Facts(captures, tuple(_formats(descriptor, ioctl)) if captures else ())
    except OSError:
        return None


def _formats(descriptor: int, ioctl: Ioctl) -> Iterator[str]:
    """`MJPG 1920x1080`, one for every format and size."""
    for index in range(_MAX_LISTED):
        entry = bytearray(64)
        struct.pack_into("=II", entry, 0, index, _CAPTURE)
        try:
            ioctl(descriptor, _ENUM_FMT, entry)
        except OSError:
            return
        fourcc = bytes(entry[44:48])
        code = fourcc.decode("ascii", errors="replace").strip()
        sizes = list(_sizes(descriptor, fourcc, ioctl))
        yield from (f"{code} {width}x{height}" for width, height in sizes)
        if not sizes:
            yield code


def _sizes(descriptor: int, fourcc: bytes, ioctl: Ioctl) -> Iterator[tuple[int, int]]:
    for index in range(_MAX_LISTED):
        entry = bytearray(44)
        struct.pack_into("=I4sI", entry, 0, index, fourcc, 0)
        try:
            ioctl(descriptor, _ENUM_FRAMESIZES, entry)
        except OSError:
            return
        kind = struct.unpack_from("=I", entry, 8)[0]
        if kind == _SIZE_DISCRETE:
            width, height = struct.unpack_from("=II", entry, 12)
        else:  # a range: its largest size
            width, height = (struct.unpack_from("=I", entry, at)[0] for at in (16, 28))
        yield width, height
        if kind != _SIZE_DISCRETE:
            return
