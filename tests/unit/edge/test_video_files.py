"""Films and stills in place of a camera, on a clock that takes no time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from edge_client.config import CameraSection
from edge_client.devices.opencv import cv2
from edge_client.devices.status import DeviceError, Reason
from edge_client.devices.video_file import FilmReader, StillReader, open_file
from edge_client.simulation import ASSETS
from tests.support.fake_devices import FakeCancel, FakeClock, grey_picture


def film(path: Path, frames: int, fps: int, codec: str, size: tuple[int, int] = (64, 48)) -> Path:
    """A film whose pictures get brighter from frame to frame."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for number in range(frames):
            picture = grey_picture(*size, min(250, 40 + number * 10))
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def film_reader(section: CameraSection) -> tuple[FilmReader, FakeClock]:
    clock = FakeClock()
    assert section.file is not None
    return FilmReader(section, section.file, FakeCancel(clock), clock), clock


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mkv", "libx264"), ("a.mp4", "libx264"), ("a.avi", "mjpeg"), ("a.y4m", "wrapped_avframe")],
)
def test_plays_every_kind_in_a_loop_without_drift(tmp_path: Path, name: str, codec: str) -> None:
    path = film(tmp_path / name, 10, 20, codec)
    opened, clock = film_reader(CameraSection(file=path, width=64, height=48, fps=60))
    start = clock.now
    shown = [opened.read() for _ in range(35)]
    times = [at - start for _, at in shown]
    assert times == pytest.approx([number / 20 for number in range(35)], abs=1e-3)
    levels = [float(content.bgr.mean()) for content, _ in shown]
    assert levels[:10] == sorted(levels[:10])
    assert levels[0] == pytest.approx(40, abs=5)
    assert levels[9] == pytest.approx(130, abs=5)
    assert levels[10:20] == pytest.approx(levels[:10], abs=2)
    opened.close()


def test_configured_rate_limits_a_faster_film(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", 12, 30, "libx264")
    opened, clock = film_reader(CameraSection(file=path, width=64, height=48, fps=10))
    start = clock.now
    times = [opened.read()[1] - start for _ in range(21)]
    assert times[-1] == pytest.approx(2.0, abs=0.06)


def test_real_clip_fills_the_picture() -> None:
    section = CameraSection(file=ASSETS / "student.mkv", width=1280, height=720, fit="fill")
    opened, _ = film_reader(section)
    content, _ = opened.read()
    assert content.form == "i420", "no detour over BGR"
    assert (content.width, content.height) == (1280, 720)
    assert content.bgr[:, :20].mean() > 16, "no black bars"


def test_odd_sizes_and_rotation(tmp_path: Path) -> None:
    path = tmp_path / "odd.png"
    cv2.imwrite(str(path), grey_picture(63, 47, 99))
    section = CameraSection(file=path, width=64, height=48, rotate=90)
    clock = FakeClock()
    still = StillReader(section, path, FakeCancel(clock), clock)
    content, _ = still.read()
    assert (content.width, content.height) == (48, 64)


def test_still_is_converted_once_and_comes_at_its_rate() -> None:
    path = ASSETS / "form-1080p.jpg"
    section = CameraSection(file=path, width=1920, height=1080, fps=10)
    clock = FakeClock()
    start = clock.now
    still = StillReader(section, path, FakeCancel(clock), clock)
    shown = [still.read() for _ in range(31)]
    assert shown[-1][1] - start == pytest.approx(3.0)
    assert shown[0][0] is shown[-1][0]


def test_missing_and_broken_files(tmp_path: Path) -> None:
    cancel = FakeCancel(FakeClock())
    with pytest.raises(DeviceError) as missing:
        open_file(CameraSection(file=tmp_path / "no.mkv"), cancel)
    assert missing.value.reason is Reason.FILE_NOT_FOUND
    for name in ("broken.jpg", "broken.mkv"):
        path = tmp_path / name
        path.write_bytes(b"this is no picture" * 100)
        with pytest.raises(DeviceError) as broken:
            open_file(CameraSection(file=path), cancel).read()
        assert broken.value.reason is Reason.FILE_UNREADABLE


def test_film_cut_short_plays_what_there_is(tmp_path: Path) -> None:
    whole = film(tmp_path / "whole.mkv", 30, 30, "libx264").read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    opened, _ = film_reader(CameraSection(file=path, width=64, height=48))
    shown = [opened.read()[0] for _ in range(60)]
    assert all(np.isfinite(content.bgr.mean()) for content in shown)


def test_stopping_ends_the_wait() -> None:
    clock = FakeClock()
    cancel = FakeCancel(clock)
    section = CameraSection(file=ASSETS / "student.mkv", width=64, height=48)
    assert section.file is not None
    opened = FilmReader(section, section.file, cancel, clock)
    opened.read()
    cancel.set()
    with pytest.raises(DeviceError):
        opened.read()
