"""One terminal's process with its receivers, and what is measured over a window of time."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from edge_client.video.budget import RATES
from signaling.protocol import Purpose
from tests.bench.picturing.cost import busy_seconds, cpu_seconds
from tests.bench.picturing.quality import Quality, is_key, judge
from tests.bench.picturing.receivers import PICTURES, Receiver
from tests.support.waiting import eventually

ROOMY = 8_000_000
"""The estimate of a line on which both videos may have their ceilings, bit/s."""

CALM_CORES = 0.25
"""What all other programs of the machine may use in a window that counts."""
TRIES = 2
"""Windows until the calmest of them counts all the same."""

LONGEST_LINE = 4 * 2**20


@dataclass(frozen=True)
class Seen:
    """What one receiver got of one video in a window; `rate` in bit/s."""

    purpose: Purpose
    codec: str
    fps: float
    rate: float
    lost: int
    key_frames_asked: int
    quality: Quality | None = None


@dataclass(frozen=True)
class Measured:
    """One window. `cores` of the terminal, `bench_cores` of the receivers, `other_cores` of all
    that has nothing to do with it."""

    receivers: int
    cores: float
    bench_cores: float
    other_cores: float = 0.0
    seen: list[Seen] = field(default_factory=list)

    def fps(self, purpose: Purpose) -> float:
        """The lowest of all receivers."""
        return min((each.fps for each in self.seen if each.purpose is purpose), default=0.0)


@dataclass(frozen=True)
class Times:
    """In seconds."""

    settle: float
    window: float


class Terminal:
    """A terminal's process and all who watch it."""

    def __init__(self, process: Process, kind: str, folder: Path, times: Times) -> None:
        self._process = process
        self._kind = kind
        self._folder = folder
        self._times = times
        self._receivers: list[Receiver] = []
        self._idle = 0.0
        self._windows: list[tuple[float, float]] = []

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        assert line, f"the terminal {self._kind!r} ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def rest(self) -> None:
        """Measure what it costs before anybody watches; only a browser's is subtracted."""
        if self._kind == "chromium":
            await asyncio.sleep(self._times.settle)
            self._idle, _, _ = await self._cores(self._times.window / 2)

    async def add(self, codec: str = "H264", estimate: int = ROOMY) -> None:
        """One receiver more."""

        async def answer(sdp: str, tracks: dict[str, str]) -> str:
            told = await self.ask({"sdp": sdp, "tracks": tracks})
            return str(told["sdp"])

        receiver = Receiver(codec, estimate)
        self._receivers.append(receiver)
        await receiver.connect(answer)
        await eventually(
            lambda: all(stream.frames for stream in receiver.streams.values()),
            timeout_s=20,
            what="both videos to come",
        )

    async def measure(self) -> Measured:
        """What it costs now, and what everybody gets."""
        await asyncio.sleep(self._times.settle)
        windows = [await self._window()]
        while windows[-1][0].other_cores > CALM_CORES and len(windows) < TRIES:
            windows.append(await self._window())
        measured, times = min(windows, key=lambda each: each[0].other_cores)
        self._windows.append(times)
        return measured

    async def _window(self) -> tuple[Measured, tuple[float, float]]:
        began = time.monotonic()
        lost = [stream.lost for _, _, stream in self._streams()]
        asked = [stream.asked for _, _, stream in self._streams()]
        cores, bench, other = await self._cores(self._times.window)
        ended = time.monotonic()
        seen = []
        for index, (receiver, purpose, stream) in enumerate(self._streams()):
            frames = stream.between(began, ended)
            size = sum(len(payload) for frame in frames for payload in frame.payloads)
            seen.append(
                Seen(
                    purpose,
                    receiver.codec,
                    round(len(frames) / (ended - began), 2),
                    size * 8 / (ended - began),
                    stream.lost - lost[index],
                    stream.asked - asked[index],
                )
            )
        measured = Measured(len(self._receivers), cores - self._idle, bench, other, seen)
        return measured, (began, ended)

    def judged(self, measured: Measured, window: int, *, first_only: bool) -> Measured:
        """The same with what decoding says of that window; the terminal need not run any more."""
        began, ended = self._windows[window]
        # Those who share an encoder got the very same bytes, which are looked at once.
        known: dict[tuple[bytes, ...], Quality] = {}
        seen = []
        for each, (receiver, purpose, stream) in zip(measured.seen, self._streams(), strict=False):
            if first_only and receiver is not self._receivers[0]:
                seen.append(each)
                continue
            frames = [frame for frame in stream.frames if frame.at < ended]
            skip = sum(frame.at < began for frame in frames)
            start = max(
                (n for n in range(skip + 1) if is_key(frames[n].payloads, receiver.codec)),
                default=0,
            )
            payloads = [frame.payloads for frame in frames[start:]]
            same = tuple(part for frame in payloads for part in frame)
            if same not in known:
                known[same] = judge(payloads, skip - start, receiver.codec, purpose, self._folder)
            seen.append(replace(each, quality=known[same]))
        return replace(measured, seen=seen)

    async def close(self) -> None:
        await asyncio.gather(*(receiver.close() for receiver in self._receivers))

    def _streams(self) -> list[tuple[Receiver, Purpose, Any]]:
        return [
            (receiver, purpose, receiver.streams[purpose])
            for receiver in self._receivers
            for purpose in PICTURES
        ]

    async def _cores(self, seconds: float) -> tuple[float, float, float]:
        """CPU seconds a second: of the terminal, of this process, of all the rest."""
        name = "chrom" if self._kind == "chromium" else ""
        pid = self._process.pid

        def clocks() -> tuple[float, float, float]:
            return cpu_seconds(pid, name), time.process_time(), busy_seconds()

        before, began = clocks(), time.monotonic()
        await asyncio.sleep(seconds)
        gone = time.monotonic() - began
        own, bench, all_of_it = (
            (now - was) / gone for now, was in zip(clocks(), before, strict=True)
        )
        return own, bench, max(0.0, all_of_it - own - bench)


def stored(measured: Measured) -> dict[str, Any]:
    """For a file."""
    return asdict(measured)


def restored(kept: dict[str, Any]) -> Measured:
    """What `stored` gave."""
    seen = [
        Seen(
            **{
                **each,
                "purpose": Purpose(each["purpose"]),
                "quality": Quality(**each["quality"]) if each["quality"] else None,
            }
        )
        for each in kept["seen"]
    ]
    return Measured(**{**kept, "seen": seen})


@asynccontextmanager
async def terminal(
    kind: str, folder: Path, times: Times, *, codec: str = "H264"
) -> AsyncIterator[Terminal]:
    """The terminal's process, ready; ended afterwards. `codec` counts for the floor only."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.picturing.terminals",
        kind,
        str(folder),
        "--codec",
        codec,
        stdin=PIPE,
        stdout=PIPE,
        limit=LONGEST_LINE,
    )
    staged = Terminal(process, kind, folder, times)
    try:
        await staged.answer()
        await staged.rest()
        yield staged
    finally:
        await staged.close()
        # The end of its input ends it, and with it its browser.
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            process.kill()
            await process.wait()


def ceilings() -> dict[Purpose, int]:
    """What each video may use, bit/s."""
    return {purpose: RATES[purpose].ceiling for purpose in PICTURES}


def middle(runs: list[Measured]) -> Measured:
    """The run whose cost is in the middle, with the lower of two."""
    ordered = sorted(runs, key=lambda each: each.cores)
    return ordered[(len(ordered) - 1) // 2]


def median_cores(runs: list[Measured]) -> float:
    """Over all runs."""
    return round(statistics.median(each.cores for each in runs), 3)
