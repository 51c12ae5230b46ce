"""The picture source that a configuration asks for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from edge_client.config import CameraSection
from edge_client.devices.camera import CameraReader, CaptureOpener, OpenCvCapture
from edge_client.devices.pattern import PatternReader
from edge_client.devices.placeholder import CameraPlaceholder
from edge_client.devices.recovery import CAMERA_TIMES, RecoveryTimes
from edge_client.devices.video_file import open_file
from edge_client.devices.video_source import FrameReader, ReaderOpener, VideoSource
from edge_client.locales import Language

CameraKind = Literal["face", "document"]


def make_video_source(
    kind: CameraKind,
    section: CameraSection,
    language: Callable[[], Language] = lambda: "fi",
    *,
    open_capture: CaptureOpener = OpenCvCapture,
    times: RecoveryTimes = CAMERA_TIMES,
) -> VideoSource:
    """A source that is not started yet. `language` is that of the placeholder."""
    width, height = section.output_size
    return VideoSource(
        kind,
        _opener(kind, section, open_capture),
        CameraPlaceholder(kind, width, height, language),
        fps=section.fps,
        times=times,
    )


def _opener(
    kind: CameraKind, section: CameraSection, open_capture: CaptureOpener
) -> ReaderOpener | None:
    def camera(cancelled: threading.Event) -> FrameReader:
        return CameraReader(section, cancelled, open_capture)

    def file(cancelled: threading.Event) -> FrameReader:
        return open_file(section, cancelled)

    def synthetic(cancelled: threading.Event) -> FrameReader:
        return PatternReader(kind, section, cancelled)

    openers: dict[str, ReaderOpener] = {"camera": camera, "file": file, "synthetic": synthetic}
    return openers.get(section.source)
