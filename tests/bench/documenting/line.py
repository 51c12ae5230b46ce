"""A line of a given rate from this machine to a browser in a network namespace. It takes root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.browser import chromium_path

_NET = f"10.79.{os.getpid() % 250 + 1}"
HERE, THERE = f"{_NET}.1", f"{_NET}.2"
"""Of this process, so that two runs do not meet."""
WIDE_KBIT = 100_000
LATENCY = "300ms"
"""What waits longer at the bottleneck is thrown away."""


@dataclass(frozen=True)
class Line:
    """`browser` is a command that starts Chromium at the other end."""

    browser: Path | None
    device: str = ""

    @property
    def limited(self) -> bool:
        """Whether the rate can be set at all."""
        return bool(self.device)

    def limit(self, kbit: int) -> None:
        """From now on so much goes to the browser a second."""
        if not self.limited:
            return
        burst = "5kb" if kbit < 5_000 else "32kb"
        words = ["tc", "qdisc", "replace", "dev", self.device, "root", "tbf"]
        _do(*words, "rate", f"{kbit}kbit", "burst", burst, "latency", LATENCY)


def possible() -> bool:
    """Whether this machine lets us make one."""
    tools = all(shutil.which(tool) for tool in ("ip", "tc"))
    return tools and os.geteuid() == 0


@contextmanager
def line() -> Iterator[Line]:
    """The line, wide open; the loopback, which cannot be limited, where none can be made."""
    if not possible():
        yield Line(None)
        return
    name, device = f"paper-{os.getpid()}", f"pp{os.getpid()}"
    with TemporaryDirectory() as folder:
        browser = Path(folder) / "chromium"
        browser.write_text(f'#!/bin/sh\nexec ip netns exec {name} {chromium_path()} "$@"\n')
        browser.chmod(0o755)
        inside = ("ip", "netns", "exec", name)
        try:
            _do("ip", "netns", "add", name)
            _do(*inside, "ip", "link", "set", "lo", "up")
            peer = ("peer", "name", "paper0", "netns", name)
            _do("ip", "link", "add", device, "type", "veth", *peer)
            _do("ip", "addr", "add", f"{HERE}/24", "dev", device)
            _do("ip", "link", "set", device, "up")
            _do(*inside, "ip", "addr", "add", f"{THERE}/24", "dev", "paper0")
            _do(*inside, "ip", "link", "set", "paper0", "up")
            _do(*inside, "ip", "route", "add", "default", "via", HERE)
            made = Line(browser, device)
            made.limit(WIDE_KBIT)
            yield made
        finally:
            # The interfaces go with it.
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
            subprocess.run(["ip", "link", "del", device], capture_output=True, check=False)


def _do(*words: str) -> None:
    subprocess.run(words, capture_output=True, check=True)
