"""RTP payloads of video are read as aiortc reads them, and nonsense is refused."""

import os

import av
import pytest
from aiortc.codecs.h264 import H264Encoder, h264_depayload
from aiortc.codecs.vpx import Vp8Encoder, vp8_depayload
from aiortc.mediastreams import VIDEO_TIME_BASE
from hypothesis import given
from hypothesis import strategies as st

from edge_client.video.payloads import PayloadError, read_payload


def frames(count: int) -> list[av.VideoFrame]:
    made = []
    for number in range(count):
        frame = av.VideoFrame(320, 240, "yuv420p")
        for plane in frame.planes:
            plane.update(os.urandom(plane.buffer_size))
        frame.pts, frame.time_base = number * 3000, VIDEO_TIME_BASE
        made.append(frame)
    return made


@pytest.mark.parametrize("codec", ["H264", "VP8"])
def test_pieces_are_those_that_aiortc_finds(codec: str) -> None:
    encoder = H264Encoder() if codec == "H264" else Vp8Encoder()
    depayload = h264_depayload if codec == "H264" else vp8_depayload
    for number, frame in enumerate(frames(3)):
        payloads, _ = encoder.encode(frame, force_keyframe=number == 0)
        assert len(payloads) > 3
        parts = [read_payload(codec, payload) for payload in payloads]
        assert [part.data for part in parts] == [depayload(payload) for payload in payloads]
        assert parts[0].opens == (number == 0)
        assert any(part.intra for part in parts) == (number == 0)
        assert not any(part.opens for part in parts[1:])


@pytest.mark.parametrize(
    "payload",
    [
        b"\x10\x00\x00\x00",  # too short for a key frame's header
        b"\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        b"\x10\x00\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f",  # 16383 times 16383
        b"\x90",
        b"\x90\x80\x80",
        b"\xff\xff",
    ],
)
def test_bad_vp8_is_refused(payload: bytes) -> None:
    with pytest.raises(PayloadError):
        read_payload("VP8", payload)


@pytest.mark.parametrize(
    "payload", [b"\x00", b"\x1c\x85", b"\x18\x00\x09abc", b"\x18\x00\x00", b"\x1d\x00", b"\x18\x00"]
)
def test_bad_h264_is_refused(payload: bytes) -> None:
    with pytest.raises(PayloadError):
        read_payload("H264", payload)


def test_another_codec_is_refused_and_nothing_is_padding() -> None:
    with pytest.raises(PayloadError):
        read_payload("AV1", b"abc")
    assert read_payload("H264", b"").data == b""


@given(codec=st.sampled_from(["H264", "VP8"]), payload=st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(codec: str, payload: bytes) -> None:
    try:
        part = read_payload(codec, payload)
    except PayloadError:
        return
    assert len(part.data) <= 2 * len(payload) + 4 * len(payload)
