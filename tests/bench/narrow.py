"""`make bench-narrow`: what voice, paper and face get when the line narrows, and after it.

A terminal and a receiver (Chromium, which decodes and shows) stand in two network namespaces
with a router between them. Each link begins wide, is narrowed to its rate and loss, and opened
again. Every packet is seen at both ends, every shown frame in the browser. Beside the product:
stock aiortc, same pictures, same voice. Takes root, for the namespaces.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.narrowing import net
from tests.bench.narrowing.judge import Found, Times, judge, rate, voice_of
from tests.bench.narrowing.story import story
from tests.bench.picturing.scene import write_scene

RATES_KBIT = (2000, 500, 300, 150)
LOSSES = (0.0, 0.02, 0.05)
LONGEST_LINE = 64 * 2**20
ASKED_EVERY_S = 0.25


def name_of(kbit: int, loss: float) -> str:
    """The key of a link, such as 500k_2%."""
    return f"{kbit}k_{round(loss * 100)}%"


class End:
    """One end's process, asked by JSON lines."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, **message: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        assert line, "one of the ends has died; its words stand above"
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def end(namespace: str, module: str, *words: str) -> AsyncIterator[End]:
    """An end in its namespace, ready; with all its processes it is gone afterwards."""
    command = net.Net.command(namespace, sys.executable, "-m", module, *words)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE, start_new_session=True
    )
    try:
        found = End(process)
        assert (await found.answer())["ready"]
        yield found
    finally:
        assert process.stdin is not None
        process.stdin.close()  # a browser closes well when it is asked to
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 5)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def measure(
    kind: str, net_: net.Net, folder: Path, kbit: int, loss: float, lasts: Sequence[float]
) -> tuple[Found, list[tuple[float, float]]]:
    """One link: its figures, and the rate that came in every half second from the narrowing."""
    net_.limit(net.WIDE_KBIT, 0.0)
    async with (
        end(net_.terminal, "tests.bench.narrowing.terminal", kind, str(folder)) as terminal,
        end(net_.receiver, "tests.bench.narrowing.receiver") as receiver,
    ):
        offered = await receiver.ask(offer=True)
        answered = await terminal.ask(**offered)
        await receiver.ask(sdp=answered["sdp"])
        begun = time.time()
        told = await watched(terminal, lasts[0])
        net_.limit(kbit, loss)
        narrowed = time.time()
        told += await watched(terminal, lasts[1])
        net_.limit(net.WIDE_KBIT, 0.0)
        opened = time.time()
        told += await watched(terminal, lasts[2])
        times = Times(begun, narrowed, opened, time.time())
        seen = await receiver.ask(shown=True)
        sent = [tuple(each) for each in (await terminal.ask(packets=True))["packets"]]
    came = [tuple(each) for each in seen["packets"]]
    voice = voice_of(sent, came, answered["ssrcs"]["voice"])
    if "-v" in sys.argv:
        print(seen["voice"], seen["pictures"])
        rows = story(times, voice, sent, came, answered["ssrcs"], seen["shown"], told)
        print("\n".join(rows), flush=True)
    found = judge(times, loss, voice, sent, came, seen["shown"])
    steps = [
        (round(at - narrowed, 1), rate(came, at, at + 0.5))
        for at in (begun + k / 2 for k in range(int((times.ended - begun) * 2)))
    ]
    return found, steps


async def watched(terminal: End, lasts: float) -> list[tuple[float, dict[str, Any]]]:
    """Wait; with -v ask now and then what the terminal thinks of its line, and when it did."""
    told: list[tuple[float, dict[str, Any]]] = []
    end_at = time.monotonic() + lasts
    while (left := end_at - time.monotonic()) > 0:
        if "-v" in sys.argv:
            told.append((time.time(), await terminal.ask(figures=True)))
        await asyncio.sleep(min(ASKED_EVERY_S if "-v" in sys.argv else left, left))
    return told


def tell(kind: str, link: str, found: Found) -> None:
    """One row for people."""
    voice = "voice ok " if found.voice_ok else "VOICE BAD"
    print(
        f"{kind:6} {link:9} {voice} document {found.document_fps:5.1f} fps  face"
        f" {found.face_fps:5.1f} fps  settles {found.settle_s:5.1f} s  returns"
        f" {found.return_s:5.1f} s  freeze {found.freeze_ms_max:6} ms  {found.extra}",
        flush=True,
    )


async def run(
    kinds: Sequence[str],
    links: Sequence[tuple[int, float]],
    lasts: Sequence[float],
    into: Path | None,
) -> dict[str, Any]:
    results: dict[str, Any] = {kind: {} for kind in kinds}
    with tempfile.TemporaryDirectory() as place, net.line() as line:
        folder = Path(place)
        write_scene(folder)
        for kbit, loss in links:
            for kind in kinds:
                found, steps = await measure(kind, line, folder, kbit, loss, lasts)
                tell(kind, name_of(kbit, loss), found)
                results[kind][name_of(kbit, loss)] = {**asdict(found), "steps": steps}
                if into is not None:
                    keep(into, results)
    return results


def keep(into: Path, results: dict[str, Any]) -> None:
    """Add the results to a file's: one line for each link."""
    known = json.loads(into.read_text()) if into.exists() else {}
    for kind, found in results.items():
        known.setdefault(kind, {}).update(found)
    rows = [
        json.dumps(kind)
        + ": {\n"
        + ",\n".join(f"  {json.dumps(link)}: {json.dumps(row)}" for link, row in links.items())
        + "\n}"
        for kind, links in known.items()
    ]
    into.write_text("{\n" + ",\n".join(rows) + "\n}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 and 150 kbit/s, no loss, ours")
    parser.add_argument("--links", help="some only, such as 500k_2%%,150k_0%%")
    parser.add_argument("--kinds", default="ours,stock")
    parser.add_argument("--lasts", default="7,12,10", help="seconds wide, narrow, open again")
    parser.add_argument("--into", type=Path, help="a JSON file to add the results to")
    parser.add_argument("-v", action="store_true", help="say what the terminal thinks")
    options = parser.parse_args()
    links = [(kbit, loss) for loss in LOSSES for kbit in RATES_KBIT]
    kinds = options.kinds.split(",")
    if options.quick:
        links, kinds = [(500, 0.0), (150, 0.0)], ["ours"]
    if options.links:
        wanted = options.links.split(",")
        links = [link for link in links if name_of(*link) in wanted]
    lasts = [float(each) for each in options.lasts.split(",")]
    try:
        results = asyncio.run(run(kinds, links, lasts, options.into))
    except net.MissingError as missing:
        sys.exit(f"bench-narrow cannot run here. {missing}")
    if options.into is not None:
        results = json.loads(options.into.read_text())
    keys = ["voice_ok", "document_fps", "face_fps", "settle_s", "return_s", "freeze_ms_max"]
    told = results.get("ours") or next(iter(results.values()))
    print(json.dumps({link: {key: row[key] for key in keys} for link, row in told.items()}))


if __name__ == "__main__":
    main()
