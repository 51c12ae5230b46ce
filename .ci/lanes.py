#!/usr/bin/env python3
"""Run all tests in two lanes beside each other.

usage: lanes.py [pytest's arguments]

What people would see and hear (browsers, sound, pictures) mostly waits for a condition and leaves
half of two cores idle. Everything else needs only a processor and takes what is left: the web
tests, then contracts, state machines and units run at the lowest priority meanwhile. With
arguments there is one lane: pytest with these arguments.

The first lane is printed as it goes, the second whole after it; the last line counts both.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SEEN_AND_HEARD: Final = ("tests/scenarios", "tests/integration")
"""What the first lane runs; the second runs whatever else is in tests/."""

PYTEST: Final = (sys.executable, "-m", "pytest")
# Linux shares the processor between sessions first (sched(7), autogroup): niceness counts within
# one only, and browsers and servers are sessions of their own.
LOWEST_PRIORITY: Final = (
    *("sh", "-c"),
    '{ echo 19 > /proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"',
    "sh",
)

# The Node that set-up chose stands first for the web tests, and for them alone: beside it lies an
# older Redis than the system's.
WITH_NODE: Final = f"PATH={Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
WEB_TESTS: Final = ("env", WITH_NODE, "npm", "--prefix", "web", "--silent", "test")

CLOSING_LINE: Final = re.compile(r"^=+ (.*\d+ [a-z]+.*) in [0-9.]+s.*=+$", re.MULTILINE)
COUNT: Final = re.compile(r"(\d+) ([a-z]+)")
NO_RESULT: Final = "error"


class Lane:
    """Commands one after the other, their output into one report."""

    def __init__(self, report: Path, *, shown: bool) -> None:
        """`shown`: on the screen as well, as it comes; otherwise in a session of its own."""
        self._report = report
        self._shown = shown
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, *command: str) -> int:
        """Run it to its end; gives its exit code."""
        if self._stopped:
            return 1
        with self._report.open("ab") as file:
            self._process = process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=not self._shown,
            )
            assert process.stdout is not None
            for line in process.stdout:
                file.write(line)
                if self._shown:
                    sys.stdout.buffer.write(line)
                    sys.stdout.flush()
            return process.wait()

    def stop(self) -> None:
        """Run nothing more: Ctrl-C does not reach another session by itself."""
        self._stopped = True
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)


def run_the_rest(lane: Lane) -> int:
    """The second lane; one part of it that fails does not keep the other from running."""
    elsewhere = [f"--ignore={folder}" for folder in SEEN_AND_HEARD]
    web = lane.run(*LOWEST_PRIORITY, *WEB_TESTS)
    logic = lane.run(*LOWEST_PRIORITY, *PYTEST, "tests", *elsewhere)
    return web or logic


def counted(reports: Iterable[str], seconds: float) -> str:
    """One closing line in pytest's manner; a report that ends without one counts as an error."""
    counts: Counter[str] = Counter()
    for report in reports:
        lines = CLOSING_LINE.findall(report)
        found = COUNT.findall(lines[-1]) if lines else [("1", NO_RESULT)]
        for number, what in found:
            counts[what] += int(number)
    told = ", ".join(f"{number} {what}" for what, number in counts.items())
    return f" {told} in {seconds:.2f}s ".center(80, "=")


def main(arguments: Sequence[str]) -> int:
    if arguments:
        return subprocess.run([*PYTEST, *arguments], cwd=ROOT, check=False).returncode
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        files = [Path(folder, "first"), Path(folder, "second")]
        first, second = Lane(files[0], shown=True), Lane(files[1], shown=False)
        rest = beside.submit(run_the_rest, second)
        try:
            codes = [first.run(*PYTEST, *SEEN_AND_HEARD), rest.result()]
        except BaseException:
            second.stop()
            raise
        reports = [file.read_text(errors="replace") for file in files]
    print(reports[1])
    print(counted(reports, time.monotonic() - began))
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
