"""A document camera's JPEG: decoded only as far as needed, refused when it is none."""

import threading
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from edge_client.config import CameraSection, DocumentSection
from edge_client.devices.camera import CameraReader
from edge_client.devices.frame import Content, Divisor, Picture, PictureError
from edge_client.devices.jpeg_content import JpegContent, read_head
from edge_client.devices.opencv import cv2
from edge_client.devices.video_file import open_file
from tests.support.fake_devices import FakeCamera

Divisors: tuple[Divisor, ...] = (1, 2, 4, 8)


def scene(width: int = 320, height: int = 240) -> Picture:
    """Blue at the left, a white corner at the top right."""
    picture = np.full((height, width, 3), 60, np.uint8)
    picture[:, : width // 2] = (200, 80, 40)
    picture[: height // 4, width * 3 // 4 :] = 250
    return picture


def jpeg(picture: Picture, quality: int = 95) -> bytes:
    good, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert good
    return data.tobytes()


def as_driver_gives_it(data: bytes) -> npt.NDArray[np.uint8]:
    """One row of bytes, as OpenCV does without converting."""
    return np.frombuffer(data, np.uint8)[None, :]


def error(a: Picture, b: Picture) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def test_each_scale_shows_the_same_picture() -> None:
    content = JpegContent(jpeg(scene()))
    plain = Content(scene())
    assert (content.width, content.height) == (320, 240)
    for divisor in Divisors:
        assert content.colour(divisor).shape == (240 // divisor, 320 // divisor, 3)
        assert error(content.colour(divisor), plain.colour(divisor)) < 3
        assert error(content.grey(divisor), plain.grey(divisor)) < 3
        assert content.grey(divisor) is content.grey(divisor), "decoded once"
    assert error(content.bgr, scene()) < 3
    assert error(content.i420, plain.i420) < 3
    before = content.grey(1)
    content.forget()
    assert content.grey(1) is not before


def test_planes_give_the_same_grey() -> None:
    plain = Content(scene())
    for divisor in Divisors:
        assert error(Content(plain.i420, "i420").grey(divisor), plain.grey(divisor)) < 2


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
def test_it_is_turned_and_mirrored_as_configured(rotate: int, mirror: bool) -> None:
    section = DocumentSection(fps=60, rotate=rotate, mirror=mirror)
    plain, packed = (
        CameraReader(section, threading.Event(), FakeCamera(picture, period=0).open).read()[0]
        for picture in (scene(), as_driver_gives_it(jpeg(scene())))
    )
    assert isinstance(packed, JpegContent)
    assert (packed.width, packed.height) == (plain.width, plain.height)
    assert error(packed.bgr, plain.bgr) < 3
    assert error(packed.i420, plain.i420) < 3
    assert error(packed.grey(4), plain.grey(4)) < 3


@pytest.mark.parametrize("size", [(641, 481), (640, 481), (17, 16)])
def test_odd_sizes_become_even(size: tuple[int, int]) -> None:
    content = JpegContent(jpeg(scene(*size)))
    width, height = (side // 2 * 2 for side in size)
    assert (content.width, content.height) == (width, height)
    assert content.bgr.shape == (height, width, 3)
    assert content.i420.shape == (height * 3 // 2, width)


def test_a_grey_camera_is_seen() -> None:
    content = JpegContent(jpeg(cv2.cvtColor(scene(), cv2.COLOR_BGR2GRAY).astype(np.uint8)))
    assert error(content.grey(2), Content(scene()).grey(2)) < 3
    assert content.colour(2).shape == (120, 160, 3)
    assert content.i420.shape == (360, 320)


def test_an_orientation_in_the_file_is_not_the_cameras() -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    data = jpeg(scene())
    turned = data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:]
    content = JpegContent(turned)
    assert content.colour(2).shape == (120, 160, 3)


def damaged() -> list[bytes]:
    data = jpeg(scene())
    head = bytearray(data)
    at = head.index(b"\xff\xc0")
    huge = bytes(head[: at + 5]) + b"\xff\xff\xff\xff" + bytes(head[at + 9 :])
    tiny = bytes(head[: at + 5]) + b"\x00\x01\x00\x01" + bytes(head[at + 9 :])
    return [
        b"",
        b"\xff",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\0" * 5000,
        data[: len(data) // 2],
        data[:-2],
        data[2:],
        huge,
        tiny,
        b"\xff\xd8" + b"\xff" * 1000,
        b"\xff\xd8\xff\xe0\x00\x00" + data[2:],
        data[:at] + data[at + 12 :],
    ]


@pytest.mark.parametrize("data", damaged())
def test_what_is_no_whole_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError):
        JpegContent(data).grey(8)


def test_damage_in_the_middle_ends_in_a_picture_or_a_plain_error() -> None:
    data = bytearray(jpeg(scene()))
    random = np.random.default_rng(3)
    for _ in range(300):
        broken = bytearray(data)
        for at in random.integers(2, len(data), 4):
            broken[at] = random.integers(0, 256)
        try:
            content = JpegContent(bytes(broken))
            for divisor in Divisors:
                content.grey(divisor)
                content.colour(divisor)
            assert content.i420.shape == (content.height * 3 // 2, content.width)
        except PictureError:
            continue


def test_padding_after_the_end_is_fine() -> None:
    assert read_head(jpeg(scene()) + b"\0" * 4000).width == 320


# Through the reader ------------------------------------------------------------------------


def reader(camera: FakeCamera, section: CameraSection | None = None) -> CameraReader:
    return CameraReader(section or DocumentSection(fps=60), threading.Event(), camera.open)


def test_a_sensor_that_gives_less_than_was_asked_is_believed() -> None:
    camera = FakeCamera(as_driver_gives_it(jpeg(scene(640, 480))), period=0)
    content, _ = reader(camera, DocumentSection(sensor_width=3840, sensor_height=2160)).read()
    assert (content.width, content.height) == (640, 480)


def test_a_camera_that_gives_pixels_is_taken_as_it_is() -> None:
    picture = scene(640, 480)
    content, _ = reader(FakeCamera(picture, period=0)).read()
    picture[:] = 0
    assert (content.width, content.height) == (640, 480)
    assert error(content.bgr, scene(640, 480)) == 0, "a copy of its own"


def test_half_a_jpeg_is_left_out_and_a_new_size_followed() -> None:
    whole = jpeg(scene(640, 480))
    camera = FakeCamera(as_driver_gives_it(whole), period=0)
    opened = reader(camera)
    opened.read()
    half = as_driver_gives_it(whole[: len(whole) // 2])
    small = as_driver_gives_it(jpeg(scene(320, 240)))
    camera.burst.extend([half, half, small, half])
    assert opened.read()[0].width == 640
    camera.picture = small
    assert opened.read()[0].width == 320


def test_a_face_camera_that_packs_its_pictures_works_too() -> None:
    camera = FakeCamera(as_driver_gives_it(jpeg(scene(640, 480))), period=0)
    content, _ = reader(camera, CameraSection(width=320, height=240, fps=60)).read()
    assert error(content.bgr, scene(320, 240)) < 4


# Films and stills --------------------------------------------------------------------------


def film(path: Path, sizes: list[tuple[int, int]]) -> None:
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height = sizes[0]
        stream.pix_fmt = "yuvj420p"
        for size in sizes:
            frame = av.VideoFrame.from_ndarray(scene(*size), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("name", ["film.avi", "film.mkv"])
def test_a_film_of_jpegs_is_given_undecoded(tmp_path: Path, name: str) -> None:
    film(tmp_path / name, [(640, 480)] * 3)
    section = DocumentSection(source="file", file=tmp_path / name)
    opened = open_file(section, threading.Event())
    times = []
    for _ in range(7):  # more than two loops
        content, at = opened.read()
        times.append(at)
        assert isinstance(content, JpegContent)
        assert error(content.colour(2), Content(scene(640, 480)).colour(2)) < 8
    opened.close()
    assert np.diff(times) == pytest.approx(0.1, abs=0.03)


def test_a_still_jpeg_is_given_undecoded_and_anew_each_time(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_bytes(jpeg(scene(640, 480)))
    section = DocumentSection(source="file", file=tmp_path / "page.jpg", fps=60)
    opened = open_file(section, threading.Event())
    first, second = opened.read()[0], opened.read()[0]
    assert isinstance(first, JpegContent)
    assert first is not second
    assert first.grey(8) is not second.grey(8)


def test_another_still_keeps_its_own_size(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "page.png"), scene(640, 481))
    section = DocumentSection(source="file", file=tmp_path / "page.png", fps=60)
    content = open_file(section, threading.Event()).read()[0]
    assert (content.width, content.height) == (640, 480)
