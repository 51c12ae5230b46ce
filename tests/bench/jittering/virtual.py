"""What our jitter buffer and aiortc's make of a line, on a clock that only the cases move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import av
import numpy as np
from aiortc.codecs.opus import OpusDecoder
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtp import RtpPacket

from edge_client.sound.receiving import VoiceReceiver
from edge_client.sound.redundancy import Earlier
from tests.bench.jittering.lines import FRAME, FRAME_S, Line, Samples

PHASE_S = 0.013
"""How far the loudspeaker's blocks are from the sender's."""

Arrival = tuple[float, int]


def arrivals(line: Line) -> list[Arrival]:
    """What arrives, in that order."""
    found = [(at, number) for number, at in enumerate(line.arrivals) if at is not None]
    return sorted(found)


def _play(
    line: Line,
    put: Callable[[int, float], None],
    pull: Callable[[float], Samples | None],
    seconds: float,
) -> Samples:
    waiting = arrivals(line)
    heard: list[Samples] = []
    next_, at = 0, PHASE_S
    while at < seconds:
        while next_ < len(waiting) and waiting[next_][0] <= at:
            put(waiting[next_][1], waiting[next_][0])
            next_ += 1
        block = pull(at)
        heard.append(np.zeros(FRAME, np.float32) if block is None else block)
        at += FRAME_S
    return np.concatenate(heard)


def ours(packets: Sequence[bytes], line: Line, *, twice: bool = False) -> tuple[Samples, float]:
    """What is heard through our buffer, and the share of it that was made up.

    `twice`: each packet brings the one before it again, as a browser that is told of losses
    sends them.
    """
    now = 0.0
    receiver = VoiceReceiver(clock=lambda: now)

    def put(number: int, at: float) -> None:
        nonlocal now
        now = at
        again = [Earlier(packets[number - 1], FRAME)] if twice and number else []
        receiver.put(number % 2**16, number * FRAME % 2**32, packets[number], again)

    def pull(at: float) -> Samples | None:
        nonlocal now
        now = at
        return receiver.pull()

    heard = _play(line, put, pull, len(packets) * FRAME_S)
    return heard, receiver.counts.concealed / heard.size


def stock(packets: Sequence[bytes], line: Line) -> tuple[Samples, float]:
    """aiortc's own buffer and decoder; what they give is played in turn, as its player does."""
    buffer: Any = JitterBuffer(capacity=16, prefetch=4)
    decoder = OpusDecoder()
    queue: list[Samples] = []

    def put(number: int, at: float) -> None:
        packet = RtpPacket(
            payload_type=96,
            sequence_number=number % 2**16,
            timestamp=number * FRAME % 2**32,
            payload=packets[number],
        )
        packet._data = packets[number]  # type: ignore[attr-defined]
        frame = buffer.add(packet)[1]
        if frame is not None:
            queue.extend(_mono(decoded) for decoded in decoder.decode(frame))

    def pull(at: float) -> Samples | None:
        return queue.pop(0) if queue else None

    return _play(line, put, pull, len(packets) * FRAME_S), 0.0


def _mono(frame: Any) -> Samples:
    assert isinstance(frame, av.AudioFrame)
    stereo = frame.to_ndarray().reshape(-1, 2).astype(np.float32)
    left: Samples = stereo[:, 0] / np.float32(32768)
    return left
