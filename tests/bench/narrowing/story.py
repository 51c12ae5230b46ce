"""What happened on one link, half second by half second, for people (`-v`). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.bench.narrowing.judge import Times, Voice, rate
from tests.bench.narrowing.tap import Packet

STEP_S = 0.5


def story(
    times: Times,
    voice: Voice,
    sent: Sequence[Packet],
    came: Sequence[Packet],
    ssrcs: Mapping[str, int],
    shown: Mapping[str, Sequence[Sequence[float]]],
    told: Sequence[tuple[float, Mapping[str, Any]]],
) -> Iterable[str]:
    """Rows: seconds from narrowing, sent and came in kbit/s, the voice, frames, what was told."""
    yield (
        "    s | sent face  doc again | came | lost | voice bad, delay ms | frames face doc"
        " | line queue face doc keys"
    )
    named = {number: name for name, number in ssrcs.items()}
    quickest = min(
        (b - a for a, b in zip(voice.sent, voice.came, strict=True) if b is not None), default=0.0
    )
    at = times.narrowed - 2.0
    while at < times.ended:
        end = at + STEP_S
        by: dict[str, float] = {}
        for packet in sent:
            if at <= packet[0] < end:
                name = named.get(packet[1], "again")
                by[name] = by.get(name, 0.0) + packet[3] * 8 / STEP_S / 1000
        delays = [
            (b - a - quickest) * 1000
            for a, b in zip(voice.sent, voice.came, strict=True)
            if b is not None and at <= a < end
        ]
        frames = {name: sum(at <= each[0] < end for each in rows) for name, rows in shown.items()}
        out, into = rate(sent, at, end) / 1000, rate(came, at, end) / 1000
        last: Mapping[str, Any] = next((each for when, each in reversed(told) if when < end), {})
        targets = last.get("targets", {})
        yield (
            f"{at - times.narrowed:5.1f} | {out:5.0f} {by.get('face', 0):4.0f}"
            f" {by.get('document', 0):4.0f} {by.get('again', 0):4.0f} | {into:5.0f} |"
            f" {100 * max(0.0, 1 - into / max(1.0, out)):3.0f}% |"
            f" {voice.missing(at, end) * 100:3.0f}% {max(delays, default=0):5.0f} |"
            f" {frames.get('face', 0):3} {frames.get('document', 0):3} |"
            f" {last.get('line', 0) / 1000:5.0f} {last.get('queue_ms', 0):4}"
            f" {targets.get('face', 0) / 1000:4.0f} {targets.get('document', 0) / 1000:4.0f}"
            f" {last.get('keys', '')}"
        )
        at = end
