"""What was delivered, looked at afterwards: size, quantiser, and PSNR against the source."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log10
from pathlib import Path
from typing import Any

import av
import numpy as np
from aiortc.codecs.h264 import h264_depayload
from aiortc.codecs.vpx import VpxPayloadDescriptor, vp8_depayload
from aiortc.mediastreams import VIDEO_TIME_BASE
from av.sidedata.encparams import VideoEncParams

from edge_client.devices.frame import Picture, planes
from edge_client.video.encoder import PictureEncoder, VideoCodec
from signaling.protocol import Purpose
from tests.bench.picturing.scene import SHOTS, load, number_of

EVERY = {Purpose.FACE: 5, Purpose.DOCUMENT: 2}
"""Which frames are compared: each so-manyth."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one stream. `psnr_db` of the luma, mean over frames; `quantiser` 0 to 51 of H.264."""

    width: int
    height: int
    psnr_db: float | None
    quantiser: float | None
    decoded: int


def judge(
    frames: Sequence[Sequence[bytes]], skip: int, codec: str, purpose: Purpose, folder: Path
) -> Quality:
    """Decode frames given as RTP payloads, from their start; compare those after `skip`."""
    decoder: Any = av.CodecContext.create("h264" if codec == "H264" else "vp8", "r")
    decoder.options = {"export_side_data": "venc_params"}
    decoder.thread_count = 1
    depayload = h264_depayload if codec == "H264" else vp8_depayload
    sources, every = load(folder, purpose), EVERY[purpose]
    size, decoded, psnrs, quantisers = (0, 0), 0, [], []
    for index, payloads in enumerate(frames):
        data = b"".join(depayload(payload) for payload in payloads)
        shown: list[av.VideoFrame] = []
        with contextlib.suppress(av.FFmpegError):
            shown = decoder.decode(av.Packet(data))
        for frame in shown:
            size = (frame.width, frame.height)
            if index < skip:
                continue
            decoded += 1
            if decoded % every:
                continue
            quantisers += _quantiser(frame)
            number = number_of(frame, purpose)
            if number is not None:
                psnrs.append(_psnr(frame, sources[number], purpose))
    return Quality(
        *size,
        round(statistics.fmean(psnrs), 2) if psnrs else None,
        round(statistics.fmean(quantisers), 1) if quantisers else None,
        decoded,
    )


def is_key(payloads: Sequence[bytes], codec: str) -> bool:
    """Whether a frame can be decoded without those before it."""
    first = payloads[0]
    if codec != "H264":
        rest = VpxPayloadDescriptor.parse(first)[1]
        return bool(rest) and not rest[0] & 1
    kind = first[0] & 0x1F
    if kind == 24:  # several NAL units in one payload (STAP-A): the first one's
        kind = first[3] & 0x1F
    return kind == 7  # the parameters stand before each key frame


def encode_alone(
    folder: Path, codec: VideoCodec, purpose: Purpose, rate: float, ceiling: int, seconds: float
) -> tuple[float, Quality]:
    """Our encoder on the same frames so that it delivers `rate` bit/s: its real rate, quality."""
    got, target = 0.0, rate
    quality: Quality | None = None
    for _ in range(3):
        got, payloads = _encode(folder, codec, purpose, round(target), ceiling, seconds)
        fps = SHOTS[purpose].fps
        quality = judge(payloads, 2 * fps, codec, purpose, folder)
        if abs(got / rate - 1) < 0.02:
            break
        target = min(float(ceiling), target * rate / got)
    assert quality is not None
    return got, quality


def _encode(
    folder: Path, codec: VideoCodec, purpose: Purpose, target: int, ceiling: int, seconds: float
) -> tuple[float, list[list[bytes]]]:
    fps, pictures = SHOTS[purpose].fps, load(folder, purpose)
    encoder = PictureEncoder(codec, purpose, target=target, ceiling=ceiling, fps=fps)
    payloads: list[list[bytes]] = []
    size = 0
    for number in range(round((seconds + 2) * fps)):
        array = np.array(pictures[number % len(pictures)])
        frame = av.VideoFrame.from_numpy_buffer(array, format="yuv420p")
        frame.pts, frame.time_base = number * 90_000 // fps, Fraction(VIDEO_TIME_BASE)
        made = encoder.encode(frame, key=number == 0)
        payloads.append(list(made.payloads))
        if number >= 2 * fps:  # settled
            size += made.size
    return size * 8 / seconds, payloads


def _psnr(frame: av.VideoFrame, source: Picture, purpose: Purpose) -> float:
    """Of the luma, once its range is put right: a canvas' colours are converted on the way."""
    shot = SHOTS[purpose]
    if (frame.width, frame.height) != (shot.width, shot.height):
        frame = frame.reformat(width=shot.width, height=shot.height)
    luma = planes(np.ascontiguousarray(frame.to_ndarray(format="yuv420p"), np.uint8))[0]
    wanted = planes(np.ascontiguousarray(source))[0]
    gain, offset = np.polyfit(luma[::4, ::4].reshape(-1), wanted[::4, ::4].reshape(-1), 1)
    error = float(np.square(luma.astype(np.float32) * gain + offset - wanted).mean())
    return 10 * log10(255 * 255 / max(error, 1e-9))


def _quantiser(frame: av.VideoFrame) -> list[float]:
    """Mean over the macroblocks; H.264 only."""
    return [
        float(np.mean(each.qp_map()))
        for each in frame.side_data
        if isinstance(each, VideoEncParams) and each.nb_blocks
    ]
