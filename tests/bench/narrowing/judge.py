"""What came of voice, paper and face, from packets and shown frames. Pure; times in seconds."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.bench.narrowing.tap import Packet

LATE_S = 0.2
"""Later than the quickest packet by more than this, a voice packet comes too late."""
LOST_TOO_MUCH = 0.03
"""Beyond what the line itself loses, this share of the voice may be missing or late."""
LONGEST_GAP_S = 0.2
PACKET_S = 0.02
BUCKET_S, GOOD_FOR_S = 0.5, 3.0
BACK = 0.8
"""It has returned when it gets this share of the rate it had before."""


@dataclass(frozen=True)
class Times:
    """When the line was wide, narrowed and opened again, and the measuring ended."""

    begun: float
    narrowed: float
    opened: float
    ended: float
    settle: float = 6.0
    """The figures of the narrow time begin so much after its beginning."""


@dataclass(frozen=True)
class Voice:
    """Each voice packet that was sent: when, and when it came, None if never."""

    sent: Sequence[float]
    came: Sequence[float | None]

    def late(self) -> list[bool]:
        """Whether each was lost or too late to be played."""
        quickest = min(
            (came - sent for sent, came in zip(self.sent, self.came, strict=True) if came),
            default=0.0,
        )
        return [
            came is None or came - sent - quickest > LATE_S
            for sent, came in zip(self.sent, self.came, strict=True)
        ]

    def missing(self, begin: float, end: float) -> float:
        """Which share of what was sent then was lost or late."""
        late = [
            bad for sent, bad in zip(self.sent, self.late(), strict=True) if begin <= sent < end
        ]
        return sum(late) / len(late) if late else 1.0

    def gap(self, begin: float, end: float) -> float:
        """The longest time of which nothing came that could be played."""
        longest = 0.0
        lost_from: float | None = None
        for sent, bad in zip(self.sent, self.late(), strict=True):
            if begin <= sent < end:
                lost_from = (sent if lost_from is None else lost_from) if bad else None
                longest = max(longest, 0.0 if lost_from is None else sent + PACKET_S - lost_from)
        return longest


@dataclass(frozen=True)
class Found:
    """The figures of one link."""

    voice_ok: bool
    document_fps: float
    face_fps: float
    settle_s: float
    return_s: float
    freeze_ms_max: int
    extra: dict[str, Any] = field(default_factory=dict)
    """For people: shares, rates in kbit/s."""


def voice_of(sent: Sequence[Packet], came: Sequence[Packet], ssrc: int) -> Voice:
    """Match the packets of one stream at both ends; numbers wrap after 20 minutes of voice."""
    there = {packet[2]: packet[0] for packet in reversed(came) if packet[1] == ssrc}
    mine = [packet for packet in sent if packet[1] == ssrc]
    return Voice([packet[0] for packet in mine], [there.get(packet[2]) for packet in mine])


def rate(packets: Sequence[Packet], begin: float, end: float) -> float:
    """Bit/s in a time."""
    return sum(each[3] for each in packets if begin <= each[0] < end) * 8 / (end - begin)


def judge(
    times: Times,
    loss: float,
    voice: Voice,
    sent: Sequence[Packet],
    came: Sequence[Packet],
    shown: Mapping[str, Sequence[Sequence[float]]],
) -> Found:
    """The figures of one link that loses this share of the packets."""
    begin = times.narrowed + times.settle
    steady = times.opened - begin
    missing, gap = voice.missing(begin, times.opened), voice.gap(begin, times.opened)
    fps = {
        purpose: sum(begin <= at < times.opened for at, _ in frames) / steady
        for purpose, frames in shown.items()
    }
    return Found(
        voice_ok=missing <= loss + LOST_TOO_MUCH and gap <= LONGEST_GAP_S,
        document_fps=round(fps["document"], 1),
        face_fps=round(fps["face"], 1),
        settle_s=settled(times, loss, voice),
        return_s=returned(times, came),
        freeze_ms_max=frozen(times, shown, fps),
        extra={
            "voice_missing": round(missing, 3),
            "voice_gap_ms": round(gap * 1000),
            "streams_kbit_sent": {
                stream: round(rate([p for p in sent if p[1] == stream], begin, times.opened) / 1000)
                for stream in {packet[1] for packet in sent}
            },
            "kbit_sent": round(rate(sent, begin, times.opened) / 1000),
            "kbit_came": round(rate(came, begin, times.opened) / 1000),
            "face_width": statistics.median(
                [w for at, w in shown["face"] if begin <= at < times.opened] or [0]
            ),
        },
    )


def settled(times: Times, loss: float, voice: Voice) -> float:
    """From narrowing until the voice is whole for some seconds; all the time if it never is."""
    at = times.narrowed
    while at + GOOD_FOR_S <= times.opened:
        bad = next(
            (
                k
                for k in range(round(GOOD_FOR_S / BUCKET_S))
                if voice.missing(at + k * BUCKET_S, at + (k + 1) * BUCKET_S) > loss + 0.2
            ),
            None,
        )
        if bad is None:
            return round(at - times.narrowed, 1)
        at += (bad + 1) * BUCKET_S
    return round(times.opened - times.narrowed, 1)


def returned(times: Times, came: Sequence[Packet]) -> float:
    """From opening until a second brings most of what came before; else all the time."""
    before = rate(came, max(times.begun, times.narrowed - 5), times.narrowed)
    at = times.opened
    while at + 1.0 <= times.ended:
        if rate(came, at, at + 1.0) >= BACK * before:
            return round(at + 1.0 - times.opened, 1)
        at += 0.25
    return round(times.ended - times.opened, 1)


def frozen(
    times: Times, shown: Mapping[str, Sequence[Sequence[float]]], fps: Mapping[str, float]
) -> int:
    """The longest time without a new frame of a live picture from narrowing on, ms.

    A face below 1 frame a second is a still that says so, and counts only while line is wide.
    """
    longest = 0.0
    for purpose, frames in shown.items():
        still = purpose == "face" and fps[purpose] < 1.0
        begin = times.opened + 5 if still else times.narrowed
        at = [begin, *(shown_at for shown_at, _ in frames if shown_at >= begin), times.ended]
        longest = max(longest, max((b - a for a, b in pairwise(at)), default=0.0))
    return round(longest * 1000)
