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
LOWEST_PRIORITY: Final = ("nice", "-n", "19")

# The Node that set-up chose stands first for the web tests, and for them alone: beside it lies an
# older Redis than the system's.
WITH_NODE: Final = f"PATH={Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
WEB_TESTS: Final = ("env", WITH_NODE, "npm", "--prefix", "web", "--silent", "test")

CLOSING_LINE: Final = re.compile(r"^=+ (.*\d+ [a-z]+.*) in [0-9.]+s.*=+$", re.MULTILINE)
COUNT: Final = re.compile(r"(\d+) ([a-z]+)")
NO_RESULT: Final = "error"


def run(command: Sequence[str], report: Path, *, shown: bool = False) -> int:
    """Run `command` to its end, its output into `report` and, if `shown`, to the screen as well."""
    with report.open("ab") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdout is not None
        for line in process.stdout:
            file.write(line)
            if shown:
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
        return process.wait()


def run_the_rest(report: Path) -> int:
    """The second lane; one part of it that fails does not keep the other from running."""
    elsewhere = [f"--ignore={folder}" for folder in SEEN_AND_HEARD]
    web = run([*LOWEST_PRIORITY, *WEB_TESTS], report)
    logic = run([*LOWEST_PRIORITY, *PYTEST, "tests", *elsewhere], report)
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
        first, second = Path(folder, "first"), Path(folder, "second")
        rest = beside.submit(run_the_rest, second)
        codes = [run([*PYTEST, *SEEN_AND_HEARD], first, shown=True), rest.result()]
        reports = [file.read_text(errors="replace") for file in (first, second)]
    print(reports[1])
    print(counted(reports, time.monotonic() - began))
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
