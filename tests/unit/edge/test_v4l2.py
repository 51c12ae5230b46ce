"""Cameras as Linux lists them, from a make-believe /sys and driver."""

from __future__ import annotations

import errno
import struct
from pathlib import Path

import pytest

from edge_client.devices.v4l2 import (
    VideoDevice,
    find_video_device,
    is_in_use,
    list_video_devices,
)


class FakeDriver:
    """Answers ioctls as uvcvideo does."""

    def __init__(self, capabilities: int = 0x04200001, streaming_elsewhere: bool = False) -> None:
        self._capabilities = capabilities
        self._elsewhere = streaming_elsewhere

    def __call__(self, descriptor: int, request: int, buffer: bytearray, /) -> int:
        number = request & 0xFF
        assert len(buffer) == request >> 16 & 0x3FFF, "the size is part of the request"
        if number == 0:  # QUERYCAP
            struct.pack_into("=II", buffer, 84, 0x84A00001, self._capabilities)
        elif number == 2:  # ENUM_FMT
            (index,) = struct.unpack_from("=I", buffer, 0)
            if index >= 2:
                raise OSError(errno.EINVAL, "no more")
            buffer[44:48] = (b"MJPG", b"YUYV")[index]
        elif number == 74:  # ENUM_FRAMESIZES
            index, fourcc = struct.unpack_from("=I4s", buffer, 0)
            sizes = {b"MJPG": [(1920, 1080), (1280, 720)], b"YUYV": [(640, 480)]}[fourcc]
            if index >= len(sizes):
                raise OSError(errno.EINVAL, "no more")
            struct.pack_into("=III", buffer, 8, 1, *sizes[index])
        elif number == 8 and self._elsewhere:  # REQBUFS
            raise OSError(errno.EBUSY, "in use")
        return 0


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Two cameras with two nodes each, as uvcvideo makes them."""
    for number, name, index in (
        (0, "Logitech BRIO", 0),
        (1, "Logitech BRIO", 1),
        (2, "IPEVO V4K: IPEVO V4K", 0),
        (10, "IPEVO V4K: IPEVO V4K", 1),
    ):
        entry = tmp_path / "sys" / f"video{number}"
        entry.mkdir(parents=True)
        (entry / "name").write_text(name + "\n")
        (entry / "index").write_text(f"{index}\n")
        (tmp_path / "dev").mkdir(exist_ok=True)
        (tmp_path / "dev" / f"video{number}").touch()
    links = tmp_path / "by-id"
    links.mkdir()
    (links / "usb-Logitech_BRIO-video-index0").symlink_to(tmp_path / "dev" / "video0")
    return tmp_path


def listed(machine: Path, driver: FakeDriver) -> list[VideoDevice]:
    return list_video_devices(
        machine / "sys", machine / "dev", (machine / "by-id", machine / "no"), driver
    )


def test_lists_names_and_formats(machine: Path) -> None:
    first, *_ = listed(machine, FakeDriver())
    assert first.name == "Logitech BRIO"
    assert first.stable == machine / "by-id" / "usb-Logitech_BRIO-video-index0"
    assert first.formats == ("MJPG 1920x1080", "MJPG 1280x720", "YUYV 640x480")


def test_camera_without_a_link_has_its_number(machine: Path) -> None:
    devices = listed(machine, FakeDriver())
    assert [device.stable.name for device in devices][1:] == ["video1", "video2", "video10"]


def test_metadata_nodes_are_left_out(machine: Path) -> None:
    assert listed(machine, FakeDriver(capabilities=0x04A00000)) == []


def test_silent_driver_leaves_the_first_node_of_each(machine: Path) -> None:
    def silent(descriptor: int, request: int, buffer: bytearray, /) -> int:
        raise OSError(errno.EACCES, "no")

    devices = list_video_devices(machine / "sys", machine / "dev", (), silent)
    assert [device.path.name for device in devices] == ["video0", "video2"]


def test_machine_without_cameras(tmp_path: Path) -> None:
    assert list_video_devices(tmp_path / "sys", tmp_path / "dev", (), FakeDriver()) == []


@pytest.mark.parametrize("wanted", ["IPEVO V4K: IPEVO V4K", "ipevo", "v4k"])
def test_finds_by_name(machine: Path, wanted: str) -> None:
    found = find_video_device(wanted, listed(machine, FakeDriver()))
    assert found is not None
    assert found.path.name == "video2"


def test_finds_no_other(machine: Path) -> None:
    assert find_video_device("Sony", listed(machine, FakeDriver())) is None


@pytest.mark.parametrize("elsewhere", [True, False])
def test_in_use(machine: Path, elsewhere: bool) -> None:
    path = machine / "dev" / "video0"
    assert is_in_use(path, FakeDriver(streaming_elsewhere=elsewhere)) is elsewhere


def test_a_plain_file_is_not_in_use(machine: Path) -> None:
    assert not is_in_use(machine / "dev" / "video0")
    assert not is_in_use(machine / "nothing")
